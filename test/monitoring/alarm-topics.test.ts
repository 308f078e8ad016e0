import { App, CfnParameter, SecretValue, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EnvironmentProfile, OficinaPostgres, OficinaPostgresProps } from '../../src';
import { database, emptyStack, ENVIRONMENT } from '../support/database';
import { RECOMMENDED_FLAGS } from '../support/feature-flags';

const subscribed = (properties: object) => (template: Template) =>
  template.hasResourceProperties('AWS::SNS::Subscription', properties);
const NOTIFICATIONS = { Ref: Match.stringLikeRegexp('TopicsNotifications') };
const PAGING = { Ref: Match.stringLikeRegexp('TopicsPaging') };

describe('the topics', () => {
  test('are two, encrypted with one key of their own, with a display name for mail', () => {
    const { database: made, template } = database({ profile: EnvironmentProfile.prod() });
    const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('MonitoringTopicsKey'), 'Arn'] };
    template().resourceCountIs('AWS::SNS::Topic', 2);
    template().hasResourceProperties('AWS::SNS::Topic', {
      DisplayName: 'oficina-db-prod notifications',
      KmsMasterKeyId: key,
    });
    template().hasResourceProperties('AWS::SNS::Topic', { DisplayName: 'oficina-db-prod paging', KmsMasterKeyId: key });
    template().hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/oficina-db-prod/alarms' });
    expect(made.alarmTopic!.node.path).toMatch(/Topics\/Notifications$/);
    expect(made.pagingTopic!.node.path).toMatch(/Topics\/Paging$/);
  });

  test("share a key that rotates and lets EventBridge publish for the caller's rules", () => {
    const keys = database().template().findResources('AWS::KMS::Key');
    const [, key] = Object.entries(keys).find(([id]) => /TopicsKey/.test(id))!;
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(key.Properties.KeyPolicy.Statement).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    });
    // No principal uses it directly: people of the account use it through SNS.
    const account = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } };
    expect(key.Properties.KeyPolicy.Statement.filter(({ Principal: { AWS } }: any) => AWS)).toEqual([
      expect.objectContaining({ Sid: 'AdministrationThroughIam', Principal: account }),
      {
        Sid: 'UseThroughSns',
        Effect: 'Allow',
        Principal: account,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: {
          StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com', 'kms:CallerAccount': '111122223333' },
        },
      },
    ]);
  });

  test('passed by the caller are used, and no key is created if both are passed', () => {
    const stack = emptyStack();
    const alarmTopic = new sns.Topic(stack, 'Own');
    const { database: made, template } = database(
      { alarmTopic, pagingTopic: alarmTopic, alarmEmails: ['a@oficina.example'] },
      stack,
    );
    expect([made.alarmTopic, made.pagingTopic]).toEqual([alarmTopic, alarmTopic]);
    template().resourceCountIs('AWS::SNS::Topic', 1);
    template().resourceCountIs('AWS::KMS::Key', 1); // the key of the database
    subscribed({ TopicArn: { Ref: Match.stringLikeRegexp('^Own') }, Protocol: 'email', Endpoint: 'a@oficina.example' })(
      template(),
    );
  });

  test('are created only with monitoring', () => {
    const { database: made, template } = database({ monitoring: false, alarmEmails: ['a@oficina.example'] });
    expect([made.alarmTopic, made.pagingTopic, made.alarms, made.dashboard]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    for (const type of [
      'SNS::Topic',
      'SNS::Subscription',
      'CloudWatch::Alarm',
      'CloudWatch::Dashboard',
      'RDS::EventSubscription',
      'Events::Rule',
    ]) {
      template().resourceCountIs(`AWS::${type}`, 0);
    }
  });
});

describe('email', () => {
  test('subscribes each address to the notification topic', () => {
    const { template } = database({ alarmEmails: ['a@oficina.example', 'b@oficina.example'] });
    template().resourceCountIs('AWS::SNS::Subscription', 2);
    subscribed({ TopicArn: NOTIFICATIONS, Protocol: 'email', Endpoint: 'a@oficina.example' })(template());
    subscribed({ TopicArn: NOTIFICATIONS, Protocol: 'email', Endpoint: 'b@oficina.example' })(template());
  });

  test('needs no new confirmation when the order changes or another address is removed', () => {
    const ids = (alarmEmails: string[]) => {
      const found = database({ alarmEmails }).template().findResources('AWS::SNS::Subscription');
      return Object.fromEntries(Object.entries(found).map(([id, { Properties }]) => [Properties.Endpoint, id]));
    };
    const both = ids(['a@oficina.example', 'b@oficina.example']);
    expect(ids(['b@oficina.example', 'a@oficina.example'])).toEqual(both);
    expect(ids(['b@oficina.example'])['b@oficina.example']).toBe(both['b@oficina.example']);
  });

  test('accepts addresses that differ only in characters that construct paths cannot have', () => {
    database({ alarmEmails: ['a/b@oficina.example', 'a--b@oficina.example'] })
      .template()
      .resourceCountIs('AWS::SNS::Subscription', 2);
  });

  test('accepts addresses that are tokens', () => {
    const stack = emptyStack();
    const { template } = database(
      { alarmEmails: [new CfnParameter(stack, 'Email').valueAsString, 'b@oficina.example'] },
      stack,
    );
    subscribed({ Protocol: 'email', Endpoint: { Ref: 'Email' } })(template());
  });
});

