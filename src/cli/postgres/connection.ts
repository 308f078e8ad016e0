import { checkServerIdentity } from 'tls';
import { Client } from 'pg';
import { trustedAuthorities } from './authorities';
import { Login, LoginOptions, readLogin } from './login';
import { explainPostgres, isOfPostgres } from './postgres-failure';
import { openWay, Way } from './way';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';

/** The options of commands that log in to the database: `loginOptions()` of command-line.ts. */
export interface ConnectionOptions extends LoginOptions {
  /** The way to the instance, see `openWay()`. */
  readonly via?: string;
}

export const APPLICATION_NAME = 'oficina-postgres';

const CONNECT_TIMEOUT_MILLIS = 10_000;
const STATEMENT_TIMEOUT_MILLIS = 30_000;

/** The server cancels a statement and says why. When it does not answer at all, the client gives up a little later. */
const GRACE_MILLIS = 5_000;

/** How long the server may take to close a connection before the command ends anyway. */
const CLOSE_TIMEOUT_MILLIS = 2_000;

/** Names are looked up where the server alone defines objects: a function of a user must not run as the master user. */
const SEARCH_PATH = 'pg_catalog,pg_temp';

/** What one connection has of its own. */
export interface SessionLimits {
  /** @default 30 seconds */
  readonly statementMillis?: number;
  /** @default 10 seconds */
  readonly connectMillis?: number;
}

/**
 * Looks the instance up, logs in, works and logs out.
 *
 * @throws CommandFailure for everything that PostgreSQL, TLS or the network refuses
 */
export async function withConnection<T>(
  context: CommandContext,
  options: ConnectionOptions,
  work: (client: Client, database: Database) => Promise<T>,
  limits: SessionLimits = {},
): Promise<T> {
  const database = await context.database();
  const login = await readLogin(context, database, options);
  const way = await openWay(context, database, options.via);
  const explained = (error: unknown) =>
    explainPostgres(error, `${way.host}:${way.port}`, login.username, context.messages);
  try {
    const client = await connect(context, way, login, limits).catch((error: unknown) => {
      throw explained(error);
    });
    try {
      return await work(client, database);
    } catch (error) {
      throw isOfPostgres(error) ? explained(error) : error;
    } finally {
      await disconnect(client);
    }
  } finally {
    await way.close();
  }
}

/** Runs statements that cannot change anything, and see one state of the database. */
export async function readOnly<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await work();
  } finally {
    await client.query('ROLLBACK').catch(() => undefined); // the error of the work says more
  }
}

/**
 * Logs in over TLS. The server's certificate is verified against the authorities and its name.
 *
 * @throws what `pg` throws, see `explainPostgres()`
 */
export async function connect(
  { messages }: CommandContext,
  { host, port, serverName }: Way,
  { username, password, database }: Login,
  { statementMillis = STATEMENT_TIMEOUT_MILLIS, connectMillis = CONNECT_TIMEOUT_MILLIS }: SessionLimits = {},
): Promise<Client> {
  const client = new Client({
    host,
    port,
    database,
    user: username,
    password,
    ssl: {
      ca: trustedAuthorities(process.env, messages),
      rejectUnauthorized: true,
      // Through a tunnel, the client connects to another name than the server's.
      checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
    },
    application_name: APPLICATION_NAME,
    options: `-c search_path=${SEARCH_PATH} -c statement_timeout=${statementMillis}`,
    connectionTimeoutMillis: connectMillis,
    query_timeout: statementMillis + GRACE_MILLIS,
    keepAlive: true,
  });
  // Without a listener, a connection lost between two statements ends the process. The next statement fails anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await disconnect(client);
    throw error;
  }
}

/** Logs out. When the server does not answer, the command ends anyway. */
export async function disconnect(client: Client): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
  const overdue = setTimeout(() => stream.destroy(), CLOSE_TIMEOUT_MILLIS);
  await client.end().catch(() => undefined);
  clearTimeout(overdue);
}
