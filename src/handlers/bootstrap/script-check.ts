import { createHash } from 'crypto';
import { createReadStream } from 'fs';
import { BootstrapError } from './bootstrap-error';
import { RoleExpiry, roleExpiries } from './role-expiry';
import { Script } from './script';
import { sqlStatements } from './sql-statements';
import { ScriptRules } from '../../bootstrap/sql/script-rules';
import { SqlTextError } from '../../bootstrap/sql/sql-text-error';

/** A script that has been read and can run. */
export interface CheckedScript extends Script {
  /** Whether it runs in one transaction; otherwise each statement is its own. */
  readonly transactional: boolean;
  readonly statements: number;
  /** When the passwords of the roles that it creates or alters expire. */
  readonly expiries: readonly RoleExpiry[];
}

/**
 * Reads a script to its end without running it.
 *
 * @throws `BootstrapError` with file and line for a statement that cannot run, and for a file whose checksum is not
 * that of the manifest
 */
export async function checkScript(script: Script): Promise<CheckedScript> {
  const rules = new ScriptRules();
  const expiries: RoleExpiry[] = [];
  const hash = createHash('sha256');
  try {
    const bytes = hashingChunks(createReadStream(script.path), hash);
    for await (const statement of sqlStatements(bytes, { onComment: rules.onComment })) {
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
      `${script.name}: the file next to the function is not the one that was bundled; deploy the stack again`,
    );
  }
  return { ...script, transactional: rules.transactional, statements: rules.statements, expiries };
}

/** Passes the chunks on, and updates the hash with each. */
async function* hashingChunks(
  chunks: AsyncIterable<Buffer>,
  hash: { update(bytes: Buffer): unknown },
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
