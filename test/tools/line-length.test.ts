import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';

const FOLDERS = ['.ci', 'rehearsal', 'tools', 'test'];

/** The files that eslint does not read. */
const NOT_LINTED = /(\.(py|java|go|sh|cjs|js)|[/\\]run)$/;

test('Python, Java, Go, shell and CommonJS files have at most 120 columns, as eslint asks of TypeScript', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  ).filter((file) => NOT_LINTED.test(file));
  expect(files.length).toBeGreaterThan(20);
  const long = files.flatMap((file) =>
    readFileSync(path.join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.length > 120 ? [`${file}:${index + 1}`] : [])),
  );
  expect(long).toEqual([]);
});
