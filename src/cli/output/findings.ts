import type { CommandContext } from '../command-context';
import { Level } from '../level';
import { Finding } from '../status/finding';

/** Findings as a table: the name of a check stands at its first finding only. */
export function findingsTable(context: CommandContext, findings: readonly Finding[]): string {
  return context.terminal.table(
    [],
    findings.map((finding, at) => row(context, finding, findings[at - 1])),
  );
}

/** How many of the findings need a person. */
export function needingSomebody(findings: readonly Finding[]): number {
  return findings.filter(({ level }) => level !== Level.OK).length;
}

function row({ terminal, messages }: CommandContext, finding: Finding, previous?: Finding): string[] {
  const { check, level, text, advice } = finding;
  const name = check === previous?.check ? '' : messages.checks[check];
  const lines = advice ? `${terminal.coloured(level, text)}\n${terminal.dim('→')} ${advice}` : text;
  return [terminal.sign(level), name, lines];
}
