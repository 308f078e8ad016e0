import { LoggedStatements } from '../../../src/cli/statements/logged-statements';

const PREFIX = '2026-11-30 07:00:00 UTC:10.0.1.5(51234):orders@shop:[4711]:LOG:  ';

/** The worst statements of a log with these messages. */
function worst(messages: string[], limit = 10) {
  const statements = new LoggedStatements();
  for (const message of messages) statements.add(message);
  return statements.worst(limit);
}

test('the same statement with other values is one, and the most expensive one comes first', () => {
  const found = worst([
    `${PREFIX}duration: 100.500 ms  statement: SELECT * FROM t WHERE id = 1`,
    `${PREFIX}duration: 900 ms  execute <unnamed>: UPDATE t SET a = $1`,
    `${PREFIX}duration: 300.500 ms  statement: SELECT *\n\tFROM t\n\tWHERE id = 2`,
  ]);
  expect(found).toEqual([
    expect.objectContaining({ statement: 'UPDATE t SET a = $1', calls: 1, totalMillis: 900 }),
    {
      statement: 'SELECT * FROM t WHERE id = ?',
      calls: 2,
      totalMillis: 401,
      meanMillis: 200.5,
      maxMillis: 300.5,
      user: 'orders',
      database: 'shop',
    },
  ]);
});

test('as many as asked for', () => {
  const messages = ['a', 'b', 'c'].map((table) => `duration: 5 ms  statement: SELECT FROM ${table}`);
  expect(worst(messages, 2)).toHaveLength(2);
});

test.each([
  'LOG:  checkpoint complete',
  'LOG:  duration: 12.5 ms',
  'LOG:  duration: 12.5 ms  parse <unnamed>: SELECT 1',
  'LOG:  duration: 12.5 ms  bind <unnamed>: SELECT 1',
  "DETAIL:  parameters: $1 = 'ana@example.com'",
])('%s says nothing', (message) => {
  expect(worst([message])).toEqual([]);
});
