import { adoptInto } from '../adopt/adopt-into';
import { checkPhase } from '../adopt/check-phase';
import { AdoptOptions } from '../adopt/options';
import { showPhases } from '../adopt/show-phases';
import { showPlan } from '../adopt/show-plan';
import { Command, CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

type Work = (context: CommandContext, options: AdoptOptions, phase?: string) => Promise<ExitCode>;

/** What follows `adopt`: nothing, or one of these words. */
const WORK: Readonly<Record<string, Work>> = {
  '': adoptInto,
  plan: showPlan,
  check: checkPhase,
  status: showPhases,
};

/**
 * `adopt`: takes a running instance over from Terraform or from nobody. It reads the account and writes an app;
 * `adopt plan`, `adopt check <phase>` and `adopt status` go with each phase after that. Nothing of it changes anything
 * in AWS, but for the snapshot that `adopt check freeze --snapshot` makes.
 */
export const run: Command<AdoptOptions> = async (given, options) => {
  const [word = '', phase, ...more] = options.operands ?? [];
  const work = Object.hasOwn(WORK, word) ? WORK[word] : undefined;
  if (!work || more.length > 0 || (phase !== undefined && word !== 'check')) {
    throw new CommandFailure(given.messages.adopt.unknownWord((options.operands ?? []).join(' ')), ExitCode.USAGE);
  }
  // Here --environment says which environment the instance becomes, and --identifier what its name is.
  const target = options.identifier === undefined ? options : { ...options, environment: undefined };
  return work(new CommandContext(target, given.account, given.terminal, given.locale), options, phase);
};
