import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { checkTimeOfDay } from './backup-schedule';
import { instanceTypeRule } from '../instance/instance-class-rules';
import { intendedInstanceType } from '../validation/intended-values';
import { durationType, instanceOf, PropType, listOf, TEXT, checkedOptions } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';
import { wholeDurationOr, WholeRange } from '../validation/whole-duration';

/** A day of the week, in UTC. */
export enum WeekDay {
  /** Sunday. */
  SUNDAY = 'SUN',
  /** Monday. */
  MONDAY = 'MON',
  /** Tuesday. */
  TUESDAY = 'TUE',
  /** Wednesday. */
  WEDNESDAY = 'WED',
  /** Thursday. */
  THURSDAY = 'THU',
  /** Friday. */
  FRIDAY = 'FRI',
  /** Saturday. */
  SATURDAY = 'SAT',
}

/** Options of restore drills. */
export interface ScheduledDrillOptions {
  /**
   * The days on which there is a drill: two or more, because an alarm looks back one week at most.
   *
   * @default - WeekDay.WEDNESDAY and WeekDay.SUNDAY
   */
  readonly weekDays?: WeekDay[];

  /**
   * When a drill starts, `hh:mm` in UTC; it may start up to one hour later.
   *
   * @default '08:00' - normally after the backup of the day
   */
  readonly startTime?: string;

  /**
   * Instance class of the restored instance, without the `db.` prefix. A smaller class costs less and needs more time.
   *
   * @default - the class of the database
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The longest time without a completed drill before the alarm RestoreDrillOverdue fires: whole hours, longer than the
   * time between two drills, 7 days at most.
   *
   * @default - one day more than the longest time between two drills: 5 days
   */
  readonly overdueAfter?: Duration;

  /**
   * How long the restored instance is kept for a check of your own, which reports its result with
   * `backup:PutRestoreValidationResult`: whole hours, 1 to 168. The instance is charged until then. It is in a closed
   * security group: a check that logs in has to give it another one first (`rds:ModifyDBInstance`).
   *
   * @default - not at all: it is deleted as soon as it is available
   */
  readonly validationWindow?: Duration;
}

const HOURS_PER_DAY = 24;
const DAYS_PER_WEEK = 7;
const HOURS_PER_WEEK = DAYS_PER_WEEK * HOURS_PER_DAY;

/** The fix for an instance class that is newer than this library. */
const USE_CLASS_OF_DATABASE = 'leave the option out: a drill takes the class of the database';

/**
 * Whether the latest backup of the vault is regularly test-restored: into the subnets of the database and a closed
 * security group, single-AZ, and deleted afterwards (AWS Backup restore testing).
 *
 * @example
 * RestoreDrill.scheduled({
 *   weekDays: [WeekDay.MONDAY, WeekDay.THURSDAY],
 *   instanceType: new ec2.InstanceType('t4g.medium'),
 * });
 * RestoreDrill.none();
 */
export class RestoreDrill {
  /**
   * Drills on some days of the week, with an alarm when one fails and another one when none has completed in time.
   *
   * @param options days, time, instance class, and when a drill is overdue
   * @throws an error for an unknown option or one of the wrong type, for a class that RDS does not have, for a time
   * that is not `hh:mm`, for fewer than two days, and for durations out of range
   */
  public static scheduled(options: ScheduledDrillOptions = {}): RestoreDrill {
    const where = 'RestoreDrill.scheduled()';
    const checked = checkedOptions(where, options, optionTypes());
    const { instanceType } = checked;
    if (instanceType) {
      const problems = brokenRules([instanceTypeRule(USE_CLASS_OF_DATABASE)], { instanceType });
      if (problems.length > 0) throw new Error(`${where}: ${problems.join('. ')}`);
    }
    return new RestoreDrill(true, checked);
  }

  /**
   * No drill: you find out whether a backup can be restored only when you have to restore it.
   */
  public static none(): RestoreDrill {
    return new RestoreDrill(false, {});
  }

  /** The days on which there is a drill. */
  public readonly weekDays: WeekDay[];

  /** When a drill starts, `hh:mm` in UTC. */
  public readonly startTime: string;

  /** Instance class of the restored instance; undefined for the class of the database. */
  public readonly instanceType?: ec2.InstanceType;

  /** The longest time without a completed drill before the alarm RestoreDrillOverdue fires. */
  public readonly overdueAfter: Duration;

  /** How long the restored instance is kept for a check of your own; undefined for not at all. */
  public readonly validationWindow?: Duration;

