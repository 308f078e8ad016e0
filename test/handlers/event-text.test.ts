import { eventText, LONGEST_NAME_SHOWN, LONGEST_TEXT_SHOWN } from '../../src/handlers/event-text';

test.each([
  ['testSecret', 'testSecret'],
  ['', ''],
  ['x'.repeat(LONGEST_TEXT_SHOWN), 'x'.repeat(LONGEST_TEXT_SHOWN)],
  ['x'.repeat(LONGEST_TEXT_SHOWN + 1), `${'x'.repeat(LONGEST_TEXT_SHOWN - 1)}…`],
  [undefined, 'undefined'],
  [null, 'null'],
  [7, 'number'],
  [{ toString: () => 'what it says' }, 'object'],
])('shows a value of an event in a short form: %#', (value, shown) => {
  expect(eventText(value)).toBe(shown);
});

test('accepts a shorter limit', () => {
  expect(eventText('x'.repeat(100), LONGEST_NAME_SHOWN)).toBe(`${'x'.repeat(63)}…`);
});
