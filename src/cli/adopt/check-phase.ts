import * as path from 'path';
import { PHASE_CHECKS } from './checks/checks';
import { CHECKED_PHASES, CheckedPhase } from './phases';
import { CommandContext } from '../command-context';
import { AdoptOptions } from './options';
import { ExitCode } from '../exit-code';
import { exitCodeOf, worst } from '../level';
import { findingsTable, needingSomebody } from '../output/findings';

/** `adopt check <phase>`: what stands against a phase, and what to know before. */
export async function checkPhase(context: CommandContext, options: AdoptOptions, named?: string): Promise<ExitCode> {
  const { terminal, messages } = context;
  const phase = CHECKED_PHASES.find((name) => name === named);
  if (!phase) throw context.wrong(messages.adopt.unknownPhase(named, CHECKED_PHASES));
  refuseOptions(context, options, phase);
  const database = await context.database();
  const app = path.resolve(options.app ?? '.');
  const { identifier, region } = database;
  const findings = await terminal.progress(messages.adopt.checking(phase, identifier), () =>
    PHASE_CHECKS[phase]({ context, database, app, options, now: new Date() }),
  );
  const level = worst(findings.map((finding) => finding.level));
  terminal.result({ identifier, region, phase, level, findings }, () =>
    [
      terminal.bold(`${phase} · ${identifier} · ${region}`),
      findingsTable(context, findings),
      terminal.coloured(level, messages.adopt.verdict(level, needingSomebody(findings))),
    ].join('\n\n'),
  );
  return exitCodeOf(level);
}

/** An option that a phase ignores would let somebody believe that it did something. */
function refuseOptions(context: CommandContext, { snapshot }: AdoptOptions, phase: CheckedPhase): void {
  if (snapshot && phase !== 'freeze') throw context.wrong(context.messages.adopt.snapshotIsOfFreeze());
}
