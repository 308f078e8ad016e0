import { writeFileSync } from 'fs';
import * as path from 'path';
import { Client } from 'pg';
import type { Account } from '../../../src/cli/aws/account';
import { CommandContext } from '../../../src/cli/command-context';
import { Locale } from '../../../src/cli/messages/locale';
import { Terminal } from '../../../src/cli/output/terminal';
import { connect, disconnect, readOnly, SessionLimits } from '../../../src/cli/postgres/connection';
import { Login } from '../../../src/cli/postgres/login';
import { explainPostgres } from '../../../src/cli/postgres/postgres-failure';
import { Way } from '../../../src/cli/postgres/way';
import { freePort } from '../../../tools/support/free-port';
import { PostgresServer, startPostgres } from '../../support/postgres';

const ENDPOINT = 'oficina-db-dev.abcdef.us-east-1.rds.amazonaws.com';
const CONTEXT = new CommandContext({}, {} as Account, new Terminal(false), Locale.of({}));

let server: PostgresServer;
let login: Login;

beforeAll(async () => {
  server = await startPostgres('18', { names: [ENDPOINT] });
  login = { ...server.master, database: server.address.database };
  trust(server.address.authorities!);
}, 60_000);

afterAll(() => server.stop());

/** Sets the authorities that the command trusts. */
function trust(authorities: string[]): void {
  process.env.PGSSLROOTCERT = path.join(server.folder, 'authorities.pem');
  writeFileSync(process.env.PGSSLROOTCERT, authorities.join('\n'));
}

/** The way to the server as through a tunnel: to another name than that of the server. */
function way(changes: Partial<Way> = {}): Way {
  const tunnel = { host: 'localhost', port: server.address.port, serverName: ENDPOINT };
  return { ...tunnel, close: async () => undefined, ...changes };
}

async function session<T>(work: (client: Client) => Promise<T>, limits?: SessionLimits): Promise<T> {
  const client = await connect(CONTEXT, way(), login, limits);
  try {
    return await work(client);
  } finally {
    await disconnect(client);
  }
}

/** What the command says when something fails. */
async function told(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeDefined();
  const { message } = explainPostgres(error, 'localhost:5432', login.username, CONTEXT.messages);
  expect(message).not.toContain('\n');
  return message;
}

test('a client through a tunnel verifies the name of the server, and is known by its own', async () => {
  const { rows } = await session((client) =>
    client.query(
      'SELECT ssl, application_name FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()',
    ),
  );
  expect(rows).toEqual([{ ssl: true, application_name: 'oficina-postgres' }]);
  expect(await told(connect(CONTEXT, way({ serverName: 'other.example.com' }), login))).toMatch(
    /cannot prove that it is the database .*PGSSLROOTCERT/,
  );
});

test('only the authorities of the file are trusted, and by default those of RDS', async () => {
  const file = process.env.PGSSLROOTCERT;
  try {
    delete process.env.PGSSLROOTCERT;
    expect(await told(connect(CONTEXT, way(), login))).toContain('cannot prove that it is the database');
    process.env.PGSSLROOTCERT = '/no/such/file.pem';
    expect(await told(connect(CONTEXT, way(), login))).toContain('/no/such/file.pem, which has no certificate');
  } finally {
    process.env.PGSSLROOTCERT = file;
  }
});

test('a fault of the login or of the network is one line', async () => {
  const wrong = { ...login, password: 'not-this-one' };
  expect(await told(connect(CONTEXT, way(), wrong))).toContain(`refuses the password of ${login.username}`);
  const port = await freePort();
  expect(await told(connect(CONTEXT, way({ port }), login))).toMatch(/does not answer at .*ECONNREFUSED.*--via/);
  expect(await told(connect(CONTEXT, way({ host: 'database.invalid' }), login))).toContain('does not answer');
  expect(await told(connect(CONTEXT, way(), { ...login, database: 'nothing' }))).toContain('"nothing" does not exist');
});

test('a user who has no connection left', async () => {
  await server.superuser((client) => client.query(`ALTER ROLE "${login.username}" CONNECTION LIMIT 0`));
  try {
    expect(await told(connect(CONTEXT, way(), login))).toContain('has no free connection');
  } finally {
    await server.superuser((client) => client.query(`ALTER ROLE "${login.username}" CONNECTION LIMIT -1`));
  }
});

test('a statement has an end', async () => {
  const slow = session((client) => client.query('SELECT pg_sleep(5)'), { statementMillis: 200 });
  expect(await told(slow)).toContain('has cancelled a statement: canceling statement due to statement timeout');
});

test('a read changes nothing', async () => {
  await session(async (client) => {
    expect(await readOnly(client, async () => (await client.query('SELECT 1 AS one')).rows)).toEqual([{ one: 1 }]);
    await expect(readOnly(client, () => client.query('CREATE TABLE public.made ()'))).rejects.toThrow(
      'cannot execute CREATE TABLE in a read-only transaction',
    );
    await client.query('SELECT 1'); // the failed transaction is over
  });
});
