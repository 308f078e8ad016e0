import { DatabaseError } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { keyword, linesBefore, SqlToken, sqlTokens } from '../../bootstrap/sql/sql-tokens';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';

/** When the password of a role in a script expires. */
export interface RoleExpiry {
  /** The line of the file. */
  readonly line: number;
  /** The text behind VALID UNTIL. */
  readonly until: string;
}

/** SQL that DO executes may stand in a string within its body. */
const DEEPEST = 3;

const IS_PAST =
  'SELECT $1::pg_catalog.text::pg_catalog.timestamptz OPERATOR(pg_catalog.<=) pg_catalog.now() AS is_past';

/**
 * invalid_datetime_format, datetime_field_overflow, invalid_parameter_value: the statement itself fails with the words
 * of the server.
 */
const NO_TIME = ['22007', '22008', '22023'];

/** The VALID UNTIL of CREATE and ALTER ROLE, USER and GROUP, also in the body of DO, as far as they are written out. */
export function roleExpiries({ text, line, words }: Pick<SqlStatement, 'text' | 'line' | 'words'>): RoleExpiry[] {
  if (!/\buntil\b/i.test(text)) return [];
  const found = words[0] === 'DO' ? inBody(text, 0, 0) : inStatement([...sqlTokens(text)], 0);
  return found.map(({ until, position }) => ({ until, line: line + linesBefore(text, position) }));
}

/**
 * Refuses a VALID UNTIL that is past by the clock of the server: it would refuse the role from the first login on, and
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
      `${file}:${line}: VALID UNTIL must not be past, got '${until.slice(0, 64)}'; write a later time or 'infinity', or NOLOGIN for a role ` +
        'that must not log in',
    );
  }
}

async function isPast(session: MasterSession, until: string): Promise<boolean> {
  try {
    const {
      rows: [{ is_past: past }],
    } = await session.query(IS_PAST, [until]);
    return past === true;
  } catch (error) {
    if (error instanceof DatabaseError && NO_TIME.includes(`${error.code}`)) return false;
    throw error;
  }
}

interface Found {
  readonly until: string;
  /** In the text of the statement, in UTF-16 units. */
  readonly position: number;
}

/** The strings of a text that hold SQL, one in the other. */
function inBody(text: string, offset: number, depth: number): Found[] {
  if (depth === DEEPEST) return [];
  return [...sqlTokens(text)]
    .filter(({ kind }) => kind === 'string')
    .flatMap(({ value, contentStart }) => {
      if (!/\buntil\b/i.test(value)) return [];
      const start = offset + contentStart;
      return [...inStatement([...sqlTokens(value)], start), ...inBody(value, start, depth + 1)];
    });
}

function inStatement(tokens: SqlToken[], offset: number): Found[] {
  const found: Found[] = [];
  let isOfRole = false;
  tokens.forEach((token, at) => {
    if (token.kind === 'symbol' && token.value === ';') isOfRole = false;
    if (['CREATE', 'ALTER'].includes(keyword(token))) {
      isOfRole = ['ROLE', 'USER', 'GROUP'].includes(keyword(tokens[at + 1]));
    }
    const until = tokens[at + 2];
    if (isOfRole && keyword(token) === 'VALID' && keyword(tokens[at + 1]) === 'UNTIL' && until?.kind === 'string') {
      found.push({ until: until.value, position: offset + token.start });
    }
  });
  return found;
}
