import { setTimeout as sleep } from 'timers/promises';
import { Client } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { describeError } from './server-error';
import { Log } from '../log';
import { Login } from '../postgres/connection';
import { untilReady } from '../postgres/until-ready';
import { connectAsMaster } from '../rotation/master-connection';
import { SecretStore } from '../secrets/secret-store';

/** The secret, user and database for a login as the master user. */
export interface MasterLogin {
  readonly store: SecretStore;
  readonly masterSecretArn: string;
  readonly masterUsername: string;
  readonly connect: (login: Login) => Promise<Client>;
  /** When to give up, in milliseconds as of Date.now(). */
  readonly deadline: number;
  /** Milliseconds to wait after the password was refused. @default 5000 */
  readonly refusedPause?: number;
  /** @default - a line of the function's log */
  readonly log?: Log;
}

/** RDS takes a while to apply a new password. */
const ATTEMPTS = 6;
const REFUSED_PAUSE = 5_000;

/**
 * Logs in as the master user. It waits while the server starts or fails over, and half a minute for a password that is
 * being rotated.
 *
 * @throws `BootstrapError`
 */
export async function openAsMaster(login: MasterLogin): Promise<Client> {
  const { store, masterSecretArn, masterUsername, connect, deadline, refusedPause = REFUSED_PAUSE, log } = login;
  // The username in the environment is always right; the one in the secret is not used.
  const connectWithPassword = ({ password }: Login) => connect({ username: masterUsername, password });
  for (let attempt = 1; ; attempt++) {
    try {
      return await untilReady(deadline, () => connectAsMaster(store, masterSecretArn, connectWithPassword, log));
    } catch (error) {
      // Errors of the server and of Secrets Manager have a code or metadata; a new password does not help against them.
      const isRefused = !('code' in (error as object)) && !('$metadata' in (error as object));
      if (!isRefused || attempt === ATTEMPTS || Date.now() + refusedPause > deadline) {
        throw explainFailure(error, masterUsername);
      }
      await sleep(refusedPause);
    }
  }
}

function explainFailure(error: unknown, username: string): BootstrapError {
  const code = `${(error as { code?: unknown }).code ?? ''}`;
  const isNetworkError = /^[A-Z]{3,}/.test(code);
  const hint = isNetworkError
    ? '; the function must reach the database: check its subnets, its security group and that of the database'
    : '';
  return new BootstrapError(`cannot log in to the database as ${username}: ${describeError(error)}${hint}`);
}
