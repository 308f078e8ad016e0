import { readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { build, Plugin } from 'esbuild';
import { preProcessFile } from 'typescript';
import { LIBRARY_FILE } from './package';
import { ROOT } from './root';

/** Modules that the app provides, so that they are not part of the bundle. */
const PEERS = /^(aws-cdk-lib|constructs)($|\/)/;

/** The declarations that an app in TypeScript imports. */
const DECLARATIONS = 'index.d.ts';

/** A namespace of esbuild: modules of the bundle that each represent one module of a peer. */
const STAND_IN = 'stand-in';

/** A function that TypeScript repeats at the top of each file that uses it, like __importStar(). */
const HELPER = /^var (__\w+) = \(this && this\.\1\) \|\| [^]*?^\}[()]*;\n/gm;

/** The first line of the bundle. */
const STRICT = '"use strict";\n';

/**
 * Bundles lib/index.js, as compiled by jsii, with everything that it requires, and removes the other JavaScript files
 * from lib/. The declarations that an app needs stay as jsii wrote them. jsii writes every file on each run, so `npx projen compile`
 * never starts from a bundle.
 *
 * Node takes three times as long to load 180 files as to load one.
 */
export async function bundleLibrary(root: string = ROOT): Promise<void> {
  const entry = path.join(root, 'lib', LIBRARY_FILE);
  const names = Object.keys(createRequire(__filename)(entry));
  const helpers = new Map<string, string>();
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true, // props are checked by class names, which messages also contain
    legalComments: 'none',
    plugins: [requirePeersOnce, shareHelpers(helpers)],
    write: false,
  });
  const code = outputFiles[0].text.replace(STRICT, [STRICT, ...helpers.values()].join(''));
  writeFileSync(entry, `${code}${exportHint(names)}`);
  removeLeftovers(root);
}

/**
 * Requires each module of a peer at one place of the bundle, when a file of the library first uses it. Node resolves a
 * module each time it is required, and the list of exports of aws-cdk-lib is long.
 */
const requirePeersOnce: Plugin = {
  name: 'require-peers-once',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: PEERS }, ({ path: name, namespace }) =>
      namespace === STAND_IN ? { path: name, external: true } : { path: name, namespace: STAND_IN },
    );
    onLoad({ filter: PEERS, namespace: STAND_IN }, ({ path: name }) => ({
      contents: `module.exports = require(${JSON.stringify(name)});`,
    }));
  },
};

/** Takes the helpers of TypeScript out of the files, and collects them by their names: one of each is enough. */
function shareHelpers(helpers: Map<string, string>): Plugin {
  return {
    name: 'share-helpers',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path: file }) => {
        const contents = readFileSync(file, 'utf8').replace(HELPER, (helper: string, name: string) => {
          helpers.set(name, helper);
          return '';
        });
        return { contents };
      });
    },
  };
}

/** A line that never runs. Node parses it to find the names that an ES module can import. */
function exportHint(names: string[]): string {
  return `0 && (module.exports = { ${names.join(', ')} });\n`;
}

/** Removes files that the bundle replaces, and declarations that those of index.ts do not need. */
function removeLeftovers(root: string): void {
  const lib = path.join(root, 'lib');
  const needed = new Set([LIBRARY_FILE, ...declarationsFrom(lib, DECLARATIONS)]);
  for (const file of filesIn(lib)) {
    if (!needed.has(file)) rmSync(path.join(lib, file));
  }
}

/** A declaration file with those that it imports, directly or indirectly. */
function declarationsFrom(lib: string, file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  const { importedFiles } = preProcessFile(readFileSync(path.join(lib, file), 'utf8'));
  for (const { fileName } of importedFiles) {
    if (fileName.startsWith('.')) declarationsFrom(lib, `${path.join(path.dirname(file), fileName)}.d.ts`, known);
  }
  return known;
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}
