import { Duration } from 'aws-cdk-lib';

const MILLISECONDS = { millis: 1, seconds: 1_000, hours: 3_600_000, days: 86_400_000 };

/** The numbers of a unit that a duration may have. */
export interface WholeRange {
  readonly unit: keyof typeof MILLISECONDS;
  readonly atLeast: number;
  readonly atMost: number;
}

/** The settings of PostgreSQL in milliseconds are integers of 32 bits: some 24 days. */
export const POSTGRES_MILLISECONDS: WholeRange = { unit: 'millis', atLeast: 0, atMost: 2_147_483_647 };

/**
 * Writes the whole number of a unit that is as long as a duration or, if there is none, the next one:
 * `Duration.days(3)` for 50 hours. A duration out of range becomes the nearest one within it.
 */
export function wholeDuration(duration: Duration, { unit, atLeast, atMost }: WholeRange): string {
  const amount = Math.ceil(duration.toMilliseconds({ integral: false }) / MILLISECONDS[unit]);
  return `Duration.${unit}(${Math.min(Math.max(amount, atLeast), atMost)})`;
}

/**
 * Writes what to choose instead of a duration: the next whole number of the unit for a duration between two of them, an
 * example for one that is too short or too long.
 */
export function wholeDurationOr(example: string, duration: Duration, range: WholeRange): string {
  const amount = duration.toMilliseconds({ integral: false }) / MILLISECONDS[range.unit];
  return Number.isInteger(amount) || !Number.isFinite(amount) ? example : wholeDuration(duration, range);
}
