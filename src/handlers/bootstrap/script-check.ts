import { createHash } from 'crypto';
import { createReadStream } from 'fs';
import { BootstrapError } from './bootstrap-error';
import { RoleExpiry, roleExpiries } from './role-expiry';
import { Script } from './script';
import { sqlStatements } from './sql-statements';
import { ScriptRules } from '../../bootstrap/sql/script-rules';
import { SqlTextError } from '../../bootstrap/sql/sql-text-error';

/** What is known of a script before it runs. */
export interface CheckedScript extends Script {
  /** Whether it runs in one transaction; otherwise each statement is its own. */
  readonly transactional: boolean;
  readonly statements: number;
  /** When the passwords of roles that it makes or changes expire. */
  readonly expiries: readonly RoleExpiry[];
}

/**
 * Reads a script to its end without running it.
 *
 * @throws `BootstrapError` with file and line for what cannot run, and for a file that is not the one that the manifest means
 */
export async function checkScript(script: Script): Promise<CheckedScript> {
  const rules = new ScriptRules();
  const expiries: RoleExpiry[] = [];
  const hash = createHash('sha256');
  try {
    for await (const statement of sqlStatements(hashed(createReadStream(script.path), hash), {
      onComment: rules.onComment,
    })) {
      rules.check(statement);
      expiries.push(...roleExpiries(statement));
    }
    rules.end();
  } catch (error) {
    if (error instanceof SqlTextError) throw new BootstrapError(`${script.name}:${error.line}: ${error.message}`);
    throw error;
  }
  if (hash.digest('hex') !== script.checksum) {
    throw new BootstrapError(
      `${script.name}: the file in the function is not the one that was bundled; deploy the stack again`,
    );
  }
  return { ...script, transactional: rules.transactional, statements: rules.statements, expiries };
}

async function* hashed(
  chunks: AsyncIterable<Buffer>,
  hash: { update(bytes: Buffer): unknown },
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
