import { setTimeout as sleep } from 'timers/promises';
import { isNotReady } from './connection';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

/**
 * Repeats an attempt until the server can be reached: it may be starting, restarting or failing over.
 *
 * @param deadline when the last attempt may begin, in milliseconds as of Date.now()
 * @throws the last error after the deadline; at once, any error that waiting does not resolve
 */
export async function untilReady<T>(deadline: number, attempt: () => Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isNotReady(error) || Date.now() + pause > deadline) throw error;
      await sleep(pause);
    }
  }
}
