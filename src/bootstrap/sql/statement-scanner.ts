import { replacementFor } from './psql-commands';
import { SqlTextError } from './sql-text-error';

/** A statement of an SQL file. */
export interface SqlStatement {
  /** The text, without the comments and white space before it, and without its semicolon. */
  readonly text: string;
  /** The line of the file where the text begins, from 1. */
  readonly line: number;
  /** Its first words outside of quotes, comments and parentheses, in upper case: enough to tell which command it is. */
  readonly words: string[];
}

/** Options of a scanner. */
export interface ScannerOptions {
  /** Called for each `--` comment outside of statements. `isAtTop` is true before the first statement. */
  readonly onComment?: (comment: string, line: number, isAtTop: boolean) => void;
  /**
   * The longest statement that is accepted, in UTF-16 units.
   *
   * @default - 16 Mi, of which a function with little memory can hold several
   */
  readonly longest?: number;
}

const LONGEST_STATEMENT = 16 * 1024 * 1024;
const LONGEST_COMMENT_SHOWN = 200;
const WORDS_KEPT = 10;
/** The most words of `CREATE OR REPLACE FUNCTION`. */
const WORDS_OF_ROUTINE_HEAD = 4;

/*
 * The tokens of PostgreSQL (src/fe_utils/psqlscan.l): every character beyond ASCII is a letter. A pattern with `y`
 * matches only at the position, one with `g` from there on.
 */
