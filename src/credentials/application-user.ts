import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { CredentialsRotation } from './credentials-rotation';
import { UserPrivileges } from './user-privileges';

/** What an application user is like. */
export interface ApplicationUserProps {
  /** What the user may do in its schema. A later change takes away the old privileges and gives the new ones. */
  readonly privileges: UserPrivileges;

  /**
   * The schema that the privileges are for; it is made when it is missing. 1 to 53 lower-case letters, digits and underscores, not starting with a digit; `public`, the
   * schemas of PostgreSQL and of the library, and the name of a login (the master user's, or one of a user and its clone) are refused. A later change moves the user, not what it has created.
   *
   * @default 'oficina'
   */
  readonly schema?: string;

  /**
   * Whether the user logs in with a token of IAM instead of a password: it gets the role `rds_iam`, and no secret. RDS refuses passwords of such a user.
   *
   * @default false - a secret, whose password rotates by alternation
   */
  readonly iamAuthentication?: boolean;

  /**
   * How the password rotates: `CredentialsRotation.builtin()` or `CredentialsRotation.disabled()`.
   *
   * @default - by alternation, at the interval of the database's own rotation, or every 30 days where that follows RDS; not at all where that is disabled
   */
  readonly rotation?: CredentialsRotation;

  /**
   * How long a statement of the user may run; zero for as long as it takes.
   *
   * @default - what the database has, which is 60 seconds unless somebody has set it otherwise; no limit for UserPrivileges.OWNER, whose migrations run long
   */
  readonly statementTimeout?: Duration;

  /**
   * How long a transaction of the user may stand idle before the server ends its session; zero for as long as it takes.
   *
   * @default - what the database has, which is 60 seconds unless somebody has set it otherwise
   */
  readonly idleInTransactionTimeout?: Duration;
}

/**
 * A user of the database for one service: its login, its secret, its rotation. Made by `addApplicationUser()`.
 *
 * The password rotates by alternation: two logins, `service_orders` and `service_orders_clone`, take turns in the secret, so that a client that still holds the old
 * one goes on working until the next rotation.
 */
export interface IApplicationUser extends IConstruct {
  /** Name of the login, as in `service_orders`; the one that takes turns with it is named `service_orders_clone`. */
  readonly username: string;

  /** Schema that the privileges are for. */
  readonly schema: string;

  /** What the user may do in it. */
  readonly privileges: UserPrivileges;

  /**
   * Secret with `username`, `password`, `host`, `port`, `dbname`, `engine` and `masterarn`; undefined for a user that logs in by IAM. `grantRead()` of it, which CDK calls for
   * tasks of ECS, does what `grantReadCredentials()` does.
   */
  readonly secret?: secretsmanager.ISecret;

  /** Function that rotates the password; undefined where nothing rotates. */
  readonly rotationFunction?: lambda.IFunction;

  /**
   * Lets a principal of the account of the database read the credentials of this user, and use the key for just that.
   * It is granted in the principal's own policy.
   *
   * @param grantee function, role or other principal
   * @throws an error for a user that logs in by IAM, for a principal of another account, and for one whose policies
   * cannot be changed from here
   */
  grantReadCredentials(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets a principal log in as this user with a token of IAM.
   *
   * @param grantee function, role or other principal
   * @throws an error for a user that logs in with a password, for a principal of another account, and for one whose
   * policies cannot be changed from here
   */
  grantConnect(grantee: iam.IGrantable): iam.Grant;
}
