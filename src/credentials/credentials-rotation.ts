import { Duration } from 'aws-cdk-lib';

/** Options of a rotation. */
export interface RotationOptions {
  /**
   * Time between two rotations: 4 hours to 1000 days.
   *
   * @default - 30 days
   */
  readonly interval?: Duration;
}

/** Options of a database whose password never rotates. */
export interface NoRotationOptions {
  /** Why the password does not rotate; shown by `explain()` and to an auditor. */
  readonly reason: string;
}

/**
 * How the master password rotates.
 *
 * @example
 * CredentialsRotation.awsServerlessApplication({ interval: Duration.days(7) });
 * CredentialsRotation.disabled({ reason: 'rotated by HashiCorp Vault' });
 */
export class CredentialsRotation {
  /**
   * AWS's single-user rotation function (`SecretsManagerRDSPostgreSQLRotationSingleUser`), deployed as a nested stack from the Serverless
   * Application Repository. The first rotation comes one interval after the deployment, not with it.
   *
   * The function sends the new password in clear SQL: while `logStatement` logs DDL, the password is written to the database's log.
   *
   * @param options interval of the rotation
   * @throws an error for an interval outside 4 hours to 1000 days
   */
  public static awsServerlessApplication(options: RotationOptions = {}): CredentialsRotation {
    const interval = options.interval ?? Duration.days(30);
    // The limits of Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
    if (!interval.isUnresolved() && (interval.toHours({ integral: false }) < 4 || interval.toDays({ integral: false }) > 1000)) {
      throw new Error(`the rotation's interval must be 4 hours to 1000 days, got ${interval.toHumanString()}; choose one like Duration.days(30)`);
    }
    return new CredentialsRotation(interval, undefined);
  }

  /**
   * The password never rotates. `explain()` lists it as a risk.
   *
   * @param options the reason, for whoever audits the database
   * @throws an error for an empty reason
   */
  public static disabled(options: NoRotationOptions): CredentialsRotation {
    if (options.reason.trim() === '') {
      throw new Error('the reason of CredentialsRotation.disabled() must not be empty, got \'\'; say who changes the password instead');
    }
    return new CredentialsRotation(undefined, options.reason);
  }

  /** Time between two rotations; undefined when the password does not rotate. */
  public readonly interval?: Duration;

  /** Why the password does not rotate; undefined when it does. */
  public readonly disabledReason?: string;

  private constructor(interval: Duration | undefined, disabledReason: string | undefined) {
    this.interval = interval;
    this.disabledReason = disabledReason;
  }
}
