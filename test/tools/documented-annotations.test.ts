import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';

/** The annotations of the library: the id of each, and whether it is a note. */
function annotations(): { id: string; isNote: boolean }[] {
  const folder = path.join(ROOT, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const calls = files.flatMap((file) => [
    ...readFileSync(path.join(folder, file), 'utf8').matchAll(/\.add(Warning|Info)V2\(\s*'oficina-postgres:([\w-]+)'/g),
  ]);
  return calls.map(([, kind, id]) => ({ id, isNote: kind === 'Info' }));
}

test('README lists every warning and every note that synthesis may show', () => {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const [table] = /^\| `oficina-postgres:…`[^]*?\n\n/m.exec(readme)!;
  const documented = table.split('\n').flatMap((line) => {
    const [, cell = ''] = line.split('|');
    const isNote = /\(notes?\)/.test(cell);
    return [...cell.matchAll(/`([\w-]+)`/g)].map(([, id]) => ({ id, isNote }));
  });
  const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
  expect(documented.sort(byId)).toEqual(annotations().sort(byId));
  expect(documented.length).toBeGreaterThanOrEqual(19);
});
