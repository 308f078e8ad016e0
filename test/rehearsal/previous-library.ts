import { execFileSync, spawnSync } from 'child_process';
import { mkdirSync, symlinkSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';
import { mustRun } from '../../tools/support/run';

/**
 * The commit whose library users have today: that of the last release or, until there is one, of the last state of main
 * that was tried as a whole. A release moves it.
 */
const PREVIOUS = 'a98216bb5ac979382dc5be713aa1dc972c27168e';

/**
 * Whether the clone has the previous release: a shallow one has not.
 *
 * @throws an error if it has not and REQUIRE_HISTORY is set, as in the job that must not leave the upgrade out
 */
export function hasPreviousLibrary(): boolean {
  const { status } = spawnSync('git', ['cat-file', '-e', `${PREVIOUS}^{commit}`], { cwd: ROOT, stdio: 'ignore' });
  if (status !== 0 && process.env.REQUIRE_HISTORY) {
    throw new Error(`the clone has no commit ${PREVIOUS}: run git fetch --unshallow`);
  }
  return status === 0;
}

/** Builds the library of the previous release in a folder, and returns it. */
export async function previousLibrary(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('git', ['archive', '--format=tar', PREVIOUS], { cwd: ROOT, maxBuffer: 1e9 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  await mustRun('npx', ['projen', 'bundle'], { cwd: folder });
  await mustRun('npx', ['projen', 'compile'], { cwd: folder });
  return folder;
}
