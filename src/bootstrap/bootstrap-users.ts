import { Token } from 'aws-cdk-lib';
import { FolderFiles } from '../functions/folder-code';

/** A user of the database as the function makes it. */
export interface BootstrapUser {
  readonly name: string;
  readonly schema: string;
  readonly privileges: string;
  /** Undefined for a user that logs in by IAM. */
  readonly secretArn?: string;
  /** Milliseconds. */
  readonly statementTimeout?: number;
  /** Milliseconds. */
  readonly idleInTransactionTimeout?: number;
}

/** The variable of the function that holds the schema of a user, where that is known at deployment only. */
export function schemaVariable({ name }: BootstrapUser): string {
  return `SCHEMA_OF_${name.toUpperCase()}`;
}

/**
 * The users, as they stand beside the function's code. Whoever may invoke the function may send it any event: what a
 * user may do must not come from there.
 */
export function userFiles(users: readonly BootstrapUser[]): FolderFiles {
  const list = users.map((user) => ({
    name: user.name,
    ...(Token.isUnresolved(user.schema) ? { schemaVariable: schemaVariable(user) } : { schema: user.schema }),
    privileges: user.privileges,
    iam: user.secretArn === undefined,
    statementTimeout: user.statementTimeout,
    idleInTransactionTimeout: user.idleInTransactionTimeout,
  }));
  return { 'users.json': `${JSON.stringify(list, undefined, 2)}\n` };
}

/**
 * A user among the properties of the resource: CloudFormation runs the function when one changes, and the function
 * takes the ARNs of secrets from there alone.
 */
export function userProperties(user: BootstrapUser): Record<string, string | undefined> {
  return {
    Name: user.name,
    Schema: user.schema,
    Privileges: user.privileges,
    SecretArn: user.secretArn,
    StatementTimeout: user.statementTimeout?.toString(),
    IdleInTransactionTimeout: user.idleInTransactionTimeout?.toString(),
  };
}
