import { Token } from 'aws-cdk-lib';

/**
 * How long a daily backup may wait for its beginning. AWS Backup tries again within it, where the instance is busy.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
 */
export const START_WINDOW_MINUTES = 120;

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Refuses what is no time of a day; a token cannot become a schedule. */
export function checkTime(what: string, time: string): void {
  if (Token.isUnresolved(time) || !TIME.test(time)) {
    throw new Error(
      `${what} must have the form hh:mm in UTC, got ${Token.isUnresolved(time) ? 'a value that is known at deployment only' : `'${time}'`}; ` +
        "choose one like '05:00'",
    );
  }
}

/** Minutes since midnight. */
export function minutesOf(time: string): number {
  const [, hour, minute] = TIME.exec(time)!.map(Number);
  return hour * 60 + minute;
}

/** A schedule as AWS Backup takes it, every day or on some days of the week. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html */
export function cronAt(time: string, weekDays?: readonly string[]): string {
  const [, hour, minute] = TIME.exec(time)!.map(Number);
  return weekDays ? `cron(${minute} ${hour} ? * ${weekDays.join(',')} *)` : `cron(${minute} ${hour} * * ? *)`;
}
