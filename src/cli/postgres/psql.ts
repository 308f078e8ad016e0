import { spawn } from 'child_process';
import { lookup } from 'dns/promises';
import { writeFileSync } from 'fs';
import { connect as openSocket, isIP } from 'net';
import * as path from 'path';
import { trustedAuthorities } from './authorities';
import { APPLICATION_NAME } from './connection';
import { Login } from './login';
import { explainPostgres } from './postgres-failure';
import { Way } from './way';
import { atExit } from '../at-exit';
import { CommandContext } from '../command-context';
import { privateFolder } from '../private-folder';
import { requirePrograms } from '../programs';

const TIMEOUT_MILLIS = 10_000;

/** Variables of libpq that say how a session works, and not where it goes: the user's own are kept. */
const KEPT = ['PGCLIENTENCODING', 'PGDATESTYLE', 'PGTZ', 'PGOPTIONS', 'PGGEQO'];

/**
 * Runs psql to its end, and returns its exit code.
 *
 * psql finds the login in its environment. A process list shows arguments to everybody on the machine, and the
 * environment to the same user alone, who can read the secret anyway; a file would outlive a crash.
 *
 * @param stdio where it reads and writes
 */
export async function runPsql(
  { messages }: CommandContext,
  way: Way,
  login: Login,
  args: readonly string[],
  stdio: 'inherit' | ['ignore', number, number],
): Promise<number> {
  requirePrograms(messages, 'psql');
  const { folder, remove } = privateFolder();
  const file = path.join(folder, 'authorities.pem');
  try {
    writeFileSync(file, trustedAuthorities(process.env, messages).join('\n'), { mode: 0o600 });
    const child = spawn('psql', args, { stdio, env: { ...(await environment(way, login)), PGSSLROOTCERT: file } });
    const end = atExit(() => child.kill());
    const code = await withoutInterruption(
      () =>
        new Promise<number>((resolve, reject) => {
          child.once('error', reject).once('close', (status, signal) => resolve(signal ? 1 : (status ?? 1)));
        }),
    );
    end();
    return code;
  } finally {
    remove();
  }
}

/**
 * Looks whether somebody answers, before psql starts: its own error would not know that the database is in a private
 * network.
 *
 * @throws CommandFailure if nobody does
 */
export async function reach({ messages }: CommandContext, { host, port }: Way, { username }: Login): Promise<void> {
  const socket = openSocket({ host, port, timeout: TIMEOUT_MILLIS });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
      socket.once('timeout', () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    });
  } catch (error) {
    throw explainPostgres(error, `${host}:${port}`, username, messages);
  } finally {
    socket.destroy();
  }
}

async function environment(way: Way, { username, password, database }: Login): Promise<NodeJS.ProcessEnv> {
  const own = Object.entries(process.env).filter(([name]) => !/^PG/.test(name) || KEPT.includes(name));
  return {
    ...Object.fromEntries(own),
    PGHOST: way.serverName,
    // libpq connects to the address, and verifies the name.
    ...(way.host === way.serverName ? {} : { PGHOSTADDR: await addressOf(way.host) }),
    PGPORT: `${way.port}`,
    PGUSER: username,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGSSLMODE: 'verify-full',
    PGGSSENCMODE: 'disable',
    PGAPPNAME: APPLICATION_NAME,
    PGCONNECT_TIMEOUT: '10',
  };
}

/** libpq takes numbers alone for an address. */
export async function addressOf(host: string): Promise<string> {
  return isIP(host) ? host : (await lookup(host)).address;
}

/** Ctrl-C goes to psql, which cancels its query: the command itself goes on until psql ends. */
async function withoutInterruption<T>(work: () => Promise<T>): Promise<T> {
  const listeners = process.listeners('SIGINT');
  const ignore = () => undefined;
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', ignore);
  try {
    return await work();
  } finally {
    process.off('SIGINT', ignore);
    listeners.forEach((listener) => process.on('SIGINT', listener));
  }
}
