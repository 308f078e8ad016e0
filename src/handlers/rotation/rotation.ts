import { newPassword } from './password';
import { parseEvent, RotationEvent, RotationStep, versionState } from './rotation-event';
import { parseLogin } from './secret-login';
import { Log } from '../log';
import { Login } from '../postgres/connection';
import { acceptsLogin, LoginTarget } from '../postgres/login-attempt';
import { SecretDescription, SecretStore, SecretValue } from '../secrets/secret-store';

/** The secret that a function rotates, how, and in which database. */
export interface Rotation extends LoginTarget {
  readonly store: SecretStore;
  /** The one secret that this function rotates. */
  readonly secretArn: string;
  readonly strategy: RotationStrategy;
  /** @default - a line of the function's log */
  readonly log?: Log;
}

/** Which user gets the new password, and who sets it. */
export interface RotationStrategy {
  /** The names that the secret may hold. */
  readonly usernames: readonly string[];
  /** Values that each new version of the secret gets, in place of those that the current one has. */
  readonly values?: SecretValue;
  /** The user whose password a rotation changes when the secret holds the user `current`. */
  next(current: string): string;
  /** Sets the password of the pending login in the database. It may be repeated. */
  setPassword(rotation: Rotation, event: RotationEvent, pending: Login, current: Login): Promise<void>;
}

/**
 * Runs one step of a rotation. Each step may be repeated at any time: after a crash in the middle of it, after a later
 * step, or while another one runs.
 *
 * @throws an error for an event that is not for this secret or its pending version, and when the database refuses
 * something; no error shows a password
 */
export async function rotate(rotation: Rotation, rawEvent: unknown): Promise<void> {
  const event = parseEvent(rawEvent, rotation.secretArn);
  const description = await rotation.store.describe(event.SecretId);
  if (versionState(description, event) === 'current') return;
  await RUN_STEP[event.Step](rotation, event, description);
}

type Step = (rotation: Rotation, event: RotationEvent, description: SecretDescription) => Promise<void>;

const RUN_STEP: Record<RotationStep, Step> = {
  async createSecret({ store, strategy }, { SecretId: secretId, ClientRequestToken: versionId }) {
    if (await store.get(secretId, { versionId, stage: 'AWSPENDING' })) return;
    const current = await requiredValue(store, secretId, { stage: 'AWSCURRENT' });
    const { username } = parseLogin(current, secretId, strategy.usernames);
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
    if (await acceptsLogin(rotation, pending)) return;
    const currentValue = await requiredValue(store, event.SecretId, { stage: 'AWSCURRENT' });
    const current = parseLogin(currentValue, event.SecretId, strategy.usernames);
    const expected = strategy.next(current.username);
    if (pending.username !== expected) {
      throw new Error(
        `the pending version of the secret ${event.SecretId} must be for the user ${expected}, ` +
          `got '${pending.username}'; cancel the rotation, remove AWSPENDING from that version, and rotate again`,
      );
    }
    await strategy.setPassword(rotation, event, pending, current);
  },

  async testSecret(rotation, event) {
    await requirePendingLogin(rotation, event);
  },

  async finishSecret(rotation, event, { versions }) {
    // The password may have been changed after testSecret, and an AWSCURRENT that does not work locks every client out.
    await requirePendingLogin(rotation, event);
    const { SecretId: secretId, ClientRequestToken: versionId } = event;
    const current = Object.keys(versions).find((id) => versions[id].includes('AWSCURRENT'));
    // AWSPENDING stays: Secrets Manager treats its removal by a separate call as a failure.
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
    await rotation.store.promote(secretId, versionId, current);
  },
};

/** @throws an error unless the database accepts the pending login */
async function requirePendingLogin(rotation: Rotation, event: RotationEvent): Promise<void> {
  const pending = await pendingLogin(rotation, event);
  if (await acceptsLogin(rotation, pending)) return;
  throw new Error(
    `the database refuses the user ${pending.username} with the pending password of the secret ${event.SecretId}; ` +
      'the current one is unchanged in the secret: rotate again, which sets the password once more. ' +
      'If that does not help, check whether the role is NOLOGIN or its VALID UNTIL is in the past',
  );
}

async function pendingLogin(
  { store, strategy }: Rotation,
  { SecretId: secretId, ClientRequestToken: versionId }: RotationEvent,
): Promise<Login> {
  const value = await requiredValue(store, secretId, { versionId, stage: 'AWSPENDING' });
  return parseLogin(value, secretId, strategy.usernames);
}

async function requiredValue(
  store: SecretStore,
  secretId: string,
  version: { versionId?: string; stage: string },
): Promise<SecretValue> {
  const value = await store.get(secretId, version);
  if (value) return value;
  const fix =
    version.stage === 'AWSPENDING'
      ? 'createSecret stores it, and comes before the other steps'
      : 'put a username and a password that work';
  throw new Error(`the secret ${secretId} has no value with the stage ${version.stage}; ${fix}`);
}
