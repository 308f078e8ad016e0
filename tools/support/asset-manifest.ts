import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from './root';

/** Name of the manifest in assets/. */
const MANIFEST = 'manifest.json';

const REMEDY = 'run npx projen bundle';

/** What assets/ contains, and the sources it was made from; the last step of `npx projen bundle` writes it. */
interface AssetManifest {
  /** SHA-256 of all sources of the assets. */
  readonly sources: string;
  /** SHA-256 of each file, by its path in assets/. */
  readonly files: Record<string, string>;
}

/** Writes assets/manifest.json for the assets and sources as they are now. */
export function writeAssetManifest(root: string = ROOT): void {
  const manifest: AssetManifest = { sources: sourcesHash(root), files: fileHashes(path.join(root, 'assets')) };
  writeFileSync(path.join(root, 'assets', MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Why assets/ must not be packed or deployed; empty if it is complete and matches the sources. */
export function assetProblems(root: string = ROOT): string[] {
  const file = path.join(root, 'assets', MANIFEST);
  if (!existsSync(file)) return [`assets/ has not been bundled: ${REMEDY}`];
  const manifest: AssetManifest = JSON.parse(readFileSync(file, 'utf8'));
  const present = fileHashes(path.join(root, 'assets'));
  const problems: string[] = [];
  for (const [name, hash] of Object.entries(manifest.files)) {
    if (present[name] === undefined) problems.push(`assets/${name} is missing: ${REMEDY}`);
    else if (present[name] !== hash) problems.push(`assets/${name} is not what was bundled: ${REMEDY}`);
  }
  for (const name of Object.keys(present)) {
    if (manifest.files[name] === undefined) {
      problems.push(`assets/${name} comes from no bundle: delete it, or ${REMEDY}`);
    }
  }
  for (const name of bundledFiles(root)) {
    if (manifest.files[name] === undefined) problems.push(`assets/${name} has not been bundled: ${REMEDY}`);
  }
  if (manifest.sources !== sourcesHash(root)) problems.push(`assets/ is older than its sources: ${REMEDY}`);
  return problems;
}

/** The esbuild command of each handler's bundle, as in .projenrc.ts: the program, then its arguments. */
export function bundleCommands(root: string = ROOT): string[][] {
  return Object.entries(bundleTasks(root))
    .filter(([name]) => name.startsWith('bundle:') && !name.endsWith(':watch'))
    .flatMap(([, { steps }]) => steps.flatMap(({ execArgs }) => (execArgs ? [execArgs] : [])));
}

interface Task {
  readonly steps: { readonly execArgs?: string[] }[];
}

function bundleTasks(root: string): Record<string, Task> {
  const { tasks } = JSON.parse(readFileSync(path.join(root, '.projen', 'tasks.json'), 'utf8'));
  return Object.fromEntries(
    Object.entries<Task>(tasks).filter(([name]) => name === 'bundle' || name.startsWith('bundle:')),
  );
}

/** The files that the bundle tasks write, by their path in assets/. */
function bundledFiles(root: string): string[] {
  return bundleCommands(root).flatMap((command) =>
    command.flatMap((argument) => /^--outfile=assets\/(.*)$/.exec(argument)?.[1] ?? []),
  );
}

/**
 * Sources, scripts, the runbook, bundling options and the locked versions of packages. The package's own version, which
 * a release changes, is not included.
 */
function sourcesHash(root: string): string {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const { '': _own, ...locked } = packages;
  const folders = ['src', 'scripts'].map((folder) => fileHashes(path.join(root, folder)));
  const runbook = sha256(readFileSync(path.join(root, 'docs', 'runbook.md')));
  const parts = [...folders, runbook, bundleTasks(root), locked];
  return sha256(JSON.stringify(parts));
}

/** SHA-256 of each file below a folder, by its path, except for the manifest itself. */
function fileHashes(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true })
    .map((file) => `${file}`.split(path.sep).join('/'))
    .sort();
  const hashed = files.filter((file) => file !== MANIFEST && statSync(path.join(folder, file)).isFile());
  return Object.fromEntries(hashed.map((file) => [file, sha256(readFileSync(path.join(folder, file)))]));
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
