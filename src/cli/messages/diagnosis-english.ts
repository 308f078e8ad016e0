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
};
