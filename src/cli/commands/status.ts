import { Command } from '../command-context';
import { exitCodeOf, worst } from '../level';
import { findingsTable, needingSomebody } from '../output/findings';
import { findAll } from '../status/checks';

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
      findingsTable(context, findings),
      terminal.coloured(level, messages.status.summary(level, needingSomebody(findings))),
    ].join('\n\n'),
  );
  return exitCodeOf(level);
};
