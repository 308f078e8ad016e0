import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  CredentialsRotation,
  EnvironmentProfile,
  LogStatement,
  OficinaPostgres,
  OficinaPostgresProps,
  UserPrivileges,
} from '../../src';
import { clientSecurityGroup, database, emptyStack, ENVIRONMENT, isolatedVpc } from '../support/database';
import { RECOMMENDED_FLAGS } from '../support/feature-flags';
import { idOf, inCycles, madeBefore } from '../support/references';
import { someString } from '../validation/rule-cases';

const READ_WRITE = { privileges: UserPrivileges.READ_WRITE };
const role = (stack: Stack, id = 'Role') =>
  new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** A database with a user that has a password, and one that logs in with IAM. */
function withUsers(props: Partial<OficinaPostgresProps> = {}, stack: Stack = emptyStack()) {
  const made = database({ monitoring: false, ...props }, stack);
  const orders = made.database.addApplicationUser('service-orders', READ_WRITE);
  const migrations = made.database.addApplicationUser('migrations', {
    privileges: UserPrivileges.OWNER,
    iamAuthentication: true,
  });
  return { ...made, orders, migrations };
}

describe('users', () => {
  test('are passed to the bootstrap in the order in which they were added', () => {
    const [{ Properties }] = Object.values(withUsers().template().findResources('Custom::OficinaPostgresBootstrap'));
    expect(Properties.Users.map(({ Name }: { Name: string }) => Name)).toEqual(['service_orders', 'migrations']);
  });

  test('are left out of the bootstrap if there are none', () => {
    database().template().hasResourceProperties('Custom::OficinaPostgresBootstrap', { Users: Match.absent() });
  });

  test('are constructs of the database with their names as ids', () => {
    const { orders, migrations } = withUsers();
    expect([orders.node.path, migrations.node.path]).toEqual([
      'Stack/Database/Users/service-orders',
      'Stack/Database/Users/migrations',
    ]);
  });

  test('are not added if they are refused', () => {
    const { database: made, template } = database();
    expect(() => made.addApplicationUser('orders', { ...READ_WRITE, schema: 'public' })).toThrow('schema must not be');
    made.addApplicationUser('orders', READ_WRITE);
    const [{ Properties }] = Object.values(template().findResources('Custom::OficinaPostgresBootstrap'));
    expect(Properties.Users).toHaveLength(1);
  });

  test('need the bootstrap, which creates them in the database', () => {
    const { database: made } = database({ bootstrap: false });
    expect(() => made.addApplicationUser('orders', READ_WRITE)).toThrow(
      new Error(
        '[Stack/Database] addApplicationUser() needs bootstrap, got false; leave that prop out, or create the role ' +
          'by hand',
      ),
    );
  });
});

