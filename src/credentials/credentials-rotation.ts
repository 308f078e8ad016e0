import { Duration } from 'aws-cdk-lib';
import {
  BuiltinRotation,
  NoRotation,
  RdsRotation,
  RotationMechanism,
  ServerlessApplicationRotation,
} from './rotation-mechanism';
import { RotationStrategy } from './rotation-strategy';
import { checkedOptions, durationType, KNOWN_BOOLEAN, PropType, TEXT } from '../validation/prop-types';
import { wholeDuration, wholeDurationOr } from '../validation/whole-duration';

/** Options of a rotation. */
export interface RotationOptions {
  /**
   * Time between two rotations: 4 hours to 1000 days, in whole hours.
   *
   * @default - 30 days
   */
  readonly interval?: Duration;

  /**
   * Length of the window in which a rotation may happen: 1 to 24 whole hours. It must not be longer than the interval,
   * nor extend into the next UTC day. With an interval in days it begins at midnight UTC.
   *
   * @default - the whole UTC day with an interval in days, otherwise one hour
   */
  readonly window?: Duration;
}

/** Options of the library's own rotation. */
export interface BuiltinRotationOptions extends RotationOptions {
  /**
   * Whether each rotation function reserves one concurrent execution for itself. Lambda refuses that in an account
   * whose quota leaves fewer than 100 unreserved executions, as in new accounts.
   *
   * @default true - other functions cannot keep a rotation from running, and no two rotations run at once
   */
  readonly reserveConcurrency?: boolean;
}

/** Options of a rotation by RDS. */
export interface ManagedRotationOptions {
  /**
   * Time between two rotations: 4 hours to 1000 days, in whole hours.
   *
   * @default - the interval of RDS, 7 days
   */
  readonly interval?: Duration;

  /**
   * Length of the window in which a rotation may happen: 1 to 24 whole hours. It needs an interval.
   *
   * @default - the window of RDS
   */
  readonly window?: Duration;
}

/** Options of a database whose password never rotates. */
export interface NoRotationOptions {
  /** Why the password does not rotate. `explain()` shows it. */
  readonly reason: string;
}

/**
 * How the password of the master user rotates. With every strategy but `disabled()`, the library's own function rotates
 * the passwords of application users at the same interval, by alternation. With `disabled()` they do not rotate either,
 * unless `ApplicationUserProps.rotation` says otherwise.
 *
 * @example
 * CredentialsRotation.builtin({ interval: Duration.days(7), window: Duration.hours(3) });
 * CredentialsRotation.disabled({ reason: 'rotated by HashiCorp Vault' });
 */
export class CredentialsRotation {
  /**
   * The function of this library rotates the password. It runs in the subnets of the database, sends PostgreSQL a SCRAM
   * verifier, so that no password reaches the log of the database, and verifies the certificate of the server. The
   * first rotation happens one interval after the deployment, not during it.
   *
   * @param options interval, window and concurrency
   * @throws an error for an unknown option, for tokens, for an interval outside 4 hours to 1000 days, and for a window
   * that does not fit into the interval
   */
  public static builtin(options: BuiltinRotationOptions = {}): CredentialsRotation {
    return new CredentialsRotation(new BuiltinRotation(), {
      interval: Duration.days(30),
      ...checked('builtin', options, { ...scheduleTypes(), reserveConcurrency: KNOWN_BOOLEAN }),
    });
  }

  /**
   * AWS's single-user rotation function (`SecretsManagerRDSPostgreSQLRotationSingleUser`) rotates the password. It is
   * deployed as a nested stack from the Serverless Application Repository. The first rotation happens one interval
   * after the deployment, not during it.
   *
   * The function sends the new password in clear text. Settings that would write it to the log of the database are
   * refused: a `logStatement`, a `slowQueryThreshold` of zero, and parameters that sample statements. One risk remains:
   * PostgreSQL logs the password if the ALTER USER fails (`log_min_error_statement`) or takes longer than the
   * `slowQueryThreshold`.
   *
   * @param options interval and window
   * @throws an error for an unknown option, for tokens, for an interval outside 4 hours to 1000 days, and for a window
   * that does not fit into the interval
   */
  public static awsServerlessApplication(options: RotationOptions = {}): CredentialsRotation {
    return new CredentialsRotation(new ServerlessApplicationRotation(), {
      interval: Duration.days(30),
      ...checked('awsServerlessApplication', options, scheduleTypes()),
    });
  }

  /**
   * RDS creates the secret and changes the password itself. The secret is named `rds!db-…`, holds only `username` and
   * `password`, and is deleted with the instance. RDS refuses read replicas and blue/green deployments of such an
   * instance, and so does the synthesis.
   *
   * Switching an existing database to this strategy gives the master user a new password in a new secret. The old
   * secret remains.
   *
   * @param options interval and window
   * @throws an error for an unknown option, for tokens, for an interval outside 4 hours to 1000 days, for a window that
   * does not fit into the interval, and for a window without an interval
   */
  public static managedByRds(options: ManagedRotationOptions = {}): CredentialsRotation {
    const { interval, window } = checked('managedByRds', options, scheduleTypes());
    if (window && !interval) {
      throw new Error(
        'the window of CredentialsRotation.managedByRds() needs an interval, ' +
          `got ${window.toHumanString()} without one; add one like Duration.days(7)`,
      );
    }
    return new CredentialsRotation(new RdsRotation(), { interval, window });
  }

