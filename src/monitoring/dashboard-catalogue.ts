import { InstanceTraits } from './instance-traits';

/*
 * The graphs of the dashboard about its instance, row by row. The lag of its read replicas follows, see
 * replica-lag-widget.ts. Each axis has one unit; a series is converted to it from the unit of its metric.
 */

interface Axis {
  /** The unit, as written on the axis. */
  readonly label: string;
  /** The factor by which the values of the metrics are multiplied. */
  readonly factor: number;
  readonly max?: number;
}

export type AxisName =
  | 'percent'
  | 'count'
  | 'sessions'
  | 'connections'
  | 'credits'
  | 'perSecond'
  | 'gib'
  | 'mibPerSecond'
  | 'milliseconds'
  | 'millisecondsOfMicroseconds'
  | 'seconds';

export const AXES: Record<AxisName, Axis> = {
  percent: { label: '%', factor: 1, max: 100 },
  count: { label: 'Count', factor: 1 },
  sessions: { label: 'Sessions', factor: 1 },
  connections: { label: 'Connections', factor: 1 },
  credits: { label: 'Credits', factor: 1 },
  perSecond: { label: 'Operations/s', factor: 1 },
  gib: { label: 'GiB', factor: 1 / 1024 ** 3 },
  mibPerSecond: { label: 'MiB/s', factor: 1 / 1024 ** 2 },
  milliseconds: { label: 'ms', factor: 1000 },
  millisecondsOfMicroseconds: { label: 'ms', factor: 1 / 1000 },
  seconds: { label: 's', factor: 1 },
};

/** One line of a widget. */
export interface SeriesEntry {
  /** Name of the metric in AWS/RDS. */
  readonly metric: string;
  readonly label: string;
  readonly statistic: string;
}

/** One graph of the dashboard. */
export interface WidgetEntry {
  readonly title: string;
  readonly axis: AxisName;
  readonly series: readonly SeriesEntry[];
  /** Ids of the alarms whose threshold is drawn as a line; the widget must show their metrics. */
  readonly alarms: readonly string[];
  /** Whether the instance has the metrics. */
  readonly exists: (traits: InstanceTraits) => boolean;
}

const average = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'Average' });
const minimum = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'Minimum' });
const maximum = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'Maximum' });
const percentile = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'p90' });

/* Which instances have the metrics of a widget. */
const onEveryInstance = (): boolean => true;
const onPrimaryOnly = (traits: InstanceTraits): boolean => !traits.readReplica;

export const DASHBOARD_CATALOGUE: readonly WidgetEntry[] = [
  {
    title: 'CPU utilization',
    axis: 'percent',
    series: [average('CPUUtilization', 'CPU')],
    alarms: ['HighCPU'],
    exists: onEveryInstance,
  },
  {
    title: 'Database load: active sessions, against vCPUs',
    axis: 'sessions',
    series: [average('DBLoad', 'All'), average('DBLoadCPU', 'On CPU'), average('DBLoadNonCPU', 'Waiting')],
    alarms: ['DBLoad'],
    exists: (traits) => traits.performanceInsights,
  },
  {
    title: 'Connections',
    axis: 'connections',
    series: [maximum('DatabaseConnections', 'Connections')],
    alarms: ['HighConnections'],
    exists: onEveryInstance,
  },
  {
    title: 'Free storage',
    axis: 'gib',
    series: [minimum('FreeStorageSpace', 'Free')],
    alarms: ['LowStorage', 'StorageFloor'],
    exists: onEveryInstance,
  },
  {
    title: 'Memory: freeable, and swap in use',
    axis: 'gib',
    series: [average('FreeableMemory', 'Freeable'), maximum('SwapUsage', 'Swap in use')],
    alarms: ['FreeableMemory'],
    exists: onEveryInstance,
  },
  {
    title: 'IOPS: reads and writes',
    axis: 'perSecond',
    series: [average('ReadIOPS', 'Reads'), average('WriteIOPS', 'Writes')],
    alarms: [],
    exists: onEveryInstance,
  },
  {
    title: 'Disk latency: one read, one write',
    axis: 'milliseconds',
    series: [percentile('ReadLatency', 'Read'), percentile('WriteLatency', 'Write')], // the statistic of the alarms
    alarms: ['ReadLatency', 'WriteLatency'],
    exists: onEveryInstance,
  },
  {
    title: 'Disk throughput: read and written',
    axis: 'mibPerSecond',
    series: [average('ReadThroughput', 'Read'), average('WriteThroughput', 'Written')],
    alarms: [],
    exists: onEveryInstance,
  },
  {
    title: 'Disk queue: requests that wait',
    axis: 'count',
    series: [average('DiskQueueDepth', 'Waiting')],
    alarms: ['DiskQueueDepth'],
    exists: onEveryInstance,
  },
  {
    title: 'Replica lag',
    axis: 'seconds',
    series: [average('ReplicaLag', 'Lag')],
    alarms: ['ReplicaLag'],
    exists: (traits) => traits.readReplica,
  },
  {
    title: 'Transaction ids in use, of two billion',
    axis: 'count',
    series: [maximum('MaximumUsedTransactionIDs', 'Oldest')],
    alarms: ['TransactionIdAge'],
    exists: onPrimaryOnly,
  },
  {
    title: 'Transaction logs: on disk, held back by slots',
    axis: 'gib',
    series: [maximum('TransactionLogsDiskUsage', 'On disk'), maximum('OldestReplicationSlotLag', 'Held back')],
    alarms: ['ReplicationSlotLag'],
    exists: onPrimaryOnly,
  },
  {
    title: 'Disk burst balance of the instance class',
    axis: 'percent',
    series: [average('EBSIOBalance%', 'Operations'), average('EBSByteBalance%', 'Throughput')],
    alarms: ['EBSIOBalance', 'EBSByteBalance'],
    exists: (traits) => traits.ebsBursts === true,
  },
  {
    title: 'CPU credits: left, and borrowed',
    axis: 'credits',
    series: [minimum('CPUCreditBalance', 'Left'), maximum('CPUSurplusCreditBalance', 'Borrowed')],
    alarms: ['SurplusCPUCredits'],
    exists: (traits) => (traits.creditsPerHour ?? 0) > 0,
  },
];