describe('grants by user name', () => {
  test.each(['service-orders', 'service_orders'])(
    'let a principal read the credentials of %s, but not those of the master user',
    (name) => {
      const { database: made, stack, template, orders } = withUsers();
      made.grantReadCredentials(role(stack), name);
      const [policy] = Object.values(template().findResources('AWS::IAM::Policy'));
      expect(policy.Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, Resource])).toEqual(
        [
          [['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], stack.resolve(orders.secret!.secretArn)],
          ['kms:Decrypt', stack.resolve(made.encryptionKey.keyArn)],
        ],
      );
    },
  );

  test('are for the master user without a name', () => {
    const { database: made, stack, template } = withUsers();
    made.grantReadCredentials(role(stack));
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Resource: { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecretAttachment') } }),
        ]),
      },
    });
  });

  test('work if RDS manages the secret of the master user', () => {
    const { database: made, stack, template } = withUsers({ rotation: CredentialsRotation.managedByRds() });
    made.grantReadCredentials(role(stack));
    made.grantReadCredentials(role(stack, 'Orders'), 'service-orders');
    const instance = idOf(template(), 'AWS::RDS::DBInstance');
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Resource: { 'Fn::GetAtt': [instance, 'MasterUserSecret.SecretArn'] } }),
        ]),
      },
    });
    expect(inCycles(template())).toEqual([]);
  });

  const UNKNOWN = 'user must be one that addApplicationUser() has added';

  test.each([
    ['service-order', `[Stack/Database] ${UNKNOWN}, got 'service-order'; did you mean 'service-orders'?`],
    ['nobody', `[Stack/Database] ${UNKNOWN}, got 'nobody'; choose one of service-orders, migrations`],
    ['constructor', `[Stack/Database] ${UNKNOWN}, got 'constructor'; choose one of service-orders, migrations`],
    [
      'migrations',
      "[Stack/Database] user must have a secret, got 'migrations', which logs in with IAM; use grantConnect()",
    ],
  ])('are refused for %s', (name, message) => {
    const { database: made, stack } = withUsers();
    expect(() => made.grantReadCredentials(role(stack), name)).toThrow(new Error(message));
  });

  test('are refused if there are no users', () => {
    const { database: made, stack } = database();
    expect(() => made.grantReadCredentials(role(stack), 'orders')).toThrow(
      new Error(`[Stack/Database] ${UNKNOWN}, got 'orders'; add it first`),
    );
  });

  test('are refused without the bootstrap', () => {
    const { database: made, stack } = database({ bootstrap: false });
    expect(() => made.grantReadCredentials(role(stack), 'orders')).toThrow(
      new Error("[Stack/Database] user needs bootstrap, got 'orders' without it; leave that prop out"),
    );
  });

  test('also find the secret for the environment of a function', () => {
    const { database: made, orders } = withUsers();
    expect([made.userSecret('service-orders'), made.userSecret('service_orders')]).toEqual([
      orders.secret,
      orders.secret,
    ]);
    expect(() => made.userSecret('orders')).toThrow(`[Stack/Database] ${UNKNOWN}, got 'orders'`);
    expect(() => made.userSecret(null as any)).toThrow(`[Stack/Database] ${UNKNOWN}, got 'null'`);
  });

  test.each([null, undefined, 'role', {}])('need a principal: %j', (grantee: any) => {
    const { database: made, orders, migrations } = withUsers();
    const refused = (path: string, method: string) =>
      new RegExp(
        `^\\[Stack/Database${path}\\] grantee of ${method}\\(\\) must be a principal, got .*; pass a role, or a ` +
          'function that has one$',
      );
    expect(() => made.grantReadCredentials(grantee)).toThrow(refused('', 'grantReadCredentials'));
    expect(() => orders.grantReadCredentials(grantee)).toThrow(
      refused('/Users/service-orders', 'grantReadCredentials'),
    );
    expect(() => made.grantConnect(grantee, 'somebody')).toThrow(refused('', 'grantConnect'));
    expect(() => migrations.grantConnect(grantee)).toThrow(refused('', 'grantConnect'));
  });

  const PASSWORD = (name: string) =>
    `databaseUser of grantConnect() must log in with IAM, got '${name}', which has a password; ` +
    'pass iamAuthentication to addApplicationUser(), or use grantReadCredentials()';
  const BY_IAM = { privileges: UserPrivileges.OWNER, iamAuthentication: true };

  test.each(['stock-keeper', 'stock_keeper'])('of an IAM login contain the login, by name or by login: %s', (name) => {
    const { database: made, stack, template } = withUsers();
    made.addApplicationUser('stock-keeper', BY_IAM);
    made.grantConnect(role(stack), name);
    const [policy] = Object.values(template().findResources('AWS::IAM::Policy'));
    expect(JSON.stringify(policy.Properties.PolicyDocument.Statement)).toContain('/stock_keeper');
  });

  test('of an IAM login are refused for a user with a password, by name or by login', () => {
    const { database: made, stack } = withUsers();
    for (const name of ['service-orders', 'service_orders']) {
      expect(() => made.grantConnect(role(stack, name), name)).toThrow(new Error(`[Stack/Database] ${PASSWORD(name)}`));
    }
  });

  test.each(['later-user', 'later_user'])(
    'of an IAM login made before the user was added are checked again at synthesis: %s',
    (name) => {
      const { database: made, stack } = withUsers();
      made.grantConnect(role(stack), name);
      made.addApplicationUser('later-user', READ_WRITE);
      expect(() => (stack.node.root as App).synth()).toThrow(`[Stack/Database] ${PASSWORD(name)}`);
    },
  );

  test('of an IAM login made before the user was added must name its login', () => {
    const of = (name: string) => {
      const { database: made, stack } = withUsers();
      made.grantConnect(role(stack), name);
      made.addApplicationUser('later-user', BY_IAM);
      return stack.node.root as App;
    };
    expect(() => of('later_user').synth()).not.toThrow();
    expect(() => of('later-user').synth()).toThrow(
      "[Stack/Database] databaseUser of grantConnect() must be a login, got 'later-user', the name of a user " +
        "that was added later; write 'later_user', or call grantConnect() after addApplicationUser()",
    );
  });

  test('of an IAM login accept a token', () => {
    const { database: made, stack } = withUsers();
    expect(made.grantConnect(role(stack), someString('somebody')).success).toBe(true);
  });

  test('of an IAM login are possible for a user that the library does not manage', () => {
    const { database: made, stack } = withUsers();
    expect(made.grantConnect(role(stack), 'migrations').success).toBe(true);
    expect(made.grantConnect(role(stack, 'Other'), 'somebody').success).toBe(true);
    expect(() => made.grantConnect(role(stack, 'Third'), 'service_orders')).toThrow('must log in with IAM');
  });
});

