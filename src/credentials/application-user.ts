import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { CredentialsRotation } from './credentials-rotation';

/** What an application user may do in its schema. */
export enum UserPrivileges {
  /** Read tables and views. */
  READ_ONLY = 'readOnly',
  /** Read and write rows, use sequences and call functions; no DDL. */
  READ_WRITE = 'readWrite',
  /**
   * Create, change and drop objects in the schema, for migrations. What the user creates belongs to the schema's group
   * of owners, not to the user itself.
   */
  OWNER = 'owner',
}

/** Properties of an application user. */
export interface ApplicationUserProps {
  /** What the user may do in its schema. A later change revokes the old privileges and grants the new ones. */
  readonly privileges: UserPrivileges;

  /**
   * The schema of the privileges, which is created if it is missing: 1 to 53 lower-case letters, digits and
   * underscores, not starting with a digit. `public`, the schemas of PostgreSQL and of the library, and the names of
   * logins (the master user's, or that of a user or its clone) are refused. A later change moves the user, but not what
   * it has created.
   *
   * @default 'oficina'
   */
  readonly schema?: string;

  /**
   * Whether the user logs in with an IAM token instead of a password. Such a user has the role `rds_iam` and no
   * secret; RDS refuses passwords for it.
   *
   * @default false - the user has a secret, whose password rotates by alternation
   */
  readonly iamAuthentication?: boolean;

  /**
   * How the password rotates: `CredentialsRotation.builtin()` or `CredentialsRotation.disabled()`.
   *
   * @default - by alternation at the interval of the database's own rotation, or every 30 days if RDS decides that
   * interval; no rotation if the database has none
   */
  readonly rotation?: CredentialsRotation;

  /**
   * How long a statement of the user may run. Zero means no limit.
   *
   * @default - the limit of the database, which is 60 seconds unless a parameter changes it; no limit for
   * UserPrivileges.OWNER, because migrations run long
   */
  readonly statementTimeout?: Duration;

  /**
   * How long a transaction of the user may be idle before the server ends its session. Zero means no limit.
   *
   * @default - the limit of the database, which is 60 seconds unless a parameter changes it
   */
  readonly idleInTransactionTimeout?: Duration;
}

/**
 * A user of the database for one service: its login, its secret and its rotation. `addApplicationUser()` creates it.
 *
 * The password rotates by alternation: two logins, such as `service_orders` and `service_orders_clone`, take turns in
 * the secret. A client that still has the old login can use it until the next rotation.
 */
export interface IApplicationUser extends IConstruct {
  /** Name of the login, such as `service_orders`. The login that takes turns with it is `service_orders_clone`. */
  readonly username: string;

  /** The schema of the privileges. */
  readonly schema: string;

  /** What the user may do in its schema. */
  readonly privileges: UserPrivileges;

  /**
   * Secret with `username`, `password`, `host`, `port`, `dbname`, `engine` and `masterarn`; undefined for a user that
   * logs in with IAM. Its `grantRead()`, which CDK calls for ECS tasks, does the same as `grantReadCredentials()`.
   */
  readonly secret?: secretsmanager.ISecret;

  /** Function that rotates the password; undefined if nothing rotates. */
  readonly rotationFunction?: lambda.IFunction;

  /**
   * Lets a principal in the account of the database read the credentials of this user, and use the key for that only.
   * The grant goes into the principal's own policy.
   *
   * @param grantee function, role or other principal
   * @throws an error for a user that logs in with IAM, for a principal of another account, and for one whose policies
   * this app cannot change
   */
  grantReadCredentials(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets a principal log in as this user with an IAM token.
   *
   * @param grantee function, role or other principal
   * @throws an error for a user that logs in with a password, for a principal of another account, and for one whose
   * policies this app cannot change
   */
  grantConnect(grantee: iam.IGrantable): iam.Grant;
}
