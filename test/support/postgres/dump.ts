import { execFile } from 'child_process';
import { writeFileSync } from 'fs';
import * as path from 'path';
import { promisify } from 'util';
import type { Major } from './installation';
import type { Login } from '../../../src/handlers/postgres/connection';

/** A dump of everything that a server has, for a server of a newer version. */
export interface Dump {
  /** The SQL script of pg_dumpall. Whoever has made the dump removes it. */
  readonly file: string;
  /** The version of the server that was dumped. */
  readonly major: Major;
  /** The database of the server, and its master user at the time of the dump. */
  readonly database: string;
  readonly master: Login;
  readonly superuser: Login;
  /** The folder with pg_dumpall, pg_dump and psql, of the newest version of all servers involved. */
  readonly programs: string;
}

/** More than the longest dump of the tests. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Errors that are expected when a script of a newer pg_dumpall is loaded: the superuser is already there, and older
 * servers do not know every setting of a session.
 */
const EXPECTED_ERROR = /role "rdsadmin" already exists|unrecognized configuration parameter "transaction_timeout"/;

/** Writes everything that the server on this port has into a file. */
export async function dumpServer(port: number, superuser: Login, programs: string, file: string): Promise<void> {
  writeFileSync(file, '', { mode: 0o600 }); // it will contain password verifiers
  await runClient(programs, 'pg_dumpall', superuser, ['--port', `${port}`, '--file', file]);
}

/**
 * Executes a dump on the server on this port.
 *
 * @throws an error with the messages of all statements that failed, apart from the expected ones
 */
export async function loadDump(port: number, { file, superuser, programs }: Dump): Promise<void> {
  const args = ['--port', `${port}`, '--dbname', 'postgres', '--no-psqlrc', '--quiet', '--file', file];
  const output = await runClient(programs, 'psql', superuser, args);
  const errors = output.split('\n').filter((line) => / (ERROR|FATAL): /.test(line) && !EXPECTED_ERROR.test(line));
  if (errors.length > 0) throw new Error(`the dump could not be loaded:\n${errors.join('\n')}`);
}

/** Runs a program as the superuser, and returns what it has written to its error output. */
async function runClient(programs: string, program: string, superuser: Login, args: string[]): Promise<string> {
  const { stderr } = await promisify(execFile)(
    path.join(programs, program),
    ['--host', '127.0.0.1', '--username', superuser.username, '--no-password', ...args],
    {
      env: { PATH: process.env.PATH, LC_ALL: 'C', PGPASSWORD: superuser.password },
      maxBuffer: MAX_OUTPUT_BYTES,
    },
  );
  return stderr;
}
