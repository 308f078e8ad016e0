import { BootstrapError } from './bootstrap-error';
import { quotedEventText } from '../event-text';
import { Log } from '../log';

const PRIVILEGES = ['readOnly', 'readWrite', 'owner'] as const;

/** A database user of an application. Its privileges come from the function's asset, its secret from the event. */
export interface ApplicationUser {
  readonly name: string;
  readonly schema: string;
  readonly privileges: (typeof PRIVILEGES)[number];
  /** Whether it logs in with an IAM token and has no password. @default false */
  readonly iam?: boolean;
  /** The secret with its password; undefined with IAM, and when the event names none. */
  readonly secretArn?: string;
  /** Milliseconds. */
  readonly statementTimeout?: number;
  /** Milliseconds. */
  readonly idleInTransactionTimeout?: number;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html#iam-resources */
const SECRET_ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,519}$/;
const USERNAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Reads the users in `users.json`, which is bundled with the function's code.
 *
 * @throws `BootstrapError` for any text that the library would not have written
 */
export function parseUsers(
  text: string,
  environment: Record<string, string | undefined> = process.env,
): ApplicationUser[] {
  const users = (JSON.parse(text) as Record<string, unknown>[]).map((entry) => parseUser(entry, environment));
  const names = users.map(({ name }) => name);
  refuseDuplicates(names, 'users.json');
  return users;
}

function parseUser(entry: Record<string, unknown>, environment: Record<string, string | undefined>): ApplicationUser {
  const { name, schemaVariable, privileges, iam, statementTimeout, idleInTransactionTimeout } = entry;
  const schema = schemaVariable === undefined ? entry.schema : environment[`${schemaVariable}`];
  const isComplete =
    typeof name === 'string' &&
    USERNAME.test(name) &&
    typeof schema === 'string' &&
    schema !== '' &&
    typeof iam === 'boolean' &&
    PRIVILEGES.includes(privileges as ApplicationUser['privileges']);
  if (!isComplete) {
    throw new BootstrapError(
      'each entry of users.json must have a name, a schema, privileges and iam, ' +
        `and ${quotedEventText(name)} does not; deploy the stack again`,
    );
  }
  return {
    name: name as string,
    schema: schema as string,
    privileges: privileges as ApplicationUser['privileges'],
    iam: iam as boolean,
    statementTimeout: statementTimeout as number | undefined,
    idleInTransactionTimeout: idleInTransactionTimeout as number | undefined,
  };
}

/**
 * Adds to each user the secret that the property `Users` of the event names.
 *
 * Nothing else is read from the event, since anyone who may invoke the function can send anything. A user that the
 * asset does not have is logged and ignored: a rollback may send an older event.
 *
 * @throws `BootstrapError` when the property is not a list of users
 */
export function withSecrets(users: readonly ApplicationUser[], property: unknown, log: Log): ApplicationUser[] {
  const arns = secretArns(property);
  for (const name of arns.keys()) {
    if (!users.some((user) => user.name === name)) {
      log('UserIgnored', { user: name, reason: 'the function does not know this user' });
    }
  }
  return users.map((user) => {
    const arn = user.iam ? undefined : arns.get(user.name);
    if (!user.iam && arn === undefined) {
      log('UserWithoutSecret', {
        user: user.name,
        reason: 'the event names no secret for this user: its password stays unchanged',
      });
    }
    return { ...user, secretArn: arn };
  });
}

/** The secret ARN of each user in the property; undefined for a user without one. */
function secretArns(property: unknown): Map<string, string | undefined> {
  if (property !== undefined && !Array.isArray(property)) {
    throw new BootstrapError(`Users must be a list, got ${quotedEventText(property)}; the template sends one`);
  }
  const entries = ((property as unknown[]) ?? []).map(parseSecretEntry);
  const names = entries.map(([name]) => name);
  refuseDuplicates(names, 'Users');
  return new Map(entries);
}

function parseSecretEntry(entry: unknown, index: number): [name: string, arn: string | undefined] {
  const position = `Users[${index}]`;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new BootstrapError(
      `${position} must be an object with Name and SecretArn, got ${quotedEventText(entry)}; the template sends one`,
    );
  }
  const { Name: name, SecretArn: arn } = entry as Record<string, unknown>;
  if (typeof name !== 'string' || !USERNAME.test(name)) {
    throw new BootstrapError(
      `Name of ${position} must be the login of a user, got ${quotedEventText(name)}; the template sends one`,
    );
  }
  if (arn === undefined || arn === '') return [name, undefined];
  if (typeof arn !== 'string' || !SECRET_ARN.test(arn)) {
    throw new BootstrapError(
      `SecretArn of ${position} (${name}) must be the ARN of a secret, got ${quotedEventText(arn)}; ` +
        'the template sends one',
    );
  }
  return [name, arn];
}

function refuseDuplicates(names: string[], where: string): void {
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate === undefined) return;
  throw new BootstrapError(`the user ${duplicate} is named twice in ${where}; leave one out`);
}
