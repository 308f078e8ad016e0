import { App, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  BackupVaultPlan,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgresProps,
  PostgresAlarms,
  PostgresDashboard,
  PostgresEvents,
  UserPrivileges,
} from '../../src';
import { clientSecurityGroup, database, emptyStack, isolatedVpc, privateVpc, refusal } from '../support/database';

/*
 * Apps may implement the interfaces of aws-cdk-lib with classes of their own. In Python, Java, C# and Go the library
 * gets an object with the members that such a class overrides, and without the others.
 */

type Made = Record<string, unknown>;

/** The public members of an object, with those that it inherits. */
function membersOf(made: object): string[] {
  const names = new Set<string>();
  for (let level = made; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  }
  names.delete('constructor');
  return [...names].filter((name) => !name.startsWith('_'));
}

/**
 * An object of no class with the members of another one, as jsii makes it of a class that overrides them.
 *
 * @param read gets the name of each member that is read
 */
function implementation(made: object, members: string[], read: Set<string> = new Set()): any {
  const property = (name: string): PropertyDescriptor => ({
    enumerable: true,
    get: () => {
      read.add(name);
      const value = (made as Made)[name];
      return typeof value === 'function' ? value.bind(made) : value;
    },
  });
  return Object.defineProperties({}, Object.fromEntries(members.map((name) => [name, property(name)])));
}

/** The props of alarms and of a dashboard. */
function watchedProps(stack: Stack) {
  const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
    instanceIdentifier: 'legacy-db',
    instanceEndpointAddress: 'legacy-db.example',
    port: 5432,
    securityGroups: [],
  });
  return { ...WATCHED, instance };
}

/** A role of the account. */
function role(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Made', { roleName: 'made', assumedBy: new iam.AccountRootPrincipal() });
}

const WATCHED = { instanceType: new ec2.InstanceType('m6g.large'), allocatedStorage: Size.gibibytes(100) };

