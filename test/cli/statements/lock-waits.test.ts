import { blockersOf, endingStatement, idleInTransaction, Session } from '../../../src/cli/statements/lock-waits';

function session(pid: number, blockedBy: number[] = [], changes: Partial<Session> = {}): Session {
  return {
    pid,
    user: 'orders',
    database: 'shop',
    application: null,
    client: null,
    state: 'active',
    startedAt: '2026-11-30 07:00:00+00',
    transactionSeconds: pid,
    stateSeconds: pid,
    waitsFor: null,
    waitSeconds: blockedBy.length > 0 ? pid : null,
    blockedBy,
    query: 'SELECT 1',
    ...changes,
  };
}

/** Each blocker with those who wait for it. */
function queues(...sessions: Session[]): Record<number, number[]> {
  const entries = blockersOf(sessions).map(({ session: { pid }, waiting }) => [pid, waiting.map((each) => each.pid)]);
  return Object.fromEntries(entries);
}

test.each([
  ['one waits for another', [session(1), session(2, [1])], { 1: [2] }],
  ['a chain', [session(1), session(2, [1]), session(3, [2])], { 1: [3, 2] }],
  ['two queues', [session(1), session(2, [1]), session(3), session(4, [3])], { 1: [2], 3: [4] }],
  ['two blockers of one', [session(1), session(2), session(3, [1, 2])], { 1: [3], 2: [3] }],
  ['a circle', [session(1, [2]), session(2, [1])], { 2: [1] }],
  ['a circle, and one behind it', [session(1, [2]), session(2, [1]), session(3, [1])], { 2: [3, 1] }],
  [
    'a circle, and a queue behind it',
    [session(1, [2]), session(2, [1]), session(3, [1]), session(4, [3])],
    { 2: [4, 3, 1] },
  ],
  ['nobody waits', [session(1), session(2)], {}],
  ['a blocker that has just gone', [session(2, [1])], {}],
  ['a prepared transaction', [session(2, [0])], {}],
])('%s', (_, sessions, expected) => {
  expect(queues(...sessions)).toEqual(expected);
});

test('the longest queue comes first', () => {
  const sessions = [session(1), session(2, [1]), session(3), session(4, [3]), session(5, [3])];
  expect(blockersOf(sessions).map(({ session: { pid } }) => pid)).toEqual([3, 1]);
});

test('idle in transaction, unless it blocks somebody: then it is a blocker', () => {
  const idle = { state: 'idle in transaction' };
  const sessions = [session(1, [], idle), session(2, [1]), session(3, [], idle), session(4, [], idle)];
  expect(idleInTransaction(sessions).map(({ pid }) => pid)).toEqual([4, 3]);
});

test.each([
  ['active', 'pg_cancel_backend'],
  ['idle in transaction', 'pg_terminate_backend'],
  ['idle in transaction (aborted)', 'pg_terminate_backend'],
])('a session that is %s ends by %s', (state, call) => {
  expect(endingStatement(session(7, [], { state }))).toBe(
    `SELECT ${call}(pid) FROM pg_stat_activity WHERE pid = 7 AND backend_start = '2026-11-30 07:00:00+00';`,
  );
});
