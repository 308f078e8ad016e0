/** What stands for a literal. */
const MASK = '?';

/**
 * The parts of a statement that may hold data of people, and those that look like them. A text that the server has cut
 * off may end within one: then it ends with the statement.
 */
const PARTS = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?(?:\*/|$)`,
    String.raw`"(?:[^"]|"")*(?:"|$)`,
    String.raw`\b[eE]'(?:[^'\\]|''|\\[^])*(?:'|$)`,
    String.raw`(?:\b(?:[bBxXnN]|[uU]&))?'(?:[^']|'')*(?:'|$)`,
    String.raw`\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$`,
    String.raw`\$\d+`,
    String.raw`[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*`,
    String.raw`(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?\w*`,
  ].join('|'),
  'g',
);

const LIST = /\((?:\s*(?:\?|\$\d+)\s*,)+\s*(?:\?|\$\d+)\s*\)/g;
const ROWS = /(\(\?\)|\((?:\?|\$\d+)\))(?:\s*,\s*\1)+/g;

/**
 * Puts marks in the place of literals and comments, which may hold data of people, and white space in one form, so that
 * the same statement with other values is the same text. Lists of values become one, however long they are.
 */
export function maskStatement(statement: string): string {
  const masked = withoutLiterals(statement).replace(/\s+/g, ' ').trim();
  return masked.replace(LIST, `(${MASK})`).replace(ROWS, '$1');
}

function withoutLiterals(statement: string): string {
  let result = '';
  let at = 0;
  PARTS.lastIndex = 0;
  for (let match = PARTS.exec(statement); match; match = PARTS.exec(statement)) {
    const [part] = match;
    result += statement.slice(at, match.index);
    at = match.index + part.length;
    if (part.startsWith('$') && part.endsWith('$')) {
      // A dollar-quoted text ends with the same tag, whatever is in between.
      const end = statement.indexOf(part, at);
      at = end < 0 ? statement.length : end + part.length;
      PARTS.lastIndex = at;
      result += MASK;
    } else {
      result += replacementOf(part);
    }
  }
  return result + statement.slice(at);
}

function replacementOf(part: string): string {
  if (part.startsWith('--') || part.startsWith('/*')) return ' ';
  if (part.startsWith('"')) return part;
  return part.includes("'") || /^[.\d]/.test(part) ? MASK : part;
}
