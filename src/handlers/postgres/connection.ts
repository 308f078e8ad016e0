import { Client } from 'pg';
import { trustedAuthorities } from './authorities';

/** Where a database is, and whom to believe that it is the one. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Certificates of the authorities that sign the server's certificate, as PEM; those of `trustedAuthorities()` unless given. */
  readonly authorities?: string[];
}

/** A user of the database, with the password in clear. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

const CONNECT_TIMEOUT = 5_000;

/**
 * Logs in, with TLS and the server's certificate verified against the authorities and the host name.
 *
 * @throws what `pg` throws; see `refusesLogin()` and `isNotReady()`
 */
export async function connect({ host, port, database, authorities }: DatabaseAddress, { username, password }: Login): Promise<Client> {
  const client = new Client({
    host,
    port,
    database,
    user: username,
    password,
    ssl: { ca: authorities ?? trustedAuthorities(), rejectUnauthorized: true },
    application_name: 'oficina-postgres',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
  });
  // Without a listener, a connection that breaks between two statements ends the process; the next statement fails anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Logs in, works and logs out. */
export async function withConnection<T>(address: DatabaseAddress, login: Login, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(address, login);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether the server has refused this user with this password: wrong password, no such role, no right to log in. */
export function refusesLogin(error: unknown): boolean {
  return ['28P01', '28000'].includes(codeOf(error));
}

/** Whether the server cannot be reached yet or any more, as while it starts, restarts or fails over: a later attempt may succeed. */
export function isNotReady(error: unknown): boolean {
  const code = codeOf(error);
  return NETWORK_CODES.includes(code) || /^(57P0[123]|53300|08\w{3})$/.test(code)
    || /timeout expired|Connection terminated|not queryable/.test((error as Error | undefined)?.message ?? '');
}

const NETWORK_CODES = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE'];

function codeOf(error: unknown): string {
  return `${(error as { code?: unknown } | undefined)?.code ?? ''}`;
}
