import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { viaService } from '../regions/partition-services';

/**
 * Returns the statements that the policy of a key needs for a vault of AWS Backup. The principal that creates the
 * vault, which is the role of CloudFormation, grants the service the use of the key. The statements are those of AWS's
 * own key `alias/aws/backup`, and the permissions that the creation of a vault needs.
 *
 * Backups of RDS need no other permission: RDS itself encrypts the snapshots and the copies, through
 * `rds.<region>.amazonaws.com` with the role of the backup, and with the key of the target region.
 *
 * Grants are for AWS resources only, as in AWS's own policy:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupFullAccess.html
 *
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault.html,
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
 */
export function useByBackupVault(scope: Construct): iam.PolicyStatement[] {
  const { account } = Stack.of(scope);
  const throughBackup = { 'kms:ViaService': viaService(scope, 'backup'), 'kms:CallerAccount': account };
  const grants = new iam.PolicyStatement({
    sid: 'GrantsForTheBackupVault',
    principals: [new iam.AccountRootPrincipal()],
    actions: ['kms:CreateGrant'],
    resources: ['*'],
    conditions: { StringEquals: throughBackup, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
  const use = new iam.PolicyStatement({
    sid: 'UseByTheBackupVault',
    principals: [new iam.AccountRootPrincipal()],
    actions: ['kms:RetireGrant', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { StringEquals: throughBackup },
  });
  return [grants, use];
}
