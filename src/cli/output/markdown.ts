import { Terminal } from './terminal';
import { wrap } from './wrap';

/** The widest line of text that is easy to read. */
const WIDEST = 100;

const HEADING = /^#+ (.*)$/;
const FENCE = /^ *```/;
const LIST_ITEM = /^( *)(- |\d+\. )/;
const TABLE_ROW = /^\|(.*)\|$/;
/** Bold text. Its stars go, and the text stays as the others. */
const STRONG = /\*\*([^*]+)\*\*/g;

const LINK = /\[([^\]]+)\]\(([^)]+)\)/g;

/**
 * Writes Markdown for a terminal: paragraphs in its width, code as it is, so that it can be copied, and tables.
 *
 * @param linkText what stands for a link, by its text and its target
 */
export function renderMarkdown(
  markdown: string,
  terminal: Terminal,
  linkText: (text: string, target: string) => string,
): string {
  const width = Math.min(WIDEST, terminal.columns);
  const plain = (text: string) =>
    text.replace(STRONG, '$1').replace(LINK, (_, label: string, target: string) => linkText(label, target));
  return blocksOf(markdown)
    .map((lines) => {
      const [first] = lines;
      const heading = HEADING.exec(first)?.[1];
      if (heading !== undefined) return terminal.bold(heading);
      if (FENCE.test(first)) return code(lines);
      if (TABLE_ROW.test(first)) return table(lines, terminal, plain);
      return items(lines)
        .map((item) => wrap(plain(item), width))
        .join('\n');
    })
    .join('\n\n');
}

/** Headings, code, tables and paragraphs. Lists without empty lines between their items are one block. */
function blocksOf(markdown: string): string[][] {
  const blocks: string[][] = [];
  let block: string[] = [];
  let isCode = false;
  const end = () => {
    if (block.length > 0) blocks.push(block);
    block = [];
  };
  for (const line of markdown.split('\n')) {
    if (FENCE.test(line)) {
      if (!isCode) end();
      block.push(line);
      if (isCode) end();
      isCode = !isCode;
    } else if (isCode) {
      block.push(line);
    } else if (line.trim() === '') {
      end();
    } else if (HEADING.test(line)) {
      end();
      blocks.push([line]);
    } else {
      block.push(line);
    }
  }
  end();
  return blocks;
}

/** Without the fences, and with the indentation that copies well: none but that of the code itself. */
function code(lines: readonly string[]): string {
  const [{ length: indent }] = /^ */.exec(lines[0])!;
  return lines
    .slice(1, -1)
    .map((line) => line.slice(Math.min(indent, line.search(/\S|$/))))
    .join('\n');
}

/** The lines of a paragraph, or of each item of a list, as one line. */
function items(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (joined.length === 0 || LIST_ITEM.test(line)) joined.push(line);
    else joined[joined.length - 1] += ` ${line.trim()}`;
  }
  return joined;
}

function table(lines: readonly string[], terminal: Terminal, plain: (text: string) => string): string {
  const cells = (line: string) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => plain(cell.trim()));
  const [head, , ...rows] = lines;
  return terminal.table(cells(head), rows.map(cells));
}
