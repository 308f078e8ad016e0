import { ScannerOptions, SqlStatement, StatementScanner } from '../../bootstrap/sql/statement-scanner';
import { Utf8Text } from '../../bootstrap/sql/utf8-text';

/**
 * The statements of an SQL file, one after the other, as psql would run them; of the file, no more than one statement is held.
 *
 * @param chunks its bytes, cut anywhere
 * @throws `SqlTextError`, when the text before it has been read, for what psql would not read as SQL in UTF-8
 */
export async function* sqlStatements(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ScannerOptions = {},
): AsyncGenerator<SqlStatement> {
  const scanner = new StatementScanner(options);
  const text = new Utf8Text();
  for await (const chunk of chunks) yield* scanner.read(text.read(chunk));
  text.end();
  yield* scanner.end();
}
