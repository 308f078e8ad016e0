import { Duration, Token } from 'aws-cdk-lib';
import { ALARM_CATALOGUE, AlarmEntry, alarmIds } from '../../monitoring/alarm-catalogue';
import { AlarmOverride } from '../../monitoring/alarm-override';
import { AlarmSeverity } from '../../monitoring/alarm-severity';
import { evaluation, quantityText } from '../../monitoring/alarm-terms';
import { InstanceFacts } from '../../monitoring/instance-facts';
import { closest } from '../closest';
import { Rule } from '../rule';

/*
 * Limits of an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 * RDS publishes its metrics once a minute.
 */
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

const OVERRIDE_FIELDS: { readonly [field in keyof Required<AlarmOverride>]: (value: unknown) => boolean } = {
  enabled: (value) => typeof value === 'boolean',
  threshold: (value) => typeof value === 'number' && !Number.isNaN(value),
  period: (value) => value instanceof Duration || (value as object)?.constructor?.name === Duration.name,
  evaluationPeriods: (value) => typeof value === 'number',
  datapointsToAlarm: (value) => typeof value === 'number',
  severity: (value) => Object.values<unknown>(AlarmSeverity).includes(value),
};

/** Anything that has overrides of alarms. */
export interface Overridden {
  readonly alarmOverrides: Record<string, AlarmOverride>;
}

/** The overrides of alarms that exist, without what is undefined or known at deployment only. */
function overrides({ alarmOverrides }: Overridden): { entry: AlarmEntry; override: AlarmOverride }[] {
  return ALARM_CATALOGUE.flatMap((entry) => {
    const override: unknown = alarmOverrides[entry.id];
    if (typeof override !== 'object' || override === null) return [];
    const known = Object.entries(override).filter(([, value]) => value !== undefined && value !== null && !isToken(value));
    return [{ entry, override: Object.fromEntries(known) }];
  });
}

const isToken = (value: unknown) => Token.isUnresolved(value) || (value instanceof Duration && value.isUnresolved());
const unknownIds = ({ alarmOverrides }: Overridden) => Object.keys(alarmOverrides).filter((id) => !alarmIds().includes(id));

/** What is wrong with the shape of an override, as plain JavaScript lets it through. */
function misshapen(values: Overridden): string[] {
  const notRecords = Object.entries(values.alarmOverrides)
    .filter(([, override]) => override !== undefined && override !== null && (typeof override !== 'object' || Array.isArray(override)))
    .map(([id, override]) => `${id}: ${override}`);
  return notRecords.concat(overrides(values).flatMap(({ entry, override }) => Object.entries(override)
    .filter(([field, value]) => !Object.hasOwn(OVERRIDE_FIELDS, field) || !OVERRIDE_FIELDS[field as keyof AlarmOverride](value))
    .map(([field, value]) => `${entry.id}: ${field} ${typeof value === 'string' ? `'${value}'` : value}`)));
}

function impossibleThresholds(values: Overridden, facts: InstanceFacts): { entry: AlarmEntry; threshold: number; min: number; max: number }[] {
  return overrides(values).flatMap(({ entry, override: { threshold } }) => {
    const { min, max } = entry.possible(facts);
    return typeof threshold === 'number' && (threshold < min || threshold > max) ? [{ entry, threshold, min, max }] : [];
  });
}

function impossiblePeriods(values: Overridden): string[] {
  return overrides(values).flatMap(({ entry, override }) => {
    const period = override.period instanceof Duration ? override.period.toSeconds({ integral: false }) : entry.period;
    const { evaluationPeriods, datapointsToAlarm } = evaluation(entry, override);
    const longest = period >= HOUR ? 7 * DAY : DAY;
    const sound = period > 0 && period % MINUTE === 0
      && Number.isInteger(evaluationPeriods) && evaluationPeriods >= 1 && evaluationPeriods * period <= longest
      && Number.isInteger(datapointsToAlarm) && datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods;
    return sound ? [] : [`${entry.id}: ${datapointsToAlarm} of ${evaluationPeriods} periods of ${period} seconds`];
  });
}

function thresholdRange({ entry, min, max }: ReturnType<typeof impossibleThresholds>[number]): string {
  if (min === max) return `${entry.id} takes ${min} alone`;
  const upper = max === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${max.toLocaleString('en-US')}`;
  return `${entry.id} takes ${min} ${upper} ${{ Percent: 'percent', Bytes: 'bytes', Seconds: 'seconds', Count: '', None: '' }[entry.unit]}`.trim();
}

/** What can be wrong with overrides of alarms, whatever they are a part of. */
export function alarmOverrideRules<S extends Overridden>(factsOf: (values: S) => InstanceFacts): Rule<S>[] {
  // Each of them looks past tokens by itself: one token keeps no other value from being checked.
  const common = { reads: ['alarmOverrides'] as const, needs: () => undefined };
  return [
    {
      ...common,
      id: 'alarm-overrides-known',
      broken: (s) => unknownIds(s).length > 0,
      got: (s) => unknownIds(s).join(', '),
      wants: 'must name alarms that there are',
      fix: (s) => {
        const similar = unknownIds(s).map((id) => closest(id, alarmIds())).filter((id) => id !== undefined);
        return `${similar.length > 0 ? `did you mean ${similar.join(', ')}? ` : ''}the alarms: ${alarmIds().join(', ')}`;
      },
    },
    {
      ...common,
      id: 'alarm-overrides-shape',
      broken: (s) => misshapen(s).length > 0,
      got: (s) => misshapen(s).join('; '),
      wants: 'must say of each alarm what AlarmOverride has',
      fix: `take ${Object.keys(OVERRIDE_FIELDS).join(', ')}, as in { HighCPU: { threshold: 70, evaluationPeriods: 3 } }`,
    },
    {
      ...common,
      id: 'alarm-overrides-threshold',
      broken: (s) => impossibleThresholds(s, factsOf(s)).length > 0,
      got: (s) => impossibleThresholds(s, factsOf(s))
        .map(({ entry, threshold }) => `${entry.id}: ${threshold} (${quantityText(threshold, entry.unit)})`).join('; '),
      wants: 'must have thresholds that can be crossed',
      fix: (s) => impossibleThresholds(s, factsOf(s)).map(thresholdRange).join('; '),
    },
    {
      ...common,
      id: 'alarm-overrides-periods',
      broken: (s) => misshapen(s).length === 0 && impossiblePeriods(s).length > 0,
      got: (s) => impossiblePeriods(s).join('; '),
      wants: 'must count periods that CloudWatch can: whole minutes, a day together (a week with periods of an hour or more), and no more '
        + 'datapoints than periods',
      fix: 'choose ones like { period: Duration.minutes(1), evaluationPeriods: 5, datapointsToAlarm: 3 }',
    },
  ];
}
