import type { DBInstance } from '@aws-sdk/client-rds';
import { described, KEY_ARN } from './instances';
import { ADOPTED_PROPERTIES, LASTING_PROPERTIES } from '../../../src/adoption/adopted-properties';
import { LASTING, lastingPicture, LIVE_PROPERTIES, livePicture } from '../../../src/cli/adopt/live-properties';

test('every property that an adoption may state has a reader, and no other', () => {
  expect(Object.keys(LIVE_PROPERTIES).sort()).toEqual(Object.keys(ADOPTED_PROPERTIES).sort());
  expect(Object.keys(LASTING).sort()).toEqual(Object.keys(LASTING_PROPERTIES).sort());
});

test('an instance of Terraform, in the form of a template', () => {
  expect(livePicture(described())).toEqual({
    AllocatedStorage: '50',
    AutoMinorVersionUpgrade: true,
    BackupRetentionPeriod: 7,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    CopyTagsToSnapshot: false,
    DatabaseInsightsMode: 'standard',
    DBInstanceClass: 'db.t3.medium',
    DBParameterGroupName: 'oficina-postgres15-params',
    DeletionProtection: true,
    EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
    EnableIAMDatabaseAuthentication: false,
    EnablePerformanceInsights: false,
    EngineLifecycleSupport: 'open-source-rds-extended-support',
    EngineVersion: '15.4',
    MonitoringInterval: 0,
    MultiAZ: true,
    Port: '5432',
    PreferredBackupWindow: '03:00-04:00',
    PreferredMaintenanceWindow: 'sun:04:00-sun:05:00',
    PubliclyAccessible: false,
    StorageType: 'gp2',
    Tags: [{ Key: 'Environment', Value: 'prod' }],
    VPCSecurityGroups: ['sg-0fedcba9876543210'],
  });
  expect(lastingPicture(described())).toEqual({
    DBInstanceIdentifier: 'oficina-db-prod',
    DBName: 'oficina_db',
    DBSubnetGroupName: 'oficina-prod',
    Engine: 'postgres',
    KmsKeyId: KEY_ARN,
    MasterUsername: 'admin',
    StorageEncrypted: true,
  });
});

test.each<[string, Partial<DBInstance>, Record<string, unknown>]>([
  [
    'small gp3, whose performance RDS decides',
    { StorageType: 'gp3', AllocatedStorage: 399, Iops: 3000, StorageThroughput: 125 },
    { StorageType: 'gp3', Iops: undefined, StorageThroughput: undefined },
  ],
  [
    'large gp3',
    { StorageType: 'gp3', AllocatedStorage: 400, Iops: 12_000, StorageThroughput: 500 },
    { StorageType: 'gp3', AllocatedStorage: '400', Iops: 12_000, StorageThroughput: 500 },
  ],
  [
    'io1, which has no throughput',
    { StorageType: 'io1', AllocatedStorage: 100, Iops: 3000, StorageThroughput: 0 },
    { Iops: 3000, StorageThroughput: undefined },
  ],
  ['gp2, which reports IOPS', { Iops: 300 }, { Iops: undefined }],
  [
    'magnetic storage',
    { StorageType: 'standard', AllocatedStorage: 5 },
    { StorageType: 'standard', AllocatedStorage: '5' },
  ],
  ['storage that grows', { MaxAllocatedStorage: 100 }, { MaxAllocatedStorage: 100 }],
  ['storage that has grown to its limit', { MaxAllocatedStorage: 50 }, { MaxAllocatedStorage: undefined }],
  [
    'a group that nobody has made',
    { DBParameterGroups: [{ DBParameterGroupName: 'default.postgres15', ParameterApplyStatus: 'in-sync' }] },
    { DBParameterGroupName: 'default.postgres15' },
  ],
  ['a public instance', { PubliclyAccessible: true }, { PubliclyAccessible: true }],
  [
    'Performance Insights',
    { PerformanceInsightsEnabled: true, PerformanceInsightsRetentionPeriod: 731 },
    { EnablePerformanceInsights: true, PerformanceInsightsRetentionPeriod: 731 },
  ],
  [
    'Performance Insights that is off, and reports its days',
    { PerformanceInsightsRetentionPeriod: 7 },
    { EnablePerformanceInsights: false, PerformanceInsightsRetentionPeriod: undefined },
  ],
  [
    'the role of Enhanced Monitoring that is off',
    { MonitoringRoleArn: 'arn:aws:iam::111122223333:role/rds-monitoring' },
    { MonitoringInterval: 0, MonitoringRoleArn: undefined },
  ],
  [
    'Enhanced Monitoring',
    { MonitoringInterval: 30, MonitoringRoleArn: 'arn:aws:iam::111122223333:role/rds-monitoring' },
    { MonitoringInterval: 30, MonitoringRoleArn: 'arn:aws:iam::111122223333:role/rds-monitoring' },
  ],
  ['no backups', { BackupRetentionPeriod: 0 }, { BackupRetentionPeriod: 0 }],
  ['no logs', { EnabledCloudwatchLogsExports: undefined }, { EnableCloudwatchLogsExports: undefined }],
  ['no tags', { TagList: [] }, { Tags: undefined }],
  [
    'tags of AWS',
    { TagList: [{ Key: 'aws:backup:source', Value: 'x' }, { Key: 'Empty' }] },
    { Tags: [{ Key: 'Empty', Value: '' }] },
  ],
  ['both kinds of addresses', { NetworkType: 'DUAL' }, { NetworkType: 'DUAL' }],
  ['a zone, which a standby would change', { MultiAZ: false }, { MultiAZ: false, AvailabilityZone: undefined }],
  ['a domain', { DomainMemberships: [{ Domain: 'd-1', IAMRoleName: 'r' }] }, { Domain: 'd-1', DomainIAMRoleName: 'r' }],
  [
    'a group of options of its own',
    { OptionGroupMemberships: [{ OptionGroupName: 'oficina' }] },
    { OptionGroupName: 'oficina' },
  ],
  [
    'changes that wait: the picture is of now',
    { PendingModifiedValues: { DBInstanceClass: 'db.r6g.large' } },
    { DBInstanceClass: 'db.t3.medium' },
  ],
])('%s', (_, changes, expected) => {
  const picture = livePicture(described(changes));
  for (const [name, value] of Object.entries(expected)) expect([name, picture[name]]).toEqual([name, value]);
});

test('an instance without an initial database, with the empty names of some answers', () => {
  expect(lastingPicture(described({ DBName: '' })).DBName).toBeUndefined();
  expect(livePicture(described({ MonitoringInterval: 30, MonitoringRoleArn: '' }))).not.toHaveProperty(
    'MonitoringRoleArn',
  );
});

test('the key of Performance Insights stays only with it', () => {
  const keyOf = (on: boolean) =>
    lastingPicture(described({ PerformanceInsightsEnabled: on, PerformanceInsightsKMSKeyId: KEY_ARN }))
      .PerformanceInsightsKMSKeyId;
  expect([keyOf(true), keyOf(false)]).toEqual([KEY_ARN, undefined]);
});