/** A database with all its parts, and with clients that depend on it. */
function everything(
  stack: Stack,
  vpc: ec2.IVpc,
  props: Partial<OficinaPostgresProps> = {},
  clients: ec2.IConnectable[] = [],
) {
  const {
    database: made,
    orders,
    template,
  } = withUsers({ monitoring: true, vpc, clients, profile: EnvironmentProfile.prod(), ...props }, stack);
  const service = new lambda.Function(stack, 'Service', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    environment: { DATABASE_HOST: made.endpointAddress, SECRET: orders.secret!.secretArn },
  });
  made.connections.allowDefaultPortFrom(service);
  orders.grantReadCredentials(service);
  made.grantReadCredentials(service);
  made.grantConnect(service, 'migrations');
  return { made, template };
}

const ownVpc = (stack: Stack) =>
  new ec2.Vpc(stack, 'Own', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'db', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
const STRATEGIES: [string, Partial<OficinaPostgresProps>][] = [
  ["the library's own rotation", {}],
  [
    'the application of AWS',
    { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE },
  ],
  ['RDS', { rotation: CredentialsRotation.managedByRds({ interval: Duration.days(7) }) }],
];

describe.each(STRATEGIES)('no resource depends on itself, with %s', (_, props) => {
  test.each([
    ['no feature flags', {}],
    ['the flags of cdk init', RECOMMENDED_FLAGS],
  ])('in one stack, with %s', (__, context) => {
    const app = new App({ context });
    const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
    const vpc = ownVpc(stack);
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc });
    const { template } = everything(stack, vpc, props, [client]);
    expect(inCycles(template())).toEqual([]);
    // Users rotate after the bootstrap has created them, and the bootstrap depends on the database.
    const schedule = idOf(template(), 'AWS::SecretsManager::RotationSchedule', 'DatabaseUsers');
    expect(madeBefore(template(), schedule)).toEqual(
      expect.arrayContaining(
        ['Custom::OficinaPostgresBootstrap', 'AWS::RDS::DBInstance', 'AWS::EC2::VPCEndpoint'].map((type) =>
          idOf(template(), type),
        ),
      ),
    );
  });

  test('with VPC and clients in other stacks', () => {
    const app = new App();
    const network = new Stack(app, 'Network', { env: ENVIRONMENT });
    const vpc = ownVpc(network);
    const clients = new Stack(app, 'Clients', { env: ENVIRONMENT });
    const client = new ec2.SecurityGroup(clients, 'Client', { vpc });
    const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
    const { made } = everything(stack, vpc, props, [client]);
    // A service in a stack of its own, which depends on the database.
    const later = new Stack(app, 'Later', { env: ENVIRONMENT });
    const group = new ec2.SecurityGroup(later, 'Service', { vpc });
    group.connections.allowToDefaultPort(made);
    made.grantReadCredentials(role(later), 'service-orders');
    expect(() => app.synth()).not.toThrow();
    for (const each of [network, clients, stack, later]) expect(inCycles(Template.fromStack(each))).toEqual([]);
    expect(stack.dependencies.map(({ node }) => node.id).sort()).toEqual([
      'Clients',
      'Network',
      'Stack-backups-us-west-2',
    ]);
    expect(later.dependencies.map(({ node }) => node.id).sort()).toEqual(['Network', 'Stack']);
  });
});

