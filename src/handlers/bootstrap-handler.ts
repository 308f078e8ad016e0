import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { parseUsers, withSecrets } from './bootstrap/application-user';
import { bootstrap } from './bootstrap/bootstrap';
import { CustomResourceEvent, CustomResourceResult, handleRequest } from './bootstrap/custom-resource';
import { parseManifest } from './bootstrap/script';
import { databaseAddress, required } from './environment';
import { log } from './log';
import { connect } from './postgres/connection';
import { SecretsManager } from './secrets/secrets-manager';

/** How long before its end the function lets the server cancel what still runs: for the rollback, and for the answer to CloudFormation. */
const MARGIN = 15_000;

/** How long a policy that the same deployment has changed may take to reach IAM everywhere. */
const PATIENCE = 60_000;

/** Beside this file in the bundle; there is none while the handlers are tested. */
const SQL_FOLDER = path.join(__dirname, 'sql');
const USERS_FILE = path.join(__dirname, 'users.json');

/**
 * Runs the SQL of a deployment, as CloudFormation asks for it. Users and SQL stand beside the code: of the event it
 * takes the kind of the request and the ARNs of secrets.
 *
 * Environment: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `MASTER_SECRET_ARN`, `MASTER_USERNAME`; `SECRETS_MANAGER_ENDPOINT` where the public name
 * does not lead to the API.
 *
 * @throws what `handleRequest()` throws, after a line in the log
 */
export async function handler(
  event: CustomResourceEvent,
  context: { getRemainingTimeInMillis(): number },
): Promise<CustomResourceResult> {
  try {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - MARGIN;
    return await handleRequest(event, async (property) =>
      bootstrap({
        store: new SecretsManager(process.env.SECRETS_MANAGER_ENDPOINT, { patience: PATIENCE, deadline }),
        masterSecretArn: required('MASTER_SECRET_ARN'),
        masterUsername: required('MASTER_USERNAME'),
        connect: (login) => connect(databaseAddress(), login),
        deadline,
        scripts: parseManifest(readFileSync(path.join(SQL_FOLDER, 'manifest.json'), 'utf8'), SQL_FOLDER),
        users: withSecrets(existsSync(USERS_FILE) ? parseUsers(readFileSync(USERS_FILE, 'utf8')) : [], property, log),
        log,
      }),
    );
  } catch (error) {
    log('BootstrapFailed', { message: (error as Error).message });
    throw new Error((error as Error).message); // without what else an error of the server says
  }
}
