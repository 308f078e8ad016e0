import { Client } from 'pg';
import { cutOff } from './connection';

/** Milliseconds to wait for an answer after the deadline, when the server cancels a statement and says why. */
const GRACE = 2_000;

/** The longest delay that setTimeout() accepts. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The error when the server has not answered in time. It has the code of a network fault, see `isNotReady()`. */
export class SilentServerError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super(
      'the database did not answer before the function ran out of time: the connection is lost, or the server hangs',
    );
  }
}

/** The error when the function's time was over before a statement began. */
export class DeadlineError extends Error {}

/**
 * Runs a statement, and waits for its answer until shortly after the deadline. Then it closes the connection: a silent
 * peer must not hold up the function.
 *
 * @param deadline in milliseconds as of Date.now()
 * @throws `DeadlineError` when the deadline has passed, `SilentServerError` when no answer came, and what the statement
 * throws
 */
export async function withinDeadline<T>(client: Client, deadline: number, statement: () => Promise<T>): Promise<T> {
  const left = millisecondsLeft(deadline);
  let timer: NodeJS.Timeout;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(new SilentServerError());
        cutOff(client);
      },
      Math.min(left + GRACE, LONGEST_TIMER),
    );
  });
  try {
    return await Promise.race([statement(), silence]);
  } finally {
    clearTimeout(timer!);
  }
}

/**
 * The whole milliseconds until the deadline, at least one.
 *
 * @throws `DeadlineError` when none are left
 */
export function millisecondsLeft(deadline: number): number {
  const left = Math.floor(deadline - Date.now());
  if (left < 1) throw new DeadlineError('the function has run out of time');
  return Math.min(left, LONGEST_TIMER);
}
