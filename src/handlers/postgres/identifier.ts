/** An identifier as SQL takes it, whatever characters it has. */
export function quoteIdentifier(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}

/** A string constant as SQL takes it. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replace(/'/g, '\'\'')}'`;
  return text.includes('\\') ? ` E${quoted.replace(/\\/g, '\\\\')}` : quoted;
}
