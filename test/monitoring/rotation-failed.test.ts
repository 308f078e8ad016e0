import { Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { deliveryProblems } from './alarm-delivery';
import { counts } from './log-filter';
import {
  EnvironmentProfile,
  OficinaPostgresProps,
  PostgresAlarms,
  PostgresAlarmsProps,
  PostgresEvents,
} from '../../src';
import { alarmEntry } from '../../src/monitoring/alarm-catalogue';
import { DatabaseMonitoring } from '../../src/monitoring/database-monitoring';
import { WatchedRotation } from '../../src/monitoring/watched-rotation';
import { resolveSettings } from '../../src/settings/resolve-settings';
import { emptyStack, privateVpc } from '../support/database';

/*
 * One alarm counts two logs: the log of events, where EventBridge writes what Secrets Manager reports to CloudTrail,
 * and the log of the rotation functions.
 */

const legacy = (stack: Stack, id: string = 'Legacy') =>
  rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, id, {
    instanceIdentifier: 'legacy-db',
    instanceEndpointAddress: 'db.example',
    port: 5432,
    securityGroups: [],
  });
const logGroup = (stack: Stack, kind: string) =>
  logs.LogGroup.fromLogGroupName(stack, kind, `/aws/rds/instance/legacy-db/${kind}`);
const secret = (stack: Stack, id: string) => new secretsmanager.Secret(stack, id);
const alarmNames = (template: Template) =>
  Object.values<any>(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);
/** Filter pattern by log group, of the filters that count rotations. */
function filters(template: Template): Record<string, string> {
  const found = Object.values<any>(template.findResources('AWS::Logs::MetricFilter'))
    .map(({ Properties }) => Properties)
    .filter(({ MetricTransformations: [{ MetricName }] }) => MetricName.endsWith('-RotationFailed'));
  return Object.fromEntries(
    found.map(({ LogGroupName, FilterPattern }) => [LogGroupName.Ref ?? LogGroupName, FilterPattern]),
  );
}

describe('stand-alone alarms', () => {
  function alone(props: (stack: Stack) => Partial<PostgresAlarmsProps>) {
    const stack = emptyStack();
    const alarms = new PostgresAlarms(stack, 'Alarms', {
      instance: legacy(stack),
      instanceType: new ec2.InstanceType('m6g.large'),
      allocatedStorage: Size.gibibytes(100),
      ...props(stack),
    });
    return { alarms, stack, template: Template.fromStack(stack) };
  }

  test('count failed rotations of both logs in one metric', () => {
    const { template } = alone((stack) => ({
      rotatingSecrets: true,
      eventLogGroup: logGroup(stack, 'events'),
      rotationLogGroup: logGroup(stack, 'rotation'),
    }));
    const counted = {
      MetricTransformations: [
        {
          MetricNamespace: 'OficinaPostgres',
          MetricName: 'legacy-db-RotationFailed',
          MetricValue: '1',
          DefaultValue: 0,
        },
      ],
    };
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      ...counted,
      LogGroupName: '/aws/rds/instance/legacy-db/events',
      FilterPattern: '{ ($.detail.eventName = "RotationFailed") || ($.detail.eventName = "TestRotationFailed") }',
    });
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      ...counted,
      LogGroupName: '/aws/rds/instance/legacy-db/rotation',
      FilterPattern: '?"RotationFailed" ?"Task timed out" ?"Runtime exited"',
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'legacy-db-RotationFailed',
      Namespace: 'OficinaPostgres',
      MetricName: 'legacy-db-RotationFailed',
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 24,
      DatapointsToAlarm: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test.each<[string, (stack: Stack) => Partial<PostgresAlarmsProps>, string[]]>([
    [
      'with secrets and a log of events',
      (stack) => ({ rotatingSecrets: true, eventLogGroup: logGroup(stack, 'events') }),
      ['/aws/rds/instance/legacy-db/events'],
    ],
    [
      'with a log of functions',
      (stack) => ({ rotationLogGroup: logGroup(stack, 'rotation') }),
      ['/aws/rds/instance/legacy-db/rotation'],
    ],
  ])('count failed rotations %s', (_, props, expected) => {
    const { template } = alone(props);
    expect(Object.keys(filters(template))).toEqual(expected);
    expect(alarmNames(template)).toContain('legacy-db-RotationFailed');
  });

  test.each<[string, (stack: Stack) => Partial<PostgresAlarmsProps>]>([
    ['without secrets', (stack) => ({ eventLogGroup: logGroup(stack, 'events') })],
    [
      'if the props say that nothing rotates',
      (stack) => ({ rotatingSecrets: false, rotationLogGroup: logGroup(stack, 'rotation') }),
    ],
    [
      'when the alarm is disabled',
      (stack) => ({
        rotationLogGroup: logGroup(stack, 'rotation'),
        alarmOverrides: { rotationFailed: { enabled: false } },
      }),
    ],
  ])('count no rotations %s', (_, props) => {
    const { template } = alone(props);
    expect(filters(template)).toEqual({});
    expect(alarmNames(template)).not.toContain('legacy-db-RotationFailed');
  });

  test('refuse rotating secrets without a log that reports on them', () => {
    expect(() => alone(() => ({ rotatingSecrets: true }))).toThrow(
      '[Stack/Alarms] rotatingSecrets must have a log that reports failed rotations, got true without ' +
        'eventLogGroup and rotationLogGroup; give the logGroup of a PostgresEvents that watches the secrets, or ' +
        'leave it out',
    );
  });

  test('count what PostgresEvents logs', () => {
    const { template } = alone((stack) => ({
      rotatingSecrets: true,
      eventLogGroup: new PostgresEvents(stack, 'Events', {
        instance: legacy(stack, 'Same'),
        secrets: [secret(stack, 'Master')],
      }).logGroup,
    }));
    expect(Object.keys(filters(template))).toEqual([expect.stringMatching(/^EventsLog/)]);
  });
});

