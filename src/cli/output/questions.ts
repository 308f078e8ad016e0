import { createInterface } from 'readline';
import { CommandFailure } from '../command-failure';
import { Messages } from '../messages/messages';

/** Asks for the code of an MFA device. @throws CommandFailure if nobody can answer */
export async function askForMfaCode(serial: string, messages: Messages): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandFailure(messages.failures.noTerminalForMfa(serial));
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise((resolve) => lines.question(`${messages.questions.mfaCode(serial)} `, resolve));
  } finally {
    lines.close();
  }
}
