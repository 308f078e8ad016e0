import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { EnvironmentProfile } from '../../src';
import { database } from '../support/database';
import { someNumber } from '../validation/rule-cases';

const LOG_GROUP = (suffix: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:logs:us-east-1:111122223333:log-group:RDSOSMetrics${suffix}`]],
});

describe('Enhanced Monitoring', () => {
  const { database: made, template: synth } = database({ profile: EnvironmentProfile.prod() });
  const template = synth();

  test('uses a role that only this instance of this account can assume', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Enhanced Monitoring of the database oficina-db-prod',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'monitoring.rds.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:oficina-db-prod'],
                  ],
                },
              },
            },
          },
        ],
      },
    });
  });

  test('can write only to one log group', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Writes the samples of RDS Enhanced Monitoring',
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], Resource: LOG_GROUP('') },
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents'],
            Resource: LOG_GROUP(':log-stream:*'),
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Enhanced Monitoring of the database oficina-db-prod',
      ManagedPolicyArns: [{ Ref: Match.stringLikeRegexp('^DatabaseInstanceEnhancedMonitoringPolicy') }],
      Policies: Match.absent(),
    });
  });

  test('is enabled on the instance', () => {
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      MonitoringInterval: 60,
      MonitoringRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseInstanceEnhancedMonitoringRole'), 'Arn'] },
    });
    expect(made.monitoringRole?.node.path).toBe('Stack/Database/Instance/EnhancedMonitoringRole');
  });
});

test('without Enhanced Monitoring there is no role', () => {
  const { database: made, template } = database({
    profile: EnvironmentProfile.prod(),
    enhancedMonitoringInterval: Duration.seconds(0),
  });
  expect(made.monitoringRole).toBeUndefined();
  template().resourcePropertiesCountIs(
    'AWS::IAM::Role',
    { Description: Match.stringLikeRegexp('^Enhanced Monitoring') },
    0,
  );
  template().hasResourceProperties('AWS::RDS::DBInstance', {
    MonitoringInterval: 0,
    MonitoringRoleArn: Match.absent(),
  });
});

test('a token as interval creates a role', () => {
  const { database: made } = database({ enhancedMonitoringInterval: Duration.seconds(someNumber(0)) });
  expect(made.monitoringRole).toBeDefined();
});
