import { writeFileSync } from 'fs';
import { AddressInfo, createServer, Server, Socket } from 'net';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { Client } from 'pg';
import {
  connect,
  DatabaseAddress,
  isNotReady,
  Login,
  refusesLogin,
  withConnection,
} from '../../../src/handlers/postgres/connection';
import { MAJORS, PostgresServer, startPostgres, withClient } from '../../support/postgres';

/** How the handlers classify an error. */
interface Verdict {
  readonly code?: string;
  readonly refused: boolean;
  readonly notReady: boolean;
}

const REFUSED = { refused: true, notReady: false };
const NOT_READY = { refused: false, notReady: true };
const NEITHER = { refused: false, notReady: false };

describe('the server is trusted only with a certificate', () => {
  let [server, other]: PostgresServer[] = [];
  beforeAll(async () => {
    [server, other] = await Promise.all([
      startPostgres('18'),
      startPostgres('18', { names: ['db.example.com', '127.0.0.2'] }),
    ]);
  });
  afterAll(() => Promise.all([server.stop(), other.stop()]));

  test('of the right authority', async () => {
    await expectEncrypted(server.address, server.master);
    expect(
      await failure(connect({ ...server.address, authorities: other.address.authorities }, server.master)),
    ).toEqual({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ...NEITHER,
    });
  });

  test('of RDS, if no other authority is given', async () => {
    expect(await failure(connect({ ...server.address, authorities: undefined }, server.master))).toEqual({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ...NEITHER,
    });
  });

  test.each(['localhost', '127.0.0.1'])('for the right host: %s', async (host) => {
    await expectEncrypted({ ...server.address, host }, server.master);
    expect(await failure(connect({ ...other.address, host }, other.master))).toEqual({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      ...NEITHER,
    });
  });

  test('and the authorities are parsed only once for many connections', async () => {
    const tls = jest.requireActual<typeof import('tls')>('tls');
    const made = jest.spyOn(tls, 'createSecureContext');
    try {
      const authorities = [...server.address.authorities!, '\n']; // used by no other test
      for (let connection = 0; connection < 3; connection++) {
        await expectEncrypted({ ...server.address, authorities }, server.master);
      }
      expect(made).toHaveBeenCalledTimes(1);
      await expectEncrypted({ ...server.address, authorities: [...authorities, '\n'] }, server.master);
      expect(made).toHaveBeenCalledTimes(2);
    } finally {
      made.mockRestore();
    }
  });

  test('whatever the environment variables are', async () => {
    process.env.PGSSLMODE = 'disable';
    try {
      await expectEncrypted(server.address, server.master);
    } finally {
      delete process.env.PGSSLMODE;
    }
  });
});

