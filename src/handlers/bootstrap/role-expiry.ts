import { DatabaseError } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { keyword, linesBefore, SqlToken, sqlTokens } from '../../bootstrap/sql/sql-tokens';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';

/** A VALID UNTIL in a script: when the password of a role expires. */
export interface RoleExpiry {
  /** Its line in the file. */
  readonly line: number;
  /** The text after VALID UNTIL. */
  readonly until: string;
}

/** How many strings deep to look: SQL that DO executes may be in a string within its body. */
const MAX_DEPTH = 3;

const IS_PAST =
  'SELECT $1::pg_catalog.text::pg_catalog.timestamptz OPERATOR(pg_catalog.<=) pg_catalog.now() AS is_past';

/**
 * Codes for a text that is not a time: invalid_datetime_format, datetime_field_overflow, invalid_parameter_value. The
 * server refuses such a statement itself when it runs.
 */
const NOT_A_TIME = ['22007', '22008', '22023'];

/** Finds the literal VALID UNTIL of CREATE and ALTER ROLE, USER and GROUP, also in the body of DO. */
export function roleExpiries({ text, line, words }: Pick<SqlStatement, 'text' | 'line' | 'words'>): RoleExpiry[] {
  if (!/\buntil\b/i.test(text)) return [];
  const found = words[0] === 'DO' ? expiriesInStrings(text, 0, 0) : expiriesInTokens([...sqlTokens(text)], 0);
  return found.map(({ until, position }) => ({ until, line: line + linesBefore(text, position) }));
}

/**
 * Refuses a VALID UNTIL in the past, by the clock of the server: the server would refuse every login of the role, and
 * not say why.
 *
 * @throws `BootstrapError` with file and line
 */
export async function refusePastExpiries(
  session: MasterSession,
  file: string,
  expiries: readonly RoleExpiry[],
): Promise<void> {
  for (const { line, until } of expiries) {
    if (!(await isPast(session, until))) continue;
    throw new BootstrapError(
      `${file}:${line}: VALID UNTIL must not be in the past, got '${until.slice(0, 64)}'; ` +
        "write a later time or 'infinity', or NOLOGIN for a role that must not log in",
    );
  }
}

async function isPast(session: MasterSession, until: string): Promise<boolean> {
  try {
    const { rows } = await session.query(IS_PAST, [until]);
    return rows[0].is_past === true;
  } catch (error) {
    if (error instanceof DatabaseError && NOT_A_TIME.includes(`${error.code}`)) return false;
    throw error;
  }
}

interface FoundExpiry {
  readonly until: string;
  /** The position in the text of the statement, in UTF-16 units. */
  readonly position: number;
}

/** Searches the strings of a text, and the strings within them, for SQL. */
function expiriesInStrings(text: string, offset: number, depth: number): FoundExpiry[] {
  if (depth === MAX_DEPTH) return [];
  return [...sqlTokens(text)]
    .filter(({ kind }) => kind === 'string')
    .flatMap(({ value, contentStart }) => {
      if (!/\buntil\b/i.test(value)) return [];
      const start = offset + contentStart;
      return [...expiriesInTokens([...sqlTokens(value)], start), ...expiriesInStrings(value, start, depth + 1)];
    });
}

function expiriesInTokens(tokens: SqlToken[], offset: number): FoundExpiry[] {
  const found: FoundExpiry[] = [];
  let isRoleStatement = false;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol' && token.value === ';') isRoleStatement = false;
    if (['CREATE', 'ALTER'].includes(keyword(token))) {
      isRoleStatement = ['ROLE', 'USER', 'GROUP'].includes(keyword(tokens[index + 1]));
    }
    const isValidUntil = keyword(token) === 'VALID' && keyword(tokens[index + 1]) === 'UNTIL';
    const time = tokens[index + 2];
    if (isRoleStatement && isValidUntil && time?.kind === 'string') {
      found.push({ until: time.value, position: offset + token.start });
    }
  }
  return found;
}
