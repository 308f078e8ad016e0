import { ScannerOptions, SqlStatement, StatementScanner } from '../../bootstrap/sql/statement-scanner';
import { Utf8Text } from '../../bootstrap/sql/utf8-text';

/**
 * Splits an SQL file into statements, as psql would run them, with one statement in memory at a time.
 *
 * @param chunks the bytes of the file, split anywhere
 * @throws `SqlTextError` for text that psql would not read as SQL in UTF-8, after the statements before it
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
