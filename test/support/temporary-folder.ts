import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';

/*
 * Every synthesis leaves a cloud assembly in the temporary folder of the machine. The tests get one of their own, which
 * goes with them.
 */
const PREFIX = 'oficina-postgres-tests-';

/** Before the tests of a project. */
export function setup(): void {
  process.env.TMPDIR = mkdtempSync(path.join(process.env.TMPDIR ?? tmpdir(), PREFIX));
}

/** After them; never anything but a folder that was made above, whoever calls this how often. */
export function teardown(): void {
  const folder = process.env.TMPDIR ?? '';
  if (!path.basename(folder).startsWith(PREFIX)) return;
  process.env.TMPDIR = path.dirname(folder);
  rmSync(folder, { recursive: true, force: true });
}
