import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { BackupCopyTarget, DatabaseVault } from './database-vault';
import { acknowledgeRole } from '../operations/acknowledgements';
import { viaService } from '../regions/partition-services';

/*
 * AWS's managed policies for AWS Backup cover every service and every resource. These roles are limited to one
 * database. Both roles may describe a key, and create grants on it only for AWS resources.
 *
 * The roles trust the service without a condition on its source: AWS Backup documents none for the roles that it
 * assumes, and a role can be passed only within its account.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
 */

/** The names of the snapshots that AWS Backup takes of RDS: `awsbackup:job-<id of the job>`. */
const BACKUP_SNAPSHOTS = 'awsbackup:*';

/**
 * The names of the instances that restore testing creates:
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
 */
const RESTORED_INSTANCES = 'awsbackup-restore-test-*';

/** The key of the instance and of its snapshots. */
export interface InstanceKey {
  /** The key that the library creates, or the one that was passed. */
  readonly key: kms.IKey;
  /** Whether the instance has, instead of `key`, the key of the source that it was restored from, which is unknown. */
  readonly hasKeyOfSource?: boolean;
  /** The key of an adopted instance, which it has instead of `key`; undefined for any other. */
  readonly adoptedKeyArn?: string;
}

/** The resources that the role of a backup may use. */
export interface BackupRoleProps extends InstanceKey {
  readonly instance: rds.IDatabaseInstance;
  readonly vaultName: string;
  readonly copyTo?: BackupCopyTarget;
}

/**
 * The role that takes, copies and expires the snapshots of one instance:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 *
 * It leaves out the other services, sharing with other accounts, `tag:GetResources`, which selections by tag need, and
 * `rds:ModifyDBInstance`, which continuous backups need: they would take over the retention and the window of the
 * instance.
 */
export function backupRole(scope: Construct, props: BackupRoleProps): iam.Role {
  const { instance, copyTo } = props;
  const { region } = Stack.of(scope);
  const snapshotsOfRegion = rdsArn(scope, 'snapshot', BACKUP_SNAPSHOTS, region);
  const snapshots = [snapshotsOfRegion];
  const keys = [instanceKeyArn(scope, props)];
  if (copyTo) {
    snapshots.push(rdsArn(scope, 'snapshot', BACKUP_SNAPSHOTS, copyTo.region));
    keys.push(copyTo.keyArn);
  }
  const role = makeRole(scope, `Backups of the database ${instance.instanceIdentifier}`, [
    new iam.PolicyStatement({
      sid: 'Look',
      actions: ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots', 'rds:ListTagsForResource'],
      resources: [instance.instanceArn, ...snapshots],
    }),
    new iam.PolicyStatement({
      sid: 'Take',
      actions: ['rds:CreateDBSnapshot'],
      resources: [instance.instanceArn, snapshotsOfRegion],
    }),
    new iam.PolicyStatement({
      sid: 'TagAndExpire',
      actions: ['rds:AddTagsToResource', 'rds:DeleteDBSnapshot'],
      resources: snapshots,
    }),
    ...(copyTo ? copyStatements(scope, props.vaultName, copyTo, snapshots) : []),
    ...grantStatements(keys),
  ]);
  acknowledgeRole(scope, 'backup role');
  if (copyTo) acknowledgeRole(scope, 'role of copies', copyTo.region);
  return role;
}

/**
 * The statements for copies into the vault of another region.
 *
 * @param snapshots ARN pattern of the snapshots of AWS Backup in the region of the stack, then in the other region
 */
function copyStatements(
  scope: Construct,
  vaultName: string,
  copyTo: BackupCopyTarget,
  snapshots: string[],
): iam.PolicyStatement[] {
  const { region } = Stack.of(scope);
  const [snapshotsOfRegion] = snapshots;
  return [
    new iam.PolicyStatement({ sid: 'Copy', actions: ['rds:CopyDBSnapshot'], resources: snapshots }),
    // The policy of AWS names neither the snapshot nor its vault, so both are allowed.
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
    new iam.PolicyStatement({
      sid: 'CopyFromTheVault',
      actions: ['backup:CopyFromBackupVault'],
      resources: [DatabaseVault.arn(scope, region, vaultName), snapshotsOfRegion],
    }),
    new iam.PolicyStatement({
      sid: 'CopyIntoTheVault',
      actions: ['backup:DescribeBackupVault', 'backup:CopyIntoBackupVault'],
      resources: [DatabaseVault.arn(scope, copyTo.region, copyTo.vaultName)],
    }),
  ];
}

