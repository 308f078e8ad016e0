/** Bytes in each unit of memory of PostgreSQL. */
const BYTES: Record<string, number> = { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/** Milliseconds in each unit of time of PostgreSQL. */
const MILLISECONDS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** The spellings of the units that people use. */
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

/** Writes a unit for messages: `kB`, `pages of 8 kB`. */
export function unitText(unit: string): string {
  const pages = /^(\d+)kB$/.exec(unit);
  return pages ? `pages of ${pages[1]} kB` : unit;
}

/**
 * Converts a quantity like `16MB` to another unit; undefined if the units are incompatible.
 *
 * @param text the quantity, as the user has written it
 * @param unit the target unit, as pg_settings writes it: `kB`, `8kB`, `ms`, …
 */
export function inUnit(text: string, unit: string): number | undefined {
  const quantity = /^\s*([-+]?(?:\d+\.?\d*|\.\d+))\s*([a-z]+)\s*$/i.exec(text);
  if (!quantity) return undefined;
  const [, amount, spelled] = quantity;
  const sourceUnit = unitOf(spelled, unit);
  const [, count, base] = /^(\d*)([a-z]+)$/i.exec(unit)!;
  for (const scale of [BYTES, MILLISECONDS]) {
    if (sourceUnit !== undefined && Object.hasOwn(scale, sourceUnit) && Object.hasOwn(scale, base)) {
      return (Number(amount) * scale[sourceUnit]) / (scale[base] * Number(count || 1));
    }
  }
  return undefined;
}

/** Returns the unit of a spelling. A single `m` means megabytes for memory, and minutes for time. */
function unitOf(spelled: string, unit: string): string | undefined {
  if (/^m$/i.test(spelled)) return /B$/.test(unit) ? 'MB' : 'min';
  return SPELLINGS.find(([spelling]) => spelling.test(spelled))?.[1];
}
