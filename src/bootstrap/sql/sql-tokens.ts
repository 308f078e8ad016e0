/** A token of SQL. Comments and white space are not tokens. */
export interface SqlToken {
  /** `word` for keywords and plain names, `identifier` for names in double quotes. */
  readonly kind: 'word' | 'identifier' | 'string' | 'symbol';
  /** The word as it is written, or the content of the quotes with doubled quotes and escapes resolved. */
  readonly value: string;
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  /** Where the content of its quotes begins. */
  readonly contentStart: number;
}

const BLANKS_AND_LINE_COMMENTS = /(?:\s+|--[^\n\r]*)+/y;
const COMMENT_BORDER = /\/\*|\*\//g;
const CONTINUATION = /[ \t\f\v]*(?:--[^\n\r]*)?[\n\r]\s*'/y;
const PREFIXED = /(?:[eE]|[uU]&|[nNbBxX])(?=')/y;
const UNICODE_IDENTIFIER = /[uU]&(?=")/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?\$/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z_0-9$\u0080-\uffff]*/y;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|([^]))/g;
const UNICODE_ESCAPE = /\\(?:\\|([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6}))/g;
const CONTROLS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * The tokens of a text that StatementScanner has accepted. UESCAPE is ignored: the escape character is always the
 * backslash.
 */
export function* sqlTokens(text: string): Generator<SqlToken> {
  const match = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  for (let at = 0; at < text.length;) {
    const skipped = match(BLANKS_AND_LINE_COMMENTS, at);
    if (skipped) {
      at += skipped.length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      at = endOfComment(text, at);
      continue;
    }
    const start = at;
    const tag = text[at] === '$' ? match(DOLLAR_TAG, at) : undefined;
    if (tag) {
      const contentStart = at + tag.length;
      const end = endOf(text.indexOf(tag, contentStart), text);
      at = end + tag.length;
      yield { kind: 'string', value: text.slice(contentStart, end), start, contentStart };
      continue;
    }
    const prefix = match(PREFIXED, at) ?? match(UNICODE_IDENTIFIER, at) ?? '';
    const quote = text[at + prefix.length];
    if (quote === "'" || quote === '"') {
      const contentStart = at + prefix.length + 1;
      const isEscaped = prefix.toLowerCase() === 'e';
      let end = endOfQuoted(text, contentStart, quote, isEscaped);
      let content = text.slice(contentStart, end);
      // A quote on a later line continues a string.
      while (quote === "'") {
        const continuation = match(CONTINUATION, end + 1);
        if (!continuation) break;
        const from = end + 1 + continuation.length;
        end = endOfQuoted(text, from, quote, isEscaped);
        content += text.slice(from, end);
      }
      at = end + 1;
      yield {
        kind: quote === "'" ? 'string' : 'identifier',
        value: resolved(content, quote, prefix),
        start,
        contentStart,
      };
      continue;
    }
    const word = match(WORD, at);
    at += word?.length ?? 1;
    yield { kind: word ? 'word' : 'symbol', value: word ?? text[start], start, contentStart: start };
  }
}

/** The text of a word in upper case; empty for any other token. */
export function keyword(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.value.toUpperCase() : '';
}

/** How many lines of a text end before a position. */
export function linesBefore(text: string, position: number): number {
  return text.slice(0, position).split('\n').length - 1;
}

/** The end of a comment, which may contain other comments. */
function endOfComment(text: string, start: number): number {
  COMMENT_BORDER.lastIndex = start;
  let depth = 0;
  for (;;) {
    const border = COMMENT_BORDER.exec(text);
    if (!border) return text.length;
    depth += border[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_BORDER.lastIndex;
  }
}

function endOf(found: number, text: string): number {
  return found < 0 ? text.length : found;
}

function endOfQuoted(text: string, from: number, quote: string, isEscaped: boolean): number {
  for (let at = from; at < text.length; at++) {
    if (isEscaped && text[at] === '\\') at++;
    else if (text[at] === quote && text[at + 1] === quote) at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function resolved(content: string, quote: string, prefix: string): string {
  const plain = content.split(quote + quote).join(quote);
  switch (prefix.toLowerCase()) {
    case 'e':
      return plain.replace(ESCAPE, (_, short, long, hex, octal, other) => {
        if (other !== undefined) return CONTROLS[other] ?? other;
        return character(short ?? long ?? hex, 16) ?? character(octal, 8) ?? '';
      });
    case 'u&':
      return plain.replace(UNICODE_ESCAPE, (_, short, long) => character(short ?? long, 16) ?? '\\');
    default:
      return plain;
  }
}

function character(digits: string | undefined, base: number): string | undefined {
  if (digits === undefined) return undefined;
  const code = parseInt(digits, base);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
