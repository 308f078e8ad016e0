import { App, SecretValue, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { deliveryProblems } from './alarm-delivery';
import { EnvironmentProfile, OficinaPostgres, OficinaPostgresProps, PostgresAlarms } from '../../src';
import { ALARM_CATALOGUE } from '../../src/monitoring/alarm-catalogue';
import { database, emptyStack, ENVIRONMENT } from '../support/database';
import { RECOMMENDED_FLAGS } from '../support/feature-flags';

const PROFILES = [EnvironmentProfile.dev(), EnvironmentProfile.staging(), EnvironmentProfile.prod()];

function templateOf(props: Partial<OficinaPostgresProps> = {}, stack: Stack = emptyStack()): any {
  return database(props, stack).template().toJSON();
}

function alarms(template: any): any[] {
  return Object.values<any>(template.Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties);
}

describe.each(PROFILES)('every alarm of the $name profile', (profile) => {
  test.each([
    ['no feature flags', {}],
    ['the feature flags of cdk init', RECOMMENDED_FLAGS],
  ])('reaches its topics with %s', (_, context) => {
    const template = templateOf({ profile }, new Stack(new App({ context }), 'Stack', { env: ENVIRONMENT }));
    expect(alarms(template).length).toBeGreaterThanOrEqual(15);
    expect(deliveryProblems(template)).toEqual([]);
  });

  test('notifies the notification topic, and if critical also the paging topic', () => {
    const template = templateOf({ profile });
    for (const alarm of alarms(template)) {
      const entry = ALARM_CATALOGUE.find(({ id }) => alarm.AlarmName === `oficina-db-${profile.name}-${id}`)!;
      const topics = [
        expect.stringMatching(/TopicsNotifications/),
        ...(entry.severity === 'critical' ? [expect.stringMatching(/TopicsPaging/)] : []),
      ];
      expect(alarm.AlarmActions.map(({ Ref }: any) => Ref)).toEqual(topics);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
    }
  });
});

test('the events of RDS reach only the notification topic', () => {
  const template = templateOf();
  const [subscription] = Object.values<any>(template.Resources).filter(
    ({ Type }) => Type === 'AWS::RDS::EventSubscription',
  );
  expect(subscription.Properties.SnsTopicArn.Ref).toMatch(/TopicsNotifications/);
});

test('existing topics and keys get the required policies', () => {
  const stack = emptyStack();
  const topic = (id: string) =>
    new sns.Topic(stack, id, { masterKey: new kms.Key(stack, `${id}Key`), enforceSSL: true });
  const template = templateOf({ alarmTopic: topic('Own'), pagingTopic: topic('OwnPaging') }, stack);
  expect(deliveryProblems(template)).toEqual([]);
  expect(Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::SNS::Topic')).toHaveLength(2);
  expect(Object.keys(template.Resources).filter((id) => /TopicsKey/.test(id))).toEqual([]);
});

test('two databases can share their topics', () => {
  const stack = emptyStack();
  const { database: first } = database({}, stack);
  new OficinaPostgres(stack, 'Second', {
    vpc: stack.node.findChild('Vpc') as ec2.Vpc,
    profile: EnvironmentProfile.staging(),
    alarmTopic: first.alarmTopic,
    pagingTopic: first.pagingTopic,
  });
  const template = Template.fromStack(stack).toJSON();
  expect(alarms(template).length).toBeGreaterThanOrEqual(30);
  expect(deliveryProblems(template)).toEqual([]);
  const policy = Object.values<any>(template.Resources).find(({ Type }) => Type === 'AWS::SNS::TopicPolicy').Properties
    .PolicyDocument;
  expect(policy.Statement).toHaveLength(3); // TLS, alarms, events of RDS: none of them twice
});

test('stand-alone alarms and custom alarms reach their topics too', () => {
  const stack = emptyStack();
  const { database: made } = database({}, stack);
  made.addAlarm('Own', { metric: made.metricReadIops(), threshold: 1, evaluationPeriods: 1 });
  const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key'), enforceSSL: true });
  new PostgresAlarms(stack, 'Alone', {
    instance: made.instance,
    instanceType: new ec2.InstanceType('t3.small'),
    allocatedStorage: Size.gibibytes(20),
    alarmNamePrefix: 'alone',
    alarmTopic: topic,
  });
  const template = Template.fromStack(stack).toJSON();
  expect(alarms(template).map(({ AlarmName }) => AlarmName)).toEqual(
    expect.arrayContaining(['oficina-db-dev-Own', 'alone-HighCPU']),
  );
  expect(deliveryProblems(template)).toEqual([]);
});

/** The check itself: it reports each link that is removed. */
describe('the delivery check reports', () => {
  const find = (template: any, pattern: RegExp): any =>
    template.Resources[Object.keys(template.Resources).find((id) => pattern.test(id))!];
  const drop = (statements: any[], service: string) =>
    statements.splice(
      statements.findIndex(({ Principal }) => Principal?.Service === service),
      1,
    );

  test.each<[string, (template: any) => void, RegExp]>([
    [
      'an action',
      (t) => delete find(t, /HighCPU/).Properties.AlarmActions,
      /^oficina-db-dev-HighCPU has no AlarmActions$/,
    ],
    [
      'an OK action',
      (t) => delete find(t, /HighCPU/).Properties.OKActions,
      /^oficina-db-dev-HighCPU has no OKActions$/,
    ],
    [
      'a metric filter',
      (t) => {
        find(t, /StorageAutoscalingEvents/).Properties.MetricTransformations[0].MetricName = 'other';
      },
      /^oficina-db-dev-StorageAutoscaling is of a metric that nothing counts$/,
    ],
    [
      'a topic',
      (t) => {
        find(t, /HighCPU/).Properties.OKActions = ['arn:aws:sns:us-east-1:111122223333:gone'];
      },
      /is no topic of the template/,
    ],
    [
      'a topic policy',
      (t) => {
        find(t, /NotificationsPolicy/).Properties.Topics = [];
      },
      /policy does not let cloudwatch.amazonaws.com publish/,
    ],
    [
      'a statement of the topic policy',
      (t) => drop(find(t, /PagingPolicy/).Properties.PolicyDocument.Statement, 'cloudwatch.amazonaws.com'),
      /DatabaseDown → .*Paging.*: the topic's policy does not let cloudwatch/,
    ],
    ['TLS', (t) => find(t, /PagingPolicy/).Properties.PolicyDocument.Statement.shift(), /lets messages in without TLS/],
    ['a key', (t) => delete find(t, /TopicsNotifications/).Properties.KmsMasterKeyId, /not encrypted with a key/],
    [
      'a statement of the key policy',
      (t) => drop(find(t, /TopicsKey/).Properties.KeyPolicy.Statement, 'cloudwatch.amazonaws.com'),
      /key's policy does not allow cloudwatch.amazonaws.com kms:Decrypt/,
    ],
    [
      'an action of the key policy',
      (t) => {
        find(t, /TopicsKey/).Properties.KeyPolicy.Statement.forEach((s: any) => {
          if (s.Principal.Service) s.Action = 'kms:Decrypt';
        });
      },
      /does not allow cloudwatch.amazonaws.com kms:GenerateDataKey/,
    ],
    [
      'the account in a condition',
      (t) => {
        find(t, /NotificationsPolicy/)
          .Properties.PolicyDocument.Statement.filter((s: any) => s.Effect === 'Allow')
          .forEach((s: any) => {
            s.Condition.StringEquals['aws:SourceAccount'] = '999999999999';
          });
      },
      /does not let cloudwatch/,
    ],
    [
      'the events of RDS in the topic policy',
      (t) => drop(find(t, /NotificationsPolicy/).Properties.PolicyDocument.Statement, 'events.rds.amazonaws.com'),
      /does not let events.rds.amazonaws.com publish/,
    ],
    [
      'the events of RDS in the key policy',
      (t) => drop(find(t, /TopicsKey/).Properties.KeyPolicy.Statement, 'events.rds.amazonaws.com'),
      /does not allow events.rds.amazonaws.com/,
    ],
  ])('%s', (_, breakIt, message) => {
    const template = JSON.parse(
      JSON.stringify(templateOf({ pagerDutyIntegrationUrl: SecretValue.secretsManager('pagerduty-url') })),
    );
    expect(deliveryProblems(template)).toEqual([]);
    breakIt(template);
    expect(deliveryProblems(template).join('\n')).toMatch(message);
  });
});