const BLANKS = /[ \t\n\r\f\v]+/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z_0-9$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?\$/y;
const START_OF_DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?$/y;
const META_COMMAND = /\\[A-Za-z?!;.]{0,16}/y;
const META_COMMAND_LENGTH = 18;
const PLAIN = /[^ \t\n\r\f\vA-Za-z_\u0080-\uffff$'"();\\/-]+/y;
const END_OF_LINE = /[\n\r]/g;
const COMMENT_BORDER = /\/\*|\*\//g;
const QUOTE_OR_BACKSLASH = /['\\]/g;

type State = 'code' | 'string' | 'escapeString' | 'identifier' | 'dollarString' | 'lineComment' | 'blockComment';

/** The names of states in errors about what has no end. */
const NAMES: Partial<Record<State, string>> = {
  string: 'string constant',
  escapeString: 'string constant',
  identifier: 'quoted identifier',
  dollarString: 'dollar-quoted string',
  blockComment: 'comment',
};

/** The ends of states. That of a dollar string is its own tag. */
const ENDS: Partial<Record<State, string>> = { string: "'", escapeString: "'", identifier: '"', blockComment: '*/' };

/** Returned in place of a position if the next token may be longer than the text so far. */
const MORE = -1;

/**
 * Splits SQL into statements where psql would: at each semicolon outside of quotes, comments, parentheses and the
 * bodies of `BEGIN ATOMIC`. It takes the text in pieces of any size, and holds no more of it than one statement.
 *
 * Unlike psql it has no variables (`:name` stays as it is). It refuses meta-commands, and quotes, comments, parentheses
 * and bodies without an end.
 */
export class StatementScanner {
  private readonly onComment: NonNullable<ScannerOptions['onComment']>;
  private readonly longest: number;

  private text = '';
  private at = 0;
  private line = 1;
  /** The position of the next line break, kept so that a long line is not searched again for each of its tokens. */
  private lineBreak = -1;
  private isLast = false;
  private isAtTop = true;

  private state: State = 'code';
  private openedAt = 1;
  private dollarTag = '';
  private commentDepth = 0;
  private comment?: string;
  /** Whether the next quote continues the E'…' that has just ended, with its escapes: only after a line break. */
  private escapeStringContinues: 'no' | 'afterLineBreak' | 'atNextQuote' = 'no';

  private pieces: string[] = [];
  private piecesLength = 0;
  private pieceStart = -1;
  private statementLine = 1;
  private words: string[] = [];
  private wordCount = 0;
  private isRoutine = false;
  private routineHead = '';
  private parentheses: number[] = [];
  private blocks: number[] = [];

  constructor(options: ScannerOptions = {}) {
    this.onComment = options.onComment ?? (() => undefined);
    this.longest = options.longest ?? LONGEST_STATEMENT;
  }

  /**
   * Reads the next piece of text, and returns the statements that end in it.
   *
   * @throws `SqlTextError`
   */
  *read(text: string): Generator<SqlStatement> {
    this.text += text;
    this.lineBreak = -1;
    yield* this.scan();
    this.keepRest();
  }

  /**
   * Ends the text, and returns the last statement if it has no semicolon.
   *
   * @throws `SqlTextError` if a quote, comment, parenthesis or body has no end
   */
  *end(): Generator<SqlStatement> {
    this.isLast = true;
    yield* this.scan();
    if (this.state === 'lineComment') this.endComment();
    this.refuseOpenEnd();
    const statement = this.finish(this.at);
    if (statement) yield statement;
  }

  private *scan(): Generator<SqlStatement> {
    while (this.at < this.text.length) {
      const isEnd =
        this.state === 'code' &&
        this.text[this.at] === ';' &&
        this.parentheses.length === 0 &&
        this.blocks.length === 0;
      if (isEnd) {
        const statement = this.finish(this.at);
        this.move(this.at + 1);
        if (statement) yield statement;
        continue;
      }
      const next = this.step();
      if (next === MORE) return;
      this.move(next);
    }
  }

  /** Reads the token at the position, or the rest of one, and returns the position after it. */
  private step(): number {
    switch (this.state) {
      case 'code':
        return this.readCode();
      case 'string':
        return this.readQuoted("'");
      case 'identifier':
        return this.readQuoted('"');
      case 'escapeString':
        return this.readEscapeString();
      case 'dollarString':
        return this.readDollarString();
      case 'lineComment':
        return this.readLineComment();
      case 'blockComment':
        return this.readBlockComment();
    }
  }

  private readCode(): number {
    const character = this.text[this.at];
    const blanks = this.match(BLANKS);
    if (blanks) {
      const hasLineBreak = /[\n\r]/.test(blanks);
      if (this.escapeStringContinues === 'afterLineBreak' && hasLineBreak) this.escapeStringContinues = 'atNextQuote';
      return this.at + blanks.length;
    }
    if ('-/'.includes(character) && !this.has(2)) return MORE;
    if (this.startsWith('--')) {
      this.comment = this.isInStatement() ? undefined : '';
      return this.open('lineComment', 2);
    }
    const continuesEscapeString = this.escapeStringContinues === 'atNextQuote';
    this.escapeStringContinues = 'no';
    if (this.startsWith('/*')) {
      this.commentDepth = 0;
      return this.open('blockComment', 2);
    }
    if (character === ';' && !this.isInStatement()) return this.at + 1;
    this.beginStatement();
    if (character === "'") return this.open(continuesEscapeString ? 'escapeString' : 'string', 1);
    if (character === '"') return this.open('identifier', 1);
    if (character === '$') return this.readDollar();
    if (character === '\\') return this.refuseMetaCommand();
    if (character === '(') this.parentheses.push(this.line);
    if (character === ')') this.parentheses.pop();
    return this.readWord() ?? this.at + (this.match(PLAIN)?.length ?? 1);
  }

  private readWord(): number | undefined {
    const word = this.match(WORD);
    if (!word) return undefined;
    if (!this.has(word.length + 1)) return MORE;
    if (/^e$/i.test(word) && this.text[this.at + 1] === "'") return this.open('escapeString', 2);
    this.countWord(word.toUpperCase());
    return this.at + word.length;
  }

  /**
   * Finds the body of a routine, to which semicolons belong, as psql does: in CREATE [OR REPLACE] FUNCTION|PROCEDURE,
   * BEGIN opens a block, CASE within a block opens another one, and END closes the last one.
   */
  private countWord(word: string): void {
    if (this.parentheses.length === 0 && this.words.length < WORDS_KEPT) this.words.push(word);
    if (this.wordCount < WORDS_OF_ROUTINE_HEAD) {
      this.routineHead += ` ${word}`;
      if (/^ CREATE( OR REPLACE)? (FUNCTION|PROCEDURE)$/.test(this.routineHead)) this.isRoutine = true;
    }
    this.wordCount++;
    if (!this.isRoutine || this.parentheses.length > 0) return;
    if (word === 'BEGIN' || (word === 'CASE' && this.blocks.length > 0)) this.blocks.push(this.line);
    if (word === 'END') this.blocks.pop();
  }

  private readDollar(): number {
    const tag = this.match(DOLLAR_TAG);
    if (tag) {
      this.dollarTag = tag;
      return this.open('dollarString', tag.length);
    }
    return !this.isLast && this.match(START_OF_DOLLAR_TAG) ? MORE : this.at + 1;
  }

  private readQuoted(quote: string): number {
    const end = this.text.indexOf(quote, this.at);
    if (end < 0) return this.text.length;
    return this.readQuote(end, quote);
  }

  private readEscapeString(): number {
    const end = this.find(QUOTE_OR_BACKSLASH);
    if (end < 0) return this.text.length;
    if (this.text[end] === "'") return this.readQuote(end, "'");
    return end + 1 < this.text.length ? end + 2 : this.wait(end);
  }

  /** Reads a quote at `end`: a doubled one is a character of the constant, a single one ends it. */
  private readQuote(end: number, quote: string): number {
    if (end + 1 === this.text.length && !this.isLast) return this.wait(end);
    if (this.text[end + 1] === quote) return end + 2;
    this.escapeStringContinues = this.state === 'escapeString' ? 'afterLineBreak' : 'no';
    this.state = 'code';
    return end + 1;
  }

  private readDollarString(): number {
    const end = this.text.indexOf(this.dollarTag, this.at);
    if (end < 0) return this.wait(Math.max(this.at, this.text.length - this.dollarTag.length + 1));
    this.state = 'code';
    return end + this.dollarTag.length;
  }

  private readLineComment(): number {
    const found = this.find(END_OF_LINE);
    const end = found < 0 ? this.text.length : found;
    if (this.comment !== undefined && this.comment.length < LONGEST_COMMENT_SHOWN) {
      this.comment += this.text.slice(this.at, end);
    }
    if (found >= 0) this.endComment();
    return end;
  }

  private endComment(): void {
    this.state = 'code';
    if (this.comment !== undefined) {
      this.onComment(this.comment.slice(0, LONGEST_COMMENT_SHOWN), this.openedAt, this.isAtTop);
    }
  }

  private readBlockComment(): number {
    const border = this.find(COMMENT_BORDER);
    if (border < 0) return this.wait(Math.max(this.at, this.text.length - 1));
    if (this.text[border] === '/') this.commentDepth++;
    else if (this.commentDepth > 0) this.commentDepth--;
    else this.state = 'code';
    return border + 2;
  }

  private refuseMetaCommand(): number {
    if (!this.has(META_COMMAND_LENGTH)) return MORE;
    const command = this.match(META_COMMAND)!;
    throw new SqlTextError(this.line, `${command} is a command of psql, not SQL; ${replacementFor(command)}`);
  }

  private refuseOpenEnd(): void {
    const name = NAMES[this.state];
    if (name) {
      throw new SqlTextError(
        this.openedAt,
        `the ${name} that begins here has no end; close it with ${ENDS[this.state] ?? this.dollarTag}`,
      );
    }
    if (this.parentheses.length > 0) {
      throw new SqlTextError(this.parentheses[0], 'the parenthesis that opens here is never closed; close it with )');
    }
    if (this.blocks.length > 0) {
      throw new SqlTextError(
        this.blocks[0],
        'the block that begins here has no END; write END, or put the word into double quotes if it is a name',
      );
    }
  }

  private open(state: State, length: number): number {
    this.state = state;
    this.openedAt = this.line;
    return this.at + length;
  }

  private isInStatement(): boolean {
    return this.pieceStart >= 0;
  }

  private beginStatement(): void {
    if (this.isInStatement()) return;
    this.pieceStart = this.at;
    this.statementLine = this.line;
    this.isAtTop = false;
  }

  private finish(end: number): SqlStatement | undefined {
    if (!this.isInStatement()) return undefined;
    this.keep(end);
    const statement = { text: this.pieces.join(''), line: this.statementLine, words: this.words };
    this.pieces = [];
    this.piecesLength = 0;
    this.pieceStart = -1;
    this.words = [];
    this.wordCount = 0;
    this.isRoutine = false;
    this.routineHead = '';
    this.escapeStringContinues = 'no';
    return statement;
  }

  private keep(end: number): void {
    this.pieces.push(this.text.slice(this.pieceStart, end));
    this.piecesLength += end - this.pieceStart;
    if (this.piecesLength > this.longest) {
      throw new SqlTextError(
        this.statementLine,
        `the statement that begins here is longer than ${this.longest} characters; split it into several`,
      );
    }
  }

  /** Keeps what has been read of the statement, and leaves only the unread text for the next piece. */
  private keepRest(): void {
    if (this.isInStatement()) this.keep(this.at);
    this.text = this.text.slice(this.at);
    this.at = 0;
    this.lineBreak = -1;
    if (this.isInStatement()) this.pieceStart = 0;
  }

  /** Marks the text before `position` as read. The rest waits for more text; without more, it counts as read too. */
  private wait(position: number): number {
    if (this.isLast) return this.text.length;
    return position === this.at ? MORE : position;
  }

  private move(to: number): void {
    while (this.nextLineBreak() < to) {
      this.line++;
      this.at = this.lineBreak + 1;
    }
    this.at = to;
  }

  private nextLineBreak(): number {
    if (this.lineBreak < this.at) {
      const found = this.text.indexOf('\n', this.at);
      this.lineBreak = found < 0 ? Infinity : found;
    }
    return this.lineBreak;
  }

  private has(characters: number): boolean {
    return this.isLast || this.at + characters <= this.text.length;
  }

  private startsWith(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private find(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.index ?? -1;
  }
}
