import { DatabaseError } from 'pg';
import { objectsOf, ServerMessage, shownMessage } from './shown-message';
import { linesBefore, sqlTokens } from '../../bootstrap/sql/sql-tokens';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';
import { describeHolders, holdersOf } from '../postgres/lock-holders';

const LONGEST_PART = 300;

/** What a SQLSTATE means for a script: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const WAYS_OUT: Record<string, string> = {
  '25001': 'put it into a file of its own that begins with the line "-- oficina: no-transaction"',
  '2D000': 'put it into a file of its own that begins with the line "-- oficina: no-transaction"',
  '57014':
    'the deployment has run out of time, the file has set a timeout, or somebody has cancelled the statement; ' +
    'split the file, or run what takes so long by hand',
};

const INSUFFICIENT_PRIVILEGE = '42501';
const WITHHELD = 'the words of the server may hold data, and stand in the log of the database alone';

/** Where a statement stands. */
export interface StatementPlace {
  readonly file: string;
  /** The group that the file runs as, unless that is the master user. */
  readonly asGroup?: string;
  /** Whether it is one of the library's own. */
  readonly trusted: boolean;
  readonly statement: Pick<SqlStatement, 'text' | 'line'>;
}

/**
 * An error of the server in one line: `<file>:<line>: <message> (SQLSTATE <code>)` and what helps. Never its detail or
 * context, and of its message nothing that may be data.
 *
 * @param trusted whether what has failed is one of the library's own statements
 */
export function describeError(
  error: unknown,
  place?: StatementPlace,
  trusted: boolean = place?.trusted ?? true,
): string {
  const at = place ? `${place.file}:${lineOf(error, place.statement)}: ` : '';
  if (!(error instanceof DatabaseError)) return `${at}${cut(error instanceof Error ? error.message : `${error}`)}`;
  const { message, hint, withheld } = shownMessage(error, place?.statement.text, trusted);
  const wayOut =
    error.code === INSUFFICIENT_PRIVILEGE && place?.asGroup
      ? `files run as ${place.asGroup}; write RESET ROLE; before it to run it as the master user`
      : (WAYS_OUT[error.code ?? ''] ?? (withheld ? WITHHELD : undefined));
  const holders = holdersOf(error);
  const waited = holders.length > 0 ? `; it waited for ${cut(describeHolders(holders))}` : '';
  return `${at}${cut(message)} (SQLSTATE ${error.code})${waited}${hint ? `; hint: ${cut(hint)}` : ''}${wayOut ? `; ${wayOut}` : ''}`;
}

/** Fields of an error that go to the log with its description. */
export function errorDetails(error: unknown): Record<string, unknown> {
  const { code, severity, routine } = error as DatabaseError;
  return { code, severity, routine, ...objectsOf(error as ServerMessage) };
}

/** The line of the file that the server means: of a position in the statement, or of a line in the body of DO. */
function lineOf(error: unknown, { text, line }: Pick<SqlStatement, 'text' | 'line'>): number {
  const { position, where } = (error ?? {}) as Partial<DatabaseError>;
  // The last line of the context is the outermost one: what the statement itself has called.
  const inBody =
    position === undefined
      ? /(?:^|\n)PL\/pgSQL function inline_code_block line (\d+) at [^\n]*$/.exec(where ?? '')
      : null;
  if (inBody) return line + linesBefore(text, startOfBody(text)) + Number(inBody[1]) - 1;
  return line + linesBefore(text, unitsOf(text, Number(position ?? 1) - 1));
}

/** The server counts characters, of which some take two units. */
function unitsOf(text: string, characters: number): number {
  let units = 0;
  let count = 0;
  for (const character of text) {
    if (count++ >= characters) break;
    units += character.length;
  }
  return units;
}

function startOfBody(text: string): number {
  for (const { kind, contentStart } of sqlTokens(text)) if (kind === 'string') return contentStart;
  return 0;
}

function cut(text: string): string {
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART - 1)}…` : text;
}
