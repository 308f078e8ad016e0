import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** Secrets that rotate, and the log of failed rotations. */
export interface WatchedRotation {
  /** The secrets, in the account and region of the database. */
  readonly secrets: secretsmanager.ISecret[];
  /** Log group of the rotation functions, one for each database; undefined if no function of the library rotates. */
  readonly logGroup?: logs.ILogGroup;
}
