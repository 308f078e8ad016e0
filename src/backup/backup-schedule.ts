import { Token } from 'aws-cdk-lib';

/**
 * How many minutes AWS Backup may wait before it starts a daily backup. It retries within this time while the instance
 * is busy. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
 */
export const START_WINDOW_MINUTES = 120;

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * Checks the start time of a schedule.
 *
 * @throws an error for a text that is not a time of day, and for a token, which cannot become a schedule
 */
export function checkTimeOfDay(what: string, time: string): void {
  const isToken = Token.isUnresolved(time);
  if (!isToken && TIME_OF_DAY.test(time)) return;
  const got = isToken ? 'a token' : `'${time}'`;
  throw new Error(`${what} must have the form hh:mm in UTC, got ${got}; choose one like '05:00'`);
}

/** The minutes from midnight to a time of day. */
export function minutesSinceMidnight(time: string): number {
  const { hour, minute } = parseTimeOfDay(time);
  return hour * 60 + minute;
}

/**
 * A cron expression of AWS Backup, for every day or for some days of the week.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 */
export function cronExpression(time: string, weekDays?: readonly string[]): string {
  const { hour, minute } = parseTimeOfDay(time);
  const days = weekDays ? `? * ${weekDays.join(',')}` : '* * ?';
  return `cron(${minute} ${hour} ${days} *)`;
}

function parseTimeOfDay(time: string): { hour: number; minute: number } {
  const [, hour, minute] = TIME_OF_DAY.exec(time)!;
  return { hour: Number(hour), minute: Number(minute) };
}
