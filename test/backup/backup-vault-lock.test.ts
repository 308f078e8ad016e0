import { Duration } from 'aws-cdk-lib';
import { BackupVaultLock } from '../../src';
import { someNumber } from '../validation/rule-cases';

const days = (amount: number) => Duration.days(amount);

test('a governance lock has no cooling-off period, because it can be removed', () => {
  const lock = BackupVaultLock.governance({ minRetention: days(7) });
  expect([lock.minRetention.toDays(), lock.maxRetention, lock.coolingOff]).toEqual([7, undefined, undefined]);
});

test('the cooling-off period of a compliance lock is two weeks, unless given', () => {
  expect(BackupVaultLock.compliance({ minRetention: days(7) }).coolingOff?.toDays()).toBe(14);
  expect(BackupVaultLock.compliance({ minRetention: days(7), coolingOff: undefined }).coolingOff?.toDays()).toBe(14);
  expect(
    BackupVaultLock.compliance({ minRetention: days(7), coolingOff: Duration.hours(72) }).coolingOff?.toDays(),
  ).toBe(3);
});

test.each([
  [{ minRetention: days(1) }],
  [{ minRetention: days(36_500), maxRetention: days(36_500) }],
  [{ minRetention: Duration.hours(48), maxRetention: days(2) }],
  // Tokens are not checked.
  [{ minRetention: days(someNumber(5)), maxRetention: days(3) }],
  [{ minRetention: days(5), maxRetention: days(someNumber(3)) }],
])('accepts %j', (limits) => {
  expect(() => BackupVaultLock.governance(limits)).not.toThrow();
});

test.each([
  [days(0), '0 days'],
  [Duration.hours(36), '1 day 12 hours'],
  [days(36_501), '36501 days'],
])('refuses a retention of %s', (minRetention, got) => {
  const message = (option: string) =>
    `the ${option} of a BackupVaultLock must be a whole number of days from 1 to 36500, got ${got}; write it like `;
  expect(() => BackupVaultLock.governance({ minRetention })).toThrow(message('minRetention'));
  expect(() => BackupVaultLock.compliance({ minRetention: days(1), maxRetention: minRetention })).toThrow(
    message('maxRetention'),
  );
});

test('refuses a maxRetention that is shorter than minRetention', () => {
  expect(() => BackupVaultLock.governance({ minRetention: days(8), maxRetention: days(7) })).toThrow(
    'the maxRetention of a BackupVaultLock must not be shorter than its minRetention, got 7 days and 8 days; ',
  );
});

test('refuses a cooling-off period that is shorter than AWS requires', () => {
  expect(() => BackupVaultLock.compliance({ minRetention: days(7), coolingOff: days(2) })).toThrow(
    'the coolingOff of BackupVaultLock.compliance() must be a whole number of days from 3 to 36500, got 2 days; ',
  );
});

test.each([[undefined], [{}], [{ minRetention: null }]])('refuses the untyped options %j', (limits: any) => {
  expect(() => BackupVaultLock.governance(limits)).toThrow(
    'the minRetention of a BackupVaultLock must be a Duration, got undefined; write it like Duration.days(7)',
  );
  expect(() => BackupVaultLock.compliance(limits)).toThrow(
    'the minRetention of a BackupVaultLock must be a Duration, got undefined',
  );
});

test.each<[any, string]>([
  [{ minRetention: 7 }, 'minRetention must be a Duration, got 7; write it like Duration.days(7)'],
  [
    { minRetention: days(7), maxRetention: 'long' },
    "maxRetention must be a Duration, got 'long'; write it like Duration.days(14)",
  ],
  [{ minRetention: days(7), maximum: days(9) }, 'maximum is not a prop; see '],
])('refuses %j', (limits, problem) => {
  expect(() => BackupVaultLock.governance(limits)).toThrow(`BackupVaultLock.governance(): ${problem}`);
  expect(() => BackupVaultLock.compliance(limits)).toThrow(`BackupVaultLock.compliance(): ${problem}`);
});

test('accepts coolingOff only for a compliance lock, and only as a Duration', () => {
  const limits: any = { minRetention: days(7), coolingOff: 3 };
  expect(() => BackupVaultLock.compliance(limits)).toThrow(
    'BackupVaultLock.compliance(): coolingOff must be a Duration, got 3; write it like Duration.days(3)',
  );
  expect(() => BackupVaultLock.governance(limits)).toThrow('BackupVaultLock.governance(): coolingOff is not a prop; ');
});
