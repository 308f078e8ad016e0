import { createHash } from 'crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { BootstrapSql } from '../../src';
import { BootstrapScript, initDbSql, scriptOf, writeScripts } from '../../src/bootstrap/bootstrap-code';
import { parseManifest } from '../../src/handlers/bootstrap/script';

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** The folder that scripts are written to, and its manifest. */
function written(scripts: BootstrapScript[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bootstrap-code-'));
  writeScripts(folder, scripts);
  const sql = path.join(folder, 'sql');
  return { folder, sql, manifest: readFileSync(path.join(sql, 'manifest.json'), 'utf8') };
}

test('the script of the library runs again when it has changed', () => {
  const content = readFileSync(path.join(__dirname, '..', '..', 'scripts', 'init-db.sql'));
  expect(initDbSql()).toEqual({ name: 'init-db.sql', checksum: sha256(content), repeatable: true, content });
});

test('a script of the caller runs once', () => {
  expect(scriptOf(BootstrapSql.inline('010', 'SELECT 1'))).toEqual({
    name: '010',
    checksum: sha256('SELECT 1'),
    content: Buffer.from('SELECT 1'),
  });
});

describe('written scripts', () => {
  const scripts = [
    initDbSql(),
    ...['020-units', '010-orders', 'x.sql'].map((name) => scriptOf(BootstrapSql.inline(name, `SELECT '${name} ç'`))),
  ];
  const { folder, sql, manifest } = written(scripts);

  test('are named by numbers, which cannot conflict with other names', () => {
    expect(readdirSync(folder)).toEqual(['sql']);
    expect(readdirSync(sql).sort()).toEqual(['0000.sql', '0001.sql', '0002.sql', '0003.sql', 'manifest.json']);
  });

  test('keep their order, names and checksums, as the function reads them', () => {
    expect(parseManifest(manifest, sql)).toEqual(
      scripts.map(({ name, checksum, repeatable = false }, index) => ({
        name,
        checksum,
        repeatable,
        path: path.join(sql, `000${index}.sql`),
      })),
    );
    expect(manifest).not.toContain('content');
    expect(manifest).toMatch(/\]\n$/);
  });

  test('contain the original bytes', () => {
    for (const { path: file, checksum } of parseManifest(manifest, sql)) {
      expect(sha256(readFileSync(file))).toBe(checksum);
    }
  });

  test('sort in the order in which they run, also beyond a thousand', () => {
    const many = written(
      Array.from({ length: 11 }, (_, index) => scriptOf(BootstrapSql.inline(`${index}`, 'SELECT 1'))),
    );
    const files = JSON.parse(many.manifest).map(({ file }: { file: string }) => file);
    expect(files).toEqual(files.slice().sort());
    expect(files[10]).toBe('0010.sql');
  });

  test('replace the scripts of an older bundle', () => {
    writeScripts(folder, scripts.slice(0, 1));
    expect(parseManifest(readFileSync(path.join(sql, 'manifest.json'), 'utf8'), sql)).toHaveLength(1);
  });
});
