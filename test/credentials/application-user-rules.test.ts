import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import { ApplicationUserProps, CredentialsRotation, OficinaPostgresProps, UserPrivileges } from '../../src';
import { applicationUserRules } from '../../src/credentials/application-user-rules';
import { database } from '../support/database';
import { someBoolean, someNumber, someString } from '../validation/rule-cases';

/** A user to add: its name, its props except the privileges, and the props of the database. */
type User = readonly [name: string, props?: Partial<ApplicationUserProps>, database?: Partial<OficinaPostgresProps>];

/** Users for one rule. */
interface RuleCase {
  /** The prop that the message names. */
  readonly prop: string;
  /** The part of the message that says how to fix it. */
  readonly wayOut: string;
  /** Users that the rule refuses, with the value as shown in the message. */
  readonly bad: readonly (readonly [user: User, got: string])[];
  /** Users with tokens, which the rule accepts. */
  readonly tokens: readonly User[];
  readonly good: readonly User[];
}

function add([name, props, databaseProps]: User) {
  const made = database({ monitoring: false, ...databaseProps });
  // Existing users: one with a schema of its own, and one in the default schema.
  made.database.addApplicationUser('bills', { privileges: UserPrivileges.OWNER, schema: 'billing' });
  made.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_ONLY });
  made.database.addApplicationUser(name, { privileges: UserPrivileges.READ_WRITE, ...props });
  return made;
}

const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });

function timeoutCase(prop: 'statementTimeout' | 'idleInTransactionTimeout'): RuleCase {
  return {
    prop,
    wayOut: ', or Duration.seconds(0) for no limit',
    bad: [
      [['app', { [prop]: Duration.millis(0.5) }], '0.5 millis'],
      [['app', { [prop]: Duration.millis(2_147_483_648) }], '24 days 20 hours'],
    ],
    tokens: [],
    good: [0, 1, 2_147_483_647].map((milliseconds) => ['app', { [prop]: Duration.millis(milliseconds) }]),
  };
}

function knownTimeoutCase(prop: 'statementTimeout' | 'idleInTransactionTimeout'): RuleCase {
  return {
    prop,
    wayOut: 'write it out, like Duration.seconds(60)',
    bad: [[['app', { [prop]: Duration.millis(someNumber(7000)) }], 'a token']],
    tokens: [],
    good: [
      ['app', {}],
      ['app', { [prop]: Duration.seconds(1) }],
    ],
  };
}

/** Users with different names, each with the name as shown in a message. */
function named(...names: string[]): (readonly [User, string])[] {
  return names.map((name) => [[name], `'${name}'`]);
}

/** Users with different schemas, each with the schema as shown in a message. */
function inSchemas(...schemas: string[]): (readonly [User, string])[] {
  return schemas.map((schema) => [['app', { schema }], `'${schema}'`]);
}

