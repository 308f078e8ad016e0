import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'fs';
import * as path from 'path';
import { mustRun } from './run';

/** The root of the repository. */
export const ROOT = path.resolve(__dirname, '..', '..');

/** Where the packed library lies; apart from dist/, which belongs to the release. */
const PACKED = path.join(ROOT, '.demo', 'package');

/** Compiles the library, unless the assembly is younger than all that it is made of. */
export async function compileLibrary(): Promise<void> {
  const assembly = path.join(ROOT, '.jsii.gz');
  const sources = Math.max(youngest(path.join(ROOT, 'src')), ...['README.md', 'package.json'].map((file) => statSync(path.join(ROOT, file)).mtimeMs));
  if (existsSync(assembly) && existsSync(path.join(ROOT, 'lib', 'index.js')) && statSync(assembly).mtimeMs > sources) return;
  await mustRun('npx', ['projen', 'compile'], { cwd: ROOT });
}

/** Packs the library as `npm publish` would, and returns the tarball. */
export async function packLibrary(): Promise<string> {
  rmSync(PACKED, { recursive: true, force: true });
  mkdirSync(PACKED, { recursive: true });
  await mustRun('npm', ['pack', '--silent', '--pack-destination', PACKED], { cwd: ROOT });
  return path.join(PACKED, readdirSync(PACKED)[0]);
}

/** Time of the last change below a folder. */
function youngest(folder: string): number {
  return Math.max(...readdirSync(folder, { recursive: true }).map((file) => statSync(path.join(folder, `${file}`)).mtimeMs));
}
