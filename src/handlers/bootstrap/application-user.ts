import { BootstrapError } from './bootstrap-error';
import { quotedEventText } from '../event-text';
import { Log } from '../log';

const PRIVILEGES = ['readOnly', 'readWrite', 'owner'] as const;

/**
 * A user of an application: what it may do, as the asset of the function says, and its secret, as the event names it.
 */
export interface ApplicationUser {
  readonly name: string;
  readonly schema: string;
  readonly privileges: (typeof PRIVILEGES)[number];
  /** Whether it logs in with a token of IAM, and has no password. @default false */
  readonly iam?: boolean;
  /** The secret with its password; undefined with IAM, and where the event names none. */
  readonly secretArn?: string;
  /** Milliseconds. */
  readonly statementTimeout?: number;
  /** Milliseconds. */
  readonly idleInTransactionTimeout?: number;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html#iam-resources */
const SECRET_ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,519}$/;
const LOGIN = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * The users in `users.json`, which stands beside the function's code.
 *
 * @throws `BootstrapError` for another text than the library writes
 */
export function parseUsers(
  text: string,
  environment: Record<string, string | undefined> = process.env,
): ApplicationUser[] {
  const users = (JSON.parse(text) as Record<string, unknown>[]).map((entry) => parseUser(entry, environment));
  refuseTwice(
    users.map(({ name }) => name),
    'users.json',
  );
  return users;
}

function parseUser(entry: Record<string, unknown>, environment: Record<string, string | undefined>): ApplicationUser {
  const { name, schemaVariable, privileges, iam, statementTimeout, idleInTransactionTimeout } = entry;
  const schema = schemaVariable === undefined ? entry.schema : environment[`${schemaVariable}`];
  const isWhole =
    typeof name === 'string' &&
    LOGIN.test(name) &&
    typeof schema === 'string' &&
    schema !== '' &&
    typeof iam === 'boolean' &&
    PRIVILEGES.includes(privileges as ApplicationUser['privileges']);
  if (!isWhole) {
    throw new BootstrapError(
      `each entry of users.json must have a name, a schema, privileges and iam, and ${quotedEventText(name)} has not; deploy the stack again`,
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
 * Gives the users the secrets that the property `Users` of an event names, and takes nothing else from there: whoever
 * may invoke the function may send any. What the event has beyond the users of the asset is left out with a line in the
 * log, as the event of a rollback may be an older one.
 *
 * @throws `BootstrapError` that names what is no list of users
 */
export function withSecrets(users: readonly ApplicationUser[], property: unknown, log: Log): ApplicationUser[] {
  const arns = secretArns(property);
  for (const name of arns.keys()) {
    if (!users.some((user) => user.name === name)) {
      log('UserIgnored', { user: name, reason: 'the function does not know it' });
    }
  }
  return users.map((user) => {
    const arn = user.iam ? undefined : arns.get(user.name);
    if (!user.iam && arn === undefined) {
      log('UserWithoutSecret', {
        user: user.name,
        reason: 'the event names no secret for it: its password stays as it is',
      });
    }
    return { ...user, secretArn: arn };
  });
}

/** The ARN of each user that the property names; undefined for one without. */
function secretArns(property: unknown): Map<string, string | undefined> {
  if (property !== undefined && !Array.isArray(property)) {
    throw new BootstrapError(`Users must be a list, got ${quotedEventText(property)}; the template sends one`);
  }
  const entries = ((property as unknown[]) ?? []).map(secretArn);
  refuseTwice(
    entries.map(([name]) => name),
    'Users',
  );
  return new Map(entries);
}

function secretArn(entry: unknown, index: number): [name: string, arn: string | undefined] {
  const which = `Users[${index}]`;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new BootstrapError(
      `${which} must be an object with Name and SecretArn, got ${quotedEventText(entry)}; the template sends one`,
    );
  }
  const { Name: name, SecretArn: arn } = entry as Record<string, unknown>;
  if (typeof name !== 'string' || !LOGIN.test(name)) {
    throw new BootstrapError(
      `Name of ${which} must be the login of a user, got ${quotedEventText(name)}; the template sends one`,
    );
  }
  if (arn === undefined || arn === '') return [name, undefined];
  if (typeof arn !== 'string' || !SECRET_ARN.test(arn)) {
    throw new BootstrapError(
      `SecretArn of ${which} (${name}) must be the ARN of a secret, got ${quotedEventText(arn)}; the template sends one`,
    );
  }
  return [name, arn];
}

function refuseTwice(names: string[], where: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new BootstrapError(`the user ${twice} is named twice in ${where}; leave one out`);
}
