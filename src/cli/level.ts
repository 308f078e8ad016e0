import { ExitCode } from './exit-code';

/** How much something needs a person. */
export enum Level {
  OK = 'ok',
  /** It could not be read, so nothing is known. */
  UNKNOWN = 'unknown',
  WARNING = 'warning',
  CRITICAL = 'critical',
}

const FROM_LEAST = [Level.OK, Level.UNKNOWN, Level.WARNING, Level.CRITICAL];

/** Returns the worst of the levels; `OK` if there is none. */
export function worst(levels: readonly Level[]): Level {
  return FROM_LEAST[Math.max(0, ...levels.map((level) => FROM_LEAST.indexOf(level)))];
}

/** What is not known needs a look, as a warning does. */
export function exitCodeOf(level: Level): ExitCode {
  if (level === Level.CRITICAL) return ExitCode.CRITICAL;
  return level === Level.OK ? ExitCode.OK : ExitCode.WARNING;
}
