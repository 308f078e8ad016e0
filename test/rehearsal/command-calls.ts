import { callsNotKept, commandCalls, keepCommandCalls } from '../../rehearsal/recorded-command-calls';
import { Rehearsal } from '../../rehearsal/rehearsal';

/**
 * Requires that the commands have made no other calls than those in rehearsal/recorded-command-calls.json, from which
 * their policies are written. `RECORD_CALLS=1` adds those that are new.
 */
export function expectRecordedCalls({ emulator }: Rehearsal): void {
  const calls = commandCalls(emulator.journal());
  if (process.env.RECORD_CALLS) keepCommandCalls(calls);
  expect(calls.length).toBeGreaterThan(0);
  expect(callsNotKept(calls)).toEqual([]);
}
