/** Returns the candidate whose spelling is closest to a name, ignoring case; undefined if none is close enough. */
export function closest(name: string, candidates: string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({
    candidate,
    distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
  }));
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked[0]?.distance <= 3 ? ranked[0].candidate : undefined;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = current;
  }
  return previous[b.length];
}

/**
 * Returns the next lower and the next higher of some values. Only one of them is returned for a value below the lowest
 * or above the highest.
 */
export function neighbours(values: readonly number[], value: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const below = sorted.filter((each) => each < value).pop();
  const above = sorted.find((each) => each > value);
  const found = [below, above].filter((each) => each !== undefined);
  return found.length > 0 ? found : [sorted[0], sorted[sorted.length - 1]];
}
