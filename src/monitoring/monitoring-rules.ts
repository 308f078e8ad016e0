import { Duration, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { alarmOverrideRules, Overridden } from './alarm-override-rules';
import { InstanceFacts, instanceFacts } from './instance-facts';
import { MonitoredInstance } from './monitored-instance';
import { monitoredSettings } from './monitored-settings';
import { instanceCapacityRules, instanceTypeRule } from '../instance/instance-class-rules';
import { MAX_CONNECTIONS_RANGE } from '../instance/max-connections';
import { Settings } from '../settings/settings';
import { holdsToken, Rule } from '../validation/rule';

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

/** An address as SNS takes one. */
const EMAIL = /^[^\s@,;<>"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;
const knownEmails = (s: Settings) => s.alarmEmails.filter((email) => !holdsToken(email));
const badEmails = (s: Settings) =>
  knownEmails(s).filter(
    (email, index, all) =>
      !EMAIL.test(email) ||
      email.includes('..') ||
      all.findIndex((other) => other.toLowerCase() === email.toLowerCase()) !== index,
  );

export const monitoringRules: readonly Rule<Settings>[] = [
  maxConnectionsRule(),
  {
    id: 'alarm-emails-list',
    reads: ['alarmEmails'],
    needs: () => undefined,
    broken: (s) => Token.isUnresolved(s.alarmEmails),
    got: () => 'a list that is known at deployment only',
    wants: 'must be a list whose length is known',
    fix: 'write the list out, its elements may be tokens; or subscribe to alarmTopic by yourself',
  },
  {
    id: 'alarm-emails-format',
    reads: ['alarmEmails'],
    needs: (s) => (Token.isUnresolved(s.alarmEmails) ? s.alarmEmails : undefined),
    broken: (s) => badEmails(s).length > 0,
    // Someone may have put PagerDuty's URL there.
    got: (s) =>
      badEmails(s)
        .map((email) => (email.includes('://') ? 'a URL' : `'${email}'`))
        .join(', '),
    wants: 'must hold e-mail addresses, each once',
    fix: "write them like 'plantao@oficina.example'",
  },
  ...alarmOverrideRules<Settings>((s) => instanceFacts(monitoredSettings(s), true)),
];

/** What the rules look at of an alarm of one's own. */
export interface CustomAlarmValues {
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly metric: cloudwatch.IMetric;
  readonly alarmName: string;
  /** Names of the alarms that there are. */
  readonly others: string[];
}

const isCount = (value: number) => Number.isInteger(value) && value >= 1;

const HOUR = Duration.hours(1).toSeconds();

/** Seconds of one period; undefined for a metric that does not tell. */
function periodOf({ metric }: CustomAlarmValues): number | undefined {
  const { period } = metric as Partial<cloudwatch.Metric>;
  return period === undefined || period.isUnresolved() ? undefined : period.toSeconds();
}

/** Seconds that an alarm may look back over all its periods. */
const longestSpan = (period: number) => Duration.days(period < HOUR ? 1 : 7).toSeconds();

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
    wants: 'of addAlarm() must be a whole number from 1 on',
    fix: 'write it like 5',
  },
  {
    id: 'custom-alarm-span',
    reads: ['evaluationPeriods'],
    broken: (v) =>
      isCount(v.evaluationPeriods) &&
      periodOf(v) !== undefined &&
      v.evaluationPeriods * periodOf(v)! > longestSpan(periodOf(v)!),
    got: (v) => `${v.evaluationPeriods} of ${periodOf(v)} seconds`,
    wants: 'of addAlarm() must span a day at the most, a week with periods of an hour or more',
    fix: (v) =>
      `choose ${Math.max(1, Math.floor(longestSpan(periodOf(v)!) / periodOf(v)!))} or less, or another period of the metric`,
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
    wants: 'of addAlarm() must be 1 to 255 characters of ASCII, as SNS takes no others from alarms',
    fix: 'leave it out for the identifier of the instance and the id',
  },
  {
    id: 'custom-alarm-name-once',
    reads: ['alarmName', 'others'],
    broken: (v) => v.others.includes(v.alarmName),
    got: (v) => `'${v.alarmName}'`,
    wants: 'of addAlarm() must not be that of another alarm',
    fix: 'leave it out for the identifier of the instance and the id',
  },
];

/** What an instance that is watched by itself is checked for. */
export interface MonitoredValues extends MonitoredInstance, Overridden {
  readonly facts: InstanceFacts;
  /** What the alarms are named by; undefined where there are none. */
  readonly alarmNamePrefix?: string;
  /** Undefined where there is no dashboard. */
  readonly dashboardName?: string;
}

export const monitoredInstanceRules: readonly Rule<MonitoredValues>[] = [
  {
    id: 'monitored-engine-postgres',
    reads: ['instance'],
    needs: () => undefined,
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
    broken: ({ allocatedStorage }) => !(allocatedStorage.toGibibytes({ rounding: SizeRoundingBehavior.NONE }) >= 5),
    got: ({ allocatedStorage }) => `${allocatedStorage.toGibibytes({ rounding: SizeRoundingBehavior.NONE })} GiB`,
    wants: 'must be the storage of an instance, 5 GiB or more',
    fix: 'write it like Size.gibibytes(100)',
  },
  {
    id: 'monitored-iops-range',
    reads: ['iops'],
    broken: ({ iops }) => iops !== undefined && !(Number.isInteger(iops) && iops >= 100),
    got: ({ iops }) => `${iops}`,
    wants: 'must be a whole number from 100 on',
    fix: 'leave it out for what gp3 gives',
  },
  {
    id: 'alarm-name-prefix-format',
    reads: ['alarmNamePrefix'],
    broken: ({ alarmNamePrefix }) => alarmNamePrefix !== undefined && !/^[ -~]{1,150}$/.test(alarmNamePrefix),
    got: ({ alarmNamePrefix }) => `'${alarmNamePrefix}'`,
    wants: 'must be 1 to 150 characters of ASCII, as SNS takes no others from alarms',
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
  ...alarmOverrideRules<MonitoredValues>(({ facts }) => facts),
];
