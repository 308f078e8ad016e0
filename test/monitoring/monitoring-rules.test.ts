import { Duration, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { PostgresAlarms, PostgresAlarmsProps, PostgresDashboard } from '../../src';
import { monitoredInstanceRules, monitoringRules } from '../../src/monitoring/monitoring-rules';
import { emptyStack } from '../support/database';
import { proveSettingRules, someNumber, someString } from '../validation/rule-cases';

proveSettingRules(monitoringRules);

describe('an instance with stand-alone monitoring', () => {
  type Given = Partial<PostgresAlarmsProps> & { readonly engine?: rds.IInstanceEngine };

  const eventLogGroup = logs.LogGroup.fromLogGroupName(emptyStack(), 'Events', 'events');
  const monitored = (stack: Stack, { engine, ...props }: Given = {}): PostgresAlarmsProps => ({
    instance: rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
      instanceIdentifier: 'legacy-db',
      instanceEndpointAddress: 'legacy-db.example',
      port: 5432,
      securityGroups: [],
      engine,
    }),
    instanceType: new ec2.InstanceType('m6g.large'),
    allocatedStorage: Size.gibibytes(100),
    ...props,
  });
  const RANGE =
    'maxConnections must be a whole number from 6 to 262143, got 5; leave it out for what RDS derives from the ' +
    'memory of the instance class';
  const MYSQL = rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_0 });
  const ENGINE =
    'instance must be an instance of RDS for PostgreSQL, got mysql; watch instances of other engines by their ' +
    'own metrics';
  const CLASS =
    "instanceType must be an instance class that RDS for PostgreSQL has, got 'db.m6g.large'; leave out the prefix: " +
    "new ec2.InstanceType('m6g.large')";

  test('is validated by these rules', () => {
    expect(monitoredInstanceRules.map(({ id }) => id)).toEqual([
      'monitored-engine-postgres',
      'instance-type-offered',
      'instance-capacity-known',
      'instance-capacity-range',
      'instance-capacity-of-class',
      'max-connections-range',
      'monitored-storage-size',
      'monitored-iops-range',
      'monitored-drill-known',
      'monitored-drill-hours',
      'alarm-name-prefix-format',
      'dashboard-name-format',
      'alarm-overrides-known',
      'alarm-overrides-shape',
      'alarm-overrides-empty',
      'alarm-overrides-threshold',
      'alarm-overrides-periods',
    ]);
  });

  test.each<[string, Given, string]>([
    ['another engine', { engine: MYSQL }, ENGINE],
    ['an unknown instance class', { instanceType: new ec2.InstanceType('db.m6g.large') }, CLASS],
    [
      'a capacity that the class does not have',
      { instanceCapacity: { vcpus: 2, memory: Size.gibibytes(16) } },
      'instanceCapacity must be that of m6g.large, 2 vCPU and 8 GiB, got 2 vCPU and 16 GiB; leave it out: this ' +
        'library knows the class',
    ],
    ['a number of connections that PostgreSQL does not take', { maxConnections: 5 }, RANGE],
    [
      'drills in a part of an hour',
      { restoreDrillOverdueAfter: Duration.minutes(90), eventLogGroup },
      'restoreDrillOverdueAfter must be a whole number of hours, up to a week, which is as far as an alarm looks ' +
        'back, got 1 hour 30 minutes; write it like Duration.hours(2)',
    ],
    [
      'drills in more than a week',
      { restoreDrillOverdueAfter: Duration.days(8), eventLogGroup },
      'restoreDrillOverdueAfter must be a whole number of hours, up to a week, which is as far as an alarm looks ' +
        'back, got 8 days; write it like Duration.days(5)',
    ],
    [
      'drills in a time that is a token',
      { restoreDrillOverdueAfter: Duration.hours(someNumber(2)), eventLogGroup },
      'restoreDrillOverdueAfter must be known at synthesis, as it becomes a number of periods, got a token; ' +
        'write it like Duration.days(5)',
    ],
    [
      'storage that no instance has',
      { allocatedStorage: Size.gibibytes(1) },
      'allocatedStorage must be the storage of an instance, 5 GiB or more, got 1 GiB; write it like ' +
        'Size.gibibytes(100)',
    ],
    [
      'a number of IOPS that no storage has',
      { iops: 20 },
      'iops must be a whole number, 100 or more, got 20; leave it out for what gp3 gives',
    ],
    [
      'an invalid number of IOPS',
      { iops: NaN },
      'iops must be a whole number, 100 or more, got NaN; leave it out for what gp3 gives',
    ],
  ])('%s is refused for alarms and for a dashboard', (_, props, message) => {
    for (const Watching of [PostgresAlarms, PostgresDashboard]) {
      const stack = emptyStack();
      expect(() => new Watching(stack, 'Watching', monitored(stack, props))).toThrow(
        new Error(`[Stack/Watching] ${message}`),
      );
    }
  });

  test.each(['', 'são-paulo', 'line\nbreak', 'a'.repeat(151)])('alarms must not be named %j', (alarmNamePrefix) => {
    const stack = emptyStack();
    expect(() => new PostgresAlarms(stack, 'Alarms', { ...monitored(stack), alarmNamePrefix })).toThrow(
      new Error(
        '[Stack/Alarms] alarmNamePrefix must be 1 to 150 ASCII characters, as SNS accepts no others from alarms, ' +
          `got '${alarmNamePrefix}'; choose one like 'oficina-db-prod'`,
      ),
    );
  });

  test.each(['', 'RDS oficina', 'a'.repeat(256)])('a dashboard must not be named %j', (dashboardName) => {
    const stack = emptyStack();
    expect(() => new PostgresDashboard(stack, 'Dashboard', { ...monitored(stack), dashboardName })).toThrow(
      new Error(
        '[Stack/Dashboard] dashboardName must be 1 to 255 letters, digits, hyphens and underscores, got ' +
          `'${dashboardName}'; choose one like 'RDS-oficina-db-prod'`,
      ),
    );
  });

  test('thresholds are checked against the size of the instance', () => {
    const stack = emptyStack();
    // 100 GiB are 107,374,182,400 bytes.
    expect(
      () =>
        new PostgresAlarms(
          stack,
          'Alarms',
          monitored(stack, { alarmOverrides: { lowStorage: { threshold: 107_374_182_400 } } }),
        ),
    ).toThrow(
      new Error(
        '[Stack/Alarms] alarmOverrides must have thresholds that can be crossed, got lowStorage: 107374182400 (100 ' +
          'GiB); lowStorage takes 1,048,576 to 107,374,182,399 bytes, ' +
          '100 GiB being all there is',
      ),
    );
  });

  test('all problems are reported together', () => {
    const stack = emptyStack();
    const props = { engine: MYSQL, instanceType: new ec2.InstanceType('db.m6g.large'), maxConnections: 5 };
    expect(() => new PostgresAlarms(stack, 'Alarms', monitored(stack, props))).toThrow(
      new Error(['[Stack/Alarms] 3 problems:', ENGINE, CLASS, RANGE].join('\n  - ')),
    );
  });

  test.each<[string, Given]>([
    ['an engine that is not known', {}],
    ['PostgreSQL', { engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_15 }) }],
    ['an instance class that is a token', { instanceType: new ec2.InstanceType(someString('m7g.large')) }],
    ['a number of connections that is a token', { maxConnections: someNumber(5) }],
  ])('%s is accepted', (_, props) => {
    const stack = emptyStack();
    const given = monitored(stack, props);
    expect(
      () => new PostgresDashboard(stack, 'Dashboard', { ...given, alarms: new PostgresAlarms(stack, 'Alarms', given) }),
    ).not.toThrow();
  });
});
