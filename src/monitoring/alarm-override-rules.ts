import { type Duration, Token } from 'aws-cdk-lib';
import { ALARM_CATALOGUE, AlarmEntry, ThresholdRange } from './alarm-catalogue';
import { quantityText } from './alarm-condition';
import { alarmPeriods, AlarmPeriods } from './alarm-configuration';
import { AlarmOverride } from './alarm-override';
import { AlarmOverrides } from './alarm-overrides';
import { AlarmSeverity } from './alarm-severity';
import { InstanceTraits } from './instance-traits';
import { closest } from '../validation/closest';
import { definedProps } from '../validation/defined-props';
import { NOTHING, Rule } from '../validation/rule';

/*
 * Messages say in words what to write, and not in TypeScript: callers in Python, Java, C# and Go read them too.
 *
 * Limits of an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Props that hold alarm overrides. */
export interface WithAlarmOverrides {
  readonly alarmOverrides: AlarmOverrides;
}

/** The fields of an override, each with the check of its value. Numbers may be tokens. */
const FIELD_CHECKS: { readonly [field in keyof Required<AlarmOverride>]: (value: unknown) => boolean } = {
  enabled: (value) => typeof value === 'boolean',
  threshold: (value) => Token.isUnresolved(value) || Number.isFinite(value),
  period: (value) => isDuration(value) && !value.isUnresolved(),
  evaluationPeriods: (value) => Token.isUnresolved(value) || typeof value === 'number',
  datapointsToAlarm: (value) => Token.isUnresolved(value) || typeof value === 'number',
  severity: (value) => Object.values<unknown>(AlarmSeverity).includes(value),
};

/** Whether a value is a duration; not by its class, as an app may have two copies of aws-cdk-lib. */
function isDuration(value: unknown): value is Duration {
  return typeof (value as Duration | undefined)?.toSeconds === 'function';
}

function isKnownRecord(value: unknown): value is AlarmOverride {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Token.isUnresolved(value);
}

const FIELDS = Object.keys(FIELD_CHECKS);
const OVERRIDE_NAMES: string[] = ALARM_CATALOGUE.map((entry) => entry.override);

function hasValidValue(field: string, value: unknown): boolean {
  return Object.hasOwn(FIELD_CHECKS, field) && FIELD_CHECKS[field as keyof AlarmOverride](value);
}

/** Returns the overrides of existing alarms, without their undefined fields. */
function knownOverrides({ alarmOverrides }: WithAlarmOverrides): { entry: AlarmEntry; override: AlarmOverride }[] {
  return ALARM_CATALOGUE.flatMap((entry) => {
    const override = Object.hasOwn(alarmOverrides, entry.override) ? alarmOverrides[entry.override] : undefined;
    return isKnownRecord(override) ? [{ entry, override: definedProps(override) }] : [];
  });
}

/** Writes a value as a person would. A token and most objects are written as their kind. */
function valueText(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a token';
  if (isDuration(value)) return value.isUnresolved() ? 'a token' : value.toHumanString();
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'object' ? `a ${value?.constructor?.name}` : `${value}`;
}

function unknownNames({ alarmOverrides }: WithAlarmOverrides): string[] {
  return Object.keys(alarmOverrides).filter((name) => !OVERRIDE_NAMES.includes(name));
}

/**
 * Returns the overrides that an unknown name may mean: one of similar spelling, as the id of each alarm has it, that of
 * the alarm whose whole name it is, or those of the metric.
 */
function overridesMeantBy(name: string): string[] {
  const ofAlarm = ALARM_CATALOGUE.find(({ id }) => name.endsWith(`-${id}`))?.override;
  const similar = closest(name, OVERRIDE_NAMES) ?? ofAlarm;
  if (similar !== undefined) return [similar];
  return ALARM_CATALOGUE.filter(({ metric }) => metric === name).map((entry) => entry.override);
}

function knownNamesFix(values: WithAlarmOverrides): string {
  return `${suggestion(unknownNames(values).flatMap(overridesMeantBy))}the alarms: ${OVERRIDE_NAMES.join(', ')}`;
}

