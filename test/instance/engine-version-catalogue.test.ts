import { currentVersions, ENGINE_MAJORS, OLDEST_MAJOR } from '../../src/instance/engine-version-catalogue';

test('has the dates of the release calendar of RDS', () => {
  expect(ENGINE_MAJORS).toEqual({
    15: { oldestMinor: 13, newestMinor: 19, endOfStandardSupport: '2028-02-29' },
    16: { oldestMinor: 9, newestMinor: 15, endOfStandardSupport: '2029-02-28' },
    17: { oldestMinor: 5, newestMinor: 11, endOfStandardSupport: '2030-02-28' },
    18: { oldestMinor: 1, newestMinor: 6, endOfStandardSupport: '2031-02-28' },
  });
});

test('starts with the oldest supported major version', () => {
  expect(Math.min(...Object.keys(ENGINE_MAJORS).map(Number))).toBe(OLDEST_MAJOR);
});

test('has ends of support that are valid dates', () => {
  // 2028 is a leap year.
  for (const { endOfStandardSupport } of Object.values(ENGINE_MAJORS)) {
    expect(new Date(endOfStandardSupport).toISOString()).toBe(`${endOfStandardSupport}T00:00:00.000Z`);
  }
});

test('is listed in messages from oldest to newest', () => {
  expect(currentVersions()).toBe('15.13 to 15.19, 16.9 to 16.15, 17.5 to 17.11, 18.1 to 18.6');
});
