import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { EnvironmentProfile } from '../../src';
import { database } from '../support/database';

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
