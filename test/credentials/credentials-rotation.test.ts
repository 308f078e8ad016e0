import { Duration } from 'aws-cdk-lib';
import { CredentialsRotation, RotationStrategy } from '../../src';
import { someNumber } from '../validation/rule-cases';

/** The strategies that accept interval and window. */
const SCHEDULED = [
  ['builtin', CredentialsRotation.builtin],
  ['awsServerlessApplication', CredentialsRotation.awsServerlessApplication],
  ['managedByRds', CredentialsRotation.managedByRds],
] as const;

describe.each(SCHEDULED)('%s', (name, make) => {
  test.each([
    Duration.hours(4),
    Duration.minutes(240),
    Duration.hours(25),
    Duration.days(1),
    Duration.days(1000),
    Duration.hours(24_000),
  ])('accepts an interval of %s', (interval) => {
    expect(make({ interval }).interval).toBe(interval);
  });

  test.each([
    [Duration.hours(3), '3 hours'],
    [Duration.minutes(239), '3 hours 59 minutes'], // one minute less than 4 hours
    [Duration.hours(24_001), '1000 days 1 hour'], // one hour more than 24 × 1000 hours
    [Duration.days(1001), '1001 days'],
    [Duration.days(0), '0 days'],
  ])('refuses %s', (interval, text) => {
    expect(() => make({ interval })).toThrow(
      `the rotation's interval must be 4 hours to 1000 days, got ${text}; choose one like Duration.days(30)`,
    );
  });

  test.each([
    [Duration.minutes(241), '4 hours 1 minute'],
    [Duration.seconds(14_401), '4 hours 1 second'],
  ])('refuses %s, which Secrets Manager cannot express', (interval, text) => {
    expect(() => make({ interval })).toThrow(
      `the rotation's interval must be in whole hours, got ${text}; choose one like Duration.hours(5)`,
    );
  });

  test('refuses an interval that is a token', () => {
    expect(() => make({ interval: Duration.days(someNumber(20)) })).toThrow(
      new Error(
        "the rotation's interval must be known at synthesis, got a token; write it out, like Duration.days(30)",
      ),
    );
  });

  test.each([
    [{ interval: 30 }, 'interval must be a Duration, got 30; write it like Duration.days(30)'],
    [{ interval: '30 days' }, "interval must be a Duration, got '30 days'; write it like Duration.days(30)"],
    [{ interval: Duration.days(30), window: 3 }, 'window must be a Duration, got 3; write it like Duration.hours(3)'],
    [{ intervall: Duration.days(30) }, 'intervall is not a prop; did you mean interval?'],
    [
      { reason: 'none', window: 1 },
      expect.stringMatching(/reason is not a prop; see .* in API.md. window must be a Duration/),
    ],
  ])('refuses the invalid options %j', (options, message) => {
    const refused = (() => {
      try {
        return make(options as any) && '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(refused.replace(`CredentialsRotation.${name}(): `, '')).toEqual(message);
    expect(refused).toContain(`CredentialsRotation.${name}(): `);
  });

  test.each([7, 'weekly', [Duration.days(7)]])('refuses options that are not an object: %j', (options) => {
    expect(() => make(options as any)).toThrow(`the options of CredentialsRotation.${name}() must be a record, got `);
  });

  test.each([Duration.hours(1), Duration.minutes(180), Duration.hours(24), Duration.days(1)])(
    'accepts a window of %s',
    (window) => {
      expect(make({ interval: Duration.days(7), window }).window).toBe(window);
    },
  );

  test.each([
    [Duration.hours(0), '0 hours', 3],
    [Duration.minutes(59), '59 minutes', 1],
    [Duration.minutes(90), '1 hour 30 minutes', 2],
    [Duration.hours(25), '1 day 1 hour', 3],
  ])('refuses a window of %s', (window, text, choice) => {
    expect(() => make({ interval: Duration.days(7), window })).toThrow(
      `the rotation's window must be 1 to 24 whole hours, got ${text}; choose one like Duration.hours(${choice})`,
    );
  });

  test('refuses a window that is longer than the interval', () => {
    expect(make({ interval: Duration.hours(4), window: Duration.hours(4) }).window?.toHours()).toBe(4);
    expect(() => make({ interval: Duration.hours(4), window: Duration.hours(5) })).toThrow(
      "the rotation's window must not be longer than its interval, got 5 hours in 4 hours; make it shorter",
    );
  });

  test.each<[interval: Duration, longest: number, text: string]>([
    [Duration.hours(36), 12, '1 day 12 hours'], // at midnight, and at noon of the next day
    [Duration.hours(25), 1, '1 day 1 hour'],
    [Duration.hours(40), 8, '1 day 16 hours'],
    [Duration.hours(5), 4, '5 hours'], // the last one of a day at 20:00
    [Duration.hours(18), 6, '18 hours'],
  ])('refuses a window that extends into the next day with an interval of %s', (interval, longest, text) => {
    expect(make({ interval, window: Duration.hours(longest) }).window?.toHours()).toBe(longest);
    expect(() => make({ interval, window: Duration.hours(longest + 1) })).toThrow(
      "the rotation's window must not extend into the next UTC day, " +
        `got ${Duration.hours(longest + 1).toHumanString()} every ${text}, which begins up to ${longest} ` +
        `hour${longest > 1 ? 's' : ''} before midnight; ` +
        'make it shorter, or choose an interval in days',
    );
  });

  test.each([4, 6, 8, 12, 24, 48, 240])('accepts a window as long as an interval of %d hours allows', (hours) => {
    expect(
      make({ interval: Duration.hours(hours), window: Duration.hours(Math.min(hours, 24)) }).window?.toHours(),
    ).toBe(Math.min(hours, 24));
  });

  test('refuses a window that is a token', () => {
    expect(() => make({ interval: Duration.days(7), window: Duration.hours(someNumber(3)) })).toThrow(
      new Error("the rotation's window must be known at synthesis, got a token; write it out, like Duration.hours(3)"),
    );
  });

  test('never has a reason not to rotate', () => {
    expect(make().disabledReason).toBeUndefined();
  });
});

test.each([
  [CredentialsRotation.builtin, RotationStrategy.BUILTIN, 30],
  [CredentialsRotation.awsServerlessApplication, RotationStrategy.AWS_SERVERLESS_APPLICATION, 30],
  [CredentialsRotation.managedByRds, RotationStrategy.MANAGED_BY_RDS, undefined], // RDS has a default of its own
])('options that are undefined or null keep their defaults: %p', (make, strategy, days) => {
  const nothing = [undefined, null].flatMap((none) => [
    none,
    { interval: none, window: none, ...(make === CredentialsRotation.builtin && { reserveConcurrency: none }) },
  ]) as any[];
  for (const options of [{}, ...nothing]) {
    const rotation = make(options);
    expect([rotation.strategy, rotation.interval?.toDays(), rotation.window, rotation.reserveConcurrency]).toEqual([
      strategy,
      days,
      undefined,
      true,
    ]);
  }
});

test('a window without an interval is checked against the default interval', () => {
  expect(CredentialsRotation.builtin({ window: Duration.hours(3) })).toMatchObject({
    interval: Duration.days(30),
    window: Duration.hours(3),
  });
});

test('a window with managedByRds() needs an interval, because its default is unknown', () => {
  expect(() => CredentialsRotation.managedByRds({ window: Duration.hours(3) })).toThrow(
    'the window of CredentialsRotation.managedByRds() needs an interval, got 3 hours without one; ' +
      'add one like Duration.days(7)',
  );
});

test('reserving concurrency can be turned off, for accounts that have none to spare', () => {
  expect(CredentialsRotation.builtin({ reserveConcurrency: false }).reserveConcurrency).toBe(false);
});

describe('no rotation', () => {
  test('has a reason and no interval', () => {
    const rotation = CredentialsRotation.disabled({ reason: 'rotated by Vault' });
    expect(rotation).toMatchObject({ strategy: RotationStrategy.DISABLED, disabledReason: 'rotated by Vault' });
    expect([rotation.interval, rotation.window]).toEqual([undefined, undefined]);
  });

  test.each([
    ['', ''],
    ['  ', '  '],
    [undefined, ''],
    [null, ''],
  ])('is refused without a reason: %j', (reason, got) => {
    const refused =
      `the reason of CredentialsRotation.disabled() must not be empty, got '${got}'; say who changes the password ` +
      'instead';
    expect(() => CredentialsRotation.disabled({ reason: reason! })).toThrow(refused);
  });

  test('is refused with a reason that is not a string, and with an unknown option', () => {
    expect(() => CredentialsRotation.disabled({ reason: 5 as any })).toThrow(
      new Error('CredentialsRotation.disabled(): reason must be a string, got 5; put it in quotes'),
    );
    expect(() => CredentialsRotation.disabled({ reasons: 'Vault' } as any)).toThrow(
      new Error('CredentialsRotation.disabled(): reasons is not a prop; did you mean reason?'),
    );
  });

  test('reserveConcurrency must be a boolean', () => {
    expect(() => CredentialsRotation.builtin({ reserveConcurrency: 'no' as any })).toThrow(
      "CredentialsRotation.builtin(): reserveConcurrency must be true or false, got 'no'",
    );
    expect(() => CredentialsRotation.managedByRds({ reserveConcurrency: false } as any)).toThrow(
      'reserveConcurrency is not a prop',
    );
  });

  test('is refused without options', () => {
    expect(() => CredentialsRotation.disabled(undefined as any)).toThrow("must not be empty, got ''");
  });
});
