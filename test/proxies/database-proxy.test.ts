import { App, Duration, Stack, Tags, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  CredentialsRotation,
  EnvironmentProfile,
  IApplicationUser,
  OficinaPostgres,
  OficinaPostgresProps,
  PostgresProxyProps,
  UserPrivileges,
} from '../../src';
import { clientSecurityGroup, database, emptyStack, ENVIRONMENT, isolatedVpc, privateVpc } from '../support/database';
import { allows, list, permits, text } from '../support/policy';
import { idOf, inCycles, madeBefore } from '../support/references';

const READ_WRITE = { privileges: UserPrivileges.READ_WRITE };
const BY_IAM = { privileges: UserPrivileges.READ_WRITE, iamAuthentication: true };
const role = (stack: Stack) =>
  new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** A database with a user that has a password, one that logs in with IAM, and a proxy, by default for both. */
function withProxy(
  props:
    PostgresProxyProps | ((users: { orders: IApplicationUser; jobs: IApplicationUser }) => PostgresProxyProps) = {},
  databaseProps: Partial<OficinaPostgresProps> = {},
) {
  const made = database({ monitoring: false, ...databaseProps });
  const users = {
    orders: made.database.addApplicationUser('service-orders', READ_WRITE),
    jobs: made.database.addApplicationUser('jobs', BY_IAM),
  };
  const proxy = made.database.addProxy('Proxy', typeof props === 'function' ? props(users) : props);
  return { ...made, ...users, proxy };
}

/** The statements that the role of the proxy has. */
function statements(template: Template): any[] {
  const [{ Properties }] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'))
    .filter(([id]) => id.startsWith('DatabaseProxies'))
    .map(([, one]) => one);
  return Properties.PolicyDocument.Statement;
}

const only = (template: Template, type: string) => Object.values(template.findResources(type))[0].Properties;

test('the target group has no tags, because aws-cdk-lib 2.273 to 2.275 refuses them; the proxy has all tags', () => {
  const { stack, template } = withProxy();
  Tags.of(stack).add('Team', 'oficina');
  expect(only(template(), 'AWS::RDS::DBProxyTargetGroup')).not.toHaveProperty('Tags');
  template().hasResourceProperties('AWS::RDS::DBProxy', {
    Tags: Match.arrayWith([
      { Key: 'Environment', Value: 'dev' },
      { Key: 'Team', Value: 'oficina' },
    ]),
  });
});

describe('logins', () => {
  test('with a password use the secret and SCRAM; those with IAM use IAM up to the database', () => {
    const { stack, template, orders } = withProxy();
    const proxy = only(template(), 'AWS::RDS::DBProxy');
    expect(proxy.Auth).toEqual([
      {
        AuthScheme: 'SECRETS',
        ClientPasswordAuthType: 'POSTGRES_SCRAM_SHA_256',
        Description: 'service_orders, or service_orders_clone',
        IAMAuth: 'DISABLED',
        SecretArn: stack.resolve(orders.secret!.secretArn),
      },
    ]);
    expect(proxy.DefaultAuthScheme).toBe('IAM_AUTH');
  });

  test('do not include IAM if all users have passwords', () => {
    expect(
      only(withProxy(({ orders }) => ({ users: [orders] })).template(), 'AWS::RDS::DBProxy').DefaultAuthScheme,
    ).toBe('NONE');
  });

  test('need no secret if all users log in with IAM, and the role can read none', () => {
    const { template } = withProxy(({ jobs }) => ({ users: [jobs] }));
    expect(only(template(), 'AWS::RDS::DBProxy').Auth).toBeUndefined();
    expect(statements(template()).map(({ Action }) => Action)).toEqual(['rds-db:connect']);
  });

  test('include all users, even those that are added later', () => {
    const { database: made, template } = withProxy();
    made.addApplicationUser('reports', READ_WRITE);
    made.addApplicationUser('migrations', BY_IAM);
    expect(only(template(), 'AWS::RDS::DBProxy').Auth).toHaveLength(2);
    const [read, , connect] = statements(template());
    expect(read.Resource).toHaveLength(2);
    expect(connect.Resource.map(text).map((arn: string) => arn.split('/')[1])).toEqual(['jobs', 'migrations']);
  });

  test('require TLS, and statements are not logged', () => {
    withProxy().template().hasResourceProperties('AWS::RDS::DBProxy', {
      EngineFamily: 'POSTGRESQL',
      RequireTLS: true,
      DebugLogging: false,
    });
  });
});

