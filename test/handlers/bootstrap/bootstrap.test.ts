import { createHash } from 'crypto';
import { setTimeout as sleep } from 'timers/promises';
import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { Client } from 'pg';
import { bundle, Deployment, Files, INIT_DB } from './deployment';
import { connect, Login, processId } from '../../../src/handlers/postgres/connection';
import { OUTSIDE_TRANSACTIONS } from '../../bootstrap/sql/outside-transactions';
import { joined } from '../../support/joined';
import { ALL_MAJORS, MAJORS, PostgresServer, startPostgres } from '../../support/postgres';
import { SilentProxy } from '../../support/silent-proxy';

const FILES: Files = {
  '010-tables.sql': `CREATE TABLE orders (id serial PRIMARY KEY, note text);
    CREATE FUNCTION total() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM orders; END;
    INSERT INTO orders (note) VALUES ('first; order');`,
  '020-more.sql': "INSERT INTO orders (note) VALUES ('second order');\nSELECT total()",
};

const STATE = 'SELECT note FROM oficina.orders ORDER BY id';
const DONE = [{ note: 'first; order' }, { note: 'second order' }];

/** Connections that break at a statement, counted from 1 over all of them; later connections fail. */
class Breaking {
  calls = 0;

  constructor(
    private readonly server: PostgresServer,
    private readonly at: number,
    private readonly when: 'before' | 'in flight',
  ) {}

