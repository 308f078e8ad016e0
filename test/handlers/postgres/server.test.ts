import { spawn } from 'child_process';
import { once } from 'events';
import { existsSync } from 'fs';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { Client } from 'pg';
import { connect } from '../../../src/handlers/postgres/connection';
import { MAJORS, PostgresServer, startPostgres, withClient } from '../../support/postgres';

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(major, { pgaudit: true, settings: { work_mem: '5MB' } });
  });
  afterAll(() => server.stop());

  test('has the version, TLS and the given settings', async () => {
    const { rows } = await asMaster((client) =>
      client.query(`
      SELECT ssl, current_setting('server_version') AS version, current_setting('work_mem') AS work_mem,
        current_setting('server_encoding') AS encoding
      FROM pg_stat_ssl WHERE pid = pg_backend_pid()`),
    );
    expect(rows).toEqual([
      { ssl: true, version: expect.stringMatching(`^${major}\\.`), work_mem: '5MB', encoding: 'UTF8' },
    ]);
  });

  test('refuses connections without TLS, whatever the password', async () => {
    const { host, port, database } = server.address;
    const client = new Client({
      host,
      port,
      database,
      user: server.master.username,
      password: server.master.password,
      ssl: false,
    });
    await expect(client.connect()).rejects.toThrow(/no pg_hba.conf entry.*no encryption/);
  });

  test('stores passwords only as SCRAM', async () => {
    const { rows } = await server.superuser((client) =>
      client.query("SELECT rolname FROM pg_authid WHERE rolpassword NOT LIKE 'SCRAM-SHA-256$%'"),
    );
    expect(rows).toEqual([]);
  });

  test('has a master user like that of RDS', async () => {
    const { rows } = await asMaster((client) =>
      client.query(`
      SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
        pg_has_role('rds_superuser', 'MEMBER') AS privileged,
        pg_get_userbyid(datdba) = current_user AS owner
      FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`),
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreaterole: true,
        rolcreatedb: true,
        rolreplication: false,
        rolbypassrls: false,
        privileged: true,
        owner: true,
      },
    ]);
  });

  test('lets the master user create the extensions and grant rds_iam, which disables the password', async () => {
    await asMaster(async (client) => {
      await client.query('CREATE EXTENSION pg_stat_statements');
      await client.query('CREATE EXTENSION pgaudit');
      await client.query('SELECT FROM pg_stat_statements');
      await client.query("CREATE ROLE by_iam LOGIN PASSWORD 'unused'");
      await withClient(server.address, { username: 'by_iam', password: 'unused' }, (other) => other.query('SELECT'));
      await client.query('GRANT rds_iam TO by_iam');
    });
    await expect(connect(server.address, { username: 'by_iam', password: 'unused' })).rejects.toThrow(
      'pg_hba.conf rejects connection',
    );
  });

  test('logs connections and statements, including those that fail', async () => {
    await asMaster(async (client) => {
      await client.query('SELECT 4711 AS told');
      await expect(client.query('SELECT FROM nowhere')).rejects.toThrow('does not exist');
    });
    expect(server.log()).toMatch(/connection authorized: user=oficina_admin database=oficina_db .*SSL enabled/);
    expect(server.log()).toContain('LOG:  statement: SELECT 4711 AS told');
    expect(server.log()).toContain('STATEMENT:  SELECT FROM nowhere');
    expect(server.log()).not.toContain(server.master.password);
  });

  test('has separate databases', async () => {
    const other = await server.createDatabase();
    await withClient(other.address, other.master, (client) => client.query('CREATE TABLE apart ()'));
    const { rows } = await server.superuser((client) =>
      client.query("SELECT to_regclass('apart') IS NULL AS apart, current_database() AS database"),
    );
    expect(rows).toEqual([{ apart: true, database: 'oficina_db' }]);
    expect(
      (await other.superuser((client) => client.query("SELECT to_regclass('apart') IS NULL AS apart"))).rows,
    ).toEqual([{ apart: false }]);
  });

  test('restarts on the same port with the same data', async () => {
    await asMaster((client) => client.query('CREATE TABLE lasting ()'));
    const before = server.pid;
    await server.restart();
    expect(server.pid).not.toBe(before);
    await asMaster((client) => client.query('SELECT FROM lasting'));
    await server.halt();
    expect(server.pid).toBeUndefined();
    await expect(connect(server.address, server.master)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.start();
    await asMaster((client) => client.query('SELECT FROM lasting'));
  });

  test('leaves nothing behind', async () => {
    const pid = server.pid!;
    expect(isAlive(pid)).toBe(true);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(server.folder)).toBe(false);
    await server.stop(); // stopping twice is harmless
  });

  function asMaster<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withClient(server.address, server.master, work);
  }
});

