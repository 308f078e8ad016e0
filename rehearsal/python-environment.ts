import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../tools/support/root';
import { mustRun, run } from '../tools/support/run';

const ENVIRONMENT = path.join(ROOT, '.venv', 'rehearsal');
const REQUIREMENTS = path.join(ROOT, 'rehearsal', 'requirements.txt');
/** A copy of the requirements that the environment was made from. */
const INSTALLED = path.join(ENVIRONMENT, 'requirements.txt');

/** The Python interpreter of the environment. */
export const PYTHON = path.join(ENVIRONMENT, 'bin', 'python');

/**
 * Checks that Python 3.10 or newer is installed, with venv.
 *
 * @throws an error that says what is missing, and what to do
 */
export async function requirePython(): Promise<void> {
  const probe = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  const isThere = await run('python3', ['-c', probe], { cwd: ROOT }).then(
    ({ status }) => status === 0,
    () => false,
  );
  if (!isThere) {
    throw new Error('the rehearsal needs Python 3.10 or newer with venv as `python3`; install it and try again');
  }
}

/** Whether the emulator is installed, in the versions of requirements.txt. */
export function isInstalled(): boolean {
  return existsSync(PYTHON) && existsSync(INSTALLED) && text(INSTALLED) === text(REQUIREMENTS);
}

/**
 * Installs the emulator, some 280 MB, into an environment of its own, unless it is installed. The environment is built
 * in a temporary folder and renamed when it is complete, so that several processes can install it at the same time.
 */
export async function installEmulator(): Promise<void> {
  if (isInstalled()) return;
  mkdirSync(path.dirname(ENVIRONMENT), { recursive: true });
  const made = mkdtempSync(`${ENVIRONMENT}-`);
  const remove = () => rmSync(made, { recursive: true, force: true });
  process.once('exit', remove); // an interruption skips `finally`
  try {
    await mustRun('python3', ['-m', 'venv', made], { cwd: ROOT });
    await mustRun(
      path.join(made, 'bin', 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', REQUIREMENTS],
      { cwd: ROOT },
    );
    writeFileSync(path.join(made, path.basename(INSTALLED)), text(REQUIREMENTS));
    if (isInstalled()) return;
    rmSync(ENVIRONMENT, { recursive: true, force: true });
    renameSync(made, ENVIRONMENT);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/**
 * Returns the folder of pg_dumpall, pg_dump and psql, which the package embedded-postgres brings along: npm's packages
 * have only the server.
 */
export async function clientPrograms(): Promise<string> {
  const find =
    'from importlib.util import find_spec; print(*find_spec("embedded_postgres").submodule_search_locations)';
  const folder = await mustRun(PYTHON, ['-c', find], { cwd: ROOT });
  return path.join(folder.trim(), 'pginstall', 'bin');
}

function text(file: string): string {
  return readFileSync(file, 'utf8');
}
