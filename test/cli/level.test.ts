import { ExitCode } from '../../src/cli/exit-code';
import { exitCodeOf, Level, worst } from '../../src/cli/level';

test.each([
  [[], Level.OK, ExitCode.OK],
  [[Level.OK, Level.OK], Level.OK, ExitCode.OK],
  [[Level.OK, Level.UNKNOWN], Level.UNKNOWN, ExitCode.WARNING],
  [[Level.WARNING, Level.UNKNOWN], Level.WARNING, ExitCode.WARNING],
  [[Level.WARNING, Level.CRITICAL, Level.OK], Level.CRITICAL, ExitCode.CRITICAL],
])('%j is %s, and ends with %d', (levels, level, code) => {
  expect(worst(levels)).toBe(level);
  expect(exitCodeOf(level)).toBe(code);
});
