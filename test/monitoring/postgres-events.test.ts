import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { EnvironmentProfile, PostgresEvents, PostgresEventsProps } from '../../src';
import { database, emptyStack } from '../support/database';

const INSTANCE = { Ref: Match.stringLikeRegexp('^DatabaseInstance') };

test('people are told of the events of this instance that matter', () => {
  database().template().hasResourceProperties('AWS::RDS::EventSubscription', {
    SourceType: 'db-instance',
    SourceIds: [INSTANCE],
    EventCategories: [
      'availability', 'configuration change', 'failover', 'failure', 'low storage', 'maintenance', 'notification', 'read replica', 'recovery',
    ],
    SnsTopicArn: { Ref: Match.stringLikeRegexp('TopicsNotifications') },
  });
});

test('RDS tries the topic when the subscription is made: the topic\'s policy comes first', () => {
  database().template().hasResource('AWS::RDS::EventSubscription', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('TopicsNotificationsPolicy')]) });
});

test('a subscriber of the topic may depend on the database', () => {
  const stack = emptyStack();
  const alarmTopic = new sns.Topic(stack, 'Topic');
  const chat = new lambda.Function(stack, 'Chat', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') });
  alarmTopic.addSubscription(new subscriptions.UrlSubscription(chat.addFunctionUrl().url, { protocol: sns.SubscriptionProtocol.HTTPS }));
  const { database: made, template } = database({ alarmTopic }, stack);
  chat.node.addDependency(made);
  expect(() => template()).not.toThrow(); // no cycle
});

test('all events of the instance are logged, beside its other logs', () => {
  const { template } = database({ profile: EnvironmentProfile.prod() });
  template().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['aws.rds'],
      'detail-type': ['RDS DB Instance Event'],
      'resources': [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:', INSTANCE]] }],
    },
    Targets: [{
      Id: Match.anyValue(),
      Arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:111122223333:log-group:', { Ref: Match.stringLikeRegexp('MonitoringEventsLog') }]] },
    }],
  });
  template().hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/rds/instance/oficina-db-prod/events',
    KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('EncryptionKey'), 'Arn'] },
  });
});

test('EventBridge may write to that log group, by a policy of the group itself', () => {
  const { template } = database();
  template().hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/rds/instance/oficina-db-dev/events',
    ResourcePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:111122223333:log-group:/aws/rds/instance/oficina-db-dev/events:*']] },
      }],
    },
  });
  // The other kind is limited to ten in an account and region, and CDK makes it with a function.
  template().resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  template().resourceCountIs('AWS::Lambda::Function', 0);
});

test('the log group is kept as long as the others, and goes with the stack: turning monitoring off and on must not find its name taken', () => {
  const { template } = database({ logRetention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.SNAPSHOT });
  template().hasResource('AWS::Logs::LogGroup', {
    Properties: { LogGroupName: '/aws/rds/instance/oficina-db-dev/events', RetentionInDays: 7 }, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete',
  });
});

describe('by itself', () => {
  function alone(props: Partial<PostgresEventsProps> = {}, stack = emptyStack()): { made: PostgresEvents; template: Template } {
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
      instanceIdentifier: 'legacy-db', instanceEndpointAddress: 'db.example', port: 5432, securityGroups: [],
    });
    const made = new PostgresEvents(stack, 'Events', { instance, ...props });
    return { made, template: Template.fromStack(stack) };
  }

  test('logs the events of an instance that was made otherwise, and tells people where there is a topic', () => {
    const stack = emptyStack();
    const { made, template } = alone({ alarmTopic: new sns.Topic(stack, 'Topic') }, stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/rds/instance/legacy-db/events', RetentionInDays: 90, KmsKeyId: Match.absent() });
    template.hasResourceProperties('AWS::RDS::EventSubscription', { SourceIds: ['legacy-db'], SnsTopicArn: { Ref: Match.stringLikeRegexp('^Topic') } });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ resources: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:legacy-db']] }] }),
    });
    expect(made.logGroup.node.path).toBe('Stack/Events/Log');
  });

  test('logs alone where there is no topic', () => {
    const { template } = alone();
    template.resourceCountIs('AWS::RDS::EventSubscription', 0);
    template.resourceCountIs('AWS::Events::Rule', 1);
  });

  test('takes name, key and retention of the log group', () => {
    const stack = emptyStack();
    const { template } = alone({ logGroupName: '/oficina/events', encryptionKey: new kms.Key(stack, 'Key'), logRetention: logs.RetentionDays.ONE_DAY }, stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/oficina/events',
      RetentionInDays: 1,
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
      ResourcePolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/oficina/events')])] } })],
      }),
    });
  });
});
