const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Source text that `literal()` writes as it is. */
export class Code {
  constructor(readonly text: string) {}
}

/** A value as TypeScript writes it, in the style of the examples: one entry a line, single quotes. */
export function literal(value: unknown, indent = ''): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return `[${value.map((item) => literal(item)).join(', ')}]`;
    const items = value.map((item) => `${inner}${literal(item, inner)},`);
    return block('[', ']', indent, items);
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const lines = entries.map(([name, item]) => `${inner}${key(name)}: ${literal(item, inner)},`);
  return block('{', '}', indent, lines);
}

function block(open: string, close: string, indent: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join('\n')}\n${indent}${close}`;
}

function key(name: string): string {
  return IDENTIFIER.test(name) ? name : quoted(name);
}

/** JSON escapes what must not stand in a string of TypeScript; the quotes alone are others. */
function quoted(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'");
  return `'${body}'`;
}
