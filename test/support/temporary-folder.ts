import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';

/*
 * Every synthesis leaves a cloud assembly in the temporary folder of the machine. The tests get one of their own, which goes with them.
 */

/** Before the tests of a project. */
export function setup(): void {
  process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), 'oficina-postgres-tests-'));
}

/** After them. */
export function teardown(): void {
  const folder = process.env.TMPDIR!;
  process.env.TMPDIR = path.dirname(folder);
  rmSync(folder, { recursive: true, force: true });
}
