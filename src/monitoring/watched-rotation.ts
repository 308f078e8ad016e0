import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** What rotates, and what tells of it. */
export interface WatchedRotation {
  /** In the account and the region of the database. */
  readonly secrets: secretsmanager.ISecret[];
  /** Log group of the functions that rotate: one for each database. Undefined where none of the library's rotates. */
  readonly logGroup?: logs.ILogGroup;
}
