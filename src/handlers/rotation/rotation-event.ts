import { eventText, LONGEST_NAME_SHOWN } from '../event-text';
import { SecretDescription, SecretStore } from '../secrets/secret-store';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** A step of a rotation, in the order in which Secrets Manager asks for them. */
export type RotationStep = (typeof STEPS)[number];

/** What Secrets Manager sends: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html */
export interface RotationEvent {
  readonly Step: RotationStep;
  readonly SecretId: string;
  /** Id of the version that the rotation makes. */
  readonly ClientRequestToken: string;
}

/**
 * The event, when it is one for this function.
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
      `SecretId of the event must be ${secretArn}, got '${eventText(secretId)}': this function rotates its own secret alone`,
    );
  }
  return event as RotationEvent;
}

/** Where the version of an event stands now, see `stateOf()`. */
export async function versionState(store: SecretStore, event: RotationEvent): Promise<'pending' | 'current'> {
  return stateOf(await store.describe(event.SecretId), event);
}

/**
 * Where the version of an event stands: `pending` while it may be worked on, `current` when the rotation has been finished before.
 *
 * @throws an error when rotation is off, or when the version is not the one that is pending
 */
export function stateOf(
  description: SecretDescription,
  { SecretId: secretId, ClientRequestToken: token }: RotationEvent,
): 'pending' | 'current' {
  const { rotationEnabled, versions } = description;
  if (!rotationEnabled) throw new Error(`the secret ${secretId} has its rotation turned off: nothing has been changed`);
  const stages = Object.hasOwn(versions, token) ? versions[token] : undefined;
  if (stages?.includes('AWSCURRENT')) return 'current';
  if (!stages?.includes('AWSPENDING')) {
    throw new Error(
      `the version ${eventText(token, LONGEST_NAME_SHOWN)} of the secret ${secretId} must be AWSPENDING, and is ${stages?.join(', ') || 'without a stage'}: ` +
        'the rotation was cancelled, or another one has begun',
    );
  }
  return 'pending';
}