describe('a server that does not speak PostgreSQL', () => {
  const received: Buffer[] = [];
  let peer: Server | undefined;
  afterEach(() => {
    received.length = 0;
    peer?.close();
  });

  test('receives nothing, not even the user name, if it does not offer TLS', async () => {
    const address = await listen((socket) => socket.once('data', () => socket.write('N')));
    expect(await failure(connect(address, LOGIN))).toEqual(NEITHER);
    expect(Buffer.concat(received)).toEqual(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])); // SSLRequest
  });

  test('counts as not ready if it hangs up', async () => {
    expect(await failure(connect(await listen((socket) => socket.destroy()), LOGIN))).toMatchObject(NOT_READY);
    expect(
      await failure(connect(await listen((socket) => socket.once('data', () => socket.end('S'))), LOGIN)),
    ).toMatchObject(NOT_READY);
  });

  test('counts as not ready if it does not respond', async () => {
    const begun = Date.now();
    expect(await failure(connect(await listen(() => undefined), LOGIN))).toEqual(NOT_READY);
    expect(Date.now() - begun).toBeLessThan(7_000);
  });

  test('counts as not ready if its name cannot be resolved', async () => {
    expect(
      await failure(connect({ ...(await listen(() => undefined)), host: 'database.invalid' }, LOGIN)),
    ).toMatchObject(NOT_READY);
  });

  const LOGIN = { username: 'oficina_admin', password: 'unused' };

  async function listen(answer: (socket: Socket) => void): Promise<DatabaseAddress> {
    peer?.close();
    peer = createServer((socket) => {
      socket.on('error', () => undefined).on('data', (data) => received.push(data));
      answer(socket);
    });
    await new Promise<void>((resolve) => peer!.listen(0, '127.0.0.1', resolve));
    return { host: '127.0.0.1', port: (peer!.address() as AddressInfo).port, database: 'oficina_db' };
  }
});

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  const password = 'of everyone here';
  beforeAll(async () => {
    server = await startPostgres(major, { settings: { max_connections: 8, superuser_reserved_connections: 3 } });
    await server.superuser((client) =>
      client.query(`
      CREATE ROLE someone LOGIN PASSWORD '${password}';
      CREATE ROLE nologin NOLOGIN PASSWORD '${password}';
      CREATE ROLE without_password LOGIN;
      CREATE ROLE expired LOGIN PASSWORD '${password}' VALID UNTIL '2020-01-01';
      CREATE ROLE by_iam LOGIN PASSWORD '${password}' IN ROLE rds_iam;
      CREATE ROLE limited LOGIN PASSWORD '${password}' CONNECTION LIMIT 0;
    `),
    );
    await server.superuser((client) => client.query('CREATE DATABASE closed'));
    await server.superuser((client) => client.query('REVOKE CONNECT ON DATABASE closed FROM public'));
  });
  afterAll(() => server.stop());

  describe('logs in', () => {
    test('with an application name that identifies its connections', async () => {
      await withConnection(server.address, server.master, async (client) => {
        expect((await client.query('SHOW application_name')).rows).toEqual([{ application_name: 'oficina-postgres' }]);
      });
    });

    describe('with a search_path of its own', () => {
      const PATH = 'evil, pg_catalog';
      const settings = (verb: string) =>
        server.superuser(async (client) => {
          await client.query(`ALTER ROLE ${server.master.username} ${verb}`);
          await client.query(`ALTER DATABASE ${server.address.database} ${verb}`);
          await client.query(`ALTER ROLE ${server.master.username} IN DATABASE ${server.address.database} ${verb}`);
        });
      const inDatabase = (sql: string) => server.superuser((client) => client.query(sql), server.address.database);
      beforeAll(async () => {
        await inDatabase(
          'CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO PUBLIC; ' +
            "CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '1970-01-01'::timestamptz $$; " +
            "CREATE FUNCTION evil.upper(unknown_case text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$; " +
            "CREATE VIEW evil.pg_roles AS SELECT 'evil' AS rolname; GRANT SELECT ON evil.pg_roles TO PUBLIC",
        );
        await settings(`SET search_path = ${PATH}`);
      });
      afterAll(async () => {
        await settings('RESET search_path');
        await inDatabase('DROP SCHEMA evil CASCADE');
      });

      /** The meaning of names without a schema. */
      const MEANT =
        "SELECT now() > '2000-01-01'::timestamptz AS time, upper('x'::text) AS text, (SELECT count(*)::int FROM " +
        "pg_roles WHERE rolname = 'evil') AS roles";
      const OF_THE_SERVER = [{ time: true, text: 'X', roles: 0 }];

      test.each(['', 'RESET ALL', 'RESET search_path', 'SET SESSION AUTHORIZATION DEFAULT', 'DISCARD ALL'])(
        'whatever the role and the database set, also after %j',
        async (statement) => {
          await withConnection(server.address, server.master, async (client) => {
            if (statement !== '') await client.query(statement);
            expect((await client.query('SHOW search_path')).rows[0].search_path.replace(/\s/g, '')).toBe(
              'pg_catalog,pg_temp',
            );
            expect((await client.query(MEANT)).rows).toEqual(OF_THE_SERVER);
          });
        },
      );

      test('which would be different without it', async () => {
        await withClient(server.address, server.master, async (client) => {
          expect((await client.query('SHOW search_path')).rows).toEqual([{ search_path: PATH }]);
          expect((await client.query(MEANT)).rows).toEqual([{ time: false, text: 'evil', roles: 1 }]);
        });
      });
    });

    test('and closes the connection after success and failure', async () => {
      await expect(withConnection(server.address, server.master, async () => 'done')).resolves.toBe('done');
      await expect(
        withConnection(server.address, server.master, () => Promise.reject(new Error('on purpose'))),
      ).rejects.toThrow('on purpose');
      await expect(connect(server.address, { ...server.master, password: 'wrong' })).rejects.toThrow();
      await expectConnections(0);
    });

    test('and ignores a connection that is already closed', async () => {
      await expect(
        withConnection(server.address, server.master, async (client) => {
          await terminate(client);
          return 'done';
        }),
      ).resolves.toBe('done');
    });
  });

  describe('refuses the login', () => {
    test.each([
      ['with a wrong password', 'someone', 'wrong', '28P01'],
      ['of a role that does not exist', 'nobody', password, '28P01'],
      ['of a role without the right to log in', 'nologin', password, '28000'],
      ['of a role without a password', 'without_password', password, '28P01'],
      ['of a role whose password has expired', 'expired', password, '28P01'],
      ['of a role that logs in by IAM', 'by_iam', password, '28000'],
    ])('%s', async (_, username, given, code) => {
      expect(await failure(connect(server.address, { username, password: given }))).toEqual({ code, ...REFUSED });
    });

    test.each([
      ['to a database that does not exist', 'missing', '3D000'],
      ['to a database that it may not enter', 'closed', '42501'],
    ])('but not because of the password: %s', async (_, database, code) => {
      expect(await failure(connect({ ...server.address, database }, { username: 'someone', password }))).toEqual({
        code,
        ...NEITHER,
      });
    });
  });

  describe('is not ready', () => {
    test('when the role has reached its connection limit', async () => {
      expect(await failure(connect(server.address, { username: 'limited', password }))).toEqual({
        code: '53300',
        ...NOT_READY,
      });
    });

    test('when the server has reached its connection limit', async () => {
      const clients: Client[] = [];
      let fault: Verdict | undefined;
      while (!fault && clients.length < 8) {
        fault = await failure(
          connect(server.address, server.master).then((client) => {
            clients.push(client);
          }),
        );
      }
      await Promise.all(clients.map((client) => client.end()));
      expect(fault).toEqual({ code: '53300', ...NOT_READY });
    });

    test('while it is down', async () => {
      await server.halt();
      expect(await failure(connect(server.address, server.master))).toEqual({ code: 'ECONNREFUSED', ...NOT_READY });
      await server.start();
    });

    test('while it starts', async () => {
      // It asks the archive for more WAL, which takes a while to fail.
      await server.superuser((client) => client.query("ALTER SYSTEM SET restore_command = 'sleep 0.3; false'"));
      await server.superuser((client) => client.query('ALTER SYSTEM SET hot_standby = off'));
      writeFileSync(path.join(server.folder, 'data', 'recovery.signal'), '');
      await server.halt();
      let isUp = false;
      const started = server.start().then(() => {
        isUp = true;
      });
      const faults: (Verdict | undefined)[] = [];
      while (!isUp) {
        faults.push(await failure(connect(server.address, server.master).then((client) => client.end())));
        await sleep(50);
      }
      await started;
      await server.superuser((client) => client.query('ALTER SYSTEM RESET ALL'));
      expect(faults).toContainEqual({ code: '57P03', ...NOT_READY });
      expect(faults.filter(Boolean)).not.toContainEqual(expect.objectContaining({ notReady: false }));
    });

    test('while it waits for the last client to disconnect', async () => {
      const last = await connect(server.address, server.master);
      process.kill(server.pid!, 'SIGTERM');
      let fault = await failure(connect(server.address, server.master).then((client) => client.end()));
      for (let attempt = 0; !fault && attempt < 100; attempt++) {
        fault = await failure(connect(server.address, server.master).then((client) => client.end()));
      }
      expect(fault).toEqual({ code: '57P03', ...NOT_READY });
      await last.end();
      for (let attempt = 0; server.pid && attempt < 500; attempt++) await sleep(10);
      await server.start();
    });
  });

  describe('ends a connection, which the client can replace', () => {
    test('during a statement', async () => {
      const client = await connect(server.address, server.master);
      const statement = failure(client.query('SELECT pg_sleep(60)'));
      await terminate(client);
      expect(await statement).toEqual({ code: '57P01', ...NOT_READY });
    });

    test('between two statements', async () => {
      const client = await connect(server.address, server.master);
      await terminate(client);
      await sleep(100);
      expect(await failure(client.query('SELECT'))).toEqual(NOT_READY);
      expect(await failure(client.query('SELECT'))).toEqual(NOT_READY);
    });

    test('when it restarts', async () => {
      const client = await connect(server.address, server.master);
      const statement = failure(client.query('SELECT pg_sleep(60)'));
      await server.restart();
      expect(await statement).toEqual({ code: '57P01', ...NOT_READY });
    });

    test('when another session has crashed', async () => {
      const [client, crashing] = [
        await connect(server.address, server.master),
        await connect(server.address, server.master),
      ];
      const statement = failure(client.query('SELECT pg_sleep(60)'));
      process.kill(await processOf(crashing), 'SIGKILL');
      expect(await statement).toMatchObject(NOT_READY);
      for (let fault: Verdict | undefined = NOT_READY; fault;) {
        fault = await failure(connect(server.address, server.master).then((other) => other.end()));
        expect(fault ?? NOT_READY).toMatchObject(NOT_READY);
      }
    });

    test('when the machine is lost', async () => {
      const client = await connect(server.address, server.master);
      const statement = failure(client.query('SELECT pg_sleep(1)'));
      process.kill(server.pid!, 'SIGQUIT');
      expect(await statement).toMatchObject(NOT_READY);
      for (let attempt = 0; server.pid && attempt < 500; attempt++) await sleep(10);
      await server.start();
    });
  });

  describe('fails a statement, which is neither of these', () => {
    test.each([
      ['SELECT FROM nowhere', '42P01'],
      ['SELECT 1 / 0', '22012'],
      ['SET statement_timeout = 10; SELECT pg_sleep(1)', '57014'],
    ])('%s', async (statement, code) => {
      expect(await failure(withConnection(server.address, server.master, (client) => client.query(statement)))).toEqual(
        { code, ...NEITHER },
      );
    });
  });

  async function expectConnections(count: number): Promise<void> {
    const connected = () =>
      server.superuser(
        async (client) =>
          (
            await client.query(
              "SELECT FROM pg_stat_activity WHERE application_name = 'oficina-postgres' AND pid <> pg_backend_pid()",
            )
          ).rowCount,
      );
    // The server takes a moment to notice.
    for (let attempt = 0; (await connected()) !== count && attempt < 100; attempt++) await sleep(10);
    expect(await connected()).toBe(count);
  }

  function terminate(client: Client) {
    return processOf(client).then((pid) =>
      server.superuser((superuser) => superuser.query('SELECT pg_terminate_backend($1)', [pid])),
    );
  }
});

test.each([undefined, null, '28P01', 57, {}, new Error('out of memory')])(
  '%p is neither a refused login nor a server that is not ready',
  (error) => {
    expect({ refused: refusesLogin(error), notReady: isNotReady(error) }).toEqual(NEITHER);
  },
);

/** How an attempt failed; undefined if it succeeded. */
async function failure(attempt: Promise<unknown>): Promise<Verdict | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    return { ...(code === undefined ? {} : { code }), refused: refusesLogin(error), notReady: isNotReady(error) };
  }
}

async function expectEncrypted(address: DatabaseAddress, login: Login): Promise<void> {
  const { rows } = await withConnection(address, login, (client) =>
    client.query('SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
  );
  expect(rows).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
}

/** The server process of a client. pg knows it, but its types do not. */
async function processOf(client: Client): Promise<number> {
  return (client as unknown as { processID: number }).processID;
}