describe('pgaudit', () => {
  test.each([
    ['absent', /extension "pgaudit" is not available/],
    ['not-loaded', /pgaudit must be loaded via shared_preload_libraries/],
  ] as const)('cannot be created if it is %s', async (pgaudit, message) => {
    const server = await startPostgres('18', { pgaudit });
    try {
      await expect(
        withClient(server.address, server.master, (client) => client.query('CREATE EXTENSION pgaudit')),
      ).rejects.toThrow(message);
    } finally {
      await server.stop();
    }
  });
});

test('reports settings with which the server does not start', async () => {
  const started = startPostgres('18', { settings: { no_such_setting: 1 } });
  await expect(started).rejects.toThrow(/unrecognized configuration parameter "no_such_setting"/);
});

test('stops when the process that started it ends, and its folder is removed', async () => {
  const script =
    'require("./test/support/postgres").startPostgres("18").then(({ pid, folder }) => console.log(JSON.stringify({ ' +
    'pid, folder })))';
  const starter = spawn(
    process.execPath,
    ['-r', 'ts-node/register/transpile-only', '-e', `${script}; setInterval(() => undefined, 1000)`],
    {
      cwd: path.resolve(__dirname, '../../..'),
      env: { ...process.env, TS_NODE_PROJECT: 'tsconfig.dev.json' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = await once(starter.stdout, 'data');
  const { pid, folder } = JSON.parse(`${line}`);
  expect(isAlive(pid)).toBe(true);
  starter.kill('SIGKILL');
  for (let attempt = 0; (isAlive(pid) || existsSync(folder)) && attempt < 100; attempt++) await sleep(100);
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

describe('backups and standbys', () => {
  let server: PostgresServer;
  let folder: string;

  beforeAll(async () => {
    server = await startPostgres('17');
    folder = path.join(server.folder, 'backup');
    await server.superuser((client) => client.query('CREATE TABLE kept AS SELECT 42 AS i'));
  });
  afterAll(() => server.stop());

  test('a server starts from a backup, with the rows and users of the first', async () => {
    const backup = await server.backup(path.join(folder, 'first'));
    const restored = await startPostgres('17', { backup });
    try {
      const rows = await withClient(restored.address, server.master, (client) => client.query('SELECT current_user'));
      expect(rows.rows).toEqual([{ current_user: 'oficina_admin' }]);
      await server.superuser((client) => client.query('INSERT INTO kept VALUES (43)'));
      const kept = await restored.superuser((client) => client.query('SELECT i FROM kept'));
      expect(kept.rows).toEqual([{ i: 42 }]);
    } finally {
      await restored.stop();
    }
  });

  test('a standby follows its server, and takes no writes', async () => {
    const backup = await server.backup(path.join(folder, 'second'));
    const standby = await startPostgres('17', { backup, standbyOf: { port: server.address.port } });
    try {
      await server.superuser((client) => client.query('CREATE TABLE followed AS SELECT 7 AS i'));
      await expectEventually(() => standby.superuser((client) => client.query('SELECT i FROM followed')));
      const write = standby.superuser((client) => client.query('CREATE TABLE refused (i int)'));
      await expect(write).rejects.toThrow('read-only');
    } finally {
      await standby.stop();
    }
  });
});

/** Waits until a query succeeds: a standby is a moment behind. */
async function expectEventually(query: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + 20_000; ;) {
    try {
      await query();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}
