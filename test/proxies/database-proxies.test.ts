import { Duration, Lazy, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EnvironmentProfile, IApplicationUser, OficinaPostgres, PostgresProxyProps, UserPrivileges } from '../../src';
import { proxyRules } from '../../src/proxies/proxy-rules';
import { database, emptyStack, isolatedVpc } from '../support/database';

const BY_IAM = { privileges: UserPrivileges.READ_WRITE, iamAuthentication: true };

function withUser() {
  const made = database({ monitoring: false });
  return { ...made, jobs: made.database.addApplicationUser('jobs', BY_IAM) };
}

function refusal(props: unknown, id = 'Proxy'): string {
  try {
    withUser().database.addProxy(id, props as PostgresProxyProps);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the props were accepted');
}

describe('addProxy() refuses', () => {
  test.each<[string, unknown, string]>([
    [
      'an empty list of users',
      { users: [] },
      'users must name at least one application user, got an empty list; leave it out for all of them',
    ],
    [
      'a name instead of a user',
      { users: ['jobs'] },
      "users must be a list of application users, got ['jobs']; write it like [orders], with what " +
        'addApplicationUser() returns',
    ],
    [
      'an unknown prop',
      { maxConnectionPercent: 80 },
      'maxConnectionPercent is not a prop; did you mean maxConnectionsPercent?',
    ],
    [
      'no connection at all',
      { maxConnectionsPercent: 0 },
      'maxConnectionsPercent must be a whole number of percent from 1 to 100, got 0; leave it out for 80',
    ],
    ['more than all', { maxConnectionsPercent: 101 }, 'from 1 to 100, got 101'],
    ['a part of a percent', { maxConnectionsPercent: 0.5 }, 'got 0.5'],
    [
      'more idle than open',
      { maxConnectionsPercent: 30, maxIdleConnectionsPercent: 31 },
      'maxIdleConnectionsPercent must be a whole number of percent from 0 to maxConnectionsPercent, got 31 with ' +
        '30; leave it out for half of that',
    ],
    ['more idle than open by default', { maxIdleConnectionsPercent: 81 }, 'got 81 with 80'],
    [
      'no time at all',
      { idleClientTimeout: Duration.seconds(0) },
      'idleClientTimeout must be 1 second to 8 hours, in whole seconds, got',
    ],
    [
      'a day',
      { idleClientTimeout: Duration.days(1) },
      'idleClientTimeout must be 1 second to 8 hours, in whole seconds, got 1 day; choose one like ' +
        'Duration.minutes(30)',
    ],
    [
      'a long wait',
      { borrowTimeout: Duration.minutes(6) },
      'borrowTimeout must be a whole number of seconds from 0 to 300, got 6 minutes; choose one like ' +
        'Duration.minutes(2)',
    ],
    [
      'a part of a second',
      { borrowTimeout: Duration.millis(1500) },
      'borrowTimeout must be a whole number of seconds from 0 to 300, got 1 second 500 millis; choose one like ' +
        'Duration.seconds(2)',
    ],
    ['the whole world', { clients: [ec2.Peer.anyIpv4()] }, 'clients must not let the whole world in'],
    [
      'a client without connections',
      { clients: ['sg-1'] },
      "clients must be a list of security groups, or of constructs with connections, got ['sg-1']",
    ],
    ['a list of subnets', { vpcSubnets: ['subnet-1'] }, 'vpcSubnets must be a subnet selection'],
  ])('%s', (_, props, message) => {
    expect(refusal(props)).toContain(message);
  });

  test.each<[string, string, string]>([
    [
      'an id with a space',
      'My proxy',
      "because the proxy is named after it, got 'My proxy'; choose one like 'ReportsProxy'",
    ],
    ['an id that ends in a hyphen', 'Proxy-', "got 'Proxy-'"],
    [
      'a token as id',
      Token.asString({ Ref: 'Id' }),
      'id of addProxy() must consist of letters, digits and single hyphens',
    ],
    ['an id that is too long', 'P'.repeat(60), 'id of addProxy() must result in a proxy name of at most 63 characters'],
  ])('%s', (_, id, message) => {
    expect(refusal({}, id)).toContain(message);
  });

  test('several problems in one error', () => {
    expect(refusal({ maxConnectionsPercent: 0, borrowTimeout: Duration.hours(1) }, 'a b')).toMatch(
      /^\[Stack\/Database\] 3 problems:/,
    );
  });

  test.each(['Proxy', 'proxy'])('a taken id: %s', (id) => {
    const { database: made } = withUser();
    made.addProxy();
    expect(() => made.addProxy(id)).toThrow(
      'id of addProxy() must differ from other ids by more than case, hyphens and the word proxy (there are ' +
        "'Proxy'), got",
    );
  });

  test('an id that differs only by the word proxy, because the outputs would have the same name', () => {
    const { database: made } = withUser();
    made.addProxy('Reports');
    expect(() => made.addProxy('ReportsProxy')).toThrow('id of addProxy() must differ');
    expect(() => made.addProxy('Jobs')).not.toThrow();
  });

  test('the user of another database, and a user named twice', () => {
    const { stack, jobs, database: made } = withUser();
    const other = new OficinaPostgres(stack, 'Other', {
      vpc: isolatedVpc(emptyStack()),
      profile: EnvironmentProfile.dev(),
      instanceIdentifier: 'other',
      ssmParameterPrefix: '/other',
      monitoring: false,
    });
    const stranger = other.addApplicationUser('stranger', BY_IAM);
    expect(() => made.addProxy('Proxy', { users: [stranger] })).toThrow(
      "users must be application users of the same database, got 'stranger'; add them with " +
        'addApplicationUser(); the master user cannot use a proxy',
    );
    expect(() => made.addProxy('Proxy', { users: [jobs, jobs] })).toThrow(
      "users must name each user once, got 'jobs' twice; leave out the second one",
    );
  });

  test('a proxy name that another database has taken', () => {
    const { stack, database: made } = withUser();
    const other = new OficinaPostgres(stack, 'Other', {
      vpc: isolatedVpc(emptyStack()),
      profile: EnvironmentProfile.dev(),
      instanceIdentifier: 'oficina-db',
      ssmParameterPrefix: '/other',
      monitoring: false,
    });
    other.addApplicationUser('jobs', BY_IAM);
    other.addProxy('Dev-Proxy');
    expect(() => made.addProxy()).toThrow(
      'id of addProxy() must result in a proxy name that is unique in an account and region, ' +
        "got 'oficina-db-dev-proxy', which Stack/Other/Proxies has too; choose another one",
    );
  });

  test('a proxy without the bootstrap, which creates the users', () => {
    expect(() => database({ bootstrap: false }).database.addProxy()).toThrow(
      new Error(
        '[Stack/Database] addProxy() needs bootstrap, which creates its users, got false; ' +
          'leave that prop out, or create an rds.DatabaseProxy',
      ),
    );
  });
});

test('each rule has a unique id', () => {
  expect(new Set(proxyRules.map(({ id }) => id)).size).toBe(proxyRules.length);
});

test('tokens are accepted', () => {
  const { database: made } = withUser();
  expect(() =>
    made.addProxy('Proxy', {
      maxConnectionsPercent: Token.asNumber({ Ref: 'Most' }),
      maxIdleConnectionsPercent: Token.asNumber({ Ref: 'Idle' }),
      borrowTimeout: Duration.seconds(Lazy.number({ produce: () => 400 })),
    }),
  ).not.toThrow();
});

test('null counts as not given, for languages other than TypeScript', () => {
  const { database: made, template } = withUser();
  made.addProxy('Proxy', { users: null as unknown as IApplicationUser[], borrowTimeout: null as unknown as Duration });
  template().hasResourceProperties('AWS::RDS::DBProxyTargetGroup', {
    ConnectionPoolConfigurationInfo: { ConnectionBorrowTimeout: 120 },
  });
});

test('a refused proxy can be added again', () => {
  const { database: made } = withUser();
  expect(() => made.addProxy('Proxy', { maxConnectionsPercent: 0 })).toThrow();
  expect(() => made.addProxy('Proxy')).not.toThrow();
});

test('outputs and SSM parameters publish the address of each proxy', () => {
  const { database: made, template } = withUser();
  made.addProxy();
  made.addProxy('Reports');
  const outputs = Object.keys(template().toJSON().Outputs);
  expect(outputs).toEqual(expect.arrayContaining(['DatabaseProxyEndpoint', 'DatabaseReportsProxyEndpoint']));
  const [first] = Object.keys(template().findResources('AWS::RDS::DBProxy'));
  const endpoint = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [first, 'Endpoint'] }, ':5432']] };
  expect(template().toJSON().Outputs.DatabaseProxyEndpoint.Value).toEqual(endpoint);
  template().hasResourceProperties('AWS::SSM::Parameter', {
    Name: '/oficina/dev/database/proxies/proxy/endpoint',
    Value: endpoint,
  });
  const names = Object.values(template().findResources('AWS::SSM::Parameter'))
    .map(({ Properties }) => Properties.Name)
    .filter((name) => name.includes('/proxies/'));
  expect(names.sort()).toEqual(
    ['proxy', 'reports'].flatMap((proxy) =>
      ['arn', 'endpoint', 'host', 'security-group-id'].map((name) => `/oficina/dev/database/proxies/${proxy}/${name}`),
    ),
  );
});
