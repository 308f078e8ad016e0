import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { assetProblems } from './asset-manifest';
import { ROOT } from './root';
import { mustRun, step } from './run';

/** The folder of the library that the demo packs; separate from dist/, which belongs to the release. */
export const PACKED = path.join(ROOT, '.demo', 'package');

/** The one JavaScript file of the library, by its path in lib/. */
export const LIBRARY_FILE = 'index.js';

/**
 * npm gives every file in a tarball the same date in 1985: a library unpacked from a tarball is older than all sources,
 * but complete.
 */
const FILES_OF_TARBALLS = Date.UTC(1990, 0);

/** Compiles the library, unless it is newer than all its sources. */
export async function compileLibrary(): Promise<void> {
  if (libraryProblems().length === 0) return;
  await mustRun('npx', ['projen', 'compile'], { cwd: ROOT });
}

/** Bundles the functions and their scripts into assets/, unless the assets match the sources. */
export async function bundleFunctions(): Promise<void> {
  if (assetProblems().length === 0) return;
  rmSync(path.join(ROOT, 'assets'), { recursive: true, force: true });
  await mustRun('npx', ['projen', 'bundle'], { cwd: ROOT });
}

/**
 * Packs the library as `npm publish` would, compiled and bundled if necessary, and returns the tarball.
 *
 * @param folder where it goes; emptied before. Whoever may run beside another one gives its own
 */
export async function packLibrary(folder: string = PACKED): Promise<string> {
  await compileLibrary();
  await bundleFunctions();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await mustRun('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT });
  return path.join(folder, readdirSync(folder)[0]);
}

/** Packs the library step by step, for somebody who waits for it, and returns the tarball. */
export async function packInSteps(folder: string = PACKED): Promise<string> {
  await step('compile the library', compileLibrary);
  await step('bundle its functions', bundleFunctions);
  return step('pack it as npm delivers it', () => packLibrary(folder));
}

/** Returns the reasons why the package must not be packed, each with its remedy. */
export function packageProblems(root: string = ROOT): string[] {
  return [...libraryProblems(root), ...assetProblems(root)];
}

/** Returns the reason why lib/ does not match the sources, if there is one. */
function libraryProblems(root: string = ROOT): string[] {
  const remedy = 'run npx projen compile';
  const assembly = path.join(root, '.jsii.gz');
  if (!existsSync(assembly)) return [`the library has not been compiled: ${remedy}`];

  const missing = [LIBRARY_FILE, 'index.d.ts']
    .map((file) => path.join('lib', file))
    .filter((file) => !existsSync(path.join(root, file)));
  if (missing.length > 0) return [`${missing[0]} is missing: ${remedy}`];

  // jsii has run and the bundler has not.
  const unbundled = youngestFirst(path.join(root, 'lib')).filter(
    (file) => file.endsWith('.js') && file !== LIBRARY_FILE,
  );
  if (unbundled.length > 0) return [`lib/${LIBRARY_FILE} is not bundled, lib/${unbundled[0]} is there: ${remedy}`];

  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const compiled = JSON.parse(gunzipSync(readFileSync(assembly)).toString()).version;
  if (compiled !== version) {
    return [`the library was compiled as version ${compiled}, and package.json says ${version}: ${remedy}`];
  }

  const made = statSync(assembly).mtimeMs;
  // What becomes a bundle of its own is compared with its bundle.
  const [youngest] = youngestFirst(path.join(root, 'src')).filter((file) => !/^(handlers|cli)\b/.test(file));
  const sources = [path.join('src', youngest), 'README.md', 'package.json'].filter(
    (file) => statSync(path.join(root, file)).mtimeMs > made,
  );
  return sources.length > 0 && made > FILES_OF_TARBALLS ? [`the library is older than ${sources[0]}: ${remedy}`] : [];
}

/** The files below a folder, the most recently changed first. */
function youngestFirst(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true }).map((file) => `${file}`);
  const changed = new Map(files.map((file) => [file, statSync(path.join(folder, file)).mtimeMs]));
  return files.sort((a, b) => changed.get(b)! - changed.get(a)!);
}
