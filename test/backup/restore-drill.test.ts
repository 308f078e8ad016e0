import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RestoreDrill, WeekDay } from '../../src';
import { someNumber, someString } from '../validation/rule-cases';

const { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY } = WeekDay;
const hours = (amount: number) => Duration.hours(amount);

test('defaults to Wednesday and Sunday, the class of the database, overdue after five days, and no validation', () => {
  for (const drill of [
    RestoreDrill.scheduled(),
    RestoreDrill.scheduled({ weekDays: undefined, overdueAfter: null as any }),
  ]) {
    expect([
      drill.enabled,
      drill.weekDays,
      drill.startTime,
      drill.instanceType,
      drill.overdueAfter.toDays(),
      drill.validationWindow,
    ]).toEqual([true, [WEDNESDAY, SUNDAY], '08:00', undefined, 5, undefined]);
  }
});

test('none() is not enabled', () => expect(RestoreDrill.none().enabled).toBe(false));

test.each<[WeekDay[], number]>([
  [[WEDNESDAY, SUNDAY], 5], // four days from Wednesday to Sunday, and one
  [[SUNDAY, WEDNESDAY, SUNDAY], 5],
  [[MONDAY, TUESDAY], 7], // six days from Tuesday to Monday
  [[SATURDAY, SUNDAY], 7], // six, from Sunday to Saturday
  [[MONDAY, WEDNESDAY, FRIDAY], 4], // three, over the weekend
  [[SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY], 2],
])('on %j is overdue after %d days by default', (weekDays, days) =>
  expect(RestoreDrill.scheduled({ weekDays }).overdueAfter.toDays()).toBe(days),
);

test.each<[any, string]>([
  [[], '[]'],
  [[SUNDAY], '[SUN]'],
  [[SUNDAY, SUNDAY], '[SUN, SUN]'],
  [['SUN', 'Monday'], '[SUN, Monday]'],
])('refuses the days %j', (weekDays, got) => {
  expect(() => RestoreDrill.scheduled({ weekDays })).toThrow(
    `the weekDays of RestoreDrill.scheduled() must be two days of the week or more, got ${got}; ` +
      'write them like [WeekDay.WEDNESDAY, WeekDay.SUNDAY]',
  );
});

test.each([
  [hours(96), '4 days', 120], // exactly the time between two drills
  [hours(169), '7 days 1 hour', 120],
  [Duration.minutes(97 * 60 + 30), '4 days 1 hour', 98], // and a half, which toHumanString() leaves out
  [hours(someNumber(100)), 'a token', 120],
])('refuses to count as overdue after %s', (overdueAfter, got, choice) => {
  expect(() => RestoreDrill.scheduled({ overdueAfter })).toThrow(
    'the overdueAfter of RestoreDrill.scheduled() must be a whole number of hours, more than the 96 between two ' +
      `drills and 168 at most, got ${got}; write it like Duration.hours(${choice})`,
  );
});

test.each([hours(97), hours(168), Duration.days(7)])('can be overdue after %s', (overdueAfter) => {
  expect(RestoreDrill.scheduled({ overdueAfter }).overdueAfter).toBe(overdueAfter);
});

test.each([
  [hours(0), '0 hours'],
  [hours(169), '7 days 1 hour'],
  [Duration.minutes(90), '1 hour 30 minutes'],
])('refuses a validation of %s', (validationWindow, got) => {
  expect(() => RestoreDrill.scheduled({ validationWindow })).toThrow(
    'the validationWindow of RestoreDrill.scheduled() must be a whole number of hours from 1 to 168, ' +
      `got ${got}; write it like Duration.hours(2), or leave it out`,
  );
});

test.each([hours(1), hours(168), hours(someNumber(0))])('accepts a validation of %s', (validationWindow) => {
  expect(() => RestoreDrill.scheduled({ validationWindow })).not.toThrow();
});

test('refuses a time that is not hh:mm', () => {
  expect(() => RestoreDrill.scheduled({ startTime: '8' })).toThrow(
    "the startTime of RestoreDrill.scheduled() must have the form hh:mm in UTC, got '8'; choose one like '05:00'",
  );
});

test.each<[any, string | RegExp]>([
  [
    { weekDays: 'SUN' },
    "weekDays must be a list of WeekDay, got 'SUN'; write it like [WeekDay.WEDNESDAY, WeekDay.SUNDAY]",
  ],
  [
    { weekDays: [0, 3] },
    'weekDays must be a list of WeekDay, got [0, 3]; write it like [WeekDay.WEDNESDAY, WeekDay.SUNDAY]',
  ],
  [{ overdueAfter: 5 }, 'overdueAfter must be a Duration, got 5; write it like Duration.hours(5)'],
  [{ validationWindow: 2 }, 'validationWindow must be a Duration, got 2; write it like Duration.hours(2)'],
  [{ startTime: 8 }, 'startTime must be a string, got 8; put it in quotes'],
  [
    { instanceType: 't4g.medium' },
    "instanceType must be an InstanceType, got 't4g.medium'; write it like new ec2.InstanceType('t4g.medium')",
  ],
  [
    { instanceType: new ec2.InstanceType('db.t4g.medium') },
    /instanceType must be .*, got 'db\.t4g\.medium'; .*new ec2\.InstanceType\('t4g\.medium'\)$/,
  ],
  [
    { instanceType: new ec2.InstanceType('t3.nano') },
    /instanceType must be .*, got 't3\.nano'; .*leave the option out: a drill takes the class of the database$/,
  ],
  [{ weekday: [SUNDAY] }, 'weekday is not a prop; did you mean weekDays?'],
])('refuses %j', (options, problem) => {
  expect(() => RestoreDrill.scheduled(options)).toThrow('RestoreDrill.scheduled(): ');
  expect(() => RestoreDrill.scheduled(options)).toThrow(problem);
});

test('accepts a token as class', () => {
  expect(() =>
    RestoreDrill.scheduled({ instanceType: new ec2.InstanceType(someString('db.t4g.medium')) }),
  ).not.toThrow();
});
