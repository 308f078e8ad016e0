import { alarmsOf, comparisonSign, DatabaseAlarm, isBeyond } from '../alarms/database-alarms';
import { MetricValues, metricValues } from '../alarms/metric-values';
import { withUnit } from '../alarms/unit';
import { Command, CommandContext } from '../command-context';
import { ExitCode } from '../exit-code';
import { exitCodeOf, Level, worst } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { Locale } from '../messages/locale';
import { drawSparkline, sparkColumns } from '../output/sparkline';

/** The options of `metrics`. */
export interface MetricsOptions {
  readonly hours: number;
}

/** Below this width a line has no room for the figures beside the curve: they go below it. */
const WIDE = 100;
const WIDEST_CURVE = 60;
const CURVE_IN_TABLE = 24;

/** `metrics`: what the alarms look at, as curves against their lines. Reads only. */
export const run: Command<MetricsOptions> = async (context, { hours }) => {
  const { locale, terminal } = context;
  const texts = diagnosisMessages(locale).metrics;
  const database = await context.database();
  const { identifier, region } = database;
  const metrics = await terminal.progress(texts.reading(identifier), async () => {
    const alarms = await alarmsOf(database);
    return (await metricValues(database.account, alarms, hours, new Date())).map(summary);
  });
  const level = worst(metrics.map((metric) => metric.level));
  terminal.result({ identifier, region, hours, level, metrics: metrics.map(document) }, () => {
    if (metrics.length === 0) return texts.none(identifier);
    const title = terminal.bold(texts.title(identifier, region, hours));
    return [title, terminal.columns >= WIDE ? table(context, metrics) : blocks(context, metrics)].join('\n\n');
  });
  return metrics.length === 0 ? ExitCode.WARNING : exitCodeOf(level);
};

interface Summary extends MetricValues {
  readonly level: Level;
  readonly figures?: { readonly min: number; readonly average: number; readonly max: number; readonly last: number };
  readonly periodsBeyond: number;
}

function summary(metric: MetricValues): Summary {
  const { alarm } = metric.alarm;
  const present = metric.values.filter((value) => value !== undefined);
  const last = present[present.length - 1];
  const isOn = alarm.StateValue === 'ALARM' || (last !== undefined && isBeyond(alarm, last));
  return {
    ...metric,
    level: isOn ? levelOf(metric.alarm) : Level.OK,
    periodsBeyond: present.filter((value) => isBeyond(alarm, value)).length,
    figures:
      last === undefined
        ? undefined
        : {
            min: Math.min(...present),
            average: present.reduce((sum, value) => sum + value, 0) / present.length,
            max: Math.max(...present),
            last,
          },
  };
}

/** A value beyond the line is a matter for somebody now only once it has lasted long enough for the alarm. */
function levelOf({ entry, alarm }: DatabaseAlarm): Level {
  return alarm.StateValue === 'ALARM' && entry?.severity === 'critical' ? Level.CRITICAL : Level.WARNING;
}

function document({ alarm: { name, id, entry, alarm }, period, values, level, figures, periodsBeyond }: Summary) {
  return {
    alarm: name,
    id,
    state: alarm.StateValue,
    level,
    metric: alarm.MetricName,
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    unit: entry?.unit ?? null,
    comparison: alarm.ComparisonOperator,
    threshold: alarm.Threshold ?? null,
    period,
    ...figures,
    periodsBeyond,
    values: values.map((value) => value ?? null),
  };
}

function line(locale: Locale, { alarm, entry }: DatabaseAlarm): string {
  if (alarm.Threshold === undefined) return '-';
  return `${comparisonSign(alarm)} ${withUnit(locale, alarm.Threshold, entry?.unit)}`;
}

function curve({ terminal }: CommandContext, { alarm: { alarm }, values }: Summary, width: number): string {
  const columns = sparkColumns(values, width, (value) => isBeyond(alarm, value));
  return drawSparkline(columns, (text) => terminal.coloured(Level.CRITICAL, text), alarm.Threshold);
}

function table(context: CommandContext, metrics: readonly Summary[]): string {
  const { terminal, locale } = context;
  const rows = metrics.map((metric) => {
    const { entry, id } = metric.alarm;
    const { min, average, max, last } = metric.figures ?? {};
    const figures = [min, average, max, last].map((value) =>
      value === undefined ? '-' : withUnit(locale, value, entry?.unit),
    );
    const [low, middle, high, now] = figures;
    return [
      terminal.sign(metric.level),
      id,
      curve(context, metric, CURVE_IN_TABLE),
      low,
      middle,
      high,
      terminal.coloured(metric.level, now),
      line(locale, metric.alarm),
    ];
  });
  return terminal.table(diagnosisMessages(locale).metrics.head(), rows);
}

/** For a narrow terminal: the figures below the curve. */
function blocks(context: CommandContext, metrics: readonly Summary[]): string {
  const { terminal, locale } = context;
  const texts = diagnosisMessages(locale).metrics;
  return metrics
    .map((metric) => {
      const { id, entry } = metric.alarm;
      const title = `${terminal.sign(metric.level)} ${id} · ${line(locale, metric.alarm)}`;
      if (!metric.figures) return `${title}\n  ${terminal.dim(texts.noValue())}`;
      const { min, average, max, last } = metric.figures;
      const [low, middle, high, now] = [min, average, max, last].map((value) => withUnit(locale, value, entry?.unit));
      return [
        title,
        `  ${curve(context, metric, Math.min(WIDEST_CURVE, terminal.columns - 4))}`,
        `  ${texts.figures(low, middle, high, terminal.coloured(metric.level, now))}`,
      ].join('\n');
    })
    .join('\n');
}
