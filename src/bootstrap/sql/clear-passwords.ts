import { keyword, SqlToken, sqlTokens } from './sql-tokens';

/** A password in clear text in a statement. */
export interface ClearPassword {
  /** The clause, option or function that has the password, for an error. Never the password. */
  readonly where: string;
  /** The position in the text of the statement, in UTF-16 units. */
  readonly position: number;
  /** What to do instead. */
  readonly fix: string;
}

/** A statement without any of these words has no password, and is not searched. */
const MAY_HOLD_ONE = /passw|passcode|\bpwd\b|postgres(?:ql)?:\/\/|create_aws_credentials/i;

/** Statements whose strings are data, not SQL. */
const DATA = ['INSERT', 'UPDATE', 'MERGE', 'VALUES', 'COPY', 'COMMENT'];

/**
 * What PostgreSQL takes for a verifier, and stores unchanged (src/backend/libpq/crypt.c, get_password_type). An empty
 * string means no password.
 */
const VERIFIER = /^$|^md5[0-9a-f]{32}$|^SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/;

const OPTION = /^(ssl)?pass(word|wd|code)$|^pwd$/i;
/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING */
const CONNECTION_STRING = /(?:^|[\s?&])(?:ssl)?password\s*=\s*(?!'')[^\s&]|^\s*postgres(?:ql)?:\/\/[^/@:\s]*:[^@\s]/i;

/** How many strings deep to search. */
const MAX_DEPTH = 6;

const FOR_ROLES = "write a verifier ('SCRAM-SHA-256$…'), or create the user with addApplicationUser()";
const FOR_CONNECTIONS = 'set it by hand, or by a function of your own that reads a secret';
const FOR_AWS = 'give the instance an IAM role instead';

/**
 * Finds the first clear-text password of a statement. It also searches the bodies of DO and of routines, and the SQL
 * that these execute, as far as that is written out.
 */
export function clearPassword(statement: string): ClearPassword | undefined {
  if (!MAY_HOLD_ONE.test(statement)) return undefined;
  return search(statement, 0);
}

function search(text: string, depth: number): ClearPassword | undefined {
  const tokens = [...sqlTokens(text)];
  const holdsData = DATA.includes(keyword(tokens[0]));
  let command: Command = 'other';
  for (const [at, token] of tokens.entries()) {
    if (token.value === ';' && token.kind === 'symbol') command = 'other';
    command = commandAt(tokens, at) ?? command;
    const found = passwordAt(tokens, at, command);
    if (found) return found;
    const mayBeSql = token.kind === 'string' && !holdsData && MAY_HOLD_ONE.test(token.value);
    if (!mayBeSql || depth === MAX_DEPTH) continue;
    const inner = search(token.value, depth + 1) ?? assembledPassword(tokens, at);
    if (!inner) continue;
    // Escapes make the value shorter than the text: then the position is that of the string.
    const isWrittenOut = text.startsWith(token.value, token.contentStart);
    return { ...inner, position: isWrittenOut ? token.contentStart + inner.position : token.start };
  }
  return undefined;
}

type Command = 'role' | 'options' | 'subscription' | 'other';

/** The command that begins at a token; undefined if none does. Only CREATE and ALTER may set a password. */
function commandAt(tokens: SqlToken[], at: number): Command | undefined {
  if (!['CREATE', 'ALTER'].includes(keyword(tokens[at]))) return undefined;
  const second = keyword(tokens[at + 1]);
  const third = keyword(tokens[at + 2]);
  if (second === 'USER' && third === 'MAPPING') return 'options';
  if (['ROLE', 'USER', 'GROUP'].includes(second)) return 'role';
  if (['SERVER', 'FOREIGN'].includes(second)) return 'options';
  return second === 'SUBSCRIPTION' ? 'subscription' : 'other';
}

