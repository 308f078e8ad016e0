import { inUnit, unitText } from '../../src/parameters/parameter-unit';

test.each([
  ['16MB', 'kB', 16384],
  ['16MB', '8kB', 2048],
  ['16MB', 'MB', 16],
  ['16MB', 'B', 16_777_216],
  ['512', 'kB', undefined],
  ['1TB', 'MB', 1_048_576],
  ['0.5 GiB', 'MB', 512],
  ['30s', 'ms', 30_000],
  ['30s', 's', 30],
  ['30s', 'min', 0.5],
  ['1d', 'min', 1440],
  ['250 us', 'ms', 0.25],
  ['-1ms', 'ms', -1],
  ['90 minutes', 's', 5400],
  ['5m', 'ms', 300_000],
  ['5m', 'kB', 5120],
  ['5M', 'MB', 5], // a minute, or a megabyte
  ['30s', 'kB', undefined],
  ['16MB', 'ms', undefined],
  ['16 parsecs', 'ms', undefined],
  ['MB', 'kB', undefined],
  ['1 2MB', 'kB', undefined],
])('%s in %s is %s', (text, unit, expected) => expect(inUnit(text, unit)).toBe(expected));

test('pages are named by their size', () => {
  expect(unitText('8kB')).toBe('pages of 8 kB');
  expect(unitText('min')).toBe('min');
});
