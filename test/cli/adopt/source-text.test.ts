import * as ts from 'typescript';
import { Code, literal } from '../../../src/cli/adopt/source-text';

test('a value is written in the style of the examples', () => {
  const value = {
    a: 'x',
    'b-c': [1, 2],
    d: { e: true, f: undefined },
    g: [{ h: 1 }],
    i: new Code('Size.gibibytes(1)'),
  };
  expect(literal(value)).toBe(
    [
      '{',
      "  a: 'x',",
      "  'b-c': [1, 2],",
      '  d: {',
      '    e: true,',
      '  },',
      '  g: [',
      '    {',
      '      h: 1,',
      '    },',
      '  ],',
      '  i: Size.gibibytes(1),',
      '}',
    ].join('\n'),
  );
  expect([literal({}), literal([])]).toEqual(['{}', '[]']);
});

test.each([
  "it's",
  '"quoted"',
  'a\\b',
  "\\'",
  'two\nlines',
  '${x}',
  '`',
  '\u2028',
  'ação',
  '</script>',
  "\\\\' + evil + '",
])('%j is the same value again', (text) => {
  const { outputText } = ts.transpileModule(`module.exports = ${literal({ [text]: text })};`, {});
  const made = { exports: {} };
  new Function('module', outputText)(made);
  expect(made.exports).toEqual({ [text]: text });
});
