import { Duration, Lazy } from 'aws-cdk-lib';
import { ALARM_CATALOGUE } from '../../src/monitoring/alarm-catalogue';
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

test('accepts missing overrides', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ dbLoad: undefined, lowStorage: null })).toEqual([]);
});

test.each([[{}], [{ threshold: undefined, enabled: null }]])('refuses %j, which changes nothing', (nothing) => {
  expect(problems({ dbLoad: nothing, lowStorage: null, highCpu: nothing, readLatency: { enabled: false } })).toEqual([
    'alarmOverrides must say what changes in each alarm that they name, got nothing for highCpu, dbLoad; ' +
      'give at least one of enabled, threshold, period, evaluationPeriods, datapointsToAlarm, severity, ' +
      'as in highCpu with threshold 70 and evaluationPeriods 3, or leave the alarm out',
  ]);
});

test('the traits of the instance decide which thresholds are possible', () => {
  const overrides = { highConnections: { threshold: 500 } };
  expect(problems(overrides)).toEqual([]);
  expect(problems(overrides, { ...HIDDEN, maxConnections: 501 })).toEqual([]);
  expect(problems(overrides, { ...HIDDEN, maxConnections: 500 })).toEqual([
    'alarmOverrides must have thresholds that can be crossed, got highConnections: 500 (500); highConnections ' +
      'takes 0 to 499',
  ]);
});

test('reports different mistakes together, also beside a token', () => {
  expect(
    problems({
      highCpu: { threshold: 170, evaluationPeriods: someNumber(5) },
      Highcpu: { threshold: someNumber(70) },
      dbLoad: { evaluationPeriods: someNumber(15), treshold: 7 },
    }),
  ).toEqual([
    expect.stringMatching(
      /^alarmOverrides must name existing alarms, got Highcpu; did you mean highCpu\? the alarms: databaseDown, /,
    ),
    expect.stringMatching(
      /^alarmOverrides must hold an AlarmOverride for each alarm, got dbLoad: treshold 7; did you mean threshold\? /,
    ),
    'alarmOverrides must have thresholds that can be crossed, got highCpu: 170 (170 %); highCpu takes 1 to 99 percent',
  ]);
});

test('reports only the type of periods of the wrong type', () => {
  expect(problems({ highCpu: { evaluationPeriods: '3', datapointsToAlarm: 4 } })).toEqual([
    "alarmOverrides must hold an AlarmOverride for each alarm, got highCpu: evaluationPeriods '3'; " +
      'take enabled, threshold, period, evaluationPeriods, datapointsToAlarm, severity, ' +
      'as in highCpu with threshold 70 and evaluationPeriods 3; ' +
      'write a size as a threshold in bytes, Size.gibibytes(15).toBytes(), and a severity as critical or warning',
  ]);
});

test('accepts a Duration of another copy of aws-cdk-lib, and validates it', () => {
  const foreign = (seconds: number) => ({
    toSeconds: () => seconds,
    isUnresolved: () => false,
    toHumanString: () => `${seconds} seconds`,
  });
  expect(problems({ highCpu: { period: foreign(60) } })).toEqual([]);
  expect(problems({ highCpu: { period: foreign(90) } })).toEqual([
    expect.stringMatching(/got highCpu: 5 of 5 periods of 90 seconds/),
  ]);
});

const shape = (got: string) => [
  expect.stringContaining(`must hold an AlarmOverride for each alarm, got ${got}; take enabled, threshold`),
];
const LATER = 'a token';

test.each<[string, any, string]>([
  ['a number', 70, 'highCpu: 70'],
  ['a text', '70', "highCpu: '70'"],
  ['a list', [70], 'highCpu: [70]'],
  ['a token', Lazy.any({ produce: () => ({ threshold: 70 }) }), `highCpu: ${LATER}`],
  ['an infinite threshold', { threshold: Infinity }, 'highCpu: threshold Infinity'],
  ['no number', { threshold: NaN }, 'highCpu: threshold NaN'],
  // Values that decide about resources of the template must be known at synthesis.
  ['a token for enabled', { enabled: Lazy.any({ produce: () => true }) }, `highCpu: enabled ${LATER}`],
  ['a token for severity', { severity: Lazy.string({ produce: () => 'critical' }) }, `highCpu: severity ${LATER}`],
  ['a token for the period', { period: Duration.minutes(someNumber(1)) }, `highCpu: period ${LATER}`],
  ['an unknown severity', { severity: 'sev1' }, "highCpu: severity 'sev1'"],
])('refuses an override that is or has %s', (_, override, got) => {
  expect(problems({ highCpu: override })).toEqual(shape(got));
});

