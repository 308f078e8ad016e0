import { createSecureContext, SecureContext } from 'tls';
import { Client } from 'pg';
import { trustedAuthorities } from './authorities';

/** The address of a database, and the authorities that prove its identity. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Certificates of the authorities that sign the server's certificate, as PEM. @default - `trustedAuthorities()` */
  readonly authorities?: string[];
}

/** A user of the database, with the password in clear text. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

const CONNECT_TIMEOUT = 5_000;

/** Milliseconds that a server may take to close a connection before the socket is closed anyway. */
const CLOSE_TIMEOUT = 2_000;

/**
 * Milliseconds without traffic after which the kernel probes the peer. It gives up after ten probes a second apart.
 */
const KEEP_ALIVE_DELAY = 10_000;

/**
 * The schemas in which names are looked up.
 *
 * It is set in the startup packet, so it applies from the first statement, overrides `ALTER ROLE` and `ALTER DATABASE`,
 * and is what `RESET ALL` restores. pg_temp is named so that it comes last. RDS Proxy refuses the parameter `options`,
 * so the handlers connect to the instance itself.
 */
export const SEARCH_PATH = 'pg_catalog, pg_temp';

/**
 * Logs in over TLS. The server's certificate is verified against the authorities and the host name.
 *
 * @throws what `pg` throws; see `refusesLogin()` and `isNotReady()`
 */
export async function connect(
  { host, port, database, authorities }: DatabaseAddress,
  { username, password }: Login,
): Promise<Client> {
  const client = new Client({
    host,
    port,
    database,
    user: username,
    password,
    ssl: { secureContext: secureContext(authorities ?? trustedAuthorities()), rejectUnauthorized: true },
    application_name: 'oficina-postgres',
    options: `-c search_path=${SEARCH_PATH.replace(' ', '')}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY,
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

/** Logs out. When the server does not answer, the socket is closed anyway. */
export async function disconnect(client: Client): Promise<void> {
  const overdue = setTimeout(() => cutOff(client), CLOSE_TIMEOUT);
  await client.end().catch(() => undefined);
  clearTimeout(overdue);
}

/** Closes the socket of a connection at once. A running statement fails. */
export function cutOff(client: Client): void {
  // The types of pg lack these properties.
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

/** The id of the server process behind a connection. */
export function processId(client: Client): number {
  return (client as unknown as { processID: number }).processID;
}

/** Logs in, runs `work` and logs out. */
export async function withConnection<T>(
  address: DatabaseAddress,
  login: Login,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect(address, login);
  try {
    return await work(client);
  } finally {
    await disconnect(client);
  }
}

/** Whether the server refused the login: wrong password, no such role, or no right to log in. */
export function refusesLogin(error: unknown): boolean {
  return ['28P01', '28000'].includes(codeOf(error));
}

/**
 * Whether the server cannot be reached at the moment, for instance while it starts, restarts or fails over: a later
 * attempt may succeed.
 */
export function isNotReady(error: unknown): boolean {
  const code = codeOf(error);
  return (
    NETWORK_CODES.includes(code) ||
    /^(57P0[123]|53300|08\w{3})$/.test(code) ||
    /timeout expired|Connection terminated|not queryable/.test((error as Error | undefined)?.message ?? '')
  );
}

const NETWORK_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
];

function codeOf(error: unknown): string {
  return `${(error as { code?: unknown } | undefined)?.code ?? ''}`;
}

/**
 * TLS contexts by the text of their authorities. Parsing more than a hundred of them takes 8 to 30 ms of CPU, and the
 * function connects several times.
 */
const secureContexts = new Map<string, SecureContext>();

function secureContext(authorities: string[]): SecureContext {
  const key = authorities.join('\n');
  const cached = secureContexts.get(key);
  if (cached) return cached;
  const context = createSecureContext({ ca: authorities });
  secureContexts.set(key, context);
  return context;
}
