import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { BackupCopyTarget } from './backup-copy-target';
import { DatabaseVault } from './database-vault';
import { acknowledgeRole } from '../operations/acknowledgements';
import { viaService } from '../regions/partition-services';

/*
 * What AWS's own policies allow AWS Backup for every service and resource, narrowed to this database. Both let it describe a key, and make grants on it for AWS resources alone.
 *
 * The roles trust the service without a condition on its source: AWS Backup documents none for the roles that it assumes, and a role can be passed within its account only.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
 */

/** Names of the snapshots that AWS Backup takes of RDS: `awsbackup:job-<id of the job>`. */
const SNAPSHOTS = 'awsbackup:*';
/** Names of the instances that restore testing makes: https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html */
const RESTORED = 'awsbackup-restore-test-*';

/** The key of the instance. */
interface InstanceKey {
  /** The library's, or the team's. */
  readonly key: kms.IKey;
  /** Whether the instance has the key of what it was restored from instead, which nobody has named. */
  readonly keyOfSource?: boolean;
}

/** What the role of a backup may work on. */
export interface BackupRoleProps extends InstanceKey {
  readonly instance: rds.IDatabaseInstance;
  readonly vaultName: string;
  readonly copyTo?: BackupCopyTarget;
}

/**
 * The role that takes, copies and expires the snapshots of one instance: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 *
 * Left out of it, beside the other services: `rds:ModifyDBInstance`, which continuous backups take (they would own the instance's retention and window), sharing with
 * other accounts, and `tag:GetResources`, which selections by tag take.
 */
export function backupRole(scope: Construct, { instance, vaultName, copyTo, ...key }: BackupRoleProps): iam.Role {
  const { region } = Stack.of(scope);
  const snapshots = [region, ...(copyTo ? [copyTo.region] : [])].map((each) =>
    rdsArn(scope, 'snapshot', SNAPSHOTS, each),
  );
  const role = makeRole(scope, `Backups of the database ${instance.instanceIdentifier}`, [
    new iam.PolicyStatement({
      sid: 'Look',
      actions: ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots', 'rds:ListTagsForResource'],
      resources: [instance.instanceArn, ...snapshots],
    }),
    new iam.PolicyStatement({
      sid: 'Take',
      actions: ['rds:CreateDBSnapshot'],
      resources: [instance.instanceArn, snapshots[0]],
    }),
    new iam.PolicyStatement({
      sid: 'TagAndExpire',
      actions: ['rds:AddTagsToResource', 'rds:DeleteDBSnapshot'],
      resources: snapshots,
    }),
    ...(copyTo
      ? [
          new iam.PolicyStatement({ sid: 'Copy', actions: ['rds:CopyDBSnapshot'], resources: snapshots }),
          // Of the snapshot or of its vault: AWS's policy names neither. https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
          new iam.PolicyStatement({
            sid: 'CopyFromTheVault',
            actions: ['backup:CopyFromBackupVault'],
            resources: [DatabaseVault.arn(scope, region, vaultName), snapshots[0]],
          }),
          new iam.PolicyStatement({
            sid: 'CopyIntoTheVault',
            actions: ['backup:DescribeBackupVault', 'backup:CopyIntoBackupVault'],
            resources: [DatabaseVault.arn(scope, copyTo.region, copyTo.vaultName)],
          }),
        ]
      : []),
    ...grantsOf([instanceKey(scope, key), ...(copyTo ? [copyTo.keyArn] : [])]),
  ]);
  acknowledgeRole(scope, 'backup role');
  if (copyTo) acknowledgeRole(scope, 'role of copies', copyTo.region);
  return role;
}

/** What the role of a drill may work on. */
export interface DrillRoleProps extends InstanceKey {
  readonly subnetGroup: rds.ISubnetGroup;
}

/**
 * The role that restores the snapshots for a try: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForRestores.html. It makes, tags and
 * deletes instances with the names of restore testing alone, whose tag lets AWS Backup delete them afterwards with a role of its own.
 */
export function drillRole(scope: Construct, { subnetGroup, ...props }: DrillRoleProps): iam.Role {
  const key = instanceKey(scope, props);
  const restored = rdsArn(scope, 'db', RESTORED);
  const role = makeRole(scope, 'Restore drills of the database', [
    // What RDS and AWS Backup look at before they restore; most of these actions take no resource.
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
    // Whatever the instance is made of: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
    new iam.PolicyStatement({
      sid: 'Restore',
      actions: ['rds:RestoreDBInstanceFromDBSnapshot'],
      resources: [
        restored,
        rdsArn(scope, 'snapshot', SNAPSHOTS),
        rdsArn(scope, 'subgrp', subnetGroup.subnetGroupName),
        rdsArn(scope, 'og', 'default:postgres-*'),
        rdsArn(scope, 'pg', 'default.postgres*'),
      ],
    }),
    new iam.PolicyStatement({
      sid: 'TagAndCleanUp',
      actions: ['rds:AddTagsToResource', 'rds:DeleteDBInstance'],
      resources: [restored],
    }),
    ...grantsOf([key]),
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
      resources: [key],
      conditions: { StringEquals: { 'kms:ViaService': viaService(scope, 'rds') } },
    }),
  ]);
  acknowledgeRole(scope, 'drill role');
  return role;
}

/** Snapshots have the key of their instance. That of a restored one is its source's: RDS takes it over, and CloudFormation does not tell which one it is. */
function instanceKey(scope: Construct, { key, keyOfSource }: InstanceKey): string {
  if (!keyOfSource) return key.keyArn;
  acknowledgeRole(scope, 'role with the key of a source');
  return Stack.of(scope).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
}

/** A role with a policy of its own: an inline one is a finding. */
function makeRole(scope: Construct, description: string, statements: iam.PolicyStatement[]): iam.Role {
  return new iam.Role(scope, 'Role', {
    description,
    assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
    managedPolicies: [new iam.ManagedPolicy(scope, 'Policy', { description, statements })],
  });
}

/** RDS goes on using the key when the role has done its part. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html */
function grantsOf(keys: string[]): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ sid: 'LookAtTheKey', actions: ['kms:DescribeKey'], resources: keys }),
    new iam.PolicyStatement({
      sid: 'GrantsForAwsResources',
      actions: ['kms:CreateGrant'],
      resources: keys,
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
