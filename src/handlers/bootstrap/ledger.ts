import { escapeLiteral } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { Script } from './script';

/** The record of a script that has run. */
export interface AppliedScript {
  readonly checksum: string;
  readonly appliedAt: Date;
}

const LEDGER = 'oficina_bootstrap.applied_script';

/** The scripts that have run in this database, by name; none before init-db.sql has created the ledger. */
export async function appliedScripts(session: MasterSession): Promise<Map<string, AppliedScript>> {
  const lookUp = `SELECT pg_catalog.to_regclass('${LEDGER}'::pg_catalog.text) IS NOT NULL AS exists`;
  const [ledger] = (await session.query(lookUp)).rows;
  if (!ledger.exists) return new Map();
  const { rows } = await session.query(`SELECT name, checksum, applied_at FROM ${LEDGER}`);
  return new Map(rows.map(({ name, checksum, applied_at: appliedAt }) => [name, { checksum, appliedAt }]));
}

/**
 * Whether a script has to run.
 *
 * @throws `BootstrapError` for a script that is not repeatable and has run with different content
 */
export function isPending(script: Script, applied: ReadonlyMap<string, AppliedScript>): boolean {
  const earlier = applied.get(script.name);
  if (earlier === undefined) return true;
  if (earlier.checksum === script.checksum) return false;
  if (script.repeatable) return true;
  throw new BootstrapError(
    `${script.name}: the file ran on ${earlier.appliedAt.toISOString()} with different content, and runs only once; ` +
      'put the old content back, and write the change into a new file. ' +
      'If the change does not matter to the database, such as one in a comment, record it by hand: ' +
      `UPDATE ${LEDGER} SET checksum = ${escapeLiteral(script.checksum)} WHERE name = ${escapeLiteral(script.name)};`,
  );
}

const REPLACE_RECORD =
  'ON CONFLICT (name) DO UPDATE SET (checksum, statements, applied_at, applied_by) = ' +
  '(excluded.checksum, excluded.statements, pg_catalog.now(), SESSION_USER)';

/** Records that a script has run, in the open transaction. */
export async function recordScript(
  session: MasterSession,
  { name, checksum, repeatable }: Script,
  statements: number,
): Promise<void> {
  const insert =
    `INSERT INTO ${LEDGER} (name, checksum, statements) ` +
    'VALUES ($1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.int4)';
  await session.query(repeatable ? `${insert} ${REPLACE_RECORD}` : insert, [name, checksum, statements]);
}