/** What is passed to the library, and what is then made with it. */
const KINDS: Record<string, { make: (stack: Stack) => object; pass: (stack: Stack, passed: any) => void }> = {
  key: {
    make: (stack) => new kms.Key(stack, 'Made'),
    pass: (stack, encryptionKey) => database({ encryptionKey, profile: EnvironmentProfile.prod() }, stack),
  },
  topic: {
    make: (stack) => new sns.Topic(stack, 'Made'),
    pass: (stack, topic) =>
      database({ alarmTopic: topic, pagingTopic: topic, alarmEmails: ['plantao@oficina.example'] }, stack),
  },
  'security group': {
    make: (stack) => new ec2.SecurityGroup(stack, 'Made', { vpc: privateVpc(stack) }),
    pass: (stack, securityGroup) => {
      const vpc = stack.node.findChild('Vpc') as ec2.Vpc;
      const made = database({ vpc, securityGroup, readReplicas: 1 }, stack);
      made.database.connections.allowDefaultPortFrom(clientSecurityGroup(stack));
    },
  },
  client: {
    make: (stack) => new ec2.SecurityGroup(stack, 'Made', { vpc: privateVpc(stack) }),
    pass: (stack, client) => database({ vpc: stack.node.findChild('Vpc') as ec2.Vpc, clients: [client] }, stack),
  },
  VPC: { make: isolatedVpc, pass: (stack, vpc) => database({ vpc }, stack) },
  endpoint: {
    make: (stack) =>
      ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Made', {
        vpcEndpointId: 'vpce-0123456789abcdef0',
        port: 443,
        securityGroups: [clientSecurityGroup(stack)],
      }),
    pass: (stack, secretsManagerEndpoint) => database({ secretsManagerEndpoint }, stack),
  },
  instance: {
    make: (stack) =>
      rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Made', {
        instanceIdentifier: 'legacy-db',
        instanceEndpointAddress: 'legacy-db.example',
        port: 5432,
        securityGroups: [],
      }),
    pass: (stack, instance) => {
      const { logGroup } = new PostgresEvents(stack, 'Events', { instance });
      const props = { ...WATCHED, instance, eventLogGroup: logGroup };
      new PostgresDashboard(stack, 'Board', { ...props, alarms: new PostgresAlarms(stack, 'Alarms', props) });
    },
  },
  replica: {
    make: (stack) => watchedProps(stack).instance,
    pass: (stack, replica) => {
      const props = { ...WATCHED, instance: stack.node.findChild('Legacy') as any };
      new PostgresDashboard(stack, 'Board', { ...props, readReplicas: [replica] });
    },
  },
  'watched instance': {
    make: (stack) => watchedProps(stack).instance,
    pass: (stack, instance) => {
      const first = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'First', {
        instanceIdentifier: 'first-db',
        instanceEndpointAddress: 'first-db.example',
        port: 5432,
        securityGroups: [],
      });
      new PostgresEvents(stack, 'Events', { instance: first }).watchInstance(instance);
    },
  },
  'log group': {
    make: (stack) => new logs.LogGroup(stack, 'Made'),
    pass: (stack, logGroup) => {
      const props = watchedProps(stack);
      new PostgresAlarms(stack, 'Alarms', { ...props, rotationLogGroup: logGroup, eventLogGroup: logGroup });
      new PostgresDashboard(stack, 'Board', { ...props, eventLogGroup: logGroup, postgresLogGroup: logGroup });
    },
  },
  secret: {
    make: (stack) => new secretsmanager.Secret(stack, 'Made'),
    pass: (stack, secret) => {
      const events = new PostgresEvents(stack, 'Events', { ...pick(watchedProps(stack)), secrets: [secret] });
      events.watchSecret(secret);
    },
  },
  'watched secret': {
    make: (stack) => new secretsmanager.Secret(stack, 'Made'),
    pass: (stack, secret) => new PostgresEvents(stack, 'Events', pick(watchedProps(stack))).watchSecret(secret),
  },
  metric: {
    make: () => new cloudwatch.Metric({ namespace: 'Oficina', metricName: 'Orders' }),
    pass: (stack, metric) =>
      database({}, stack).database.addAlarm('Orders', { metric, threshold: 1, evaluationPeriods: 1 }),
  },
  widget: {
    make: () => new cloudwatch.TextWidget({ markdown: 'Oficina' }),
    pass: (stack, widget) => database({}, stack).database.dashboard!.addWidgets(widget, widget),
  },
  role: {
    make: role,
    pass: (stack, administrator) => {
      const backupVaultPlan = BackupVaultPlan.daily({ administrator });
      database({ backupVaultPlan, profile: EnvironmentProfile.prod() }, stack).database.explain();
    },
  },
  principal: {
    make: role,
    pass: (stack, principal) => {
      const { database: made } = database({ bootstrap: true }, stack);
      made.grantConnect({ grantPrincipal: principal }, 'jobs');
      made.grantReadCredentials({ grantPrincipal: principal });
    },
  },
  grantee: { make: role, pass: (stack, grantee) => database({}, stack).database.grantConnect(grantee, 'jobs') },
  subnet: {
    make: (stack) => privateVpc(stack).privateSubnets[0],
    pass: (stack, subnet) => {
      const vpc = stack.node.findChild('Vpc') as ec2.Vpc;
      const { database: made } = database(
        { vpc, vpcSubnets: { subnets: [subnet, vpc.privateSubnets[1]] }, profile: EnvironmentProfile.prod() },
        stack,
      );
      made.addApplicationUser('jobs', { privileges: UserPrivileges.READ_WRITE });
      made.addProxy('Proxy', { vpcSubnets: { subnets: [subnet, vpc.privateSubnets[1]] } });
    },
  },
  'subnet of a VPC': {
    make: (stack) => isolatedVpc(stack).isolatedSubnets[0],
    pass: (stack, subnet) => {
      const vpc = stack.node.findChild('Vpc') as ec2.Vpc;
      const isolatedSubnets = [subnet, vpc.isolatedSubnets[1]];
      const own = Object.create(vpc, { isolatedSubnets: { value: isolatedSubnets } });
      database({ vpc: own, profile: EnvironmentProfile.prod() }, stack);
    },
  },
  'key in another region': {
    make: (stack) => kms.Key.fromKeyArn(stack, 'Made', 'arn:aws:kms:us-west-2:111122223333:key/1234abcd'),
    pass: (stack, encryptionKey) =>
      database(
        {
          profile: EnvironmentProfile.prod(),
          crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { encryptionKey }),
        },
        stack,
      ),
  },
  'VPC in another region': {
    make: (stack) =>
      ec2.Vpc.fromVpcAttributes(stack, 'Made', {
        vpcId: 'vpc-0123456789abcdef1',
        region: 'us-west-2',
        availabilityZones: ['us-west-2a', 'us-west-2b'],
        isolatedSubnetIds: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
      }),
    pass: (stack, vpc) => database({}, stack).database.addReadReplica('reports', { region: 'us-west-2', vpc }),
  },
};

