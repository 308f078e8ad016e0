import { conditionName } from './conditions';
import { keyword, SqlToken, sqlTokens } from '../../bootstrap/sql/sql-tokens';

/** The fields of a server's error or notice that are read here. */
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

/** The part of a server's message that is safe to show. */
export interface ShownMessage {
  readonly message: string;
  readonly hint?: string;
  /** Whether the server's own words are left out. */
  readonly withheld: boolean;
}

/** SQLSTATEs whose messages quote values, or come from a routine, an extension or another server. */
const FREE_TEXT = /^(22|38|39|58|F0|HV|P0|XX)/;
/** Routines of the server that relay other messages: RAISE, dblink, foreign tables, other languages. */
const RELAYING_ROUTINE = /^(exec_stmt_raise|exec_stmt_assert|dblink|pgfdw|PLy_|plperl|pltcl|plv8|plrust)/i;
const RAISE = 'exec_stmt_raise';
const SQL_OR_PLPGSQL =
  /^(PL\/pgSQL function|SQL function|SQL statement|SQL expression|PL\/pgSQL (assignment|expression))/;
/** Text in quotes, in every style that a language of the server's messages uses. */
const QUOTED = /"((?:[^"]|"")*)"|«([^»]*)»|„([^“”"]*)[“”"]|“([^”]*)”|'([^']*)'/g;
const MANY_DIGITS = /\d{6,}/;
const LONGEST_NAME = 140;
const MAX_DEPTH = 4;

/**
 * Removes from a server's message what may be the value of a column.
 *
 * For other statements than the library's own, it shows fixed words and the names of objects: those that the statement
 * has outside of its strings, and those of the catalog.
 *
 * @param statement text of the statement
 * @param trusted whether statement and routines are the library's own, whose messages hold only names
 */
export function shownMessage(original: ServerMessage, statement: string = '', trusted: boolean = false): ShownMessage {
  const { message = '', hint, code = '', routine = '', file = '', where } = original;
  if (trusted && hasOnlyOwnRoutines(where)) return { message, hint, withheld: false };
  if (routine === RAISE) {
    const format = raisedFormat(message, statement);
    return format === undefined ? withholdMessage(original) : { message: format, withheld: false };
  }
  const isFreeText = FREE_TEXT.test(code) || RELAYING_ROUTINE.test(routine) || RELAYING_ROUTINE.test(file);
  const isOtherLanguage = where && !SQL_OR_PLPGSQL.test(where);
  if (isFreeText || isOtherLanguage) return withholdMessage(original);
  const names = new Set([...namesIn(statement), ...objectNames(original)].map((name) => name.toLowerCase()));
  // An error with a position comes before anything runs: its names are those of the statement or the catalog.
  const isOfParser = original.position !== undefined && !where && !original.internalQuery;
  return {
    message: maskUnknownNames(message, names, isOfParser),
    hint: hint && maskUnknownNames(hint, names, isOfParser),
    withheld: false,
  };
}

/** The objects that the server names in separate fields; none for RAISE and the like, which may put anything there. */
export function objectsOf(message: ServerMessage): Record<string, string | undefined> {
  if (message.routine !== undefined && RELAYING_ROUTINE.test(message.routine)) return {};
  const { schema, table, column, constraint } = message;
  return { schema, table, column, constraint };
}

/** The name of the condition and of its objects, in place of the server's words. */
function withholdMessage(original: ServerMessage): ShownMessage {
  const { schema, table, column, constraint } = objectsOf(original);
  const parts = [conditionName(original.code)];
  if (table) parts.push(schema ? `table ${schema}.${table}` : `table ${table}`);
  if (column) parts.push(`column ${column}`);
  if (constraint) parts.push(`constraint ${constraint}`);
  return { message: parts.join(', '), withheld: true };
}

/** Whether the context has no routine but the library's, and no block but that of the statement itself. */
function hasOnlyOwnRoutines(where: string = ''): boolean {
  const routines = [...where.matchAll(/^(?:PL\/pgSQL|SQL) function (\S+)/gm)].map(([, name]) => name);
  return routines.every((name) => /^("?oficina_bootstrap"?\.|inline_code_block$)/.test(name));
}

function objectNames({ schema, table, column, constraint, dataType }: ServerMessage): string[] {
  return [schema, table, column, constraint, dataType].filter((name): name is string => name !== undefined);
}

/** Replaces quoted text that is not the name of an object, and long numbers, by `…`. */
function maskUnknownNames(text: string, names: Set<string>, isOfParser: boolean): string {
  const isShown = (quoted: string) => {
    const parts = quoted.replace(/""/g, '"').split('.');
    if (/^[^\p{L}\p{N}'"$]{1,3}$/u.test(quoted)) return true; // a punctuation mark, as in: near ";"
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

/** The words and quoted names of a statement and of the bodies in it; nothing from its strings. */
function namesIn(text: string, depth: number = 0): string[] {
  return [...sqlTokens(text)].flatMap((token) => {
    if (token.kind === 'word' || token.kind === 'identifier') return [token.value];
    return isBody(text, token) && depth < MAX_DEPTH ? namesIn(token.value, depth + 1) : [];
  });
}

function isBody(text: string, token: SqlToken): boolean {
  return token.kind === 'string' && text[token.start] === '$';
}

/** The format of the RAISE in the statement that produced this message, with % in place of the values. */
function raisedFormat(message: string, statement: string): string | undefined {
  return formatsIn(statement).find((format) => /\p{L}/u.test(format) && asPattern(format).test(message));
}

function formatsIn(text: string, depth: number = 0): string[] {
  const tokens = [...sqlTokens(text)];
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'string') return [];
    const isRaised = [tokens[index - 1], tokens[index - 2]].some((before) => keyword(before) === 'RAISE');
    if (isRaised) return [token.value];
    return depth < MAX_DEPTH && /\braise\b/i.test(token.value) ? formatsIn(token.value, depth + 1) : [];
  });
}

function asPattern(format: string): RegExp {
  const parts = format.split(/%%|%/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