test('inCycles() finds a cycle', () => {
  const template = Template.fromJSON(
    {
      Resources: {
        A: { Type: 'Test::A', Properties: { B: { 'Fn::Sub': 'x-${B.Arn}' } } },
        B: { Type: 'Test::B', Properties: {}, DependsOn: 'C' },
        C: {
          Type: 'Test::C',
          Properties: { A: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['A', 'Arn'] }]] }, E: { 'Fn::GetAtt': 'D.Arn' } },
        },
        D: { Type: 'Test::D', Properties: { Partition: { Ref: 'AWS::Partition' } } },
      },
    },
    { skipCyclicalDependenciesCheck: true },
  );
  expect(inCycles(template)).toEqual(['A', 'B', 'C']);
  expect(madeBefore(template, 'C').sort()).toEqual(['A', 'B', 'C', 'D']);
});

test('two databases of one stack can have users with the same name', () => {
  const stack = emptyStack();
  const vpc = isolatedVpc(stack);
  const { template } = withUsers({ vpc, clients: [clientSecurityGroup(stack)] }, stack);
  const second = new OficinaPostgres(stack, 'Second', { vpc, profile: EnvironmentProfile.staging() });
  second.addApplicationUser('service-orders', READ_WRITE);
  expect(inCycles(template())).toEqual([]);
  const names = Object.values(template().findResources('AWS::SecretsManager::Secret')).map(
    ({ Properties }) => Properties.Name,
  );
  expect(names.sort()).toEqual([
    'oficina-db-dev',
    'oficina-db-dev/service-orders',
    'oficina-db-staging',
    'oficina-db-staging/service-orders',
  ]);
});

test('explain() has a row for each user', () => {
  const made = database({ rotation: CredentialsRotation.builtin({ interval: Duration.days(7) }) }).database;
  const rows = () =>
    made
      .explain()
      .settings.filter(({ name }) => name.startsWith('user '))
      .map(({ name, value, source, consequence }) => [name, value, source, consequence]);
  expect(rows()).toEqual([]);
  made.addApplicationUser('service-orders', READ_WRITE);
  made.addApplicationUser('migrations', { privileges: UserPrivileges.OWNER, iamAuthentication: true });
  made.addApplicationUser('reports', {
    privileges: UserPrivileges.READ_ONLY,
    schema: 'billing',
    rotation: CredentialsRotation.disabled({ reason: 'rotated by Vault' }),
  });
  made.addApplicationUser('tokens', { ...READ_WRITE, schema: someString('orders') });
  const OFTEN = 'two logins take turns; clients must read the secret at least once between two rotations';
  expect(rows()).toEqual([
    ['user service_orders', 'readWrite in oficina, every 7 days', 'prop', OFTEN],
    ['user migrations', 'owner in oficina, IAM', 'prop', 'no password: each login needs an IAM token'],
    ['user reports', 'readOnly in billing, no rotation', 'prop', 'RISK: the password never changes (rotated by Vault)'],
    ['user tokens', 'readWrite in (token), every 7 days', 'prop', OFTEN],
  ]);
});
