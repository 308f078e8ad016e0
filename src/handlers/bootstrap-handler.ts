import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { ApplicationUser, parseUsers, withSecrets } from './bootstrap/application-user';
import { bootstrap } from './bootstrap/bootstrap';
import { CustomResourceEvent, CustomResourceResult, handleRequest } from './bootstrap/custom-resource';
import { parseManifest, Script } from './bootstrap/script';
import { databaseAddress, required } from './environment';
import { log } from './log';
import { connect } from './postgres/connection';
import { SecretsManager } from './secrets/secrets-manager';

/** Milliseconds before the function's own timeout when statements are cancelled: for the rollback and the answer. */
const MARGIN = 15_000;

/** Milliseconds that an IAM policy changed by the same deployment may take to be in force everywhere. */
const PATIENCE = 60_000;

/** The folder next to this file in the bundle. It does not exist when the handlers run from source, as in tests. */
const SQL_FOLDER = path.join(__dirname, 'sql');
const USERS_FILE = path.join(__dirname, 'users.json');

/**
 * Runs the SQL of a deployment when CloudFormation creates or updates the custom resource.
 *
 * Users and SQL files are bundled with the code. Only the request type and the ARNs of secrets come from the event.
 *
 * Environment: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `MASTER_SECRET_ARN`, `MASTER_USERNAME`;
 * `SECRETS_MANAGER_ENDPOINT` if the public name does not lead to the API.
 *
 * @throws what `handleRequest()` throws, after logging it
 */
export async function handler(
  event: CustomResourceEvent,
  context: { getRemainingTimeInMillis(): number },
): Promise<CustomResourceResult> {
  try {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - MARGIN;
    return await handleRequest(event, async (usersProperty) =>
      bootstrap({
        store: new SecretsManager(process.env.SECRETS_MANAGER_ENDPOINT, { patience: PATIENCE, deadline }),
        masterSecretArn: required('MASTER_SECRET_ARN'),
        masterUsername: required('MASTER_USERNAME'),
        connect: (login) => connect(databaseAddress(), login),
        deadline,
        scripts: bundledScripts(),
        users: withSecrets(bundledUsers(), usersProperty, log),
        log,
      }),
    );
  } catch (error) {
    const { message } = error as Error;
    log('BootstrapFailed', { message });
    throw new Error(message); // the server's error has other fields, which may hold data
  }
}

function bundledScripts(): Script[] {
  return parseManifest(readFileSync(path.join(SQL_FOLDER, 'manifest.json'), 'utf8'), SQL_FOLDER);
}

function bundledUsers(): ApplicationUser[] {
  return existsSync(USERS_FILE) ? parseUsers(readFileSync(USERS_FILE, 'utf8')) : [];
}
