import { DBInstance } from '@aws-sdk/client-rds';
import { RestoreSource } from './restore-source';
import { CommandContext } from '../command-context';

/** The options that name a setting rather than take that of the source. */
export interface SettingOptions {
  readonly class?: string;
  readonly subnetGroup?: string;
  readonly securityGroup?: string[];
  readonly parameterGroup?: string;
}

/** Below this size, RDS takes no IOPS and no throughput for gp3, although it shows those that the volume has. */
const SMALLEST_GP3_WITH_IOPS_GIB = 400;

export type InstanceSettings = ReturnType<typeof settingsOf>;

/**
 * The settings of the new instance: those of the source, which RDS does not copy by itself, other than the data, the
 * key and the users.
 *
 * @param source the instance whose settings it gets, unless it is gone
 * @param isElsewhere whether that is in another region, whose network and groups do not exist here
 * @throws CommandFailure if nothing names a network
 */
export function settingsOf(
  context: CommandContext,
  data: RestoreSource,
  source: DBInstance | undefined,
  isElsewhere: boolean,
  options: SettingOptions,
) {
  const here = isElsewhere ? undefined : source;
  const subnetGroup = options.subnetGroup ?? here?.DBSubnetGroup?.DBSubnetGroupName;
  const securityGroups =
    options.securityGroup ?? here?.VpcSecurityGroups?.map(({ VpcSecurityGroupId: id }) => id!).filter(Boolean);
  if (!subnetGroup || !securityGroups?.length) throw context.wrong(context.messages.restore.noNetwork());
  return {
    DBInstanceClass: options.class ?? source?.DBInstanceClass,
    DBSubnetGroupName: subnetGroup,
    VpcSecurityGroupIds: securityGroups,
    DBParameterGroupName: options.parameterGroup ?? parameterGroupOf(data, here),
    Port: source?.Endpoint?.Port,
    MultiAZ: source?.MultiAZ ?? false,
    // Nobody has to reach it from the internet, whatever the source allows.
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: source?.AutoMinorVersionUpgrade,
    ...storageOf(data, source),
    CopyTagsToSnapshot: true,
    EnableIAMDatabaseAuthentication: source?.IAMDatabaseAuthenticationEnabled,
    EnableCloudwatchLogsExports: source?.EnabledCloudwatchLogsExports,
    CACertificateIdentifier: source?.CACertificateIdentifier,
    DeletionProtection: source?.DeletionProtection ?? true,
  };
}

/** That of the source, unless the data are of another major version: RDS takes a group of its own family only. */
function parameterGroupOf({ engineVersion }: RestoreSource, source: DBInstance | undefined): string | undefined {
  const isOfSameMajor = major(engineVersion) === major(source?.EngineVersion);
  return isOfSameMajor ? source?.DBParameterGroups?.[0]?.DBParameterGroupName : undefined;
}

function major(version: string | undefined): string | undefined {
  return version?.split('.')[0];
}

function storageOf({ gibibytes = 0 }: RestoreSource, source: DBInstance | undefined) {
  const { StorageType: type, Iops: iops, StorageThroughput: throughput } = source ?? {};
  const hasIops = /^io/.test(type ?? '') || (type === 'gp3' && gibibytes >= SMALLEST_GP3_WITH_IOPS_GIB);
  return {
    StorageType: type,
    Iops: hasIops ? iops : undefined,
    StorageThroughput: hasIops && type === 'gp3' ? throughput : undefined,
  };
}
