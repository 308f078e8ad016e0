import { conditionName } from './conditions';
import { keyword, SqlToken, sqlTokens } from '../../bootstrap/sql/sql-tokens';

/** The fields of an error or a notice of the server that are read here. */
export interface ServerMessage {
  readonly message?: string;
  readonly code?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly internalQuery?: string;
  readonly where?: string;
  readonly file?: string;
  readonly routine?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly dataType?: string;
}

/** The part that may be shown. */
export interface ShownMessage {
  readonly message: string;
  readonly hint?: string;
  /** Whether the server's own words are left out. */
  readonly withheld: boolean;
}

/** Conditions whose messages quote values, or are whatever a routine, an extension or another server says. */
const FREE_TEXT = /^(22|38|39|58|F0|HV|P0|XX)/;
/** Routines of the server that relay messages of others: RAISE, dblink, foreign tables, other languages. */
const HANDED_ON = /^(exec_stmt_raise|exec_stmt_assert|dblink|pgfdw|PLy_|plperl|pltcl|plv8|plrust)/i;
const RAISE = 'exec_stmt_raise';
const SQL_OR_PLPGSQL =
  /^(PL\/pgSQL function|SQL function|SQL statement|SQL expression|PL\/pgSQL (assignment|expression))/;
/** Every pair of quotes that a language of the server's messages has. */
const QUOTED = /"((?:[^"]|"")*)"|«([^»]*)»|„([^“”"]*)[“”"]|“([^”]*)”|'([^']*)'/g;
const MANY_DIGITS = /\d{6,}/;
const LONGEST_NAME = 140;
const DEEPEST = 4;

/**
 * The message of the server without what may be a value of a column. Of statements of others it shows fixed words and
 * names of objects: those that the statement itself has outside of its strings, and those of the catalog.
 *
 * @param statement text of the statement
 * @param trusted whether statement and routines are the library's own, whose messages hold names alone
 */
export function shownMessage(said: ServerMessage, statement: string = '', trusted: boolean = false): ShownMessage {
  const own = { message: said.message ?? '', hint: said.hint, withheld: false };
  if (trusted && isOfLibrary(said.where)) return own;
  if (said.routine === RAISE) {
    const format = raisedFormat(own.message, statement);
    return format === undefined ? withheld(said) : { message: format, withheld: false };
  }
  const isFree =
    FREE_TEXT.test(said.code ?? '') || HANDED_ON.test(said.routine ?? '') || HANDED_ON.test(said.file ?? '');
  if (isFree || (said.where && !SQL_OR_PLPGSQL.test(said.where))) return withheld(said);
  const names = new Set([...namesIn(statement), ...objectNames(said)].map((name) => name.toLowerCase()));
  // An error with a place in the statement comes before anything runs: what it names is of the statement or of the
  // catalog.
  const isOfParser = said.position !== undefined && !said.where && !said.internalQuery;
  const masked = (text: string) => masking(text, names, isOfParser);
  return { message: masked(own.message), hint: said.hint && masked(said.hint), withheld: false };
}

/** Objects that the server names in fields of their own; RAISE may put anything there. */
export function objectsOf(said: ServerMessage): Record<string, string | undefined> {
  if (said.routine !== undefined && HANDED_ON.test(said.routine)) return {};
  const { schema, table, column, constraint } = said;
  return { schema, table, column, constraint };
}

function withheld(said: ServerMessage): ShownMessage {
  const { schema, table, column, constraint } = objectsOf(said);
  const objects = [
    table && `table ${schema ? `${schema}.` : ''}${table}`,
    column && `column ${column}`,
    constraint && `constraint ${constraint}`,
  ].filter(Boolean);
  return { message: [conditionName(said.code), ...objects].join(', '), withheld: true };
}

/** Whether no routine but the library's, and no block but that of the statement itself, was at work. */
function isOfLibrary(where: string = ''): boolean {
  const routines = [...where.matchAll(/^(?:PL\/pgSQL|SQL) function (\S+)/gm)].map(([, name]) => name);
  return routines.every((name) => /^("?oficina_bootstrap"?\.|inline_code_block$)/.test(name));
}

function objectNames({ schema, table, column, constraint, dataType }: ServerMessage): string[] {
  return [schema, table, column, constraint, dataType].filter((name): name is string => name !== undefined);
}

function masking(text: string, names: Set<string>, isOfParser: boolean): string {
  const isShown = (quoted: string) => {
    const parts = quoted.replace(/""/g, '"').split('.');
    if (/^[^\p{L}\p{N}'"$]{1,3}$/u.test(quoted)) return true; // a sign, as near ";"
    if (names.has(quoted.toLowerCase()) || parts.every((part) => names.has(part.toLowerCase()))) return true;
    return isOfParser && quoted.length <= LONGEST_NAME && /^[\p{L}_]/u.test(quoted) && !MANY_DIGITS.test(quoted);
  };
  return text
    .replace(QUOTED, (whole, ...groups: unknown[]) => {
      const quoted = groups.slice(0, 5).find((group) => typeof group === 'string') as string;
      return isShown(quoted) ? whole : `${whole[0]}…${whole[whole.length - 1]}`;
    })
    .replace(/(?<!["\w])\d{8,}/g, '…');
}

/** Words and quoted names of a statement and of the bodies in it, but nothing of its strings. */
function namesIn(text: string, depth: number = 0): string[] {
  return [...sqlTokens(text)].flatMap((token) => {
    if (token.kind === 'word' || token.kind === 'identifier') return [token.value];
    return isBody(text, token) && depth < DEEPEST ? namesIn(token.value, depth + 1) : [];
  });
}

function isBody(text: string, token: SqlToken): boolean {
  return token.kind === 'string' && text[token.start] === '$';
}

/** The format of the RAISE in the statement that makes this message: with its % in place of the values. */
function raisedFormat(message: string, statement: string): string | undefined {
  return formatsIn(statement).find((format) => /\p{L}/u.test(format) && asPattern(format).test(message));
}

function formatsIn(text: string, depth: number = 0): string[] {
  const tokens = [...sqlTokens(text)];
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'string') return [];
    const isRaised = [tokens[index - 1], tokens[index - 2]].some((before) => keyword(before) === 'RAISE');
    if (isRaised) return [token.value];
    return depth < DEEPEST && /\braise\b/i.test(token.value) ? formatsIn(token.value, depth + 1) : [];
  });
}

function asPattern(format: string): RegExp {
  const parts = format.split(/%%|%/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
