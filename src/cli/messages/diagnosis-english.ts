/**
 * The texts of the commands that look for causes, in English. They are part of the bundle of the commands alone: help
 * does without them.
 */
export const DIAGNOSIS_ENGLISH = {
  explain: {
    looking: (alarm: string) => `Looking at ${alarm}`,
    unknown: (named: string, suggestion: string) => `The library has no alarm ${named}. ${suggestion}`,
    didYouMean: (id: string) => `Did you mean ${id}?`,
    known: (ids: readonly string[]) => `It has ${ids.join(', ')}`,
    otherDatabase: (named: string, identifier: string) =>
      `${named} is an alarm of another database than ${identifier}: leave --environment and --identifier out`,
    notThere: (name: string) => `There is no alarm ${name} in CloudWatch: it is turned off, or has not been deployed.`,
    state: (state: string, since?: string) => (since ? `${state}, since ${since}` : state),
    condition: (metric: string, statistic: string, line: string) => `${metric} (${statistic}), fires at ${line}`,
    lastValues: (values: string) => `Last values: ${values}`,
    noValues: () => 'No values in this time.',
    muted: () => 'Its actions are turned off: it tells nobody.',
    instance: (status: string) => `The instance is ${status}.`,
    functions: () => 'Functions that these commands call',
    englishOnly: () => 'The runbook is in English.',
  },

  metrics: {
    reading: (identifier: string) => `Reading the metrics of ${identifier}`,
    none: (identifier: string) =>
      `No alarm looks at ${identifier}, so that there is no metric to show: deploy the alarms of the library.`,
    title: (identifier: string, region: string, hours: number) =>
      `${identifier} · ${region} · ${hours === 1 ? 'the last hour' : `the last ${hours} hours`}`,
    head: () => ['', 'Alarm', 'Curve', 'Min', 'Avg', 'Max', 'Last', 'Line'],
    noValue: () => 'no value',
    figures: (min: string, average: string, max: string, last: string) =>
      `min ${min} · avg ${average} · max ${max} · last ${last}`,
  },

  slow: {
    asking: (identifier: string) => `Asking ${identifier} for its statistics`,
    reading: (group: string) => `Reading the durations in ${group}`,
    notCounted: () =>
      'This database has no pg_stat_statements, so the log is read. With pg_stat_statements in preloadLibraries and ' +
      'CREATE EXTENSION it has',
    notAsked: (reason: string) => `The log is read instead. ${reason}`,
    counted: (since?: string) =>
      since ? `By pg_stat_statements, which counts since ${since}` : 'By pg_stat_statements',
    logged: (hours: number) => `By the log of the last ${hours === 1 ? 'hour' : `${hours} hours`}`,
    nothingCounted: () => 'pg_stat_statements has counted nothing yet.',
    nothingLogged: (hours: number) =>
      `The log of the last ${hours === 1 ? 'hour' : `${hours} hours`} has no duration of a statement: ` +
      'only statements that take longer than log_min_duration_statement are logged.',
    total: (time: string, share: string) => `${time} in all (${share} %)`,
    calls: (count: string) => `${count} calls`,
    mean: (time: string) => `mean ${time}`,
    max: (time: string) => `max ${time}`,
    rows: (count: string) => `${count} rows`,
  },

  locks: {
    asking: (identifier: string) => `Asking ${identifier} for its locks`,
    none: () => 'Nobody waits for a lock, and no transaction is idle.',
    ownOnly: () => 'This user sees its own sessions alone: leave --user out, or grant it pg_read_all_stats.',
    age: (state: string, time: string, transaction?: string) =>
      transaction ? `${state} for ${time}, transaction ${transaction} old` : `${state} for ${time}`,
    blocks: (count: number) => (count === 1 ? 'blocks 1 session:' : `blocks ${count} sessions:`),
    waits: (lock: string, time: string) => `waits ${time} for ${lock}`,
    end: () => 'This would end it; a transaction that is rolled back loses its work:',
    idle: () => 'Idle in transaction',
    prepared: () =>
      'Wait for a prepared transaction: see pg_prepared_xacts, then COMMIT PREPARED or ROLLBACK PREPARED as its owner',
  },

  scale: {
    asking: (identifier: string) => `Asking RDS what ${identifier} can become`,
    oneOfTwo: () => 'Name one of --class, like db.r6g.large, and --storage, in GiB',
    refused: () => 'RDS would refuse this:',
    props: () => 'In the props of the database; this command changes nothing:',
    downtimeTitle: () => 'Downtime',
    costTitle: () => 'Cost',
    notesTitle: () => 'Besides',
    failover: () =>
      'One failover, 60 to 120 seconds as a rule, longer with open transactions: RDS changes the standby first. ' +
      'Connections break, and the endpoint stays',
    restart: () =>
      'Some minutes: there is no standby, so that the instance stops, moves to the new class and recovers. ' +
      'Connections break, and the endpoint stays',
    when: (window: string) =>
      `With applyImmediately: true at the deployment; otherwise in the maintenance window ${window} (UTC)`,
    noDowntime: () => 'None. The database may be slower while RDS optimizes the storage, which takes minutes to hours',
    classCost: (size: string, present: string, hasStandby: boolean) =>
      `${size} is charged per hour in place of ${present}` + (hasStandby ? ', for the standby too' : ''),
    reservations: () => 'A reserved instance covers the other sizes of its family, and no other family',
    storageCost: (gib: string, type: string, hasStandby: boolean) =>
      `${gib} GiB more of ${type} are charged per month` + (hasStandby ? ', for the standby too' : ''),
    prices: () => 'Prices of the region: https://aws.amazon.com/rds/postgresql/pricing/',
    thresholdsFollow: () =>
      'max_connections and the thresholds of the alarms follow the class: docs/alarms.md has both',
    replicas: (names: readonly string[]) =>
      `Read replicas keep their class (${names.join(', ')}): give them at least that of their source`,
    neverSmaller: () => 'Storage never shrinks: it is charged until the data is moved to another instance',
    nextChange: () =>
      'No other change of the storage for six hours, and none before the optimization has ended; autoscaling waits too',
    copiesAll: () => 'From 400 GiB on RDS stripes the storage: it may copy all data, which loads the disks for hours',
    moreIops: () => 'From 400 GiB of gp3 on, 12,000 IOPS and 500 MiB/s are included in place of 3,000 and 125',
    ceiling: (present: number) =>
      `The ceiling of autoscaling, ${present} GiB, would be too near: RDS needs more room above the storage`,
    problems: {
      unknownClass: (size: string) =>
        `RDS does not offer ${size} for this version of PostgreSQL in this region: see ` +
        'aws rds describe-orderable-db-instance-options --engine postgres',
      sameClass: (size: string) => `The instance is ${size} already`,
      noStorageType: (size: string, type: string) => `RDS does not offer ${size} with ${type}: take another class`,
      noStandby: (size: string) => `${size} cannot have a standby: take another class, or multiAz: false`,
      smaller: (present: string) => `The storage has ${present} GiB, and never shrinks: name more`,
      tooLittle: (present: string, least: number) =>
        `RDS grows a storage of ${present} GiB by a tenth at least: name ${least} or more`,
      tooLarge: (most: string) => `The class takes at most ${most} GiB: name less`,
      optimizing: (percent?: number) =>
        percent === undefined
          ? 'RDS still optimizes the storage after the last change: wait for its end'
          : `RDS still optimizes the storage after the last change (${percent} %): wait for its end`,
      tooSoon: (until: string) => `The storage was changed less than six hours ago: wait until ${until}`,
      notAvailable: (state: string) => `The instance is ${state}: wait until it is available`,
    },
  },
};
