import { Duration, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  AlarmOverrides,
  AlarmSeverity,
  EnvironmentProfile,
  OficinaPostgresProps,
  PostgresAlarms,
  PostgresAlarmsProps,
} from '../../src';
import { runbookUrl } from '../../src/monitoring/runbook';
import { database, emptyStack } from '../support/database';
import { joined } from '../support/joined';

const alarm = (properties: object) => (template: Template) =>
  template.hasResourceProperties('AWS::CloudWatch::Alarm', properties);

function alarmsOf(props: Partial<OficinaPostgresProps> = {}): Record<string, any> {
  const template = database(props).template().toJSON();
  return Object.fromEntries(
    Object.values<any>(template.Resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => [Properties.AlarmName.replace('oficina-db-dev-', ''), Properties]),
  );
}

function alone(
  props: Partial<PostgresAlarmsProps> = {},
  stack = emptyStack(),
): { alarms: PostgresAlarms; stack: Stack; template: () => Template } {
  const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
    instanceIdentifier: 'legacy-db',
    instanceEndpointAddress: 'db.example',
    port: 5432,
    securityGroups: [],
  });
  const alarms = new PostgresAlarms(stack, 'Alarms', {
    instance,
    instanceType: new ec2.InstanceType('m6g.large'),
    allocatedStorage: Size.gibibytes(100),
    ...props,
  });
  return { alarms, stack, template: () => Template.fromStack(stack) };
}

