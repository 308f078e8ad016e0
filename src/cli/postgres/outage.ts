import { setTimeout as sleep } from 'timers/promises';

/** From the start of one attempt to the start of the next. An attempt that takes longer delays the next one. */
const INTERVAL_MILLIS = 200;

/** What a client has seen that connects again and again. */
export interface Outage {
  /** From the first attempt without an answer to the answer after the last one; undefined if each had an answer. */
  readonly millis?: number;
  /** Whether the last attempt had an answer. */
  readonly isOver: boolean;
}

/**
 * Measures how long a client gets no answer.
 *
 * @param attempt throws if there is no answer
 * @param mayEnd whether an outage that is over is not followed by another one
 * @param end when to give up, in milliseconds as of Date.now()
 */
export async function measureOutage(attempt: () => Promise<void>, mayEnd: () => boolean, end: number): Promise<Outage> {
  let firstFailure: number | undefined;
  let recovery: number | undefined;
  for (;;) {
    const begun = Date.now();
    const isAnswered = await attempt().then(
      () => true,
      () => false,
    );
    if (!isAnswered) {
      firstFailure ??= begun;
      recovery = undefined;
    } else if (firstFailure !== undefined) {
      recovery ??= Date.now();
    }
    const isOver = firstFailure === undefined || recovery !== undefined;
    if ((isOver && mayEnd()) || Date.now() > end) {
      return { millis: firstFailure && (recovery ?? Date.now()) - firstFailure, isOver };
    }
    await sleep(Math.max(0, begun + INTERVAL_MILLIS - Date.now()));
  }
}
