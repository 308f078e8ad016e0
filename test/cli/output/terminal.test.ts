import { Level } from '../../../src/cli/level';
import { Terminal } from '../../../src/cli/output/terminal';

/** A terminal of this width, which prints nowhere. */
function terminal(columns: number, environment: NodeJS.ProcessEnv = { NO_COLOR: '1' }): Terminal {
  const stream = { isTTY: true, columns, write: () => true } as unknown as NodeJS.WriteStream;
  return new Terminal(false, stream, stream, environment);
}

const ADDRESS = 'https://github.com/edimilsonldutra/oficina-postgres/blob/main/docs/runbook.md#highcpu';

test('a name or an address stays whole, however narrow the terminal is', () => {
  const table = terminal(60).table(['Check', 'What'], [['Alarms', `The processors are busy, see ${ADDRESS}`]]);
  expect(table).toContain(ADDRESS);
  expect(table).not.toContain('…');
  const others = table.split('\n').filter((line) => !line.includes(ADDRESS));
  for (const line of others) expect(line.length).toBeLessThanOrEqual(60);
});

test('the last column breaks its lines between words', () => {
  const table = terminal(40).table([], [['Alarms', 'The processors are busy, and statements wait for them all']]);
  expect(table.split('\n').length).toBeGreaterThan(1);
  for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
});

test('colours take no width, and last over the lines of a cell', () => {
  const coloured = terminal(40, {});
  const text = coloured.coloured(Level.CRITICAL, 'The processors are busy, and statements wait for them all');
  const lines = coloured.table([], [['Alarms', text]]).split('\n');
  const plain = terminal(40).table([], [['Alarms', 'The processors are busy, and statements wait for them all']]);
  // eslint-disable-next-line no-control-regex
  expect(lines.map((line) => line.replace(/\u001b\[\d+m/g, '')).join('\n')).toBe(plain);
  for (const line of lines) expect(line).toContain('\u001b[31m');
});
