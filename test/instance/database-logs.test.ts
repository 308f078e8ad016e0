import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CredentialsRotation, OficinaPostgresProps } from '../../src';
import { database } from '../support/database';

/** Without monitoring and functions, which have logs of their own. */
const logsOf = (props: Partial<OficinaPostgresProps> = {}) =>
  database({
    monitoring: false,
    bootstrap: false,
    rotation: CredentialsRotation.disabled({ reason: 'tested elsewhere' }),
    ...props,
  });

test('each log has a log group under the name that RDS writes to, encrypted with the key of the database', () => {
  const template = logsOf().template();
  template.resourceCountIs('AWS::Logs::LogGroup', 2);
  for (const name of ['postgresql', 'upgrade']) {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/rds/instance/oficina-db-dev/${name}`,
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] },
      RetentionInDays: 90,
    });
  }
});

test('logs are retained with their instance, but not if the creation of the stack fails', () => {
  logsOf()
    .template()
    .allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('logs are deleted with an instance that is destroyed', () => {
  logsOf({ removalPolicy: RemovalPolicy.DESTROY })
    .template()
    .allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
});

test('an infinite retention sets no days', () => {
  logsOf({ logRetention: logs.RetentionDays.INFINITE })
    .template()
    .allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.absent() });
});

test('the instance depends on them, because RDS would otherwise create its own', () => {
  const template = logsOf({ logExports: ['postgresql', 'iam-db-auth-error'] }).template();
  const groups = Object.keys(template.findResources('AWS::Logs::LogGroup'));
  expect(groups).toHaveLength(2);
  for (const group of groups) template.hasResource('AWS::RDS::DBInstance', { DependsOn: Match.arrayWith([group]) });
});

test('without exports there are no log groups', () => {
  const made = logsOf({ logExports: [] });
  made.template().resourceCountIs('AWS::Logs::LogGroup', 0);
  made.template().hasResource('AWS::RDS::DBInstance', { DependsOn: Match.absent() });
  expect(made.database.logGroups).toEqual({});
});
