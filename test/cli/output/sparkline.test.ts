import { drawSparkline, sparkColumns } from '../../../src/cli/output/sparkline';

const over50 = (value: number) => value > 50;
const brackets = (text: string) => `[${text}]`;

/** Draws values in a width, with what is over 50 in brackets. */
function draw(values: (number | undefined)[], width = values.length, line?: number): string {
  return drawSparkline(sparkColumns(values, width, over50), brackets, line);
}

test.each([
  ['from the lowest bar to the highest', draw([0, 10, 20, 30, 40]), '▁▃▅▇█'],
  ['a moment without a value', draw([8, undefined, 8]), '█·█'],
  ['nothing but zero', draw([0, 0]), '▁▁'],
  ['nothing at all', draw([undefined, undefined]), '··'],
  ['no period', draw([]), ''],
  ['a run beyond the line', draw([10, 60, 80, 10]), '▂[▇█]▂'],
  ['a line far above the values', draw([10, 10], 2, 100), '▁▁'],
  ['values below zero', draw([-10, 0]), '▁█'],
])('%s', (_, drawn, expected) => {
  expect(drawn).toBe(expected);
});

test('a column shows the value beyond the line, whatever else is in its time', () => {
  expect(sparkColumns([1, 60, 2, 3, 4, 5], 2, over50)).toEqual([
    { value: 60, isMarked: true },
    { value: 5, isMarked: false },
  ]);
});

test('few values fill the width', () => {
  expect(draw([40, 0], 6)).toBe('███▁▁▁');
});

test('every value is in a column', () => {
  const values = Array.from({ length: 100 }, (_, at) => at);
  const marked = (wanted: number) => sparkColumns(values, 7, (value) => value === wanted);
  for (const value of values) expect(marked(value).filter(({ isMarked }) => isMarked)).toHaveLength(1);
});
