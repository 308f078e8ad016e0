import { Duration } from 'aws-cdk-lib';
import { checkDays, fitsInto } from './retention';
import { durationType, PropType, checkedOptions } from '../validation/prop-types';

/** What a lock asks of every recovery point in a vault. */
export interface VaultRetentionLimits {
  /** How long a recovery point stays at least, whoever wants to delete it: whole days from 1 on. Backups of a shorter retention fail. */
  readonly minRetention: Duration;

  /**
   * How long a recovery point stays at the most: whole days, no fewer than `minRetention`. Backups of a longer retention fail.
   *
   * @default - as long as their own retention says
   */
  readonly maxRetention?: Duration;
}

/** Options of a lock that nobody can take off. */
export interface ComplianceLockOptions extends VaultRetentionLimits {
  /**
   * Time in which the lock can still be changed or taken off: whole days, 3 to 36500.
   *
   * @default - 14 days: time to find out that it is not what was meant
   */
  readonly coolingOff?: Duration;
}

/**
 * What keeps recovery points in a vault from being deleted before their time.
 *
 * @example
 * BackupVaultLock.governance({ minRetention: Duration.days(7) });
 * BackupVaultLock.compliance({ minRetention: Duration.days(30), maxRetention: Duration.days(365) });
 */
export class BackupVaultLock {
  /**
   * A lock that holds until somebody with the permission `backup:DeleteBackupVaultLockConfiguration` takes it off.
   *
   * @param options the shortest and the longest retention
   * @throws an error for an option that there is not or that is of the wrong kind, for a retention that is not in whole days from 1 to 36500, and for limits that leave nothing between them
   */
  public static governance(options: VaultRetentionLimits): BackupVaultLock {
    return new BackupVaultLock(checkedOptions('BackupVaultLock.governance()', options, limitKinds()));
  }

  /**
   * A lock that **nobody can take off** once its cooling-off is over: not the account's root user, and not AWS. Recovery points, their storage costs and the vault
   * stay until their retention ends. The synthesis warns of it.
   *
   * @param options the shortest and the longest retention, and the time in which the lock can still be changed
   * @throws an error for an option that there is not or that is of the wrong kind, for a retention or a cooling-off that is out of range, and for limits that leave nothing between them
   */
  public static compliance(options: ComplianceLockOptions): BackupVaultLock {
    const { coolingOff = Duration.days(14), ...limits } = checkedOptions('BackupVaultLock.compliance()', options, {
      ...limitKinds(),
      coolingOff: days(),
    });
    return new BackupVaultLock(limits, coolingOff);
  }

  /** How long a recovery point stays at least. */
  public readonly minRetention: Duration;

  /** How long a recovery point stays at the most; undefined for no limit. */
  public readonly maxRetention?: Duration;

  private constructor(
    { minRetention, maxRetention }: Partial<VaultRetentionLimits>,
    /** Time in which the lock can still be changed; undefined for a lock that can be taken off at any time. */
    public readonly coolingOff?: Duration,
  ) {
    if (!minRetention) {
      throw new Error(
        `the minRetention of a BackupVaultLock must be a Duration, got ${minRetention}; write it like Duration.days(7)`,
      );
    }
    this.minRetention = minRetention;
    this.maxRetention = maxRetention;
    checkDays('the minRetention of a BackupVaultLock', minRetention, 1);
    if (maxRetention) checkDays('the maxRetention of a BackupVaultLock', maxRetention, 1);
    if (maxRetention && !fitsInto(minRetention, maxRetention)) {
      throw new Error(
        'the maxRetention of a BackupVaultLock must not be shorter than its minRetention, ' +
          `got ${maxRetention.toHumanString()} and ${minRetention.toHumanString()}; make it longer, or leave it out`,
      );
    }
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html: three days at least
    if (coolingOff) checkDays('the coolingOff of BackupVaultLock.compliance()', coolingOff, 3);
  }
}

const days = () => durationType('days', 14);

/** Made when it is asked for, as those of the props. */
function limitKinds(): Record<keyof VaultRetentionLimits, PropType> {
  return { minRetention: days(), maxRetention: days() };
}
