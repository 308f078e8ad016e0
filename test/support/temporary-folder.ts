import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';

/*
 * Every synthesis leaves a cloud assembly in the temporary folder of the machine. The tests use a folder of their own,
 * which is removed with its content.
 */
const PREFIX = 'oficina-postgres-tests-';

/** Before the tests of a project. */
export function setup(): void {
  process.env.TMPDIR = mkdtempSync(path.join(process.env.TMPDIR ?? tmpdir(), PREFIX));
}

/** After the tests; only removes a folder that was created above, however often it is called. */
export function teardown(): void {
  const folder = process.env.TMPDIR ?? '';
  if (!path.basename(folder).startsWith(PREFIX)) return;
  process.env.TMPDIR = path.dirname(folder);
  rmSync(folder, { recursive: true, force: true });
}
