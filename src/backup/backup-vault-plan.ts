import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { checkTimeOfDay } from './backup-schedule';
import { BackupVaultLock } from './backup-vault-lock';
import { checkRetention } from './retention';
import { durationType, instanceOf, PropType, ROLE, TEXT, checkedOptions } from '../validation/prop-types';

/** Options of a daily backup to a vault. */
export interface DailyBackupOptions {
  /**
   * When the backup starts, `hh:mm` in UTC; it may start up to two hours later. AWS Backup takes no snapshot during
   * `backupWindow` and `maintenanceWindow`, nor in the hour before them: such a time is refused.
   *
   * @default '05:00' - after the default windows
   */
  readonly startTime?: string;

  /**
   * How long a backup is kept in the vault: whole days, 1 to 36500.
   *
   * @default - 35 days
   */
  readonly retention?: Duration;

  /**
   * How long the copy of a backup is kept in the vault of the other region, where there is one: whole days, 1 to 36500.
   *
   * @default - 35 days
   */
  readonly copyRetention?: Duration;

  /**
   * Lock of each vault, which keeps backups from being deleted before their time by anybody.
   *
   * @default - none: the role of `administrator` and the root user of the account, with MFA, may delete a backup
   */
  readonly vaultLock?: BackupVaultLock;

  /**
   * Role that may delete backups before their time, and change their retention, in each vault. The policy of the vaults
   * denies this to everybody else except the root user of the account with MFA. The role also needs the permissions in
   * IAM (`backup:DeleteRecoveryPoint`, `backup:UpdateRecoveryPointLifecycle`). It may also lift the policy
   * (`backup:PutBackupVaultAccessPolicy`), and so may the role with which CloudFormation deploys the stack. If the
   * synthesizer of the stack does not name that role, the policy does not restrict who may change it. Backups, copies
   * and their expiry are not affected.
   *
   * The role must belong to the same account; a role of this app needs a `roleName` if there are backups in another
   * region. Changing the role changes the policies in place.
   *
   * @default - none: only the root user with MFA
   */
  readonly administrator?: iam.IRole;
}

/**
 * Whether AWS Backup takes backups into a vault of its own, in addition to those of RDS.
 *
 * The automated backups of the instance go on unchanged, with point-in-time recovery. AWS Backup only takes snapshots,
 * because a resource can have only one owner of continuous backups.
 *
 * @example
 * BackupVaultPlan.daily({
 *   retention: Duration.days(90),
 *   vaultLock: BackupVaultLock.governance({ minRetention: Duration.days(7) }),
 * });
 * BackupVaultPlan.none();
 */
export class BackupVaultPlan {
  /**
   * A daily snapshot into a vault named after the instance. The policy of the vault keeps backups from being deleted
   * before their time.
   *
   * @param options time, retention, lock and administrator
   * @throws an error for an unknown option or one of the wrong type, for a time that is not `hh:mm`, for a retention
   * out of range, and for a retention that the lock would refuse
   */
  public static daily(options: DailyBackupOptions = {}): BackupVaultPlan {
    return new BackupVaultPlan(true, checkedOptions('BackupVaultPlan.daily()', options, optionTypes()));
  }

  /**
   * No vault and no plan: there are only the automated backups of RDS.
   */
  public static none(): BackupVaultPlan {
    return new BackupVaultPlan(false, {});
  }

  /** When the backup starts, `hh:mm` in UTC. */
  public readonly startTime: string;

  /** How long a backup is kept in the vault. */
  public readonly retention: Duration;

  /** How long its copy is kept in the vault of the other region. */
  public readonly copyRetention: Duration;

  /** The lock of each vault, which binds everybody; undefined for none. */
  public readonly vaultLock?: BackupVaultLock;

  /** The role that may delete backups before their time; undefined for only the root user with MFA. */
  public readonly administrator?: iam.IRole;

  private constructor(
    /** Whether there is a vault and a plan. */
    public readonly enabled: boolean,
    options: DailyBackupOptions,
  ) {
    this.startTime = options.startTime ?? '05:00';
    this.retention = options.retention ?? Duration.days(35);
    this.copyRetention = options.copyRetention ?? Duration.days(35);
    this.vaultLock = options.vaultLock;
    this.administrator = options.administrator;
    checkTimeOfDay('the startTime of BackupVaultPlan.daily()', this.startTime);
    this.checkVaultRetention('retention');
    this.checkVaultRetention('copyRetention');
  }

  /**
   * Checks a retention, also against the lock: with one that the lock refuses, every daily job of AWS Backup would
   * fail. https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
   */
  private checkVaultRetention(option: 'retention' | 'copyRetention'): void {
    const what = `the ${option} of BackupVaultPlan.daily()`;
    const retention = this[option];
    checkRetention(what, retention);
    if (!this.vaultLock || this.vaultLock._accepts(retention)) return;
    const { minRetention, maxRetention } = this.vaultLock;
    const limits = `from ${minRetention.toHumanString()} ${maxRetention ? `to ${maxRetention.toHumanString()}` : 'on'}`;
    throw new Error(
      `${what} must be within the limits of its vaultLock, ${limits}, got ${retention.toHumanString()}; ` +
        'change one of them',
    );
  }
}

/** Returns the types. A function, because naming a class of aws-cdk-lib loads its module. */
function optionTypes(): Record<keyof DailyBackupOptions, PropType> {
  return {
    startTime: TEXT,
    retention: durationType('days', 14),
    copyRetention: durationType('days', 14),
    vaultLock: instanceOf(BackupVaultLock, 'BackupVaultLock.governance({ minRetention: Duration.days(7) })'),
    administrator: ROLE,
  };
}
