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
};
