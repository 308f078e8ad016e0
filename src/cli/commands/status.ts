import { Command, CommandContext } from '../command-context';
import { exitCodeOf, Level, worst } from '../level';
import { findAll } from '../status/checks';
import { Finding } from '../status/finding';

/** `status`: the state of the database, and what somebody has to do. Reads only. */
export const run: Command = async (context) => {
  const { locale, terminal, messages } = context;
  const database = await context.database();
  const findings = await terminal.progress(messages.status.looking(database.identifier), () =>
    findAll({ database, locale, now: new Date() }),
  );
  const level = worst(findings.map((finding) => finding.level));
  const { identifier, region } = database;
  terminal.result({ identifier, region, level, findings }, () =>
    [
      terminal.bold(`${identifier} · ${region}`),
      terminal.table(
        [],
        findings.map((finding, at) => row(context, finding, findings[at - 1])),
      ),
      terminal.coloured(level, messages.status.summary(level, findings.filter(needsSomebody).length)),
    ].join('\n\n'),
  );
  return exitCodeOf(level);
};

function needsSomebody({ level }: Finding): boolean {
  return level !== Level.OK;
}

/** A line of the table: the name of the check stands at its first finding only. */
function row({ terminal, messages }: CommandContext, finding: Finding, previous?: Finding): string[] {
  const { check, level, text, advice } = finding;
  const name = check === previous?.check ? '' : messages.checks[check];
  const lines = advice ? `${terminal.coloured(level, text)}\n${terminal.dim('→')} ${advice}` : text;
  return [terminal.sign(level), name, lines];
}
