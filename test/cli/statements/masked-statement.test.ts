import { maskStatement } from '../../../src/cli/statements/masked-statement';

test.each([
  ["SELECT * FROM users WHERE email = 'ana@example.com'", 'SELECT * FROM users WHERE email = ?'],
  ["SELECT 'it''s', 1", 'SELECT ?, ?'],
  [String.raw`SELECT E'a\'b', 2.5e10`, 'SELECT ?, ?'],
  [String.raw`SELECT 'C:\', name FROM t`, 'SELECT ?, name FROM t'],
  ["SELECT U&'d\\0061t', b'01', x'ff', N'x'", 'SELECT ?, ?, ?, ?'],
  ['SELECT $$secret$$, $tag$a $$ b$tag$ FROM t', 'SELECT ?, ? FROM t'],
  ['SELECT $1, $2 FROM t WHERE a = $3', 'SELECT $1, $2 FROM t WHERE a = $3'],
  ['SELECT a1, b_2 FROM t3 -- of ana@example.com\nWHERE x = 1', 'SELECT a1, b_2 FROM t3 WHERE x = ?'],
  ['/* ana */ SELECT "a ""1"" b"', 'SELECT "a ""1"" b"'],
  ["SELECT \"it's\" FROM t WHERE a = 'x'", 'SELECT "it\'s" FROM t WHERE a = ?'],
  ['SELECT 1 WHERE id IN (1, 2, 3)', 'SELECT ? WHERE id IN (?)'],
  ['SELECT * FROM t WHERE id IN ($1,$2, $3)', 'SELECT * FROM t WHERE id IN (?)'],
  ["INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')", 'INSERT INTO t (a, b) VALUES (?)'],
  ['SELECT -1, 1_000, .5, 0xff', 'SELECT -?, ?, ?, ?'],
  ["ALTER ROLE ana PASSWORD 'secret'", 'ALTER ROLE ana PASSWORD ?'],
  ["SET x = 'cut off by the serv", 'SET x = ?'],
  ['SELECT $$cut off by the serv', 'SELECT ?'],
  ['SELECT a /* cut off', 'SELECT a'],
  ['SELECT "cut off', 'SELECT "cut off'],
  ['SELECT\n  a,\n\tb', 'SELECT a, b'],
  ["SELECT date '2026-11-30', interval '1 day'", 'SELECT date ?, interval ?'],
  ["SELECT preço FROM ação WHERE nome='José'", 'SELECT preço FROM ação WHERE nome=?'],
  ['', ''],
])('%s', (statement, expected) => {
  expect(maskStatement(statement)).toBe(expected);
});

test('a masked statement stays as it is', () => {
  const masked = maskStatement("SELECT 1, 'x' FROM t WHERE id IN (1, 2)");
  expect(maskStatement(masked)).toBe(masked);
});
