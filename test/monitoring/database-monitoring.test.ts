import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { EnvironmentProfile, OficinaPostgresProps } from '../../src';
import { database, emptyStack, ENVIRONMENT } from '../support/database';

const WARNING = Match.stringLikeRegexp('this is production, and nobody subscribes to its notifications');
const prod = (props: Partial<OficinaPostgresProps> = {}, stack = emptyStack()) =>
  database({ profile: EnvironmentProfile.prod(), ...props }, stack);
const sms = () => new subscriptions.SmsSubscription('+5511999999999');

describe('production without subscribers', () => {
  test.each<[string, (stack: Stack) => Partial<OficinaPostgresProps>]>([
    ['without recipients', () => ({})],
    // The paging topic receives two alarms of sixteen, and no event.
    ['with only PagerDuty', () => ({ pagerDutyIntegrationUrl: SecretValue.secretsManager('pagerduty-url') })],
    ['with an existing topic without a subscriber', (stack) => ({ alarmTopic: new sns.Topic(stack, 'Own') })],
    ['with an existing paging topic', (stack) => ({ pagingTopic: new sns.Topic(stack, 'Own') })],
    [
      'with a subscription to something else',
      (stack) => {
        new sns.Topic(stack, 'Other').addSubscription(sms());
        return {};
      },
    ],
  ])('warns %s', (_, props) => {
    const stack = emptyStack();
    prod(props(stack), stack);
    Annotations.fromStack(stack).hasWarning('/Stack/Database/Monitoring', WARNING);
  });

  test.each<[string, (stack: Stack) => Partial<OficinaPostgresProps>]>([
    ['an address', () => ({ alarmEmails: ['a@oficina.example'] })],
    [
      'an imported topic',
      (stack) => ({ alarmTopic: sns.Topic.fromTopicArn(stack, 'Own', 'arn:aws:sns:us-east-1:111122223333:plantao') }),
    ],
    [
      'an existing topic, and its subscriber',
      (stack) => {
        const alarmTopic = new sns.Topic(stack, 'Own');
        alarmTopic.addSubscription(sms());
        return { alarmTopic };
      },
    ],
    ['no monitoring', () => ({ monitoring: false })],
    ['another profile', () => ({ profile: EnvironmentProfile.staging() })],
  ])('does not warn with %s', (_, props) => {
    const stack = emptyStack();
    prod(props(stack), stack);
    Annotations.fromStack(stack).hasNoWarning('*', WARNING);
  });

  test('does not warn if the caller subscribes afterwards', () => {
    const { database: made, stack } = prod();
    made.alarmTopic!.addSubscription(sms());
    Annotations.fromStack(stack).hasNoWarning('*', WARNING);
  });

  test('warns if only the paging topic has a subscriber', () => {
    const { database: made, stack } = prod();
    made.pagingTopic!.addSubscription(sms());
    Annotations.fromStack(stack).hasWarning('*', WARNING);
  });

  test('does not warn if the subscription is in another stack', () => {
    const { database: made, stack } = prod();
    new sns.Subscription(new Stack(stack.node.root as App, 'Other', { env: ENVIRONMENT }), 'Subscription', {
      topic: made.alarmTopic!,
      protocol: sns.SubscriptionProtocol.SMS,
      endpoint: '+5511999999999',
    });
    Annotations.fromStack(stack).hasNoWarning('*', WARNING);
  });
});
