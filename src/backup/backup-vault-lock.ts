import { Duration } from 'aws-cdk-lib';
import { checkRetention, isNoLongerThan } from './retention';
import { durationType, PropType, checkedOptions } from '../validation/prop-types';

/** The shortest and the longest retention that a lock allows for the recovery points in a vault. */
export interface VaultRetentionLimits {
  /**
   * How long every recovery point is kept at least, no matter who wants to delete it: whole days, 1 or more. Backups
   * with a shorter retention fail.
   */
  readonly minRetention: Duration;

  /**
   * How long a recovery point is kept at most: whole days, no fewer than `minRetention`. Backups with a longer
   * retention fail.
   *
   * @default - no limit: as long as the retention of the backup says
   */
  readonly maxRetention?: Duration;
}

/** Options of a lock that nobody can remove. */
export interface ComplianceLockOptions extends VaultRetentionLimits {
  /**
   * How long the lock can still be changed or removed: whole days, 3 to 36500.
   *
   * @default - 14 days: time to find out that the lock is not what was meant
   */
  readonly coolingOff?: Duration;
}

/**
 * A lock on a vault, which keeps recovery points from being deleted before their time.
 *
 * @example
 * BackupVaultLock.governance({ minRetention: Duration.days(7) });
 * BackupVaultLock.compliance({ minRetention: Duration.days(30), maxRetention: Duration.days(365) });
 */
export class BackupVaultLock {
  /**
   * A lock that holds until somebody with the permission `backup:DeleteBackupVaultLockConfiguration` removes it.
   *
   * @param options the shortest and the longest retention
   * @throws an error for an unknown option or one of the wrong type, for a retention that is not a whole number of days
   * from 1 to 36500, and for a `maxRetention` that is shorter than `minRetention`
   */
  public static governance(options: VaultRetentionLimits): BackupVaultLock {
    return new BackupVaultLock(checkedOptions('BackupVaultLock.governance()', options, limitTypes()));
  }

  /**
   * A lock that **nobody can remove** once its cooling-off period is over: not the root user of the account, and not
   * AWS. Recovery points, their storage costs and the vault stay until their retention ends. The synthesis warns about
   * it.
   *
   * @param options the shortest and the longest retention, and how long the lock can still be changed
   * @throws an error for an unknown option or one of the wrong type, for a retention or a cooling-off period that is
   * out of range, and for a `maxRetention` that is shorter than `minRetention`
   */
  public static compliance(options: ComplianceLockOptions): BackupVaultLock {
    const types = { ...limitTypes(), coolingOff: daysType() };
    const { coolingOff = Duration.days(14), ...limits } = checkedOptions(
      'BackupVaultLock.compliance()',
      options,
      types,
    );
    return new BackupVaultLock(limits, coolingOff);
  }

  /** How long every recovery point is kept at least. */
  public readonly minRetention: Duration;

  /** How long a recovery point is kept at most; undefined for no limit. */
  public readonly maxRetention?: Duration;

  private constructor(
    limits: Partial<VaultRetentionLimits>,
    /** How long the lock can still be changed; undefined for a lock that can be removed at any time. */
    public readonly coolingOff?: Duration,
  ) {
    const { minRetention, maxRetention } = limits;
    if (!minRetention) {
      throw new Error(
        `the minRetention of a BackupVaultLock must be a Duration, got ${minRetention}; write it like Duration.days(7)`,
      );
    }
    checkRetention('the minRetention of a BackupVaultLock', minRetention);
    if (maxRetention) {
      checkRetention('the maxRetention of a BackupVaultLock', maxRetention);
      checkOrder(minRetention, maxRetention);
    }
    if (coolingOff) {
      // At least 3 days:
      // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
      checkRetention('the coolingOff of BackupVaultLock.compliance()', coolingOff, { atLeast: 3 });
    }
    this.minRetention = minRetention;
    this.maxRetention = maxRetention;
  }

  /**
   * Whether the lock accepts a backup with this retention.
   *
   * @internal
   */
  public _accepts(retention: Duration): boolean {
    if (!isNoLongerThan(this.minRetention, retention)) return false;
    return this.maxRetention === undefined || isNoLongerThan(retention, this.maxRetention);
  }
}

function checkOrder(minRetention: Duration, maxRetention: Duration): void {
  if (isNoLongerThan(minRetention, maxRetention)) return;
  throw new Error(
    'the maxRetention of a BackupVaultLock must not be shorter than its minRetention, ' +
      `got ${maxRetention.toHumanString()} and ${minRetention.toHumanString()}; make it longer, or leave it out`,
  );
}

function daysType(): PropType {
  return durationType('days', 14);
}

/** Returns the types. A function, because naming a class of aws-cdk-lib loads its module. */
function limitTypes(): Record<keyof VaultRetentionLimits, PropType> {
  return { minRetention: daysType(), maxRetention: daysType() };
}
