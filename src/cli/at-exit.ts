import { constants } from 'os';

/** Signals that end a process, beside SIGINT, which main.ts takes. */
const SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

let takesSignals = false;

/**
 * Does something when the process ends, whatever ends it: its end, an error, or a signal other than SIGKILL.
 *
 * @param work what must not wait for anything
 * @returns a function that does it now instead
 */
export function atExit(work: () => void): () => void {
  takeSignals();
  process.once('exit', work);
  return () => {
    process.off('exit', work);
    work();
  };
}

/** Without a listener, a signal ends Node.js without the event `exit`. */
function takeSignals(): void {
  if (takesSignals) return;
  takesSignals = true;
  for (const signal of SIGNALS) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
