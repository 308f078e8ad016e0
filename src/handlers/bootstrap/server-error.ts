import { DatabaseError } from 'pg';
import { objectsOf, ServerMessage, shownMessage } from './shown-message';
import { linesBefore, sqlTokens } from '../../bootstrap/sql/sql-tokens';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';
import { describeHolders, holdersOf } from '../postgres/lock-holders';

const LONGEST_PART = 300;

/** What to do about an SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const FIXES: Record<string, string> = {
  '25001': 'put it into a file of its own that begins with the line "-- oficina: no-transaction"',
  '2D000': 'put it into a file of its own that begins with the line "-- oficina: no-transaction"',
  '57014':
    'the deployment has run out of time, the file has set a timeout, or somebody has cancelled the statement; ' +
    'split the file, or run the slow statements by hand',
};

const INSUFFICIENT_PRIVILEGE = '42501';
const WITHHELD = "the server's message may hold data, and is only in the log of the database";

/** A statement and where it comes from. */
export interface StatementPlace {
  readonly file: string;
  /** The group that the file runs as; undefined for the master user. */
  readonly asGroup?: string;
  /** Whether it is one of the library's own statements. */
  readonly trusted: boolean;
  readonly statement: Pick<SqlStatement, 'text' | 'line'>;
}

/**
 * Describes an error of the server in one line: `<file>:<line>: <message> (SQLSTATE <code>)` and what to do.
 *
 * It never shows the detail or context, and masks what may be data in the message.
 *
 * @param trusted whether one of the library's own statements has failed
 */
export function describeError(
  error: unknown,
  place?: StatementPlace,
  trusted: boolean = place?.trusted ?? true,
): string {
  const at = place ? `${place.file}:${lineOf(error, place.statement)}: ` : '';
  if (!(error instanceof DatabaseError)) return `${at}${cut(error instanceof Error ? error.message : `${error}`)}`;
  const { message, hint, withheld } = shownMessage(error, place?.statement.text, trusted);
  const parts = [`${at}${cut(message)} (SQLSTATE ${error.code})`];
  const holders = holdersOf(error);
  if (holders.length > 0) parts.push(`it waited for ${cut(describeHolders(holders))}`);
  if (hint) parts.push(`hint: ${cut(hint)}`);
  const fix = fixFor(error.code ?? '', place?.asGroup, withheld);
  if (fix) parts.push(fix);
  return parts.join('; ');
}

function fixFor(code: string, group: string | undefined, withheld: boolean): string | undefined {
  if (code === INSUFFICIENT_PRIVILEGE && group) {
    return `files run as ${group}; write RESET ROLE; before the statement to run it as the master user`;
  }
  return FIXES[code] ?? (withheld ? WITHHELD : undefined);
}

/** The fields of an error that are logged with its description. */
export function errorDetails(error: unknown): Record<string, unknown> {
  const { code, severity, routine } = error as DatabaseError;
  return { code, severity, routine, ...objectsOf(error as ServerMessage) };
}

/** The line of the file that an error refers to, by its position in the statement or its line in the body of DO. */
function lineOf(error: unknown, { text, line }: Pick<SqlStatement, 'text' | 'line'>): number {
  const { position, where } = (error ?? {}) as Partial<DatabaseError>;
  // The last line of the context is the outermost call, made by the statement itself.
  const inBody =
    position === undefined
      ? /(?:^|\n)PL\/pgSQL function inline_code_block line (\d+) at [^\n]*$/.exec(where ?? '')
      : null;
  if (inBody) return line + linesBefore(text, startOfBody(text)) + Number(inBody[1]) - 1;
  return line + linesBefore(text, unitsOf(text, Number(position ?? 1) - 1));
}

/** The length of the first characters in UTF-16 units. The server counts characters, some of which take two units. */
function unitsOf(text: string, characters: number): number {
  let units = 0;
  let count = 0;
  for (const character of text) {
    if (count >= characters) break;
    count++;
    units += character.length;
  }
  return units;
}

function startOfBody(text: string): number {
  for (const { kind, contentStart } of sqlTokens(text)) {
    if (kind === 'string') return contentStart;
  }
  return 0;
}

function cut(text: string): string {
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART - 1)}…` : text;
}
