import { Client } from 'pg';

/** A session that keeps another one waiting for a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly user: string;
  readonly application: string;
  /** As pg_stat_activity has it: `active`, `idle in transaction`, … */
  readonly state: string;
  /** When its transaction has begun, in ISO 8601. */
  readonly since: string;
}

/** How often the holders are looked up. What takes less time than this is nothing to report. */
const INTERVAL = 500;

/** cancelled by statement_timeout, and by lock_timeout */
const TIMED_OUT = ['57014', '55P03'];

const HOLDERS = `
  SELECT blocker.pid, activity.usename::pg_catalog.text AS "user", activity.application_name AS application, activity.state,
    COALESCE(activity.xact_start, activity.backend_start) AS since
  FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::pg_catalog.int4)) AS blocker (pid)
  LEFT JOIN pg_catalog.pg_stat_activity AS activity ON activity.pid OPERATOR(pg_catalog.=) blocker.pid`;

/**
 * Runs a statement, and looks from a connection beside it who keeps it waiting. When the statement then ends by a
 * timeout, `holdersOf()` has them.
 *
 * @param pid process id of the connection that the statement runs on
 * @param observer another connection of a user who may see other sessions; asked for when the statement takes a while
 */
export async function observingLocks<T>(
  pid: number,
  observer: () => Promise<Client>,
  statement: () => Promise<T>,
): Promise<T> {
  let holders: LockHolder[] = [];
  let look: Promise<void> | undefined;
  const timer = setInterval(() => {
    look ??= lockHolders(pid, observer)
      .then((found) => {
        holders = found;
      })
      .catch(() => undefined) // the statement's own error says more
      .finally(() => {
        look = undefined;
      });
  }, INTERVAL);
  try {
    return await statement();
  } catch (error) {
    if (holders.length > 0 && hasTimedOut(error)) Object.assign(error as object, { holders });
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** The sessions that an error is due to, when it is due to a lock. */
export function holdersOf(error: unknown): readonly LockHolder[] {
  return (error as { holders?: readonly LockHolder[] } | undefined)?.holders ?? [];
}

/** The holders in words. */
export function describeHolders(holders: readonly LockHolder[]): string {
  return holders
    .map(
      ({ pid, user, application, state, since }) =>
        `pid ${pid} (user ${user}, application '${application}', ${state}, since ${since})`,
    )
    .join(', ');
}

function hasTimedOut(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return TIMED_OUT.includes(`${code}`);
}

async function lockHolders(pid: number, observer: () => Promise<Client>): Promise<LockHolder[]> {
  const client = await observer();
  const { rows } = await client.query(HOLDERS, [pid]);
  return rows.map((row) => ({
    pid: row.pid as number,
    user: (row.user as string | null) ?? 'unknown', // a prepared transaction has the pid 0 and no session
    application: (row.application as string | null) ?? '',
    state: (row.state as string | null) ?? 'not to be seen',
    since: (row.since as Date | null)?.toISOString() ?? 'an unknown time',
  }));
}