/** The password that follows the token at an index. */
function passwordAt(tokens: SqlToken[], at: number, command: Command): ClearPassword | undefined {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token.kind === 'symbol' || token.kind === 'string') return undefined;
  if (isOpening(next)) return passwordInCall(token.value, tokens, at + 1);
  if (next?.kind !== 'string' || next.value === '') return undefined;
  if (command === 'role' && keyword(token) === 'PASSWORD' && !VERIFIER.test(next.value)) {
    return { where: 'PASSWORD', position: next.start, fix: FOR_ROLES };
  }
  if (command === 'options' && OPTION.test(token.value)) {
    return { where: `the option ${token.value}`, position: next.start, fix: FOR_CONNECTIONS };
  }
  if (command === 'subscription' && keyword(token) === 'CONNECTION' && CONNECTION_STRING.test(next.value)) {
    return { where: 'CONNECTION', position: next.start, fix: FOR_CONNECTIONS };
  }
  return undefined;
}

/** The password in the arguments of a function whose parenthesis opens at an index. */
function passwordInCall(functionName: string, tokens: SqlToken[], opening: number): ClearPassword | undefined {
  if (/^dblink/i.test(functionName)) {
    const connection = argumentsOf(tokens, opening)
      .flat()
      .find(({ kind, value }) => kind === 'string' && CONNECTION_STRING.test(value));
    return connection && { where: functionName, position: connection.start, fix: FOR_CONNECTIONS };
  }
  if (/^create_aws_credentials$/i.test(functionName)) {
    const secretKey = argumentsOf(tokens, opening)[1]?.[0];
    if (secretKey?.kind !== 'string' || secretKey.value === '') return undefined;
    return { where: functionName, position: secretKey.start, fix: FOR_AWS };
  }
  return undefined;
}

/**
 * The password of a role in SQL that is assembled from the string at an index and another string, by `||` or by
 * format(). The position is that of the first string, relative to its content.
 */
function assembledPassword(tokens: SqlToken[], at: number): ClearPassword | undefined {
  const { value, start, contentStart } = tokens[at];
  if (!/\b(?:create|alter)\s+(?:role|user|group)\b/i.test(value)) return undefined;
  const isConcatenated =
    /\bpassword\s*'?\s*$/i.test(value) && tokens[at + 1]?.value === '|' && tokens[at + 2]?.value === '|';
  const password = isConcatenated ? operandAt(tokens, at + 3) : formatArgument(tokens, at);
  if (password?.kind !== 'string' || VERIFIER.test(password.value)) return undefined;
  return { where: 'PASSWORD', position: start - contentStart, fix: FOR_ROLES };
}

/** The string at an index, which may be the argument of quote_literal(). */
function operandAt(tokens: SqlToken[], at: number): SqlToken | undefined {
  const operand = tokens[at];
  if (operand?.kind === 'string') return operand;
  if (!/^quote_literal$/i.test(operand?.value ?? '')) return undefined;
  return tokens.slice(at + 1, at + 3).find(({ kind }) => kind === 'string');
}

/** The argument of format() that replaces the password in its format, which is the string at an index. */
function formatArgument(tokens: SqlToken[], at: number): SqlToken | undefined {
  const isFormat = isOpening(tokens[at - 1]) && /^format$/i.test(tokens[at - 2]?.value ?? '');
  if (!isFormat) return undefined;
  const match = /^([^]*?\bpassword\s+)%(?:(\d+)\$)?L/i.exec(tokens[at].value);
  if (!match) return undefined;
  const [, before, position] = match;
  const placeholdersBefore = before.match(/%(?:I|L|s)/g)?.length ?? 0;
  const index = position === undefined ? placeholdersBefore + 1 : Number(position);
  return argumentsOf(tokens, at - 1)[index]?.[0];
}

/** The tokens of each argument of a call whose parenthesis opens at an index. */
function argumentsOf(tokens: SqlToken[], opening: number): SqlToken[][] {
  const found: SqlToken[][] = [[]];
  let depth = 1;
  for (const token of tokens.slice(opening + 1)) {
    const symbol = token.kind === 'symbol' ? token.value : '';
    if (symbol === '(') depth++;
    if (symbol === ')') depth--;
    if (depth === 0) break;
    if (symbol === ',' && depth === 1) found.push([]);
    else found[found.length - 1].push(token);
  }
  return found;
}

function isOpening(token: SqlToken | undefined): boolean {
  return token?.kind === 'symbol' && token.value === '(';
}