/** The resources that the role of a drill may use. */
export interface DrillRoleProps extends InstanceKey {
  readonly subnetGroup: rds.ISubnetGroup;
}

/**
 * The role that test-restores the snapshots:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForRestores.html
 *
 * It creates, tags and deletes only instances that have the name prefix of restore testing. The tag lets AWS Backup
 * delete them afterwards with a role of its own.
 */
export function drillRole(scope: Construct, props: DrillRoleProps): iam.Role {
  const keyArn = instanceKeyArn(scope, props);
  const restored = rdsArn(scope, 'db', RESTORED_INSTANCES);
  const role = makeRole(scope, 'Restore drills of the database', [
    // RDS and AWS Backup read this before they restore; most of these actions do not support resources.
    new iam.PolicyStatement({
      sid: 'Look',
      actions: [
        'rds:DescribeDBInstances',
        'rds:DescribeDBSnapshots',
        'rds:ListTagsForResource',
        'ec2:DescribeAccountAttributes',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      resources: ['*'],
    }),
    // A restore is checked against every resource that the instance consists of:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
    new iam.PolicyStatement({
      sid: 'Restore',
      actions: ['rds:RestoreDBInstanceFromDBSnapshot'],
      resources: [
        restored,
        rdsArn(scope, 'snapshot', BACKUP_SNAPSHOTS),
        rdsArn(scope, 'subgrp', props.subnetGroup.subnetGroupName),
        rdsArn(scope, 'og', 'default:postgres-*'),
        rdsArn(scope, 'pg', 'default.postgres*'),
      ],
    }),
    new iam.PolicyStatement({
      sid: 'TagAndCleanUp',
      actions: ['rds:AddTagsToResource', 'rds:DeleteDBInstance'],
      resources: [restored],
    }),
    ...grantStatements([keyArn]),
    new iam.PolicyStatement({
      sid: 'UseThroughRds',
      actions: [
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaService(scope, 'rds') } },
    }),
  ]);
  acknowledgeRole(scope, 'drill role');
  return role;
}

/**
 * Returns the ARN of the key of the snapshots, which is the key of their instance. A restored instance keeps the key of
 * its source, which CloudFormation does not reveal: the ARN is then a pattern for all keys of the region.
 */
function instanceKeyArn(scope: Construct, { key, hasKeyOfSource, adoptedKeyArn }: InstanceKey): string {
  if (adoptedKeyArn !== undefined) return adoptedKeyArn;
  if (!hasKeyOfSource) return key.keyArn;
  acknowledgeRole(scope, 'role with the key of a source');
  return Stack.of(scope).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
}

/** Creates a role with a managed policy, because cdk-nag reports inline policies. */
function makeRole(scope: Construct, description: string, statements: iam.PolicyStatement[]): iam.Role {
  return new iam.Role(scope, 'Role', {
    description,
    assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
    managedPolicies: [new iam.ManagedPolicy(scope, 'Policy', { description, statements })],
  });
}

/**
 * Allows grants on keys, by which RDS uses a key after the call of the role has ended.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
 */
function grantStatements(keyArns: string[]): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ sid: 'LookAtTheKey', actions: ['kms:DescribeKey'], resources: keyArns }),
    new iam.PolicyStatement({
      sid: 'GrantsForAwsResources',
      actions: ['kms:CreateGrant'],
      resources: keyArns,
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

function rdsArn(scope: Construct, resource: string, resourceName: string, region?: string): string {
  return Stack.of(scope).formatArn({
    service: 'rds',
    region,
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
