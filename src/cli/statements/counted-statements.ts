import { Client, escapeIdentifier } from 'pg';
import { maskStatement } from './masked-statement';
import { StatementTimes } from './statement-times';

/** What pg_stat_statements has counted. */
export interface CountedStatements {
  readonly statements: StatementTimes[];
  /** When the counting began. */
  readonly since?: Date;
}

/** The server has the extension, and not its library: https://www.postgresql.org/docs/current/pgstatstatements.html */
const NOT_LOADED = '55000';

const SCHEMA = `
  SELECT nspname
  FROM pg_extension
  JOIN pg_namespace ON pg_namespace.oid = extnamespace
  WHERE extname = 'pg_stat_statements'`;

/** The worst statements that pg_stat_statements has counted; undefined if this database does not have it. */
export async function countedStatements(client: Client, limit: number): Promise<CountedStatements | undefined> {
  const { rows: schemas } = await client.query<{ nspname: string }>(SCHEMA);
  if (schemas.length === 0) return undefined;
  const schema = escapeIdentifier(schemas[0].nspname);
  try {
    const { rows } = await client.query(
      `SELECT query, calls, total_exec_time, mean_exec_time, max_exec_time, rows, rolname, datname
       FROM ${schema}.pg_stat_statements AS counted
       LEFT JOIN pg_roles ON pg_roles.oid = counted.userid
       LEFT JOIN pg_database ON pg_database.oid = counted.dbid
       ORDER BY total_exec_time DESC
       LIMIT $1`,
      [limit],
    );
    const { rows: infos } = await client.query(`SELECT stats_reset FROM ${schema}.pg_stat_statements_info`);
    return {
      since: infos[0]?.stats_reset ?? undefined,
      statements: rows.map((row) => ({
        // The extension leaves the literals of some statements in, as those of ALTER ROLE.
        statement: maskStatement(row.query ?? ''),
        calls: Number(row.calls),
        totalMillis: row.total_exec_time,
        meanMillis: row.mean_exec_time,
        maxMillis: row.max_exec_time,
        rows: Number(row.rows),
        user: row.rolname ?? undefined,
        database: row.datname ?? undefined,
      })),
    };
  } catch (error) {
    if ((error as { code?: string }).code === NOT_LOADED) return undefined;
    throw error;
  }
}
