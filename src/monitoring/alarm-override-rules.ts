import { type Duration, Token } from 'aws-cdk-lib';
import { ALARM_CATALOGUE, AlarmEntry, alarmIds } from './alarm-catalogue';
import { AlarmOverride } from './alarm-override';
import { AlarmSeverity } from './alarm-severity';
import { evaluation, quantityText } from './alarm-terms';
import { InstanceFacts } from './instance-facts';
import { closest } from '../validation/closest';
import { definedProps } from '../validation/defined-props';
import { Rule } from '../validation/rule';

/*
 * Limits of an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What each field takes; the numbers may be known at deployment only. */
const OVERRIDE_FIELDS: { readonly [field in keyof Required<AlarmOverride>]: (value: unknown) => boolean } = {
  enabled: (value) => typeof value === 'boolean',
  threshold: (value) => isToken(value) || Number.isFinite(value),
  period: (value) => isDuration(value) && !value.isUnresolved(),
  evaluationPeriods: (value) => isToken(value) || typeof value === 'number',
  datapointsToAlarm: (value) => isToken(value) || typeof value === 'number',
  severity: (value) => Object.values<unknown>(AlarmSeverity).includes(value),
};

/** Anything that has overrides of alarms. */
export interface Overridden {
  readonly alarmOverrides: Record<string, AlarmOverride>;
}

// Not by its class: an app may have two copies of aws-cdk-lib.
const isDuration = (value: unknown): value is Duration =>
  typeof (value as Duration | undefined)?.toSeconds === 'function';
const isToken = (value: unknown) => Token.isUnresolved(value);
const isRecord = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isToken(value);

/** The overrides of alarms that exist, without what is undefined. */
function overrides({ alarmOverrides }: Overridden): { entry: AlarmEntry; override: AlarmOverride }[] {
  return ALARM_CATALOGUE.filter(({ id }) => Object.hasOwn(alarmOverrides, id) && isRecord(alarmOverrides[id])).map(
    (entry) => ({
      entry,
      override: definedProps(alarmOverrides[entry.id]),
    }),
  );
}

/** A value as a reader would write it. */
function written(value: unknown): string {
  if (isToken(value) || (isDuration(value) && value.isUnresolved())) return 'a value that is known at deployment only';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (isDuration(value)) return value.toHumanString();
  return typeof value === 'object' ? `a ${value?.constructor?.name}` : `${value}`;
}

const unknownIds = ({ alarmOverrides }: Overridden) =>
  Object.keys(alarmOverrides).filter((id) => !alarmIds().includes(id));

/** The alarms that an unknown id may stand for: one that is spelled alike, with its prefix, or those of the metric. */
function meant(id: string): string[] {
  const alike = closest(id, alarmIds()) ?? alarmIds().find((known) => id.endsWith(`-${known}`));
  return alike ? [alike] : ALARM_CATALOGUE.filter(({ metric }) => metric === id).map((entry) => entry.id);
}

/** What is wrong with the shape of an override, as plain JavaScript lets it through. */
function misshapen(values: Overridden): string[] {
  const notRecords = Object.entries(definedProps(values.alarmOverrides))
    .filter(([, override]) => !isRecord(override))
    .map(([id, override]) => `${id}: ${written(override)}`);
  return notRecords.concat(
    overrides(values).flatMap(({ entry, override }) =>
      Object.entries(override)
        .filter(
          ([field, value]) =>
            !Object.hasOwn(OVERRIDE_FIELDS, field) || !OVERRIDE_FIELDS[field as keyof AlarmOverride](value),
        )
        .map(([field, value]) => `${entry.id}: ${field} ${written(value)}`),
    ),
  );
}

function impossibleThresholds(
  values: Overridden,
  facts: InstanceFacts,
): { entry: AlarmEntry; threshold: number; min: number; max: number }[] {
  return overrides(values).flatMap(({ entry, override: { threshold } }) => {
    const { min, max } = entry.possible(facts);
    const isKnown = typeof threshold === 'number' && Number.isFinite(threshold) && !isToken(threshold);
    return isKnown && (threshold < min || threshold > max) ? [{ entry, threshold, min, max }] : [];
  });
}

