import * as path from 'path';
import { Difference, readAssembly } from './assembly';
import { isInTemplate, Phase, PHASES } from './phases';
import { CommandContext } from '../command-context';
import { AdoptOptions } from './options';
import { ExitCode } from '../exit-code';

const LONGEST_VALUE = 40;

/** `adopt plan`: what the props would change, and the phases that the app has not switched on. Reads files alone. */
export async function showPlan(context: CommandContext, options: AdoptOptions): Promise<ExitCode> {
  const { terminal, messages } = context;
  const texts = messages.adopt;
  const app = path.resolve(options.app ?? '.');
  const identifier = options.identifier ?? (options.environment === undefined ? undefined : context.identifier);
  const stack = readAssembly(context, app, identifier);
  const { name, differences = [] } = stack;
  const left = PHASES.filter((phase) => isInTemplate(phase, stack) === false);
  terminal.result({ stack: name, differences, phases: left }, () =>
    [
      terminal.bold(name),
      differences.length === 0 ? texts.nothingDiffers() : table(context, differences),
      left.length === 0 ? texts.nothingLeft() : [texts.left(), ...left.map((phase) => line(context, phase))].join('\n'),
    ].join('\n\n'),
  );
  return ExitCode.OK;
}

function table({ terminal, messages }: CommandContext, differences: readonly Difference[]): string {
  const texts = messages.adopt;
  const rows = differences.map(({ property, live, wanted, effect, consequence }) => [
    property,
    texts.effects[effect],
    [
      `${shortened(live)} → ${texts.wanted[wanted] ?? shortened(wanted)}`,
      terminal.dim(texts.consequences[property] ?? consequence),
    ].join('\n'),
  ]);
  return terminal.table(texts.planHead(), rows);
}

/** A list of tags would fill the screen. */
function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function line({ messages }: CommandContext, phase: Phase): string {
  return `  ${phase}: ${messages.adopt.phases[phase].title()}`;
}
