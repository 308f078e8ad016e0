import { checkSql } from '../../../src/bootstrap/sql/check-sql';
import { clearPassword } from '../../../src/bootstrap/sql/clear-passwords';
import { scramVerifier } from '../../../src/handlers/postgres/scram-verifier';
import { joined } from '../../support/joined';

const VERIFIER = scramVerifier('anything');
const MD5 = `md5${'0123456789abcdef'.repeat(2)}`;
const SECRET = 'hunter2-$ecret';

test.each([
  `CREATE ROLE x PASSWORD '${SECRET}'`,
  `create user x with login password '${SECRET}'`,
  `ALTER ROLE x PASSWORD '${SECRET}'`,
  `ALTER USER x WITH ENCRYPTED PASSWORD '${SECRET}'`,
  `ALTER GROUP x PASSWORD '${SECRET}'`,
  `CREATE ROLE "a;b" /* PASSWORD */ PASSWORD -- next\n '${SECRET}' LOGIN`,
  "CREATE ROLE x PASSWORD E'hunter2\\x2d$ecret'",
  "CREATE ROLE x PASSWORD U&'hunter2\\002d$ecret'",
  `CREATE ROLE x PASSWORD $pw$${SECRET}$pw$`,
  "CREATE ROLE x PASSWORD 'SCRAM-SHA-256$4096:salt'",
  "CREATE ROLE x PASSWORD 'md5short'",
  `DO $$ BEGIN CREATE ROLE x PASSWORD '${SECRET}'; END $$`,
  `DO $$ BEGIN IF true THEN EXECUTE 'ALTER ROLE x PASSWORD ''${SECRET}'''; END IF; END $$`,
  `DO $a$ BEGIN EXECUTE $b$CREATE USER x PASSWORD '${SECRET}'$b$; END $a$`,
  `DO 'BEGIN CREATE ROLE x PASSWORD ''${SECRET}''; END'`,
  `DO $$ BEGIN EXECUTE 'ALTER ROLE x PASSWORD ' || quote_literal('${SECRET}'); END $$`,
  `DO $$ BEGIN EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', 'x', '${SECRET}'); END $$`,
  `DO $$ BEGIN EXECUTE format('CREATE ROLE x PASSWORD %1$L', '${SECRET}'); END $$`,
  `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER ROLE x PASSWORD '${SECRET}'; END $$`,
  `CREATE USER MAPPING FOR x SERVER s OPTIONS (user 'x', password '${SECRET}')`,
  `ALTER USER MAPPING FOR x SERVER s OPTIONS (SET "password" '${SECRET}')`,
  `CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (pwd '${SECRET}')`,
  `CREATE SUBSCRIPTION s CONNECTION 'host=h dbname=d password=${SECRET}' PUBLICATION p`,
  `ALTER SUBSCRIPTION s CONNECTION 'postgresql://u:${SECRET}@h/d'`,
  `SELECT dblink_connect('c', 'host=h user=u password=''${SECRET}''')`,
  `SELECT * FROM dblink('password=${SECRET} dbname=d', 'SELECT 1') AS t (id int)`,
  `SELECT dblink_exec('c', 'ALTER ROLE x PASSWORD ''${SECRET}''')`,
  `SELECT aws_commons.create_aws_credentials('AKIA0', '${SECRET}', '')`,
])('refuses a clear-text password without showing it: %s', (sql) => {
  const message = refusal(`SELECT 1;\n${sql}`);
  expect(message).toMatch(
    joined(
      /^010\.sql:[23]: .*: the file, an asset of the app, must not contain a password in clear text; .*; a file /,
      /that has run already may be left out of bootstrapSql$/,
    ),
  );
  expect(message).not.toContain('hunter2');
});

test.each([
  `CREATE ROLE x PASSWORD '${VERIFIER}'`,
  `ALTER USER x ENCRYPTED PASSWORD '${MD5}'`,
  'ALTER ROLE x PASSWORD NULL',
  "ALTER ROLE x PASSWORD ''",
  "ALTER ROLE password LOGIN; CREATE TABLE password (password text DEFAULT 'none')",
  "ALTER ROLE x SET app.password_policy = 'strict'",
  `DO $$ BEGIN CREATE ROLE x PASSWORD '${VERIFIER}'; END $$`,
  `DO $$ BEGIN EXECUTE format('CREATE ROLE %I PASSWORD %L', 'x', '${VERIFIER}'); END $$`,
  "DO $$ BEGIN EXECUTE format('CREATE ROLE %I PASSWORD %L', 'x', made()); END $$",
  `INSERT INTO lessons (text) VALUES ('CREATE ROLE x PASSWORD ''${SECRET}''')`,
  `COMMENT ON TABLE t IS 'not like ALTER ROLE x PASSWORD ''${SECRET}'''`,
  "CREATE USER MAPPING FOR x SERVER s OPTIONS (user 'x', password_required 'false')",
  "CREATE SUBSCRIPTION s CONNECTION 'host=h dbname=d' PUBLICATION p",
  "SELECT dblink_connect('c', 'server_of_a_mapping')",
  "SELECT aws_commons.create_s3_uri('bucket', 'passwords.csv', 'us-east-1')",
  `-- ALTER ROLE x PASSWORD '${SECRET}'\nSELECT 1`,
  `SELECT 1 /* ALTER ROLE x PASSWORD '${SECRET}' */`,
])('accepts %s', (sql) => {
  expect(() => checkSql('010.sql', Buffer.from(sql))).not.toThrow();
});

test('reports the line of the password, also in a DO block', () => {
  expect(refusal(`SELECT 1;\nDO $$\nBEGIN\n  ALTER ROLE x\n    PASSWORD '${SECRET}';\nEND $$`)).toMatch(
    /^010\.sql:5: PASSWORD: /,
  );
  expect(refusal(`SELECT 1;\n\nCREATE ROLE x\n  PASSWORD '${SECRET}'`)).toMatch(/^010\.sql:4: PASSWORD: /);
});

test('scans a large data statement in reasonable time', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => `(${index}, 'password of nobody')`).join(', ');
  // A search with quadratic time would exceed the time limit of a test.
  expect(clearPassword(`INSERT INTO t VALUES ${rows}`)).toBeUndefined();
});

function refusal(sql: string): string {
  try {
    checkSql('010.sql', Buffer.from(sql));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the SQL was taken');
}
