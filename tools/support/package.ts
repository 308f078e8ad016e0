import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'fs';
import * as path from 'path';
import { mustRun } from './run';

/** The root of the repository. */
export const ROOT = path.resolve(__dirname, '..', '..');

/** Where the packed library lies; apart from dist/, which belongs to the release. */
const PACKED = path.join(ROOT, '.demo', 'package');

/** Compiles the library, unless lib/ is younger than every source. */
export async function compileLibrary(): Promise<void> {
  const compiled = path.join(ROOT, '.jsii');
  if (existsSync(compiled) && statSync(compiled).mtimeMs > youngest(path.join(ROOT, 'src')) && existsSync(path.join(ROOT, 'lib', 'index.js'))) return;
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
