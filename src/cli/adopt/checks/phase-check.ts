import { Database } from '../../aws/database';
import { CommandContext } from '../../command-context';
import { Level } from '../../level';
import { Messages } from '../../messages/messages';
import { Finding } from '../../status/finding';
import { SecretOptions } from '../master-secret';

/** The options of `adopt` that the checks read. */
export interface CheckOptions extends SecretOptions {
  readonly tfstate?: string;
  readonly snapshot?: boolean;
}

/** What the checks of a phase look at. */
export interface CheckContext {
  readonly context: CommandContext;
  readonly database: Database;
  /** The folder of the app. */
  readonly app: string;
  readonly options: CheckOptions;
  readonly now: Date;
}

/** What somebody has to know before a phase, each finding with what to do. */
export type PhaseCheck = (check: CheckContext) => Promise<Finding[]>;

/** The texts of the checks. */
export function textsOf({ context }: CheckContext): Messages['adopt']['found'] {
  return context.messages.adopt.found;
}

/** A finding that needs nobody. */
export function fine(check: Finding['check'], text: string, values?: Finding['values']): Finding {
  return { check, level: Level.OK, text, values };
}

/** A finding that stops the phase. */
export function stopping(check: Finding['check'], text: string, advice: string, values?: Finding['values']): Finding {
  return { check, level: Level.CRITICAL, text, advice, values };
}

/** A finding that somebody should know of before. */
export function notable(check: Finding['check'], text: string, advice: string, values?: Finding['values']): Finding {
  return { check, level: Level.WARNING, text, advice, values };
}

/** A finding about something that cannot be seen from here. */
export function unknown(check: Finding['check'], text: string, advice: string, values?: Finding['values']): Finding {
  return { check, level: Level.UNKNOWN, text, advice, values };
}
