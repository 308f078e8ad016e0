import { Account } from './aws/account';
import { explainFailure } from './aws/aws-failure';
import { Command, CommandContext, CommonOptions } from './command-context';
import { run as adopt } from './commands/adopt';
import { run as backups } from './commands/backups';
import { run as connect } from './commands/connect';
import { run as credentials } from './commands/credentials';
import { run as doctor } from './commands/doctor';
import { run as events } from './commands/events';
import { run as explain } from './commands/explain';
import { run as failover } from './commands/failover';
import { run as init } from './commands/init';
import { run as locks } from './commands/locks';
import { run as logs } from './commands/logs';
import { run as metrics } from './commands/metrics';
import { run as restore } from './commands/restore';
import { run as rotate } from './commands/rotate';
import { run as scale } from './commands/scale';
import { run as slow } from './commands/slow';
import { run as snapshot } from './commands/snapshot';
import { run as status } from './commands/status';
import { run as upgrade } from './commands/upgrade';
import { run as users } from './commands/users';
import { ExitCode } from './exit-code';
import { Locale } from './messages/locale';
import { Messages } from './messages/messages';
import { askForMfaCode } from './output/questions';
import { Terminal } from './output/terminal';

/*
 * The commands, in a bundle of their own: help does not wait until Node.js has read the AWS SDK.
 */

/** Options as the parser gives them. It knows those of each command (command-line.ts). */
export type ParsedOptions = CommonOptions & Record<string, unknown>;

const COMMANDS: Record<keyof Messages['commands'], Command<never>> = {
  status,
  backups,
  snapshot,
  credentials,
  rotate,
  users,
  connect,
  init,
  failover,
  restore,
  logs,
  events,
  metrics,
  explain,
  slow,
  locks,
  scale,
  upgrade,
  doctor,
  adopt,
};

/**
 * Runs a command, and tells its failure in one line. What the command has begun in AWS goes on: it has said so.
 */
export async function runCommand(name: keyof Messages['commands'], options: ParsedOptions): Promise<ExitCode> {
  const locale = Locale.of(process.env);
  const { messages } = locale;
  const { region, profile, json = false } = options;
  const terminal = new Terminal(json);
  const account = new Account({ region, profile, mfaCode: (serial) => askForMfaCode(serial, messages) });
  try {
    return await COMMANDS[name](new CommandContext(options, account, terminal, locale), options as never);
  } catch (error) {
    const failure = explainFailure(error, messages);
    terminal.note(`${messages.failures.prefix()} ${failure.message}`);
    return failure.exitCode;
  }
}
