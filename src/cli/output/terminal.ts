import Table from 'cli-table3';
import { createSpinner } from 'nanospinner';
import { createColors } from 'picocolors';
import { Level } from '../level';

/** The width of a table where the output is no terminal. */
const WIDTH_OF_FILES = 120;

/** A column of a table that is narrower than this is not readable. */
const NARROWEST = 12;

/** Where the command writes: results to standard output, everything else to standard error. */
export class Terminal {
  private readonly colours;

  /** @param json results are one JSON document, for a program to read */
  constructor(
    readonly json: boolean,
    private readonly out: NodeJS.WriteStream = process.stdout,
    private readonly err: NodeJS.WriteStream = process.stderr,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.colours = createColors(Boolean(out.isTTY) && !environment.NO_COLOR);
  }

  /** Whether a person can answer a question. */
  get isInteractive(): boolean {
    return Boolean(process.stdin.isTTY) && Boolean(this.err.isTTY);
  }

  result(document: unknown, text: () => string): void {
    this.out.write(`${this.json ? JSON.stringify(document, undefined, 2) : text()}\n`);
  }

  /** One of many results that come one after another: a line each, in JSON too. */
  line(document: unknown, text: string): void {
    this.out.write(`${this.json ? JSON.stringify(document) : text}\n`);
  }

  /** A word about what goes on, for people. */
  note(text: string): void {
    this.err.write(`${text}\n`);
  }

  /** Shows that something goes on, until it is over. Off a terminal that is one line at the start. */
  async progress<T>(text: string, work: (update: (text: string) => void) => Promise<T>): Promise<T> {
    if (!this.err.isTTY) {
      this.note(text);
      return work(() => undefined);
    }
    const spinner = createSpinner(text, { stream: this.err }).start();
    try {
      const result = await work((update) => spinner.update(update));
      spinner.success();
      return result;
    } catch (error) {
      spinner.error();
      throw error;
    }
  }

  /** A table without frames. The last column takes what is left of the width, and breaks its lines. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const table = new Table({
      head: head.map((title) => this.colours.dim(title)),
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
      chars: NO_FRAME,
      wordWrap: true,
      colWidths: this.columnWidths(head, rows),
    });
    table.push(...rows.map((row) => [...row]));
    return table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  }

  /** The width of the terminal, or of a line in a file. */
  get columns(): number {
    return (this.out.isTTY && this.out.columns) || WIDTH_OF_FILES;
  }

  private columnWidths(head: readonly string[], rows: readonly (readonly string[])[]): (number | null)[] {
    const widths = [head, ...rows].reduce<number[]>(
      (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, visibleLength(cell) + 2)),
      [],
    );
    const others = widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
    const last = Math.max(NARROWEST, this.columns - others);
    return [...widths.slice(0, -1), Math.min(last, widths[widths.length - 1])];
  }

  bold(text: string): string {
    return this.colours.bold(text);
  }

  dim(text: string): string {
    return this.colours.dim(text);
  }

  /** A sign for a level, which does without colours too. */
  sign(level: Level): string {
    switch (level) {
      case Level.OK:
        return this.colours.green('✓');
      case Level.WARNING:
        return this.colours.yellow('!');
      case Level.CRITICAL:
        return this.colours.red('✗');
      case Level.UNKNOWN:
        return this.colours.dim('?');
    }
  }

  coloured(level: Level, text: string): string {
    if (level === Level.CRITICAL) return this.colours.red(text);
    return level === Level.WARNING ? this.colours.yellow(text) : text;
  }
}

const NO_FRAME = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

/** The number of characters on the screen, without the sequences of colours. */
function visibleLength(text: string): number {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[\d+m/g, '').length;
}
