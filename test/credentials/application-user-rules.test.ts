import { Duration } from 'aws-cdk-lib';
import { ApplicationUserProps, CredentialsRotation, OficinaPostgresProps, UserPrivileges } from '../../src';
import { applicationUserRules } from '../../src/credentials/application-user-rules';
import { database } from '../support/database';
import { someBoolean, someNumber, someString } from '../validation/rule-cases';

/** One user: its name, its props beside the privileges, and those of the database. */
type Given = readonly [name: string, props?: Partial<ApplicationUserProps>, database?: Partial<OficinaPostgresProps>];

interface UserCase {
  readonly bad: readonly (readonly [given: Given, message: string])[];
  /** None where a token cannot stand. */
  readonly tokens: readonly Given[];
  readonly good: readonly Given[];
}

function add([name, props, ofDatabase]: Given) {
  const made = database({ monitoring: false, ...ofDatabase });
  // One that is there already, for the rule that each is the only one, and one with a schema of its own.
  made.database.addApplicationUser('bills', { privileges: UserPrivileges.OWNER, schema: 'billing' });
  made.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_ONLY });
  made.database.addApplicationUser(name, { privileges: UserPrivileges.READ_WRITE, ...props });
  return made;
}

const NAME = (got: string) =>
  `name must be 1 to 57 lower-case letters, digits and single hyphens or underscores, starting with a letter, got '${got}'; choose one like 'service-orders'`;
const RESERVED = (got: string) =>
  "name must not be a name that PostgreSQL, RDS or this library keeps for itself, as the master user's, and end neither like a group of a " +
  `schema (_owner, _readonly, _readwrite) nor in _clone, got '${got}'; choose one like 'service-orders'`;
const SCHEMA = (got: string) =>
  `schema must be 1 to 53 lower-case letters, digits and underscores, not starting with a digit, got '${got}'; leave it out for 'oficina'`;
const OF_LOGIN = (got: string) =>
  "schema must not have the name of a login, as the master user's or one of a user: that login would run functions that are made in the schema, " +
  `got '${got}'; choose another schema, or another name for the user`;
const OF_SCHEMA = (got: string) =>
  `name must not be the name of a schema: its login would run functions that are made there, got '${got}'; choose another one, like '${got}-app'`;
const STRATEGY = (got: string) =>
  `rotation must be CredentialsRotation.builtin() or CredentialsRotation.disabled(), got '${got}'; leave it out for alternating users`;
const NO_PASSWORD = (got: string) =>
  `rotation must be left out with iamAuthentication: there is no password, got '${got}'; leave one of the two out`;
const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });

const timeoutCase = (name: 'statementTimeout' | 'idleInTransactionTimeout'): UserCase => ({
  bad: (
    [
      [Duration.millis(0.5), '0.5 millis'],
      [Duration.millis(2_147_483_648), '24 days 20 hours'],
    ] as const
  ).map(([timeout, got]) => [
    ['app', { [name]: timeout }],
    `${name} must be a whole number of milliseconds up to 24 days, got ${got}; choose one like Duration.seconds(60), or Duration.seconds(0) for no limit`,
  ]),
  tokens: [],
  good: [0, 1, 2_147_483_647].map((milliseconds) => ['app', { [name]: Duration.millis(milliseconds) }]),
});

const knownCase = (name: 'statementTimeout' | 'idleInTransactionTimeout'): UserCase => ({
  bad: [
    [
      ['app', { [name]: Duration.millis(someNumber(7000)) }],
      `${name} must be known at synthesis, got a time that is known at deployment only; write it out, like Duration.seconds(60)`,
    ],
  ],
  tokens: [],
  good: [
    ['app', {}],
    ['app', { [name]: Duration.seconds(1) }],
  ],
});

