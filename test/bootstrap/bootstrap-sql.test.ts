import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { BootstrapSql } from '../../src';
import { someString } from '../validation/rule-cases';

const MIB = 1024 ** 2;
const folder = mkdtempSync(path.join(tmpdir(), 'bootstrap-sql-'));
const file = (name: string, content: string) => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};
/** A statement in a file of that many bytes. */
const large = (name: string, bytes: number) => file(name, 'SELECT 1; -- '.padEnd(bytes, 'x'));
const NAME = (got: string) =>
  `the name of a BootstrapSql must be 1 to 200 letters, digits and the characters . _ -, got '${got}'; choose one ` +
  `like '010-orders.sql'`;
const EMPTY = (name: string) => `the SQL of BootstrapSql '${name}' must have a statement, got none; leave it out`;

describe('a file', () => {
  test('has the name and the content of the file', () => {
    const sql = BootstrapSql.fromFile(file('010-orders.sql', 'CREATE TABLE ordem (peça text);\n'));
    expect(sql.name).toBe('010-orders.sql');
    expect(sql._content().toString('utf8')).toBe('CREATE TABLE ordem (peça text);\n');
  });

  test('is relative to the working directory of the app', () => {
    const relative = path.relative(process.cwd(), file('020-units.sql', 'SELECT 1'));
    expect(BootstrapSql.fromFile(relative).name).toBe('020-units.sql');
  });

  test.each(['missing.sql', '.'])('that does not exist is reported with its absolute path: %s', (name) => {
    expect(() => BootstrapSql.fromFile(name)).toThrow(
      new Error(
        `the file of BootstrapSql.fromFile() must exist, got '${name}' (${path.join(process.cwd(), name)}); ` +
          'join its path to the folder of the source file that names it, as a relative one starts at the working ' +
          'directory of the app',
      ),
    );
  });

  test('can be up to 50 MiB, and no larger', () => {
    expect(BootstrapSql.fromFile(large('050-most.sql', 50 * MIB))._content()).toHaveLength(50 * MIB);
    const more = large('051-more.sql', 50 * MIB + 1);
    expect(() => BootstrapSql.fromFile(more)).toThrow(
      new Error(
        `the file of BootstrapSql.fromFile() must have at most 50 MiB, got '${more}' with 51 MiB; load data in ` +
          'another way, for example from S3',
      ),
    );
  });

  test.each(['', ' \n\t\n'])('must contain a statement: %j', (content) => {
    expect(() => BootstrapSql.fromFile(file('empty.sql', content))).toThrow(new Error(EMPTY('empty.sql')));
  });

  test('must have a name that is safe as a file name', () => {
    expect(() => BootstrapSql.fromFile(file('new orders.sql', 'SELECT 1'))).toThrow(new Error(NAME('new orders.sql')));
  });

  test("must not have the name of the library's own script", () => {
    mkdirSync(path.join(folder, 'sql'));
    expect(() => BootstrapSql.fromFile(file('sql/init-db.sql', 'SELECT 1'))).toThrow(
      new Error(
        "the name of a BootstrapSql must not be the name of the library's own script, got 'init-db.sql'; choose " +
          'another one',
      ),
    );
  });
});

describe('inline', () => {
  test.each([
    ["SELECT '\ud83d'", 1],
    ["SELECT '😀';\nSELECT 1;\n-- \ude00", 3],
  ])('refuses half of a character, in whose place PostgreSQL would get another one: %j', (sql, line) => {
    expect(() => BootstrapSql.inline('020-units', sql)).toThrow(
      new Error(
        `020-units:${line}: the SQL contains half of a character (a lone surrogate); write the whole character`,
      ),
    );
  });

  test('takes characters of two halves', () => {
    expect(BootstrapSql.inline('020-units', "SELECT '😀'")._content().toString('utf8')).toBe("SELECT '😀'");
  });

  test('has a name and its SQL', () => {
    const sql = BootstrapSql.inline('020-units', "INSERT INTO oficina.unit VALUES ('peça')");
    expect([sql.name, sql._content().toString('utf8')]).toEqual([
      '020-units',
      "INSERT INTO oficina.unit VALUES ('peça')",
    ]);
  });

  test.each(['a', '0', 'A.b_c-1', 'x'.repeat(200)])('accepts the name %s', (name) => {
    expect(BootstrapSql.inline(name, 'SELECT 1').name).toBe(name);
  });

  test.each(['', '.sql', '-a', '_a', 'a b', 'a/b', '../a', 'ação', 'a\n', 'x'.repeat(201)])(
    'refuses the name %j',
    (name) => {
      expect(() => BootstrapSql.inline(name, 'SELECT 1')).toThrow(new Error(NAME(name)));
    },
  );

  test.each(['', '  \n'])('must contain a statement: %j', (sql) => {
    expect(() => BootstrapSql.inline('010', sql)).toThrow(new Error(EMPTY('010')));
  });

  test.each([
    [someString('010'), 'SELECT 1'],
    ['010', someString('SELECT 1')],
    ['010', `SELECT '${someString('x')}'`],
  ])('%#: accepts no tokens', (name, sql) => {
    expect(() => BootstrapSql.inline(name, sql)).toThrow(
      new Error(
        'name and SQL of BootstrapSql.inline() must be known at synthesis, got a token; write names and values out',
      ),
    );
  });

  test('refuses undefined and null from untyped callers', () => {
    const inline = BootstrapSql.inline as any;
    for (const nothing of [undefined, null]) {
      expect(() => inline(nothing, 'SELECT 1')).toThrow(new Error(NAME('')));
      expect(() => inline('010', nothing)).toThrow(new Error(EMPTY('010')));
    }
  });
});
