import { escapeLiteral } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { Script } from './script';

/** A script that has run. */
export interface AppliedScript {
  readonly checksum: string;
  readonly appliedAt: Date;
}

const LEDGER = 'oficina_bootstrap.applied_script';

/** The scripts that have run in this database, by name; none before init-db.sql has made the ledger. */
export async function appliedScripts(session: MasterSession): Promise<Map<string, AppliedScript>> {
  const {
    rows: [{ exists }],
  } = await session.query(`SELECT pg_catalog.to_regclass('${LEDGER}'::pg_catalog.text) IS NOT NULL AS exists`);
  if (!exists) return new Map();
  const { rows } = await session.query(`SELECT name, checksum, applied_at FROM ${LEDGER}`);
  return new Map(rows.map(({ name, checksum, applied_at: appliedAt }) => [name, { checksum, appliedAt }]));
}

/**
 * Whether a script has to run.
 *
 * @throws `BootstrapError` for one that has run with another content and is not repeatable
 */
export function isPending(script: Script, applied: ReadonlyMap<string, AppliedScript>): boolean {
  const before = applied.get(script.name);
  if (before === undefined || before.checksum === script.checksum) return before === undefined;
  if (script.repeatable) return true;
  throw new BootstrapError(
    `${script.name}: the file has run on ${before.appliedAt.toISOString()} with another content, and runs once; ` +
      'put the old content back, and write the change into a new file. If the change means nothing to the database, as one of a comment, record it by hand: ' +
      `UPDATE ${LEDGER} SET checksum = ${escapeLiteral(script.checksum)} WHERE name = ${escapeLiteral(script.name)};`,
  );
}

/** Records that a script has run, in the transaction that is open. */
export async function recordScript(
  session: MasterSession,
  { name, checksum, repeatable }: Script,
  statements: number,
): Promise<void> {
  const again = repeatable
    ? 'ON CONFLICT (name) DO UPDATE SET (checksum, statements, applied_at, applied_by) = (excluded.checksum, excluded.statements, pg_catalog.now(), SESSION_USER)'
    : '';
  await session.query(
    `INSERT INTO ${LEDGER} (name, checksum, statements) VALUES ($1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.int4) ${again}`,
    [name, checksum, statements],
  );
}
