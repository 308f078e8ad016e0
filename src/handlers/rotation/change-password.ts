import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { Rotation } from './rotation';
import { RotationEvent, versionState } from './rotation-event';
import { Login } from '../postgres/connection';
import { scramVerifier } from '../postgres/scram-verifier';

/** Any number, the same in each rotation: key of the lock under which passwords change. */
const LOCK = 0x0f1c1a;

/**
 * Gives a user the password of the pending version, in a transaction, and closes the connection.
 *
 * @param before what has to be done in the same transaction first
 * @throws an error when the version is not pending any more: another rotation has taken over, and its password must not be undone
 */
export async function changePassword(
  client: Client, { store }: Rotation, event: RotationEvent, { username, password }: Login,
  before: () => Promise<void> = async () => undefined,
): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCK, username]);
    // Under the lock: from here on, no other rotation can come in between.
    if (await versionState(store, event) === 'pending') {
      await before();
      await client.query(`ALTER ROLE ${escapeIdentifier(username)} PASSWORD ${escapeLiteral(scramVerifier(password))}`);
    }
    await client.query('COMMIT');
  } finally {
    // Without a COMMIT, the server rolls back.
    await client.end().catch(() => undefined);
  }
}
