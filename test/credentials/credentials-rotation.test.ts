import { Duration } from 'aws-cdk-lib';
import { CredentialsRotation } from '../../src';
import { someNumber } from '../private/rules/cases';

describe('the serverless application of AWS', () => {
  test('rotates every 30 days', () => {
    const rotation = CredentialsRotation.awsServerlessApplication();
    expect(rotation.interval?.toDays()).toBe(30);
    expect(rotation.disabledReason).toBeUndefined();
  });

  test.each([Duration.hours(4), Duration.days(1), Duration.days(1000)])('takes an interval of %s', (interval) => {
    expect(CredentialsRotation.awsServerlessApplication({ interval }).interval).toBe(interval);
  });

  test.each([
    [Duration.hours(3), '3 hours'],
    [Duration.minutes(239), '3 hours 59 minutes'], // 4 hours less a minute
    [Duration.hours(24_001), '1000 days 1 hour'], // 24 × 1000 hours and one more
    [Duration.days(1001), '1001 days'],
    [Duration.days(0), '0 days'],
  ])('refuses %s', (interval, text) => {
    expect(() => CredentialsRotation.awsServerlessApplication({ interval })).toThrow(
      `the rotation's interval must be 4 hours to 1000 days, got ${text}; choose one like Duration.days(30)`);
  });

  test('does not judge an interval that is a token', () => {
    const interval = Duration.days(someNumber(2000));
    expect(CredentialsRotation.awsServerlessApplication({ interval }).interval).toBe(interval);
  });
});

describe('no rotation', () => {
  test('has a reason and no interval', () => {
    const rotation = CredentialsRotation.disabled({ reason: 'rotated by Vault' });
    expect(rotation.disabledReason).toBe('rotated by Vault');
    expect(rotation.interval).toBeUndefined();
  });

  test.each(['', '  '])('is refused without one: %j', (reason) => {
    expect(() => CredentialsRotation.disabled({ reason })).toThrow(
      'the reason of CredentialsRotation.disabled() must not be empty, got \'\'; say who changes the password instead');
  });
});
