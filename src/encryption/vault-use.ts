import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { viaService } from '../regions/partition-services';

/**
 * What the policy of a key must have for a vault of AWS Backup: whoever makes the vault (CloudFormation's role) grants
 * the service the key. It is what AWS's own key `alias/aws/backup` allows, and the permissions that the making of a
 * vault asks for.
 *
 * Backups of RDS need nothing beyond that: RDS itself encrypts the snapshots and the copies, through
 * `rds.<region>.amazonaws.com` with the role of the backup, and the key of the region that it writes to.
 *
 * Grants are made for AWS resources alone, as AWS's own policy has it:
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
