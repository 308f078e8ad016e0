import { periodFor } from '../../../src/cli/alarms/metric-values';

test.each([
  [60, 3, 60],
  [60, 24, 60],
  [60, 25, 120],
  [60, 336, 840],
  [300, 336, 900],
  [3600, 336, 3600],
])('periods of %d s over %d hours are read as %d s', (own, hours, expected) => {
  expect(periodFor(own, hours)).toBe(expected);
});
