/**
 * Statements that PostgreSQL refuses in a transaction, which test/handlers/bootstrap/ checks on a server. They use a
 * table t, its index i, a schema s and a database d.
 */
export const OUTSIDE_TRANSACTIONS = [
  'VACUUM',
  'VACUUM (ANALYZE) t',
  'CREATE INDEX CONCURRENTLY ON t (id)',
  'create /* x */ unique index concurrently if not exists i ON t (id)',
  'DROP INDEX CONCURRENTLY i',
  'REINDEX TABLE CONCURRENTLY t',
  'REINDEX (VERBOSE, CONCURRENTLY) INDEX i',
  'REINDEX SCHEMA s',
  'REINDEX DATABASE d',
  'REINDEX SYSTEM d',
  'CREATE DATABASE d',
  'DROP DATABASE d',
  "CREATE TABLESPACE s LOCATION '/x'",
  'DROP TABLESPACE s',
  'ALTER SYSTEM RESET ALL',
];