describe('the role', () => {
  test('is for RDS, and can only read the secrets of the users through Secrets Manager', () => {
    const { database: made, stack, template, orders } = withProxy();
    const all = statements(template());
    const [secret, master, key] = [orders.secret!.secretArn, made.secret.secretArn, made.encryptionKey.keyArn].map(
      (arn) => text(stack.resolve(arn)),
    );
    expect(permits(all, { action: 'secretsmanager:GetSecretValue', resource: secret })).toBe(true);
    expect(permits(all, { action: 'secretsmanager:GetSecretValue', resource: master })).toBe(false);
    const viaService = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };
    expect(permits(all, { action: 'kms:Decrypt', resource: key, context: viaService })).toBe(true);
    expect(permits(all, { action: 'kms:Decrypt', resource: key })).toBe(false);
    expect(new Set(all.flatMap(({ Action }) => list(Action)))).toEqual(
      new Set(['secretsmanager:GetSecretValue', 'kms:Decrypt', 'rds-db:connect']),
    );
    expect(JSON.stringify(all.map(({ Resource }) => Resource))).not.toContain('*');
    template().hasResourceProperties('AWS::IAM::Role', {
      Description: 'Proxy of the database oficina-db-dev',
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'rds.amazonaws.com' } }],
      },
    });
  });

  test('logs in to the database as the users with IAM', () => {
    const { template } = withProxy();
    const instance = idOf(template(), 'AWS::RDS::DBInstance');
    const resource = (user: string) => `arn:aws:rds-db:us-east-1:111122223333:dbuser:${instance}.DbiResourceId/${user}`;
    expect(permits(statements(template()), { action: 'rds-db:connect', resource: resource('jobs') })).toBe(true);
    expect(permits(statements(template()), { action: 'rds-db:connect', resource: resource('service_orders') })).toBe(
      false,
    );
  });
});

describe('grantConnect', () => {
  test('is for the proxy and one user', () => {
    const { stack, template, proxy, jobs } = withProxy();
    proxy.grantConnect(role(stack), jobs);
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'rds-db:connect',
            Effect: 'Allow',
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':rds-db:us-east-1:111122223333:dbuser:',
                  {
                    'Fn::Select': [
                      6,
                      { 'Fn::Split': [':', { 'Fn::GetAtt': [idOf(template(), 'AWS::RDS::DBProxy'), 'DBProxyArn'] }] },
                    ],
                  },
                  '/jobs',
                ],
              ],
            },
          },
        ],
      },
    });
  });

  test('refuses a user with a password', () => {
    const { stack, proxy, orders } = withProxy();
    expect(() => proxy.grantConnect(role(stack), orders)).toThrow(
      new Error(
        '[Stack/Database/Proxies/Proxy] user of grantConnect() must log in with IAM, got ' +
          "'service_orders', which has a password; give addApplicationUser() iamAuthentication, or use " +
          'grantReadCredentials() of the user',
      ),
    );
  });

  test('refuses a user of the database that is not a user of the proxy', () => {
    const { stack, proxy, jobs } = withProxy(({ orders }) => ({ users: [orders] }));
    expect(() => proxy.grantConnect(role(stack), jobs)).toThrow("must be a user of the proxy, got 'jobs'");
  });

  test('refuses a value that is not a principal', () => {
    const { proxy, jobs } = withProxy();
    expect(() => proxy.grantConnect(undefined as never, jobs)).toThrow(
      'grantee of grantConnect() must be a principal, got undefined',
    );
  });
});

