import { AlarmOverrides } from './alarm-overrides';
import { AlarmSeverity } from './alarm-severity';
import { InstanceTraits } from './instance-traits';

/*
 * Every alarm that the library knows. The alarms, the lines on the dashboard and docs/alarms.md are generated from this
 * list; docs/runbook.md and test/monitoring/ are checked against it.
 *
 * Statistics, periods and thresholds follow the recommendations of AWS as quoted in public code (the page itself could
 * not be read). Where they differ, a comment says why.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html#RDS
 */

/** Units as CloudWatch names them. */
export type MetricUnit = 'Percent' | 'Count' | 'Bytes' | 'Seconds' | 'None';

/** The logs in which events are counted, named after the prop of `PostgresAlarms` that passes them. */
export type EventLogName = 'eventLogGroup' | 'rotationLogGroup';

/** The range of an alarm threshold, both ends included. */
export interface ThresholdRange {
  readonly min: number;
  readonly max: number;
}

/** The periods that an alarm looks at. */
export interface EntryPeriods {
  /** Seconds between two values of the metric. A shorter period would hold no value. */
  readonly publishedEvery: number;
  /** Length of a period in seconds. */
  readonly period: number;
  /** How many periods the alarm looks at. */
  readonly evaluationPeriods: number;
  /** How many of the periods must be beyond the threshold. */
  readonly datapointsToAlarm: number;
}

/** The instances that have a metric. */
export interface EntryScope {
  /** The instances in words, for docs/alarms.md. */
  readonly text: string;
  /** Whether an instance has the metric; undefined if a token hides it. */
  readonly includes: (traits: InstanceTraits) => boolean | undefined;
}

