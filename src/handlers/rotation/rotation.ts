import { Client } from 'pg';
import { newPassword } from './password';
import { parseEvent, RotationEvent, RotationStep, stateOf } from './rotation-event';
import { Log } from '../log';
import { disconnect, Login, refusesLogin } from '../postgres/connection';
import { untilReady } from '../postgres/until-ready';
import { SecretDescription, SecretStore, SecretValue } from '../secrets/secret-store';

/** One rotation's surroundings. */
export interface Rotation {
  readonly store: SecretStore;
  /** The one secret that this function rotates. */
  readonly secretArn: string;
  readonly strategy: RotationStrategy;
  /** Opens a connection to the database. */
  readonly connect: (login: Login) => Promise<Client>;
  /** When to give up waiting for the server, in milliseconds as of Date.now(). */
  readonly deadline: number;
  /** @default - a line of the function's log */
  readonly log?: Log;
}

/** Which user gets the new password, and by whose hand. */
export interface RotationStrategy {
  /** The names that the secret may hold. */
  readonly usernames: readonly string[];
  /** What each new version of the secret says, whatever the last one said. */
  readonly values?: SecretValue;
  /** The user whose password a rotation changes, when the secret holds `current`. */
  next(current: string): string;
  /** Sets the password of the pending login in the database. Repeating it does no harm. */
  setPassword(rotation: Rotation, event: RotationEvent, pending: Login, current: Login): Promise<void>;
}

/**
 * One step of a rotation. Each may be repeated at any time: after a crash in the middle of it, after a later step, or while another one runs.
 *
 * @throws an error for an event that is not for this secret or not for its pending version, and for what the database refuses; none shows a password
 */
export async function rotate(rotation: Rotation, received: unknown): Promise<void> {
  const event = parseEvent(received, rotation.secretArn);
  const description = await rotation.store.describe(event.SecretId);
  if (stateOf(description, event) === 'current') return;
  await STEP[event.Step](rotation, event, description);
}

type Step = (rotation: Rotation, event: RotationEvent, description: SecretDescription) => Promise<void>;

const STEP: Record<RotationStep, Step> = {
  async createSecret({ store, strategy }, { SecretId: secretId, ClientRequestToken: versionId }) {
    if (await store.get(secretId, { versionId, stage: 'AWSPENDING' })) return;
    const current = await existing(store, secretId, { stage: 'AWSCURRENT' });
    const { username } = loginOf(current, secretId, strategy);
    await store.putPending(secretId, versionId, {
      ...current,
      ...strategy.values,
      username: strategy.next(username),
      password: newPassword(),
    });
  },

  async setSecret(rotation, event) {
    const { store, strategy } = rotation;
    const pending = await pendingLogin(rotation, event);
    if (await logsIn(rotation, pending)) return;
    const current = loginOf(await existing(store, event.SecretId, { stage: 'AWSCURRENT' }), event.SecretId, strategy);
    if (strategy.next(current.username) !== pending.username) {
      throw new Error(
        `the pending version of the secret ${event.SecretId} must be for the user ${strategy.next(current.username)}, got '${pending.username}'; ` +
          'cancel the rotation, remove AWSPENDING from that version, and rotate again',
      );
    }
    await strategy.setPassword(rotation, event, pending, current);
  },

  async testSecret(rotation, event) {
    await provePending(rotation, event);
  },

  async finishSecret(rotation, event, { versions }) {
    // Somebody may have changed the password after testSecret: an AWSCURRENT that does not log in locks every client
    // out.
    await provePending(rotation, event);
    const { SecretId: secretId, ClientRequestToken: versionId } = event;
    const current = Object.keys(versions).find((id) => versions[id].includes('AWSCURRENT'));
    // AWSPENDING stays: Secrets Manager takes its removal by another call for a failure.
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
    await rotation.store.promote(secretId, versionId, current);
  },
};

/** @throws an error unless the database takes the pending login */
async function provePending(rotation: Rotation, event: RotationEvent): Promise<void> {
  const pending = await pendingLogin(rotation, event);
  if (await logsIn(rotation, pending)) return;
  throw new Error(
    `the database refuses the user ${pending.username} with the pending password of the secret ${event.SecretId}; ` +
      'the current one is unchanged in the secret: rotate again, which sets the password once more. Should that not help, see whether the role is NOLOGIN or its VALID UNTIL is over',
  );
}

/** Whether the database takes a login. */
export async function logsIn(
  { connect, deadline }: Pick<Rotation, 'connect' | 'deadline'>,
  login: Login,
): Promise<boolean> {
  const client = await openedWith(() => untilReady(deadline, () => connect(login)));
  if (client) await disconnect(client);
  return client !== undefined;
}

/** The connection, or undefined when the database refuses the login. */
export async function openedWith(connect: () => Promise<Client>): Promise<Client | undefined> {
  try {
    return await connect();
  } catch (error) {
    if (refusesLogin(error)) return undefined;
    throw error;
  }
}

async function pendingLogin(
  { store, strategy }: Rotation,
  { SecretId: secretId, ClientRequestToken: versionId }: RotationEvent,
): Promise<Login> {
  return loginOf(await existing(store, secretId, { versionId, stage: 'AWSPENDING' }), secretId, strategy);
}

async function existing(
  store: SecretStore,
  secretId: string,
  version: { versionId?: string; stage: string },
): Promise<SecretValue> {
  const value = await store.get(secretId, version);
  if (!value) {
    throw new Error(
      `the secret ${secretId} has no value with the stage ${version.stage}; ${
        version.stage === 'AWSPENDING'
          ? 'createSecret makes it, and comes before the other steps'
          : 'put one with the username and the password that work'
      }`,
    );
  }
  return value;
}

/**
 * The login in a secret.
 *
 * @throws an error for a secret without one, and for the name of another user: whoever can write the secret must not get at other users by it
 */
export function loginOf(
  value: SecretValue,
  secretId: string,
  { usernames }: Pick<RotationStrategy, 'usernames'>,
): Login {
  const { username, password } = value;
  for (const [key, text] of Object.entries({ username, password })) {
    if (typeof text !== 'string' || text === '') {
      throw new Error(`the secret ${secretId} must have the key ${key} with a text, and has not; put one that works`);
    }
  }
  if (!usernames.includes(username as string)) {
    throw new Error(
      `username in the secret ${secretId} must be ${usernames.join(' or ')}, got '${username}'; put back the name that it had`,
    );
  }
  return { username: username as string, password: password as string };
}
