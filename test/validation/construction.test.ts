import { App, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import {
  AlarmSeverity,
  BackupVaultPlan,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  OficinaPostgresProps,
  PostgresAlarms,
  PostgresDashboard,
  UserPrivileges,
} from '../../src';
import { allOrNothing, constructsBefore, removeAdded } from '../../src/validation/construction';
import { claimName } from '../../src/validation/names-in-use';
import { database, emptyStack, ENVIRONMENT, privateVpc } from '../support/database';

const paths = (scope: Construct) => scope.node.root.node.findAll().map(({ node }) => node.path);

describe('allOrNothing', () => {
  test('returns what was created', () => {
    const stack = emptyStack();
    const made = allOrNothing(stack, () => new Construct(stack, 'Made'));
    expect(stack.node.findChild('Made')).toBe(made);
  });

  test('leaves an app unchanged in every stack, and rethrows the error', () => {
    const stack = emptyStack();
    const other = new Stack(stack.node.root as App, 'Other');
    new Construct(other, 'Kept');
    const before = paths(stack);
    const error = new Error('no');
    expect(() =>
      allOrNothing(stack, () => {
        new Construct(new Construct(stack, 'Half'), 'Child');
        new Construct(other, 'Half');
        new Stack(stack.node.root as App, 'Third');
        throw error;
      }),
    ).toThrow(error);
    expect(paths(stack)).toEqual(before);
  });
});

test('also removes the construct that is being created', () => {
  const stack = emptyStack();
  const made = new Construct(stack, 'Made');
  removeAdded(stack, constructsBefore(made, made));
  expect(stack.node.tryFindChild('Made')).toBeUndefined();
});

test('frees the names of a removed construct, and of its children', () => {
  const stack = emptyStack();
  const parent = new Construct(stack, 'Parent');
  claimName(new Construct(parent, 'Child'), 'instanceIdentifier', 'one');
  expect(claimName(stack, 'instanceIdentifier', 'one')).toBe('Stack/Parent/Child');
  stack.node.tryRemoveChild('Parent');
  expect(claimName(stack, 'instanceIdentifier', 'one')).toBeUndefined();
});

describe('a database whose construction has failed', () => {
  const make = (stack: Stack, props: Partial<OficinaPostgresProps> = {}) =>
    new OficinaPostgres(stack, 'Database', {
      vpc: (stack.node.tryFindChild('Vpc') as never) ?? privateVpc(stack),
      profile: EnvironmentProfile.dev(),
      ...props,
    });

  test.each<[string, Partial<OficinaPostgresProps>]>([
    ['by its shape', { port: '5432' as never }],
    ['by a rule', { port: 1 }],
    ['by two rules', { port: 1, backupWindow: 'never' }],
  ])('%s frees its id and its names for the next one', (_, props) => {
    const stack = emptyStack();
    privateVpc(stack);
    const before = paths(stack);
    expect(() => make(stack, props)).toThrow();
    expect(paths(stack)).toEqual(before);
    expect(() => make(stack)).not.toThrow();
  });

  test('late, with resources in another stack and subscriptions, also leaves nothing behind', () => {
    const stack = emptyStack();
    const vpc = privateVpc(stack);
    const alarmTopic = new sns.Topic(stack, 'Topic');
    const first = {
      alarmTopic,
      alarmEmails: ['a@example.com'],
      crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
      backupVaultPlan: BackupVaultPlan.daily(),
    };
    const second = { ...first, instanceIdentifier: 'second', ssmParameterPrefix: '/second' };
    make(stack, first);
    const before = paths(stack);
    const makeSecond = (props: object) =>
      new OficinaPostgres(stack, 'Second', { vpc, profile: EnvironmentProfile.dev(), ...second, ...props });
    expect(() => makeSecond({})).toThrow("alarmEmails 'a@example.com' must be subscribed to a topic once");
    expect(paths(stack)).toEqual(before);
    expect(() => makeSecond({ alarmEmails: [] })).not.toThrow();
  });

  test('in one stack frees its names for another stack', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: ENVIRONMENT }));
    expect(() => make(one, { port: 1 })).toThrow('port must be');
    expect(() => make(two)).not.toThrow();
    expect(() => make(one)).toThrow('which Two/Database has too');
  });
});

describe('after a refused addition to a database,', () => {
  test.each<[string, (to: OficinaPostgres, good: boolean) => unknown]>([
    ['a read replica', (to, good) => to.addReadReplica('reports', good ? {} : { iops: 1 })],
    [
      'a read replica whose name is taken',
      (to, good) => to.addReadReplica('reports', { instanceIdentifier: good ? 'free' : 'oficina-db-dev' }),
    ],
    ['a proxy', (to, good) => to.addProxy('Proxy', good ? {} : { maxConnectionsPercent: 0 })],
    [
      'an application user',
      (to, good) =>
        to.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE, schema: good ? 'sales' : 'public' }),
    ],
    [
      'an alarm',
      (to, good) =>
        to.addAlarm('Own', {
          metric: to.metricCpuUtilization(),
          threshold: 1,
          evaluationPeriods: 1,
          severity: good ? AlarmSeverity.WARNING : ('loud' as AlarmSeverity),
        }),
    ],
  ])('%s leaves nothing behind, and can be added with the same id later', (_, add) => {
    const { database: made } = database();
    const before = paths(made);
    expect(() => add(made, false)).toThrow();
    expect(paths(made)).toEqual(before);
    expect(() => add(made, true)).not.toThrow();
  });

  const monitored = ({ instance }: OficinaPostgres) => ({
    instance,
    instanceType: new ec2.InstanceType('t3.small'),
    allocatedStorage: Size.gibibytes(20),
  });
  test.each<[string, (to: OficinaPostgres, good: boolean) => unknown]>([
    [
      'alarms',
      (to, good) =>
        new PostgresAlarms(to, 'More', { ...monitored(to), alarmNamePrefix: 'more', maxConnections: good ? 100 : 1 }),
    ],
    [
      'a dashboard',
      (to, good) =>
        new PostgresDashboard(to, 'More', { ...monitored(to), dashboardName: 'more', iops: good ? 3000 : 1 }),
    ],
  ])('%s leave nothing behind, and can be added with the same id and name later', (_, add) => {
    const { database: made } = database();
    const before = paths(made);
    expect(() => add(made, false)).toThrow();
    expect(paths(made)).toEqual(before);
    expect(() => add(made, true)).not.toThrow();
  });
});