/** The beginning of a fix that suggests names, if there are any to suggest. */
function suggestion(names: string[]): string {
  return names.length > 0 ? `did you mean ${[...new Set(names)].join(', ')}? ` : '';
}

interface WrongField {
  readonly entry: AlarmEntry;
  readonly field: string;
  readonly value: unknown;
}

/** Lists fields with a wrong name or type, which plain JavaScript lets through. */
function wrongFields(values: WithAlarmOverrides): WrongField[] {
  return knownOverrides(values).flatMap(({ entry, override }) =>
    Object.entries(override)
      .filter(([field, value]) => !hasValidValue(field, value))
      .map(([field, value]) => ({ entry, field, value })),
  );
}

/** Lists overrides that are not records, and fields with a wrong name or type. */
function malformedOverrides(values: WithAlarmOverrides): string[] {
  const notRecords = Object.entries(definedProps(values.alarmOverrides))
    .filter(([, override]) => !isKnownRecord(override))
    .map(([name, override]) => `${name}: ${valueText(override)}`);
  const fields = wrongFields(values).map(
    ({ entry, field, value }) => `${entry.override}: ${field} ${valueText(value)}`,
  );
  return [...notRecords, ...fields];
}

/** Returns the fields that unknown ones may mean, by their spelling. */
function fieldsMeantIn(values: WithAlarmOverrides): string[] {
  return wrongFields(values)
    .filter(({ field }) => !FIELDS.includes(field))
    .flatMap(({ field }) => closest(field, FIELDS) ?? []);
}

/** Lists the overrides that change nothing: a caller without a compiler may have lost what they were to change. */
function emptyOverrides(values: WithAlarmOverrides): string[] {
  return knownOverrides(values)
    .filter(({ override }) => Object.keys(override).length === 0)
    .map(({ entry }) => entry.override);
}

interface ImpossibleThreshold {
  readonly entry: AlarmEntry;
  readonly threshold: number;
  readonly range: ThresholdRange;
}

function impossibleThresholds(values: WithAlarmOverrides, traits: InstanceTraits): ImpossibleThreshold[] {
  return knownOverrides(values).flatMap(({ entry, override: { threshold } }) => {
    const isKnown = typeof threshold === 'number' && Number.isFinite(threshold) && !Token.isUnresolved(threshold);
    if (!isKnown) return [];
    const range = entry.thresholdRange(traits);
    return threshold < range.min || threshold > range.max ? [{ entry, threshold, range }] : [];
  });
}

/** Returns the fix for one threshold, as in `highCpu takes 1 to 99 percent`. */
function thresholdFix({ entry, range: { min, max } }: ImpossibleThreshold): string {
  if (min === max) return `${entry.override} takes only ${min}`;
  const hasMaximum = max !== Number.MAX_SAFE_INTEGER;
  const numberText = (value: number) => quantityText(value, 'Count');
  const range = hasMaximum ? `${numberText(min)} to ${numberText(max)}` : `${numberText(min)} or more`;
  const total = hasMaximum ? `, ${quantityText(max + 1, 'Bytes')} being all there is` : '';
  const unit = { Percent: ' percent', Bytes: ` bytes${total}`, Seconds: ' seconds', Count: '', None: '' };
  return `${entry.override} takes ${range}${unit[entry.unit]}`;
}

function impossiblePeriods(values: WithAlarmOverrides, traits: InstanceTraits): string[] {
  return knownOverrides(values).flatMap(({ entry, override }) => {
    const seconds = override.period ? override.period.toSeconds({ integral: false }) : entry.periods.period;
    const periods = alarmPeriods(entry, override, traits);
    const { evaluationPeriods, datapointsToAlarm } = periods;
    if (Token.isUnresolved(evaluationPeriods) || Token.isUnresolved(datapointsToAlarm)) return [];
    if (arePossiblePeriods(entry, periods, seconds)) return [];
    return [`${entry.override}: ${datapointsToAlarm} of ${evaluationPeriods} periods of ${seconds} seconds`];
  });
}

