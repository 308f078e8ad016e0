import { Token } from 'aws-cdk-lib';
import { FolderFiles } from '../functions/folder-code';

/** A user of the database, as the function creates it. */
export interface BootstrapUser {
  readonly name: string;
  readonly schema: string;
  readonly privileges: string;
  /** ARN of the secret; undefined for a user that logs in by IAM. */
  readonly secretArn?: string;
  /** Timeout of statements in milliseconds. */
  readonly statementTimeout?: number;
  /** Timeout of idle transactions in milliseconds. */
  readonly idleInTransactionTimeout?: number;
}

/** Returns the name of the function's environment variable for the schema of a user, if the schema is a token. */
export function schemaVariable({ name }: BootstrapUser): string {
  return `SCHEMA_OF_${name.toUpperCase()}`;
}

/**
 * Returns the file of the users for the function's code. Privileges are not part of the event, because anyone who may
 * invoke the function can send any event.
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
 * Returns a user as a property of the custom resource. CloudFormation runs the function when it changes, and the
 * function takes the ARNs of secrets only from there.
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