const CASES: Record<string, RuleCase> = {
  'application-user-name-known': {
    prop: 'name',
    wayOut: 'write it out',
    bad: [[[someString('app')], 'a token']],
    tokens: [],
    good: [['app']],
  },
  'application-user-name-format': {
    prop: 'name',
    wayOut: "choose one like 'service-orders'",
    bad: named(
      ...['', 'App', '1app', '-app', 'app-', 'app--one', 'app-_one', '_app', 'app one', 'app.one', 'ápp'],
      'a'.repeat(58),
    ),
    tokens: [],
    good: [['a'], ['app-one_2'], ['a'.repeat(57)]], // 63 bytes with _clone
  },
  'application-user-name-reserved': {
    prop: 'name',
    wayOut: "choose one like 'service-orders'",
    bad: [
      ...named('admin', 'public', 'user', 'pg-monitor', 'pg_x', 'rds', 'rds_iam', 'rdsadmin', 'rds-app'),
      ...named('oficina-owner', 'oficina_readonly', 'x-readwrite', 'app-clone', 'app_clone', 'oficina-admin'),
      [['dono', {}, { masterUsername: 'Dono' }], "'dono'"],
      // A token for the master user does not stop the other checks.
      [['admin', {}, { masterUsername: someString('dono') }], "'admin'"],
    ],
    tokens: [['dono', {}, { masterUsername: someString('dono') }]],
    good: [['owner'], ['readonly'], ['clone'], ['app-owners'], ['dono'], ['pgbouncer'], ['admins']],
  },
  'application-user-once': {
    prop: 'name',
    wayOut: 'add service_orders once',
    bad: named('service-orders', 'service_orders'),
    tokens: [],
    good: [['service-order'], ['serviceorders']],
  },
  'application-user-schema-format': {
    prop: 'schema',
    wayOut: "leave it out for 'oficina'",
    bad: inSchemas('', 'Oficina', '1st', 'or-ders', 'or ders', 'a'.repeat(54)),
    tokens: [['app', { schema: someString('Orders') }]],
    good: [
      ['app', { schema: 'a' }],
      ['app', { schema: '_orders2' }],
      ['app', { schema: 'a'.repeat(53) }], // 63 bytes with _readwrite
    ],
  },
  'application-user-schema-reserved': {
    prop: 'schema',
    wayOut: "leave it out for 'oficina'",
    bad: inSchemas('public', 'information_schema', 'oficina_bootstrap', 'pg_catalog', 'pg_x'),
    tokens: [['app', { schema: someString('public') }]],
    good: [
      ['app', { schema: 'publics' }],
      ['app', { schema: 'pgx' }],
      ['app', { schema: 'oficina' }],
    ],
  },
  'application-user-schema-of-login': {
    prop: 'schema',
    wayOut: 'choose another schema, or another name',
    bad: [
      ...inSchemas('app', 'app_clone', 'service_orders', 'service_orders_clone', 'oficina_admin'),
      [['app-one', { schema: 'app_one' }], "'app_one'"],
      [['oficina', { schema: 'oficina' }], "'oficina'"],
    ],
    tokens: [['app', { schema: someString('app') }]],
    good: [
      ['app', { schema: 'apps' }],
      ['app', { schema: 'clone' }],
      ['app', { schema: 'service' }],
    ],
  },
  'application-user-name-of-schema': {
    prop: 'name',
    wayOut: "-app'",
    bad: [
      [['oficina', { schema: 'other' }], "'oficina'"],
      [['billing'], "'billing'"],
      [['billing', { schema: 'more' }], "'billing'"],
    ],
    tokens: [['billings', { schema: someString('billings') }]],
    good: [['billings'], ['oficina-app']],
  },
  'application-user-iam': {
    prop: 'iamAuthentication',
    wayOut: 'leave iamAuthentication of OficinaPostgres out',
    bad: [
      [
        ['app', { iamAuthentication: true }, { iamAuthentication: false }],
        'true for a database with iamAuthentication: false',
      ],
    ],
    tokens: [['app', { iamAuthentication: true }, { iamAuthentication: someBoolean(false) }]],
    good: [
      ['app', { iamAuthentication: true }],
      ['app', { iamAuthentication: false }, { iamAuthentication: false }],
    ],
  },
  'application-user-iam-without-rotation': {
    prop: 'rotation',
    wayOut: 'leave one of the two out',
    bad: [
      [['app', { iamAuthentication: true, rotation: CredentialsRotation.builtin() }], "'built-in'"],
      [['app', { iamAuthentication: true, rotation: DISABLED }], "'disabled'"],
    ],
    tokens: [],
    good: [
      ['app', { iamAuthentication: true }],
      ['app', { iamAuthentication: false, rotation: DISABLED }],
    ],
  },
  'application-user-rotation-strategy': {
    prop: 'rotation',
    wayOut: 'leave it out for rotation by alternation',
    bad: [
      [['app', { rotation: CredentialsRotation.awsServerlessApplication() }], "'AWS application'"],
      [['app', { rotation: CredentialsRotation.managedByRds() }], "'managed by RDS'"],
    ],
    tokens: [],
    good: [
      ['app', { rotation: CredentialsRotation.builtin() }],
      ['app', { rotation: DISABLED }],
    ],
  },
  'application-user-statement-timeout-known': knownTimeoutCase('statementTimeout'),
  'application-user-statement-timeout': timeoutCase('statementTimeout'),
  'application-user-idle-timeout-known': knownTimeoutCase('idleInTransactionTimeout'),
  'application-user-idle-timeout': timeoutCase('idleInTransactionTimeout'),
};

