import { Duration, Token } from 'aws-cdk-lib';
import { CredentialsRotation } from './credentials-rotation';
import { UserPrivileges } from './user-privileges';
import { isReservedUser } from '../instance/naming-rules';
import { intendedRotation } from '../validation/intended-values';
import { durationType, instanceOf, PropType, oneOf, TEXT, KNOWN_BOOLEAN } from '../validation/prop-types';
import { Rule } from '../validation/rule';

/** What the rules of an application user look at. */
export interface ApplicationUserValues {
  readonly name: string;
  /** Logins of the users that were added before. */
  readonly taken: string[];
  readonly masterUsername: string;
  readonly schema: string;
  /** Schemas that there are already: that of the library, and those of users that were added before. */
  readonly schemas: string[];
  readonly iamAuthentication: boolean;
  readonly iamOfInstance: boolean;
  readonly rotation?: CredentialsRotation;
  readonly statementTimeout?: Duration;
  readonly idleInTransactionTimeout?: Duration;
}

/** What the compiler checks in TypeScript. Made when it is asked for: naming a class of aws-cdk-lib loads its module. */
export const applicationUserKinds = (): Record<string, PropType> => ({
  privileges: oneOf(Object.values(UserPrivileges), 'write it like UserPrivileges.READ_WRITE'),
  schema: TEXT,
  iamAuthentication: KNOWN_BOOLEAN,
  rotation: instanceOf(CredentialsRotation, 'CredentialsRotation.builtin()', intendedRotation),
  statementTimeout: durationType('seconds', 60),
  idleInTransactionTimeout: durationType('seconds', 60),
});

/** PostgreSQL cuts names after 63 bytes; the longest suffix of a login is `_clone`, that of a group role `_readwrite`. */
const LONGEST_USER = 63 - '_clone'.length;
const LONGEST_SCHEMA = 63 - '_readwrite'.length;
const GROUP = /_(readonly|readwrite|owner)$/;

/** Whether addApplicationUser() would take a name, as far as its letters go. */
export function isUserName(name: string): boolean {
  return typeof name === 'string' && /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(name) && name.length <= LONGEST_USER;
}

export const USER_NAME_WANTED = `must be 1 to ${LONGEST_USER} lower-case letters, digits and single hyphens or underscores, starting with a letter`;

const username = ({ name }: ApplicationUserValues) => name.replace(/-/g, '_');

/** The logins of a user: two take turns. */
const loginsOf = (name: string) => [name, `${name}_clone`];

/** PostgreSQL looks names up in the schema of the login's own name first, unless a search_path is set. */
function isSchemaOfLogin(v: ApplicationUserValues): boolean {
  return [v.masterUsername.toLowerCase(), ...[username(v), ...v.taken].flatMap(loginsOf)].includes(v.schema);
}

function badTimeout(timeout?: Duration): boolean {
  if (timeout === undefined) return false;
  const milliseconds = timeout.toMilliseconds({ integral: false });
  return !Number.isInteger(milliseconds) || milliseconds > 2_147_483_647;
}

function timeoutRules(name: 'statementTimeout' | 'idleInTransactionTimeout'): Rule<ApplicationUserValues>[] {
  const id = `application-user-${name === 'statementTimeout' ? 'statement' : 'idle'}-timeout`;
  return [
    {
      id: `${id}-known`,
      reads: [name],
      needs: () => undefined,
      broken: (v) => v[name]?.isUnresolved() ?? false,
      got: () => 'a time that is known at deployment only',
      wants: 'must be known at synthesis',
      fix: 'write it out, like Duration.seconds(60)',
    },
    {
      id,
      reads: [name],
      broken: (v) => badTimeout(v[name]),
      got: (v) => v[name]!.toHumanString(),
      wants: 'must be a whole number of milliseconds up to 24 days',
      fix: 'choose one like Duration.seconds(60), or Duration.seconds(0) for no limit',
    },
  ];
}

