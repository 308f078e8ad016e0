/** A session that waits, blocks another one, or keeps a transaction open without working. */
export interface Session {
  readonly pid: number;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  readonly client: string | null;
  readonly state: string | null;
  /** When it connected, as the server writes it: with the pid, it names the session for good. */
  readonly startedAt: string;
  /** Seconds since its transaction began; null without one. */
  readonly transactionSeconds: number | null;
  /** Seconds since it has been in its state. */
  readonly stateSeconds: number | null;
  /** What it waits for, like `ShareLock on oficina.orders`; null unless it waits for a lock. */
  readonly waitsFor: string | null;
  /** Seconds that it has waited. */
  readonly waitSeconds: number | null;
  readonly blockedBy: readonly number[];
  readonly query: string;
}

/** A session at the head of a queue, with everybody who waits for it, directly or behind another one. */
export interface Blocker {
  readonly session: Session;
  readonly waiting: readonly Session[];
}

/** PostgreSQL says 0 for a prepared transaction, which no session has. */
export const PREPARED_TRANSACTION = 0;

/**
 * The sessions that block others, and wait for nobody themselves; the one with most waiting first. In a circle, which
 * PostgreSQL ends by itself after deadlock_timeout, it is the session that has been in its transaction longest.
 */
export function blockersOf(sessions: readonly Session[]): Blocker[] {
  const blockingPids = new Set(sessions.flatMap(({ blockedBy }) => blockedBy));
  const heads = sessions.filter(({ pid, blockedBy }) => blockingPids.has(pid) && blockedBy.length === 0);
  const reached = new Set(heads.flatMap((head) => waitersOf(head.pid, sessions).map(({ pid }) => pid)));
  const inCircles = sessions
    .filter(({ pid, blockedBy }) => waitersOf(pid, sessions).some((waiter) => blockedBy.includes(waiter.pid)))
    .sort((one, other) => (other.transactionSeconds ?? 0) - (one.transactionSeconds ?? 0));
  for (const session of inCircles) {
    if (reached.has(session.pid)) continue;
    heads.push(session);
    reached.add(session.pid);
    for (const { pid } of waitersOf(session.pid, sessions)) reached.add(pid);
  }
  return heads
    .map((session) => ({ session, waiting: waitersOf(session.pid, sessions) }))
    .sort((one, other) => other.waiting.length - one.waiting.length);
}

/** Everybody who waits for a session, those who wait longest first. */
function waitersOf(pid: number, sessions: readonly Session[]): Session[] {
  const found = new Map<number, Session>();
  const look = (blocker: number) => {
    for (const session of sessions) {
      if (session.pid === pid || found.has(session.pid) || !session.blockedBy.includes(blocker)) continue;
      found.set(session.pid, session);
      look(session.pid);
    }
  };
  look(pid);
  return [...found.values()].sort((one, other) => (other.waitSeconds ?? 0) - (one.waitSeconds ?? 0));
}

/** Sessions that keep a transaction open without working, and block nobody yet. */
export function idleInTransaction(sessions: readonly Session[]): Session[] {
  const blocking = new Set(sessions.flatMap(({ blockedBy }) => blockedBy));
  return sessions
    .filter(({ pid, state }) => state?.startsWith('idle in transaction') && !blocking.has(pid))
    .sort((one, other) => (other.stateSeconds ?? 0) - (one.stateSeconds ?? 0));
}

/**
 * The statement that frees those who wait: it cancels what runs, or ends a session that runs nothing, whose transaction
 * is then rolled back. It does nothing if the session is gone, and its pid has been given to another one.
 */
export function endingStatement({ pid, state, startedAt }: Session): string {
  const call = state === 'active' ? 'pg_cancel_backend' : 'pg_terminate_backend';
  return `SELECT ${call}(pid) FROM pg_stat_activity WHERE pid = ${pid} AND backend_start = '${startedAt}';`;
}