function impossiblePeriods(values: Overridden, facts: InstanceFacts): string[] {
  return overrides(values).flatMap(({ entry, override }) => {
    const period = override.period ? override.period.toSeconds({ integral: false }) : entry.period;
    const { evaluationPeriods, datapointsToAlarm } = evaluation(entry, override, facts);
    if (isToken(evaluationPeriods) || isToken(datapointsToAlarm)) return [];
    const longest = period >= HOUR ? 7 * DAY : DAY;
    const sound =
      period > 0 &&
      period % entry.publishedEvery === 0 &&
      Number.isInteger(evaluationPeriods) &&
      evaluationPeriods >= 1 &&
      evaluationPeriods * period <= longest &&
      Number.isInteger(datapointsToAlarm) &&
      datapointsToAlarm >= 1 &&
      datapointsToAlarm <= evaluationPeriods &&
      // An event is there in one period, and in no other; one that is missed is missing in all of them.
      (!entry.events || datapointsToAlarm === (entry.comparison === '<' ? evaluationPeriods : 1));
    return sound ? [] : [`${entry.id}: ${datapointsToAlarm} of ${evaluationPeriods} periods of ${period} seconds`];
  });
}

function thresholdRange({ entry, min, max }: ReturnType<typeof impossibleThresholds>[number]): string {
  if (min === max) return `${entry.id} takes ${min} alone`;
  const text = (value: number) => value.toLocaleString('en-US');
  const range = max === Number.MAX_SAFE_INTEGER ? `${text(min)} or more` : `${text(min)} to ${text(max)}`;
  const unit = {
    Percent: ' percent',
    Bytes: ` bytes${max === Number.MAX_SAFE_INTEGER ? '' : `, ${quantityText(max + 1, 'Bytes')} being all there is`}`,
    Seconds: ' seconds',
    Count: '',
    None: '',
  };
  return `${entry.id} takes ${range}${unit[entry.unit]}`;
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
        const similar = [...new Set(unknownIds(s).flatMap(meant))];
        return `${similar.length > 0 ? `did you mean ${similar.join(', ')}? ` : ''}the alarms: ${alarmIds().join(', ')}`;
      },
    },
    {
      ...common,
      id: 'alarm-overrides-shape',
      broken: (s) => misshapen(s).length > 0,
      got: (s) => misshapen(s).join('; '),
      wants: 'must say of each alarm what AlarmOverride has',
      fix:
        `take ${Object.keys(OVERRIDE_FIELDS).join(', ')}, as in { HighCPU: { threshold: 70, evaluationPeriods: 3 } }; a size is a threshold in bytes, ` +
        `Size.gibibytes(15).toBytes(); a severity is ${Object.values(AlarmSeverity).join(' or ')}`,
    },
    {
      ...common,
      id: 'alarm-overrides-threshold',
      broken: (s) => impossibleThresholds(s, factsOf(s)).length > 0,
      got: (s) =>
        impossibleThresholds(s, factsOf(s))
          .map(({ entry, threshold }) => `${entry.id}: ${threshold} (${quantityText(threshold, entry.unit)})`)
          .join('; '),
      wants: 'must have thresholds that can be crossed',
      fix: (s) => impossibleThresholds(s, factsOf(s)).map(thresholdRange).join('; '),
    },
    {
      ...common,
      id: 'alarm-overrides-periods',
      broken: (s) => misshapen(s).length === 0 && impossiblePeriods(s, factsOf(s)).length > 0,
      got: (s) => impossiblePeriods(s, factsOf(s)).join('; '),
      wants:
        'must count periods that CloudWatch can: whole minutes (five for EBS balances and CPU credits), a day together (a week with periods of an hour or more), ' +
        'no more datapoints than periods, and one for events (all of them for RestoreDrillOverdue)',
      fix: 'choose ones like { period: Duration.minutes(1), evaluationPeriods: 5, datapointsToAlarm: 3 }',
    },
  ];
}
