import { BootstrapError } from './bootstrap-error';

const PRIVILEGES = ['readOnly', 'readWrite', 'owner'] as const;

/** A user of an application, as the resource's properties describe it. */
export interface ApplicationUser {
  readonly name: string;
  readonly schema: string;
  readonly privileges: typeof PRIVILEGES[number];
  /** The secret with its password; without one it logs in with IAM. */
  readonly secretArn?: string;
  /** Milliseconds. */
  readonly statementTimeout?: number;
  /** Milliseconds. */
  readonly idleInTransactionTimeout?: number;
}

/**
 * The users in the property `Users`; CloudFormation makes a string of each value in it.
 *
 * @throws `BootstrapError` for what is none
 */
export function parseUsers(property: unknown): ApplicationUser[] {
  if (property !== undefined && !Array.isArray(property)) throw new BootstrapError(`Users must be a list, got ${typeof property}`);
  const users = (property as Record<string, unknown>[] ?? []).map(parseUser);
  const twice = users.find(({ name }, index) => users.findIndex((other) => other.name === name) !== index);
  if (twice) throw new BootstrapError(`the user ${twice.name} is named twice in Users; leave one out`);
  return users;
}

function parseUser(entry: Record<string, unknown>, index: number): ApplicationUser {
  const { Name: name, Schema: schema, Privileges: privileges, SecretArn: secretArn } = entry;
  const which = `Users[${index}]${name ? ` (${name})` : ''}`;
  for (const [key, value] of Object.entries({ Name: name, Schema: schema })) {
    if (typeof value !== 'string' || value === '') throw new BootstrapError(`${which} must have a ${key}`);
  }
  if (!PRIVILEGES.includes(privileges as ApplicationUser['privileges'])) {
    throw new BootstrapError(`Privileges of ${which} must be ${PRIVILEGES.join(', ')}; got '${privileges}'`);
  }
  return {
    name: name as string,
    schema: schema as string,
    privileges: privileges as ApplicationUser['privileges'],
    secretArn: secretArn ? `${secretArn}` : undefined,
    statementTimeout: milliseconds(entry, 'StatementTimeout', which),
    idleInTransactionTimeout: milliseconds(entry, 'IdleInTransactionTimeout', which),
  };
}

function milliseconds(entry: Record<string, unknown>, key: string, which: string): number | undefined {
  const value = entry[key];
  if (value === undefined || value === '') return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 2 ** 31 - 1) {
    throw new BootstrapError(`${key} of ${which} must be a number of milliseconds from 0 to ${2 ** 31 - 1}, got '${value}'`);
  }
  return number;
}