describe('the monitoring of a database', () => {
  function monitored(rotation?: (stack: Stack) => WatchedRotation, props: Partial<OficinaPostgresProps> = {}) {
    const stack = emptyStack();
    const { values } = resolveSettings({ vpc: privateVpc(stack), profile: EnvironmentProfile.dev(), ...props });
    const monitoring = new DatabaseMonitoring(stack, 'Monitoring', values, {
      instance: legacy(stack),
      encryptionKey: new kms.Key(stack, 'Key'),
      logGroups: {},
      rotation: rotation?.(stack),
      backups: {},
    });
    return { monitoring, stack, template: () => Template.fromStack(stack) };
  }
  const rotationRules = (template: Template) =>
    Object.values<any>(
      template.findResources('AWS::Events::Rule', {
        Properties: { EventPattern: { source: ['aws.secretsmanager'] } },
      }),
    );
  const watched = (template: Template) =>
    rotationRules(template).flatMap(({ Properties }) => Properties.EventPattern.detail.additionalEventData.SecretId);
  const ref = (id: string) => ({ Ref: expect.stringMatching(new RegExp(`^${id}`)) });
  const EVENTS = expect.stringMatching(/^MonitoringEventsLog/);

  test('reports failed rotations of both logs to the notifications', () => {
    const made = monitored((stack) => ({ secrets: [secret(stack, 'Master')], logGroup: logGroup(stack, 'rotation') }));
    const template = made.template();
    expect(Object.keys(filters(template)).sort()).toEqual(['/aws/rds/instance/legacy-db/rotation', EVENTS]);
    expect(watched(template)).toEqual([ref('Master')]);
    expect(Object.keys(made.monitoring.alarms.byId).slice(-1)).toEqual(['RotationFailed']);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'oficina-db-dev-RotationFailed',
      AlarmDescription: Match.stringLikeRegexp(
        'RotationFailed, TestRotationFailed >= 1 in 1 of 24 periods of 1 hour. What to do: ' +
          '.*/docs/runbook.md#rotationfailed$',
      ),
      AlarmActions: [{ Ref: Match.stringLikeRegexp('TopicsNotifications') }],
    });
    expect(deliveryProblems(template.toJSON())).toEqual([]);
  });

  test.each<[string, ((stack: Stack) => WatchedRotation) | undefined]>([
    ['nothing is known of rotations', undefined],
    ['nothing rotates yet', () => ({ secrets: [] })],
  ])('has neither rule nor alarm if %s', (_, rotation) => {
    const template = monitored(rotation).template();
    expect(rotationRules(template)).toEqual([]);
    expect(filters(template)).toEqual({});
    expect(alarmNames(template)).not.toContain('oficina-db-dev-RotationFailed');
  });

  test('uses only the events if the library has no rotation function', () => {
    const template = monitored((stack) => ({ secrets: [secret(stack, 'Master')] })).template();
    expect(Object.keys(filters(template))).toEqual([EVENTS]);
  });

  test('gets the alarm with the first secret that is added later, after the others, and on the dashboard', () => {
    const { monitoring, stack, template } = monitored();
    monitoring.alarms.addAlarm('Own', {
      metric: monitoring.alarms.byId.HighCPU.metric,
      threshold: 1,
      evaluationPeriods: 1,
    });
    monitoring.watchRotation({ secrets: [secret(stack, 'User')], logGroup: logGroup(stack, 'rotation') });
    expect(Object.keys(monitoring.alarms.byId).slice(-2)).toEqual(['Own', 'RotationFailed']);
    expect(Object.keys(filters(template())).sort()).toEqual(['/aws/rds/instance/legacy-db/rotation', EVENTS]);
    expect(watched(template())).toEqual([ref('User')]);
    const [dashboard] = Object.values<any>(template().findResources('AWS::CloudWatch::Dashboard'));
    expect(JSON.stringify(dashboard)).toContain('MonitoringAlarmsRotationFailed');
  });

  test('adds later secrets to the same rule, and later logs of functions to the same alarm', () => {
    const { monitoring, stack, template } = monitored((inside) => ({ secrets: [secret(inside, 'Master')] }));
    monitoring.watchRotation({ secrets: [secret(stack, 'User')], logGroup: logGroup(stack, 'rotation') });
    monitoring.watchRotation({
      secrets: [secret(stack, 'Other')],
      logGroup: stack.node.findChild('rotation') as unknown as logs.ILogGroup,
    });
    expect(rotationRules(template())).toHaveLength(1);
    expect(watched(template())).toEqual([ref('Master'), ref('User'), ref('Other')]);
    expect(Object.keys(filters(template())).sort()).toEqual(['/aws/rds/instance/legacy-db/rotation', EVENTS]);
    expect(alarmNames(template()).filter((name) => name.endsWith('RotationFailed'))).toHaveLength(1);
  });

  test('counts none if the caller has disabled the alarm, whenever secrets are added', () => {
    const alarmOverrides = { rotationFailed: { enabled: false } };
    const { monitoring, stack, template } = monitored((inside) => ({ secrets: [secret(inside, 'Master')] }), {
      alarmOverrides,
    });
    monitoring.watchRotation({ secrets: [secret(stack, 'User')], logGroup: logGroup(stack, 'rotation') });
    expect(filters(template())).toEqual({});
    expect(alarmNames(template())).not.toContain('oficina-db-dev-RotationFailed');
  });
});

