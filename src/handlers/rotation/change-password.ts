import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { Rotation } from './rotation';
import { readVersionState, RotationEvent } from './rotation-event';
import { isConcurrentCreation, isConcurrentUpdate } from '../postgres/concurrent-changes';
import { disconnect, Login, processId } from '../postgres/connection';
import { DeadlineError, millisecondsLeft, withinDeadline } from '../postgres/deadline';
import { describeHolders, holdersOf, observingLocks } from '../postgres/lock-holders';
import { acceptsLogin } from '../postgres/login-attempt';
import { pastValidUntil } from '../postgres/role-validity';
import { scramVerifier } from '../postgres/scram-verifier';

/** How to change a password. */
export interface PasswordChange {
  /** Opens a connection as the user who may change the password. */
  readonly open: () => Promise<Client>;
  /** Runs in the same transaction, before the password changes. */
  readonly prepare?: (query: Query) => Promise<void>;
}

/** Runs a statement in the transaction. */
export type Query = (text: string, values?: unknown[]) => Promise<{ rows: Record<string, any>[] }>;

/** Attempts when another rotation changes the role at the same time. After that many, the cause is something else. */
const ATTEMPTS = 5;

/**
 * Gives a user the password of the pending version, in one transaction.
 *
 * The lock on the role keeps rotations apart: the second to change the role waits for the first. Only the user itself
 * and those who may alter it can hold that lock.
 *
 * @throws an error when the version is no longer pending: another rotation has taken over, and its password must stay
 * @throws an error that names the session that holds the role until the deadline
 */
export async function changePassword(
  rotation: Rotation,
  event: RotationEvent,
  pending: Login,
  change: PasswordChange,
): Promise<void> {
  const verifier = verifierOf(pending, event);
  for (let attempt = 1; ; attempt++) {
    try {
      await inTransaction(rotation, event, pending.username, verifier, change);
      return;
    } catch (error) {
      if (!isConcurrentUpdate(error) && !isConcurrentCreation(error)) throw error;
      // Secrets Manager may run a step of the same rotation twice at the same time.
      if (await acceptsLogin(rotation, pending)) return;
      if (attempt === ATTEMPTS) {
        throw new Error(
          `another session keeps changing the user ${pending.username}: ${(error as Error).message}; ` +
            'rotate again when it has ended',
        );
      }
    }
  }
}

async function inTransaction(
  rotation: Rotation,
  event: RotationEvent,
  username: string,
  verifier: string,
  { open, prepare }: PasswordChange,
): Promise<void> {
  const { store, deadline } = rotation;
  const client = await open();
  let observer: Promise<Client> | undefined;
  const openObserver = () => {
    observer ??= open();
    return observer;
  };
  const query: Query = (text, values) => {
    const limited = () => withinDeadline(client, deadline, () => client.query(text, values));
    return observingLocks(processId(client), openObserver, limited);
  };
  try {
    await query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
    const left = millisecondsLeft(deadline);
    // The idle timeout releases the role when the function is gone.
    await query(
      `SET LOCAL lock_timeout = ${left}; SET LOCAL statement_timeout = ${left}; ` +
        `SET LOCAL idle_in_transaction_session_timeout = ${left}`,
    );
    await prepare?.(query);
    await query(`ALTER ROLE ${escapeIdentifier(username)} PASSWORD ${escapeLiteral(verifier)}`);
    await refuseExpired(query, username);
    // From here on, no other rotation can change the role.
    const state = await readVersionState(store, event);
    await query(state === 'pending' ? 'COMMIT' : 'ROLLBACK');
  } catch (error) {
    throw explainFailure(error, username);
  } finally {
    // Without a COMMIT, the server rolls back.
    await disconnect(client);
    await observer?.then(disconnect, () => undefined);
  }
}

function verifierOf(
  { username, password }: Login,
  { SecretId: secretId, ClientRequestToken: versionId }: RotationEvent,
): string {
  try {
    return scramVerifier(password);
  } catch (error) {
    throw new Error(
      `the user ${username}, version ${versionId} of the secret ${secretId}: ${(error as Error).message}`,
    );
  }
}

/** Refuses a role whose VALID UNTIL has passed: the server refuses its passwords without saying why. */
async function refuseExpired(query: Query, username: string): Promise<void> {
  const until = await pastValidUntil(query, username);
  if (until === undefined) return;
  throw new Error(
    `the role ${username} has VALID UNTIL ${until}, which is in the past: none of its passwords works; ` +
      `ALTER ROLE ${escapeIdentifier(username)} VALID UNTIL 'infinity', and rotate again`,
  );
}

function explainFailure(error: unknown, username: string): unknown {
  const holders = holdersOf(error);
  if (holders.length > 0) {
    const message =
      `the password of ${username} cannot be changed: the role is held by ${describeHolders(holders)}; ` +
      `end that session, for instance with SELECT pg_terminate_backend(${holders[0].pid}), and rotate again`;
    return Object.assign(new Error(message, { cause: error }), { holders });
  }
  if (error instanceof DeadlineError) {
    return new Error(
      `the function ran out of time before it changed the password of ${username}; ` +
        'nothing has been changed, rotate again',
    );
  }
  return error;
}