const CASES: Record<string, UserCase> = {
  'application-user-name-known': {
    bad: [
      [
        [someString('app')],
        'name must be known at synthesis: secret and parameter are named after it, got a name that is known at deployment only; write it out',
      ],
    ],
    tokens: [],
    good: [['app']],
  },
  'application-user-name-format': {
    bad: [
      '',
      'App',
      '1app',
      '-app',
      'app-',
      'app--one',
      'app-_one',
      '_app',
      'app one',
      'app.one',
      'ápp',
      'a'.repeat(58),
    ].map((name) => [[name], NAME(name)]),
    tokens: [],
    good: [['a'], ['app-one_2'], ['a'.repeat(57)]], // 63 bytes with _clone
  },
  'application-user-name-reserved': {
    bad: [
      ...[
        'admin',
        'public',
        'user',
        'pg-monitor',
        'pg_x',
        'rds',
        'rds_iam',
        'rdsadmin',
        'rds-app',
        'oficina-owner',
        'oficina_readonly',
        'x-readwrite',
        'app-clone',
        'app_clone',
        'oficina-admin',
      ].map((name) => [[name], RESERVED(name)] as const),
      [['dono', {}, { masterUsername: 'Dono' }], RESERVED('dono')],
      // A master user that is a token hides nothing else.
      [['admin', {}, { masterUsername: someString('dono') }], RESERVED('admin')],
    ],
    tokens: [['dono', {}, { masterUsername: someString('dono') }]],
    good: [['owner'], ['readonly'], ['clone'], ['app-owners'], ['dono'], ['pgbouncer'], ['admins']],
  },
  'application-user-once': {
    bad: ['service-orders', 'service_orders'].map((name) => [
      [name],
      `name must be the only one of its login, got '${name}'; add service_orders once, and give the other service a user of its own`,
    ]),
    tokens: [],
    good: [['service-order'], ['serviceorders']],
  },
  'application-user-schema-format': {
    bad: ['', 'Oficina', '1st', 'or-ders', 'or ders', 'a'.repeat(54)].map((schema) => [
      ['app', { schema }],
      SCHEMA(schema),
    ]),
    tokens: [['app', { schema: someString('Orders') }]],
    good: [
      ['app', { schema: 'a' }],
      ['app', { schema: '_orders2' }],
      ['app', { schema: 'a'.repeat(53) }],
    ], // 63 bytes with _readwrite
  },
  'application-user-schema-reserved': {
    bad: ['public', 'information_schema', 'oficina_bootstrap', 'pg_catalog', 'pg_x'].map((schema) => [
      ['app', { schema }],
      `schema must not be one that is PostgreSQL's own, everybody's or the library's, got '${schema}'; leave it out for 'oficina'`,
    ]),
    tokens: [['app', { schema: someString('public') }]],
    good: [
      ['app', { schema: 'publics' }],
      ['app', { schema: 'pgx' }],
      ['app', { schema: 'oficina' }],
    ],
  },
  'application-user-schema-of-login': {
    bad: (
      [
        ['app', 'app'],
        ['app', 'app_clone'],
        ['app-one', 'app_one'],
        ['app', 'service_orders'],
        ['app', 'service_orders_clone'],
        ['app', 'oficina_admin'],
        ['oficina', 'oficina'],
      ] as const
    ).map(([name, schema]) => [[name, { schema }], OF_LOGIN(schema)]),
    tokens: [['app', { schema: someString('app') }]],
    good: [
      ['app', { schema: 'apps' }],
      ['app', { schema: 'clone' }],
      ['app', { schema: 'service' }],
    ],
  },
  'application-user-name-of-schema': {
    bad: [
      [['oficina', { schema: 'other' }], OF_SCHEMA('oficina')],
      [['billing'], OF_SCHEMA('billing')],
      [['billing', { schema: 'more' }], OF_SCHEMA('billing')],
    ],
    tokens: [['billings', { schema: someString('billings') }]],
    good: [['billings'], ['oficina-app']],
  },
  'application-user-iam': {
    bad: [
      [
        ['app', { iamAuthentication: true }, { iamAuthentication: false }],
        'iamAuthentication needs a database that takes tokens of IAM, got true where the database has iamAuthentication: false; leave that prop of OficinaPostgres out',
      ],
    ],
    tokens: [['app', { iamAuthentication: true }, { iamAuthentication: someBoolean(false) }]],
    good: [
      ['app', { iamAuthentication: true }],
      ['app', { iamAuthentication: false }, { iamAuthentication: false }],
    ],
  },
  'application-user-iam-without-rotation': {
    bad: [
      [['app', { iamAuthentication: true, rotation: CredentialsRotation.builtin() }], NO_PASSWORD('built-in')],
      [['app', { iamAuthentication: true, rotation: DISABLED }], NO_PASSWORD('disabled')],
    ],
    tokens: [],
    good: [
      ['app', { iamAuthentication: true }],
      ['app', { iamAuthentication: false, rotation: DISABLED }],
    ],
  },
  'application-user-rotation-strategy': {
    bad: [
      [['app', { rotation: CredentialsRotation.awsServerlessApplication() }], STRATEGY('AWS application')],
      [['app', { rotation: CredentialsRotation.managedByRds() }], STRATEGY('managed by RDS')],
    ],
    tokens: [],
    good: [
      ['app', { rotation: CredentialsRotation.builtin() }],
      ['app', { rotation: DISABLED }],
    ],
  },
  'application-user-statement-timeout-known': knownCase('statementTimeout'),
  'application-user-statement-timeout': timeoutCase('statementTimeout'),
  'application-user-idle-timeout-known': knownCase('idleInTransactionTimeout'),
  'application-user-idle-timeout': timeoutCase('idleInTransactionTimeout'),
};