function arePossiblePeriods(
  entry: AlarmEntry,
  { evaluationPeriods, datapointsToAlarm }: AlarmPeriods,
  seconds: number,
): boolean {
  const longestSpan = seconds >= HOUR ? 7 * DAY : DAY;
  // An event is in one period only. The absence of an event shows in all periods.
  const datapointsOfEvents = firesWithoutEvents(entry) ? evaluationPeriods : 1;
  return (
    seconds > 0 &&
    seconds % entry.periods.publishedEvery === 0 &&
    Number.isInteger(evaluationPeriods) &&
    evaluationPeriods >= 1 &&
    evaluationPeriods * seconds <= longestSpan &&
    Number.isInteger(datapointsToAlarm) &&
    datapointsToAlarm >= 1 &&
    datapointsToAlarm <= evaluationPeriods &&
    (!entry.events || datapointsToAlarm === datapointsOfEvents)
  );
}

/** Whether the absence of events raises the alarm, as for RestoreDrillOverdue. */
function firesWithoutEvents(entry: AlarmEntry): boolean {
  return entry.events !== undefined && entry.comparison === '<';
}

/** Lists the overrides of some alarms, for a message. */
function namesOf(isMeant: (entry: AlarmEntry) => boolean): string {
  return ALARM_CATALOGUE.filter(isMeant)
    .map((entry) => entry.override)
    .join(', ');
}

/** Rules for alarm overrides in any kind of props. */
export function alarmOverrideRules<S extends WithAlarmOverrides>(traitsOf: (values: S) => InstanceTraits): Rule<S>[] {
  // Each rule skips tokens itself: one token must not keep the other values from being checked.
  const common = { reads: ['alarmOverrides'] as const, mustBeResolved: NOTHING };
  return [
    {
      ...common,
      id: 'alarm-overrides-known',
      broken: (s) => unknownNames(s).length > 0,
      got: (s) => unknownNames(s).join(', '),
      wants: 'must name existing alarms',
      fix: knownNamesFix,
    },
    {
      ...common,
      id: 'alarm-overrides-shape',
      broken: (s) => malformedOverrides(s).length > 0,
      got: (s) => malformedOverrides(s).join('; '),
      wants: 'must hold an AlarmOverride for each alarm',
      fix: (s) =>
        `${suggestion(fieldsMeantIn(s))}take ${FIELDS.join(', ')}, as in highCpu with threshold 70 and ` +
        'evaluationPeriods 3; write a size as a threshold in bytes, Size.gibibytes(15).toBytes(), ' +
        `and a severity as ${Object.values(AlarmSeverity).join(' or ')}`,
    },
    {
      ...common,
      id: 'alarm-overrides-empty',
      broken: (s) => emptyOverrides(s).length > 0,
      got: (s) => `nothing for ${emptyOverrides(s).join(', ')}`,
      wants: 'must say what changes in each alarm that they name',
      fix:
        `give at least one of ${FIELDS.join(', ')}, as in highCpu with threshold 70 and evaluationPeriods 3, ` +
        'or leave the alarm out',
    },
    {
      ...common,
      id: 'alarm-overrides-threshold',
      broken: (s) => impossibleThresholds(s, traitsOf(s)).length > 0,
      got: (s) =>
        impossibleThresholds(s, traitsOf(s))
          .map(({ entry, threshold }) => `${entry.override}: ${threshold} (${quantityText(threshold, entry.unit)})`)
          .join('; '),
      wants: 'must have thresholds that can be crossed',
      fix: (s) => impossibleThresholds(s, traitsOf(s)).map(thresholdFix).join('; '),
    },
    {
      ...common,
      id: 'alarm-overrides-periods',
      broken: (s) => malformedOverrides(s).length === 0 && impossiblePeriods(s, traitsOf(s)).length > 0,
      got: (s) => impossiblePeriods(s, traitsOf(s)).join('; '),
      wants:
        'must have periods that CloudWatch can evaluate: whole minutes (multiples of five for ' +
        `${namesOf(({ periods }) => periods.publishedEvery === 300)}), at most a day in total (a week with periods ` +
        'of an hour or more), no more datapoints than periods, and one datapoint for alarms on events (all periods ' +
        `for ${namesOf(firesWithoutEvents)})`,
      fix: 'write them like period Duration.minutes(1), evaluationPeriods 5 and datapointsToAlarm 3',
    },
  ];
}