  readonly connect = async (login: Login): Promise<Client> => {
    if (this.calls >= this.at) throw new Error('the function has ended');
    const client = await connect(this.server.address, login);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const isHit = ++this.calls === this.at;
      if (isHit && this.when === 'before') this.breakOff(client);
      const result = query(...args);
      if (isHit && this.when === 'in flight') setTimeout(() => this.breakOff(client), 1);
      return result;
    }) as unknown as Client['query'];
    return client;
  };

  /** Like a function that is stopped: without closing the connection. */
  private breakOff(client: Client): void {
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  let database: Deployment;
  beforeAll(async () => {
    server = await startPostgres(major);
  });
  beforeEach(async () => {
    database = await Deployment.fresh(server);
  });
  afterAll(() => server.stop());

  test('runs new files in order, each once', async () => {
    expect(await database.deploy(FILES)).toEqual({ applied: ['init-db.sql', '010-tables.sql', '020-more.sql'] });
    expect(await database.deploy(FILES)).toEqual({ applied: [] });
    expect(await database.deploy({ '015-between.sql': 'CREATE TABLE between ()', ...FILES })).toEqual({
      applied: ['015-between.sql'],
    });
    expect(await database.deploy({})).toEqual({ applied: [] }); // files can be removed later
    expect(await database.master(STATE)).toEqual(DONE);
    expect(
      await database.master(
        "SELECT name, statements, applied_by FROM oficina_bootstrap.applied_script WHERE name <> 'init-db.sql' " +
          'ORDER BY applied_at',
      ),
    ).toEqual([
      { name: '010-tables.sql', statements: 3, applied_by: server.master.username },
      { name: '020-more.sql', statements: 2, applied_by: server.master.username },
      { name: '015-between.sql', statements: 1, applied_by: server.master.username },
    ]);
  });

  test('the group owns what a file creates, so that a user with owner privileges can change it', async () => {
    const user = database.user('app', 'owner');
    await database.deploy(
      {
        '010.sql':
          'CREATE TABLE t (id int); CREATE VIEW v AS SELECT * FROM t; CREATE FUNCTION f() RETURNS int LANGUAGE sql ' +
          "AS 'SELECT 1'",
        '020.sql': '-- oficina: no-transaction\nCREATE TABLE u (id int);\nCREATE INDEX CONCURRENTLY i ON u (id)',
      },
      [user],
    );
    const changes =
      'ALTER TABLE t ADD COLUMN name text; DROP VIEW v; DROP FUNCTION f(); DROP INDEX i; ALTER TABLE u RENAME TO ' +
      'w; SELECT 1 AS done';
    expect(await database.as(await database.login(user), changes)).toEqual([{ done: 1 }]);
  });

  test('a file can switch to the master user with RESET ROLE, or to another group with SET ROLE', async () => {
    const users = [database.user('app', 'owner'), database.user('bills', 'owner', { schema: 'billing' })];
    const files = {
      '010.sql':
        'CREATE TABLE one (); RESET ROLE; CREATE EXTENSION hstore; CREATE ROLE helper; CREATE TABLE two (); SET ' +
        'ROLE billing_owner; CREATE TABLE billing.three ()',
      '020.sql':
        '-- oficina: no-transaction\nCREATE TABLE four ();\nRESET ROLE;\nCREATE SCHEMA five;\nSET ROLE ' +
        'billing_owner;\nCREATE TABLE billing.six ()',
      '030.sql': 'CREATE TABLE seven ()',
    };
    await database.deploy(files, users);
    const [group, master] = ['oficina_owner', server.master.username];
    expect(
      await database.master(
        "SELECT tablename AS name, tableowner AS owner FROM pg_tables WHERE schemaname IN ('oficina', 'billing') " +
          'ORDER BY 1',
      ),
    ).toEqual([
      { name: 'four', owner: group },
      { name: 'one', owner: group },
      { name: 'seven', owner: group },
      { name: 'six', owner: 'billing_owner' },
      { name: 'three', owner: 'billing_owner' },
      { name: 'two', owner: master },
    ]);
    expect(await database.master('SELECT DISTINCT applied_by FROM oficina_bootstrap.applied_script')).toEqual([
      { applied_by: master },
    ]);
  });

  test('an action that the group may not do is reported with the way to fix it', async () => {
    const wayOut = '; files run as oficina_owner; write RESET ROLE; before the statement to run it as the master user';
    expect(await database.failure({ '010.sql': 'SELECT 1;\nCREATE TABLE public.t ()' })).toBe(
      `010.sql:2: permission denied for schema public (SQLSTATE 42501)${wayOut}`,
    );
    expect(await database.failure({ '010.sql': '-- oficina: no-transaction\nCREATE SCHEMA s' })).toContain(
      `(SQLSTATE 42501)${wayOut}. Nothing that ran before it stays`,
    );
    // Objects that an older version, or a person, has created as the master user.
    await database.master('CREATE TABLE oficina.t (id int)');
    expect(await database.failure({ '010.sql': 'ALTER TABLE t ADD COLUMN name text' })).toBe(
      `010.sql:1: must be owner of table t (SQLSTATE 42501)${wayOut}`,
    );
    await database.deploy({
      '010.sql': 'RESET ROLE; ALTER TABLE t OWNER TO oficina_owner',
      '020.sql': 'ALTER TABLE t ADD COLUMN name text',
    });
  });

  describe('an index whose build failed', () => {
    const PAIRS = { '010.sql': 'CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)' };
    const make = (statement: string) => `-- oficina: no-transaction\nSELECT 1;\n${statement}`;

    test('fails the file, and says how to repeat it', async () => {
      const message = await database.failure({
        ...PAIRS,
        '020.sql': make('CREATE UNIQUE INDEX CONCURRENTLY i ON t (id)'),
      });
      expect(message).toBe(
        '020.sql:3: could not create unique index "i" (SQLSTATE 23505). ' +
          'The first 1 of its 2 statements have run and stay, as the file runs without a transaction: ' +
          'the next deployment runs all of it again, so write its statements to be repeatable ' +
          '(DROP INDEX CONCURRENTLY IF EXISTS x; CREATE INDEX CONCURRENTLY x: an index whose build fails stays, ' +
          'invalid)',
      );
    });

    test.each(['i', 'oficina.i', '"i"', 'I'])('does not satisfy IF NOT EXISTS: %s', async (name) => {
      const files = {
        ...PAIRS,
        '020.sql': make(
          `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ${name.replace('oficina.', '')} ON oficina.t (id)`,
        ),
      };
      await database.failure(files);
      await database.master('DELETE FROM oficina.t');
      const message = await database.failure(files);
      expect(message).toMatch(
        joined(
          /^020\.sql: the index oficina\.i is invalid: .* DROP INDEX CONCURRENTLY oficina\.i, or begin the file /,
          /with DROP INDEX CONCURRENTLY IF EXISTS oficina\.i, and/,
        ),
      );
      expect(await database.ledger()).toEqual(['init-db.sql', '010.sql']);
      await database.deploy({
        ...PAIRS,
        '020.sql': make(`DROP INDEX CONCURRENTLY IF EXISTS ${name};\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (id)`),
      });
      expect(
        await database.master("SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'oficina.i'::regclass"),
      ).toEqual([{ valid: true }]);
    });

    test('does not affect a file that does not use it', async () => {
      await database.failure({ ...PAIRS, '020.sql': make('CREATE UNIQUE INDEX CONCURRENTLY i ON t (id)') });
      await database.deploy({
        ...PAIRS,
        '020.sql': make('CREATE INDEX CONCURRENTLY other ON t (id);\nCREATE INDEX ON ONLY p (id)').replace(
          'SELECT 1',
          'CREATE TABLE p (id int) PARTITION BY LIST (id)',
        ),
      });
      expect(await database.ledger()).toEqual(['init-db.sql', '010.sql', '020.sql']);
    });
  });

  test.each(OUTSIDE_TRANSACTIONS)('the server really refuses %s in a transaction', async (sql) => {
    await database.master('CREATE SCHEMA s; CREATE TABLE t (id int); CREATE INDEX i ON t (id)');
    await expect(
      database.superuser((client) => client.query('BEGIN').then(() => client.query(sql))),
    ).rejects.toMatchObject({ code: '25001' });
  });

  test('of two concurrent deployments, one runs and the other waits and finds all files applied', async () => {
    const user = database.user('app', 'readWrite');
    const results = await Promise.all([1, 2, 3].map(() => database.deploy(FILES, [user])));
    expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 3]);
    expect(await database.master(STATE)).toEqual(DONE);
  });

  // Each supported version tests the crash at some of the statements; together they test all.
  test('after a crash at any statement, the next deployment completes the work', async () => {
    const user = database.user('app', 'owner');
    let at = 1 + ALL_MAJORS.indexOf(major);
    for (let round = 0, hit = true; hit; round++, at += ALL_MAJORS.length) {
      database = await Deployment.fresh(server);
      database.user('app', 'owner');
      const breaking = new Breaking(server, at, round % 2 ? 'before' : 'in flight');
      await database.deploy(FILES, [user], { connect: breaking.connect, refusedPause: 60_000 }).catch(() => undefined);
      hit = breaking.calls >= at;
      await database.deploy(FILES, [user]);
      expect([at, await database.ledger()]).toEqual([at, ['init-db.sql', '010-tables.sql', '020-more.sql']]);
      expect([at, await database.master(STATE)]).toEqual([at, DONE]);
      expect(await database.as(await database.login(user), 'SELECT count(*)::int FROM orders')).toEqual([{ count: 2 }]);
    }
    expect(at).toBeGreaterThan(40);
  }, 240_000);

  test('a file can set parameters before its transaction level, and timeouts in any unit', async () => {
    const sql = ['0', '30min', '2h', '1d', '40s'].flatMap((timeout, index) => [
      `SET statement_timeout = '${timeout}'`,
      ...(index === 0 ? ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'] : []),
      `CREATE TABLE t${index} AS SELECT setting::int, current_setting('transaction_isolation') AS level FROM ` +
        "pg_settings WHERE name = 'statement_timeout'",
    ]);
    await database.deploy({ '010.sql': sql.join(';\n') });
    for (let index = 0; index < 5; index++) {
      const [{ setting, level }] = await database.master(`SELECT * FROM oficina.t${index}`);
      expect([index, level]).toEqual([index, 'serializable']);
      expect(setting).toBeGreaterThan(0);
      expect(setting).toBeLessThanOrEqual(31_000); // the time limit of the deployment
    }
  });

  test('continues after the server has restarted in the middle', async () => {
    const deployed = database.deploy({
      '010.sql': 'CREATE TABLE t (); SELECT pg_sleep(1)',
      '020.sql': 'SELECT pg_sleep(0.2)',
    });
    await sleep(600);
    await server.restart();
    await deployed;
    expect(await database.ledger()).toEqual(['init-db.sql', '010.sql', '020.sql']);
  });

  test('waits while the server starts', async () => {
    await server.halt();
    const deployed = database.deploy(FILES);
    await sleep(1_000);
    await server.start();
    await deployed;
    expect(await database.master(STATE)).toEqual(DONE);
  });
});

