import { Client } from 'pg';
import { cutOff } from './connection';

/**
 * How long after the deadline an answer is waited for. The server cancels a statement by itself before that, and says
 * why.
 */
const GRACE = 2_000;

/** What setTimeout() takes. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The server has not answered in time. With the code of a network fault, since that is what it is: see `isNotReady()`.
 */
export class SilentServerError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super(
      'the database has not answered until the time of the function was over: the connection is lost, or the server hangs',
    );
  }
}

/** The time of the function was over before a statement began. */
export class DeadlineError extends Error {}

/**
 * Runs a statement whose answer is waited for until the deadline and a little longer: a peer that is silent must not
 * hold up the function. The connection is closed then.
 *
 * @param deadline in milliseconds as of Date.now()
 * @throws `DeadlineError` when the deadline is over, `SilentServerError` when nothing has come, and what the statement
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
 * Whole milliseconds until the deadline, at least one.
 *
 * @throws `DeadlineError` when there is none left
 */
export function millisecondsLeft(deadline: number): number {
  const left = Math.floor(deadline - Date.now());
  if (left < 1) throw new DeadlineError('the function has run out of time');
  return Math.min(left, LONGEST_TIMER);
}
