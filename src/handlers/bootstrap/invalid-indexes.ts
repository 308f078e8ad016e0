import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';

/** How many an error names. */
const SHOWN = 3;

const IDENTIFIER = /"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][A-Za-z_0-9$\u0080-\uffff]*/g;

/**
 * CREATE INDEX CONCURRENTLY that fails leaves an index behind that enforces nothing and that no query uses. The next run, with IF NOT EXISTS, finds it there and is
 * content. https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 *
 * Those of partitioned tables are left out: they are invalid until every partition has its own, and none is made concurrently.
 */
export class InvalidIndexes {
  /** Remembers those that are invalid before a script runs. */
  static async before(session: MasterSession): Promise<InvalidIndexes> {
    const { rows } = await session.query(
      'SELECT indexrelid::pg_catalog.int8::pg_catalog.text AS id FROM pg_catalog.pg_index WHERE NOT indisvalid',
    );
    return new InvalidIndexes(rows.map(({ id }) => id as string));
  }

  private readonly named = new Set<string>();

  private constructor(private readonly earlier: string[]) {}

  /** Takes note of a statement; whether it may leave an invalid index behind. */
  see({ text, words }: SqlStatement): boolean {
    // In parentheses, as of REINDEX, it is none of the words.
    if (!words.includes('CONCURRENTLY') && words[0] !== 'REINDEX') return false;
    for (const [identifier] of text.matchAll(IDENTIFIER)) {
      this.named.add(
        identifier.startsWith('"') ? identifier.slice(1, -1).replace(/""/g, '"') : identifier.toLowerCase(),
      );
    }
    return true;
  }

  /**
   * To be called as the master user, who may see what other sessions are building.
   *
   * @throws `BootstrapError` for an index that the script has left invalid, or has found so where it wanted to make it
   */
  async refuse(session: MasterSession, file: string): Promise<void> {
    const { rows } = await session.query(
      `SELECT pg_catalog.format('%I.%I'::pg_catalog.text, n.nspname, c.relname) AS name
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE NOT i.indisvalid AND c.relkind OPERATOR(pg_catalog.=) 'i'::"char"
        AND (NOT i.indexrelid::pg_catalog.int8::pg_catalog.text OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])
          OR c.relname OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.text[]::pg_catalog.name[]))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid OPERATOR(pg_catalog.=) i.indexrelid)
      ORDER BY 1`,
      [this.earlier, [...this.named]],
    );
    if (rows.length === 0) return;
    const names = rows.map(({ name }) => name as string);
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
    throw new BootstrapError(
      `${file}: the index ${names.slice(0, SHOWN).join(', ')}${more} is invalid: its making has failed, now or earlier, and IF NOT EXISTS ` +
        `skips it; DROP INDEX CONCURRENTLY ${names[0]}, or begin the file with DROP INDEX CONCURRENTLY IF EXISTS ${names[0]}, and deploy again`,
    );
  }
}
