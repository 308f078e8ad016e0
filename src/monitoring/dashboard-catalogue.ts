import { InstanceFacts } from './instance-facts';

/*
 * What the dashboard shows of its instance, row by row; the lag of its read replicas follows, see replica-lag-widget.ts. Each axis has one unit; a series is converted to it from the unit of its metric.
 */

/** What an axis is written in, and what a value of its metrics is multiplied by for that. */
export const AXES = {
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
} satisfies Record<string, Axis>;

interface Axis {
  readonly label: string;
  readonly factor: number;
  readonly max?: number;
}

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
  readonly axis: keyof typeof AXES;
  readonly series: readonly SeriesEntry[];
  /** Alarms whose threshold is drawn as a line; they are of metrics that the widget shows. */
  readonly alarms: readonly string[];
  /** Whether the instance has the metrics. */
  readonly exists: (facts: InstanceFacts) => boolean;
}

const average = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'Average' });
const minimum = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'Minimum' });
const maximum = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'Maximum' });
const percentile = (metric: string, label: string): SeriesEntry => ({ metric, label, statistic: 'p90' });
const everywhere = { exists: () => true };
const where = (exists: WidgetEntry['exists']) => ({ exists });

export const DASHBOARD_CATALOGUE: readonly WidgetEntry[] = [
  {
    title: 'CPU utilization',
    axis: 'percent',
    series: [average('CPUUtilization', 'CPU')],
    alarms: ['HighCPU'],
    ...everywhere,
  },
  {
    title: 'Database load: active sessions, against vCPUs',
    axis: 'sessions',
    series: [average('DBLoad', 'All'), average('DBLoadCPU', 'On CPU'), average('DBLoadNonCPU', 'Waiting')],
    alarms: ['DBLoad'],
    ...where((facts) => facts.performanceInsights),
  },
  {
    title: 'Connections',
    axis: 'connections',
    series: [maximum('DatabaseConnections', 'Connections')],
    alarms: ['HighConnections'],
    ...everywhere,
  },
  {
    title: 'Free storage',
    axis: 'gib',
    series: [minimum('FreeStorageSpace', 'Free')],
    alarms: ['LowStorage', 'StorageFloor'],
    ...everywhere,
  },
  {
    title: 'Memory: freeable, and swap in use',
    axis: 'gib',
    series: [average('FreeableMemory', 'Freeable'), maximum('SwapUsage', 'Swap in use')],
    alarms: ['FreeableMemory'],
    ...everywhere,
  },
  {
    title: 'IOPS: reads and writes',
    axis: 'perSecond',
    series: [average('ReadIOPS', 'Reads'), average('WriteIOPS', 'Writes')],
    alarms: [],
    ...everywhere,
  },
  {
    title: 'Disk latency: one read, one write',
    axis: 'milliseconds',
    series: [percentile('ReadLatency', 'Read'), percentile('WriteLatency', 'Write')], // as the alarms have it
    alarms: ['ReadLatency', 'WriteLatency'],
    ...everywhere,
  },
  {
    title: 'Disk throughput: read and written',
    axis: 'mibPerSecond',
    series: [average('ReadThroughput', 'Read'), average('WriteThroughput', 'Written')],
    alarms: [],
    ...everywhere,
  },
  {
    title: 'Disk queue: requests that wait',
    axis: 'count',
    series: [average('DiskQueueDepth', 'Waiting')],
    alarms: ['DiskQueueDepth'],
    ...everywhere,
  },
  {
    title: 'Replica lag',
    axis: 'seconds',
    series: [average('ReplicaLag', 'Lag')],
    alarms: ['ReplicaLag'],
    ...where((facts) => facts.readReplica),
  },
  {
    title: 'Transaction ids in use, of two billion',
    axis: 'count',
    series: [maximum('MaximumUsedTransactionIDs', 'Oldest')],
    alarms: ['TransactionIdAge'],
    ...where((facts) => !facts.readReplica),
  },
  {
    title: 'Transaction logs: on disk, held back by slots',
    axis: 'gib',
    series: [maximum('TransactionLogsDiskUsage', 'On disk'), maximum('OldestReplicationSlotLag', 'Held back')],
    alarms: ['ReplicationSlotLag'],
    ...where((facts) => !facts.readReplica),
  },
  {
    title: 'Disk burst balance of the instance class',
    axis: 'percent',
    series: [average('EBSIOBalance%', 'Operations'), average('EBSByteBalance%', 'Throughput')],
    alarms: ['EBSIOBalance', 'EBSByteBalance'],
    ...where((facts) => facts.ebsBursts === true),
  },
  {
    title: 'CPU credits: left, and borrowed',
    axis: 'credits',
    series: [minimum('CPUCreditBalance', 'Left'), maximum('CPUSurplusCreditBalance', 'Borrowed')],
    alarms: ['SurplusCPUCredits'],
    ...where((facts) => (facts.creditsPerHour ?? 0) > 0),
  },
];