  /**
   * The password never rotates. `explain()` lists it as a risk.
   *
   * @param options the reason, for auditors of the database
   * @throws an error for an empty reason
   */
  public static disabled(options: NoRotationOptions): CredentialsRotation {
    const { reason = '' } = checked('disabled', options, { reason: TEXT });
    if (reason.trim() === '') {
      throw new Error(
        `the reason of CredentialsRotation.disabled() must not be empty, got '${reason}'; ` +
          'say who changes the password instead',
      );
    }
    return new CredentialsRotation(new NoRotation(reason), {}, reason);
  }

  /** Time between two rotations; undefined if the password does not rotate or RDS decides. */
  public readonly interval?: Duration;

  /** Length of the window in which a rotation may happen; undefined for the default of Secrets Manager. */
  public readonly window?: Duration;

  /** Whether each rotation function of the library reserves one concurrent execution. */
  public readonly reserveConcurrency: boolean;

  /** Who changes the password. */
  public readonly strategy: RotationStrategy;

  private constructor(
    /**
     * What depends on the strategy.
     *
     * @internal
     */
    public readonly _mechanism: RotationMechanism,
    options: BuiltinRotationOptions,
    /** Why the password does not rotate; undefined if it does. */
    public readonly disabledReason?: string,
  ) {
    this.strategy = _mechanism.strategy;
    this.interval = options.interval;
    this.window = options.window;
    this.reserveConcurrency = options.reserveConcurrency ?? true;
    if (this.interval) checkInterval(this.interval);
    if (this.window) checkWindow(this.window, this.interval!);
  }
}

/** A function, not a constant, because naming a class of aws-cdk-lib loads its module. */
function scheduleTypes(): Record<string, PropType> {
  return { interval: durationType('days', 30), window: durationType('hours', 3) };
}

function checked<T extends object>(factory: string, options: T, types: Record<string, PropType>): Partial<T> {
  return checkedOptions(`CredentialsRotation.${factory}()`, options, types);
}

function refuseToken(name: string, duration: Duration, example: string): void {
  if (!duration.isUnresolved()) return;
  throw new Error(`the rotation's ${name} must be known at synthesis, got a token; write it out, like ${example}`);
}

/**
 * The limits of Secrets Manager:
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
 */
function checkInterval(interval: Duration): void {
  refuseToken('interval', interval, 'Duration.days(30)');
  const hours = interval.toHours({ integral: false });
  const got = interval.toHumanString();
  if (hours < 4 || hours > 24_000) {
    throw new Error(
      `the rotation's interval must be 4 hours to 1000 days, got ${got}; choose one like Duration.days(30)`,
    );
  }
  if (!Number.isInteger(hours)) {
    const next = wholeDuration(interval, { unit: 'hours', atLeast: 4, atMost: 24_000 });
    throw new Error(`the rotation's interval must be in whole hours, got ${got}; choose one like ${next}`);
  }
}

function checkWindow(window: Duration, interval: Duration): void {
  refuseToken('window', window, 'Duration.hours(3)');
  const hours = window.toHours({ integral: false });
  const got = window.toHumanString();
  if (!Number.isInteger(hours) || hours < 1 || hours > 24) {
    const next = wholeDurationOr('Duration.hours(3)', window, { unit: 'hours', atLeast: 1, atMost: 24 });
    throw new Error(`the rotation's window must be 1 to 24 whole hours, got ${got}; choose one like ${next}`);
  }
  const intervalHours = interval.toHours({ integral: false });
  if (hours > intervalHours) {
    throw new Error(
      `the rotation's window must not be longer than its interval, got ${got} in ${interval.toHumanString()}; ` +
        'make it shorter',
    );
  }
  const left = hoursLeftInDay(intervalHours);
  if (hours > left) {
    throw new Error(
      `the rotation's window must not extend into the next UTC day, got ${got} every ${interval.toHumanString()}, ` +
        `which begins up to ${left} hour${left === 1 ? '' : 's'} before midnight; make it shorter, ` +
        'or choose an interval in days',
    );
  }
}

/**
 * The hours from the start of a window to midnight UTC, for the latest start that an interval leads to. The first
 * window starts at midnight, and each other one an interval later. With an interval of less than a day, they start
 * again at midnight each day. With a longer one, the start shifts from day to day through the multiples of the greatest
 * common divisor of interval and day.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html (Duration)
 */
function hoursLeftInDay(interval: number): number {
  if (interval < 24) return 24 - interval * Math.floor(23 / interval);
  return greatestCommonDivisor(24, interval);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
