/**
 * Breaks a line between words. What follows the first line is indented like the text after a bullet.
 *
 * @param width a word that is longer stays whole, so that it can be copied
 * @param indented how far what follows is indented; by default as the text after spaces and a bullet
 */
export function wrap(text: string, width: number, indented?: number): string {
  const [prefix] = /^ *(?:- |\d+\. )?/.exec(text)!;
  const indent = ' '.repeat(indented ?? prefix.length);
  const lines: string[] = [];
  let line = prefix;
  let isEmpty = true;
  for (const word of text.slice(prefix.length).split(/\s+/).filter(Boolean)) {
    if (!isEmpty && visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines.join('\n');
}

/** The number of characters on the screen, without the sequences of colours. */
export function visibleLength(text: string): number {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[\d+m/g, '').length;
}
