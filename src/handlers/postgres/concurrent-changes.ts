import { DatabaseError } from 'pg';

/** `simple_heap_update()` of the server, which has waited for the other session. It has no SQLSTATE of its own, and is not translated. */
const CHANGED = /^tuple concurrently (updated|deleted)$/;

/** unique_violation, duplicate_object, duplicate_schema, duplicate_table */
const MADE = ['23505', '42710', '42P06', '42P07'];

/** Whether another session changed the same role, schema or table while the statement waited for it: a repetition sees the change. */
export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof DatabaseError && CHANGED.test(error.message);
}

/** Whether another session made the same role, schema or table at the same moment. */
export function isMadeMeanwhile(error: unknown): boolean {
  return error instanceof DatabaseError && MADE.includes(`${error.code}`);
}
