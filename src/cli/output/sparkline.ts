/** From the lowest value to the highest. */
const BARS = [...'▁▂▃▄▅▆▇█'];

/** A moment without a value. */
const GAP = '·';

/** One column of a sparkline: all values of its time. */
export interface SparkColumn {
  /** The value that is drawn; undefined if there is none. */
  readonly value?: number;
  readonly isMarked: boolean;
}

/**
 * Puts the values into `width` columns of equal time. Of several values a column shows one that is marked, so that none
 * is lost, and else the highest.
 *
 * @param values one for each period, in order; undefined where there is none
 */
export function sparkColumns(
  values: readonly (number | undefined)[],
  width: number,
  isMarked: (value: number) => boolean,
): SparkColumn[] {
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.floor(((column + 1) * values.length) / width);
    const present = values.slice(from, Math.max(from + 1, to)).filter((value) => value !== undefined);
    const marked = present.find(isMarked);
    if (marked !== undefined) return { value: marked, isMarked: true };
    return { value: present.length > 0 ? Math.max(...present) : undefined, isMarked: false };
  });
}

/**
 * Draws columns as bars from zero, or from the lowest value if that is below it, to the highest value or the line.
 *
 * @param colour colours a part in which all columns are marked
 * @param line a value that the scale has to contain
 */
export function drawSparkline(
  columns: readonly SparkColumn[],
  colour: (text: string) => string,
  line?: number,
): string {
  const values = columns.map(({ value }) => value).filter((value) => value !== undefined);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values, line ?? 0);
  const bar = ({ value }: SparkColumn) => {
    if (value === undefined) return GAP;
    const share = high === low ? 0 : (value - low) / (high - low);
    return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
  };
  // One sequence of colour for a run of columns, not one for each.
  const runs: { text: string; isMarked: boolean }[] = [];
  for (const column of columns) {
    const last = runs[runs.length - 1];
    if (last?.isMarked === column.isMarked) last.text += bar(column);
    else runs.push({ text: bar(column), isMarked: column.isMarked });
  }
  return runs.map(({ text, isMarked }) => (isMarked ? colour(text) : text)).join('');
}
