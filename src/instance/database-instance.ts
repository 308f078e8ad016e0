import { SecretValue, Size, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { enhancedMonitoringRole } from './enhanced-monitoring-role';
import { letRdsManagePassword } from './managed-password';
import { Settings } from '../profile/settings';

/** What the other rooms give to the instance. */
export interface InstanceResources {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly subnetGroup: rds.SubnetGroup;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly key: kms.IKey;
  /** Undefined where RDS makes it. */
  readonly secret?: secretsmanager.ISecret;
  readonly engine: rds.IInstanceEngine;
  readonly parameterGroup: rds.ParameterGroup;
  readonly logGroups: Record<string, logs.LogGroup>;
}

/** The RDS instance itself, with the role of Enhanced Monitoring. */
export class DatabaseInstance extends Construct {
  readonly instance: rds.DatabaseInstance;
  readonly monitoringRole?: iam.Role;

  constructor(scope: Construct, id: string, settings: Settings, resources: InstanceResources) {
    super(scope, id);
    const monitored = settings.enhancedMonitoringInterval.isUnresolved() || settings.enhancedMonitoringInterval.toSeconds() > 0;
    this.monitoringRole = monitored ? enhancedMonitoringRole(this, settings.instanceIdentifier) : undefined;

    this.instance = new rds.DatabaseInstance(this, 'Resource', {
      instanceIdentifier: settings.instanceIdentifier,
      databaseName: settings.databaseName,
      port: settings.port,
      credentials: resources.secret
        ? rds.Credentials.fromSecret(resources.secret, settings.masterUsername)
        : rds.Credentials.fromPassword(settings.masterUsername, SecretValue.unsafePlainText('taken out below')),
      iamAuthentication: settings.iamAuthentication,

      vpc: resources.vpc,
      vpcSubnets: resources.vpcSubnets,
      subnetGroup: resources.subnetGroup,
      securityGroups: [resources.securityGroup],
      publiclyAccessible: false,

      engine: resources.engine,
      parameterGroup: resources.parameterGroup,
      autoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
      allowMajorVersionUpgrade: settings.allowMajorVersionUpgrade,
      engineLifecycleSupport: settings.extendedSupport
        ? rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT
        : rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
      caCertificate: settings.caCertificate,
      applyImmediately: settings.applyImmediately,
      instanceType: settings.instanceType,
      multiAz: settings.multiAz,

      storageType: settings.storageType,
      maxAllocatedStorage: settings.storageAutoscaling ? settings.maxAllocatedStorage.toGibibytes() : undefined,
      iops: settings.iops,
      storageThroughput: settings.storageThroughput,
      storageEncrypted: true,
      storageEncryptionKey: resources.key,

      backupRetention: settings.backupRetention,
      preferredBackupWindow: settings.backupWindow,
      preferredMaintenanceWindow: settings.maintenanceWindow,
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: settings.deleteAutomatedBackups,
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.removalPolicy,

      cloudwatchLogsExports: settings.logExports,
      enablePerformanceInsights: settings.performanceInsights,
      ...(settings.performanceInsights && {
        performanceInsightRetention: settings.performanceInsightsRetention,
        performanceInsightEncryptionKey: resources.key,
        databaseInsightsMode: settings.databaseInsightsMode,
      }),
      monitoringInterval: settings.enhancedMonitoringInterval,
      monitoringRole: this.monitoringRole,
    });
    const resource = this.instance.node.defaultChild as rds.CfnDBInstance;
    resource.allocatedStorage = allocatedStorage(settings.allocatedStorage);
    if (isMajorAlone(settings.engineVersion)) resource.addMetadata('cfn-lint', { config: { ignore_checks: ['W3691'] } });
    if (!resources.secret) letRdsManagePassword(resource, resources.key);
    // RDS would make a log group itself, without key and retention, if the instance came first.
    for (const logGroup of Object.values(resources.logGroups)) this.instance.node.addDependency(logGroup);
  }
}

/**
 * RDS takes a major version alone, for a recent minor of its own choice. cfn-lint calls it deprecated as soon as any of its minors is (W3691,
 * see aws-cloudformation/cfn-lint#3849).
 */
function isMajorAlone(version: rds.PostgresEngineVersion): boolean {
  return version.postgresFullVersion === version.postgresMajorVersion;
}

/** The L2 takes a number and writes it with toString(), which destroys a token. */
function allocatedStorage(size: Size): string {
  return Tokenization.stringifyNumber(size.toGibibytes());
}