/** One alarm, as data. */
export interface AlarmEntry {
  /**
   * Id of the alarm: the end of its name after the instance identifier, and the title of its section in the runbook. It
   * never changes.
   */
  readonly id: string;
  /** The property of `alarmOverrides` that changes the alarm: its id in camel case. No other entry has it. */
  readonly override: keyof AlarmOverrides;
  /** The problem that exists when the alarm fires. It is the first sentence of the alarm's description. */
  readonly meaning: string;
  /** Name of the instance's metric in AWS/RDS, or of the metric that counts log events. */
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly statistic: string;
  readonly periods: EntryPeriods;
  /** Number of periods, if it depends on the instance; all of these periods must then be beyond the threshold. */
  readonly evaluationPeriodsFor?: (traits: InstanceTraits) => number | undefined;
  readonly comparison: '>' | '>=' | '<';
  /**
   * What a period without a value counts as. `ignore` keeps the state of the alarm: otherwise a database that is
   * stopped at night would report every morning, alarm by alarm, that all is well again.
   */
  readonly missingData: 'breaching' | 'notBreaching' | 'ignore';
  readonly severity: AlarmSeverity;
  /**
   * Events whose presence, or absence, raises an alarm that no metric of the instance can raise. They are ids of RDS
   * events, names of Secrets Manager events or states in AWS Backup.
   */
  readonly events?: readonly string[];
  /**
   * Filter patterns of CloudWatch Logs that match the events, one for each log that may hold them. All of them add to
   * the same metric.
   */
  readonly filterPatterns?: { readonly [log in EventLogName]?: string };
  readonly scope: EntryScope;
  /** The threshold as a rule, for docs/alarms.md. */
  readonly thresholdRule: string;
  /** The threshold in the unit of the metric; undefined if a token hides what it depends on. */
  readonly threshold: (traits: InstanceTraits) => number | undefined;
  /** The thresholds that the metric can cross. */
  readonly thresholdRange: (traits: InstanceTraits) => ThresholdRange;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const { CRITICAL, WARNING } = AlarmSeverity;

const MINUTE = 60;
const HOUR = 3600;

const EVERY_INSTANCE: EntryScope = { text: 'every instance', includes: () => true };
const PRIMARY_ONLY: EntryScope = {
  text: 'every instance but read replicas',
  includes: (traits) => !traits.readReplica,
};
const INSTANCES_WITH_DRILLS: EntryScope = {
  text: 'instances with restore drills',
  includes: (traits) => traits.drillOverdueHours !== undefined,
};

/** Returns consecutive periods, all of which must be beyond the threshold. The metric has one value in each period. */
function allPeriodsOf(seconds: number, count: number): EntryPeriods {
  return { publishedEvery: seconds, period: seconds, evaluationPeriods: count, datapointsToAlarm: count };
}

/**
 * Returns hours of which one must be beyond the threshold: the alarm stays on until its event is older than all of
 * them.
 */
function anyHourOf(count: number): EntryPeriods {
  return { publishedEvery: MINUTE, period: HOUR, evaluationPeriods: count, datapointsToAlarm: 1 };
}

/** Returns the range of a percentage. */
function percentage(): ThresholdRange {
  return { min: 1, max: 99 };
}

/** Returns the range of a count that cannot exceed the total. */
function countBelow(total?: number): ThresholdRange {
  return { min: 0, max: total === undefined ? Number.MAX_SAFE_INTEGER : total - 1 };
}

/** Returns the range of a size in bytes. A number below a mebibyte of memory or disk is in another unit by mistake. */
function bytesBelow(total?: number): ThresholdRange {
  return { min: MIB, max: countBelow(total).max };
}

/** Returns a filter pattern for lines of JSON in which the field has one of the values. */
function whereField(field: string, values: readonly string[]): string {
  return `{ ${values.map((value) => `(${field} = "${value}")`).join(' || ')} }`;
}

/** Returns a filter pattern for lines, of JSON or not, that contain one of the texts. */
function whereLineContains(texts: readonly string[]): string {
  return texts.map((text) => `?"${text}"`).join(' ');
}

/** Returns a fraction of a size; undefined if a token hides the size. */
function fractionOf(size: number | undefined, fraction: number): number | undefined {
  return size === undefined ? undefined : Math.floor(size * fraction);
}

/** Returns a tenth of the memory, but at most 8 GiB. */
function lowMemory({ memoryBytes }: InstanceTraits): number | undefined {
  const tenth = fractionOf(memoryBytes, 0.1);
  return tenth === undefined ? undefined : Math.min(tenth, 8 * GIB);
}

/** Returns a twentieth of the storage, but at least 1 GiB and at most 10 GiB. */
function storageFloor({ storageBytes }: InstanceTraits): number | undefined {
  const twentieth = fractionOf(storageBytes, 0.05);
  return twentieth === undefined ? undefined : Math.max(GIB, Math.min(twentieth, 10 * GIB));
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const AUTOSCALING_EVENTS = ['RDS-EVENT-0223', 'RDS-EVENT-0224', 'RDS-EVENT-0225'];

/**
 * Events of Secrets Manager for a rotation that failed, or that its test showed to fail. If the first rotation comes
 * one interval after the deployment, the test still comes with the deployment.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
export const ROTATION_EVENTS: readonly string[] = ['RotationFailed', 'TestRotationFailed'];

/**
 * Filter pattern for a failed snapshot copy: the word that the copying function logs, and the words that Lambda logs
 * for a run that could not log anything.
 */
export const COPY_FAILURES = whereLineContains(['SnapshotCopyFailed', 'Task timed out', 'Runtime exited']);

/**
 * How an unsuccessful job of AWS Backup ends: the `state` of backups and copies, the `status` of restores.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
 */
export const BACKUP_FAILURES: readonly string[] = ['FAILED', 'ABORTED', 'EXPIRED'];
export const RESTORE_FAILURES: readonly string[] = ['FAILED', 'ABORTED'];
export const RESTORE_SUCCESSES: readonly string[] = ['COMPLETED'];

/** The parts in which the alarms on single failures differ. */
type FailureParts = Pick<AlarmEntry, 'id' | 'override' | 'meaning' | 'events' | 'filterPatterns' | 'scope'>;

/** Returns an alarm on a single failure. It stays on for a day, so that somebody at work sees it. */
function failureAlarm({ id, override, meaning, events, filterPatterns, scope }: FailureParts): AlarmEntry {
  return {
    id,
    override,
    meaning,
    metric: id,
    statistic: 'Sum',
    unit: 'Count',
    periods: anyHourOf(24),
    comparison: '>=',
    missingData: 'notBreaching',
    severity: WARNING,
    events,
    filterPatterns,
    scope,
    thresholdRule: '1 event',
    threshold: () => 1,
    thresholdRange: () => ({ min: 1, max: 1000 }),
  };
}

/** Returns the alarm on the latency of reads or of writes. Its metric has the same name. */
function diskLatencyAlarm(
  id: 'ReadLatency' | 'WriteLatency',
  override: AlarmEntry['override'],
  meaning: string,
): AlarmEntry {
  return {
    id,
    override,
    meaning,
    metric: id,
    statistic: 'p90',
    unit: 'Seconds',
    periods: allPeriodsOf(MINUTE, 5),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    scope: EVERY_INSTANCE,
    thresholdRule: '20 ms',
    threshold: () => 0.02,
    thresholdRange: () => ({ min: 0, max: 2 }), // no disk access takes two seconds: a larger number is in milliseconds
  };
}

/** Returns the alarm on one of the two burst balances. Its metric has the same name, with a percent sign. */
function burstBalanceAlarm(
  id: 'EBSIOBalance' | 'EBSByteBalance',
  override: AlarmEntry['override'],
  meaning: string,
): AlarmEntry {
  return {
    id,
    override,
    meaning,
    metric: `${id}%`,
    statistic: 'Average',
    unit: 'Percent',
    periods: allPeriodsOf(5 * MINUTE, 3),
    comparison: '<',
    missingData: 'notBreaching',
    severity: WARNING,
    scope: { text: 'instance classes that burst to their disks', includes: (traits) => traits.ebsBursts },
    thresholdRule: '10 %',
    threshold: () => 10,
    thresholdRange: percentage,
  };
}

export const ALARM_CATALOGUE: readonly AlarmEntry[] = [
  {
    id: 'DatabaseDown',
    override: 'databaseDown',
    meaning: 'The instance has sent no metrics for five minutes or more: it is down, stopped or being restored',
    metric: 'DatabaseConnections',
    statistic: 'SampleCount',
    unit: 'Count',
    periods: allPeriodsOf(MINUTE, 5),
    comparison: '<',
    // RDS publishes no metric of its status, so silence has to be the sign. CloudWatch looks back some minutes further
    // than the periods, and a value there counts: a failover or a restart raises no alarm.
    missingData: 'breaching',
    severity: CRITICAL,
    scope: EVERY_INSTANCE,
    thresholdRule: '1 sample',
    threshold: () => 1,
    thresholdRange: () => ({ min: 1, max: 1 }),
  },
  {
    id: 'HighCPU',
    override: 'highCpu',
    meaning: 'The processors are busy: statements wait for them',
    metric: 'CPUUtilization',
    statistic: 'Average',
    unit: 'Percent',
    periods: allPeriodsOf(MINUTE, 5),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    scope: EVERY_INSTANCE,
    thresholdRule: '80 %',
    threshold: () => 80,
    thresholdRange: percentage,
  },
  {
    id: 'DBLoad',
    override: 'dbLoad',
    meaning: 'More sessions are active than there are processors: they wait for each other, for locks or for the disk',
    metric: 'DBLoad',
    statistic: 'Average',
    unit: 'None',
    periods: allPeriodsOf(MINUTE, 15),
    comparison: '>',
    missingData: 'notBreaching', // published only under load
    severity: WARNING,
    scope: { text: 'instances with Performance Insights', includes: (traits) => traits.performanceInsights },
    thresholdRule: 'the number of vCPUs',
    threshold: (traits) => traits.vcpus,
    thresholdRange: () => countBelow(),
  },
  {
    id: 'HighConnections',
    override: 'highConnections',
    meaning: 'Soon no client can connect any more',
    metric: 'DatabaseConnections',
    statistic: 'Maximum',
    unit: 'Count',
    periods: allPeriodsOf(MINUTE, 5),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    scope: EVERY_INSTANCE,
    thresholdRule: '80 % of `max_connections`',
    threshold: (traits) => fractionOf(traits.maxConnections, 0.8),
    thresholdRange: (traits) => countBelow(traits.maxConnections),
  },
  {
    id: 'FreeableMemory',
    override: 'freeableMemory',
    meaning: 'Memory runs short: the page cache is gone, and the instance is about to swap or to kill sessions',
    metric: 'FreeableMemory',
    statistic: 'Average',
    unit: 'Bytes',
    periods: allPeriodsOf(MINUTE, 15),
    comparison: '<',
    missingData: 'ignore',
    severity: WARNING,
    scope: EVERY_INSTANCE,
    // AWS recommends a quarter, which a healthy instance of a small class never has free: shared_buffers alone takes
    // that much.
    thresholdRule: '10 % of the memory of the instance class, 8 GiB at the most',
    threshold: lowMemory,
    thresholdRange: (traits) => bytesBelow(traits.memoryBytes),
  },
  {
    id: 'LowStorage',
    override: 'lowStorage',
    meaning: 'The storage is almost full',
    metric: 'FreeStorageSpace',
    statistic: 'Minimum',
    unit: 'Bytes',
    periods: allPeriodsOf(MINUTE, 5),
    comparison: '<',
    missingData: 'ignore',
    severity: WARNING,
    scope: EVERY_INSTANCE,
    thresholdRule: '10 % of `allocatedStorage`',
    threshold: (traits) => fractionOf(traits.storageBytes, 0.1),
    thresholdRange: (traits) => bytesBelow(traits.storageBytes),
  },
  {
    id: 'StorageFloor',
    override: 'storageFloor',
    meaning: 'The storage is about to run out: the instance then stops, and refuses every statement',
    metric: 'FreeStorageSpace',
    statistic: 'Minimum',
    unit: 'Bytes',
    periods: allPeriodsOf(MINUTE, 2),
    comparison: '<',
    missingData: 'ignore',
    severity: CRITICAL,
    scope: EVERY_INSTANCE,
    thresholdRule: '5 % of `allocatedStorage`, from 1 to 10 GiB',
    threshold: storageFloor,
    thresholdRange: (traits) => bytesBelow(traits.storageBytes),
  },
  {
    id: 'StorageAutoscaling',
    override: 'storageAutoscaling',
    meaning:
      'Storage autoscaling has failed, has reached its ceiling or comes close to it: ' +
      'nothing else keeps the storage from filling up',
    metric: 'StorageAutoscaling',
    statistic: 'Sum',
    unit: 'Count',
    // The event is momentary, its cause is not: the alarm stays on for the six hours in which RDS cannot grow the
    // storage again.
    periods: anyHourOf(6),
    comparison: '>=',
    missingData: 'notBreaching',
    severity: WARNING,
    events: AUTOSCALING_EVENTS,
    filterPatterns: { eventLogGroup: whereField('$.detail.EventID', AUTOSCALING_EVENTS) },
    scope: {
      text: 'instances with storage autoscaling',
      includes: (traits) => traits.storageAutoscaling && traits.eventLog,
    },
    thresholdRule: '1 event',
    threshold: () => 1,
    thresholdRange: () => ({ min: 1, max: 1000 }),
  },
  diskLatencyAlarm('ReadLatency', 'readLatency', 'Reads from the disk are slow'),
  diskLatencyAlarm('WriteLatency', 'writeLatency', 'Writes to the disk are slow'),
  {
    id: 'DiskQueueDepth',
    override: 'diskQueueDepth',
    meaning: 'Requests pile up before the disk',
    metric: 'DiskQueueDepth',
    statistic: 'Average',
    unit: 'Count',
    periods: allPeriodsOf(MINUTE, 15),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    scope: EVERY_INSTANCE,
    // Little's law: this many requests are pending if all provisioned operations are used and each takes 20 ms.
    thresholdRule: '2 % of the provisioned IOPS',
    threshold: (traits) => fractionOf(traits.iops, 0.02),
    thresholdRange: () => countBelow(),
  },
  burstBalanceAlarm(
    'EBSIOBalance',
    'ebsIoBalance',
    'The instance class has almost used up its burst of disk operations, and will be slowed down to its baseline',
  ),
  burstBalanceAlarm(
    'EBSByteBalance',
    'ebsByteBalance',
    'The instance class has almost used up its burst of disk throughput, and will be slowed down to its baseline',
  ),
  {
    id: 'SurplusCPUCredits',
    override: 'surplusCpuCredits',
    meaning: 'The instance runs on borrowed CPU credits, and is about to be charged for them',
    metric: 'CPUSurplusCreditBalance',
    statistic: 'Maximum',
    unit: 'Count',
    periods: allPeriodsOf(5 * MINUTE, 3),
    comparison: '>',
    missingData: 'notBreaching',
    severity: WARNING,
    scope: {
      text: 't classes',
      includes: (traits) => (traits.creditsPerHour === undefined ? undefined : traits.creditsPerHour > 0),
    },
    // Credits beyond those earned in a day are charged:
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    thresholdRule: 'half of the credits that a day earns',
    threshold: (traits) => (traits.creditsPerHour === undefined ? undefined : traits.creditsPerHour * 12),
    // Beyond the credits of a day, AWS already charges for them.
    thresholdRange: (traits) => countBelow(traits.creditsPerHour ? traits.creditsPerHour * 24 : undefined),
  },
  {
    id: 'TransactionIdAge',
    override: 'transactionIdAge',
    meaning: 'Vacuum does not keep up: at two billion transaction ids the database stops taking writes',
    metric: 'MaximumUsedTransactionIDs',
    statistic: 'Maximum',
    unit: 'Count',
    periods: allPeriodsOf(MINUTE, 1),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    scope: PRIMARY_ONLY,
    thresholdRule: '1,000,000,000',
    threshold: () => 1_000_000_000,
    // From here on, three million ids before the end, PostgreSQL refuses writes.
    thresholdRange: () => ({ min: 1, max: 2_144_483_647 }),
  },
  {
    id: 'ReplicationSlotLag',
    override: 'replicationSlotLag',
    meaning: 'A replication slot holds back transaction logs, which fill the storage',
    metric: 'OldestReplicationSlotLag',
    statistic: 'Maximum',
    unit: 'Bytes',
    periods: allPeriodsOf(MINUTE, 5),
    comparison: '>',
    missingData: 'notBreaching', // published only if there is a slot
    severity: WARNING,
    scope: PRIMARY_ONLY,
    thresholdRule: '10 % of `allocatedStorage`',
    threshold: (traits) => fractionOf(traits.storageBytes, 0.1),
    thresholdRange: (traits) => bytesBelow(traits.storageBytes),
  },
  {
    id: 'ReplicaLag',
    override: 'replicaLag',
    meaning:
      'The read replica is behind: its readers see old data (up to 5 minutes are normal while nothing is written)',
    metric: 'ReplicaLag',
    statistic: 'Average',
    unit: 'Seconds',
    periods: allPeriodsOf(MINUTE, 5),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    scope: { text: 'read replicas', includes: (traits) => traits.readReplica },
    thresholdRule: '10 s',
    threshold: () => 10,
    thresholdRange: () => countBelow(),
  },
  // Its severity is WARNING because clients usually keep working with the password that they have, and open connections
  // always do. A team whose clients cannot bear a stuck password (set in the database, not yet current in the secret)
  // raises the severity.
  failureAlarm({
    id: 'RotationFailed',
    override: 'rotationFailed',
    meaning:
      'A rotation of credentials has failed: the old password stays in use, or the account is stuck between the old ' +
      'one and the new one',
    events: ROTATION_EVENTS,
    filterPatterns: {
      eventLogGroup: whereField('$.detail.eventName', ROTATION_EVENTS),
      // By text, because depending on the log format Lambda wraps a line, or puts time and request id before it, which
      // leaves no valid JSON. The library's functions log the first text; Lambda logs the others for a step that could
      // not log anything.
      rotationLogGroup: whereLineContains(['RotationFailed', 'Task timed out', 'Runtime exited']),
    },
    scope: { text: 'instances whose credentials rotate', includes: (traits) => traits.rotationLogged === true },
  }),
  // The alarm of the same name in the other region stays on for a day; this one counts its beginning.
  failureAlarm({
    id: 'SnapshotCopyFailed',
    override: 'snapshotCopyFailed',
    meaning: 'A manual snapshot was not copied to the other region, and would be lost with this one',
    events: ['SnapshotCopyFailed in the other region'],
    filterPatterns: {
      eventLogGroup: '{ ($.detail.alarmName = "*-SnapshotCopyFailed") && ($.detail.state.value = "ALARM") }',
    },
    scope: {
      text: 'instances whose manual snapshots are copied to another region',
      includes: (traits) => traits.snapshotCopies === true && traits.eventLog,
    },
  }),
  failureAlarm({
    id: 'BackupFailed',
    override: 'backupFailed',
    meaning:
      'AWS Backup has not taken a backup of the instance, or not copied one to the other region: ' +
      'the newest one in a vault is older than it should be',
    events: BACKUP_FAILURES,
    filterPatterns: { eventLogGroup: whereField('$.detail.state', BACKUP_FAILURES) },
    scope: { text: 'instances with a plan of AWS Backup', includes: (traits) => traits.vaultBackups === true },
  }),
  failureAlarm({
    id: 'RestoreDrillFailed',
    override: 'restoreDrillFailed',
    meaning: 'A backup could not be restored in a drill, and perhaps cannot be restored when it is needed',
    events: RESTORE_FAILURES,
    filterPatterns: { eventLogGroup: whereField('$.detail.status', RESTORE_FAILURES) },
    scope: INSTANCES_WITH_DRILLS,
  }),
  {
    id: 'RestoreDrillOverdue',
    override: 'restoreDrillOverdue',
    meaning: 'No restore drill has completed for days, or none yet: nobody knows whether the backups can be restored',
    metric: 'RestoreDrillCompleted',
    statistic: 'Sum',
    unit: 'Count',
    periods: { publishedEvery: MINUTE, period: HOUR, evaluationPeriods: 120, datapointsToAlarm: 120 },
    evaluationPeriodsFor: (traits) => traits.drillOverdueHours,
    comparison: '<',
    // Most of the time the log holds no drill. From the first deployment to the first drill the alarm is rightly on.
    missingData: 'breaching',
    severity: WARNING,
    events: RESTORE_SUCCESSES,
    filterPatterns: { eventLogGroup: whereField('$.detail.status', RESTORE_SUCCESSES) },
    scope: INSTANCES_WITH_DRILLS,
    thresholdRule: '1 event',
    threshold: () => 1,
    thresholdRange: () => ({ min: 1, max: 1 }),
  },
];

/**
 * Returns the entry of an alarm.
 *
 * @throws an error for an id that is not in the catalogue
 */
export function alarmEntry(id: string): AlarmEntry {
  const entry = ALARM_CATALOGUE.find((each) => each.id === id);
  if (!entry) throw new Error(`the catalogue has no alarm '${id}'`);
  return entry;
}

/** Returns the ids of all alarms, in the order of the catalogue. */
export function alarmIds(): string[] {
  return ALARM_CATALOGUE.map(({ id }) => id);
}
