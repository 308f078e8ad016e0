import { keyword, SqlToken, sqlTokens } from './sql-tokens';

/** A password that stands in clear in a statement. */
export interface ClearPassword {
  /** Where it stands, as a reader would name it. Never the password. */
  readonly where: string;
  /** Where in the text of the statement, in UTF-16 units. */
  readonly position: number;
  readonly wayOut: string;
}

/** A statement without any of these words has none, and is not looked at further. */
const MAY_HOLD_ONE = /passw|passcode|\bpwd\b|postgres(?:ql)?:\/\/|create_aws_credentials/i;

/** Statements whose strings are data, not SQL. */
const DATA = ['INSERT', 'UPDATE', 'MERGE', 'VALUES', 'COPY', 'COMMENT'];

/**
 * What PostgreSQL takes for a verifier, and stores as it is (src/backend/libpq/crypt.c, get_password_type). An empty
 * one means none.
 */
const VERIFIER = /^$|^md5[0-9a-f]{32}$|^SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/;

const OPTION = /^(ssl)?pass(word|wd|code)$|^pwd$/i;
/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING */
const CONNECTION_STRING = /(?:^|[\s?&])(?:ssl)?password\s*=\s*(?!'')[^\s&]|^\s*postgres(?:ql)?:\/\/[^/@:\s]*:[^@\s]/i;

const DEEPEST = 6;

const FOR_ROLES = "write a verifier ('SCRAM-SHA-256$…'), or make the user with addApplicationUser()";
const FOR_CONNECTIONS = 'set it by hand, or by a function of your own that reads a secret';

/**
 * The first password of a statement that stands in clear, also in the body of DO and of routines and in SQL that these
 * execute, as far as that is written out.
 */
export function clearPassword(statement: string): ClearPassword | undefined {
  if (!MAY_HOLD_ONE.test(statement)) return undefined;
  return search(statement, 0);
}

function search(text: string, depth: number): ClearPassword | undefined {
  const tokens = [...sqlTokens(text)];
  const holdsData = DATA.includes(keyword(tokens[0]));
  let command: Command = 'other';
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token.value === ';' && token.kind === 'symbol') command = 'other';
    command = commandAt(tokens, at) ?? command;
    const found = atToken(tokens, at, command);
    if (found) return found;
    if (token.kind !== 'string' || holdsData || depth === DEEPEST || !MAY_HOLD_ONE.test(token.value)) continue;
    const inner = search(token.value, depth + 1) ?? assembled(tokens, at);
    // Escapes make the content shorter than what is written: then the place is that of the string.
    if (inner) {
      return { ...inner, position: isWrittenAsIs(text, token) ? token.contentStart + inner.position : token.start };
    }
  }
  return undefined;
}

type Command = 'role' | 'options' | 'subscription' | 'other';

/** The command that begins at a token, if one does that may hold a password. */
function commandAt(tokens: SqlToken[], at: number): Command | undefined {
  if (!['CREATE', 'ALTER'].includes(keyword(tokens[at]))) return undefined;
  const [second, third] = [keyword(tokens[at + 1]), keyword(tokens[at + 2])];
  if (second === 'USER' && third === 'MAPPING') return 'options';
  if (['ROLE', 'USER', 'GROUP'].includes(second)) return 'role';
  if (['SERVER', 'FOREIGN'].includes(second)) return 'options';
  return second === 'SUBSCRIPTION' ? 'subscription' : 'other';
}

function atToken(tokens: SqlToken[], at: number, command: Command): ClearPassword | undefined {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token.kind === 'symbol' || token.kind === 'string') return undefined;
  const isPassword = next?.kind === 'string' && next.value !== '';
  if (command === 'role' && keyword(token) === 'PASSWORD' && isPassword && !VERIFIER.test(next.value)) {
    return { where: 'PASSWORD', position: next.start, wayOut: FOR_ROLES };
  }
  if (command === 'options' && OPTION.test(token.value) && isPassword) {
    return { where: `the option ${token.value}`, position: next.start, wayOut: FOR_CONNECTIONS };
  }
  if (
    command === 'subscription' &&
    keyword(token) === 'CONNECTION' &&
    isPassword &&
    CONNECTION_STRING.test(next.value)
  ) {
    return { where: 'CONNECTION', position: next.start, wayOut: FOR_CONNECTIONS };
  }
  if (!isOpening(next)) return undefined;
  if (/^dblink/i.test(token.value)) {
    const connection = argumentsOf(tokens, at + 1)
      .flat()
      .find(({ kind, value }) => kind === 'string' && CONNECTION_STRING.test(value));
    return connection && { where: token.value, position: connection.start, wayOut: FOR_CONNECTIONS };
  }
  if (/^create_aws_credentials$/i.test(token.value)) {
    const [, secretKey] = argumentsOf(tokens, at + 1);
    const isWritten = secretKey?.[0]?.kind === 'string' && secretKey[0].value !== '';
    return isWritten
      ? { where: token.value, position: secretKey[0].start, wayOut: 'give the instance a role of IAM instead' }
      : undefined;
  }
  return undefined;
}

/** SQL put together from a string that ends with PASSWORD and another one, by `||` or by format(). */
function assembled(tokens: SqlToken[], at: number): ClearPassword | undefined {
  const { value, start } = tokens[at];
  if (!/\b(?:create|alter)\s+(?:role|user|group)\b/i.test(value)) return undefined;
  const inner = start - tokens[at].contentStart;
  if (/\bpassword\s*'?\s*$/i.test(value) && tokens[at + 1]?.value === '|' && tokens[at + 2]?.value === '|') {
    const operand = tokens.slice(at + 3, at + 6).find(({ kind }) => kind === 'string');
    const isCalled = tokens[at + 3]?.kind === 'string' || /^quote_literal$/i.test(tokens[at + 3]?.value ?? '');
    return operand && isCalled && !VERIFIER.test(operand.value)
      ? { where: 'PASSWORD', position: inner, wayOut: FOR_ROLES }
      : undefined;
  }
  const isFormat = isOpening(tokens[at - 1]) && /^format$/i.test(tokens[at - 2]?.value ?? '');
  const before = /^([^]*?\bpassword\s+)%(?:(\d+)\$)?L/i.exec(value);
  if (!isFormat || !before) return undefined;
  const nth = before[2] ? Number(before[2]) : (before[1].match(/%(?:I|L|s)/g)?.length ?? 0) + 1;
  const [given] = argumentsOf(tokens, at - 1)[nth] ?? [];
  return given?.kind === 'string' && !VERIFIER.test(given.value)
    ? { where: 'PASSWORD', position: inner, wayOut: FOR_ROLES }
    : undefined;
}

/** The tokens of each argument of a call whose parenthesis opens at an index. */
function argumentsOf(tokens: SqlToken[], opening: number): SqlToken[][] {
  const found: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(opening)) {
    const symbol = token.kind === 'symbol' ? token.value : '';
    if (symbol === '(' && depth++ === 0) continue;
    if (symbol === ')' && --depth === 0) break;
    if (symbol === ',' && depth === 1) found.push([]);
    else found[found.length - 1].push(token);
  }
  return found;
}

function isOpening(token: SqlToken | undefined): boolean {
  return token?.kind === 'symbol' && token.value === '(';
}

function isWrittenAsIs(text: string, { value, contentStart }: SqlToken): boolean {
  return text.startsWith(value, contentStart);
}
