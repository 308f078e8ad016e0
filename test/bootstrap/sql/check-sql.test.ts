import { OUTSIDE_TRANSACTIONS } from './outside-transactions';
import { checkSql } from '../../../src/bootstrap/sql/check-sql';
import { joined } from '../../support/joined';

/*
 * How statements are split, and how the server handles them, is tested in test/handlers/bootstrap/. These tests check
 * that synthesis finds the same.
 */

test.each([
  ['a statement', 'SELECT 1'],
  ['one without a semicolon after one with', 'SELECT 1; SELECT 2'],
  ['what looks like an end, in quotes', "SELECT '; COMMIT; \\i', $tag$ BEGIN; $tag$"],
  ['what ends a transaction, in a file without one', '-- oficina: no-transaction\nBEGIN;\nCREATE TABLE t ();\nCOMMIT;'],
  [
    'statements that cannot run in a transaction, in a file without one',
    '-- oficina: no-transaction\nCREATE INDEX CONCURRENTLY ON t (id); VACUUM; ALTER SYSTEM RESET ALL',
  ],
  [
    'what only looks like it',
    'CREATE INDEX concurrently_1 ON t (id); CREATE INDEX "CONCURRENTLY" ON t (id); REINDEX TABLE t; DROP INDEX i; ' +
      'SELECT 1 AS vacuum; ' +
      'CREATE TABLE database (); REFRESH MATERIALIZED VIEW CONCURRENTLY v; REINDEX (CONCURRENTLY false) TABLE t',
  ],
  [
    'a comment that begins with the name of the workshop',
    '-- Oficina: cadastro de clientes\n-- oficina: ordens de serviço\n-- OFICINA: peças\nSELECT 1',
  ],
  ['such a comment before the directive', '-- Oficina: índices\n-- oficina: no-transaction\nVACUUM'],
  ['a savepoint', 'SAVEPOINT a; ROLLBACK TO a;'],
  ['the body of a function', 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;'],
])('accepts %s', (_, sql) => {
  expect(() => checkSql('010.sql', Buffer.from(sql))).not.toThrow();
});

test.each([
  ['a quote without an end', "SELECT 1;\nSELECT 'open", /^010\.sql:2: /],
  ['a command of psql', 'SELECT 1;\n\\i other.sql', /^010\.sql:2: /],
  ['a transaction', 'SELECT 1;\n\nCOMMIT;', /^010\.sql:3: COMMIT: the file runs in one transaction/],
  ['rows for the terminal', 'COPY t FROM STDIN;', /^010\.sql:1: COPY: FROM STDIN/],
  [
    'an unknown directive',
    '-- oficina: no-transactions\nSELECT 1;',
    /^010\.sql:1: "-- oficina: no-transactions" is not known; write "-- oficina: no-transaction"/,
  ],
  [
    'a directive in the middle',
    'SELECT 1;\n-- oficina: no-transaction\nSELECT 2;',
    /^010\.sql:2: .* must come before the first statement/,
  ],
  [
    'a directive that is misspelled, and nothing else',
    '-- oficina: no transaction',
    /^010\.sql:1: "-- oficina: no transaction" is not known; write "-- oficina: no-transaction"/,
  ],
  [
    'a directive in capitals',
    '-- Oficina: NO-TRANSACTION\nSELECT 1',
    /^010\.sql:1: "-- oficina: NO-TRANSACTION" is not known/,
  ],
  [
    'the first line of a newer pg_dump',
    '\\restrict Zm9v\n\nSELECT 1',
    joined(
      /^010\.sql:1: \\restrict is a command of psql, not SQL; pg_dump writes it; delete the lines that begin with /,
      /\\restrict and \\unrestrict$/,
    ),
  ],
  [
    'the last line of a newer pg_dump',
    'SELECT 1;\n\n\\unrestrict Zm9v\n',
    /^010\.sql:3: \\unrestrict is .* delete the lines that begin with/,
  ],
  [
    'rows of pg_dump',
    'COPY public.t (id) FROM stdin;\n1\n\\.\n',
    /^010\.sql:1: COPY: FROM STDIN .* use INSERT, as pg_dump --inserts writes it/,
  ],
  ['what ends the rows of pg_dump', 'SELECT 1;\n\\.\n', /^010\.sql:2: \\\. is .* pg_dump --inserts/],
  [
    'another database, as pg_dump --create has it',
    '\\connect other\n',
    /^010\.sql:1: \\connect is .* delete the line$/,
  ],
  ['another file', '\\ir other.sql\n', /^010\.sql:1: \\ir is .* give that file to bootstrapSql by itself/],
  ['a variable', '\\set x 1\n', /^010\.sql:1: \\set is .* write the value out$/],
  ['a command of psql that has no other name', '\\dt\n', /^010\.sql:1: \\dt is .* write it in SQL, or leave it out$/],
  ['another encoding', Buffer.from("SELECT 'ação'", 'latin1'), /^010\.sql:1: the file is not UTF-8/],
  ['a character that is cut', Buffer.from("SELECT 'é").subarray(0, 9), /^010\.sql:1: /],
  [
    'nothing but a comment',
    '-- later',
    /^the SQL of BootstrapSql '010\.sql' must have a statement, got none; leave it out$/,
  ],
  ['nothing', '', /must have a statement/],
])('refuses %s, with file name and line', (_, sql, message) => {
  expect(() => checkSql('010.sql', Buffer.from(sql as string))).toThrow(message);
});

test.each(OUTSIDE_TRANSACTIONS)('refuses %s, which cannot run in a transaction, and says how to run it', (sql) => {
  expect(() => checkSql('010.sql', Buffer.from(`SELECT 1;\n${sql}`))).toThrow(
    new RegExp(
      `^010\\.sql:2: ${sql.split(' ')[0].toUpperCase()}: the file runs in one transaction, in which ` +
        'PostgreSQL refuses it; put it into a file of its own that begins with the line "-- oficina: no-transaction"$',
    ),
  );
});
