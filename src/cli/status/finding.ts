import { Database } from '../aws/database';
import { Level } from '../level';
import { Locale } from '../messages/locale';
import { Messages } from '../messages/messages';

/** What one check has found. */
export interface Finding {
  /** The name of the check in JSON, which does not depend on the locale. */
  readonly check: keyof Messages['checks'];
  readonly level: Level;
  /** What is there, in the language of the user. */
  readonly text: string;
  /** What somebody should do; there unless the level is OK. */
  readonly advice?: string;
  /** The values behind the text, for programs. */
  readonly values?: Record<string, unknown>;
}

/** What the checks look at. */
export interface StatusContext {
  readonly database: Database;
  readonly locale: Locale;
  readonly now: Date;
}

/** Looks at one side of the database. What does not exist, and need not, is no finding. */
export interface Check {
  readonly name: Finding['check'];
  find(context: StatusContext): Promise<Finding[]>;
}

/** The time between two moments in days, negative if the second is earlier. */
export function daysBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 86_400_000;
}
