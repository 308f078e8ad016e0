/**
 * Returns the candidate whose spelling is closest to a name; undefined if none is close enough. Neither case counts nor
 * how a language separates words: `multi_az` and `MultiAz` are multiAz, `workMem` is work_mem.
 */
export function closest(name: string, candidates: string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, distance: distance(name, candidate) }));
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked[0]?.distance <= 3 ? ranked[0].candidate : undefined;
}

function distance(name: string, candidate: string): number {
  if (joinedWords(name) === joinedWords(candidate)) return 0;
  const asWritten = editDistance(name.toLowerCase(), candidate.toLowerCase());
  const isCamelCase = /[a-z][A-Z]/.test(candidate);
  // Parameters and libraries are compared as they are written: with fewer letters, new ones would look misspelled.
  return isCamelCase ? Math.min(asWritten, editDistance(joinedWords(name), candidate.toLowerCase())) : asWritten;
}

/** The words of a name in lower case, without what separates them. */
function joinedWords(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
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
