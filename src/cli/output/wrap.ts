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
    if (!isEmpty && line.length + 1 + word.length > width) {
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
