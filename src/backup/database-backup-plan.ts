import * as backup from 'aws-cdk-lib/aws-backup';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { backupRole, InstanceKey } from './backup-roles';
import { cronExpression, START_WINDOW_MINUTES } from './backup-schedule';
import { BackupVaultPlan } from './backup-vault-plan';
import { BackupCopyTarget, DatabaseVault } from './database-vault';

/** The properties of a backup plan. */
export interface DatabaseBackupPlanProps extends InstanceKey {
  readonly plan: BackupVaultPlan;
  readonly vault: backup.BackupVault;
  /** Name of the plan. */
  readonly name: string;
  readonly instance: rds.IDatabaseInstance;
  readonly copyTo?: BackupCopyTarget;
}

/** How many minutes a backup may take. It must end before the next one starts. */
const COMPLETION_WINDOW_MINUTES = 20 * 60;

/** The daily backup of one instance, with the role that takes it. */
export class DatabaseBackupPlan extends Construct {
  readonly plan: backup.CfnBackupPlan;

  constructor(scope: Construct, id: string, props: DatabaseBackupPlanProps) {
    super(scope, id);
    const { plan, vault, name, instance, copyTo } = props;
    this.plan = new backup.CfnBackupPlan(this, 'Resource', {
      backupPlan: {
        backupPlanName: name,
        backupPlanRule: [
          {
            ruleName: 'daily',
            targetBackupVault: vault.backupVaultName,
            scheduleExpression: cronExpression(plan.startTime),
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
    const role = backupRole(this, {
      instance,
      key: props.key,
      hasKeyOfSource: props.hasKeyOfSource,
      adoptedKeyArn: props.adoptedKeyArn,
      vaultName: vault.backupVaultName,
      copyTo,
    });
    new backup.CfnBackupSelection(this, 'Selection', {
      backupPlanId: this.plan.attrBackupPlanId,
      backupSelection: { selectionName: name, iamRoleArn: role.roleArn, resources: [instance.instanceArn] },
    });
  }
}
