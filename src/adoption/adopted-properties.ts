import * as rds from 'aws-cdk-lib/aws-rds';

/*
 * The properties of a running instance that an adoption states, by their names in CloudFormation, and what happens when
 * RDS gets another value for one:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html
 */

/**
 * What a new value does to the instance:
 *
 * - `none`: a write that nobody notices
 * - `clients`: a write that may shut clients out
 * - `restart`: an interruption, now or in the maintenance window
 * - `reboot`: nothing until somebody reboots the instance
 * - `never`: RDS has no way to change it
 */
export type ChangeEffect = 'none' | 'clients' | 'restart' | 'reboot' | 'never';

/** One property of an instance. */
export interface AdoptedProperty {
  /** The attribute of `rds.CfnDBInstance` with the value that the props give; undefined if no prop sets it. */
  readonly attribute?: keyof rds.CfnDBInstance & string;
  readonly effect: ChangeEffect;
  /** What a new value does, as a clause. */
  readonly consequence: string;
  /** Whether a picture of the instance is incomplete without it: CloudFormation would write a default at the import. */
  readonly required?: boolean;
}

// While `live` is there, nothing is applied immediately.
const IN_WINDOW = 'in the maintenance window';

export const ADOPTED_PROPERTIES: Readonly<Record<string, AdoptedProperty>> = {
  AllocatedStorage: {
    attribute: 'allocatedStorage',
    effect: 'none',
    consequence: 'storage grows without an interruption, and takes no other change for six hours; it never shrinks',
    required: true,
  },
  AssociatedRoles: {
    effect: 'clients',
    consequence: 'RDS removes the roles, and statements that reach S3 or Lambda by them fail: add them to the resource',
  },
  AutoMinorVersionUpgrade: {
    attribute: 'autoMinorVersionUpgrade',
    effect: 'none',
    consequence: 'minor versions come in the maintenance window, or no longer do',
    required: true,
  },
  AvailabilityZone: { effect: 'never', consequence: 'an instance with a standby chooses its zone by itself' },
  BackupRetentionPeriod: {
    attribute: 'backupRetentionPeriod',
    effect: 'none',
    consequence: 'more or fewer days can be restored; from 0, the instance restarts at once',
    required: true,
  },
  BackupTarget: { effect: 'never', consequence: 'backups stay where they are' },
  CACertificateIdentifier: {
    attribute: 'caCertificateIdentifier',
    effect: 'restart',
    consequence:
      'the server certificate changes; clients need the new authority first, and versions that cannot reload it ' +
      `restart ${IN_WINDOW}`,
    required: true,
  },
  CopyTagsToSnapshot: { attribute: 'copyTagsToSnapshot', effect: 'none', consequence: 'snapshots get the tags' },
  DatabaseInsightsMode: {
    attribute: 'databaseInsightsMode',
    effect: 'none',
    consequence: 'more or less history of the load, at another price',
  },
  DBInstanceClass: {
    attribute: 'dbInstanceClass',
    effect: 'restart',
    consequence: `the instance fails over to its changed standby, or without one is down for minutes, ${IN_WINDOW}`,
    required: true,
  },
  DBParameterGroupName: {
    attribute: 'dbParameterGroupName',
    effect: 'reboot',
    consequence: 'forced TLS, audit and timeouts of the library take effect at the next reboot, which is yours to do',
    required: true,
  },
  DedicatedLogVolume: { effect: 'restart', consequence: 'the volume of the log moves at the next reboot' },
  DeletionProtection: {
    attribute: 'deletionProtection',
    effect: 'none',
    consequence: 'RDS refuses to delete the instance, or no longer does',
    required: true,
  },
  Domain: { effect: 'clients', consequence: 'logins by Kerberos end' },
  DomainIAMRoleName: { effect: 'clients', consequence: 'logins by Kerberos end' },
  EnableCloudwatchLogsExports: {
    attribute: 'enableCloudwatchLogsExports',
    effect: 'none',
    consequence: 'RDS writes other logs to CloudWatch Logs',
  },
  EnableIAMDatabaseAuthentication: {
    attribute: 'enableIamDatabaseAuthentication',
    effect: 'none',
    consequence: 'roles with rds_iam log in by IAM alone',
    required: true,
  },
  EnablePerformanceInsights: {
    attribute: 'enablePerformanceInsights',
    effect: 'none',
    consequence: 'the load of each statement is recorded, or no longer is',
    required: true,
  },
  EngineLifecycleSupport: {
    effect: 'never',
    consequence: 'extended support is chosen when an instance is made; the prop extendedSupport says what it was',
  },
  EngineVersion: {
    attribute: 'engineVersion',
    effect: 'restart',
    consequence: `an upgrade of a minor or major version takes minutes, ${IN_WINDOW}; there is no way back`,
    required: true,
  },
  Iops: { attribute: 'iops', effect: 'none', consequence: 'storage is optimised for hours, and slower meanwhile' },
  LicenseModel: { effect: 'none', consequence: 'PostgreSQL has one licence' },
  MaxAllocatedStorage: {
    attribute: 'maxAllocatedStorage',
    effect: 'none',
    consequence: 'storage grows by itself up to this size',
  },
  MonitoringInterval: {
    attribute: 'monitoringInterval',
    effect: 'none',
    consequence: 'Enhanced Monitoring has another interval',
    required: true,
  },
  MonitoringRoleArn: { attribute: 'monitoringRoleArn', effect: 'none', consequence: 'RDS assumes a new role' },
  MultiAZ: {
    attribute: 'multiAz',
    effect: 'none',
    consequence: 'a standby comes or goes; writes are slower while it is copied and wait for it from then on',
    required: true,
  },
  NetworkType: { effect: 'clients', consequence: 'the instance keeps its kind of addresses' },
  OptionGroupName: { effect: 'none', consequence: 'PostgreSQL has no options' },
  PerformanceInsightsRetentionPeriod: {
    attribute: 'performanceInsightsRetentionPeriod',
    effect: 'none',
    consequence: 'the load is kept for more or fewer days',
  },
  Port: {
    attribute: 'port',
    effect: 'restart',
    consequence: 'the instance restarts at once, whatever applyImmediately says, and clients need the new port',
    required: true,
  },
  PreferredBackupWindow: {
    attribute: 'preferredBackupWindow',
    effect: 'none',
    consequence: 'backups begin at another time',
    required: true,
  },
  PreferredMaintenanceWindow: {
    attribute: 'preferredMaintenanceWindow',
    effect: 'none',
    consequence: 'changes that wait come at another time; at once if the new window is now',
    required: true,
  },
  ProcessorFeatures: { effect: 'restart', consequence: 'PostgreSQL has the processors of its class' },
  PubliclyAccessible: {
    attribute: 'publiclyAccessible',
    effect: 'clients',
    consequence: 'the endpoint resolves to a private address: clients outside the VPC are shut out',
    required: true,
  },
  StorageThroughput: {
    attribute: 'storageThroughput',
    effect: 'none',
    consequence: 'storage is optimised for hours, and slower meanwhile',
  },
  StorageType: {
    attribute: 'storageType',
    effect: 'none',
    consequence:
      'storage is optimised for hours, slower meanwhile, and takes no other change for six hours; magnetic storage ' +
      'is unavailable for part of it',
    required: true,
  },
  Tags: { effect: 'none', consequence: 'the tags of the library and of the app replace those of before' },
  VPCSecurityGroups: {
    attribute: 'vpcSecurityGroups',
    effect: 'clients',
    consequence: 'the group of the library admits its clients alone; those of securityGroupIds stay attached too',
    required: true,
  },
};

/** Properties that say what an instance is made of. They are fields of their own, as they have to stay. */
export const LASTING_PROPERTIES: Readonly<Record<string, string>> = {
  DBInstanceIdentifier: 'the prop instanceIdentifier',
  DBName: 'initialDatabaseName',
  DBSubnetGroupName: 'subnetGroupName',
  Engine: 'no field, as it is always postgres',
  KmsKeyId: 'storageKeyArn',
  MasterUsername: 'masterUsername',
  PerformanceInsightsKMSKeyId: 'performanceInsightsKeyArn',
  StorageEncrypted: 'storageKeyArn',
};
