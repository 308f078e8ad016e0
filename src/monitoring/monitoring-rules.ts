import { Duration, Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { alarmOverrideRules, WithAlarmOverrides } from './alarm-override-rules';
import { InstanceTraits, instanceTraits } from './instance-traits';
import { MonitoredInstance } from './monitored-instance';
import { monitoredSettings } from './monitored-settings';
import { instanceCapacityRules, instanceTypeRule } from '../instance/instance-class-rules';
import { MAX_CONNECTIONS_RANGE } from '../instance/max-connections';
import { Settings } from '../settings/settings';
import { isOfClass } from '../validation/class-of';
import { holdsToken, NOTHING, Rule } from '../validation/rule';
import { wholeDurationOr, WholeRange } from '../validation/whole-duration';

function maxConnectionsRule<S extends { readonly maxConnections?: number }>(): Rule<S> {
  return {
    id: 'max-connections-range',
    reads: ['maxConnections'],
    broken: ({ maxConnections }) =>
      maxConnections !== undefined &&
      (!Number.isInteger(maxConnections) ||
        maxConnections < MAX_CONNECTIONS_RANGE.min ||
        maxConnections > MAX_CONNECTIONS_RANGE.max),
    got: ({ maxConnections }) => `${maxConnections}`,
    wants: `must be a whole number from ${MAX_CONNECTIONS_RANGE.min} to ${MAX_CONNECTIONS_RANGE.max}`,
    fix: 'leave it out for what RDS derives from the memory of the instance class',
  };
}

/** An address that SNS accepts. */
const EMAIL = /^[^\s@,;<>"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;

/** Returns the addresses that are malformed or in the list twice. Tokens are not checked. */
function badEmails({ alarmEmails }: Settings): string[] {
  const known = alarmEmails.filter((email) => !holdsToken(email));
  return known.filter((email, index) => !isEmail(email) || isRepeated(known, index));
}

function isEmail(text: string): boolean {
  return EMAIL.test(text) && !text.includes('..');
}

/** Whether an earlier address is the same, regardless of capitals. */
function isRepeated(emails: string[], index: number): boolean {
  const email = emails[index].toLowerCase();
  return emails.slice(0, index).some((earlier) => earlier.toLowerCase() === email);
}

export const monitoringRules: readonly Rule<Settings>[] = [
  maxConnectionsRule(),
  {
    id: 'alarm-emails-list',
    reads: ['alarmEmails'],
    mustBeResolved: NOTHING,
    broken: (s) => Token.isUnresolved(s.alarmEmails),
    got: () => 'a token',
    wants: 'must be a list whose length is known',
    fix: 'write the list out, its elements may be tokens; or subscribe to alarmTopic yourself',
  },
  {
    id: 'alarm-emails-format',
    reads: ['alarmEmails'],
    mustBeResolved: (s) => (Token.isUnresolved(s.alarmEmails) ? s.alarmEmails : undefined),
    broken: (s) => badEmails(s).length > 0,
    // Not the URL itself: it may be that of PagerDuty, which is a secret.
    got: (s) =>
      badEmails(s)
        .map((email) => (email.includes('://') ? 'a URL' : `'${email}'`))
        .join(', '),
    wants: 'must hold e-mail addresses, each once',
    fix: "write them like 'plantao@oficina.example'",
  },
  ...alarmOverrideRules<Settings>((s) => instanceTraits(monitoredSettings(s), true)),
];

/** The values of a custom alarm that the rules check. */
export interface CustomAlarmValues {
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly metric: cloudwatch.IMetric;
  readonly alarmName: string;
  /** Names of the alarms that exist already. */
  readonly existingNames: string[];
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

/** Returns the seconds of one period; undefined for a metric whose period is unknown. */
function periodSeconds({ metric }: CustomAlarmValues): number | undefined {
  const { period } = metric as Partial<cloudwatch.Metric>;
  return isOfClass(period, Duration) && !period!.isUnresolved() ? period!.toSeconds({ integral: false }) : undefined;
}

/** Returns how many periods of this length an alarm may look at; 0 for a period that is too long by itself. */
function mostPeriods(seconds: number): number {
  const longestSpan = seconds < Duration.hours(1).toSeconds() ? Duration.days(1) : Duration.days(7);
  return Math.floor(longestSpan.toSeconds() / seconds);
}

function spansTooLong(values: CustomAlarmValues): boolean {
  const seconds = periodSeconds(values);
  return seconds !== undefined && values.evaluationPeriods > mostPeriods(seconds);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const customAlarmRules: readonly Rule<CustomAlarmValues>[] = [
  {
    id: 'custom-alarm-threshold',
    reads: ['threshold'],
    broken: (v) => !Number.isFinite(v.threshold),
    got: (v) => `${v.threshold}`,
    wants: 'of addAlarm() must be a number',
    fix: 'write one in the unit of the metric, like 80',
  },
  {
    id: 'custom-alarm-periods',
    reads: ['evaluationPeriods'],
    broken: (v) => !isCount(v.evaluationPeriods),
    got: (v) => `${v.evaluationPeriods}`,
    wants: 'of addAlarm() must be a whole number, 1 or more',
    fix: 'write it like 5',
  },
  {
    id: 'custom-alarm-span',
    reads: ['evaluationPeriods'],
    broken: (v) => isCount(v.evaluationPeriods) && spansTooLong(v),
    got: (v) => `${v.evaluationPeriods} of ${periodSeconds(v)} seconds`,
    wants: 'of addAlarm() must span a day at most, or a week with periods of an hour or more',
    fix: (v) => `choose ${Math.max(1, mostPeriods(periodSeconds(v)!))} or less, or another period of the metric`,
  },
  {
    id: 'custom-alarm-datapoints',
    reads: ['datapointsToAlarm', 'evaluationPeriods'],
    broken: (v) =>
      v.datapointsToAlarm !== undefined &&
      !(isCount(v.datapointsToAlarm) && v.datapointsToAlarm <= v.evaluationPeriods),
    got: (v) => `${v.datapointsToAlarm} of ${v.evaluationPeriods}`,
    wants: 'of addAlarm() must be a whole number from 1 to evaluationPeriods',
    fix: 'leave it out for all of them',
  },
  {
    id: 'custom-alarm-name',
    reads: ['alarmName'],
    broken: (v) => !/^[ -~]{1,255}$/.test(v.alarmName),
    got: (v) => `'${v.alarmName}'`,
    wants: 'of addAlarm() must be 1 to 255 ASCII characters, as SNS accepts no others from alarms',
    fix: 'leave it out for the identifier of the instance and the id',
  },
  {
    id: 'custom-alarm-name-once',
    reads: ['alarmName', 'existingNames'],
    broken: (v) => v.existingNames.includes(v.alarmName),
    got: (v) => `'${v.alarmName}'`,
    wants: 'of addAlarm() must not be the name of another alarm',
    fix: 'leave it out for the identifier of the instance and the id',
  },
];

/** The values that the rules check of an instance that `PostgresAlarms` or `PostgresDashboard` watches. */
export interface MonitoredValues extends MonitoredInstance, WithAlarmOverrides {
  readonly traits: InstanceTraits;
  /** Prefix of the alarm names; undefined for a dashboard. */
  readonly alarmNamePrefix?: string;
  /** Name of the dashboard; undefined for alarms. */
  readonly dashboardName?: string;
}

function gibibytes(size: Size): number {
  return size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const DRILL_HOURS: WholeRange = { unit: 'hours', atLeast: 1, atMost: 168 };

export const monitoredInstanceRules: readonly Rule<MonitoredValues>[] = [
  {
    id: 'monitored-engine-postgres',
    reads: ['instance'],
    mustBeResolved: NOTHING,
    broken: ({ instance }) => (instance.engine?.engineType ?? 'postgres') !== 'postgres',
    got: ({ instance }) => `${instance.engine?.engineType}`,
    wants: 'must be an instance of RDS for PostgreSQL',
    fix: 'watch instances of other engines by their own metrics',
  },
  instanceTypeRule(),
  ...instanceCapacityRules<MonitoredValues>(),
  maxConnectionsRule(),
  {
    id: 'monitored-storage-size',
    reads: ['allocatedStorage'],
    broken: ({ allocatedStorage }) => !(gibibytes(allocatedStorage) >= 5),
    got: ({ allocatedStorage }) => `${gibibytes(allocatedStorage)} GiB`,
    wants: 'must be the storage of an instance, 5 GiB or more',
    fix: 'write it like Size.gibibytes(100)',
  },
  {
    id: 'monitored-iops-range',
    reads: ['iops'],
    broken: ({ iops }) => iops !== undefined && !(Number.isInteger(iops) && iops >= 100),
    got: ({ iops }) => `${iops}`,
    wants: 'must be a whole number, 100 or more',
    fix: 'leave it out for what gp3 gives',
  },
  {
    id: 'monitored-drill-known',
    reads: ['restoreDrillOverdueAfter'],
    mustBeResolved: NOTHING,
    broken: ({ restoreDrillOverdueAfter }) => restoreDrillOverdueAfter?.isUnresolved() ?? false,
    got: () => 'a token',
    wants: 'must be known at synthesis, as it becomes a number of periods',
    fix: 'write it like Duration.days(5)',
  },
  {
    id: 'monitored-drill-hours',
    reads: ['restoreDrillOverdueAfter'],
    broken: ({ restoreDrillOverdueAfter }) => {
      const hours = restoreDrillOverdueAfter?.toHours({ integral: false }) ?? 1;
      return !(Number.isInteger(hours) && hours >= DRILL_HOURS.atLeast && hours <= DRILL_HOURS.atMost);
    },
    got: ({ restoreDrillOverdueAfter }) => restoreDrillOverdueAfter!.toHumanString(),
    wants: 'must be a whole number of hours, up to a week, which is as far as an alarm looks back',
    fix: ({ restoreDrillOverdueAfter }) =>
      `write it like ${wholeDurationOr('Duration.days(5)', restoreDrillOverdueAfter!, DRILL_HOURS)}`,
  },
  {
    id: 'alarm-name-prefix-format',
    reads: ['alarmNamePrefix'],
    broken: ({ alarmNamePrefix }) => alarmNamePrefix !== undefined && !/^[ -~]{1,150}$/.test(alarmNamePrefix),
    got: ({ alarmNamePrefix }) => `'${alarmNamePrefix}'`,
    wants: 'must be 1 to 150 ASCII characters, as SNS accepts no others from alarms',
    fix: "choose one like 'oficina-db-prod'",
  },
  {
    id: 'dashboard-name-format',
    reads: ['dashboardName'],
    broken: ({ dashboardName }) => dashboardName !== undefined && !/^[A-Za-z0-9_-]{1,255}$/.test(dashboardName),
    got: ({ dashboardName }) => `'${dashboardName}'`,
    wants: 'must be 1 to 255 letters, digits, hyphens and underscores',
    fix: "choose one like 'RDS-oficina-db-prod'",
  },
  ...alarmOverrideRules<MonitoredValues>(({ traits }) => traits),
];
