import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { checkTime } from './time-of-day';
import { WeekDay } from './week-day';
import { instanceTypeRule } from '../instance/instance-class-rules';
import { intendedInstanceType } from '../validation/intended-values';
import { durationType, instanceOf, PropType, listOf, TEXT, checkedOptions } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';

/** Options of restore drills. */
export interface ScheduledDrillOptions {
  /**
   * On which days there is a drill: two or more, as an alarm looks back for a week at the most.
   *
   * @default - WeekDay.WEDNESDAY and WeekDay.SUNDAY
   */
  readonly weekDays?: WeekDay[];

  /**
   * When a drill begins, `hh:mm` in UTC, or within an hour from then.
   *
   * @default '08:00' - after the backup of the day, as a rule
   */
  readonly startTime?: string;

  /**
   * Instance class of the restored instance, without the `db.` prefix. A smaller one costs less, and needs more time.
   *
   * @default - that of the database
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * When the alarm RestoreDrillOverdue fires: as long as no drill has completed. Whole hours, more than lies between two drills, 7 days at the most.
   *
   * @default - a day more than lies between two drills: 5 days
   */
  readonly overdueAfter?: Duration;

  /**
   * How long the restored instance stays for a check of one's own, which reports with `backup:PutRestoreValidationResult`: whole hours, 1 to 168. It is charged until
   * then. The instance stands in a closed security group: a check that logs in has to give it another one first (`rds:ModifyDBInstance`).
   *
   * @default - not at all: it is deleted as soon as it is available
   */
  readonly validationWindow?: Duration;
}

const HOURS_A_WEEK = 7 * 24;

/** What to do with an instance class that is newer than this library. */
const CLASS_OF_THE_DATABASE = 'leave the option out: a drill takes the class of the database';

/**
 * Whether the latest backup of the vault is restored for a try, again and again: into the subnets of the database and a closed security group, single-AZ, and deleted
 * afterwards (AWS Backup restore testing).
 *
 * @example
 * RestoreDrill.scheduled({ weekDays: [WeekDay.MONDAY, WeekDay.THURSDAY], instanceType: new ec2.InstanceType('t4g.medium') });
 * RestoreDrill.none();
 */
export class RestoreDrill {
  /**
   * Drills on some days of the week, with an alarm when one fails and another one when none has completed.
   *
   * @param options days, time, instance class and when a drill is overdue
   * @throws an error for an option that there is not or that is of the wrong kind, for a class that RDS does not have, for a time that is none, for fewer than two days, and for durations out of range
   */
  public static scheduled(options: ScheduledDrillOptions = {}): RestoreDrill {
    const where = 'RestoreDrill.scheduled()';
    const { instanceType, ...others } = checkedOptions(where, options, optionKinds());
    const problems = instanceType ? brokenRules([instanceTypeRule(CLASS_OF_THE_DATABASE)], { instanceType }) : [];
    if (problems.length > 0) throw new Error(`${where}: ${problems.join('. ')}`);
    return new RestoreDrill(true, { instanceType, ...others });
  }

  /**
   * No drill: whether a backup can be restored shows when it has to be.
   */
  public static none(): RestoreDrill {
    return new RestoreDrill(false, {});
  }

  /** On which days there is a drill. */
  public readonly weekDays: WeekDay[];

  /** When a drill begins, `hh:mm` in UTC. */
  public readonly startTime: string;

  /** Instance class of the restored instance; undefined for that of the database. */
  public readonly instanceType?: ec2.InstanceType;

  /** When the alarm RestoreDrillOverdue fires. */
  public readonly overdueAfter: Duration;

  /** How long the restored instance stays for a check of one's own; undefined for not at all. */
  public readonly validationWindow?: Duration;

  private constructor(
    /** Whether there are drills. */
    public readonly enabled: boolean,
    options: ScheduledDrillOptions,
  ) {
    const {
      weekDays = [WeekDay.WEDNESDAY, WeekDay.SUNDAY],
      startTime = '08:00',
      instanceType,
      overdueAfter,
      validationWindow,
    } = options;
    const gap = longestGapInHours(weekDays);
    this.weekDays = weekDays;
    this.startTime = startTime;
    this.instanceType = instanceType;
    this.validationWindow = validationWindow;
    this.overdueAfter = overdueAfter ?? Duration.hours(gap + 24);
    checkTime('the startTime of RestoreDrill.scheduled()', startTime);
    checkOverdue(this.overdueAfter, gap);
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingSelectionForCreate.html
    if (validationWindow && !validationWindow.isUnresolved() && !isWithin(hoursOf(validationWindow), 1, HOURS_A_WEEK)) {
      throw new Error(
        `the validationWindow of RestoreDrill.scheduled() must be a whole number of hours from 1 to ${HOURS_A_WEEK}, ` +
          `got ${validationWindow.toHumanString()}; write it like Duration.hours(2), or leave it out`,
      );
    }
  }
}

/** Made when it is asked for, as those of the props. */
function optionKinds(): Record<keyof ScheduledDrillOptions, PropType> {
  const hours = durationType('hours', 120);
  return {
    // Which days there are is looked at together with how many.
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

const hoursOf = (duration: Duration) => duration.toHours({ integral: false });
const isWithin = (value: number, min: number, max: number) => Number.isInteger(value) && value >= min && value <= max;

function longestGapInHours(weekDays: WeekDay[]): number {
  const week = Object.values(WeekDay);
  const days = [...new Set(weekDays)].map((day) => week.indexOf(day)).sort((a, b) => a - b);
  if (days.length < 2 || days.includes(-1)) {
    throw new Error(
      `the weekDays of RestoreDrill.scheduled() must be two days of the week or more, got [${weekDays.join(', ')}]; ` +
        'write them like [WeekDay.WEDNESDAY, WeekDay.SUNDAY]',
    );
  }
  return (
    24 * Math.max(...days.map((day, index) => (index === 0 ? day + 7 - days[days.length - 1] : day - days[index - 1])))
  );
}

/** The longest that an alarm looks back: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function checkOverdue(overdueAfter: Duration, gap: number): void {
  // It becomes the number of periods of the alarm, whose conditions are checked here and described in words.
  if (!overdueAfter.isUnresolved() && isWithin(hoursOf(overdueAfter), gap + 1, HOURS_A_WEEK)) return;
  const got = overdueAfter.isUnresolved() ? 'a value that is known at deployment only' : overdueAfter.toHumanString();
  throw new Error(
    `the overdueAfter of RestoreDrill.scheduled() must be a whole number of hours, more than the ${gap} between two drills and ${HOURS_A_WEEK} at the most, ` +
      `got ${got}; write it like Duration.hours(${Math.min(gap + 24, HOURS_A_WEEK)})`,
  );
}
