import { explainFailure } from './aws/aws-failure';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';

/**
 * Waits for what AWS has begun, and goes on with by itself. When the wait is cut off, by Ctrl-C or by a fault, the user
 * hears what goes on.
 *
 * @param text what goes on, and how to look at it
 */
export async function goingOn<T>(
  { terminal, messages }: CommandContext,
  text: string,
  wait: () => Promise<T>,
): Promise<T> {
  const tell = () => terminal.note(`\n${text}`);
  process.prependListener('SIGINT', tell); // before the listener of main.ts, which ends the process
  try {
    return await wait();
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const { message, exitCode } = explainFailure(error, messages);
    throw new CommandFailure(`${message}. ${text}`, exitCode);
  } finally {
    process.off('SIGINT', tell);
  }
}
