import { setTimeout as sleep } from 'timers/promises';

/** The pause doubles from the first to the longest: short work is seen at once, and long work costs few calls. */
const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 15_000;

/** Asks again and again until there is an answer. @param tooLate makes the error for when the time is over */
export async function waitFor<T>(
  ask: () => Promise<T | undefined>,
  timeoutMillis: number,
  tooLate: () => Error,
): Promise<T> {
  const end = Date.now() + timeoutMillis;
  for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw tooLate();
    await sleep(pause);
  }
}
