import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { logsIn, Rotation } from './rotation';
import { RotationEvent, versionState } from './rotation-event';
import { isChangedMeanwhile, isMadeMeanwhile } from '../postgres/concurrent-changes';
import { disconnect, Login, processId } from '../postgres/connection';
import { DeadlineError, millisecondsLeft, withinDeadline } from '../postgres/deadline';
import { describeHolders, holdersOf, observingLocks } from '../postgres/lock-holders';
import { pastValidUntil } from '../postgres/role-validity';
import { scramVerifier } from '../postgres/scram-verifier';

/** How a password is changed. */
export interface PasswordChange {
  /** Opens a connection of the user who may change the password. */
  readonly open: () => Promise<Client>;
  /** Runs in the same transaction, before the password changes. */
  readonly prepare?: (query: Query) => Promise<void>;
}

/** Runs a statement in the transaction. */
export type Query = (text: string, values?: unknown[]) => Promise<{ rows: Record<string, any>[] }>;

/** Attempts when another rotation changes the role meanwhile; after that many, the cause is something else. */
const ATTEMPTS = 5;

/**
 * Gives a user the password of the pending version, in one transaction. What keeps rotations apart is the role itself:
 * whoever changes it first, the other one waits for. Nobody but the user, and those who may change it, can hold that
 * up.
 *
 * @throws an error when the version is not pending any more: another rotation has taken over, and its password must not be undone
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
      if (!isChangedMeanwhile(error) && !isMadeMeanwhile(error)) throw error;
      // Of the same rotation, Secrets Manager may run a step twice at once.
      if (await logsIn(rotation, pending)) return;
      if (attempt === ATTEMPTS) {
        throw new Error(
          `another session changes the user ${pending.username} again and again: ${(error as Error).message}; rotate again when it is done`,
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
  const observe = () => (observer ??= open());
  const query: Query = (text, values) => {
    const answered = () => withinDeadline(client, deadline, () => client.query(text, values));
    return observingLocks(processId(client), observe, answered);
  };
  try {
    await query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
    const left = millisecondsLeft(deadline);
    // The last one for the server's side: a function that is gone must not keep the role.
    await query(
      `SET LOCAL lock_timeout = ${left}; SET LOCAL statement_timeout = ${left}; SET LOCAL idle_in_transaction_session_timeout = ${left}`,
    );
    await prepare?.(query);
    await query(`ALTER ROLE ${escapeIdentifier(username)} PASSWORD ${escapeLiteral(verifier)}`);
    await refuseExpired(query, username);
    // From here on, no other rotation can come in between.
    const state = await versionState(store, event);
    await query(state === 'pending' ? 'COMMIT' : 'ROLLBACK');
  } catch (error) {
    throw explained(error, username);
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

/** A password that has expired is refused like a wrong one, and nothing in the refusal says why. */
async function refuseExpired(query: Query, username: string): Promise<void> {
  const until = await pastValidUntil(query, username);
  if (until === undefined) return;
  throw new Error(
    `the role ${username} has VALID UNTIL ${until}, which is over: no password of it works; ALTER ROLE ${escapeIdentifier(username)} ` +
      "VALID UNTIL 'infinity', and rotate again",
  );
}

function explained(error: unknown, username: string): unknown {
  const holders = holdersOf(error);
  if (holders.length > 0) {
    const message =
      `the password of ${username} cannot be changed: the role is held by ${describeHolders(holders)}; end that session, as with ` +
      `SELECT pg_terminate_backend(${holders[0].pid}), and rotate again`;
    return Object.assign(new Error(message, { cause: error }), { holders });
  }
  if (error instanceof DeadlineError) {
    return new Error(
      `the function ran out of time before it changed the password of ${username}; nothing has been changed, rotate again`,
    );
  }
  return error;
}