describe('the network', () => {
  test('lets clients connect to 5432 of the proxy, and the proxy to the port of the database', () => {
    const { stack, template, proxy } = withProxy({}, { port: 6432 });
    proxy.connections.allowDefaultPortFrom(clientSecurityGroup(stack));
    const group = (prefix: string) => ({
      'Fn::GetAtt': [idOf(template(), 'AWS::EC2::SecurityGroup', prefix), 'GroupId'],
    });
    const [mine, databases] = [group('DatabaseProxies'), group('DatabaseNetwork')];
    const rules = (type: string) => Object.values(template().findResources(type)).map(({ Properties }) => Properties);
    expect(
      rules('AWS::EC2::SecurityGroupIngress').filter(({ GroupId }) => JSON.stringify(GroupId) === JSON.stringify(mine)),
    ).toEqual([
      expect.objectContaining({ SourceSecurityGroupId: 'sg-0123456789abcdef0', FromPort: 5432, ToPort: 5432 }),
    ]);
    expect(
      rules('AWS::EC2::SecurityGroupEgress').filter(({ GroupId }) => JSON.stringify(GroupId) === JSON.stringify(mine)),
    ).toEqual([expect.objectContaining({ DestinationSecurityGroupId: databases, FromPort: 6432, ToPort: 6432 })]);
    expect(rules('AWS::EC2::SecurityGroupIngress')).toContainEqual(
      expect.objectContaining({ GroupId: databases, SourceSecurityGroupId: mine, FromPort: 6432 }),
    );
    expect(proxy.endpointPort).toBe('5432');
  });

  test('admits only its clients', () => {
    const { template } = withProxy({ clients: [] });
    const properties =
      template().toJSON().Resources[idOf(template(), 'AWS::EC2::SecurityGroup', 'DatabaseProxies')].Properties;
    expect(properties.SecurityGroupIngress).toBeUndefined();
    expect(properties.SecurityGroupEgress).toBeUndefined();
    // With a rule of its own in the template, CloudFormation removes the default rule that allows all traffic.
  });

  test('uses the subnets of the database, or others', () => {
    const stack = emptyStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      isolatedSubnetIds: ['subnet-a1', 'subnet-a2'],
      privateSubnetIds: ['subnet-b1', 'subnet-b2'],
    });
    const { database: made, template } = database({ vpc, monitoring: false }, stack);
    made.addApplicationUser('jobs', BY_IAM);
    made.addProxy();
    made.addProxy('Other', { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } });
    expect(
      Object.values(template().findResources('AWS::RDS::DBProxy')).map(({ Properties }) => [
        Properties.DBProxyName,
        Properties.VpcSubnetIds,
      ]),
    ).toEqual([
      ['oficina-db-dev-proxy', ['subnet-a1', 'subnet-a2']],
      ['oficina-db-dev-other', ['subnet-b1', 'subnet-b2']],
    ]);
  });
});

describe('the pool', () => {
  const pool = (props: PostgresProxyProps) => only(withProxy(props).template(), 'AWS::RDS::DBProxyTargetGroup');

  test('leaves connections for other clients', () => {
    expect(pool({})).toMatchObject({
      TargetGroupName: 'default',
      ConnectionPoolConfigurationInfo: {
        MaxConnectionsPercent: 80,
        MaxIdleConnectionsPercent: 40,
        ConnectionBorrowTimeout: 120,
      },
    });
  });

  test('has the values of the props', () => {
    const props = {
      maxConnectionsPercent: 31,
      borrowTimeout: Duration.seconds(5),
      idleClientTimeout: Duration.hours(1),
    };
    const { ConnectionPoolConfigurationInfo } = pool(props);
    expect(ConnectionPoolConfigurationInfo).toEqual({
      MaxConnectionsPercent: 31,
      MaxIdleConnectionsPercent: 15,
      ConnectionBorrowTimeout: 5,
    });
    expect(pool({ maxIdleConnectionsPercent: 0 }).ConnectionPoolConfigurationInfo.MaxIdleConnectionsPercent).toBe(0);
    expect(only(withProxy(props).template(), 'AWS::RDS::DBProxy').IdleClientTimeout).toBe(3600);
    expect(only(withProxy().template(), 'AWS::RDS::DBProxy').IdleClientTimeout).toBe(1800);
  });

  test('accepts tokens', () => {
    const given = pool({ maxConnectionsPercent: Token.asNumber({ Ref: 'Percent' }) });
    expect(given.ConnectionPoolConfigurationInfo).toEqual({
      MaxConnectionsPercent: { Ref: 'Percent' },
      ConnectionBorrowTimeout: 120,
    });
  });
});

