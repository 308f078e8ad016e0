import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { setup, teardown } from './temporary-folder';

/*
 * If --bail ends a run, Jest calls the teardown once for each failure: it must only ever remove its own folder.
 */
test('a teardown that is called too often removes only what a setup has created', () => {
  const before = process.env.TMPDIR;
  const around = mkdtempSync(path.join(tmpdir(), 'around-'));
  const sentinel = path.join(around, 'sentinel');
  writeFileSync(sentinel, '');
  mkdirSync(path.join(around, 'inner'));
  process.env.TMPDIR = path.join(around, 'inner');
  try {
    setup();
    const made = process.env.TMPDIR!;
    expect(existsSync(made)).toBe(true);
    teardown();
    expect(existsSync(made)).toBe(false);
    teardown();
    teardown();
    expect(process.env.TMPDIR).toBe(path.join(around, 'inner'));
    expect(existsSync(sentinel)).toBe(true);
  } finally {
    process.env.TMPDIR = before;
  }
});
