import { Client } from 'pg';

/** A session that keeps another one waiting for a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly user: string;
  readonly application: string;
  /** The state in pg_stat_activity: `active`, `idle in transaction`, … */
  readonly state: string;
  /** When its transaction began, in ISO 8601. */
  readonly since: string;
}

/** Milliseconds between two look-ups of the holders. Shorter waits are not worth reporting. */
const INTERVAL = 500;

/** The SQLSTATEs of a statement that statement_timeout or lock_timeout has cancelled. */
const TIMED_OUT = ['57014', '55P03'];

const HOLDERS = `
  SELECT blocker.pid, activity.usename::pg_catalog.text AS "user", activity.application_name AS application,
    activity.state, COALESCE(activity.xact_start, activity.backend_start) AS since
  FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::pg_catalog.int4)) AS blocker (pid)
  LEFT JOIN pg_catalog.pg_stat_activity AS activity ON activity.pid OPERATOR(pg_catalog.=) blocker.pid`;

/**
 * Runs a statement, and looks up from another connection which sessions keep it waiting. When the statement times out,
 * `holdersOf()` returns those sessions.
 *
 * @param pid process id of the connection that runs the statement
 * @param observer opens another connection, of a user who may see other sessions; called when the statement takes long
 */
export async function observingLocks<T>(
  pid: number,
  observer: () => Promise<Client>,
  statement: () => Promise<T>,
): Promise<T> {
  let holders: LockHolder[] = [];
  let isLookingUp = false;
  const lookUp = async () => {
    if (isLookingUp) return;
    isLookingUp = true;
    try {
      holders = await lockHolders(pid, observer);
    } catch {
      // The statement's own error says more.
    } finally {
      isLookingUp = false;
    }
  };
  const timer = setInterval(() => void lookUp(), INTERVAL);
  try {
    return await statement();
  } catch (error) {
    if (holders.length > 0 && hasTimedOut(error)) Object.assign(error as object, { holders });
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** The sessions whose locks have caused an error; none when it has another cause. */
export function holdersOf(error: unknown): readonly LockHolder[] {
  return (error as { holders?: readonly LockHolder[] } | undefined)?.holders ?? [];
}

/** Describes lock holders for an error message. */
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
    state: (row.state as string | null) ?? 'not visible',
    since: (row.since as Date | null)?.toISOString() ?? 'an unknown time',
  }));
}
