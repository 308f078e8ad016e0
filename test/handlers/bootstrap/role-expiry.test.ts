import { Deployment } from './deployment';
import { roleExpiries } from '../../../src/handlers/bootstrap/role-expiry';
import { sqlStatements } from '../../../src/handlers/bootstrap/sql-statements';
import { MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

const PAST = '2020-01-01 00:00:00+00';

describe('VALID UNTIL is found', () => {
  test.each([
    ["CREATE ROLE app LOGIN VALID UNTIL '2020-01-01'", [[1, '2020-01-01']]],
    ["SELECT 1;\nALTER USER app\n  WITH valid until E'2020\\x2d01'", [[3, '2020-01']]],
    ['CREATE USER "VALID" VALID UNTIL $$infinity$$', [[1, 'infinity']]],
    ["ALTER GROUP a VALID UNTIL 'x'; SELECT 'VALID UNTIL', 'y'", [[1, 'x']]],
    ["DO $$\nBEGIN\n  CREATE ROLE app VALID UNTIL '2020-01-01';\nEND $$", [[3, '2020-01-01']]],
    ["DO $a$ BEGIN EXECUTE 'ALTER ROLE app VALID UNTIL ''2020-01-01'''; END $a$", [[1, '2020-01-01']]],
  ])('%j', async (sql, expected) => {
    expect(await found(sql)).toEqual(expected);
  });

  test.each([
    'CREATE TABLE valid (until text); SELECT valid until FROM valid',
    "SELECT 'ALTER ROLE app VALID UNTIL ''2020-01-01'''",
    "COMMENT ON ROLE app IS 'CREATE ROLE app VALID UNTIL 2020'",
    // Not executed by this statement.
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ ALTER ROLE app VALID UNTIL '2020-01-01' $$",
    "-- ALTER ROLE app VALID UNTIL '2020-01-01'\nALTER ROLE app LOGIN",
  ])('not found in %j', async (sql) => {
    expect(await found(sql)).toEqual([]);
  });

  async function found(sql: string): Promise<[number, string][]> {
    const places: [number, string][] = [];
    for await (const statement of sqlStatements([Buffer.from(sql)])) {
      for (const { line, until } of roleExpiries(statement)) places.push([line, until]);
    }
    return places;
  }
});

describe.each(MAJORS)('on PostgreSQL %s', (major) => {
  let server: PostgresServer;
  let database: Deployment;
  beforeAll(async () => {
    server = await startPostgres(major);
  });
  beforeEach(async () => {
    database = await Deployment.fresh(server);
  });
  afterAll(() => server.stop());

  test.each([PAST, '-infinity', 'yesterday', '1 Jan 2020', 'now'])('refuses %s before any file runs', async (until) => {
    const files = {
      '010.sql': 'CREATE TABLE t ()',
      '020.sql': `RESET ROLE;\nCREATE ROLE late LOGIN\n  VALID UNTIL '${until}'`,
    };
    expect(await database.failure(files)).toBe(
      `020.sql:3: VALID UNTIL must not be in the past, got '${until}'; ` +
        "write a later time or 'infinity', or NOLOGIN for a role that must not log in",
    );
    expect(await database.master("SELECT to_regclass('oficina.t') AS t")).toEqual([{ t: null }]);
  });

  test('accepts a future time, and leaves an invalid time to the server', async () => {
    const file = (until: string) => ({ '010.sql': `RESET ROLE; CREATE ROLE late LOGIN VALID UNTIL '${until}'` });
    expect(await database.failure(file('some day'))).toMatch(/^010\.sql:1: .*SQLSTATE 22007/);
    expect((await database.deploy(file('2999-01-01'))).applied).toContain('010.sql');
  });

  test('accepts a file that ran before its time was over', async () => {
    const soon = new Date(Date.now() + 5_000).toISOString();
    const files = { '010.sql': `RESET ROLE; CREATE ROLE late LOGIN VALID UNTIL '${soon}'` };
    await database.deploy(files);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(soon) - Date.now() + 10));
    expect(await database.deploy(files)).toEqual({ applied: [] });
  });
});
