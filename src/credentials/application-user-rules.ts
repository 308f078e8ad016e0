import { Duration, Token } from 'aws-cdk-lib';
import { UserPrivileges } from './application-user';
import { CredentialsRotation } from './credentials-rotation';
import { isReservedUser } from '../instance/naming-rules';
import { intendedRotation } from '../validation/intended-values';
import { durationType, instanceOf, KNOWN_BOOLEAN, oneOf, PropType, TEXT } from '../validation/prop-types';
import { NOTHING, Rule } from '../validation/rule';
import { POSTGRES_MILLISECONDS, wholeDurationOr } from '../validation/whole-duration';

/** A new application user, and the users that the database already has. */
export interface ApplicationUserValues {
  readonly name: string;
  readonly schema: string;
  readonly iamAuthentication: boolean;
  readonly rotation?: CredentialsRotation;
  readonly statementTimeout?: Duration;
  readonly idleInTransactionTimeout?: Duration;
  /** Logins of the users that were added before. */
  readonly existingLogins: string[];
  /** The schema of the library, and those of the users that were added before. */
  readonly existingSchemas: string[];
  readonly masterUsername: string;
  readonly databaseHasIamAuthentication: boolean;
}

/**
 * The types of the props. This is a function because naming a class of aws-cdk-lib loads its module.
 */
export function applicationUserPropTypes(): Record<string, PropType> {
  return {
    privileges: oneOf(Object.values(UserPrivileges), 'write it like UserPrivileges.READ_WRITE'),
    schema: TEXT,
    iamAuthentication: KNOWN_BOOLEAN,
    rotation: instanceOf(CredentialsRotation, 'CredentialsRotation.builtin()', intendedRotation),
    statementTimeout: durationType('seconds', 60),
    idleInTransactionTimeout: durationType('seconds', 60),
  };
}

/**
 * PostgreSQL truncates names after 63 bytes. The longest suffix of a login is `_clone`, that of a group role
 * `_readwrite`.
 */
const LONGEST_USER_NAME = 63 - '_clone'.length;
const LONGEST_SCHEMA = 63 - '_readwrite'.length;
const GROUP_SUFFIX = /_(readonly|readwrite|owner)$/;

/** What a user name must look like, as the middle of an error message. */
export const USER_NAME_FORMAT =
  `must be 1 to ${LONGEST_USER_NAME} lower-case letters, digits and single hyphens or underscores, ` +
  'starting with a letter';

/** Whether a name has the format of user names. It may still be reserved or taken. */
export function isUserName(name: string): boolean {
  return typeof name === 'string' && /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(name) && name.length <= LONGEST_USER_NAME;
}

/** The login of a user. It has underscores in place of hyphens, which PostgreSQL accepts only in quotes. */
export function usernameOf(name: string): string {
  return name.replace(/-/g, '_');
}

/** The two logins of a user, which take turns. */
function loginsOf(username: string): string[] {
  return [username, `${username}_clone`];
}

function isReserved({ name, masterUsername }: ApplicationUserValues): boolean {
  const username = usernameOf(name);
  return (
    isReservedUser(username) ||
    /^rds/.test(username) ||
    username === masterUsername.toLowerCase() ||
    GROUP_SUFFIX.test(username) ||
    username.endsWith('_clone')
  );
}

/** Unless a search_path is set, PostgreSQL looks names up in the schema with the login's own name first. */
function isSchemaNamedLikeLogin({ schema, name, existingLogins, masterUsername }: ApplicationUserValues): boolean {
  const logins = [usernameOf(name), ...existingLogins].flatMap(loginsOf);
  return schema === masterUsername.toLowerCase() || logins.includes(schema);
}

function isLoginNamedLikeSchema({ name, existingSchemas }: ApplicationUserValues): boolean {
  return loginsOf(usernameOf(name)).some((login) => existingSchemas.includes(login));
}

function isInvalidTimeout(timeout: Duration | undefined): boolean {
  if (timeout === undefined) return false;
  const milliseconds = timeout.toMilliseconds({ integral: false });
  return !Number.isInteger(milliseconds) || milliseconds > POSTGRES_MILLISECONDS.atMost;
}

function timeoutRules(
  prop: 'statementTimeout' | 'idleInTransactionTimeout',
  id: string,
): readonly Rule<ApplicationUserValues>[] {
  return [
    {
      id: `${id}-known`,
      reads: [prop],
      mustBeResolved: NOTHING,
      broken: (v) => v[prop]?.isUnresolved() ?? false,
      got: () => 'a token',
      wants: 'must be known at synthesis',
      fix: 'write it out, like Duration.seconds(60)',
    },
    {
      id,
      reads: [prop],
      broken: (v) => isInvalidTimeout(v[prop]),
      got: (v) => v[prop]!.toHumanString(),
      wants: 'must be a whole number of milliseconds up to 24 days',
      fix: (v) =>
        `choose one like ${wholeDurationOr('Duration.seconds(60)', v[prop]!, POSTGRES_MILLISECONDS)}, ` +
        'or Duration.seconds(0) for no limit',
    },
  ];
}