export const applicationUserRules: readonly Rule<ApplicationUserValues>[] = [
  {
    id: 'application-user-name-known',
    reads: ['name'],
    needs: () => undefined,
    broken: (v) => Token.isUnresolved(v.name),
    got: () => 'a name that is known at deployment only',
    wants: 'must be known at synthesis: secret and parameter are named after it',
    fix: 'write it out',
  },
  {
    id: 'application-user-name-format',
    reads: ['name'],
    broken: (v) => !isUserName(v.name),
    got: (v) => `'${v.name}'`,
    wants: USER_NAME_WANTED,
    fix: "choose one like 'service-orders'",
  },
  {
    id: 'application-user-name-reserved',
    reads: ['name', 'masterUsername'],
    needs: (v) => v.name,
    broken: (v) =>
      isReservedUser(username(v)) ||
      /^rds/.test(username(v)) ||
      username(v) === v.masterUsername.toLowerCase() ||
      GROUP.test(username(v)) ||
      username(v).endsWith('_clone'),
    got: (v) => `'${v.name}'`,
    wants:
      "must not be a name that PostgreSQL, RDS or this library keeps for itself, as the master user's, and end neither like a group of a schema (_owner, " +
      '_readonly, _readwrite) nor in _clone',
    fix: "choose one like 'service-orders'",
  },
  {
    id: 'application-user-once',
    reads: ['name', 'taken'],
    broken: (v) => v.taken.includes(username(v)),
    got: (v) => `'${v.name}'`,
    wants: 'must be the only one of its login',
    fix: (v) => `add ${username(v)} once, and give the other service a user of its own`,
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
    wants: "must not be one that is PostgreSQL's own, everybody's or the library's",
    fix: "leave it out for 'oficina'",
  },
  {
    id: 'application-user-schema-of-login',
    reads: ['schema', 'name', 'taken', 'masterUsername'],
    needs: (v) => [v.schema, v.name],
    broken: isSchemaOfLogin,
    got: (v) => `'${v.schema}'`,
    wants:
      "must not have the name of a login, as the master user's or one of a user: that login would run functions that are made in the schema",
    fix: 'choose another schema, or another name for the user',
  },
  {
    id: 'application-user-name-of-schema',
    reads: ['name', 'schema', 'schemas'],
    needs: (v) => v.name,
    broken: (v) => !isSchemaOfLogin(v) && loginsOf(username(v)).some((login) => v.schemas.includes(login)),
    got: (v) => `'${v.name}'`,
    wants: 'must not be the name of a schema: its login would run functions that are made there',
    fix: (v) => `choose another one, like '${v.name}-app'`,
  },
  {
    id: 'application-user-iam',
    reads: ['iamAuthentication', 'iamOfInstance'],
    broken: (v) => v.iamAuthentication && v.iamOfInstance === false,
    got: () => 'true where the database has iamAuthentication: false',
    wants: 'needs a database that takes tokens of IAM',
    fix: 'leave that prop of OficinaPostgres out',
  },
  {
    id: 'application-user-iam-without-rotation',
    reads: ['rotation', 'iamAuthentication'],
    broken: (v) => v.iamAuthentication && v.rotation !== undefined,
    got: (v) => `'${v.rotation!.strategy}'`,
    wants: 'must be left out with iamAuthentication: there is no password',
    fix: 'leave one of the two out',
  },
  {
    id: 'application-user-rotation-strategy',
    reads: ['rotation'],
    broken: (v) => v.rotation !== undefined && !v.rotation._mechanism.suitsApplicationUsers,
    got: (v) => `'${v.rotation!.strategy}'`,
    wants: 'must be CredentialsRotation.builtin() or CredentialsRotation.disabled()',
    fix: 'leave it out for alternating users',
  },
  ...timeoutRules('statementTimeout'),
  ...timeoutRules('idleInTransactionTimeout'),
];