describe('the log', () => {
  test('is created before the proxy, encrypted with the key of the database, and retained', () => {
    const { database: made, stack, template } = withProxy();
    const log = idOf(template(), 'AWS::Logs::LogGroup', 'DatabaseProxies');
    expect(template().toJSON().Resources[log]).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        LogGroupName: '/aws/rds/proxy/oficina-db-dev-proxy',
        RetentionInDays: 90,
        KmsKeyId: stack.resolve(made.encryptionKey.keyArn),
      },
    });
    expect(madeBefore(template(), idOf(template(), 'AWS::RDS::DBProxy'))).toContain(log);
  });

  test.each([
    ['the log of the proxy', 'oficina-db-dev-proxy', true],
    ['that of another one', 'oficina-db-dev-proxy2', false],
  ])('the key lets CloudWatch Logs encrypt %s: %s, %s', (_, name, expected) => {
    const context = {
      'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:111122223333:log-group:/aws/rds/proxy/${name}`,
    };
    const key = only(withProxy().template(), 'AWS::KMS::Key');
    expect(
      allows(key.KeyPolicy, { service: 'logs.us-east-1.amazonaws.com', action: 'kms:GenerateDataKey', context }),
    ).toBe(expected);
  });

  test('a warning says what the policy of an imported key must allow', () => {
    const stack = emptyStack();
    const encryptionKey = kms.Key.fromKeyArn(
      stack,
      'Key',
      'arn:aws:kms:us-east-1:111122223333:key/0123abcd-0123-0123-0123-0123456789ab',
    );
    const { database: made } = database({ encryptionKey, monitoring: false }, stack);
    made.addApplicationUser('jobs', BY_IAM);
    made.addProxy();
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Database/Proxies/Proxy',
      Match.stringLikeRegexp('this app cannot change the policy of the imported key'),
    );
  });
});

describe('the order of creation', () => {
  test('is users, network rules and role before the target group, which waits for a login', () => {
    const { template } = withProxy();
    const before = madeBefore(template(), idOf(template(), 'AWS::RDS::DBProxyTargetGroup'));
    for (const [type, prefix] of [
      ['Custom::OficinaPostgresBootstrap', ''],
      ['AWS::EC2::SecurityGroupEgress', 'DatabaseProxies'],
      ['AWS::IAM::ManagedPolicy', 'DatabaseProxies'],
      ['AWS::RDS::DBInstance', ''],
    ]) {
      expect(before).toContain(idOf(template(), type, prefix));
    }
    const into = Object.keys(template().findResources('AWS::EC2::SecurityGroupIngress')).filter((id) =>
      id.startsWith('DatabaseNetwork'),
    );
    expect(into.length).toBeGreaterThan(0);
    for (const rule of into) expect(before).toContain(rule);
  });

  test('has no cycle with clients that depend on the proxy', () => {
    const stack = emptyStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const { database: made, template } = database({ vpc, monitoring: false }, stack);
    const jobs = made.addApplicationUser('jobs', BY_IAM);
    const orders = made.addApplicationUser('orders', READ_WRITE);
    const proxy = made.addProxy();
    const client = new lambda.Function(stack, 'Client', {
      vpc,
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = () => {};'),
      environment: { DATABASE_HOST: proxy.endpointAddress },
    });
    client.connections.allowToDefaultPort(proxy);
    proxy.grantConnect(client, jobs);
    orders.grantReadCredentials(client);
    client.node.defaultChild!.node.addDependency(made, proxy);
    expect(inCycles(template())).toEqual([]);
  });

  test('is the same for a client in a stack of its own', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const { database: made } = database({ vpc, monitoring: false }, stack);
    const jobs = made.addApplicationUser('jobs', BY_IAM);
    const proxy = made.addProxy();
    const other = new Stack(app, 'Other', { env: ENVIRONMENT });
    const client = new lambda.Function(other, 'Client', {
      vpc,
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = () => {};'),
    });
    client.connections.allowToDefaultPort(proxy);
    proxy.grantConnect(client, jobs);
    expect(() => app.synth()).not.toThrow();
    expect(stack.dependencies).toEqual([]);
  });
});

