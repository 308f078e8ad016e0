import { DatabaseError } from 'pg';

/**
 * The message of `simple_heap_update()` in the server, after it has waited for the other session. It has no SQLSTATE of
 * its own and is never translated.
 */
const CONCURRENT_UPDATE = /^tuple concurrently (updated|deleted)$/;

/** unique_violation, duplicate_object, duplicate_schema, duplicate_table */
const ALREADY_EXISTS = ['23505', '42710', '42P06', '42P07'];

/**
 * Whether another session changed the same role, schema or table while the statement waited for it. When repeated, the
 * statement sees the change.
 */
export function isConcurrentUpdate(error: unknown): boolean {
  return error instanceof DatabaseError && CONCURRENT_UPDATE.test(error.message);
}

/** Whether another session created the same role, schema or table at the same moment. */
export function isConcurrentCreation(error: unknown): boolean {
  return error instanceof DatabaseError && ALREADY_EXISTS.includes(`${error.code}`);
}
