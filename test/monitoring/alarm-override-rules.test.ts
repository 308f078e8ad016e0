import { Duration, Lazy } from 'aws-cdk-lib';
import { alarmOverrideRules } from '../../src/monitoring/alarm-override-rules';
import { InstanceTraits } from '../../src/monitoring/instance-traits';
import { brokenRules } from '../../src/validation/rule';
import { refusal } from '../support/database';
import { someNumber } from '../validation/rule-cases';

/*
 * The cases of each single rule are in monitoring-rules.test.ts.
 */

/** All traits of the instance are unknown. */
const HIDDEN: InstanceTraits = {
  storageAutoscaling: true,
  performanceInsights: true,
  eventLog: true,
  readReplica: false,
};

/** The problems of overrides, as untyped callers would pass them. */
function problems(alarmOverrides: Record<string, any>, traits: InstanceTraits = HIDDEN): string[] {
  return brokenRules(
    alarmOverrideRules(() => traits),
    { alarmOverrides },
  );
}

test('accepts missing and empty overrides', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ HighCPU: {}, DBLoad: undefined, LowStorage: null })).toEqual([]);
});

test('the traits of the instance decide which thresholds are possible', () => {
  const overrides = { HighConnections: { threshold: 500 } };
  expect(problems(overrides)).toEqual([]);
  expect(problems(overrides, { ...HIDDEN, maxConnections: 501 })).toEqual([]);
  expect(problems(overrides, { ...HIDDEN, maxConnections: 500 })).toEqual([
    'alarmOverrides must have thresholds that can be crossed, got HighConnections: 500 (500); HighConnections ' +
      'takes 0 to 499',
  ]);
});

test('reports different mistakes together, also beside a token', () => {
  expect(
    problems({
      HighCPU: { threshold: 170, evaluationPeriods: someNumber(5) },
      Highcpu: { threshold: someNumber(70) },
      DBLoad: { evaluationPeriods: someNumber(15), treshold: 7 },
    }),
  ).toEqual([
    expect.stringMatching(
      /^alarmOverrides must name existing alarms, got Highcpu; did you mean HighCPU\? the alarms: DatabaseDown, /,
    ),
    expect.stringMatching(
      /^alarmOverrides must hold an AlarmOverride for each alarm, got DBLoad: treshold 7; take enabled, /,
    ),
    'alarmOverrides must have thresholds that can be crossed, got HighCPU: 170 (170 %); HighCPU takes 1 to 99 percent',
  ]);
});

test('reports only the type of periods of the wrong type', () => {
  expect(problems({ HighCPU: { evaluationPeriods: '3', datapointsToAlarm: 4 } })).toEqual([
    "alarmOverrides must hold an AlarmOverride for each alarm, got HighCPU: evaluationPeriods '3'; " +
      'take enabled, threshold, period, evaluationPeriods, datapointsToAlarm, severity, ' +
      'as in { HighCPU: { threshold: 70, evaluationPeriods: 3 } }; ' +
      'write a size as a threshold in bytes, Size.gibibytes(15).toBytes(), and a severity as critical or warning',
  ]);
});

test('accepts a Duration of another copy of aws-cdk-lib, and validates it', () => {
  const foreign = (seconds: number) => ({
    toSeconds: () => seconds,
    isUnresolved: () => false,
    toHumanString: () => `${seconds} seconds`,
  });
  expect(problems({ HighCPU: { period: foreign(60) } })).toEqual([]);
  expect(problems({ HighCPU: { period: foreign(90) } })).toEqual([
    expect.stringMatching(/got HighCPU: 5 of 5 periods of 90 seconds/),
  ]);
});

const shape = (got: string) => [
  expect.stringContaining(`must hold an AlarmOverride for each alarm, got ${got}; take enabled, threshold`),
];
const LATER = 'a token';

test.each<[string, any, string]>([
  ['a number', 70, 'HighCPU: 70'],
  ['a text', '70', "HighCPU: '70'"],
  ['a list', [70], 'HighCPU: [70]'],
  ['a token', Lazy.any({ produce: () => ({ threshold: 70 }) }), `HighCPU: ${LATER}`],
  ['an infinite threshold', { threshold: Infinity }, 'HighCPU: threshold Infinity'],
  ['no number', { threshold: NaN }, 'HighCPU: threshold NaN'],
  // Values that decide about resources of the template must be known at synthesis.
  ['a token for enabled', { enabled: Lazy.any({ produce: () => true }) }, `HighCPU: enabled ${LATER}`],
  ['a token for severity', { severity: Lazy.string({ produce: () => 'critical' }) }, `HighCPU: severity ${LATER}`],
  ['a token for the period', { period: Duration.minutes(someNumber(1)) }, `HighCPU: period ${LATER}`],
  ['an unknown severity', { severity: 'sev1' }, "HighCPU: severity 'sev1'"],
])('refuses an override that is or has %s', (_, override, got) => {
  expect(problems({ HighCPU: override })).toEqual(shape(got));
});

test('accepts numbers that are tokens, whatever else is given', () => {
  expect(problems({ HighCPU: { evaluationPeriods: someNumber(10), datapointsToAlarm: 8 } })).toEqual([]);
  expect(
    problems({ HighCPU: { evaluationPeriods: 3, datapointsToAlarm: someNumber(2), threshold: someNumber(70) } }),
  ).toEqual([]);
});

test.each(['__proto__', 'constructor', 'toString'])('%s is not an alarm', (id) => {
  expect(problems(JSON.parse(`{"${id}": {"threshold": 1}}`))).toEqual([
    expect.stringContaining(`must name existing alarms, got ${id};`),
  ]);
});

test.each([
  [[{ HighCPU: { threshold: 70 } }], '[a record]'],
  ['HighCPU', "'HighCPU'"],
  [70, '70'],
])('%j is not a record of overrides', (alarmOverrides, got) => {
  expect(refusal({ alarmOverrides } as any)).toBe(
    `[Stack/Database] alarmOverrides must be a record of overrides, got ${got}; write it like { HighCPU: { ` +
      'threshold: 70 } }',
  );
});

test('refuses a record of overrides that is a token', () => {
  expect(refusal({ alarmOverrides: Lazy.any({ produce: () => ({}) }) } as any)).toContain(
    'alarmOverrides must be a record of overrides',
  );
});

test.each([
  ['HihgCPU', 'HighCPU'], // different capitals
  ['oficina-db-prod-HighCPU', 'HighCPU'], // the name of the alarm
  ['CPUUtilization', 'HighCPU'], // the metric
  ['FreeStorageSpace', 'LowStorage, StorageFloor'],
])('suggests for %s the alarm %s', (id, meant) => {
  expect(problems({ [id]: {} })).toEqual([
    expect.stringContaining(`got ${id}; did you mean ${meant}? the alarms: DatabaseDown,`),
  ]);
});

test('lists all alarms if there is no similar one', () => {
  expect(problems({ Nonsense: {} })).toEqual([expect.stringContaining('got Nonsense; the alarms: DatabaseDown,')]);
});
