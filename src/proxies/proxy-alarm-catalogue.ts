import { AXES, SeriesEntry } from '../monitoring/dashboard-catalogue';

/*
 * The graphs and the alarms of a proxy. Numbers of connections are sums, because each part of a proxy reports its own.
 * Times are averages in microseconds.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html
 * AWS recommends no thresholds for these metrics. Those below are the project's own choice.
 */

/** A graph of a proxy. */
export interface ProxyWidgetEntry {
  readonly title: string;
  readonly axis: keyof typeof AXES;
  readonly series: readonly SeriesEntry[];
  /** The alarm whose threshold is drawn as a line. */
  readonly alarm?: ProxyAlarmEntry['id'];
}

/** An alarm of a proxy. */
export interface ProxyAlarmEntry {
  readonly id: 'FailedLogins' | 'BorrowLatency';
  readonly metric: string;
  readonly statistic: string;
  /** Minutes. */
  readonly period: number;
  readonly periods: number;
  /** In the unit of the metric. The alarm fires above it. */
  readonly threshold: number;
  /** What is wrong, and what that means. Without a full stop. */
  readonly meaning: string;
}

function sum(metric: string, label: string): SeriesEntry {
  return { metric, label, statistic: 'Sum' };
}

function average(metric: string, label: string): SeriesEntry {
  return { metric, label, statistic: 'Average' };
}

export const PROXY_WIDGETS: readonly ProxyWidgetEntry[] = [
  {
    title: 'connections',
    axis: 'connections',
    series: [
      sum('ClientConnections', 'Of clients'),
      sum('DatabaseConnections', 'To the database'),
      sum('MaxDatabaseConnectionsAllowed', 'Allowed to the database'),
    ],
  },
  {
    title: 'time until a client has a connection',
    axis: 'millisecondsOfMicroseconds',
    series: [average('DatabaseConnectionsBorrowLatency', 'Waits')],
    alarm: 'BorrowLatency',
  },
  {
    title: 'logins refused, connections pinned',
    axis: 'count',
    series: [
      sum('ClientConnectionsSetupFailedAuth', 'Refused'),
      sum('DatabaseConnectionsCurrentlySessionPinned', 'Pinned'),
    ],
  },
];

export const PROXY_ALARMS: readonly ProxyAlarmEntry[] = [
  {
    id: 'FailedLogins',
    metric: 'ClientConnectionsSetupFailedAuth',
    statistic: 'Sum',
    period: 5,
    periods: 1,
    threshold: 5,
    meaning:
      'The proxy refuses logins: clients hold a password from before the last rotation, or use no TLS. ' +
      'More than 5 in 5 minutes',
  },
  {
    id: 'BorrowLatency',
    metric: 'DatabaseConnectionsBorrowLatency',
    statistic: 'Average',
    period: 1,
    periods: 5,
    threshold: 1_000_000,
    meaning:
      'Clients wait for a connection of the proxy: all are in use, or the database takes long to open more. ' +
      'More than 1 s on average, for 5 minutes',
  },
];
