import { eventText, LONGEST_NAME_SHOWN } from '../event-text';
import { SecretDescription, SecretStore } from '../secrets/secret-store';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** A step of a rotation. Secrets Manager runs them in the order of `STEPS`. */
export type RotationStep = (typeof STEPS)[number];

/**
 * The event that Secrets Manager sends.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export interface RotationEvent {
  readonly Step: RotationStep;
  readonly SecretId: string;
  /** Id of the version that the rotation creates. */
  readonly ClientRequestToken: string;
}

/**
 * Checks that an event is one of a rotation of this function's secret, and returns it.
 *
 * @throws an error for anything else, and for another secret
 */
export function parseEvent(event: unknown, secretArn: string): RotationEvent {
  const {
    Step: step,
    SecretId: secretId,
    ClientRequestToken: token,
  } = (event ?? {}) as Partial<Record<keyof RotationEvent, unknown>>;
  for (const [name, value] of Object.entries({ Step: step, SecretId: secretId, ClientRequestToken: token })) {
    if (typeof value !== 'string' || value === '') {
      throw new Error(`${name} of the event must be a string, got ${typeof value}; Secrets Manager sends it`);
    }
  }
  if (!STEPS.includes(step as RotationStep)) {
    throw new Error(
      `Step of the event must be one of ${STEPS.join(', ')}, got '${eventText(step, LONGEST_NAME_SHOWN)}'`,
    );
  }
  if (secretId !== secretArn) {
    throw new Error(
      `SecretId of the event must be ${secretArn}, got '${eventText(secretId)}': ` +
        'this function rotates only its own secret',
    );
  }
  return event as RotationEvent;
}

/** Reads the secret's description and returns the state of the event's version, see `versionState()`. */
export async function readVersionState(store: SecretStore, event: RotationEvent): Promise<'pending' | 'current'> {
  return versionState(await store.describe(event.SecretId), event);
}

/**
 * The state of the event's version: `pending` while the rotation goes on, `current` when it has already finished.
 *
 * @throws an error when rotation is turned off, or when the version is not the pending one
 */
export function versionState(
  description: SecretDescription,
  { SecretId: secretId, ClientRequestToken: token }: RotationEvent,
): 'pending' | 'current' {
  const { rotationEnabled, versions } = description;
  if (!rotationEnabled) throw new Error(`the secret ${secretId} has its rotation turned off: nothing has been changed`);
  const stages = Object.hasOwn(versions, token) ? versions[token] : undefined;
  if (stages?.includes('AWSCURRENT')) return 'current';
  if (!stages?.includes('AWSPENDING')) {
    throw new Error(
      `the version ${eventText(token, LONGEST_NAME_SHOWN)} of the secret ${secretId} must be AWSPENDING, ` +
        `and is ${stages?.join(', ') || 'without a stage'}: the rotation was cancelled, or another one has begun`,
    );
  }
  return 'pending';
}
