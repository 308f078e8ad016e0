import { writeFileSync } from 'fs';
import { bundle } from './deployment';
import { parseManifest } from '../../../src/handlers/bootstrap/script';
import { checkScript } from '../../../src/handlers/bootstrap/script-check';

const ENTRY = { name: '010.sql', file: '0001.sql', checksum: 'abc' };

test('a manifest names the scripts in order', () => {
  const manifest = JSON.stringify([
    { name: 'init-db.sql', file: '0000.sql', checksum: 'def', repeatable: true },
    ENTRY,
  ]);
  expect(parseManifest(manifest, '/var/task/sql')).toEqual([
    { name: 'init-db.sql', path: '/var/task/sql/0000.sql', checksum: 'def', repeatable: true },
    { name: '010.sql', path: '/var/task/sql/0001.sql', checksum: 'abc', repeatable: false },
  ]);
});

test.each([
  ['without a name', { ...ENTRY, name: undefined }],
  ['without a checksum', { ...ENTRY, checksum: '' }],
  ['with a file elsewhere', { ...ENTRY, file: '../index.js' }],
])('refuses an entry %s', (_, entry) => {
  expect(() => parseManifest(JSON.stringify([entry]), '/sql')).toThrow(
    'each entry of sql/manifest.json must have a name, a file and a checksum',
  );
});

test('refuses two files of the same name', () => {
  expect(() => parseManifest(JSON.stringify([ENTRY, { ...ENTRY, file: '0002.sql' }]), '/sql')).toThrow(
    'two SQL files have the name 010.sql',
  );
});

test('refuses a file that differs from the bundled one', async () => {
  const [, script] = bundle({ '010.sql': 'SELECT 1' });
  expect(await checkScript(script)).toMatchObject({ name: '010.sql', transactional: true, statements: 1 });
  writeFileSync(script.path, 'SELECT 2');
  await expect(checkScript(script)).rejects.toThrow(
    '010.sql: the file next to the function is not the one that was bundled',
  );
});
