import { DatabaseError } from 'pg';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';
import { describeHolders, holdersOf } from '../postgres/lock-holders';

const LONGEST_PART = 300;

/** What a SQLSTATE means for a script: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const WAYS_OUT: Record<string, string> = {
  '25001': 'put it into a file of its own that begins with the line "-- oficina: no-transaction"',
  '2D000': 'put it into a file of its own that begins with the line "-- oficina: no-transaction"',
  '57014': 'the time of the deployment is over, the file has set a timeout, or somebody has cancelled the statement; '
    + 'split the file, or run what takes so long by hand',
};

const INSUFFICIENT_PRIVILEGE = '42501';

/** Where a statement stands. */
export interface StatementPlace {
  readonly file: string;
  /** The group that the file runs as, unless that is the master user. */
  readonly asGroup?: string;
  readonly statement: Pick<SqlStatement, 'text' | 'line'>;
}

/** An error of the server in one line: `<file>:<line>: <message> (SQLSTATE <code>)` and what helps. Never its detail or context: they show data. */
export function describeError(error: unknown, place?: StatementPlace): string {
  const at = place ? `${place.file}:${lineOf(error, place.statement)}: ` : '';
  const message = `${at}${cut(error instanceof Error ? error.message : `${error}`)}`;
  if (!(error instanceof DatabaseError)) return message;
  const hint = error.hint ? `; hint: ${cut(error.hint)}` : '';
  const wayOut = error.code === INSUFFICIENT_PRIVILEGE && place?.asGroup
    ? `files run as ${place.asGroup}; write RESET ROLE; before it to run it as the master user`
    : WAYS_OUT[error.code ?? ''];
  const holders = holdersOf(error);
  const waited = holders.length > 0 ? `; it waited for ${cut(describeHolders(holders))}` : '';
  return `${message} (SQLSTATE ${error.code})${waited}${hint}${wayOut ? `; ${wayOut}` : ''}`;
}

/** What of an error goes to the log. */
export function errorDetails(error: unknown): Record<string, unknown> {
  const { message, code, severity, hint, schema, table, column, constraint, routine } = error as DatabaseError;
  return { message, code, severity, hint, schema, table, column, constraint, routine };
}

/** The line of the file that the server means: it counts characters from the start of the statement. */
function lineOf(error: unknown, { text, line }: Pick<SqlStatement, 'text' | 'line'>): number {
  const position = Number((error as Partial<DatabaseError> | undefined)?.position ?? 1);
  let characters = 0;
  let at = line;
  for (const character of text) {
    if (++characters >= position) break;
    if (character === '\n') at++;
  }
  return at;
}

function cut(text: string): string {
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART - 1)}…` : text;
}
