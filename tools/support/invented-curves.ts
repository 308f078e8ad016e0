import { YAxis } from './dashboard-body';

/** Typical values if neither a threshold nor the axis determines them, by the label of the axis. */
const USUAL: Record<string, number> = { '%': 100, s: 1, ms: 10, 'MiB/s': 40, 'Operations/s': 800 };
/** One value each quarter of an hour, from midnight to midnight. */
const POINTS = 97;

/** What determines the shape of a curve. */
interface Curve {
  readonly label: string;
  /** Text that describes what it measures. */
  readonly meaning: string;
}

/** Values that raise no alarm: below the lowest line, or above the highest for a resource that runs out. */
export function inventedValues(
  { label, meaning }: Curve,
  index: number,
  title: string,
  lines: number[],
  axis: YAxis,
): number[] {
  const { label: unit, min = 0, max } = axis;
  const busy = inventedDay(title, label, /storage|transactionId/i.test(meaning));
  if (/free|balance|credit|remaining|\bleft\b/i.test(meaning) && !/surplus|borrowed/i.test(meaning)) {
    const floor = Math.max(min, ...lines);
    const full = max ?? (floor > 0 ? floor * 6 : (USUAL[unit ?? ''] ?? 100));
    return busy.map((value) => floor + (full - floor) * (0.95 - 0.3 * value - (0.25 * index) / (index + 3)));
  }
  const ceiling = Math.min(...lines, max ?? Infinity);
  const height = (Number.isFinite(ceiling) ? ceiling : min + (USUAL[unit ?? ''] ?? 100)) - min;
  return busy.map((value) => min + ((height * 0.8) / (1 + 0.8 * index)) * (0.15 + 0.85 * value));
}

/**
 * The load from 0 to 1: highest in the afternoon, with some noise; or steadily growing. Curves of one graph have their
 * peak at the same time.
 */
function inventedDay(title: string, label: string, steady: boolean): number[] {
  const peak = 0.5 + 0.2 * randomFrom(title)();
  const random = randomFrom(`${title} ${label}`);
  let noise = 0;
  return Array.from({ length: POINTS }, (_, point) => {
    const time = point / (POINTS - 1);
    if (steady) return 0.2 + 0.4 * time + 0.02 * random();
    noise = 0.8 * noise + 0.3 * (random() - 0.5) + (random() > 0.97 ? 0.25 : 0);
    return Math.min(1, Math.max(0, (0.15 + 0.3 * (1 + Math.cos(2 * Math.PI * (time - peak)))) * (1 + noise)));
  });
}

/** Numbers from 0 to 1, the same for the same seed (Park and Miller's generator). */
export function randomFrom(seed: string): () => number {
  const modulus = 2147483647;
  let state = Array.from(seed).reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)!) % modulus, 7) || 1;
  const next = () => (state = (state * 48271) % modulus) / modulus;
  next(); // similar seeds start with similar numbers
  return next;
}
