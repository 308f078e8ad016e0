import { Token } from 'aws-cdk-lib';
import { AlarmEntry, MetricUnit } from './alarm-catalogue';
import { AlarmOverride } from './alarm-override';
import { AlarmSeverity } from './alarm-severity';
import { InstanceFacts } from './instance-facts';

/** What an alarm of one instance goes by: the catalogue, with what a team wants otherwise. */
export interface AlarmTerms {
  /** In the unit of the metric. */
  readonly threshold: number;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly severity: AlarmSeverity;
}

/**
 * The terms of an alarm for one instance.
 *
 * @returns `absent` where the instance has no such metric or the team wants no such alarm, `hidden` where a token hides what the threshold follows from
 */
export function alarmTerms(
  entry: AlarmEntry,
  facts: InstanceFacts,
  override: AlarmOverride = {},
): AlarmTerms | 'absent' | 'hidden' {
  const exists = entry.exists(facts);
  if (override.enabled === false || exists === false) return 'absent';
  const threshold = override.threshold ?? entry.threshold(facts);
  // A threshold that is given for an alarm that may have no metric asks for the alarm.
  if (threshold === undefined || (exists === undefined && override.threshold === undefined)) return 'hidden';
  const { evaluationPeriods, datapointsToAlarm } = evaluation(entry, override, facts);
  return {
    threshold,
    period: override.period?.toSeconds() ?? entry.period,
    evaluationPeriods,
    datapointsToAlarm,
    severity: override.severity ?? entry.severity,
  };
}

/** How many periods count; a number of periods that is given alone means all of them, or as few as before where not all had to be. */
export function evaluation(
  entry: AlarmEntry,
  override: AlarmOverride,
  facts?: InstanceFacts,
): Pick<AlarmTerms, 'evaluationPeriods' | 'datapointsToAlarm'> {
  const evaluationPeriods =
    override.evaluationPeriods ?? (facts && entry.periodsOf?.(facts)) ?? entry.evaluationPeriods;
  return {
    evaluationPeriods,
    datapointsToAlarm:
      override.datapointsToAlarm ??
      (entry.datapointsToAlarm === entry.evaluationPeriods ? evaluationPeriods : entry.datapointsToAlarm),
  };
}

/** The condition in words, as in `CPUUtilization (Average) > 80 % in 5 of 5 periods of 1 minute`. */
export function alarmCondition(entry: AlarmEntry, terms: AlarmTerms): string {
  const periods =
    terms.evaluationPeriods === 1
      ? 'in a period'
      : `in ${terms.datapointsToAlarm} of ${terms.evaluationPeriods} periods`;
  // A threshold that is a token is known at deployment only.
  const threshold = Token.isUnresolved(terms.threshold)
    ? ''
    : ` ${entry.comparison} ${quantityText(terms.threshold, entry.unit)}`;
  const what = entry.events ? entry.events.join(', ') : `${entry.metric} (${entry.statistic})`;
  return `${what}${threshold} ${periods} of ${durationText(terms.period)}`;
}

const SIZES: [unit: string, bytes: number][] = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
];

/** A value as a reader would write it. */
export function quantityText(value: number, unit: MetricUnit): string {
  const rounded = (number: number) => `${Number(number.toPrecision(4))}`;
  switch (unit) {
    case 'Percent':
      return `${value} %`;
    case 'Count':
    case 'None':
      return `${value}`.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ','); // toLocaleString() takes a millisecond
    case 'Seconds':
      return value < 1 ? `${rounded(value * 1000)} ms` : `${value} s`;
    case 'Bytes': {
      const [name, bytes] = SIZES.find(([, size]) => value >= size) ?? ['bytes', 1];
      return `${rounded(value / bytes)} ${name}`;
    }
  }
}

function durationText(seconds: number): string {
  const [count, unit] = seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : [seconds / 60, 'minute'];
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
