import type { DBInstance } from '@aws-sdk/client-rds';
import { GP3_STRIPED_GIB } from '../../instance/storage-performance';

/** Reads one property of `AWS::RDS::DBInstance` out of what DescribeDBInstances says; undefined to leave it out. */
type Reader = (instance: DBInstance) => unknown;

/** Storage types whose performance RDS decides by itself: it reports values that a template must not state. */
const WITHOUT_PERFORMANCE = ['standard', 'gp2'];

/**
 * Each property that an adoption states, as a template of CloudFormation writes it. What stays for ever is not here:
 * see `lastingFields()`.
 *
 * A property that RDS has at its default, and that no prop of the library sets, is left out: CloudFormation leaves
 * alone what a template does not state.
 */
export const LIVE_PROPERTIES: Readonly<Record<string, Reader>> = {
  AllocatedStorage: ({ AllocatedStorage: gibibytes }) => textOf(gibibytes),
  AssociatedRoles: ({ AssociatedRoles: roles = [] }) =>
    listOf(roles.map(({ FeatureName, RoleArn }) => ({ FeatureName, RoleArn }))),
  AutoMinorVersionUpgrade: (instance) => instance.AutoMinorVersionUpgrade ?? false,
  // Stated, it would have to go again when a standby comes, which chooses its zone by itself.
  AvailabilityZone: () => undefined,
  BackupRetentionPeriod: (instance) => instance.BackupRetentionPeriod ?? 0,
  BackupTarget: ({ BackupTarget: target }) => unless(target, 'region'),
  CACertificateIdentifier: (instance) => named(instance.CACertificateIdentifier),
  CopyTagsToSnapshot: (instance) => instance.CopyTagsToSnapshot ?? false,
  DatabaseInsightsMode: (instance) => named(instance.DatabaseInsightsMode),
  DBInstanceClass: (instance) => named(instance.DBInstanceClass),
  DBParameterGroupName: (instance) => named(instance.DBParameterGroups?.[0]?.DBParameterGroupName),
  DedicatedLogVolume: (instance) => instance.DedicatedLogVolume || undefined,
  DeletionProtection: (instance) => instance.DeletionProtection ?? false,
  Domain: (instance) => named(instance.DomainMemberships?.[0]?.Domain),
  DomainIAMRoleName: (instance) => named(instance.DomainMemberships?.[0]?.IAMRoleName),
  EnableCloudwatchLogsExports: (instance) => listOf([...(instance.EnabledCloudwatchLogsExports ?? [])].sort()),
  EnableIAMDatabaseAuthentication: (instance) => instance.IAMDatabaseAuthenticationEnabled ?? false,
  EnablePerformanceInsights: (instance) => instance.PerformanceInsightsEnabled ?? false,
  EngineLifecycleSupport: (instance) => named(instance.EngineLifecycleSupport),
  EngineVersion: (instance) => named(instance.EngineVersion),
  Iops: (instance) => (hasOwnPerformance(instance) ? instance.Iops : undefined),
  LicenseModel: ({ LicenseModel: model }) => unless(model, 'postgresql-license', 'general-public-license'),
  MaxAllocatedStorage: (instance) => storageLimit(instance),
  MonitoringInterval: (instance) => instance.MonitoringInterval ?? 0,
  MonitoringRoleArn: (instance) => (instance.MonitoringInterval ? named(instance.MonitoringRoleArn) : undefined),
  MultiAZ: (instance) => instance.MultiAZ ?? false,
  NetworkType: ({ NetworkType: type }) => unless(type, 'IPV4'),
  OptionGroupName: ({ OptionGroupMemberships: [membership] = [] }) => {
    const name = named(membership?.OptionGroupName);
    return name?.startsWith('default:') ? undefined : name;
  },
  PerformanceInsightsRetentionPeriod: (instance) =>
    instance.PerformanceInsightsEnabled ? instance.PerformanceInsightsRetentionPeriod : undefined,
  Port: (instance) => textOf(instance.Endpoint?.Port),
  PreferredBackupWindow: (instance) => named(instance.PreferredBackupWindow),
  PreferredMaintenanceWindow: (instance) => named(instance.PreferredMaintenanceWindow),
  ProcessorFeatures: ({ ProcessorFeatures: features = [] }) =>
    listOf(features.map(({ Name, Value }) => ({ Name, Value }))),
  PubliclyAccessible: (instance) => instance.PubliclyAccessible ?? false,
  StorageThroughput: (instance) => (hasOwnPerformance(instance) ? instance.StorageThroughput || undefined : undefined),
  StorageType: (instance) => named(instance.StorageType),
  // Tags of AWS itself belong to whoever has set them, and nobody else may.
  Tags: ({ TagList: tags = [] }) =>
    listOf(
      tags
        .filter(({ Key: key = '' }) => !key.startsWith('aws:'))
        .map(({ Key, Value }) => ({ Key, Value: Value ?? '' })),
    ),
  VPCSecurityGroups: ({ VpcSecurityGroups: groups = [] }) =>
    listOf(groups.map(({ VpcSecurityGroupId: id }) => id).filter(Boolean)),
};

/** What has to stay, by the names of CloudFormation. */
export const LASTING: Readonly<Record<string, Reader>> = {
  DBInstanceIdentifier: (instance) => named(instance.DBInstanceIdentifier),
  DBName: (instance) => named(instance.DBName),
  DBSubnetGroupName: (instance) => named(instance.DBSubnetGroup?.DBSubnetGroupName),
  Engine: (instance) => named(instance.Engine),
  KmsKeyId: (instance) => named(instance.KmsKeyId),
  MasterUsername: (instance) => named(instance.MasterUsername),
  // RDS may still name the key of a time when it was on.
  PerformanceInsightsKMSKeyId: (instance) =>
    instance.PerformanceInsightsEnabled ? named(instance.PerformanceInsightsKMSKeyId) : undefined,
  StorageEncrypted: (instance) => instance.StorageEncrypted ?? false,
};

/** The properties of a running instance, without those that it does not have. */
export function livePicture(instance: DBInstance): Record<string, unknown> {
  return read(LIVE_PROPERTIES, instance);
}

/** What has to stay of a running instance. */
export function lastingPicture(instance: DBInstance): Record<string, unknown> {
  return read(LASTING, instance);
}

function read(readers: Readonly<Record<string, Reader>>, instance: DBInstance): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(readers)
      .map(([name, reader]) => [name, reader(instance)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/**
 * Whether IOPS and throughput are somebody's choice. RDS reports 3000 and 125 for small gp3 storage too, and refuses
 * them in a request below 400 GiB:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
function hasOwnPerformance({ StorageType: type = 'gp2', AllocatedStorage: gibibytes = 0 }: DBInstance): boolean {
  if (WITHOUT_PERFORMANCE.includes(type)) return false;
  return type !== 'gp3' || gibibytes >= GP3_STRIPED_GIB;
}

/** The limit of storage autoscaling. It is off where the limit is the storage itself. */
function storageLimit({ AllocatedStorage: gibibytes = 0, MaxAllocatedStorage: limit = 0 }: DBInstance) {
  return limit > gibibytes ? limit : undefined;
}

/** A name; undefined for an empty one, which some answers have in place of none. */
function named(text: string | undefined): string | undefined {
  return text || undefined;
}

function unless(text: string | undefined, ...defaults: string[]): string | undefined {
  return text && !defaults.includes(text) ? text : undefined;
}

function textOf(number: number | undefined): string | undefined {
  return number === undefined ? undefined : `${number}`;
}

function listOf<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
