import { isUtf8 } from 'buffer';
import { SqlTextError } from './sql-text-error';

const NEWLINE = 0x0a;
const LONGEST_SEQUENCE = 4;

/**
 * Decodes a UTF-8 file that is read in chunks. A chunk may end within a character. A byte order mark at the start of
 * the file is left out.
 */
export class Utf8Text {
  private line = 1;
  private first = true;
  /** The beginning of a character whose end is in the next chunk. */
  private incomplete = Buffer.alloc(0);

  /**
   * Returns the text of the next chunk, as far as its characters are complete.
   *
   * @throws `SqlTextError` for bytes that are not UTF-8, and for NUL, which PostgreSQL takes for the end of the
   * statement
   */
  read(chunk: Uint8Array): string {
    const bytes = Buffer.concat([this.incomplete, chunk]);
    const complete = bytes.subarray(0, completeLength(bytes));
    this.incomplete = bytes.subarray(complete.length);
    check(complete, this.line);
    if (complete.length === 0) return '';
    this.line += newlines(complete);
    const text = complete.toString('utf8');
    const isMarked = this.first && text.startsWith('\ufeff');
    this.first = false;
    return isMarked ? text.slice(1) : text;
  }

  /** @throws `SqlTextError` when the file ends within a character */
  end(): void {
    check(this.incomplete, this.line);
  }
}

/** Number of bytes that form complete characters. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back < LONGEST_SEQUENCE && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    const isContinuation = byte >= 0x80 && byte < 0xc0;
    if (isContinuation) continue;
    return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Number of bytes of a character, by its first byte. */
function sequenceLength(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  if (firstByte >= 0xe0) return 3;
  if (firstByte >= 0xc0) return 2;
  return 1;
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
      'the file contains a NUL byte, which is not text; save it as UTF-8 text',
    );
  }
}

/**
 * The first line that is wrong, or else the last one. Lines can be checked one by one, because no character of UTF-8
 * contains the byte of a newline.
 *
 * @param firstLine the number of the line where the bytes begin
 */
function lineOf(bytes: Buffer, firstLine: number, isWrong: (part: Buffer) => boolean): number {
  let line = firstLine;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0 || isWrong(bytes.subarray(start, end))) return line;
    line++;
    start = end + 1;
  }
}

function newlines(bytes: Buffer): number {
  let count = 0;
  let at = bytes.indexOf(NEWLINE);
  while (at >= 0) {
    count++;
    at = bytes.indexOf(NEWLINE, at + 1);
  }
  return count;
}
