import { isUtf8 } from 'buffer';
import { SqlTextError } from './sql-text-error';

const NEWLINE = 0x0a;
const LONGEST_SEQUENCE = 4;

/**
 * The text of a UTF-8 file that comes in chunks, whatever characters their borders cut. A byte order mark at the start
 * is left out.
 */
export class Utf8Text {
  private line = 1;
  private first = true;
  private cut = Buffer.alloc(0);

  /**
   * The text of the next chunk, as far as its characters are whole.
   *
   * @throws `SqlTextError` for bytes that are not UTF-8, and for NUL, which PostgreSQL takes for the end of the
   * statement
   */
  read(chunk: Uint8Array): string {
    const bytes = Buffer.concat([this.cut, chunk]);
    const whole = bytes.subarray(0, wholeCharacters(bytes));
    this.cut = bytes.subarray(whole.length);
    check(whole, this.line);
    if (whole.length === 0) return '';
    this.line += newlines(whole);
    const text = whole.toString('utf8');
    const isMarked = this.first && text.startsWith('\ufeff');
    this.first = false;
    return isMarked ? text.slice(1) : text;
  }

  /** @throws `SqlTextError` when the file ends within a character */
  end(): void {
    check(this.cut, this.line);
  }
}

/** How many of the bytes are no start of a character whose end is still to come. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back < LONGEST_SEQUENCE && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0x80 && byte < 0xc0) continue; // a byte that goes on
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function check(bytes: Buffer, line: number): void {
  if (!isUtf8(bytes)) {
    throw new SqlTextError(
      lineOf(bytes, line, (part) => !isUtf8(part)),
      'the file is not UTF-8; save it in that encoding',
    );
  }
  if (bytes.includes(0)) {
    throw new SqlTextError(
      lineOf(bytes, line, (part) => part.includes(0)),
      'the file holds a NUL byte, which is no text; save it as UTF-8 text',
    );
  }
}

/** No character of UTF-8 holds the byte of a newline, so that lines can be looked at one by one. */
function lineOf(bytes: Buffer, line: number, isWrong: (part: Buffer) => boolean): number {
  for (let start = 0, at = line; ; at++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0 || isWrong(bytes.subarray(start, end))) return at;
    start = end + 1;
  }
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
