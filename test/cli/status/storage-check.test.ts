import { daysUntilFull, FreeStorage } from '../../../src/cli/status/storage-check';

const GIB = 1024 ** 3;

/** A point a day, with these free gibibytes. */
function series(...gibibytes: number[]): FreeStorage[] {
  return gibibytes.map((free, day) => ({ time: new Date(Date.UTC(2026, 10, 1 + day)), bytes: free * GIB }));
}

test.each([
  ['one GiB a day', series(20, 19, 18, 17), 0, 17],
  ['one GiB a day, and 10 GiB to come', series(20, 19, 18, 17), 10 * GIB, 27],
  ['a growth that is not even', series(20, 19.5, 18, 17.5), 0, 19.4],
  ['a growth after RDS has enlarged the storage', series(3, 2, 22, 21, 20), 0, 20],
])('%s', (_, points, growth, days) => {
  expect(daysUntilFull(points, growth)).toBeCloseTo(days, 1);
});

test.each([
  ['free storage that stays', series(20, 20, 20)],
  ['free storage that grows', series(18, 19, 20)],
  ['a single point', series(20)],
  ['nothing', []],
  ['points of a single hour', [...series(20), { time: new Date(Date.UTC(2026, 10, 1, 1)), bytes: GIB }]],
])('%s gives no day', (_, points) => {
  expect(daysUntilFull(points, 0)).toBeUndefined();
});
