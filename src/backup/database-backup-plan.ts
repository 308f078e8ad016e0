import * as backup from 'aws-cdk-lib/aws-backup';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { BackupCopyTarget } from './backup-copy-target';
import { backupRole } from './backup-roles';
import { BackupVaultPlan } from './backup-vault-plan';
import { DatabaseVault } from './database-vault';
import { cronAt, START_WINDOW_MINUTES } from './time-of-day';

/** What a backup plan is made of. */
export interface DatabaseBackupPlanProps {
  readonly plan: BackupVaultPlan;
  /** Name of the vault, and of the plan. */
  readonly vault: backup.BackupVault;
  readonly name: string;
  readonly instance: rds.IDatabaseInstance;
  /** Key of the instance. */
  readonly key: kms.IKey;
  /** Whether it is that of the instance's source instead. */
  readonly keyOfSource?: boolean;
  readonly copyTo?: BackupCopyTarget;
}

/** How long it may take: it has ended before the next one begins. */
const COMPLETION_WINDOW_MINUTES = 20 * 60;

/** The daily backup of one instance, and who takes it. */
export class DatabaseBackupPlan extends Construct {
  readonly plan: backup.CfnBackupPlan;

  constructor(
    scope: Construct,
    id: string,
    { plan, vault, name, instance, key, keyOfSource, copyTo }: DatabaseBackupPlanProps,
  ) {
    super(scope, id);
    this.plan = new backup.CfnBackupPlan(this, 'Resource', {
      backupPlan: {
        backupPlanName: name,
        backupPlanRule: [
          {
            ruleName: 'daily',
            targetBackupVault: vault.backupVaultName,
            scheduleExpression: cronAt(plan.startTime),
            startWindowMinutes: START_WINDOW_MINUTES,
            completionWindowMinutes: COMPLETION_WINDOW_MINUTES,
            lifecycle: { deleteAfterDays: plan.retention.toDays() },
            copyActions: copyTo && [
              {
                destinationBackupVaultArn: DatabaseVault.arn(this, copyTo.region, copyTo.vaultName),
                lifecycle: { deleteAfterDays: plan.copyRetention.toDays() },
              },
            ],
          },
        ],
      },
    });
    const role = backupRole(this, { instance, key, keyOfSource, vaultName: vault.backupVaultName, copyTo });
    new backup.CfnBackupSelection(this, 'Selection', {
      backupPlanId: this.plan.attrBackupPlanId,
      backupSelection: { selectionName: name, iamRoleArn: role.roleArn, resources: [instance.instanceArn] },
    });
  }
}