describe('the warning about old logins, which the proxy refuses', () => {
  const warning = Match.stringLikeRegexp('the passwords of service_orders rotate by two logins that take turns');

  test('names the users whose password rotates', () => {
    Annotations.fromStack(withProxy().stack).hasWarning('/Stack/Database/Proxies/Proxy', warning);
  });

  test('is left out if all users log in with IAM', () => {
    Annotations.fromStack(withProxy(({ jobs }) => ({ users: [jobs] })).stack).hasNoWarning('*', warning);
  });

  test('is left out if no password rotates', () => {
    Annotations.fromStack(
      withProxy({}, { rotation: CredentialsRotation.disabled({ reason: 'rotated by Vault' }) }).stack,
    ).hasNoWarning('*', warning);
  });
});

describe('at synthesis', () => {
  test('a proxy without users is refused', () => {
    const { database: made, stack } = database({ monitoring: false });
    made.addProxy();
    expect(() => Template.fromStack(stack)).toThrow(
      'users of addProxy() must be at least one, got none; add one with addApplicationUser(), or leave the proxy out',
    );
  });

  test('a proxy with too many users for the limit of IAM is refused', () => {
    const { database: made, stack } = database({ monitoring: false });
    made.addProxy();
    for (let index = 0; index < 51; index++) made.addApplicationUser(`user${index}`, BY_IAM);
    expect(() => Template.fromStack(stack)).toThrow('users of addProxy() must be at most 50, got 51');
  });
});

test('the L1 proxy is the default child, for overrides', () => {
  const { proxy, template } = withProxy();
  (proxy.node.defaultChild as any).addPropertyOverride('DebugLogging', true);
  template().hasResourceProperties('AWS::RDS::DBProxy', { DebugLogging: true });
});

test('an undefined option of a metric keeps its default', () => {
  expect(
    withProxy().proxy.metric('ClientConnections', { statistic: undefined }).toMetricConfig().metricStat!.statistic,
  ).toBe('Sum');
});

test('metrics have the dimension of the proxy', () => {
  const { proxy, stack } = withProxy();
  const metric = proxy.metric('ClientConnections', { label: 'Clients' }).toMetricConfig().metricStat!;
  expect(stack.resolve(metric)).toMatchObject({
    namespace: 'AWS/RDS',
    metricName: 'ClientConnections',
    statistic: 'Sum',
    dimensions: [{ name: 'ProxyName' }],
  });
});

test('can be added to a production database in isolated subnets', () => {
  const stack = emptyStack();
  const made = new OficinaPostgres(stack, 'Database', { vpc: isolatedVpc(stack), profile: EnvironmentProfile.prod() });
  made.addApplicationUser('jobs', BY_IAM);
  made.addProxy();
  expect(inCycles(Template.fromStack(stack))).toEqual([]);
});

test('can be added to a database with an existing security group', () => {
  const stack = emptyStack();
  const { database: made, template } = database(
    { vpc: privateVpc(stack), securityGroup: clientSecurityGroup(stack, 'Given'), monitoring: false },
    stack,
  );
  made.addApplicationUser('jobs', BY_IAM);
  made.addProxy();
  const rule = Object.keys(
    template().findResources('AWS::EC2::SecurityGroupIngress', {
      Properties: { Description: 'Proxy of the database' },
    }),
  );
  expect(rule).toHaveLength(1);
  expect(madeBefore(template(), idOf(template(), 'AWS::RDS::DBProxyTargetGroup'))).toContain(rule[0]);
});
