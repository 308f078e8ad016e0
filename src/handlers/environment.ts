import { DatabaseAddress } from './postgres/connection';

/**
 * Reads a variable of the function's environment.
 *
 * @throws an error when it is missing or empty
 */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `the environment variable ${name} must be set, and is not: the function was changed by hand; ` +
        'deploy the stack again',
    );
  }
  return value;
}

/**
 * The address of the function's database. It never comes from a secret: anyone who can write a secret could
 * otherwise make the master user log in to another server.
 */
export function databaseAddress(): DatabaseAddress {
  return {
    host: required('DATABASE_HOST'),
    port: Number(required('DATABASE_PORT')),
    database: required('DATABASE_NAME'),
  };
}
