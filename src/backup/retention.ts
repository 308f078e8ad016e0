import { Duration } from 'aws-cdk-lib';

/** The longest retention that AWS Backup takes, a hundred years. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html */
const LONGEST_RETENTION_DAYS = 36_500;

/** Refuses what is not in whole days, or out of range; a token is known at deployment only. */
export function checkDays(what: string, value: Duration, atLeast: number): void {
  if (value.isUnresolved()) return;
  const days = value.toDays({ integral: false });
  if (!Number.isInteger(days) || days < atLeast || days > LONGEST_RETENTION_DAYS) {
    throw new Error(
      `${what} must be a whole number of days from ${atLeast} to ${LONGEST_RETENTION_DAYS}, got ${value.toHumanString()}; ` +
        `write it like Duration.days(${Math.max(atLeast, 14)})`,
    );
  }
}

/** Whether one duration is no longer than another, as far as both are known. */
export function fitsInto(shorter: Duration, longer: Duration): boolean {
  return (
    shorter.isUnresolved() ||
    longer.isUnresolved() ||
    shorter.toDays({ integral: false }) <= longer.toDays({ integral: false })
  );
}
