import { setTimeout as sleep } from 'timers/promises';
import { Client } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { describeError } from './server-error';
import { Log } from '../log';
import { Login } from '../postgres/connection';
import { untilReady } from '../postgres/until-ready';
import { asMaster } from '../rotation/alternating-users';
import { SecretStore } from '../secrets/secret-store';

/** What the master user's login needs. */
export interface MasterLogin {
  readonly store: SecretStore;
  readonly masterSecretArn: string;
  readonly masterUsername: string;
  readonly connect: (login: Login) => Promise<Client>;
  /** When to give up, in milliseconds as of Date.now(). */
  readonly deadline: number;
  /** Milliseconds between two attempts with a password that is refused. @default 5000 */
  readonly refusedPause?: number;
  /** @default - a line of the function's log */
  readonly log?: Log;
}

/** A new password takes RDS a while to apply. */
const ATTEMPTS = 6;
const REFUSED_PAUSE = 5_000;

/**
 * Logs in as the master user: waits while the server starts or fails over, and for a little while for a password that is being rotated.
 *
 * @throws `BootstrapError`
 */
export async function openAsMaster(login: MasterLogin): Promise<Client> {
  const { store, masterSecretArn, masterUsername, connect, deadline, refusedPause = REFUSED_PAUSE, log } = login;
  // The secret of a password that RDS manages names nobody else either; the one in the environment is right in any case.
  const asMasterUser = ({ password }: Login) => connect({ username: masterUsername, password });
  for (let attempt = 1; ; attempt++) {
    try {
      return await untilReady(deadline, () => asMaster(store, masterSecretArn, asMasterUser, log));
    } catch (error) {
      // What the server or Secrets Manager says has a code or metadata; neither changes with the password.
      const isRefused = !('code' in (error as object)) && !('$metadata' in (error as object));
      if (!isRefused || attempt === ATTEMPTS || Date.now() + refusedPause > deadline) {
        throw explained(error, masterUsername);
      }
      await sleep(refusedPause);
    }
  }
}

function explained(error: unknown, username: string): BootstrapError {
  const code = `${(error as { code?: unknown }).code ?? ''}`;
  const wayOut = /^[A-Z]{3,}/.test(code)
    ? '; the function must reach the database: look at its subnets, its security group and the one of the database'
    : '';
  return new BootstrapError(`cannot log in to the database as ${username}: ${describeError(error)}${wayOut}`);
}
