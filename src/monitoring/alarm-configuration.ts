import { AlarmEntry } from './alarm-catalogue';
import { AlarmOverride } from './alarm-override';
import { AlarmSeverity } from './alarm-severity';
import { InstanceTraits } from './instance-traits';

/** How many periods an alarm looks at, and how many of them must be beyond the threshold. */
export interface AlarmPeriods {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

/** The configuration of an alarm for one instance: the catalogue entry with the caller's overrides. */
export interface AlarmConfiguration extends AlarmPeriods {
  /** The threshold in the unit of the metric. */
  readonly threshold: number;
  /** Length of a period in seconds. */
  readonly period: number;
  readonly severity: AlarmSeverity;
}

/**
 * Works out the configuration of an alarm for one instance.
 *
 * @returns `absent` if the instance lacks the metric or an override turns the alarm off, `unknown` if a token hides
 * what the threshold depends on
 */
export function alarmConfiguration(
  entry: AlarmEntry,
  traits: InstanceTraits,
  override: AlarmOverride = {},
): AlarmConfiguration | 'absent' | 'unknown' {
  const exists = entry.scope.includes(traits);
  if (override.enabled === false || exists === false) return 'absent';
  const threshold = override.threshold ?? entry.threshold(traits);
  if (threshold === undefined) return 'unknown';
  // An explicit threshold asks for the alarm, even if the metric may not exist.
  if (exists === undefined && override.threshold === undefined) return 'unknown';
  return {
    ...alarmPeriods(entry, override, traits),
    threshold,
    period: override.period?.toSeconds() ?? entry.periods.period,
    severity: override.severity ?? entry.severity,
  };
}

/**
 * Works out the periods of an alarm. An override that gives only the number of periods means all of them, unless the
 * catalogue asks for fewer than all: that number then stays.
 */
export function alarmPeriods(entry: AlarmEntry, override: AlarmOverride, traits: InstanceTraits): AlarmPeriods {
  const { periods } = entry;
  const evaluationPeriods =
    override.evaluationPeriods ?? entry.evaluationPeriodsFor?.(traits) ?? periods.evaluationPeriods;
  const needsAllPeriods = periods.datapointsToAlarm === periods.evaluationPeriods;
  const datapointsToAlarm = needsAllPeriods ? evaluationPeriods : periods.datapointsToAlarm;
  return { evaluationPeriods, datapointsToAlarm: override.datapointsToAlarm ?? datapointsToAlarm };
}
