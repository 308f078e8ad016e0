import { GetMetricDataCommand, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { DatabaseAlarm } from './database-alarms';
import { Account } from '../aws/account';

/** CloudWatch answers 100,800 values at a time: with so many of each, all alarms of a database fit in. */
const MOST_VALUES = 1_440;

/** GetMetricData takes 500 queries. */
const MOST_QUERIES = 500;

/** The values that the alarm looks at, one for each period. */
export interface MetricValues {
  readonly alarm: DatabaseAlarm;
  /** Seconds. It is the period of the alarm, or a multiple where that would be too many values. */
  readonly period: number;
  /** In order; undefined for a period without a value. */
  readonly values: readonly (number | undefined)[];
}

/** The period for this many hours: a multiple of the alarm's own, so that values compare with its line. */
export function periodFor(own: number, hours: number): number {
  const multiple = Math.ceil((hours * 3_600) / (own * MOST_VALUES));
  return own * Math.max(1, multiple);
}

/** Reads what the alarms have looked at in the last hours. */
export async function metricValues(
  account: Account,
  alarms: readonly DatabaseAlarm[],
  hours: number,
  now: Date,
): Promise<MetricValues[]> {
  const end = Math.floor(now.getTime() / 60_000) * 60_000;
  const start = end - hours * 3_600_000;
  const periods = alarms.map(({ alarm }) => periodFor(alarm.Period ?? 60, hours));
  const points = alarms.map(() => new Map<number, number>());
  const queries = alarms.map(({ alarm }, at): MetricDataQuery => ({
    Id: `m${at}`,
    MetricStat: {
      Metric: { Namespace: alarm.Namespace, MetricName: alarm.MetricName, Dimensions: alarm.Dimensions },
      Period: periods[at],
      Stat: alarm.Statistic ?? alarm.ExtendedStatistic,
    },
  }));
  for (let from = 0; from < queries.length; from += MOST_QUERIES) {
    await read(account, queries.slice(from, from + MOST_QUERIES), new Date(start), new Date(end), points);
  }
  return alarms.map((alarm, at) => ({
    alarm,
    period: periods[at],
    values: byPeriod(points[at], periods[at] * 1_000, start, end),
  }));
}

async function read(
  account: Account,
  queries: MetricDataQuery[],
  start: Date,
  end: Date,
  points: readonly Map<number, number>[],
): Promise<void> {
  let next: string | undefined;
  do {
    const answer = await account
      .cloudWatch()
      .send(new GetMetricDataCommand({ MetricDataQueries: queries, StartTime: start, EndTime: end, NextToken: next }));
    for (const { Id: id = '', Timestamps: times = [], Values: values = [] } of answer.MetricDataResults ?? []) {
      times.forEach((time, at) => points[Number(id.slice(1))].set(time.getTime(), values[at]));
    }
    next = answer.NextToken;
  } while (next);
}

/** CloudWatch begins its periods at full ones since 1970. */
function byPeriod(points: Map<number, number>, length: number, start: number, end: number): (number | undefined)[] {
  const values: (number | undefined)[] = [];
  for (let time = Math.floor(start / length) * length; time < end; time += length) values.push(undefined);
  const first = Math.floor(start / length);
  for (const [time, value] of points) {
    const at = Math.floor(time / length) - first;
    if (at >= 0 && at < values.length) values[at] = value;
  }
  return values;
}