describe('an alarm of a database', () => {
  test('has the properties of the catalogue in the template', () => {
    const { HighCPU } = alarmsOf();
    expect(HighCPU).toMatchObject({
      Namespace: 'AWS/RDS',
      MetricName: 'CPUUtilization',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 5,
      Threshold: 80,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    });
  });

  test('depends on the instance, so that none fires while the database is being created', () => {
    for (const { Dimensions, Namespace } of Object.values(alarmsOf())) {
      if (Namespace === 'AWS/RDS') {
        expect(Dimensions).toEqual([
          { Name: 'DBInstanceIdentifier', Value: { Ref: expect.stringMatching(/^DatabaseInstance/) } },
        ]);
      }
    }
  });

  test('fires for missing data if the database is down', () => {
    expect(alarmsOf().DatabaseDown).toMatchObject({
      MetricName: 'DatabaseConnections',
      Statistic: 'SampleCount',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 5,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('uses the minimum for low storage', () => {
    expect(alarmsOf().LowStorage).toMatchObject({
      MetricName: 'FreeStorageSpace',
      Statistic: 'Minimum',
      Threshold: 2_147_483_648,
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  test('uses a percentile in seconds for latency', () => {
    expect(alarmsOf().ReadLatency).toMatchObject({ ExtendedStatistic: 'p90', Threshold: 0.02 });
    expect(alarmsOf().ReadLatency.Statistic).toBeUndefined();
  });

  test('counts storage autoscaling events in the log, and stays on for six hours', () => {
    const { template } = database();
    template().hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern:
        '{ ($.detail.EventID = "RDS-EVENT-0223") || ($.detail.EventID = "RDS-EVENT-0224") || ($.detail.EventID = ' +
        '"RDS-EVENT-0225") }',
      LogGroupName: { Ref: Match.stringLikeRegexp('MonitoringEventsLog') },
      MetricTransformations: [
        {
          MetricNamespace: 'OficinaPostgres',
          MetricName: 'oficina-db-dev-StorageAutoscaling',
          MetricValue: '1',
          DefaultValue: 0,
        },
      ],
    });
    expect(alarmsOf().StorageAutoscaling).toMatchObject({
      Namespace: 'OficinaPostgres',
      MetricName: 'oficina-db-dev-StorageAutoscaling',
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 6,
      DatapointsToAlarm: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('describes its meaning, its condition and what to do', () => {
    expect(alarmsOf().HighCPU.AlarmDescription).toBe(
      'The processors are busy: statements wait for them. CPUUtilization (Average) > 80 % in 5 of 5 periods of 1 ' +
        'minute. ' +
        `What to do: ${runbookUrl()}#highcpu`,
    );
  });

  test('describes its actual condition, not that of the catalogue', () => {
    const { HighCPU } = alarmsOf({ alarmOverrides: { highCpu: { threshold: 70, evaluationPeriods: 3 } } });
    expect(HighCPU.AlarmDescription).toContain('CPUUtilization (Average) > 70 % in 3 of 3 periods of 1 minute');
  });

  test('has a name of at most 255 and a description of at most 1024 characters, whatever the identifier', () => {
    for (const [name, { AlarmDescription }] of Object.entries(
      alarmsOf({ instanceIdentifier: 'a'.repeat(63), secretName: 'secret' }),
    )) {
      expect(name.length).toBeLessThanOrEqual(255);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });
});

describe('overrides', () => {
  test('change threshold, period, datapoints and severity of one alarm, and leave the others alone', () => {
    const plain = alarmsOf();
    const retuned = alarmsOf({
      alarmOverrides: {
        highCpu: {
          threshold: 70,
          period: Duration.minutes(5),
          evaluationPeriods: 4,
          datapointsToAlarm: 3,
          severity: AlarmSeverity.CRITICAL,
        },
      },
    });
    expect(retuned.HighCPU).toMatchObject({ Threshold: 70, Period: 300, EvaluationPeriods: 4, DatapointsToAlarm: 3 });
    expect(retuned.HighCPU.AlarmActions).toHaveLength(2);
    expect({ ...retuned, HighCPU: undefined }).toEqual({ ...plain, HighCPU: undefined });
  });

  test('can remove an alarm from the paging topic', () => {
    expect(
      alarmsOf({ alarmOverrides: { databaseDown: { severity: AlarmSeverity.WARNING } } }).DatabaseDown.AlarmActions,
    ).toHaveLength(1);
  });

  test('disable an alarm, and remove what only that alarm needs', () => {
    expect(Object.keys(alarmsOf({ alarmOverrides: { diskQueueDepth: { enabled: false } } }))).not.toContain(
      'DiskQueueDepth',
    );
    const counting = {
      Properties: { MetricTransformations: [Match.objectLike({ MetricName: 'oficina-db-dev-StorageAutoscaling' })] },
    };
    database().template().hasResource('AWS::Logs::MetricFilter', counting);
    database({ alarmOverrides: { storageAutoscaling: { enabled: false } } })
      .template()
      .resourcePropertiesCountIs('AWS::Logs::MetricFilter', counting.Properties, 0);
  });

  test('with only periods require all of them; with only datapoints keep the periods', () => {
    expect(alarmsOf({ alarmOverrides: { highCpu: { evaluationPeriods: 3 } } }).HighCPU).toMatchObject({
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
    });
    expect(alarmsOf({ alarmOverrides: { highCpu: { datapointsToAlarm: 2 } } }).HighCPU).toMatchObject({
      EvaluationPeriods: 5,
      DatapointsToAlarm: 2,
    });
  });

  test('of an alarm that the instance does not have are ignored', () => {
    expect(
      Object.keys(
        alarmsOf({
          instanceType: new ec2.InstanceType('m6g.large'),
          alarmOverrides: { surplusCpuCredits: { threshold: 5 } },
        }),
      ),
    ).not.toContain('SurplusCPUCredits');
  });

  test('that are null change nothing', () => {
    expect(
      alarmsOf({
        alarmOverrides: { highCpu: null as any, storageAutoscaling: { enabled: true, evaluationPeriods: null as any } },
      }),
    ).toEqual(alarmsOf());
  });

  test('of an unknown alarm are refused with the list of known ones', () => {
    expect(() => alone({ alarmOverrides: { HighCPU: { threshold: 70 } } as AlarmOverrides })).toThrow(
      '[Stack/Alarms] alarmOverrides must name existing alarms, got HighCPU; did you mean highCpu? the alarms: ' +
        'databaseDown, highCpu, dbLoad',
    );
  });

  test('that change nothing are refused', () => {
    expect(() => alone({ alarmOverrides: { highCpu: {}, dbLoad: { threshold: undefined } } })).toThrow(
      '[Stack/Alarms] alarmOverrides must say what changes in each alarm that they name, got nothing for highCpu, ' +
        'dbLoad; give at least one of enabled, threshold, period, evaluationPeriods, datapointsToAlarm, severity',
    );
  });

  test('with impossible values are refused', () => {
    expect(() => alone({ alarmOverrides: { highCpu: { threshold: 120 } } })).toThrow(
      /thresholds that can be crossed, got highCpu: 120 \(120 %\); highCpu takes 1 to 99 percent/,
    );
    expect(() => alone({ maxConnections: 100, alarmOverrides: { highConnections: { threshold: 100 } } })).toThrow(
      /highConnections takes 0 to 99$/,
    );
  });
});

describe('a custom alarm', () => {
  const metric = () => new cloudwatch.Metric({ namespace: 'Oficina', metricName: 'SlowCheckouts' });
  const own = () => ({ metric: metric(), threshold: 3, evaluationPeriods: 2 });

  test('is named and notified like the others', () => {
    const { database: made, template } = database();
    const returned = made.addAlarm('SlowCheckout', { ...own(), alarmDescription: 'ours' });
    expect(returned).toBe(made.alarms!.byId.SlowCheckout);
    alarm({
      AlarmName: 'oficina-db-dev-SlowCheckout',
      AlarmDescription: 'ours',
      MetricName: 'SlowCheckouts',
      Threshold: 3,
      EvaluationPeriods: 2,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('TopicsNotifications') }],
      OKActions: [{ Ref: Match.stringLikeRegexp('TopicsNotifications') }],
    })(template());
  });

  test('notifies the paging topic if it is critical', () => {
    const { database: made, template } = database();
    made.addAlarm('SlowCheckout', { ...own(), severity: AlarmSeverity.CRITICAL });
    alarm({
      AlarmName: 'oficina-db-dev-SlowCheckout',
      AlarmActions: [Match.anyValue(), { Ref: Match.stringLikeRegexp('TopicsPaging') }],
    })(template());
  });

  test('can have a name of its own', () => {
    const { database: made, template } = database();
    made.addAlarm('SlowCheckout', { ...own(), alarmName: 'checkout' });
    alarm({ AlarmName: 'checkout' })(template());
  });

  test('keeps its generated name if none is given', () => {
    const { database: made, template } = database();
    made.addAlarm('SlowCheckout', { ...own(), alarmName: undefined });
    alarm({ AlarmName: 'oficina-db-dev-SlowCheckout' })(template());
  });

  test.each([
    [Duration.minutes(5), 400, '400 of 300 seconds; choose 288 or less, or another period of the metric'],
    [Duration.minutes(1), 1441, '1441 of 60 seconds; choose 1440 or less, or another period of the metric'],
    [Duration.hours(6), 29, '29 of 21600 seconds; choose 28 or less, or another period of the metric'],
  ])('must not look back longer than CloudWatch allows: %s', (period, evaluationPeriods, message) => {
    const { database: made } = database();
    const alarmOf = (periods: number) =>
      made.addAlarm('Slow', { metric: made.metricReadIops({ period }), threshold: 1, evaluationPeriods: periods });
    expect(() => alarmOf(evaluationPeriods)).toThrow(
      'evaluationPeriods of addAlarm() must span a day at most, or a week with periods of an hour or more, got ' +
        `${message}`,
    );
    alarmOf(Number(/choose (\d+)/.exec(message)![1]));
  });

  test('is refused with an unknown severity', () => {
    const { database: made } = database();
    expect(() => made.addAlarm('SlowCheckout', { ...own(), severity: 'CRITICAL' as any })).toThrow(
      "the severity of addAlarm() must be one of critical, warning, got 'CRITICAL'; write it like " +
        'AlarmSeverity.CRITICAL',
    );
  });

  test.each([5, null, undefined] as any[])('is refused with %s as id', (id) => {
    expect(() => database().database.addAlarm(id, own())).toThrow(
      'the id of addAlarm() must be 1 to 100 letters, digits and hyphens',
    );
  });

  test.each(['', 'slow checkout', 'Slow/Checkout', 'a'.repeat(101)])('is refused with the id %j', (id) => {
    const { database: made } = database();
    expect(() => made.addAlarm(id, own())).toThrow(
      `the id of addAlarm() must be 1 to 100 letters, digits and hyphens, got '${id}'; choose one like 'SlowCheckout'`,
    );
  });

  test('is refused with the id of a built-in alarm, even one that this instance does not have', () => {
    const { database: made } = database();
    made.addAlarm('SlowCheckout', own());
    for (const [id, fix] of [
      ['HighCPU', 'choose another one, or change that alarm with highCpu in alarmOverrides'],
      ['ReplicaLag', 'choose another one, or change that alarm with replicaLag in alarmOverrides'],
      ['SlowCheckout', 'choose another one'],
      ['StorageAutoscalingEvents', 'choose another one'],
    ]) {
      expect(() => made.addAlarm(id, own())).toThrow(
        new Error(`[Stack/Database/Monitoring/Alarms] the id of addAlarm() must be new, got '${id}'; ${fix}`),
      );
    }
  });

  test('is refused without monitoring', () => {
    const { database: made } = database({ monitoring: false });
    expect(() => made.addAlarm('SlowCheckout', own())).toThrow(
      '[Stack/Database] addAlarm() needs monitoring, got false; leave the prop out, or create a cloudwatch.Alarm',
    );
  });
});

describe('stand-alone', () => {
  test('monitors an instance that was created without the library', () => {
    const { template, alarms } = alone();
    alarm({ AlarmName: 'legacy-db-HighCPU', Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'legacy-db' }] })(
      template(),
    );
    alarm({ AlarmName: 'legacy-db-HighConnections', Threshold: 648 })(template());
    expect(Object.keys(alarms.byId)).toEqual([
      'DatabaseDown',
      'HighCPU',
      'DBLoad',
      'HighConnections',
      'FreeableMemory',
      'LowStorage',
      'StorageFloor',
      'ReadLatency',
      'WriteLatency',
      'DiskQueueDepth',
      'EBSIOBalance',
      'EBSByteBalance',
      'TransactionIdAge',
      'ReplicationSlotLag',
    ]);
  });

  test('notifies no one without a topic', () => {
    const { template } = alone();
    for (const { Properties } of Object.values<any>(template().findResources('AWS::CloudWatch::Alarm'))) {
      expect(Properties.AlarmActions).toBeUndefined();
    }
  });

  test('warns if a topic is missing', () => {
    const warned = (props: Partial<PostgresAlarmsProps>, stack: Stack, message: string) => {
      alone(props, stack);
      Annotations.fromStack(stack).hasWarning('/Stack/Alarms', Match.stringLikeRegexp(message));
    };
    const { database: unwatched, stack: other } = database({ monitoring: false });
    warned(
      {},
      emptyStack(),
      'alarmTopic is undefined: the alarms of Stack/Legacy notify nobody; give a topic, or acknowledge this',
    );
    warned({ alarmTopic: unwatched.alarmTopic }, other, 'the alarms of Stack/Legacy notify nobody');
    const stack = emptyStack();
    warned(
      { pagingTopic: new sns.Topic(stack, 'Paging') },
      stack,
      'all but the critical alarms of Stack/Legacy notify nobody',
    );
    const told = emptyStack();
    alone({ alarmTopic: new sns.Topic(told, 'Topic') }, told);
    Annotations.fromStack(told).hasNoWarning('*', Match.anyValue());
  });

  test('links to another runbook', () => {
    alarm({
      AlarmName: 'legacy-db-DBLoad',
      AlarmDescription: Match.stringLikeRegexp('What to do: https://wiki.example/rds#dbload$'),
    })(alone({ runbookUrl: 'https://wiki.example/rds' }).template());
  });

  test('refuses names that other alarms of the app have', () => {
    const stack = emptyStack();
    const { alarms } = alone({}, stack);
    const again = (id: string, alarmNamePrefix?: string) =>
      new PostgresAlarms(stack, id, {
        instance: stack.node.findChild('Legacy') as unknown as rds.IDatabaseInstance,
        instanceType: new ec2.InstanceType('m6g.large'),
        allocatedStorage: Size.gibibytes(100),
        alarmNamePrefix,
      });
    expect(() => again('Again')).toThrow(
      "[Stack/Again] alarmNamePrefix must be unique in an account and region, got 'legacy-db', which " +
        `${alarms.node.path} has too`,
    );
    expect(() => again('Other', 'legacy-db-2')).not.toThrow();
  });

  test('can page without notifications if there is only a paging topic', () => {
    const stack = emptyStack();
    const { template } = alone({ pagingTopic: new sns.Topic(stack, 'Paging') }, stack);
    alarm({ AlarmName: 'legacy-db-DatabaseDown', AlarmActions: [{ Ref: Match.stringLikeRegexp('^Paging') }] })(
      template(),
    );
    alarm({ AlarmName: 'legacy-db-HighCPU', AlarmActions: Match.absent() })(template());
  });

  test('uses the given prefix for the names of its alarms', () => {
    alarm({ AlarmName: 'carros-HighCPU' })(alone({ alarmNamePrefix: 'carros' }).template());
  });

  test('watches the lag of a read replica', () => {
    alarm({
      AlarmName: 'legacy-db-ReplicaLag',
      MetricName: 'ReplicaLag',
      Threshold: 10,
      Period: 60,
      EvaluationPeriods: 5,
      ComparisonOperator: 'GreaterThanThreshold',
    })(alone({ readReplica: true }).template());
  });

  test('recognises a read replica of the app', () => {
    const stack = emptyStack();
    const { database: source } = database({}, stack);
    const instance = new rds.DatabaseInstanceReadReplica(stack, 'Replica', {
      sourceDatabaseInstance: source.instance,
      instanceType: new ec2.InstanceType('m6g.large'),
      vpc: stack.node.findChild('Vpc') as ec2.Vpc,
    });
    const made = (id: string, readReplica?: boolean) =>
      new PostgresAlarms(stack, id, {
        instance,
        instanceType: new ec2.InstanceType('m6g.large'),
        allocatedStorage: Size.gibibytes(20),
        alarmNamePrefix: id,
        readReplica,
      }).byId;
    expect(made('By-itself')).toHaveProperty('ReplicaLag');
    expect(made('Told-otherwise', false)).not.toHaveProperty('ReplicaLag');
  });

  test('counts events if there is a log of them and storage autoscaling is on', () => {
    const stack = emptyStack();
    const eventLogGroup = logs.LogGroup.fromLogGroupName(stack, 'Log', '/aws/rds/instance/legacy-db/events');
    const { alarms } = alone({ eventLogGroup, maxAllocatedStorage: Size.gibibytes(200) }, stack);
    expect(Object.keys(alarms.byId)).toContain('StorageAutoscaling');
    expect(Object.keys(alone({ maxAllocatedStorage: Size.gibibytes(200) }).alarms.byId)).not.toContain(
      'StorageAutoscaling',
    );
  });

  test('refuses an instance of another engine', () => {
    const stack = emptyStack();
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Mysql', {
      instanceIdentifier: 'mysql',
      instanceEndpointAddress: 'db.example',
      port: 3306,
      securityGroups: [],
      engine: rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_0 }),
    });
    expect(() => alone({ instance }, stack)).toThrow(
      'instance must be an instance of RDS for PostgreSQL, got mysql; watch instances of other engines by their ' +
        'own metrics',
    );
  });

  test('reports an unknown instance class and an impossible max_connections together', () => {
    expect(() => alone({ instanceType: new ec2.InstanceType('db.m6g.large'), maxConnections: 0 })).toThrow(
      joined(
        /2 problems:\n {2}- instanceType must be .*, got 'db\.m6g\.large'; leave out the prefix.*\n {2}- /,
        /maxConnections must be a whole number from 6 to 262143, got 0/,
      ),
    );
  });
});

describe('with a token as class or storage', () => {
  const hidden = { instanceType: new ec2.InstanceType(Lazy.string({ produce: () => 'm6g.large' })) };

  test('alarms without a known threshold are left out, and listed in a warning', () => {
    const { alarms, stack } = alone(hidden);
    expect(Object.keys(alarms.byId)).toEqual([
      'DatabaseDown',
      'HighCPU',
      'LowStorage',
      'StorageFloor',
      'ReadLatency',
      'WriteLatency',
      'DiskQueueDepth',
      'TransactionIdAge',
      'ReplicationSlotLag',
    ]);
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Alarms',
      Match.stringLikeRegexp(
        'no thresholds for DBLoad, HighConnections, FreeableMemory, EBSIOBalance, EBSByteBalance, ' +
          'SurplusCPUCredits; give them with alarmOverrides \\(dbLoad, highConnections, freeableMemory, ' +
          'ebsIoBalance, ebsByteBalance, surplusCpuCredits\\), or write it out',
      ),
    );
  });

  test('a given threshold creates the alarm', () => {
    const { alarms, template } = alone({
      ...hidden,
      alarmOverrides: { dbLoad: { threshold: 4 }, surplusCpuCredits: { threshold: 100 } },
    });
    expect(Object.keys(alarms.byId)).toEqual(expect.arrayContaining(['DBLoad', 'SurplusCPUCredits']));
    alarm({ AlarmName: 'legacy-db-DBLoad', Threshold: 4 })(template());
  });

  test('a token as storage affects only thresholds that depend on it', () => {
    const { alarms } = alone({ allocatedStorage: Size.gibibytes(Lazy.number({ produce: () => 100 })) });
    const missing = ['LowStorage', 'StorageFloor', 'DiskQueueDepth', 'ReplicationSlotLag'];
    for (const id of missing) expect(alarms.byId).not.toHaveProperty(id);
    expect(Object.keys(alarms.byId)).toHaveLength(14 - missing.length);
  });

  test('a database of a known class has no such warning', () => {
    const { stack } = database({ profile: EnvironmentProfile.staging() });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('alarms-need-known-size'));
  });

  test('a threshold that is a token is in the template, but not in the description', () => {
    const { template } = alone({ alarmOverrides: { highCpu: { threshold: Lazy.number({ produce: () => 75 }) } } });
    alarm({
      AlarmName: 'legacy-db-HighCPU',
      Threshold: 75,
      AlarmDescription: Match.stringLikeRegexp('CPUUtilization \\(Average\\) in 5 of 5 periods of 1 minute'),
    })(template());
  });
});
