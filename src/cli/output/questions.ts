import { createInterface } from 'readline';
import type { Terminal } from './terminal';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { Messages } from '../messages/messages';

/** Asks for the code of an MFA device. @throws CommandFailure if nobody can answer */
export async function askForMfaCode(serial: string, messages: Messages): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandFailure(messages.failures.noTerminalForMfa(serial));
  return ask(messages.questions.mfaCode(serial));
}

/** Whatever else somebody answers is a no. */
const YES = /^(y|yes|s|sim)$/i;

/**
 * Asks whether to go on, unless the option `--yes` has said so.
 *
 * @throws CommandFailure if the answer is no, and if nobody can answer
 */
export async function confirm(
  terminal: Terminal,
  messages: Messages,
  question: string,
  yes: boolean | undefined,
): Promise<void> {
  if (yes) return;
  if (!terminal.isInteractive) throw new CommandFailure(messages.failures.noTerminalForYes(), ExitCode.USAGE);
  if (!YES.test((await ask(question)).trim())) {
    throw new CommandFailure(messages.failures.declined(), ExitCode.REFUSED);
  }
}

/** An end of the input is an empty answer. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal, readline takes Ctrl-C for itself.
  lines.on('SIGINT', () => process.emit('SIGINT'));
  try {
    return await new Promise<string>((resolve) => {
      lines.once('close', () => resolve(''));
      lines.question(`${question} `, resolve);
    });
  } finally {
    lines.close();
  }
}
