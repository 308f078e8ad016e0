import { Duration } from 'aws-cdk-lib';
import { wholeDuration, wholeDurationOr } from '../../src/validation/whole-duration';

const DAYS = { unit: 'days', atLeast: 1, atMost: 35 } as const;

test.each([
  [Duration.hours(50), 'Duration.days(3)'],
  [Duration.hours(48), 'Duration.days(2)'],
  [Duration.minutes(1), 'Duration.days(1)'],
  [Duration.days(0), 'Duration.days(1)'],
  [Duration.hours(35 * 24 + 1), 'Duration.days(35)'],
])('%s becomes a whole number of days', (duration, written) => expect(wholeDuration(duration, DAYS)).toBe(written));

test.each([
  ['seconds', Duration.millis(1500), 'Duration.seconds(2)'],
  ['millis', Duration.millis(0.5), 'Duration.millis(1)'],
  ['hours', Duration.minutes(90), 'Duration.hours(2)'],
] as const)('a part of the unit is rounded up: %s', (unit, duration, written) => {
  expect(wholeDurationOr('an example', duration, { unit, atLeast: 0, atMost: 10 })).toBe(written);
});

test.each([Duration.days(0), Duration.days(36), Duration.days(NaN)])('%s gets the example', (duration) => {
  expect(wholeDurationOr('an example', duration, DAYS)).toBe('an example');
});
