import { AlarmSeverity } from './alarm-severity';
import { InstanceFacts } from './instance-facts';

/*
 * Every alarm that the library knows. The alarms, the lines on the dashboard and docs/alarms.md are drawn from this list; docs/runbook.md and
 * test/monitoring/ are checked against it.
 *
 * Statistics, periods and thresholds follow what AWS recommends, as public code quotes it (the page itself was not at hand), or say why they do not:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html#RDS
 */

/** Units as CloudWatch names them. */
export type MetricUnit = 'Percent' | 'Count' | 'Bytes' | 'Seconds' | 'None';

/** The logs that events are counted in, by the prop of `PostgresAlarms` that gives them. */
export type EventLogName = 'eventLogGroup' | 'rotationLogGroup';

/** One alarm, as data. */
export interface AlarmEntry {
  /** Name of the alarm behind the identifier of the instance, key of an override, and title of its section in the runbook. Never changes. */
  readonly id: string;
  /** What is wrong when it fires, in words; the first sentence of its description. */
  readonly meaning: string;
  /** Name of the metric of the instance in AWS/RDS; of the metric that is counted from logs, where events raise the alarm. */
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly statistic: string;
  /** Seconds. */
  readonly period: number;
  /** Seconds between two values of the metric: in shorter periods there is nothing to see. */
  readonly publishedEvery: number;
  readonly evaluationPeriods: number;
  /** How many periods it looks at where that follows from the instance; all of them have to be beyond the threshold then. */
  readonly periodsOf?: (facts: InstanceFacts) => number | undefined;
  /** How many of the periods have to be beyond the threshold. */
  readonly datapointsToAlarm: number;
  readonly comparison: '>' | '>=' | '<';
  /**
   * What a period without a value counts as. `ignore` leaves the alarm as it is: a database that is stopped at night would tell each morning, alarm by alarm,
   * that nothing is wrong.
   */
  readonly missingData: 'breaching' | 'notBreaching' | 'ignore';
  readonly severity: AlarmSeverity;
  /** Events that raise the alarm, or whose absence does, for what no metric of the instance tells of: by their ids in RDS, their names in Secrets Manager, or a state in AWS Backup. */
  readonly events?: readonly string[];
  /** What their lines look like, as a filter pattern of CloudWatch Logs for each log that may hold them. All of them add to the same metric. */
  readonly countedIn?: { readonly [log in EventLogName]?: string };
  /** The threshold as a rule, for the docs. */
  readonly rule: string;
  /** Which instances have the metric, for the docs. */
  readonly scope: string;
  /** Whether this instance has the metric; undefined where a token hides it. */
  readonly exists: (facts: InstanceFacts) => boolean | undefined;
  /** In the unit of the metric; undefined where a token hides what it follows from. */
  readonly threshold: (facts: InstanceFacts) => number | undefined;
  /** Between which values a threshold can ever be crossed, both included. */
  readonly possible: (facts: InstanceFacts) => { readonly min: number; readonly max: number };
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const { CRITICAL, WARNING } = AlarmSeverity;

const everywhere = { scope: 'every instance', exists: () => true };
const onPrimary = { scope: 'every instance but read replicas', exists: (facts: InstanceFacts) => !facts.readReplica };
const percent = { unit: 'Percent', possible: () => ({ min: 1, max: 99 }) } as const;
const minutes = (evaluationPeriods: number) => ({
  publishedEvery: 60,
  period: 60,
  evaluationPeriods,
  datapointsToAlarm: evaluationPeriods,
});
/** For metrics that come every five minutes only. */
const fiveMinutes = (evaluationPeriods: number) => ({
  publishedEvery: 300,
  period: 300,
  evaluationPeriods,
  datapointsToAlarm: evaluationPeriods,
});
/** Thresholds of a count that is never more than the total. */
const above = (total?: number) => ({ min: 0, max: total === undefined ? Number.MAX_SAFE_INTEGER : total - 1 });
/** Less than a megabyte of memory or disk is a number in another unit. */
const bytes = (total?: number) => ({ min: MIB, max: above(total).max });
/** The lines of JSON in which a field has one of some values. */
const fieldIs = (field: string, values: readonly string[]) =>
  `{ ${values.map((value) => `(${field} = "${value}")`).join(' || ')} }`;
/** The lines, of JSON or not, that hold one of some texts. */
const holds = (texts: readonly string[]) => texts.map((text) => `?"${text}"`).join(' ');
/** A share of a size that a token may hide. */
const share = (of: number | undefined, part: number) => (of === undefined ? undefined : Math.floor(of * part));

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const AUTOSCALING_EVENTS = ['RDS-EVENT-0223', 'RDS-EVENT-0224', 'RDS-EVENT-0225'];

/**
 * Events of Secrets Manager that tell of a rotation which has failed, or which its test has shown to fail: where the first rotation comes an interval after the
 * deployment, the test comes with it. https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
export const ROTATION_EVENTS: readonly string[] = ['RotationFailed', 'TestRotationFailed'];

/** What the function that copies snapshots writes when it cannot, and Lambda's words for one that could not write anything. */
export const COPY_FAILURES = holds(['SnapshotCopyFailed', 'Task timed out', 'Runtime exited']);

/**
 * How a job of AWS Backup ends when it has not done its work: `state` of backups and copies, `status` of restores.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
 */
export const BACKUP_FAILURES: readonly string[] = ['FAILED', 'ABORTED', 'EXPIRED'];
export const RESTORE_FAILURES: readonly string[] = ['FAILED', 'ABORTED'];
export const RESTORE_SUCCESSES: readonly string[] = ['COMPLETED'];

/** What alarms on something that failed in a moment have in common: they stay on for a day after it, so that they meet somebody at work. */
const failedToday = {
  statistic: 'Sum',
  unit: 'Count',
  publishedEvery: 60,
  period: 3600,
  evaluationPeriods: 24,
  datapointsToAlarm: 1,
  comparison: '>=',
  missingData: 'notBreaching',
  severity: WARNING,
  rule: '1 event',
  threshold: () => 1,
  possible: () => ({ min: 1, max: 1000 }),
} as const;

/** What reads and writes have in common. */
const diskLatency = {
  statistic: 'p90',
  unit: 'Seconds',
  ...minutes(5),
  comparison: '>',
  missingData: 'ignore',
  severity: WARNING,
  ...everywhere,
  rule: '20 ms',
  threshold: () => 0.02,
  possible: () => ({ min: 0, max: 2 }), // more than two seconds for one access to a disk are milliseconds
} as const;

/** What the two balances have in common. */
const burstBalance = {
  statistic: 'Average',
  ...fiveMinutes(3),
  comparison: '<',
  missingData: 'notBreaching',
  severity: WARNING,
  scope: 'instance classes that burst to their disks',
  exists: (facts: InstanceFacts) => facts.ebsBursts,
  ...percent,
  rule: '10 %',
  threshold: () => 10,
} as const;

export const ALARM_CATALOGUE: readonly AlarmEntry[] = [
  {
    id: 'DatabaseDown',
    meaning: 'The instance has sent no metrics for five minutes or more: it is down, stopped or being restored',
    metric: 'DatabaseConnections',
    statistic: 'SampleCount',
    unit: 'Count',
    ...minutes(5),
    comparison: '<',
    // RDS has no metric for its status: silence is the sign. CloudWatch looks some minutes further back than the periods, and lets a value there count: a failover
    // or a restart stays quiet.
    missingData: 'breaching',
    severity: CRITICAL,
    ...everywhere,
    rule: '1 sample',
    threshold: () => 1,
    possible: () => ({ min: 1, max: 1 }),
  },
  {
    id: 'HighCPU',
    meaning: 'The processors are busy: statements wait for them',
    metric: 'CPUUtilization',
    statistic: 'Average',
    ...minutes(5),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    ...everywhere,
    ...percent,
    rule: '80 %',
    threshold: () => 80,
  },
  {
    id: 'DBLoad',
    meaning: 'More sessions are active than there are processors: they wait for each other, for locks or for the disk',
    metric: 'DBLoad',
    statistic: 'Average',
    unit: 'None',
    ...minutes(15),
    comparison: '>',
    missingData: 'notBreaching', // it is published only while there is load
    severity: WARNING,
    scope: 'instances with Performance Insights',
    exists: (facts) => facts.performanceInsights,
    rule: 'the number of vCPUs',
    threshold: (facts) => facts.vcpus,
    possible: () => above(),
  },
  {
    id: 'HighConnections',
    meaning: 'Soon no client can connect any more',
    metric: 'DatabaseConnections',
    statistic: 'Maximum',
    unit: 'Count',
    ...minutes(5),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    ...everywhere,
    rule: '80 % of `max_connections`',
    threshold: (facts) => share(facts.maxConnections, 0.8),
    possible: (facts) => above(facts.maxConnections),
  },
  {
    id: 'FreeableMemory',
    meaning: 'Memory runs short: the page cache is gone, and the instance is about to swap or to kill sessions',
    metric: 'FreeableMemory',
    statistic: 'Average',
    unit: 'Bytes',
    ...minutes(15),
    comparison: '<',
    missingData: 'ignore',
    severity: WARNING,
    ...everywhere,
    // AWS speaks of a quarter, which a healthy instance of the smaller classes never has: shared_buffers alone takes one.
    rule: '10 % of the memory of the instance class, 8 GiB at the most',
    threshold: (facts) =>
      facts.memoryBytes === undefined ? undefined : Math.min(share(facts.memoryBytes, 0.1)!, 8 * GIB),
    possible: (facts) => bytes(facts.memoryBytes),
  },
  {
    id: 'LowStorage',
    meaning: 'The storage is almost full',
    metric: 'FreeStorageSpace',
    statistic: 'Minimum',
    unit: 'Bytes',
    ...minutes(5),
    comparison: '<',
    missingData: 'ignore',
    severity: WARNING,
    ...everywhere,
    rule: '10 % of `allocatedStorage`',
    threshold: (facts) => share(facts.storageBytes, 0.1),
    possible: (facts) => bytes(facts.storageBytes),
  },
  {
    id: 'StorageFloor',
    meaning: 'The storage is about to run out: the instance then stops, and refuses every statement',
    metric: 'FreeStorageSpace',
    statistic: 'Minimum',
    unit: 'Bytes',
    ...minutes(2),
    comparison: '<',
    missingData: 'ignore',
    severity: CRITICAL,
    ...everywhere,
    rule: '5 % of `allocatedStorage`, from 1 to 10 GiB',
    threshold: (facts) =>
      facts.storageBytes === undefined
        ? undefined
        : Math.max(GIB, Math.min(share(facts.storageBytes, 0.05)!, 10 * GIB)),
    possible: (facts) => bytes(facts.storageBytes),
  },
  {
    id: 'StorageAutoscaling',
    meaning:
      'Storage autoscaling has failed, has reached its ceiling or comes close to it: nothing else keeps the storage from filling up',
    metric: 'StorageAutoscaling',
    statistic: 'Sum',
    unit: 'Count',
    // An event is over in a moment, its cause is not: the alarm stays on for the six hours in which RDS may not grow the storage again.
    publishedEvery: 60,
    period: 3600,
    evaluationPeriods: 6,
    datapointsToAlarm: 1,
    comparison: '>=',
    missingData: 'notBreaching',
    severity: WARNING,
    events: AUTOSCALING_EVENTS,
    countedIn: { eventLogGroup: fieldIs('$.detail.EventID', AUTOSCALING_EVENTS) },
    scope: 'instances with storage autoscaling',
    exists: (facts) => facts.storageAutoscaling && facts.eventLog,
    rule: '1 event',
    threshold: () => 1,
    possible: () => ({ min: 1, max: 1000 }),
  },
  {
    id: 'ReadLatency',
    meaning: 'Reads from the disk are slow',
    metric: 'ReadLatency',
    ...diskLatency,
  },
  {
    id: 'WriteLatency',
    meaning: 'Writes to the disk are slow',
    metric: 'WriteLatency',
    ...diskLatency,
  },
  {
    id: 'DiskQueueDepth',
    meaning: 'Requests pile up before the disk',
    metric: 'DiskQueueDepth',
    statistic: 'Average',
    unit: 'Count',
    ...minutes(15),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    ...everywhere,
    // Little's law: this many wait when all provisioned operations are in use and each takes 20 ms.
    rule: '2 % of the provisioned IOPS',
    threshold: (facts) => share(facts.iops, 0.02),
    possible: () => above(),
  },
  {
    id: 'EBSIOBalance',
    meaning:
      'The instance class has almost used up its burst of disk operations, and will be slowed down to its baseline',
    metric: 'EBSIOBalance%',
    ...burstBalance,
  },
  {
    id: 'EBSByteBalance',
    meaning:
      'The instance class has almost used up its burst of disk throughput, and will be slowed down to its baseline',
    metric: 'EBSByteBalance%',
    ...burstBalance,
  },
  {
    id: 'SurplusCPUCredits',
    meaning: 'The instance runs on borrowed CPU credits, and is about to be charged for them',
    metric: 'CPUSurplusCreditBalance',
    statistic: 'Maximum',
    unit: 'Count',
    ...fiveMinutes(3),
    comparison: '>',
    missingData: 'notBreaching',
    severity: WARNING,
    scope: 't classes',
    exists: (facts) => (facts.creditsPerHour === undefined ? undefined : facts.creditsPerHour > 0),
    // Credits beyond what a day earns are charged: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    rule: 'half of the credits that a day earns',
    threshold: (facts) => (facts.creditsPerHour === undefined ? undefined : facts.creditsPerHour * 12),
    possible: (facts) => above(facts.creditsPerHour ? facts.creditsPerHour * 24 : undefined), // what is above is charged already
  },
  {
    id: 'TransactionIdAge',
    meaning: 'Vacuum does not keep up: at two billion transaction ids the database stops taking writes',
    metric: 'MaximumUsedTransactionIDs',
    statistic: 'Maximum',
    unit: 'Count',
    ...minutes(1),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    ...onPrimary,
    rule: '1,000,000,000',
    threshold: () => 1_000_000_000,
    possible: () => ({ min: 1, max: 2_144_483_647 }), // from there on, three million before the end, PostgreSQL refuses writes
  },
  {
    id: 'ReplicationSlotLag',
    meaning: 'A replication slot holds back transaction logs, which fill the storage',
    metric: 'OldestReplicationSlotLag',
    statistic: 'Maximum',
    unit: 'Bytes',
    ...minutes(5),
    comparison: '>',
    missingData: 'notBreaching', // there is no such metric without a slot
    severity: WARNING,
    ...onPrimary,
    rule: '10 % of `allocatedStorage`',
    threshold: (facts) => share(facts.storageBytes, 0.1),
    possible: (facts) => bytes(facts.storageBytes),
  },
  {
    id: 'ReplicaLag',
    meaning:
      'The read replica is behind: its readers see old data (up to 5 minutes are normal while nothing is written)',
    metric: 'ReplicaLag',
    statistic: 'Average',
    unit: 'Seconds',
    ...minutes(5),
    comparison: '>',
    missingData: 'ignore',
    severity: WARNING,
    scope: 'read replicas',
    exists: (facts) => facts.readReplica,
    rule: '10 s',
    threshold: () => 10,
    possible: () => above(),
  },
  {
    id: 'RotationFailed',
    meaning:
      'A rotation of credentials has failed: the old password goes on, or the account is stuck between the old one and the new one',
    metric: 'RotationFailed',
    // Nobody has to get up: as a rule clients go on with the password that they have, and open connections do in any case. A database whose clients cannot bear a
    // password that is stuck (set in the database, and not yet current in the secret) moves it to the pager.
    ...failedToday,
    events: ROTATION_EVENTS,
    countedIn: {
      eventLogGroup: fieldIs('$.detail.eventName', ROTATION_EVENTS),
      // By text, as Lambda puts time and request id before a line, which then is no JSON, or wraps it, by the log format of the function. The first is what the
      // functions of the library write, the others are Lambda's words for a step that could not write anything.
      rotationLogGroup: holds(['RotationFailed', 'Task timed out', 'Runtime exited']),
    },
    scope: 'instances whose credentials rotate',
    exists: (facts) => facts.rotationLogged === true,
  },
  {
    id: 'SnapshotCopyFailed',
    meaning: 'A manual snapshot was not copied to the other region, and would be lost with this one',
    metric: 'SnapshotCopyFailed',
    // The alarm of this name in the other region stays on for a day; what is counted here is that it has begun.
    ...failedToday,
    events: ['SnapshotCopyFailed in the other region'],
    countedIn: {
      eventLogGroup: '{ ($.detail.alarmName = "*-SnapshotCopyFailed") && ($.detail.state.value = "ALARM") }',
    },
    scope: 'instances whose manual snapshots are copied to another region',
    exists: (facts) => facts.snapshotCopies === true && facts.eventLog,
  },
  {
    id: 'BackupFailed',
    meaning:
      'AWS Backup has not taken a backup of the instance, or not copied one to the other region: the newest one in a vault is older than it should be',
    metric: 'BackupFailed',
    ...failedToday,
    events: BACKUP_FAILURES,
    countedIn: { eventLogGroup: fieldIs('$.detail.state', BACKUP_FAILURES) },
    scope: 'instances with a plan of AWS Backup',
    exists: (facts) => facts.vaultBackups === true,
  },
  {
    id: 'RestoreDrillFailed',
    meaning: 'A backup could not be restored in a drill: nor could it, perhaps, when it has to be',
    metric: 'RestoreDrillFailed',
    ...failedToday,
    events: RESTORE_FAILURES,
    countedIn: { eventLogGroup: fieldIs('$.detail.status', RESTORE_FAILURES) },
    scope: 'instances with restore drills',
    exists: (facts) => facts.drillOverdueHours !== undefined,
  },
  {
    id: 'RestoreDrillOverdue',
    meaning: 'No restore drill has completed for days, or none yet: nobody knows whether the backups can be restored',
    metric: 'RestoreDrillCompleted',
    statistic: 'Sum',
    unit: 'Count',
    publishedEvery: 60,
    period: 3600,
    evaluationPeriods: 120,
    datapointsToAlarm: 120,
    periodsOf: (facts) => facts.drillOverdueHours,
    comparison: '<',
    // The log tells of drills alone, and of none for most of the time. It is on from the first deployment to the first drill: until then it is true.
    missingData: 'breaching',
    severity: WARNING,
    events: RESTORE_SUCCESSES,
    countedIn: { eventLogGroup: fieldIs('$.detail.status', RESTORE_SUCCESSES) },
    scope: 'instances with restore drills',
    exists: (facts) => facts.drillOverdueHours !== undefined,
    rule: '1 event',
    threshold: () => 1,
    possible: () => ({ min: 1, max: 1 }),
  },
];

/** The ids of all alarms, in the order of the catalogue. */
export function alarmIds(): string[] {
  return ALARM_CATALOGUE.map(({ id }) => id);
}
