import { DescribeAlarmsCommand, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { comparisonSign, isBeyond } from './database-alarms';
import { metricValues } from './metric-values';
import { withUnit } from './unit';
import { AlarmEntry } from '../../monitoring/alarm-catalogue';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';
import { Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { drawSparkline, sparkColumns } from '../output/sparkline';
import { wrap } from '../output/wrap';

/** An alarm looks at less, but those that count events. */
const HOURS_OF_VALUES = 3;

const WIDEST_CURVE = 60;

/** How many of the values are written as numbers. */
const LAST_VALUES = 5;

/** How an alarm stands. */
export interface AlarmState {
  readonly name: string;
  readonly entry: AlarmEntry;
  /** Undefined if there is no such alarm. */
  readonly alarm?: MetricAlarm;
  /** What it has looked at. */
  readonly values: readonly (number | undefined)[];
}

/** Reads the alarm of the catalogue that a database has. */
export async function alarmState({ account, identifier }: Database, entry: AlarmEntry): Promise<AlarmState> {
  const name = `${identifier}-${entry.id}`;
  const { MetricAlarms: alarms = [] } = await account
    .cloudWatch()
    .send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }));
  const [alarm] = alarms;
  if (!alarm) return { name, entry, values: [] };
  const [{ values }] = await metricValues(account, [{ name, id: entry.id, entry, alarm }], HOURS_OF_VALUES, new Date());
  return { name, entry, alarm, values };
}

/** An alarm that is on needs somebody; how much, its severity says. */
export function levelOf({ entry, alarm }: AlarmState): Level {
  if (alarm?.StateValue !== 'ALARM') return Level.OK;
  return entry.severity === 'critical' ? Level.CRITICAL : Level.WARNING;
}

/** The last of the values that are there. */
export function lastValues({ values }: AlarmState): number[] {
  return values.filter((value) => value !== undefined).slice(-LAST_VALUES);
}

/** The state for a person: since when, why, and the values. */
export function describeState({ terminal, locale }: CommandContext, state: AlarmState): string {
  const texts = diagnosisMessages(locale).explain;
  const { name, entry, alarm, values } = state;
  if (!alarm) return texts.notThere(name);
  const level = levelOf(state);
  const since = alarm.StateUpdatedTimestamp && locale.time(alarm.StateUpdatedTimestamp);
  const line = `${comparisonSign(alarm)} ${withUnit(locale, alarm.Threshold ?? 0, entry.unit)}`;
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic ?? '?';
  const sign = terminal.sign(alarm.StateValue === 'INSUFFICIENT_DATA' ? Level.UNKNOWN : level);
  const lines = [
    `${sign} ${terminal.coloured(level, texts.state(alarm.StateValue ?? '?', since))}`,
    `  ${texts.condition(alarm.MetricName ?? '?', statistic, line)}`,
  ];
  if (alarm.StateReason) lines.push(wrap(`  ${alarm.StateReason}`, terminal.columns));
  if (alarm.ActionsEnabled === false) lines.push(`  ${terminal.coloured(Level.WARNING, texts.muted())}`);
  const last = lastValues(state);
  if (last.length === 0) return [...lines, `  ${texts.noValues()}`].join('\n');
  const columns = sparkColumns(values, Math.min(WIDEST_CURVE, terminal.columns - 4), (value) => isBeyond(alarm, value));
  const curve = drawSparkline(columns, (text) => terminal.coloured(Level.CRITICAL, text), alarm.Threshold);
  const written = last.map((value) => withUnit(locale, value, entry.unit)).join(' · ');
  return [...lines, `  ${curve}`, `  ${texts.lastValues(written)}`].join('\n');
}