describe('a deployment', () => {
  let server: PostgresServer;
  let database: Deployment;
  beforeAll(async () => {
    server = await startPostgres('17');
  });
  beforeEach(async () => {
    database = await Deployment.fresh(server);
  });
  afterAll(() => server.stop());

  const exists = async (table: string) =>
    (await database.master(`SELECT to_regclass('${table}') IS NOT NULL AS exists`))[0].exists;

  describe('of a file that has run and has changed', () => {
    test('fails before any file runs, and says what to do', async () => {
      await database.deploy(FILES);
      const message = await database.failure({
        '005.sql': 'CREATE TABLE five ()',
        ...FILES,
        '020-more.sql': 'SELECT 1;',
        '030.sql': 'CREATE TABLE thirty ()',
      });
      expect(message).toMatch(
        joined(
          /^020-more\.sql: the file ran on \d{4}-\d\d-\d\dT[\d:.]+Z with different content, and .*; put the old /,
          /content back, /,
        ),
      );
      expect(await exists('oficina.five')).toBe(false);
      const sql = /UPDATE .*;$/.exec(message)![0];
      await database.master(sql);
      expect(await database.deploy({ ...FILES, '020-more.sql': 'SELECT 1;' })).toEqual({ applied: [] });
    });

    test('runs a repeatable file again', async () => {
      await database.deploy(FILES);
      const next = `${INIT_DB}\nCREATE TABLE IF NOT EXISTS public.next_version ();`;
      expect(await database.deploy({ 'init-db.sql': next })).toEqual({ applied: ['init-db.sql'] });
      expect(await database.deploy({ 'init-db.sql': next })).toEqual({ applied: [] });
      expect(await exists('public.next_version')).toBe(true);
    });
  });

  describe('of a file with an error', () => {
    test.each([
      [
        'of syntax',
        'SELECT 1;\n\n  CREATE TABLE t (\n  id int,\n  nam e text\n);',
        /^010\.sql:5: syntax error at or near "text" \(SQLSTATE 42601\)$/,
      ],
      [
        'while it runs',
        'CREATE TABLE t (id int PRIMARY KEY);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1);',
        /^010\.sql:3: duplicate key value violates unique constraint "t_pkey" \(SQLSTATE 23505\)$/,
      ],
      [
        'of a name',
        'CREATE TABLE t (one int);\nSELECT\n "é🐘", on_e FROM t',
        joined(
          /^010\.sql:3: column "é🐘" does not exist \(SQLSTATE 42703\); hint: Perhaps you meant to reference the /,
          /column "t\.one"\.$/,
        ),
      ],
      [
        'behind characters of several units',
        "SELECT '𝒳🐘é',\n'𝒳🐘é',\nnothing",
        /^010\.sql:3: column "nothing" does not exist \(SQLSTATE 42703\)$/,
      ],
      [
        'that has a hint',
        "SELECT 1;\nSELECT lenght('x')",
        /^010\.sql:2: function lenght\(unknown\) does not exist \(SQLSTATE 42883\); hint: No function matches/,
      ],
      [
        'at the end of the transaction',
        'CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO t VALUES (1), (1)',
        /^010\.sql: at its end: duplicate key .* \(SQLSTATE 23505\)$/,
      ],
      [
        'that only a file without transaction may hold',
        'CREATE TABLE t (id int);\nCLUSTER',
        joined(
          /^010\.sql:2: CLUSTER cannot .* \(SQLSTATE 25001\); put it into a file of its own that begins with the /,
          /line "-- oficina: no-transaction"$/,
        ),
      ],
      [
        'of a routine that commits',
        'CREATE TABLE t ();\nDO $$ BEGIN COMMIT; END $$',
        /^010\.sql:2: invalid transaction termination \(SQLSTATE 2D000\); put it/,
      ],
    ])('%s: the message has file and line, and nothing of the file is applied', async (_, sql, expected) => {
      expect(
        await database.failure({
          '005.sql': 'CREATE TABLE five ()',
          '010.sql': sql,
          '020.sql': 'CREATE TABLE twenty ()',
        }),
      ).toMatch(expected);
      expect(await exists('oficina.t')).toBe(false);
      expect(await exists('oficina.twenty')).toBe(false);
      expect(await database.ledger()).toEqual(['init-db.sql', '005.sql']);
      await database.deploy({ '005.sql': 'CREATE TABLE five ()', '010.sql': 'CREATE TABLE t ()' });
      expect(await exists('oficina.t')).toBe(true);
    });

    test.each([
      ['a meta-command', 'SELECT 1;\n\\i other.sql', '010.sql:2: \\i is a command of psql'],
      ['a string without end', "SELECT 1;\nSELECT 'a", '010.sql:2: the string constant that begins here has no end'],
      [
        'COPY FROM STDIN',
        'SELECT 1;\n\nCOPY t (a, b) FROM stdin WITH (FORMAT csv);\n1,2\n\\.',
        '010.sql:3: COPY: FROM STDIN reads from the terminal',
      ],
      ['BEGIN', 'BEGIN;\nSELECT 1;', '010.sql:1: BEGIN: the file runs in one transaction'],
      ['COMMIT', 'SELECT 1;\ncommit work;', '010.sql:2: COMMIT: the file runs in one transaction'],
      ['START TRANSACTION', 'START /* x */ TRANSACTION', '010.sql:1: START: the file runs'],
      ['END', 'END', '010.sql:1: END: the file runs'],
      ['ROLLBACK', 'ROLLBACK', '010.sql:1: ROLLBACK: the file runs'],
      ['ROLLBACK PREPARED', "ROLLBACK PREPARED 'x'", '010.sql:1: ROLLBACK: the file runs'],
      ['PREPARE TRANSACTION', "PREPARE TRANSACTION 'x'", '010.sql:1: PREPARE: the file runs'],
      [
        'VACUUM',
        'SELECT 1;\nVACUUM (ANALYZE) t',
        '010.sql:2: VACUUM: the file runs in one transaction, in which PostgreSQL refuses it; put it into a file ' +
          'of its own',
      ],
      [
        'DISCARD ALL',
        'DISCARD ALL',
        '010.sql:1: DISCARD: ALL resets the role and the search_path that the file runs with; leave it out',
      ],
      [
        'standard_conforming_strings',
        'SET standard_conforming_strings TO off',
        '010.sql:1: SET: standard_conforming_strings must be on',
      ],
      [
        'a header that is misspelt',
        '\n-- oficina: no transaction\nBEGIN',
        '010.sql:2: "-- oficina: no transaction" is not known; write "-- oficina: no-transaction"',
      ],
      [
        'a header that comes late',
        'SELECT 1;\n-- oficina: no-transaction\nSELECT 2',
        '010.sql:2: "-- oficina: no-transaction" must come before the first statement',
      ],
      [
        'a header that comes last',
        'SELECT 1;\n-- oficina: no-transaction',
        '010.sql:2: "-- oficina: no-transaction" must come before the first statement',
      ],
      ['Latin-1', Buffer.from('SELECT 1;\n-- é', 'latin1'), '010.sql:2: the file is not UTF-8'],
    ])('%s: refused before any file runs', async (_, sql, expected) => {
      expect(await database.failure({ '005.sql': 'CREATE TABLE five ()', '010.sql': sql })).toContain(expected);
      expect(
        await database.master(
          "SELECT to_regclass('oficina.five') AS five, to_regclass('oficina_bootstrap.applied_script') AS ledger",
        ),
      ).toEqual([{ five: null, ledger: null }]);
    });

    test('savepoints, strings, PREPARE and comments like these are allowed', async () => {
      await database.deploy({
        '010.sql': `-- oficina is the name of the system
          SAVEPOINT a; CREATE TABLE gone (); ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a; RELEASE a;
          PREPARE p AS SELECT 1; EXECUTE p;
          SET standard_conforming_strings = on; COPY (SELECT 'from stdin') TO STDOUT;
          SELECT 'COPY t FROM STDIN'; -- oficina: a comment`,
      });
      expect(await exists('oficina.gone')).toBe(false);
    });

    test('shows only the message of the server: no rows, context or statements', async () => {
      const sql =
        "CREATE TABLE t (id int PRIMARY KEY, name text CHECK (name <> 'MARK')); INSERT INTO t VALUES (1, " +
        "'x');\nINSERT INTO t VALUES (2, 'MARK');";
      const message = await database.failure({ '010.sql': sql });
      expect(message).toBe(
        '010.sql:2: new row for relation "t" violates check constraint "t_name_check" (SQLSTATE 23514)',
      );
      expect(JSON.stringify(database.events)).not.toContain('MARK');
      const shown = database.events.find(({ event }) => event === 'StatementFailed');
      expect(shown?.details).toMatchObject({
        code: '23514',
        constraint: 't_name_check',
        table: 't',
        file: '010.sql',
        line: 2,
        reason: message,
      });
    });

    test('has a message that is cut to the limit of CloudFormation', async () => {
      const sql = `DO $$ BEGIN RAISE EXCEPTION '${'m'.repeat(5000)}'; END $$`;
      expect(await database.failure({ '010.sql': sql })).toMatch(/^010\.sql:1: m{299}… \(SQLSTATE P0001\)$/);
      expect(await database.failure({ '010.sql': `-- oficina: no-transaction\n${sql}` })).toContain(
        'write its statements to be repeatable (IF NOT EXISTS)',
      );
      expect((await database.failure({ [`${'x'.repeat(2000)}.sql`]: sql })).length).toBe(1_000);
    });
  });

  describe('of a file without a transaction', () => {
    test('runs each statement separately, and then records the file', async () => {
      const files = {
        '010.sql':
          '-- tables\n-- oficina: no-transaction\n\nCREATE TABLE t (id int);\nCREATE INDEX CONCURRENTLY i ON t ' +
          '(id);\nVACUUM t;\nBEGIN;\nINSERT INTO t VALUES (1);\nCOMMIT;',
      };
      expect(await database.deploy(files)).toEqual({ applied: ['init-db.sql', '010.sql'] });
      expect(await database.deploy(files)).toEqual({ applied: [] });
      expect(await exists('oficina.i')).toBe(true);
    });

    test('says after an error which statements remain applied', async () => {
      const sql =
        '-- oficina: no-transaction\nCREATE TABLE t (id int);\nCREATE TABLE u (id int);\nSELECT nothing;\nCREATE ' +
        'TABLE v (id int);';
      expect(await database.failure({ '010.sql': sql })).toBe(
        '010.sql:4: column "nothing" does not exist (SQLSTATE 42703). ' +
          'The first 2 of its 4 statements have run and stay, as the file runs without a transaction: ' +
          'the next deployment runs all of it again, so write its statements to be repeatable (IF NOT EXISTS)',
      );
      expect(await database.ledger()).toEqual(['init-db.sql']);
      expect(await exists('oficina.u')).toBe(true);
    });

    test('rolls back a transaction that the file leaves open', async () => {
      expect(
        await database.failure({
          '010.sql': '-- oficina: no-transaction\nCREATE TABLE t (id int);\nBEGIN;\nCREATE TABLE u (id int);',
        }),
      ).toMatch(
        joined(
          /^010\.sql: the file begins a transaction and does not end it; write COMMIT at its end\. The first 1 of /,
          /its 3 statements have run/,
        ),
      );
      expect(await exists('oficina.u')).toBe(false);
    });

    test('does not retry when the connection breaks', async () => {
      const message = await database.failure({
        '010.sql':
          '-- oficina: no-transaction\nRESET ROLE; CREATE TABLE t ();\nSELECT pg_terminate_backend(pg_backend_pid())',
      });
      expect(message).toMatch(
        joined(
          /^010\.sql:3: terminating connection due to administrator command \(SQLSTATE 57P01\)\. The first 2 of /,
          /its 3 statements/,
        ),
      );
    });

    test('does not blame the file for an index that another session is building', async () => {
      const files = {
        '010.sql': 'CREATE TABLE t (id int)',
        '020.sql': '-- oficina: no-transaction\nSELECT pg_advisory_lock(7), pg_advisory_unlock(7)',
      };
      await database.deploy({ '010.sql': files['010.sql'] });
      const [gate, writer, builder] = await Promise.all([1, 2, 3].map(() => connect(server.address, server.master)));
      const waitFor = async (sql: string) => {
        while ((await gate.query(sql)).rows.length === 0) await sleep(20);
      };
      await gate.query('SELECT pg_advisory_lock(7)');
      const deployed = database.deploy(files);
      await waitFor("SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted");
      await writer.query('BEGIN; INSERT INTO oficina.t VALUES (1)'); // the index waits for its end
      const built = builder.query('CREATE INDEX CONCURRENTLY i ON oficina.t (id)');
      await waitFor(
        'SELECT FROM pg_stat_progress_create_index p JOIN pg_index i ON i.indexrelid = p.index_relid WHERE NOT ' +
          'indisvalid',
      );
      await gate.query('SELECT pg_advisory_unlock(7)');
      expect(await deployed).toEqual({ applied: ['020.sql'] });
      await writer.end();
      await built;
      await Promise.all([gate.end(), builder.end()]);
    });
  });

  test('gives up after a few attempts on a file that ends its own connection', async () => {
    expect(await database.failure({ '010.sql': 'RESET ROLE; SELECT pg_terminate_backend(pg_backend_pid())' })).toMatch(
      /^010\.sql:1: terminating connection/,
    );
    expect(database.events.filter(({ event }) => event === 'ConnectionLost')).toHaveLength(3);
  });

  test('a file does not inherit settings or other session state from the previous one', async () => {
    await database.deploy({
      '010.sql':
        "SET search_path = pg_catalog; RESET ROLE; SET work_mem = '1GB'; SET my.value = 'x'; PREPARE p AS SELECT 1;",
      '020.sql':
        '-- oficina: no-transaction\nSET search_path = pg_catalog; RESET ROLE; CREATE TEMPORARY TABLE t (); LISTEN x',
      '030.sql': `CREATE TABLE made AS SELECT current_user AS me, current_setting('work_mem') AS mem,
        current_setting('my.value', true) AS mine,
        to_regclass('pg_temp.t') AS temp, (SELECT count(*)::int FROM pg_prepared_statements) AS prepared,
        (SELECT count(*)::int FROM pg_listening_channels()) AS channels`,
    });
    expect(await database.master('SELECT * FROM oficina.made')).toEqual([
      {
        me: 'oficina_owner',
        mem: '4MB',
        mine: expect.not.stringContaining('x'),
        temp: null,
        prepared: 0,
        channels: 0,
      },
    ]);
  });

  describe('the lock of deployments', () => {
    const LOCK = 'LOCK TABLE oficina_bootstrap.deployment_lock IN EXCLUSIVE MODE';

    test('is held while files run, by a transaction without a snapshot, whatever a file does', async () => {
      const held = `
        SELECT
          count(*)::int AS locks,
          count(*) FILTER (WHERE a.backend_xmin IS NULL AND a.backend_xid IS NULL)::int AS without_snapshot
        FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.relation = to_regclass('oficina_bootstrap.deployment_lock') AND l.granted
          AND l.pid <> pg_backend_pid()`;
      await database.deploy({
        '010.sql': 'SELECT pg_advisory_unlock_all()',
        '020.sql': `-- oficina: no-transaction\nRESET ROLE;\nRESET ALL;\nCREATE TABLE oficina.locks AS ${held}`,
      });
      expect(await database.master('SELECT * FROM oficina.locks')).toEqual([{ locks: 1, without_snapshot: 1 }]);
    });

    test('is not blocked by an application, with a table lock or with the advisory lock of old versions', async () => {
      const user = database.user('app', 'owner');
      await database.deploy({}, [user]);
      const app = await connect(server.address, await database.login(user));
      await expect(app.query(`BEGIN; ${LOCK}`)).rejects.toMatchObject({ code: '42501' });
      await app.query(
        'ROLLBACK; BEGIN; SELECT pg_advisory_lock(31356325240335969), pg_advisory_xact_lock(31356325240335969)',
      );
      const changed = { '010.sql': 'CREATE TABLE t ()', 'init-db.sql': `${INIT_DB}\n-- changed` };
      expect(await database.deploy(changed, [user], { deadline: Date.now() + 10_000 })).toEqual({
        applied: ['init-db.sql', '010.sql'],
      });
      await app.end();
    });

    test('stops a deployment that loses it before the next file, and the deployment starts again', async () => {
      await database.deploy();
      const terminate =
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'oficina_bootstrap.deployment_lock'::regclass";
      const once =
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM oficina.lost) THEN PERFORM nextval('oficina.tries'); " +
        `PERFORM (${terminate}); END IF; END $$`;
      await database.master('CREATE SEQUENCE oficina.tries; CREATE TABLE oficina.lost ()');
      await database.deploy({
        '010.sql': `RESET ROLE; ${once}; SELECT pg_sleep(0.2)`,
        '020.sql': 'CREATE TABLE twenty ()',
      });
      expect(
        database.events.filter(({ event }) => event === 'ConnectionLost').map(({ details }) => details.reason),
      ).toEqual([expect.stringMatching(/^the connection that holds the lock of this deployment is lost: /)]);
      expect(await database.ledger()).toEqual(['init-db.sql', '010.sql', '020.sql']);
    });

    test('is not taken in a schema that another role has created', async () => {
      await database.superuser((client) =>
        client.query(
          'CREATE ROLE intruder; CREATE SCHEMA oficina_bootstrap AUTHORIZATION intruder; GRANT ALL ON SCHEMA ' +
            'oficina_bootstrap TO PUBLIC',
        ),
      );
      expect(await database.failure({})).toMatch(
        joined(
          /^the schema oficina_bootstrap belongs to intruder, who .* ALTER SCHEMA oficina_bootstrap OWNER TO /,
          /oficina_admin, or drop it$/,
        ),
      );
    });

    test('works in a database that an earlier version has set up', async () => {
      await database.deploy();
      await database.master('DROP TABLE oficina_bootstrap.deployment_lock');
      expect(await database.deploy({ '010.sql': 'SELECT 1' })).toEqual({ applied: ['010.sql'] });
    });
  });

  test('does not repeat what another deployment has run meanwhile', async () => {
    const content = 'CREATE TABLE twenty ()';
    const checksum = createHash('sha256').update(content).digest('hex');
    const files = {
      '010.sql':
        "RESET ROLE; INSERT INTO oficina_bootstrap.applied_script (name, checksum) VALUES ('020.sql', " +
        `'${checksum}')`,
      '020.sql': content,
    };
    expect(await database.deploy(files)).toEqual({ applied: ['init-db.sql', '010.sql'] });
    expect(await exists('oficina.twenty')).toBe(false);
  });

  test('continues after its connection has broken between two statements', async () => {
    await database.deploy();
    const other = await connect(server.address, server.master);
    await other.query('BEGIN; LOCK TABLE oficina_bootstrap.deployment_lock IN EXCLUSIVE MODE');
    const deployed = database.deploy({ '010.sql': 'SELECT 1' });
    await sleep(500); // it is waiting for the lock
    await database.superuser((client) =>
      client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND pid <> $2', [
        server.master.username,
        processId(other),
      ]),
    );
    await other.end();
    expect(await deployed).toEqual({ applied: ['010.sql'] });
    expect(database.events.filter(({ event }) => event === 'ConnectionLost')).toHaveLength(1);
  });

  describe('and its time limit', () => {
    const SOON = () => ({ deadline: Date.now() + 2_500 });

    test.each([
      ['', ''],
      ['that sets the timeout for statements itself', 'SET statement_timeout = 0; '],
      ['that sets it for the transaction', "SET LOCAL statement_timeout = '1h'; "],
      ['that sets it by a function', "SELECT set_config('statement_timeout', '0', false); "],
    ])('the server ends a file %s before the function times out', async (_, before) => {
      await database.deploy();
      const started = Date.now();
      const message = await database.failure(
        { '010.sql': `CREATE TABLE t (); ${before}SELECT 1; SELECT pg_sleep(20)` },
        [],
        SOON(),
      );
      expect(message).toMatch(
        joined(
          /^010\.sql:1: canceling statement due to statement timeout \(SQLSTATE 57014\); the deployment has run /,
          /out of time/,
        ),
      );
      expect(Date.now() - started).toBeLessThan(5_000);
      expect(await exists('oficina.t')).toBe(false);
    });

    test.each([
      ['in one transaction', ''],
      ['each in its own transaction', '-- oficina: no-transaction\n'],
    ])('many short statements end in time %s, although no timeout of the server applies', async (_, before) => {
      await database.deploy();
      const started = Date.now();
      const message = await database.failure(
        { '010.sql': `${before}CREATE TABLE t ();\n${'SELECT 1;\n'.repeat(30_000)}` },
        [],
        SOON(),
      );
      expect(message).toMatch(
        /^010\.sql:\d+: the deployment has run out of time; split the file, or run the slow statements by hand/,
      );
      expect(Date.now() - started).toBeLessThan(5_000);
      expect(await exists('oficina.t')).toBe(before !== '');
      expect(await database.ledger()).toEqual(['init-db.sql']);
    });

    test('keeps a shorter timeout that a file sets', async () => {
      expect(
        await database.failure({ '010.sql': 'SET statement_timeout = 50;\nSELECT 1;\nSELECT pg_sleep(20)' }),
      ).toMatch(/^010\.sql:3: canceling statement/);
    });

    test('ignores timeouts that are meant for applications', async () => {
      await database.deploy();
      const timeouts = [
        'statement_timeout',
        'idle_in_transaction_session_timeout',
        'idle_session_timeout',
        'transaction_timeout',
      ];
      for (const timeout of timeouts) await database.master(`ALTER ROLE CURRENT_USER SET ${timeout} = '300ms'`);
      await database.deploy({
        '010.sql': `SELECT pg_sleep(0.2); SELECT pg_sleep(0.5);
          CREATE TABLE settings AS SELECT name, setting::int FROM pg_settings
            WHERE name IN ('${timeouts.slice(1).join("', '")}', 'tcp_keepalives_idle')`,
      });
      expect(await database.master('SELECT * FROM oficina.settings ORDER BY name')).toEqual([
        { name: 'idle_in_transaction_session_timeout', setting: expect.any(Number) },
        { name: 'idle_session_timeout', setting: 0 },
        { name: 'tcp_keepalives_idle', setting: 10 },
        { name: 'transaction_timeout', setting: 0 },
      ]);
      const [{ setting }] = await database.master('SELECT * FROM oficina.settings ORDER BY name');
      expect(setting).toBeGreaterThan(15_000); // the remaining time of the deployment
      expect(setting).toBeLessThanOrEqual(30_000);
    });

    test.each([
      ['the file runs', 2, /^(010\.sql:1: )?the database did not answer before the function ran out of time/],
      [
        'the lock is held',
        1,
        joined(
          /^the connection that holds the lock of this deployment is lost: the database did not answer before .*; /,
          /nothing more/,
        ),
      ],
    ])('gives up a connection that stops responding while %s', async (_, which, message) => {
      await database.deploy();
      const proxy = await SilentProxy.to(server.address);
      let connections = 0;
      const falling = async (login: Login) => {
        const isTheOne = ++connections === which;
        const client = await connect(isTheOne ? proxy.address(server.address) : server.address, login);
        const query = client.query.bind(client) as (...args: unknown[]) => unknown;
        client.query = ((...args: unknown[]) => {
          if ((args[0] as { text?: string }).text === 'SELECT 1 AS now_silent') proxy.silence();
          return query(...args);
        }) as unknown as Client['query'];
        return client;
      };
      try {
        const started = Date.now();
        const files = { '010.sql': 'SELECT 1 AS now_silent', '020.sql': 'CREATE TABLE t ()' };
        expect(await database.failure(files, [], { ...SOON(), connect: falling })).toMatch(message);
        expect(Date.now() - started).toBeLessThan(10_000);
        expect(connections).toBe(2);
        expect(await exists('oficina.t')).toBe(false);
        // The proxy hides the end of the connection from the server, which releases lock and transaction when the time
        // of the function ends.
        expect((await database.deploy(files)).applied).toContain('020.sql');
      } finally {
        await proxy.close();
      }
    });

    test('limits the wait for another deployment', async () => {
      await database.deploy();
      const other = await connect(server.address, server.master);
      await other.query('BEGIN; LOCK TABLE oficina_bootstrap.deployment_lock IN EXCLUSIVE MODE');
      expect(await database.failure({}, [], SOON())).toMatch(
        new RegExp(
          '^another deployment was still running SQL in this database when this one ran out of time, by ' +
            `pid ${processId(other)} \\(user oficina_admin, application 'oficina-postgres', idle in transaction, ` +
            `since 20.*Z\\); wait .*, and deploy again$`,
        ),
      );
      await other.end();
    });

    test('limits the wait for the server', async () => {
      const address = { ...server.address, port: 1 };
      expect(await database.failure({}, [], { ...SOON(), connect: (login) => connect(address, login) })).toMatch(
        /^cannot log in to the database as oficina_admin: .*; the function must reach the database: check its subnets/,
      );
    });

    test('leaves no open transaction when the function is stopped in the middle', async () => {
      const breaking = new Breaking(server, 25, 'in flight');
      await database.deploy({}, [], { connect: breaking.connect, refusedPause: 60_000 }).catch(() => undefined);
      expect(breaking.calls).toBeGreaterThanOrEqual(25);
      await database.deploy({ '010.sql': 'SELECT 1' });
      expect(
        await database.master("SELECT count(*)::int FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"),
      ).toEqual([{ count: 0 }]);
    });
  });

  describe('and its memory', () => {
    test('stays low with 10,000 statements in a file larger than the limit', async () => {
      const filler = 'x'.repeat(5_000);
      const sql = Array.from({ length: 10_000 }, (_, index) => `INSERT INTO t VALUES (${index}); -- ${filler}`).join(
        '\n',
      );
      const scripts = bundle({ '010.sql': `CREATE TABLE t (id int);\n${sql}\n` });
      await database.deploy();
      const peak = await peakMemory(() => database.deploy({}, [], { scripts }));
      expect(await database.master('SELECT count(*)::int FROM oficina.t')).toEqual([{ count: 10_000 }]);
      expect(
        await database.master("SELECT statements FROM oficina_bootstrap.applied_script WHERE name = '010.sql'"),
      ).toEqual([{ statements: 10_001 }]);
      expect(peak).toBeLessThan(20 * 1024 * 1024); // the file has 50 MB
    }, 120_000);

    test('stays low because rows that a statement returns are dropped', async () => {
      await database.deploy();
      const peak = await peakMemory(() =>
        database.deploy({ '010.sql': "SELECT repeat('x', 1000) FROM generate_series(1, 200000)" }),
      );
      expect(peak).toBeLessThan(20 * 1024 * 1024); // the rows have 200 MB
    }, 120_000);
  });

  describe('and its login', () => {
    test('uses the pending password of the master user while a rotation is in progress', async () => {
      const { username, password } = server.master;
      database.store.create(database.masterArn, { username, password: 'the old one' });
      await database.store.putPending(database.masterArn, 'pending', { username, password });
      await database.deploy();
      expect(await database.ledger()).toEqual(['init-db.sql']);
    });

    test('waits for a password that is about to become current', async () => {
      const { username, password } = server.master;
      database.store.create(database.masterArn, { username, password: 'not yet' });
      const deployed = database.deploy({}, [], { refusedPause: 300 });
      await sleep(500);
      database.store.create(database.masterArn, { username, password });
      await deployed;
    });

    test('names the secret that has no current value, although it has had one', async () => {
      const { username } = server.master;
      for (const password of ['of long ago', 'not given back']) {
        database.store.create(database.masterArn, { username, password });
      }
      const get = database.store.get.bind(database.store);
      jest
        .spyOn(database.store, 'get')
        .mockImplementation(async (secretId, version) =>
          version.stage === 'AWSCURRENT' ? undefined : get(secretId, version),
        );
      expect(await database.failure({})).toMatch(
        joined(
          /^cannot log in to the database as oficina_admin: the secret arn:\S+ has no value with the stage /,
          /AWSCURRENT; put the username and the password of the master user$/,
        ),
      );
    });

    test('gives up after a few attempts, and says what to do', async () => {
      const { username } = server.master;
      for (const password of ['wrong: never shown', 'wrong too: never shown']) {
        database.store.create(database.masterArn, { username, password });
      }
      const message = await database.failure({});
      expect(message).toMatch(
        joined(
          /^cannot log in to the database as oficina_admin: the database refuses the master user with the /,
          /passwords of the secret arn:.*; rotate that secret/,
        ),
      );
      expect(message).not.toContain('never shown');
    });
  });
});

/** The maximum number of additional bytes in use, without garbage. */
async function peakMemory(work: () => Promise<unknown>): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const inUse = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = inUse();
  let peak = 0;
  let timer: NodeJS.Timeout;
  // The work gets ten times the time of the collections on any machine; otherwise its connections time out.
  const look = () => {
    const started = Date.now();
    peak = Math.max(peak, inUse() - before);
    timer = setTimeout(look, Math.max(100, 10 * (Date.now() - started)));
  };
  look();
  try {
    await work();
  } finally {
    clearTimeout(timer!);
  }
  return peak;
}
