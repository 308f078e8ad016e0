/**
 * The texts of the commands that look for causes, in English. They are part of the bundle of the commands alone: help
 * does without them.
 */
export const DIAGNOSIS_ENGLISH = {
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
