/**
 * Why the text of an SQL file cannot be split into statements, or must not run. The message names neither the file nor
 * the line.
 */
export class SqlTextError extends Error {
  /** @param line the line of the file where the fault begins, from 1 */
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}