describe('PagerDuty', () => {
  const url = () => SecretValue.secretsManager('pagerduty-url');

  test('subscribes to the paging topic over HTTPS with the envelope of SNS; the URL stays in its secret', () => {
    const { template } = database({ pagerDutyIntegrationUrl: url() });
    template().resourceCountIs('AWS::SNS::Subscription', 1);
    subscribed({
      TopicArn: PAGING,
      Protocol: 'https',
      RawMessageDelivery: false,
      Endpoint: '{{resolve:secretsmanager:pagerduty-url:SecretString:::}}',
    })(template());
  });

  test('subscribes to an existing paging topic', () => {
    const stack = emptyStack();
    const { template } = database({ pagerDutyIntegrationUrl: url(), pagingTopic: new sns.Topic(stack, 'Own') }, stack);
    subscribed({ Protocol: 'https', TopicArn: { Ref: Match.stringLikeRegexp('^Own') } })(template());
  });

  test('works with the feature flag that wrongly detects secrets', () => {
    const stack = new Stack(new App({ context: RECOMMENDED_FLAGS }), 'Stack', { env: ENVIRONMENT });
    subscribed({ Protocol: 'https' })(database({ pagerDutyIntegrationUrl: url() }, stack).template());
  });

  test('accepts a secret parameter', () => {
    const stack = emptyStack();
    const parameter = new CfnParameter(stack, 'Url', { noEcho: true });
    subscribed({ Protocol: 'https', Endpoint: { Ref: 'Url' } })(
      database({ pagerDutyIntegrationUrl: SecretValue.cfnParameter(parameter) }, stack).template(),
    );
  });
});

describe('the same subscriber of a topic that two databases share', () => {
  const second = (stack: Stack, props: Partial<OficinaPostgresProps>) =>
    new OficinaPostgres(stack, 'Second', {
      vpc: stack.node.findChild('Vpc') as ec2.Vpc,
      profile: EnvironmentProfile.staging(),
      ...props,
    });

  test('is refused, because deleting one database would end the subscription of both', () => {
    const { database: first, stack } = database({ alarmEmails: ['a@oficina.example'] });
    expect(() => second(stack, { alarmTopic: first.alarmTopic, alarmEmails: ['a@oficina.example'] })).toThrow(
      "[Stack/Second/Monitoring/Topics] alarmEmails 'a@oficina.example' must be subscribed to a topic once, " +
        'got Stack/Database/Monitoring/Topics/Notifications, to which Stack/Database/Monitoring/Topics has ' +
        'subscribed it; ' +
        'leave it out here: it also gets what this database publishes',
    );
  });

  test('is refused for PagerDuty without showing the URL', () => {
    const pagerDutyIntegrationUrl = SecretValue.secretsManager('pagerduty-url');
    const { database: first, stack } = database({ pagerDutyIntegrationUrl });
    expect(() => second(stack, { pagingTopic: first.pagingTopic, pagerDutyIntegrationUrl })).toThrow(
      /Topics\] pagerDutyIntegrationUrl must be subscribed to a topic once, got Stack/,
    );
  });

  test('is accepted if the databases have separate topics', () => {
    const { stack } = database({ alarmEmails: ['a@oficina.example'] });
    second(stack, { alarmEmails: ['a@oficina.example'] });
    Template.fromStack(stack).resourceCountIs('AWS::SNS::Subscription', 2);
  });

  test('is detected for an imported topic too, by its ARN', () => {
    const stack = emptyStack();
    const imported = (id: string) => sns.Topic.fromTopicArn(stack, id, 'arn:aws:sns:us-east-1:111122223333:plantao');
    database({ alarmTopic: imported('One'), alarmEmails: ['a@oficina.example'] }, stack);
    expect(() => second(stack, { alarmTopic: imported('Two'), alarmEmails: ['a@oficina.example'] })).toThrow(
      /must be subscribed to a topic once/,
    );
  });
});
