import { Duration, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { deliveryProblems } from './alarm-delivery';
import { counts } from './log-filter';
import {
  BackupVaultPlan,
  EnvironmentProfile,
  PostgresAlarms,
  PostgresAlarmsProps,
  PostgresEvents,
  RestoreDrill,
} from '../../src';
import { alarmEntry } from '../../src/monitoring/alarm-catalogue';
import { database, emptyStack } from '../support/database';

/*
 * What AWS Backup reports to EventBridge about backups, copies and restore drills, from the event to the alarm.
 */

const legacy = (stack: Stack) =>
  rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
    instanceIdentifier: 'legacy-db',
    instanceEndpointAddress: 'db.example',
    port: 5432,
    securityGroups: [],
  });
const PLAN_ARN = 'arn:aws:backup:us-east-1:111122223333:restore-testing-plan:legacy_db-1a2b';
const ALARMS = ['BackupFailed', 'RestoreDrillFailed', 'RestoreDrillOverdue'];
const backupRules = (template: Template) =>
  Object.values<any>(
    template.findResources('AWS::Events::Rule', { Properties: { EventPattern: { source: ['aws.backup'] } } }),
  ).map(({ Properties }) => Properties);
const alarmNames = (template: Template) =>
  Object.values<any>(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);

describe('the events', () => {
  const events = () => {
    const stack = emptyStack();
    return { stack, made: new PostgresEvents(stack, 'Events', { instance: legacy(stack) }) };
  };

  test('of AWS Backup are not watched by default', () => {
    expect(backupRules(Template.fromStack(events().stack))).toEqual([]);
  });

  test('of failed backups and copies of this instance are logged once', () => {
    const { made, stack } = events();
    made.watchBackups();
    made.watchBackups();
    const template = Template.fromStack(stack);
    const [{ EventPattern, Targets, State }, ...others] = backupRules(template);
    expect(others).toEqual([]);
    expect(EventPattern).toEqual({
      source: ['aws.backup'],
      'detail-type': ['Backup Job State Change', 'Copy Job State Change'],
      detail: {
        resourceArn: [
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:legacy-db']] },
        ],
        state: ['FAILED', 'ABORTED', 'EXPIRED'],
      },
    });
    expect(State).toBe('ENABLED');
    const [ofRds] = Object.values<any>(
      template.findResources('AWS::Events::Rule', { Properties: { EventPattern: { source: ['aws.rds'] } } }),
    );
    expect(Targets[0].Arn).toEqual(ofRds.Properties.Targets[0].Arn);
  });

  test('of finished drills are logged, for each given plan', () => {
    const { made, stack } = events();
    made.watchRestoreDrills(PLAN_ARN);
    made.watchRestoreDrills(`${PLAN_ARN}c`);
    expect(backupRules(Template.fromStack(stack)).map(({ EventPattern }) => EventPattern)).toEqual([
      {
        source: ['aws.backup'],
        'detail-type': ['Restore Job State Change'],
        detail: { restoreTestingPlanArn: [PLAN_ARN, `${PLAN_ARN}c`], status: ['COMPLETED', 'FAILED', 'ABORTED'] },
      },
    ]);
  });

  test('of an instance that a drill has created reach no one: RDS events name only this instance', () => {
    const { template } = database({ profile: EnvironmentProfile.prod() });
    const arn = {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':rds:us-east-1:111122223333:db:',
          { Ref: Match.stringLikeRegexp('^DatabaseInstance') },
        ],
      ],
    };
    template().hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.rds'], 'detail-type': ['RDS DB Instance Event'], resources: [arn] },
    });
    template().allResourcesProperties('AWS::RDS::EventSubscription', {
      SourceType: 'db-instance',
      SourceIds: [{ Ref: Match.stringLikeRegexp('^DatabaseInstance') }],
    });
  });
});

