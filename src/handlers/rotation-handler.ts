import { databaseAddress, required } from './environment';
import { eventText, LONGEST_NAME_SHOWN } from './event-text';
import { connect } from './postgres/connection';
import { holdersOf } from './postgres/lock-holders';
import { alternatingUsers } from './rotation/alternating-users';
import { rotate } from './rotation/rotation';
import { singleUser } from './rotation/single-user';
import { SecretsManager } from './secrets/secrets-manager';

/** Milliseconds before the function's own timeout when it stops waiting for the server. */
const MARGIN = 15_000;

/**
 * Milliseconds that an IAM policy may take to be in force everywhere: Secrets Manager runs testSecret as soon as the
 * deployment has created the schedule.
 */
const PATIENCE = 30_000;

/**
 * Runs one step of the rotation of one secret, when Secrets Manager calls it.
 *
 * Environment: `SECRET_ARN`, `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_USER`; `MASTER_SECRET_ARN`
 * if two users alternate; `SECRETS_MANAGER_ENDPOINT` if the public name does not lead to the API.
 *
 * @throws what `rotate()` throws, after logging a line that raises the alarm RotationFailed
 */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const { Step, ClientRequestToken } = (event ?? {}) as Record<string, unknown>;
  const step = eventText(Step, LONGEST_NAME_SHOWN);
  const versionId = eventText(ClientRequestToken, LONGEST_NAME_SHOWN);
  try {
    const address = databaseAddress();
    const username = required('DATABASE_USER');
    const masterSecretArn = process.env.MASTER_SECRET_ARN;
    const deadline = Date.now() + context.getRemainingTimeInMillis() - MARGIN;
    await rotate(
      {
        store: new SecretsManager(process.env.SECRETS_MANAGER_ENDPOINT, { patience: PATIENCE, deadline }),
        secretArn: required('SECRET_ARN'),
        strategy: masterSecretArn ? alternatingUsers(username, masterSecretArn) : singleUser(username),
        connect: (login) => connect(address, login),
        deadline,
        log,
      },
      event,
    );
    log('RotationStep', { step, versionId });
  } catch (error) {
    const holders = holdersOf(error);
    log('RotationFailed', {
      step,
      versionId,
      message: (error as Error).message,
      ...(holders.length > 0 ? { holders } : {}),
    });
    throw error;
  }
}

function log(event: string, details: Record<string, unknown>): void {
  console.log(JSON.stringify({ event, secretArn: process.env.SECRET_ARN, ...details }));
}
