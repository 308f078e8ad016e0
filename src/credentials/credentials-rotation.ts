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

/** Options of a rotation. */
export interface RotationOptions {
  /**
   * Time between two rotations: 4 hours to 1000 days, in whole hours.
   *
   * @default - 30 days
   */
  readonly interval?: Duration;

  /**
   * Length of the time in which a rotation may happen: 1 to 24 whole hours, no longer than the interval, and never into the next UTC day. With an interval in days it
   * begins at midnight UTC.
   *
   * @default - with an interval in days the whole UTC day, else one hour
   */
  readonly window?: Duration;
}

/** Options of the library's own rotation. */
export interface BuiltinRotationOptions extends RotationOptions {
  /**
   * Whether each rotation function reserves one concurrent execution for itself. Lambda refuses that in an account whose quota leaves fewer than 100 unreserved,
   * as new accounts have it.
   *
   * @default true - other functions cannot keep a rotation from running, and no two run at once
   */
  readonly reserveConcurrency?: boolean;
}

/** Options of a rotation by RDS. */
export interface ManagedRotationOptions {
  /**
   * Time between two rotations: 4 hours to 1000 days, in whole hours.
   *
   * @default - that of RDS, 7 days
   */
  readonly interval?: Duration;

  /**
   * Length of the time in which a rotation may happen: 1 to 24 whole hours; needs an interval.
   *
   * @default - that of RDS
   */
  readonly window?: Duration;
}

/** Options of a database whose password never rotates. */
export interface NoRotationOptions {
  /** Why the password does not rotate; shown by `explain()`. */
  readonly reason: string;
}

/**
 * How the master password rotates. Application users alternate by the library's own function, at the same interval, whoever rotates the master's; with `disabled()`
 * their passwords stay too, unless `ApplicationUserProps.rotation` says otherwise.
 *
 * @example
 * CredentialsRotation.builtin({ interval: Duration.days(7), window: Duration.hours(3) });
 * CredentialsRotation.disabled({ reason: 'rotated by HashiCorp Vault' });
 */
export class CredentialsRotation {
  /**
   * The function of this library, beside the database. It sends PostgreSQL a SCRAM verifier, so that no password reaches the log of the database, and verifies the
   * server's certificate. The first rotation comes one interval after the deployment, not with it.
   *
   * @param options interval, window and concurrency
   * @throws an error for an option that there is not, for tokens, for an interval outside 4 hours to 1000 days, and for a window that does not fit into it
   */
  public static builtin(options: BuiltinRotationOptions = {}): CredentialsRotation {
    return new CredentialsRotation(new BuiltinRotation(), {
      interval: Duration.days(30),
      ...checked('builtin', options, scheduleKinds({ reserveConcurrency: KNOWN_BOOLEAN })),
    });
  }

  /**
   * AWS's single-user rotation function (`SecretsManagerRDSPostgreSQLRotationSingleUser`), deployed as a nested stack from the Serverless
   * Application Repository. The first rotation comes one interval after the deployment, not with it.
   *
   * The function sends the new password in clear SQL: it is refused together with what would write it to the log of the database: a `logStatement`, a `slowQueryThreshold`
   * of zero, parameters that sample statements. What remains is an ALTER USER that fails (`log_min_error_statement`) or takes longer than the `slowQueryThreshold`: it is
   * logged with the password.
   *
   * @param options interval and window
   * @throws an error for an option that there is not, for tokens, for an interval outside 4 hours to 1000 days, and for a window that does not fit into it
   */
  public static awsServerlessApplication(options: RotationOptions = {}): CredentialsRotation {
    return new CredentialsRotation(new ServerlessApplicationRotation(), {
      interval: Duration.days(30),
      ...checked('awsServerlessApplication', options, scheduleKinds()),
    });
  }