/** The props of events. */
function pick({ instance }: { instance: rds.IDatabaseInstance }): { instance: rds.IDatabaseInstance } {
  return { instance };
}

describe.each(Object.entries(KINDS))('an implementation of the app’s own: a %s', (_, { make, pass }) => {
  /** Passes an implementation with some members, synthesises, and returns the error, if there is one. */
  function errorWith(has: (name: string) => boolean, read?: Set<string>): Error | undefined {
    const stack = emptyStack();
    const made = make(stack);
    try {
      pass(stack, implementation(made, membersOf(made).filter(has), read));
      (stack.node.root as App).synth();
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  test('is refused in words without any member', () => {
    expect(errorWith(() => false)?.message).toMatch(
      / must be .*, got .*(an object without members|one without addToPrincipalPolicy|a list).*; /,
    );
  });

  test('works with every member, and without any one of them works or is refused in words', () => {
    const read = new Set<string>();
    expect(errorWith(() => true, read)).toBeUndefined();
    const errors = [...read].map((left) => errorWith((name) => name !== left));
    const unreadable = errors.filter((error) => error && !/ must be .*, got .*; /.test(error.message));
    expect({ unreadable, read: read.size > 0 }).toEqual({ unreadable: [], read: true });
  });
});

test('what is missing is named, with a way out', () => {
  const without = (...names: string[]): Partial<OficinaPostgresProps> => {
    const key = new kms.Key(emptyStack(), 'Key');
    return {
      encryptionKey: implementation(
        key,
        membersOf(key).filter((name) => !names.includes(name)),
      ),
    };
  };
  expect(refusal(without('keyRef', 'grant'))).toBe(
    '[Stack/Database] encryptionKey must be a KMS key, got one without keyRef, grant; ' +
      'give a class of your own every member of the interface, or pass what aws-cdk-lib makes',
  );
});

test('all that a VPC of the app’s own lacks is named', () => {
  class OwnVpc {
    readonly vpcId = 'vpc-1';
  }
  const message = (vpc: object) => refusal({ vpc: vpc as ec2.IVpc });
  const wayOut = 'give a class of your own every member of the interface, or pass what aws-cdk-lib makes';
  expect(message(new OwnVpc())).toBe(
    '[Stack/Database] vpc must be a VPC, got one without selectSubnets, node, env, publicSubnets, privateSubnets, ' +
      `isolatedSubnets; ${wayOut}`,
  );
  const vpc = isolatedVpc(emptyStack());
  const without = membersOf(vpc).filter((name) => !['vpcId', 'env', 'privateSubnets'].includes(name));
  expect(message(implementation(vpc, without))).toBe(
    `[Stack/Database] vpc must be a VPC, got one without vpcId, env, privateSubnets; ${wayOut}`,
  );
});

test('what a subnet of the app’s own lacks is named', () => {
  const subnets = [{ subnetId: 'subnet-1' }] as ec2.ISubnet[];
  expect(refusal({ vpcSubnets: { subnets } })).toBe(
    '[Stack/Database] vpcSubnets must be a subnet selection, got one whose subnets have a subnet without node, ' +
      'availabilityZone, internetConnectivityEstablished; ' +
      'give a class of your own every member of the interface, or pass what aws-cdk-lib makes',
  );
});

test.each([
  [undefined, 'got undefined; return those of aws-cdk-lib, or look the VPC up with ec2.Vpc.fromLookup()'],
  [{ subnets: [] }, 'got one without subnetIds, internetConnectivityEstablished; give a class of your own every'],
])('a VPC of the app’s own that selects %j is refused', (selected, message) => {
  const vpc = Object.create(isolatedVpc(emptyStack()), { selectSubnets: { value: () => selected } });
  expect(refusal({ vpc })).toContain(`vpc must be a VPC whose selectSubnets() returns SelectedSubnets, ${message}`);
});

test.each([
  ['an object of a class', new (class OwnTopic {})(), 'an OwnTopic'],
  ['an object of a class without a name', new (class {})(), 'an object without members'],
  [
    'an object of a class without a name, with a member',
    new (class {
      readonly arn = 'arn';
    })(),
    'an object of a class without a name',
  ],
  ['an object without a class', Object.create(null), 'an object without members'],
  ['a record', { arn: 'arn' }, 'a record'],
])('%s is described', (_, alarmTopic, described) => {
  expect(refusal({ alarmTopic: alarmTopic as sns.ITopic })).toContain(`must be an SNS topic, got ${described}; look`);
});

test('members whose lack aws-cdk-lib would not notice are asked for', () => {
  const without = (made: object, left: string) =>
    implementation(
      made,
      membersOf(made).filter((name) => name !== left),
    );
  const instance = without(watchedProps(emptyStack()).instance, 'instanceArn');
  expect(() => new PostgresEvents(emptyStack(), 'Events', { instance })).toThrow(
    'instance must be an instance of RDS, got one without instanceArn',
  );
  const widget = without(new cloudwatch.TextWidget({ markdown: 'Oficina' }), 'width');
  expect(() => database().database.dashboard!.addWidgets(widget)).toThrow(
    '[Stack/Database/Monitoring/Dashboard] each widget of addWidgets() must be a widget of CloudWatch, got one ' +
      'without width; give a class of your own every member of the interface, or pass what aws-cdk-lib makes',
  );
});

test('a topic and a key whose policies tell nothing get the warnings of imported ones', () => {
  const stack = emptyStack();
  const silent = (made: object) => {
    const own = implementation(
      made,
      membersOf(made).filter((name) => name !== 'addToResourcePolicy'),
    );
    return Object.defineProperty(own, 'addToResourcePolicy', { value: () => undefined });
  };
  database(
    {
      profile: EnvironmentProfile.prod(),
      alarmTopic: silent(new sns.Topic(stack, 'Topic')),
      encryptionKey: silent(new kms.Key(stack, 'Key')),
    },
    stack,
  );
  const annotations = Annotations.fromStack(stack);
  for (const warning of ['imported-topic-policy', 'imported-key-policy', 'imported-key-backup-vault']) {
    annotations.hasWarning('*', Match.stringLikeRegexp(`oficina-postgres:${warning}`));
  }
});

test('an alias of the app’s own without a target is refused as an alias', () => {
  const stack = emptyStack();
  const key = new kms.Key(stack, 'Key');
  const alias = Object.create(key, { aliasName: { value: 'alias/oficina' } });
  expect(refusal({ encryptionKey: alias }, stack)).toContain('must be a key, not an alias, because policies cannot');
});

test.each([undefined, {}])('a metric of the app’s own that says %j of itself is refused', (config) => {
  const metric = { toMetricConfig: () => config } as any;
  expect(() => database().database.addAlarm('Orders', { metric, threshold: 1, evaluationPeriods: 1 })).toThrow(
    'metric must be a metric of CloudWatch, got one whose toMetricConfig() returns neither metricStat nor ' +
      'mathExpression; return one of the two',
  );
});

test('a metric of the app’s own may have a period that is none', () => {
  const { database: made } = database();
  const metric = new cloudwatch.Metric({ namespace: 'Oficina', metricName: 'Orders' });
  const own = implementation(metric, ['toMetricConfig']);
  Object.defineProperty(own, 'period', { value: 5 });
  expect(() => made.addAlarm('Orders', { metric: own, threshold: 1, evaluationPeriods: 1 })).not.toThrow(TypeError);
});

describe('a key of the app’s own with every member', () => {
  const agent = process.env.JSII_AGENT;
  afterEach(() => {
    if (agent === undefined) delete process.env.JSII_AGENT;
    else process.env.JSII_AGENT = agent;
  });

  /** Passes such a key, or one of aws-cdk-lib, from an app in another language. */
  function passKey(language: string, whole: (key: kms.Key) => kms.IKey): () => void {
    process.env.JSII_AGENT = language; // as jsii sets it for the process of aws-cdk-lib
    const stack = emptyStack();
    return () => database({ encryptionKey: whole(new kms.Key(stack, 'Key')) }, stack);
  }

  const own = (key: kms.Key): kms.IKey => implementation(key, membersOf(key));

  test.each(['Java/17.0.19', 'go1.26.1/linux/amd64'])('is refused in %s', (language) => {
    expect(passKey(language, own)).toThrow(
      '[Stack/Database] encryptionKey must be a KMS key, got a class of your own, whose methods jsii cannot all call ' +
        'in Java and Go; pass what aws-cdk-lib makes',
    );
    expect(passKey(language, (key) => key)).not.toThrow();
  });

  test('is taken in Python', () => {
    expect(passKey('Python/3.12.3', own)).not.toThrow();
  });
});
