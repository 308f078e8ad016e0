import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';

/** How many indexes an error names. */
const NAMED_IN_ERROR = 3;

const IDENTIFIER = /"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][A-Za-z_0-9$\u0080-\uffff]*/g;

/**
 * Checks that a script leaves no invalid index behind.
 *
 * A failed CREATE INDEX CONCURRENTLY leaves an index that enforces nothing and that no query uses; with IF NOT EXISTS,
 * the next run skips it. https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 *
 * Indexes of partitioned tables are not checked: they are invalid until each partition has its own, and none can be
 * built concurrently.
 */
export class InvalidIndexes {
  /** Remembers the indexes that are invalid before a script runs. */
  static async before(session: MasterSession): Promise<InvalidIndexes> {
    const { rows } = await session.query(
      'SELECT indexrelid::pg_catalog.int8::pg_catalog.text AS id FROM pg_catalog.pg_index WHERE NOT indisvalid',
    );
    return new InvalidIndexes(rows.map(({ id }) => id as string));
  }

  /** Identifiers in the statements that may build an index. */
  private readonly mentionedNames = new Set<string>();

  /** @param earlierIds OIDs of the indexes that were invalid before */
  private constructor(private readonly earlierIds: string[]) {}

  /** Records the names in a statement. Returns whether the statement may leave an invalid index behind. */
  record({ text, words }: SqlStatement): boolean {
    // REINDEX may have CONCURRENTLY in parentheses, which are not part of the words.
    if (!words.includes('CONCURRENTLY') && words[0] !== 'REINDEX') return false;
    for (const [identifier] of text.matchAll(IDENTIFIER)) this.mentionedNames.add(nameOf(identifier));
    return true;
  }

  /**
   * Refuses an index that the script has left invalid, or that was invalid before and that the script names.
   *
   * Call it as the master user, who may see what other sessions are building.
   *
   * @throws `BootstrapError` with the names of the indexes
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
        AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_stat_progress_create_index p
          WHERE p.index_relid OPERATOR(pg_catalog.=) i.indexrelid
        )
      ORDER BY 1`,
      [this.earlierIds, [...this.mentionedNames]],
    );
    if (rows.length === 0) return;
    const names = rows.map(({ name }) => name as string);
    const more = names.length > NAMED_IN_ERROR ? ` and ${names.length - NAMED_IN_ERROR} more` : '';
    throw new BootstrapError(
      `${file}: the index ${names.slice(0, NAMED_IN_ERROR).join(', ')}${more} is invalid: building it has failed, ` +
        `now or earlier, and IF NOT EXISTS skips it; DROP INDEX CONCURRENTLY ${names[0]}, ` +
        `or begin the file with DROP INDEX CONCURRENTLY IF EXISTS ${names[0]}, and deploy again`,
    );
  }
}

/** The name that the server stores for an identifier. */
function nameOf(identifier: string): string {
  if (identifier.startsWith('"')) return identifier.slice(1, -1).replace(/""/g, '"');
  return identifier.toLowerCase();
}