/** Whether an error names the prop, the value and the fix, and only this one problem. */
function expectRefusal(user: User, { prop, wayOut }: RuleCase, got: string): void {
  let message = '';
  try {
    add(user);
  } catch (error) {
    ({ message } = error as Error);
  }
  const [before, after] = message.split(`, got ${got}; `);
  expect(before).toMatch(new RegExp(`^\\[Stack/Database\\] ${prop} (must|needs) `));
  expect(after).toContain(wayOut);
}

test('every rule has cases, and every case belongs to a rule', () => {
  expect(Object.keys(CASES)).toEqual(applicationUserRules.map(({ id }) => id));
});

describe.each(Object.entries(CASES))('%s', (_, ruleCase) => {
  const { bad, tokens, good } = ruleCase;

  test.each(bad.map(([user, got], index) => [index, got, user] as const))('refuses %i: %s', (__, got, user) => {
    expectRefusal(user, ruleCase, got);
  });

  if (tokens.length > 0) {
    test.each(tokens.map((user, index) => [index, user] as const))('accepts token %i', (__, user) => {
      expect(() => add(user).template()).not.toThrow();
    });
  }

  test.each(good.map((user, index) => [index, user] as const))('accepts %i', (__, user) => {
    expect(() => add(user)).not.toThrow();
  });
});

test('one error lists all problems of a user', () => {
  const refused = () => add(['App', { schema: 'public' }]);
  expect(refused).toThrow('[Stack/Database] 2 problems:');
  expect(refused).toThrow(/\n  - name must .*, got 'App'; /);
  expect(refused).toThrow(/\n  - schema must .*, got 'public'; /);
});

describe('without a compiler', () => {
  const untyped = (props: object | undefined) => () =>
    database().database.addApplicationUser('app', props as ApplicationUserProps);
  const PRIVILEGES = (got: string) =>
    `[Stack/Database] privileges must be one of readOnly, readWrite, owner, got ${got}; write it like ` +
    'UserPrivileges.READ_WRITE';

  test.each([
    [undefined, PRIVILEGES('none')],
    [{}, PRIVILEGES('none')],
    [{ privileges: null }, PRIVILEGES('none')],
    [{ privileges: 'all' }, PRIVILEGES("'all'")],
    [{ privileges: 'owner', schema: 7 }, '[Stack/Database] schema must be a string, got 7; put it in quotes'],
    [
      { privileges: 'owner', iamAuthentication: someBoolean(true) },
      '[Stack/Database] iamAuthentication must be true or false, got a LazyBox; write one of the two, or leave the ' +
        'prop out for its default',
    ],
    [
      { privileges: 'owner', rotation: false },
      '[Stack/Database] rotation must be a CredentialsRotation, got false; write it like ' +
        "CredentialsRotation.disabled({ reason: '…' })",
    ],
    [
      { privileges: 'owner', statementTimeout: 60 },
      '[Stack/Database] statementTimeout must be a Duration, got 60; write it like Duration.seconds(60)',
    ],
    [
      { privileges: 'owner', idleInTransactionTimeout: 60 },
      '[Stack/Database] idleInTransactionTimeout must be a Duration, got 60; write it like Duration.seconds(60)',
    ],
    [
      { privileges: 'owner', iamAuth: true },
      '[Stack/Database] iamAuth is not a prop; see ApplicationUserProps in API.md',
    ],
  ])('%j is refused with the correct way to write it', (props, message) => {
    expect(untyped(props)).toThrow(new Error(message));
  });

  test('a missing name is treated as an empty one', () => {
    expect(() =>
      database().database.addApplicationUser(undefined as any, { privileges: UserPrivileges.OWNER }),
    ).toThrow(/^\[Stack\/Database\] name must be 1 to 57 .*, got ''; /);
  });

  test('null counts as left out', () => {
    const nothing = {
      schema: null,
      iamAuthentication: null,
      rotation: null,
      statementTimeout: null,
      idleInTransactionTimeout: null,
    };
    const made = untyped({ privileges: 'owner', ...nothing })();
    expect(made.schema).toBe('oficina');
    expect(made.secret).toBeDefined();
    expect(made.rotationFunction).toBeDefined();
  });
});

test("the stack trace of an error starts in the caller's code", () => {
  let caught: Error | undefined;
  try {
    add(['App']);
  } catch (error) {
    caught = error as Error;
  }
  expect(caught?.name).toBe('ValidationError');
  expect(caught!.stack!.split('\n').find((line) => /^\s+at /.test(line))).toContain(path.basename(__filename));
});
