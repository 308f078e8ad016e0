import { ScriptRules } from './script-rules';
import { SqlTextError } from './sql-text-error';
import { StatementScanner } from './statement-scanner';
import { Utf8Text } from './utf8-text';

/**
 * Reads a script to its end, as the function will do, so that it fails at synthesis and not at deployment.
 *
 * @throws an error with name and line for an unterminated quote, a psql command, a statement that must not be in a
 * script, such as BEGIN, and an unknown directive; an error for a script without a statement
 */
export function checkSql(name: string, content: Uint8Array): void {
  const rules = new ScriptRules();
  const scanner = new StatementScanner({ onComment: rules.onComment });
  const text = new Utf8Text();
  try {
    for (const statement of scanner.read(text.read(content))) rules.check(statement);
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
