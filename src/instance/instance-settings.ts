import { Size, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { enhancedMonitoringRole } from './enhanced-monitoring-role';
import { Settings } from '../settings/settings';

/** What an instance says to RDS in the same words, whether it is a database or a read replica of one. */
export function instanceSettings(settings: Settings, key: kms.IKey, monitoringRole: iam.Role | undefined) {
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

/** The role of Enhanced Monitoring; undefined where that is off. */
export function monitoringRoleOf(
  scope: Construct,
  { enhancedMonitoringInterval, instanceIdentifier }: Settings,
): iam.Role | undefined {
  const monitored = enhancedMonitoringInterval.isUnresolved() || enhancedMonitoringInterval.toSeconds() > 0;
  return monitored ? enhancedMonitoringRole(scope, instanceIdentifier) : undefined;
}

/** RDS would make a log group itself, without key and retention, if the instance came first. */
export function logGroupsFirst(instance: Construct, logGroups: Record<string, logs.LogGroup>): void {
  for (const logGroup of Object.values(logGroups)) instance.node.addDependency(logGroup);
}

/** As CloudFormation takes it. The L2 takes a number and writes it with toString(), which destroys a token. */
export function allocatedStorage(size: Size): string {
  return Tokenization.stringifyNumber(size.toGibibytes());
}