  private constructor(
    /** Whether there are drills. */
    public readonly enabled: boolean,
    options: ScheduledDrillOptions,
  ) {
    this.weekDays = options.weekDays ?? [WeekDay.WEDNESDAY, WeekDay.SUNDAY];
    this.startTime = options.startTime ?? '08:00';
    this.instanceType = options.instanceType;
    this.validationWindow = options.validationWindow;

    checkWeekDays(this.weekDays);
    const longestGap = longestGapInHours(this.weekDays);
    this.overdueAfter = options.overdueAfter ?? Duration.hours(longestGap + HOURS_PER_DAY);

    checkTimeOfDay('the startTime of RestoreDrill.scheduled()', this.startTime);
    checkOverdueAfter(this.overdueAfter, longestGap);
    if (this.validationWindow) checkValidationWindow(this.validationWindow);
  }
}

/** Returns the types. A function, because naming a class of aws-cdk-lib loads its module. */
function optionTypes(): Record<keyof ScheduledDrillOptions, PropType> {
  const hours = durationType('hours', 120);
  return {
    // checkWeekDays() looks at the values.
    weekDays: listOf(
      'must be a list of WeekDay',
      'write it like [WeekDay.WEDNESDAY, WeekDay.SUNDAY]',
      (value) => typeof value === 'string',
    ),
    startTime: TEXT,
    instanceType: instanceOf(ec2.InstanceType, "new ec2.InstanceType('t4g.medium')", intendedInstanceType),
    overdueAfter: hours,
    validationWindow: hours,
  };
}

function checkWeekDays(weekDays: WeekDay[]): void {
  const areDays = weekDays.every((day) => Object.values(WeekDay).includes(day));
  if (areDays && new Set(weekDays).size >= 2) return;
  throw new Error(
    `the weekDays of RestoreDrill.scheduled() must be two days of the week or more, got [${weekDays.join(', ')}]; ` +
      'write them like [WeekDay.WEDNESDAY, WeekDay.SUNDAY]',
  );
}

/** Returns the longest time between two drills. The last drill of a week is followed by the first one of the next. */
function longestGapInHours(weekDays: WeekDay[]): number {
  const week = Object.values(WeekDay);
  const days = weekDays.map((day) => week.indexOf(day)).sort((a, b) => a - b);
  const gaps = days.map((day, index) => {
    const isLast = index === days.length - 1;
    const next = isLast ? days[0] + DAYS_PER_WEEK : days[index + 1];
    return next - day;
  });
  return Math.max(...gaps) * HOURS_PER_DAY;
}

/**
 * The duration becomes the number of periods of an alarm, which looks back one week at most. It must not be a token, as
 * that number is checked here and written into the description of the alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
function checkOverdueAfter(overdueAfter: Duration, longestGap: number): void {
  const isToken = overdueAfter.isUnresolved();
  if (!isToken && isWholeHours(overdueAfter, longestGap + 1)) return;
  const example = `Duration.hours(${Math.min(longestGap + HOURS_PER_DAY, HOURS_PER_WEEK)})`;
  throw new Error(
    `the overdueAfter of RestoreDrill.scheduled() must be a whole number of hours, more than the ${longestGap} ` +
      `between two drills and ${HOURS_PER_WEEK} at most, got ${isToken ? 'a token' : overdueAfter.toHumanString()}; ` +
      `write it like ${isToken ? example : wholeDurationOr(example, overdueAfter, hoursFrom(longestGap + 1))}`,
  );
}

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingSelectionForCreate.html */
function checkValidationWindow(validationWindow: Duration): void {
  if (validationWindow.isUnresolved() || isWholeHours(validationWindow, 1)) return;
  throw new Error(
    `the validationWindow of RestoreDrill.scheduled() must be a whole number of hours from 1 to ${HOURS_PER_WEEK}, ` +
      `got ${validationWindow.toHumanString()}; ` +
      `write it like ${wholeDurationOr('Duration.hours(2)', validationWindow, hoursFrom(1))}, or leave it out`,
  );
}

/** The whole hours from a number of them to one week. */
function hoursFrom(atLeast: number): WholeRange {
  return { unit: 'hours', atLeast, atMost: HOURS_PER_WEEK };
}

/** Whether a duration is a whole number of hours, of one week at most. */
function isWholeHours(duration: Duration, atLeast: number): boolean {
  const hours = duration.toHours({ integral: false });
  return Number.isInteger(hours) && hours >= atLeast && hours <= HOURS_PER_WEEK;
}
