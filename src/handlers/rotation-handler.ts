import { databaseAddress, required } from './environment';
import { eventText, LONGEST_NAME_SHOWN } from './event-text';
import { connect } from './postgres/connection';
import { holdersOf } from './postgres/lock-holders';
import { alternatingUsers } from './rotation/alternating-users';
import { rotate } from './rotation/rotation';
import { singleUser } from './rotation/single-user';
import { SecretsManager } from './secrets/secrets-manager';

/** How long the function goes on without waiting for the server, at the most. */
const MARGIN = 15_000;

/** How long a policy may take to reach IAM everywhere: Secrets Manager runs testSecret as soon as the deployment has made the schedule. */
const PATIENCE = 30_000;

/**
 * Rotates one secret, as Secrets Manager asks for it.
 *
 * Environment: `SECRET_ARN`, `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_USER`; `MASTER_SECRET_ARN` where two users alternate;
 * `SECRETS_MANAGER_ENDPOINT` where the public name does not lead to the API.
 *
 * @throws what `rotate()` throws, after a line in the log that raises the alarm RotationFailed
 */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const { Step, ClientRequestToken } = (event ?? {}) as Record<string, unknown>;
  const step = eventText(Step, LONGEST_NAME_SHOWN);
  const versionId = eventText(ClientRequestToken, LONGEST_NAME_SHOWN);
  try {
    const address = databaseAddress();
    const username = required('DATABASE_USER');
    const master = process.env.MASTER_SECRET_ARN;
    const deadline = Date.now() + context.getRemainingTimeInMillis() - MARGIN;
    await rotate(
      {
        store: new SecretsManager(process.env.SECRETS_MANAGER_ENDPOINT, { patience: PATIENCE, deadline }),
        secretArn: required('SECRET_ARN'),
        strategy: master ? alternatingUsers(username, master) : singleUser(username),
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
