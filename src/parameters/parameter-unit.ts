/** Bytes in each unit of memory of PostgreSQL. */
const BYTES: Record<string, number> = { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/** Milliseconds in each unit of time of PostgreSQL. */
const MILLISECONDS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** How people write the units. */
const SPELLINGS: [RegExp, string][] = [
  [/^b(ytes?)?$/i, 'B'],
  [/^k(i?b)?$/i, 'kB'],
  [/^m(i?b)$/i, 'MB'],
  [/^g(i?b)?$/i, 'GB'],
  [/^t(i?b)?$/i, 'TB'],
  [/^us$/i, 'us'],
  [/^(ms|msecs?|millis(econds?)?)$/i, 'ms'],
  [/^(s|secs?|seconds?)$/i, 's'],
  [/^(min|mins|minutes?)$/i, 'min'],
  [/^(h|hrs?|hours?)$/i, 'h'],
  [/^(d|days?)$/i, 'd'],
];

/** What a number of the unit counts, for messages: `kB`, `pages of 8 kB`. */
export function unitText(unit: string): string {
  const pages = /^(\d+)kB$/.exec(unit);
  return pages ? `pages of ${pages[1]} kB` : unit;
}

/**
 * A quantity with a unit, as in `16MB`, as a number of another unit; undefined where the two do not go together.
 *
 * @param text what somebody has written
 * @param unit what pg_settings counts in: `kB`, `8kB`, `ms`, …
 */
export function inUnit(text: string, unit: string): number | undefined {
  const [, amount, spelled] = /^\s*([-+]?(?:\d+\.?\d*|\.\d+))\s*([a-z]+)\s*$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const given = unitOf(spelled, unit);
  const [, count, base] = /^(\d*)([a-z]+)$/i.exec(unit)!;
  for (const scale of [BYTES, MILLISECONDS]) {
    if (given !== undefined && Object.hasOwn(scale, given) && Object.hasOwn(scale, base)) {
      return (Number(amount) * scale[given]) / (scale[base] * Number(count || 1));
    }
  }
  return undefined;
}

/** `m` alone is a megabyte where memory is counted, a minute where time is. */
function unitOf(spelled: string, unit: string): string | undefined {
  if (/^m$/i.test(spelled)) return /B$/.test(unit) ? 'MB' : 'min';
  return SPELLINGS.find(([spelling]) => spelling.test(spelled))?.[1];
}
