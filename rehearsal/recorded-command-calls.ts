import { existsSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { CommandCallEntry, JournalEntry } from './journal';
import { ROOT } from '../tools/support/root';

/** The file with the calls of every command of the command line. */
export const RECORDED_COMMAND_CALLS = path.join(ROOT, 'rehearsal', 'recorded-command-calls.json');

/** The region of the databases in the rehearsals; whatever is elsewhere is there for the backups. */
const HOME = 'us-east-1';

/** The actions that a command has called, and those that it has called in the region of the replicated backups. */
export interface RecordedCommandCalls {
  readonly command: string;
  readonly called: string[];
  readonly otherRegion: string[];
}

/** The variable by which the AWS SDK tells AWS what calls: the emulator writes it down with each call. */
export function recordingEnvironment([command = '']: readonly string[]): Record<string, string> {
  return { AWS_SDK_UA_APP_ID: `oficina-postgres.${command}` };
}

/** Groups the calls in a journal by command. */
export function commandCalls(journal: readonly JournalEntry[]): RecordedCommandCalls[] {
  const calls = journal.filter((entry): entry is CommandCallEntry => entry.kind === 'command-call');
  return sorted([...new Set(calls.map(({ command }) => command))], (command) => {
    const own = calls.filter((call) => call.command === command);
    const actions = (isHome: boolean) =>
      own.filter(({ region }) => (region === HOME) === isHome).map(({ action }) => action);
    return { command, called: unique(actions(true)), otherRegion: unique(actions(false)) };
  });
}

/** Reads the recorded calls; there are none before the first recording. */
export function keptCommandCalls(): RecordedCommandCalls[] {
  return existsSync(RECORDED_COMMAND_CALLS) ? JSON.parse(readFileSync(RECORDED_COMMAND_CALLS, 'utf8')) : [];
}

/** Adds calls to the recorded ones: each test file runs some of the commands. */
export function keepCommandCalls(calls: readonly RecordedCommandCalls[]): void {
  const kept = keptCommandCalls();
  const merged = sorted(unique([...kept, ...calls].map(({ command }) => command)), (command) => {
    const own = [...kept, ...calls].filter((entry) => entry.command === command);
    return {
      command,
      called: unique(own.flatMap(({ called }) => called)),
      otherRegion: unique(own.flatMap(({ otherRegion }) => otherRegion)),
    };
  });
  writeFileSync(RECORDED_COMMAND_CALLS, `${JSON.stringify(merged, undefined, 2)}\n`);
}

/** The calls that are not among the recorded ones, as `<command>: <action>`. */
export function callsNotKept(calls: readonly RecordedCommandCalls[]): string[] {
  const kept = keptCommandCalls();
  return calls.flatMap(({ command, called, otherRegion }) => {
    const own = kept.find((entry) => entry.command === command);
    return [
      ...called.filter((action) => !own?.called.includes(action)).map((action) => `${command}: ${action}`),
      ...otherRegion
        .filter((action) => !own?.otherRegion.includes(action))
        .map((action) => `${command}: ${action} in the other region`),
    ];
  });
}

function sorted<T>(names: readonly string[], entry: (name: string) => T): T[] {
  return [...names].sort().map(entry);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
