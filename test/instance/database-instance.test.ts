import { Size, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as rds from 'aws-cdk-lib/aws-rds';
import { database } from '../support/database';
import { someNumber } from '../validation/rule-cases';

const KEY = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] };

test('is encrypted, private and tagged down to its snapshots', () => {
  database()
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', {
      Engine: 'postgres',
      StorageEncrypted: true,
      KmsKeyId: KEY,
      PerformanceInsightsKMSKeyId: KEY,
      PubliclyAccessible: false,
      CopyTagsToSnapshot: true,
      EnableIAMDatabaseAuthentication: true,
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      ApplyImmediately: true,
      AllowMajorVersionUpgrade: false,
      DatabaseInsightsMode: 'standard',
      EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
      Port: '5432',
      Iops: Match.absent(),
      StorageThroughput: Match.absent(),
    });
});

test('has the subnet group, security group and secret of the database', () => {
  database()
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', {
      DBSubnetGroupName: { Ref: Match.stringLikeRegexp('^DatabaseNetworkSubnetGroup') },
      VPCSecurityGroups: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseNetworkSecurityGroup'), 'GroupId'] }],
      MasterUsername: 'oficina_admin',
      MasterUserPassword: {
        'Fn::Join': [
          '',
          [
            '{{resolve:secretsmanager:',
            { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecret') },
            ':SecretString:password::}}',
          ],
        ],
      },
    });
});

test('the template does not contain its password', () => {
  const [instance] = Object.values(database().template().findResources('AWS::RDS::DBInstance'));
  expect(Object.keys(instance.Properties).filter((name) => /password/i.test(name))).toEqual(['MasterUserPassword']);
  expect(JSON.stringify(instance.Properties.MasterUserPassword)).toContain('{{resolve:secretsmanager:');
});

test('storage in MiB is the same as in GiB', () => {
  database({ allocatedStorage: Size.mebibytes(30 * 1024), maxAllocatedStorage: Size.mebibytes(40 * 1024) })
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', { AllocatedStorage: '30', MaxAllocatedStorage: 40 });
});

test('storage may be a token', () => {
  database({
    allocatedStorage: Size.gibibytes(someNumber(30)),
    maxAllocatedStorage: Size.gibibytes(Token.asNumber({ Ref: 'Ceiling' })),
  })
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', { AllocatedStorage: '30', MaxAllocatedStorage: { Ref: 'Ceiling' } });
  database({ allocatedStorage: Size.gibibytes(Token.asNumber({ Ref: 'Storage' })) })
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', { AllocatedStorage: { Ref: 'Storage' } });
});

test('without Performance Insights, no key, retention or mode is set', () => {
  database({ performanceInsights: false }).template().hasResourceProperties('AWS::RDS::DBInstance', {
    EnablePerformanceInsights: false,
    PerformanceInsightsKMSKeyId: Match.absent(),
    PerformanceInsightsRetentionPeriod: Match.absent(),
    DatabaseInsightsMode: Match.absent(),
  });
});

test.each([
  [rds.StorageType.IO1, 3000],
  [rds.StorageType.IO2, 64_000],
])('%s with %i IOPS', (storageType, iops) => {
  database({ storageType, iops, allocatedStorage: Size.gibibytes(2000), maxAllocatedStorage: Size.gibibytes(3000) })
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', { StorageType: storageType, Iops: iops });
});

test('a cfn-lint check is ignored for a version without a minor, and not for a minor', () => {
  const told = { Metadata: { 'cfn-lint': { config: { ignore_checks: ['W3691'] } } } };
  database().template().hasResource('AWS::RDS::DBInstance', told);
  database({ engineVersion: rds.PostgresEngineVersion.of('15.13', '15') })
    .template()
    .hasResource('AWS::RDS::DBInstance', { Metadata: Match.absent() });
});