  /**
   * RDS makes the secret and changes the password by itself. The secret holds `username` and `password` alone, is named `rds!db-…`, and goes with the instance. RDS
   * refuses read replicas and blue/green deployments of such an instance, and so does the synthesis.
   *
   * Changing an existing database to it gives the master user a new password in a new secret; the old secret stays behind.
   *
   * @param options interval and window
   * @throws an error for an option that there is not, for tokens, for an interval outside 4 hours to 1000 days, for a window that does not fit into it, and for a window without an interval
   */
  public static managedByRds(options: ManagedRotationOptions = {}): CredentialsRotation {
    const { interval, window } = checked('managedByRds', options, scheduleKinds());
    if (window && !interval) {
      throw new Error(
        `the window of CredentialsRotation.managedByRds() needs an interval, got ${window.toHumanString()} alone; give it one like Duration.days(7)`,
      );
    }
    return new CredentialsRotation(new RdsRotation(), { interval, window });
  }

  /**
   * The password never rotates. `explain()` lists it as a risk.
   *
   * @param options the reason, for whoever audits the database
   * @throws an error for an empty reason
   */
  public static disabled(options: NoRotationOptions): CredentialsRotation {
    const { reason = '' } = checked('disabled', options, { reason: TEXT });
    if (reason.trim() === '') {
      throw new Error(
        `the reason of CredentialsRotation.disabled() must not be empty, got '${reason}'; say who changes the password instead`,
      );
    }
    return new CredentialsRotation(new NoRotation(reason), {}, reason);
  }

  /** Time between two rotations; undefined when the password does not rotate, or when RDS decides. */
  public readonly interval?: Duration;

  /** Length of the time in which a rotation may happen; undefined for the default of Secrets Manager. */
  public readonly window?: Duration;

  /** Whether each function of the library reserves one concurrent execution. */
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
    /** Why the password does not rotate; undefined when it does. */
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

/** Made when it is asked for, as those of the props. */
function scheduleKinds(others: Record<string, PropType> = {}): Record<string, PropType> {
  return { interval: durationType('days', 30), window: durationType('hours', 3), ...others };
}

function checked<T extends object>(factory: string, options: T, kinds: Record<string, PropType>): Partial<T> {
  return checkedOptions(`CredentialsRotation.${factory}()`, options, kinds);
}

function refuseToken(name: string, duration: Duration, example: string): void {
  if (duration.isUnresolved()) {
    throw new Error(`the rotation's ${name} must be known at synthesis, got a token; write it out, like ${example}`);
  }
}

/** The limits of Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html */
function checkInterval(interval: Duration): void {
  refuseToken('interval', interval, 'Duration.days(30)');
  const hours = interval.toHours({ integral: false });
  if (hours < 4 || hours > 24_000) {
    throw new Error(
      `the rotation's interval must be 4 hours to 1000 days, got ${interval.toHumanString()}; choose one like Duration.days(30)`,
    );
  }
  if (!Number.isInteger(hours)) {
    throw new Error(
      `the rotation's interval must be in whole hours, got ${interval.toHumanString()}; choose one like Duration.hours(12)`,
    );
  }
}

function checkWindow(window: Duration, interval: Duration): void {
  refuseToken('window', window, 'Duration.hours(3)');
  const hours = window.toHours({ integral: false });
  if (!Number.isInteger(hours) || hours < 1 || hours > 24) {
    throw new Error(
      `the rotation's window must be 1 to 24 whole hours, got ${window.toHumanString()}; choose one like Duration.hours(3)`,
    );
  }
  const every = interval.toHours({ integral: false });
  if (hours > every) {
    throw new Error(
      `the rotation's window must not be longer than its interval, got ${window.toHumanString()} in ${interval.toHumanString()}; make it shorter`,
    );
  }
  const left = hoursLeftInDay(every);
  if (hours > left) {
    throw new Error(
      `the rotation's window must not extend into the next UTC day, got ${window.toHumanString()} every ${interval.toHumanString()}, ` +
        `which begins up to ${left} hour${left === 1 ? '' : 's'} before midnight; make it shorter, or choose an interval in days`,
    );
  }
}

/**
 * How many hours a day has left when the last window in it begins. The first one begins at midnight UTC, the others an interval later each: within a day, or, where that
 * is longer, shifted from day to day.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html (Duration)
 */
function hoursLeftInDay(interval: number): number {
  if (interval < 24) return 24 - interval * Math.floor(23 / interval);
  let [divisor, rest] = [24, interval % 24];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return divisor;
}