test('every rule has cases, and no case is left of a rule that has gone', () => {
  expect(Object.keys(CASES)).toEqual(applicationUserRules.map(({ id }) => id));
});

describe.each(Object.entries(CASES))('%s', (_, { bad, tokens, good }) => {
  test.each(bad.map(([given, message], index) => [index, message, given] as const))(
    'refuses %i: %s',
    (__, message, given) => {
      expect(() => add(given)).toThrow(new Error(`[Stack/Database] ${message}`));
    },
  );

  if (tokens.length > 0) {
    test.each(tokens.map((given, index) => [index, given] as const))('lets token %i through', (__, given) => {
      expect(() => add(given).template()).not.toThrow();
    });
  }

  test.each(good.map((given, index) => [index, given] as const))('accepts %i', (__, given) => {
    expect(() => add(given)).not.toThrow();
  });
});

test('everything that is wrong is told at once', () => {
  expect(() => add(['App', { schema: 'public' }])).toThrow(
    new Error(
      [
        '[Stack/Database] 2 problems:',
        NAME('App'),
        "schema must not be one that is PostgreSQL's own, everybody's or the library's, got 'public'; leave it out for 'oficina'",
      ].join('\n  - '),
    ),
  );
});

describe('without a compiler', () => {
  const untyped = (props: object | undefined) => () =>
    database().database.addApplicationUser('app', props as ApplicationUserProps);
  const PRIVILEGES = (got: string) =>
    `[Stack/Database] privileges must be one of readOnly, readWrite, owner, got ${got}; write it like UserPrivileges.READ_WRITE`;

  test.each([
    [undefined, PRIVILEGES('none')],
    [{}, PRIVILEGES('none')],
    [{ privileges: null }, PRIVILEGES('none')],
    [{ privileges: 'all' }, PRIVILEGES("'all'")],
    [{ privileges: 'owner', schema: 7 }, '[Stack/Database] schema must be a string, got 7; put it in quotes'],
    [
      { privileges: 'owner', iamAuthentication: someBoolean(true) },
      '[Stack/Database] iamAuthentication must be true or false, got a LazyBox; write one of the two, or leave the prop out for its default',
    ],
    [
      { privileges: 'owner', rotation: false },
      "[Stack/Database] rotation must be a CredentialsRotation, got false; write it like CredentialsRotation.disabled({ reason: '…' })",
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
  ])('%j is told with the way to write it', (props, message) => {
    expect(untyped(props)).toThrow(new Error(message));
  });

  test('no name is told like an empty one', () => {
    expect(() =>
      database().database.addApplicationUser(undefined as any, { privileges: UserPrivileges.OWNER }),
    ).toThrow(new Error(`[Stack/Database] ${NAME('')}`));
  });

  test('null is no value', () => {
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

test("an error begins its stack trace in the user's code", () => {
  let caught: Error | undefined;
  try {
    add(['App']);
  } catch (error) {
    caught = error as Error;
  }
  expect(caught?.name).toBe('ValidationError');
  expect(caught!.stack!.split('\n').find((line) => /^\s+at /.test(line))).toContain('application-users.test.ts');
});
