import { OUTSIDE_TRANSACTIONS } from './outside-transactions';
import { checkSql } from '../../../src/bootstrap/sql/check-sql';

/* The statements themselves, and how they are split, are tested on a server: test/handlers/bootstrap/. Here: that the same is found at synthesis. */

test.each([
  ['a statement', 'SELECT 1'],
  ['one without a semicolon after one with', 'SELECT 1; SELECT 2'],
  ['what looks like an end, in quotes', 'SELECT \'; COMMIT; \\i\', $tag$ BEGIN; $tag$'],
  ['what ends a transaction, in a file without one', '-- oficina: no-transaction\nBEGIN;\nCREATE TABLE t ();\nCOMMIT;'],
  ['what runs by itself, in a file without a transaction', '-- oficina: no-transaction\nCREATE INDEX CONCURRENTLY ON t (id); VACUUM; ALTER SYSTEM RESET ALL'],
  ['what only looks like it', 'CREATE INDEX concurrently_1 ON t (id); CREATE INDEX "CONCURRENTLY" ON t (id); REINDEX TABLE t; DROP INDEX i; SELECT 1 AS vacuum; '
    + 'CREATE TABLE database (); REFRESH MATERIALIZED VIEW CONCURRENTLY v; REINDEX (CONCURRENTLY false) TABLE t'],
  ['a savepoint', 'SAVEPOINT a; ROLLBACK TO a;'],
  ['the body of a function', 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;'],
])('takes %s', (_, sql) => {
  expect(() => checkSql('010.sql', Buffer.from(sql))).not.toThrow();
});

test.each([
  ['a quote without an end', 'SELECT 1;\nSELECT \'open', /^010\.sql:2: /],
  ['a command of psql', 'SELECT 1;\n\\i other.sql', /^010\.sql:2: /],
  ['a transaction', 'SELECT 1;\n\nCOMMIT;', /^010\.sql:3: COMMIT: the file runs in one transaction/],
  ['rows for the terminal', 'COPY t FROM STDIN;', /^010\.sql:1: COPY: FROM STDIN/],
  ['a directive that there is not', '-- oficina: no-transactions\nSELECT 1;', /^010\.sql:1: "-- oficina: no-transactions" is not known; write "-- oficina: no-transaction"/],
  ['a directive in the middle', 'SELECT 1;\n-- oficina: no-transaction\nSELECT 2;', /^010\.sql:2: .* must stand before the first statement/],
  ['a directive that there is not, and nothing else', '-- oficina: what', /^010\.sql:1: /],
  ['another encoding', Buffer.from('SELECT \'ação\'', 'latin1'), /^010\.sql:1: the file is not UTF-8/],
  ['a character that is cut', Buffer.from('SELECT \'é').subarray(0, 9), /^010\.sql:1: /],
  ['nothing but a comment', '-- later', /^the SQL of BootstrapSql '010\.sql' must have a statement, got none; leave it out$/],
  ['nothing', '', /must have a statement/],
])('refuses %s, with name and line', (_, sql, message) => {
  expect(() => checkSql('010.sql', Buffer.from(sql as string))).toThrow(message);
});

test.each(OUTSIDE_TRANSACTIONS)('refuses %s, which no transaction may hold, with the way out', (sql) => {
  expect(() => checkSql('010.sql', Buffer.from(`SELECT 1;\n${sql}`))).toThrow(new RegExp(`^010\\.sql:2: ${sql.split(' ')[0].toUpperCase()}: the file runs in one transaction, in which `
    + 'PostgreSQL refuses it; put it into a file of its own that begins with the line "-- oficina: no-transaction"$'));
});