export const applicationUserRules: readonly Rule<ApplicationUserValues>[] = [
  {
    id: 'application-user-name-known',
    reads: ['name'],
    mustBeResolved: NOTHING,
    broken: (v) => Token.isUnresolved(v.name),
    got: () => 'a token',
    wants: 'must be known at synthesis, because a secret and a parameter are named after it',
    fix: 'write it out',
  },
  {
    id: 'application-user-name-format',
    reads: ['name'],
    broken: (v) => !isUserName(v.name),
    got: (v) => `'${v.name}'`,
    wants: USER_NAME_FORMAT,
    fix: "choose one like 'service-orders'",
  },
  {
    id: 'application-user-name-reserved',
    reads: ['name', 'masterUsername'],
    mustBeResolved: (v) => v.name,
    broken: isReserved,
    got: (v) => `'${v.name}'`,
    wants:
      "must not be the master user's name, nor one that PostgreSQL, RDS or this library reserves, " +
      'nor end in _owner, _readonly, _readwrite (groups of a schema) or _clone (the second login of a user)',
    fix: "choose one like 'service-orders'",
  },
  {
    id: 'application-user-once',
    reads: ['name', 'existingLogins'],
    broken: (v) => v.existingLogins.includes(usernameOf(v.name)),
    got: (v) => `'${v.name}'`,
    wants: 'must have a login that no other user has',
    fix: (v) => `add ${usernameOf(v.name)} once, and give the other service its own user`,
  },
  {
    id: 'application-user-schema-format',
    reads: ['schema'],
    broken: (v) => !/^[a-z_][a-z0-9_]*$/.test(v.schema) || v.schema.length > LONGEST_SCHEMA,
    got: (v) => `'${v.schema}'`,
    wants: `must be 1 to ${LONGEST_SCHEMA} lower-case letters, digits and underscores, not starting with a digit`,
    fix: "leave it out for 'oficina'",
  },
  {
    id: 'application-user-schema-reserved',
    reads: ['schema'],
    broken: (v) => /^pg_/.test(v.schema) || ['public', 'information_schema', 'oficina_bootstrap'].includes(v.schema),
    got: (v) => `'${v.schema}'`,
    wants: 'must not be public, nor a schema of PostgreSQL or of this library',
    fix: "leave it out for 'oficina'",
  },
  {
    id: 'application-user-schema-of-login',
    reads: ['schema', 'name', 'existingLogins', 'masterUsername'],
    mustBeResolved: (v) => [v.schema, v.name],
    broken: isSchemaNamedLikeLogin,
    got: (v) => `'${v.schema}'`,
    wants:
      'must not be the login of the master user or of an application user, ' +
      'because that login would run functions that others create in the schema',
    fix: 'choose another schema, or another name for the user',
  },
  {
    id: 'application-user-name-of-schema',
    reads: ['name', 'schema', 'existingSchemas'],
    mustBeResolved: (v) => v.name,
    broken: (v) => !isSchemaNamedLikeLogin(v) && isLoginNamedLikeSchema(v),
    got: (v) => `'${v.name}'`,
    wants: 'must not be the name of a schema, because its login would run functions that others create there',
    fix: (v) => `choose another one, like '${v.name}-app'`,
  },
  {
    id: 'application-user-iam',
    reads: ['iamAuthentication', 'databaseHasIamAuthentication'],
    broken: (v) => v.iamAuthentication && v.databaseHasIamAuthentication === false,
    got: () => 'true for a database with iamAuthentication: false',
    wants: 'needs a database that accepts IAM tokens',
    fix: 'leave iamAuthentication of OficinaPostgres out',
  },
  {
    id: 'application-user-iam-without-rotation',
    reads: ['rotation', 'iamAuthentication'],
    broken: (v) => v.iamAuthentication && v.rotation !== undefined,
    got: (v) => `'${v.rotation!.strategy}'`,
    wants: 'must be left out with iamAuthentication, because the user has no password',
    fix: 'leave one of the two out',
  },
  {
    id: 'application-user-rotation-strategy',
    reads: ['rotation'],
    broken: (v) => v.rotation !== undefined && !v.rotation._mechanism.suitsApplicationUsers,
    got: (v) => `'${v.rotation!.strategy}'`,
    wants: 'must be CredentialsRotation.builtin() or CredentialsRotation.disabled()',
    fix: 'leave it out for rotation by alternation',
  },
  ...timeoutRules('statementTimeout', 'application-user-statement-timeout'),
  ...timeoutRules('idleInTransactionTimeout', 'application-user-idle-timeout'),
];