describe('the alarms of a database', () => {
  const ALL = { backupVaultPlan: BackupVaultPlan.daily(), restoreDrill: RestoreDrill.scheduled() };

  test('exist with a plan and drills, are warnings, and have valid links', () => {
    const { template, database: made } = database(ALL);
    for (const id of ALARMS) {
      template().hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `oficina-db-dev-${id}`,
        AlarmActions: [{ Ref: Match.stringLikeRegexp('TopicsNotifications') }],
        AlarmDescription: Match.stringLikeRegexp(`#${id.toLowerCase()}$`),
      });
    }
    expect(Object.keys(made.alarms!.byId)).toEqual(expect.arrayContaining(ALARMS));
    expect(backupRules(template())).toHaveLength(2);
    expect(deliveryProblems(template().toJSON())).toEqual([]);
  });

  test.each([
    ['no plan', {}, [], 0],
    ['a plan without drills', { backupVaultPlan: ALL.backupVaultPlan }, ['BackupFailed'], 1],
  ])('match what is configured with %s', (_, props, expected, rules) => {
    const template = database(props).template();
    expect(alarmNames(template).filter((name) => /Backup|Drill/.test(name))).toEqual(
      expected.map((id) => `oficina-db-dev-${id}`),
    );
    expect(backupRules(template)).toHaveLength(rules);
  });

  test('report missing drills, also if there is no data', () => {
    database({ ...ALL, restoreDrill: RestoreDrill.scheduled({ overdueAfter: Duration.days(7) }) })
      .template()
      .hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: 'oficina-db-dev-RestoreDrillOverdue',
        Namespace: 'OficinaPostgres',
        MetricName: 'oficina-db-dev-RestoreDrillCompleted',
        Statistic: 'Sum',
        Period: 3600,
        EvaluationPeriods: 168,
        DatapointsToAlarm: 168,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
  });

  test('stay on for a day after a failure', () => {
    for (const id of ['BackupFailed', 'RestoreDrillFailed']) {
      database(ALL)
        .template()
        .hasResourceProperties('AWS::CloudWatch::Alarm', {
          AlarmName: `oficina-db-dev-${id}`,
          Period: 3600,
          EvaluationPeriods: 24,
          DatapointsToAlarm: 1,
          Threshold: 1,
          TreatMissingData: 'notBreaching',
        });
    }
  });
});

describe('stand-alone alarms', () => {
  function alone(props: (stack: Stack) => Partial<PostgresAlarmsProps>): Template {
    const stack = emptyStack();
    new PostgresAlarms(stack, 'Alarms', {
      instance: legacy(stack),
      instanceType: new ec2.InstanceType('m6g.large'),
      allocatedStorage: Size.gibibytes(100),
      ...props(stack),
    });
    return Template.fromStack(stack);
  }
  const log = (stack: Stack) => logs.LogGroup.fromLogGroupName(stack, 'Log', '/legacy/events');
  const watched = { vaultBackups: true, restoreDrillOverdueAfter: Duration.days(5) };

  test('count the events of a given log', () => {
    expect(alarmNames(alone((stack) => ({ ...watched, eventLogGroup: log(stack) })))).toEqual(
      expect.arrayContaining(ALARMS.map((id) => `legacy-db-${id}`)),
    );
    expect(
      alarmNames(alone((stack) => ({ eventLogGroup: log(stack) }))).filter((name) => /Backup|Drill/.test(name)),
    ).toEqual([]);
  });

  test('refuse backups that no log reports on', () => {
    expect(() => alone(() => watched)).toThrow(
      [
        '[Stack/Alarms] 2 problems:',
        'vaultBackups must have a log that reports failed backups, got true without eventLogGroup; ' +
          'give the logGroup of a PostgresEvents after its watchBackups(), or leave it out',
        'restoreDrillOverdueAfter must have a log that reports restore drills, got 5 days without eventLogGroup; ' +
          'give the logGroup of a PostgresEvents after its watchRestoreDrills(), or leave it out',
      ].join('\n  - '),
    );
  });
});

describe('the counted events', () => {
  const pattern = (id: string) => alarmEntry(id).filterPatterns!.eventLogGroup!;
  // The events of https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
  const job = (detailType: string, detail: object) =>
    JSON.stringify({ source: 'aws.backup', 'detail-type': detailType, resources: [], detail });
  const backup = (state: string) =>
    job('Backup Job State Change', { backupJobId: '1', resourceArn: 'arn', state, statusMessage: 'COMPLETED' });
  const copy = (state: string) => job('Copy Job State Change', { copyJobId: '1', resourceArn: 'arn', state });
  const restore = (status: string) =>
    job('Restore Job State Change', { restoreJobId: '1', restoreTestingPlanArn: PLAN_ARN, status });
  const ofRds = JSON.stringify({
    source: 'aws.rds',
    'detail-type': 'RDS DB Instance Event',
    detail: { EventID: 'RDS-EVENT-0031', Message: 'FAILED' },
  });

  test.each<[string, string, string[]]>([
    ['a backup that failed', backup('FAILED'), ['BackupFailed']],
    ['an aborted backup', backup('ABORTED'), ['BackupFailed']],
    ['an expired backup', backup('EXPIRED'), ['BackupFailed']],
    ['a completed backup', backup('COMPLETED'), []],
    ['a copy that failed', copy('FAILED'), ['BackupFailed']],
    ['a drill that failed', restore('FAILED'), ['RestoreDrillFailed']],
    ['an aborted drill', restore('ABORTED'), ['RestoreDrillFailed']],
    ['a completed drill', restore('COMPLETED'), ['RestoreDrillOverdue']],
    ['an event of RDS, whatever its message', ofRds, []],
  ])('%s', (_, line, alarms) => expect(ALARMS.filter((id) => counts(pattern(id), line))).toEqual(alarms));
});
