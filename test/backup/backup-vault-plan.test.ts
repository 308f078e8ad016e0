import { Duration } from 'aws-cdk-lib';
import { BackupVaultLock, BackupVaultPlan } from '../../src';
import { someNumber, someString } from '../validation/rule-cases';

const days = (amount: number) => Duration.days(amount);
const lock = BackupVaultLock.governance({ minRetention: days(30), maxRetention: days(60) });

test("defaults to five o'clock and 35 days in both regions, without a lock", () => {
  for (const plan of [
    BackupVaultPlan.daily(),
    BackupVaultPlan.daily({ startTime: undefined, retention: null as any }),
  ]) {
    expect([
      plan.enabled,
      plan.startTime,
      plan.retention.toDays(),
      plan.copyRetention.toDays(),
      plan.vaultLock,
    ]).toEqual([true, '05:00', 35, 35, undefined]);
  }
});

test('has the given time, retentions and lock', () => {
  const plan = BackupVaultPlan.daily({
    startTime: '22:15',
    retention: days(31),
    copyRetention: days(60),
    vaultLock: lock,
  });
  expect([plan.startTime, plan.retention.toDays(), plan.copyRetention.toDays(), plan.vaultLock]).toEqual([
    '22:15',
    31,
    60,
    lock,
  ]);
});

test('none() is not enabled', () => expect(BackupVaultPlan.none().enabled).toBe(false));

test.each(['', '5:00', '24:00', '05:60', '05:00 ', '05:00-06:00'])('refuses the time %j', (startTime) => {
  expect(() => BackupVaultPlan.daily({ startTime })).toThrow(
    `the startTime of BackupVaultPlan.daily() must have the form hh:mm in UTC, got '${startTime}'; choose one like `,
  );
});

test('refuses a token as time, because a schedule cannot be made of it', () => {
  expect(() => BackupVaultPlan.daily({ startTime: someString('05:00') })).toThrow(
    "got a token; choose one like '05:00'",
  );
});

test.each(['retention', 'copyRetention'] as const)('refuses a %s out of range, and accepts a token', (name) => {
  for (const [value, got] of [
    [days(0), '0 days'],
    [Duration.hours(30), '1 day 6 hours'],
    [days(36_501), '36501 days'],
  ] as const) {
    expect(() => BackupVaultPlan.daily({ [name]: value })).toThrow(
      `the ${name} of BackupVaultPlan.daily() must be a whole number of days from 1 to 36500, got ${got}; `,
    );
  }
  expect(() => BackupVaultPlan.daily({ [name]: days(someNumber(0)) })).not.toThrow();
  expect(() => BackupVaultPlan.daily({ [name]: days(36_500) })).not.toThrow();
});

test.each(['retention', 'copyRetention'] as const)('refuses a %s that the lock of the vault would refuse', (name) => {
  const other = name === 'retention' ? 'copyRetention' : 'retention';
  const plan = (value: number) => () =>
    BackupVaultPlan.daily({ [other]: days(45), [name]: days(value), vaultLock: lock });
  const refusal = (got: string) =>
    `the ${name} of BackupVaultPlan.daily() must be within the limits of its vaultLock, ` +
    `from 30 days to 60 days, got ${got}; `;
  expect(plan(29)).toThrow(refusal('29 days'));
  expect(plan(61)).toThrow(refusal('61 days'));
  expect(plan(30)).not.toThrow();
  expect(plan(60)).not.toThrow();
  expect(plan(someNumber(29))).not.toThrow();
});

test('accepts any retention from minRetention on if the lock has no maxRetention', () => {
  const vaultLock = BackupVaultLock.governance({ minRetention: days(40) });
  expect(() => BackupVaultPlan.daily({ vaultLock })).toThrow(
    'the retention of BackupVaultPlan.daily() must be within the limits of its vaultLock, from 40 days on, got 35 days',
  );
  expect(() => BackupVaultPlan.daily({ vaultLock, retention: days(400), copyRetention: days(40) })).not.toThrow();
});

test.each<[any, string]>([
  [{ retention: 35 }, 'BackupVaultPlan.daily(): retention must be a Duration, got 35; write it like Duration.days(35)'],
  [
    { copyRetention: '35' },
    "BackupVaultPlan.daily(): copyRetention must be a Duration, got '35'; write it like Duration.days(35)",
  ],
  [{ startTime: 5 }, 'BackupVaultPlan.daily(): startTime must be a string, got 5; put it in quotes'],
  [
    { vaultLock: true },
    'BackupVaultPlan.daily(): vaultLock must be a BackupVaultLock, got true; write it like ' +
      'BackupVaultLock.governance({ minRetention: Duration.days(7) })',
  ],
  [{ retentions: days(35) }, 'BackupVaultPlan.daily(): retentions is not a prop; did you mean retention?'],
  [{ copy_retention: days(35) }, 'BackupVaultPlan.daily(): copy_retention is not a prop; did you mean copyRetention?'],
  ['05:00', "the options of BackupVaultPlan.daily() must be a record, got '05:00'; see API.md"],
])('refuses the untyped options %j', (options, message) =>
  expect(() => BackupVaultPlan.daily(options)).toThrow(new Error(message)),
);
