import { Client } from 'pg';
import { Session } from './lock-waits';

/**
 * now() is the begin of the own transaction: others may have begun after it. The blockers of a session are asked for
 * only where it waits, as the question locks the table of locks for a moment.
 */
const SESSIONS = `
  WITH activity AS MATERIALIZED (
    SELECT *,
      CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid) ELSE '{}' END AS blocked_by
    FROM pg_stat_activity
    WHERE pid <> pg_backend_pid()
  )
  SELECT pid, usename, datname, application_name, host(client_addr) AS client, state, query, blocked_by,
    backend_start::text AS started_at,
    extract(epoch FROM clock_timestamp() - xact_start)::float8 AS transaction_seconds,
    extract(epoch FROM clock_timestamp() - state_change)::float8 AS state_seconds,
    lock.wanted, lock.wait_seconds
  FROM activity
  LEFT JOIN LATERAL (
    SELECT
      mode || CASE
        WHEN relation IS NOT NULL AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          THEN ' on ' || relation::regclass::text
        ELSE ' on ' || locktype
      END AS wanted,
      extract(epoch FROM clock_timestamp() - waitstart)::float8 AS wait_seconds
    FROM pg_locks
    WHERE pg_locks.pid = activity.pid AND NOT granted
    LIMIT 1
  ) AS lock ON activity.wait_event_type = 'Lock'
  WHERE wait_event_type = 'Lock'
    OR state LIKE 'idle in transaction%'
    OR pid = ANY (ARRAY(SELECT unnest(blocked_by) FROM activity))
  ORDER BY pid`;

/** The sessions that wait for a lock, make others wait, or are idle in a transaction. */
export async function lockSessions(client: Client): Promise<Session[]> {
  const { rows } = await client.query(SESSIONS);
  return rows.map((row) => ({
    pid: row.pid,
    user: row.usename,
    database: row.datname,
    application: row.application_name || null,
    client: row.client,
    state: row.state,
    startedAt: row.started_at,
    transactionSeconds: row.transaction_seconds,
    stateSeconds: row.state_seconds,
    waitsFor: row.wanted,
    waitSeconds: row.wait_seconds,
    blockedBy: row.blocked_by,
    query: row.query ?? '',
  }));
}

/** Whether the user sees the sessions of others: without this right, what they do is hidden, and so is who waits. */
export async function seesAllSessions(client: Client): Promise<boolean> {
  const { rows } = await client.query("SELECT pg_has_role('pg_read_all_stats', 'USAGE') AS sees");
  return rows[0].sees;
}
