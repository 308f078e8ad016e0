/** How the sections of the benchmark write their results. */

export function middle(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

export function verdict(value: number, target: number): string {
  return `${value <= target ? 'within' : 'over'} target (${Number(target.toFixed(2))})`;
}

export function row(...cells: (string | number)[]): string {
  return cells.map((cell, index) => (index === cells.length - 1 ? `  ${cell}` : `${cell}`.padStart(9))).join(' ');
}
