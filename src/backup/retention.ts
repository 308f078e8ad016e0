import { Duration } from 'aws-cdk-lib';
import { wholeDurationOr } from '../validation/whole-duration';

/**
 * The longest retention that AWS Backup accepts, in days: one hundred years.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
 */
export const LONGEST_RETENTION_DAYS = 36_500;

/** The lengths that a retention may have, in days. */
export interface RetentionRange {
  /** @default 1 */
  readonly atLeast?: number;
  /** @default - one hundred years, the longest that AWS Backup accepts */
  readonly atMost?: number;
}

/**
 * Checks that a retention is a whole number of days in a range. A token passes: its value is known only at deployment.
 *
 * @throws an error for a part of a day, and for a length that is out of range
 */
export function checkRetention(what: string, retention: Duration, range: RetentionRange = {}): void {
  if (retention.isUnresolved()) return;
  const { atLeast = 1, atMost = LONGEST_RETENTION_DAYS } = range;
  const days = retention.toDays({ integral: false });
  if (Number.isInteger(days) && days >= atLeast && days <= atMost) return;
  const example = `Duration.days(${Math.max(atLeast, 14)})`;
  throw new Error(
    `${what} must be a whole number of days from ${atLeast} to ${atMost}, got ${retention.toHumanString()}; ` +
      `write it like ${wholeDurationOr(example, retention, { unit: 'days', atLeast, atMost })}`,
  );
}

/** Whether a duration is no longer than another one; true where one of the two is a token. */
export function isNoLongerThan(duration: Duration, other: Duration): boolean {
  if (duration.isUnresolved() || other.isUnresolved()) return true;
  return duration.toDays({ integral: false }) <= other.toDays({ integral: false });
}
