import { SecretValue, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { PostgresAlarms } from '../../src';
import { topicRules, topicValues } from '../../src/monitoring/topic-rules';
import { emptyStack, refusal } from '../support/database';
import { PAGER_DUTY_URL, proveWiringRules, TOPIC_CASES } from '../validation/rule-cases';

proveWiringRules(topicRules, TOPIC_CASES);

test('the checked value never contains the URL, so that no message can show it', () => {
  const values = topicValues(emptyStack(), { pagerDutyIntegrationUrl: SecretValue.unsafePlainText(PAGER_DUTY_URL) });
  expect(values).toEqual({
    alarmTopic: undefined,
    pagingTopic: undefined,
    pagerDutyIntegrationUrl: 'plain text',
    region: 'us-east-1',
  });
});

test('a URL that is refused for another reason is not shown either', () => {
  const written = [
    SecretValue.unsafePlainText(PAGER_DUTY_URL),
    PAGER_DUTY_URL,
    [PAGER_DUTY_URL],
    { [PAGER_DUTY_URL]: PAGER_DUTY_URL },
  ];
  for (const pagerDutyIntegrationUrl of written) {
    const message = refusal({ pagerDutyIntegrationUrl, port: 1 } as any);
    expect(message).toContain('pagerDutyIntegrationUrl must');
    expect(message).not.toContain('0123456789abcdef');
  }
});

test('both topics are checked, and reported together with other problems', () => {
  const stack = emptyStack();
  const topic = (id: string) => sns.Topic.fromTopicArn(stack, id, `arn:aws:sns:us-east-1:111122223333:${id}.fifo`);
  expect(refusal({ port: 1, alarmTopic: topic('one'), pagingTopic: topic('two') }, stack)).toBe(
    [
      '[Stack/Database] 3 problems:',
      '  - port must be a whole number from 1150 to 65535, got 1; leave it out for 5432',
      '  - alarmTopic must be a standard topic, got the FIFO topic Stack/one; leave fifo out: RDS events, e-mail ' +
        'and PagerDuty do not support FIFO topics',
      '  - pagingTopic must be a standard topic, got the FIFO topic Stack/two; leave fifo out: RDS events, e-mail ' +
        'and PagerDuty do not support FIFO topics',
    ].join('\n'),
  );
});

test('the topics of stand-alone alarms are checked too', () => {
  const stack = emptyStack();
  expect(
    () =>
      new PostgresAlarms(stack, 'Alarms', {
        instance: rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
          instanceIdentifier: 'legacy-db',
          instanceEndpointAddress: 'legacy-db.example',
          port: 5432,
          securityGroups: [],
        }),
        instanceType: new ec2.InstanceType('m6g.large'),
        allocatedStorage: Size.gibibytes(100),
        pagingTopic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:sa-east-1:111122223333:alarms'),
      }),
  ).toThrow(
    '[Stack/Alarms] pagingTopic must be in the region of the alarms, got Stack/Topic in sa-east-1 for alarms in ' +
      'us-east-1; ' +
      'create one there, and subscribe to it from elsewhere',
  );
});
