import Table from 'cli-table3';
import { createSpinner } from 'nanospinner';
import { createColors } from 'picocolors';
import { visibleLength, wrap } from './wrap';
import { Level } from '../level';

/** The width of a table where the output is no terminal. */
const WIDTH_OF_FILES = 120;

/** Between two columns. */
const GAP = 2;

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
      spinner.success(text); // not the last update, which tells of what went on
      return result;
    } catch (error) {
      spinner.error();
      throw error;
    }
  }

  /**
   * A table without frames. The last column takes what is left of the width, and breaks its lines between words: names
   * and addresses stay whole, even if they stick out, so that they can be copied.
   */
  table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const room = this.roomForLast(head, rows);
    const wrapped = rows.map((row) => row.map((cell, at) => (at < row.length - 1 ? cell : wrapLines(cell, room))));
    const table = new Table({
      head: head.map((title) => this.colours.dim(title)),
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
      chars: NO_FRAME,
    });
    table.push(...wrapped);
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

  /** The width that the other columns leave to the last one. */
  private roomForLast(head: readonly string[], rows: readonly (readonly string[])[]): number {
    const widths = [head, ...rows].reduce<number[]>(
      (widest, row) =>
        row.map((cell, at) => Math.max(widest[at] ?? 0, ...cell.split('\n').map((line) => visibleLength(line) + GAP))),
      [],
    );
    const others = widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
    return Math.max(NARROWEST, this.columns - others);
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

/** Breaks each line of a cell. Coloured text goes on in its colour: the table colours each line. */
function wrapLines(cell: string, width: number): string {
  return cell
    .split('\n')
    .map((line) => (visibleLength(line) > width ? wrap(line, width) : line))
    .join('\n');
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
