import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { BackupVaultLock } from './backup-vault-lock';
import { checkDays, fitsInto } from './retention';
import { checkTime } from './time-of-day';
import { durationType, instanceOf, PropType, ROLE, TEXT, checkedOptions } from '../validation/prop-types';

/** Options of a daily backup to a vault. */
export interface DailyBackupOptions {
  /**
   * When the backup begins, `hh:mm` in UTC, or within two hours from then. AWS Backup does not take a snapshot in the hour before `backupWindow` and
   * `maintenanceWindow` nor during them: one of those times is refused.
   *
   * @default '05:00' - after the default windows
   */
  readonly startTime?: string;

  /**
   * How long a backup stays in the vault: whole days, 1 to 36500.
   *
   * @default - 35 days
   */
  readonly retention?: Duration;

  /**
   * How long its copy stays in the vault of the other region, where there is one: whole days, 1 to 36500.
   *
   * @default - 35 days
   */
  readonly copyRetention?: Duration;

  /**
   * What keeps backups from being deleted before their time, in each vault, whoever asks for it.
   *
   * @default - none: the role of `administrator` and the root user of the account, with MFA, may delete a backup
   */
  readonly vaultLock?: BackupVaultLock;

  /**
   * The role that may delete backups before their time, and change their retention, in each vault. The policy of the
   * vaults denies this to everybody else but the root user of the account with MFA; the role needs the permissions of
   * IAM besides (`backup:DeleteRecoveryPoint`, `backup:UpdateRecoveryPointLifecycle`). It may also lift the policy
   * (`backup:PutBackupVaultAccessPolicy`), as may the role that CloudFormation deploys the stack with. Where the
   * synthesizer of the stack names no such role, changes of the policy are not denied to anybody. Backups, copies and
   * their expiry go on.
   *
   * It has to be a role of the same account; one of this app needs a `roleName` where there are backups in another
   * region. A change of it changes the policies in place.
   *
   * @default - none: the root user with MFA alone
   */
  readonly administrator?: iam.IRole;
}

/**
 * Whether AWS Backup takes backups beside those of RDS, into a vault of their own.
 *
 * The automated backups of the instance go on as they are, with point-in-time recovery: AWS Backup takes snapshots alone, as a resource has one owner of continuous
 * backups only.
 *
 * @example
 * BackupVaultPlan.daily({ retention: Duration.days(90), vaultLock: BackupVaultLock.governance({ minRetention: Duration.days(7) }) });
 * BackupVaultPlan.none();
 */
export class BackupVaultPlan {
  /**
   * A snapshot each day, into a vault named after the instance, whose policy keeps it from being deleted before its
   * time.
   *
   * @param options time, retention and lock
   * @throws an error for an option that there is not or that is of the wrong kind, for a time that is none, for a retention out of range, and for one that the lock would refuse
   */
  public static daily(options: DailyBackupOptions = {}): BackupVaultPlan {
    return new BackupVaultPlan(true, checkedOptions('BackupVaultPlan.daily()', options, optionKinds()));
  }

  /**
   * No vault and no plan: the automated backups of RDS are all there is.
   */
  public static none(): BackupVaultPlan {
    return new BackupVaultPlan(false, {});
  }

  /** When the backup begins, `hh:mm` in UTC. */
  public readonly startTime: string;

  /** How long a backup stays in the vault. */
  public readonly retention: Duration;

  /** How long its copy stays in the vault of the other region. */
  public readonly copyRetention: Duration;

  /** The lock of each vault, which binds everybody; undefined for none. */
  public readonly vaultLock?: BackupVaultLock;

  /** The role that may delete backups before their time; undefined for the root user with MFA alone. */
  public readonly administrator?: iam.IRole;

  private constructor(
    /** Whether there is a vault and a plan. */
    public readonly enabled: boolean,
    options: DailyBackupOptions,
  ) {
    const {
      startTime = '05:00',
      retention = Duration.days(35),
      copyRetention = Duration.days(35),
      vaultLock,
    } = options;
    this.startTime = startTime;
    this.retention = retention;
    this.copyRetention = copyRetention;
    this.vaultLock = vaultLock;
    this.administrator = options.administrator;
    checkTime('the startTime of BackupVaultPlan.daily()', startTime);
    for (const [name, value] of [
      ['retention', retention],
      ['copyRetention', copyRetention],
    ] as const) {
      checkDays(`the ${name} of BackupVaultPlan.daily()`, value, 1);
      if (vaultLock) checkLock(name, value, vaultLock);
    }
  }
}

/** Made when it is asked for, as those of the props. */
function optionKinds(): Record<keyof DailyBackupOptions, PropType> {
  return {
    startTime: TEXT,
    retention: durationType('days', 14),
    copyRetention: durationType('days', 14),
    vaultLock: instanceOf(BackupVaultLock, 'BackupVaultLock.governance({ minRetention: Duration.days(7) })'),
    administrator: ROLE,
  };
}

/** AWS Backup would let such a job fail, each day anew. https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html */
function checkLock(name: string, value: Duration, { minRetention, maxRetention }: BackupVaultLock): void {
  if (fitsInto(minRetention, value) && (!maxRetention || fitsInto(value, maxRetention))) return;
  throw new Error(
    `the ${name} of BackupVaultPlan.daily() must be one that its vaultLock lets in, from ${minRetention.toHumanString()} ` +
      `${maxRetention ? `to ${maxRetention.toHumanString()}` : 'on'}, got ${value.toHumanString()}; change one of them`,
  );
}
