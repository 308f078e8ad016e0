import { sqlTokens } from '../../../src/bootstrap/sql/sql-tokens';

const values = (sql: string) => [...sqlTokens(sql)].map(({ value }) => value);

test.each<[sql: string, tokens: string[]]>([
  ['SELECT a.b, 1;', ['SELECT', 'a', '.', 'b', ',', '1', ';']],
  ['\'it\'\'s\' "say ""x"""', ["it's", 'say "x"']],
  ["E'a\\n\\'b\\x41\\u0042\\103' e'\\\\'", ["a\n'bABC", '\\']],
  ['U&\'\\0041\\+000042\\\\\' U&"\\0043"', ['AB\\', 'C']],
  ["'one' -- comment\n 'two' 'three'", ['onetwo', 'three']],
  ["$$a 'b$$ $tag$ $$ $tag$ $1", ["a 'b", ' $$ ', '$', '1']],
  ['-- x\n/* y * */ z', ['z']],
  ["/* a /* b */ PASSWORD 'x' */ z /* open /* */", ['z']],
  ["N'n' B'01'", ['n', '01']],
  ["'open", ['open']],
  ['$$open', ['open']],
])('%s', (sql, tokens) => {
  expect(values(sql)).toEqual(tokens);
});

test('accepts a comment as long as the longest statement', () => {
  expect(values(`/*${'* '.repeat(4_000_000)}*/ z`)).toEqual(['z']);
});

test('each token has the position of itself and of its content', () => {
  expect([...sqlTokens("DO $x$\nBEGIN$x$, E'y'")]).toEqual([
    { kind: 'word', value: 'DO', start: 0, contentStart: 0 },
    { kind: 'string', value: '\nBEGIN', start: 3, contentStart: 6 },
    { kind: 'symbol', value: ',', start: 15, contentStart: 15 },
    { kind: 'string', value: 'y', start: 17, contentStart: 19 },
  ]);
});
