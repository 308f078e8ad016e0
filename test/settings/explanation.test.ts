import { Explanation } from '../../src';

const SETTINGS = [
  { name: 'port', value: '5432', source: 'default', consequence: 'the port' },
  { name: 'instanceIdentifier', value: 'x', source: 'prop', consequence: 'its name, far away' },
];

test('keeps title and settings, in their order', () => {
  const explanation = Explanation._of('title', SETTINGS);
  expect(explanation.title).toBe('title');
  expect(explanation.settings).toEqual(SETTINGS);
});

test('prints a table with aligned columns', () => {
  // Widths: 18 (instanceIdentifier), 5 (VALUE) and 7 (default), two blanks between.
  expect(Explanation._of('title', SETTINGS).toText()).toBe(
    [
      'title',
      '',
      'SETTING             VALUE  FROM     COST OR RISK',
      'port                5432   default  the port',
      'instanceIdentifier  x      prop     its name, far away',
    ].join('\n'),
  );
});

test('prints only the header if there is nothing to list', () => {
  expect(Explanation._of('nothing', []).toText()).toBe('nothing\n\nSETTING  VALUE  FROM  COST OR RISK');
});