test('accepts numbers that are tokens, whatever else is given', () => {
  expect(problems({ highCpu: { evaluationPeriods: someNumber(10), datapointsToAlarm: 8 } })).toEqual([]);
  expect(
    problems({ highCpu: { evaluationPeriods: 3, datapointsToAlarm: someNumber(2), threshold: someNumber(70) } }),
  ).toEqual([]);
});

test.each(['__proto__', 'constructor', 'toString'])('%s is not an alarm', (id) => {
  expect(problems(JSON.parse(`{"${id}": {"threshold": 1}}`))).toEqual([
    expect.stringContaining(`must name existing alarms, got ${id};`),
  ]);
});

test.each([
  [[{ highCpu: { threshold: 70 } }], '[a record]'],
  ['highCpu', "'highCpu'"],
  [70, '70'],
])('%j is not AlarmOverrides', (alarmOverrides, got) => {
  expect(refusal({ alarmOverrides } as any)).toBe(
    `[Stack/Database] alarmOverrides must be AlarmOverrides, got ${got}; give an override for each alarm to change, ` +
      'as in highCpu with threshold 70',
  );
});

test('refuses overrides that are a token', () => {
  expect(refusal({ alarmOverrides: Lazy.any({ produce: () => ({}) }) } as any)).toContain(
    'alarmOverrides must be AlarmOverrides',
  );
});

test.each([
  ['HighCPU', 'highCpu'], // the id of the alarm
  ['high_cpu', 'highCpu'], // as in Python
  ['HighCpu', 'highCpu'], // as in C#
  ['hihgCpu', 'highCpu'],
  ['oficina-db-prod-HighCPU', 'highCpu'], // the name of the alarm
  ['CPUUtilization', 'highCpu'], // the metric
  ['FreeStorageSpace', 'lowStorage, storageFloor'],
])('suggests for %s the property %s', (name, meant) => {
  expect(problems({ [name]: { threshold: 70 } })).toEqual([
    expect.stringContaining(`got ${name}; did you mean ${meant}? the alarms: databaseDown,`),
  ]);
});

test.each(ALARM_CATALOGUE.map(({ id, override }) => [id, override]))(
  'suggests for the id %s, and for %s in snake case, its property',
  (id, override) => {
    const snakeCase = override.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
    for (const name of [id, snakeCase]) {
      expect(problems({ [name]: { threshold: 1 } })).toEqual([
        expect.stringContaining(`got ${name}; did you mean ${override}? the alarms:`),
      ]);
    }
  },
);

test.each([
  ['evaluation_periods', 3, 'evaluationPeriods'],
  ['EvaluationPeriods', 3, 'evaluationPeriods'],
  ['datapoints_to_alarm', 2, 'datapointsToAlarm'],
])('suggests for the field %s %s the field %s', (field, value, meant) => {
  expect(problems({ highCpu: { threshold: 70, [field]: value } })).toEqual([
    expect.stringContaining(`got highCpu: ${field} ${value}; did you mean ${meant}? take enabled, threshold,`),
  ]);
});

test('suggests each field once, and none for a known field or a name like no field', () => {
  const overrides = { highCpu: { treshold: 70, thresholds: 70, evaluationPeriods: '3' }, dbLoad: { size: 4 } };
  expect(problems(overrides)).toEqual([
    expect.stringContaining(
      "got highCpu: treshold 70; highCpu: thresholds 70; highCpu: evaluationPeriods '3'; dbLoad: size 4; " +
        'did you mean threshold? take enabled,',
    ),
  ]);
});

test('lists all alarms if there is no similar one', () => {
  expect(problems({ Nonsense: { threshold: 70 } })).toEqual([
    expect.stringContaining('got Nonsense; the alarms: databaseDown,'),
  ]);
});