describe('the counted lines', () => {
  const { eventLogGroup, rotationLogGroup } = alarmEntry('RotationFailed').filterPatterns!;
  const autoscaling = alarmEntry('StorageAutoscaling').filterPatterns!.eventLogGroup!;
  const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-dev-AbCdEf';
  const fromSecretsManager = (eventName: string) =>
    JSON.stringify({
      source: 'aws.secretsmanager',
      'detail-type': 'AWS Service Event via CloudTrail',
      resources: [],
      detail: { eventName, additionalEventData: { SecretId: arn } },
    });
  const fromRds = (EventID: string) =>
    JSON.stringify({
      source: 'aws.rds',
      'detail-type': 'RDS DB Instance Event',
      detail: { EventID, Message: 'RotationFailed' },
    });

  test.each([
    ['a rotation that failed', fromSecretsManager('RotationFailed'), true],
    ['a test that failed', fromSecretsManager('TestRotationFailed'), true],
    ['a successful rotation', fromSecretsManager('RotationSucceeded'), false],
    ['an abandoned rotation', fromSecretsManager('RotationAbandoned'), false],
    ['an event of RDS, whatever its message', fromRds('RDS-EVENT-0224'), false],
  ])('among the events: %s', (_, line, expected) => expect(counts(eventLogGroup!, line)).toBe(expected));

  test('events of one alarm do not raise the other', () => {
    expect(counts(autoscaling, fromRds('RDS-EVENT-0224'))).toBe(true);
    expect(counts(autoscaling, fromSecretsManager('RotationFailed'))).toBe(false);
  });

  // The log format of a Node.js function in Lambda: text, or JSON with the line as one value.
  const logged = JSON.stringify({
    event: 'RotationFailed',
    secretArn: arn,
    step: 'setSecret',
    message: 'ECONNREFUSED',
  });
  const went = JSON.stringify({ event: 'RotationStep', secretArn: arn, step: 'setSecret' });
  test.each([
    ['a step that failed, in text', `2026-11-24T03:00:01.000Z\tb1c2\tINFO\t${logged}`, true],
    [
      'a step that failed, in JSON',
      JSON.stringify({ timestamp: '2026-11-24T03:00:01.000Z', level: 'INFO', requestId: 'b1c2', message: logged }),
      true,
    ],
    ['a step that failed, as the bare line', logged, true],
    ['a step that took too long', '2026-11-24T03:03:00.000Z b1c2 Task timed out after 180.00 seconds', true],
    ['a function that crashed', 'RequestId: b1c2 Error: Runtime exited with error: signal: killed', true],
    ['a successful step', `2026-11-24T03:00:01.000Z\tb1c2\tINFO\t${went}`, false],
    [
      'the report of Lambda',
      'REPORT RequestId: b1c2\tDuration: 812.00 ms\tBilled Duration: 813 ms\tMemory Size: 256 MB',
      false,
    ],
  ])('among the lines of the functions: %s', (_, line, expected) =>
    expect(counts(rotationLogGroup!, line)).toBe(expected),
  );
});
