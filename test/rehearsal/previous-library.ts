import { execFileSync, spawnSync } from 'child_process';
import { mkdirSync, symlinkSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';
import { mustRun } from '../../tools/support/run';

/**
 * The commit of the library that users have today: the last release or, until there is one, the last commit of main
 * that was tested as a whole. Each release changes it.
 */
const PREVIOUS = 'a98216bb5ac979382dc5be713aa1dc972c27168e';

/**
 * Whether the clone has the commit of the previous release; a shallow clone does not.
 *
 * @throws an error if the clone lacks it and REQUIRE_HISTORY is set, as in the CI job that must test the upgrade
 */
export function hasPreviousLibrary(): boolean {
  const { status } = spawnSync('git', ['cat-file', '-e', `${PREVIOUS}^{commit}`], { cwd: ROOT, stdio: 'ignore' });
  if (status !== 0 && process.env.REQUIRE_HISTORY) {
    throw new Error(`the clone has no commit ${PREVIOUS}: run git fetch --unshallow`);
  }
  return status === 0;
}

/** Builds the library of the previous release in a folder, and returns the folder. */
export async function previousLibrary(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('git', ['archive', '--format=tar', PREVIOUS], { cwd: ROOT, maxBuffer: 1e9 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  await mustRun('npx', ['projen', 'bundle'], { cwd: folder });
  await mustRun('npx', ['projen', 'compile'], { cwd: folder });
  return folder;
}
