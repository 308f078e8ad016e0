import { majorOf, newest } from '../../../src/cli/upgrade/upgrade-targets';

test('the newest minor version, by its number', () => {
  expect(newest(['17.9', '17.10', '17.2'])).toBe('17.10');
  expect(newest([])).toBeUndefined();
});

test.each([
  ['15.18', 15],
  ['18', 18],
])('the major version of %s is %d', (version, major) => {
  expect(majorOf(version)).toBe(major);
});
