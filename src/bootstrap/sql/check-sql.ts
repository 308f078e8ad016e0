import { ScriptRules } from './script-rules';
import { SqlTextError } from './sql-text-error';
import { StatementScanner } from './statement-scanner';
import { Utf8Text } from './utf8-text';
import { beforeHalfCharacter } from '../../validation/whole-characters';

/**
 * Reads a script to its end, as the function will do, so that it fails at synthesis and not at deployment.
 *
 * @param content the bytes of a file, or text from the code of the app
 * @throws an error with name and line for an unterminated quote, a psql command, a statement that must not be in a
 * script, such as BEGIN, an unknown directive, and what is not text; an error for a script without a statement
 */
export function checkSql(name: string, content: Uint8Array | string): void {
  const rules = new ScriptRules();
  const scanner = new StatementScanner({ onComment: rules.onComment });
  const text = new Utf8Text();
  try {
    for (const statement of scanner.read(text.read(bytesOf(content)))) rules.check(statement);
    text.end();
    for (const statement of scanner.end()) rules.check(statement);
    rules.end();
  } catch (error) {
    if (error instanceof SqlTextError) throw new Error(`${name}:${error.line}: ${error.message}`);
    throw error;
  }
  if (rules.statements === 0) {
    throw new Error(`the SQL of BootstrapSql '${name}' must have a statement, got none; leave it out`);
  }
}

/** Encodes text from the app. Half of a character is refused; in a file it is not UTF-8, which the bytes show. */
function bytesOf(content: Uint8Array | string): Uint8Array {
  if (typeof content !== 'string') return content;
  const before = beforeHalfCharacter(content);
  if (before === undefined) return Buffer.from(content);
  const line = before.split('\n').length;
  throw new SqlTextError(line, 'the SQL contains half of a character (a lone surrogate); write the whole character');
}
