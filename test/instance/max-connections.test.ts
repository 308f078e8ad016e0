import { defaultMaxConnections, MAX_CONNECTIONS_RANGE } from '../../src/instance/max-connections';

/**
 * Each calculated by hand: GiB × 1,073,741,824 × share ÷ 9,531,392, rounded down. The last column is the lowest `SHOW
 * max_connections` that was seen on an instance of the size, which the number must not exceed: otherwise an alarm on a
 * share of it would come too late.
 */
test.each([
  [1, 78, 79],
  [2, 180, 181],
  [4, 383, 413],
  [8, 811, 823],
  [16, 1622, 1646],
  [32, 3244, undefined],
])('%i GiB: %i connections', (memoryGib, connections, seen = Infinity) => {
  expect(defaultMaxConnections(memoryGib)).toBe(connections);
  expect(connections).toBeLessThanOrEqual(seen);
  expect(connections).toBeGreaterThan(seen === Infinity ? 0 : 0.9 * seen);
});

test('is 5,000 from 64 GiB on', () => {
  expect([48, 49, 50, 64, 4096].map(defaultMaxConnections)).toEqual([4866, 4968, 5000, 5000, 5000]);
});

test('never decreases with more memory', () => {
  const connections = [1, 2, 4, 8, 16, 32, 64, 128].map(defaultMaxConnections);
  expect(connections).toEqual([...connections].sort((a, b) => a - b));
});

test('every default is a valid value of the parameter', () => {
  expect(MAX_CONNECTIONS_RANGE).toEqual({ min: 6, max: 262_143 });
  for (const memoryGib of [1, 4096]) {
    expect(defaultMaxConnections(memoryGib)).toBeGreaterThanOrEqual(MAX_CONNECTIONS_RANGE.min);
    expect(defaultMaxConnections(memoryGib)).toBeLessThanOrEqual(MAX_CONNECTIONS_RANGE.max);
  }
});
