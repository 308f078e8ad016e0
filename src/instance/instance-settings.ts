import { Size, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { enhancedMonitoringRole } from './enhanced-monitoring-role';
import { Settings } from '../settings/settings';

/** Returns the RDS properties that a database and its read replicas have in common. */
export function instanceSettings(settings: Settings, key: kms.IKey, monitoringRole: iam.IRole | undefined) {
  return {
    port: settings.port,
    iamAuthentication: settings.iamAuthentication,
    publiclyAccessible: false,

    autoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    caCertificate: settings.caCertificate,
    applyImmediately: settings.applyImmediately,
    instanceType: settings.instanceType,
    multiAz: settings.multiAz,

    storageType: settings.storageType,
    maxAllocatedStorage: settings.storageAutoscaling ? settings.maxAllocatedStorage.toGibibytes() : undefined,
    iops: settings.iops,
    storageThroughput: settings.storageThroughput,

    preferredMaintenanceWindow: settings.maintenanceWindow,
    copyTagsToSnapshot: true,
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.removalPolicy,

    cloudwatchLogsExports: settings.logExports,
    enablePerformanceInsights: settings.performanceInsights,
    ...(settings.performanceInsights && {
      performanceInsightRetention: settings.performanceInsightsRetention,
      performanceInsightEncryptionKey: key,
      databaseInsightsMode: settings.databaseInsightsMode,
    }),
    monitoringInterval: settings.enhancedMonitoringInterval,
    monitoringRole,
  } satisfies Partial<rds.DatabaseInstanceReadReplicaProps>;
}

/** Creates the role of Enhanced Monitoring; undefined if Enhanced Monitoring is off. */
export function monitoringRoleOf(
  scope: Construct,
  { enhancedMonitoringInterval, instanceIdentifier }: Settings,
): iam.Role | undefined {
  const isMonitored = enhancedMonitoringInterval.isUnresolved() || enhancedMonitoringInterval.toSeconds() > 0;
  return isMonitored ? enhancedMonitoringRole(scope, instanceIdentifier) : undefined;
}

/** Makes the instance depend on its log groups. Otherwise RDS would create them first, without key and retention. */
export function logGroupsFirst(instance: Construct, logGroups: Record<string, logs.ILogGroup>): void {
  for (const logGroup of Object.values(logGroups)) instance.node.addDependency(logGroup);
}

/** Returns the storage for CloudFormation. The L2 would convert a number with toString(), which destroys a token. */
export function allocatedStorage(size: Size): string {
  return Tokenization.stringifyNumber(size.toGibibytes());
}
