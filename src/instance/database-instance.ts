import { SecretValue } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { allocatedStorage, instanceSettings, logGroupsFirst, monitoringRoleOf } from './instance-settings';
import { letRdsManagePassword } from './managed-password';
import { AdoptedDatabase } from '../adoption/adopted-database';
import { Settings } from '../settings/settings';

/** The resources that the instance uses. */
export interface InstanceResources {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly subnetGroup: rds.ISubnetGroup;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly key: kms.IKey;
  /** The secret to attach; undefined if RDS creates the secret, or if the instance is adopted with one. */
  readonly secret?: secretsmanager.Secret;
  readonly engine: rds.IInstanceEngine;
  readonly parameterGroup: rds.IParameterGroup;
  readonly logGroups: Record<string, logs.ILogGroup>;
}

/** The RDS instance itself, with the role of Enhanced Monitoring. */
export class DatabaseInstance extends Construct {
  readonly instance: rds.DatabaseInstance;
  readonly monitoringRole?: iam.IRole;

  constructor(scope: Construct, id: string, settings: Settings, resources: InstanceResources) {
    super(scope, id);
    const { adopt } = settings;
    const keptRole = adopt && !adopt._applies('MonitoringRoleArn') ? adoptedRole(this, adopt) : undefined;
    const role = keptRole ?? monitoringRoleOf(this, settings);
    this.monitoringRole = keptRole && !adopt!._fields.live!.MonitoringRoleArn ? undefined : role;

    this.instance = new rds.DatabaseInstance(this, 'Resource', {
      ...instanceSettings(settings, resources.key, role),
      instanceIdentifier: settings.instanceIdentifier,
      databaseName: settings.databaseName,
      credentials: resources.secret
        ? rds.Credentials.fromSecret(resources.secret, settings.masterUsername)
        : rds.Credentials.fromPassword(settings.masterUsername, SecretValue.unsafePlainText('removed below')),

      vpc: resources.vpc,
      vpcSubnets: resources.vpcSubnets,
      subnetGroup: resources.subnetGroup,
      securityGroups: [resources.securityGroup],

      engine: resources.engine,
      parameterGroup: resources.parameterGroup,
      allowMajorVersionUpgrade: settings.allowMajorVersionUpgrade,
      engineLifecycleSupport: settings.extendedSupport
        ? rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT
        : rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,

      storageEncrypted: true,
      storageEncryptionKey: resources.key,

      backupRetention: settings.backupRetention,
      preferredBackupWindow: settings.backupWindow,
      deleteAutomatedBackups: settings.deleteAutomatedBackups,
    });
    const resource = this.instance.node.defaultChild as rds.CfnDBInstance;
    resource.allocatedStorage = allocatedStorage(settings.allocatedStorage);
    if (isMajorOnly(settings.engineVersion)) {
      resource.addMetadata('cfn-lint', { config: { ignore_checks: ['W3691'] } });
    }
    if (settings.rotation._mechanism.isSecretMadeByRds) letRdsManagePassword(resource, resources.key);
    // An instance that CloudFormation imports depends on nothing.
    if (!adopt?._isLive) logGroupsFirst(this.instance, resources.logGroups);
  }
}

/** The role of an adopted instance. Without any, CDK would create one: the adoption takes the name out again. */
function adoptedRole(scope: Construct, adopted: AdoptedDatabase): iam.IRole {
  const { MonitoringRoleArn: arn = 'arn:aws:iam::000000000000:role/none' } = adopted._fields.live!;
  return iam.Role.fromRoleArn(scope, 'AdoptedMonitoringRole', arn, { mutable: false });
}

/**
 * Whether a version has no minor version, which RDS then chooses. cfn-lint calls it deprecated as soon as any of its
 * minors is (W3691, see aws-cloudformation/cfn-lint#3849).
 */
function isMajorOnly(version: rds.PostgresEngineVersion): boolean {
  return version.postgresFullVersion === version.postgresMajorVersion;
}
