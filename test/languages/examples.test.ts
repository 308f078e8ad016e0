import { readFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';

/*
 * Each example stands alone, so that a user can copy it: what they have in common is there several times.
 */

const LANGUAGES = ['python', 'java', 'go'];
const SQL = 'sql/010-service-order.sql';

function fileOf(example: string, file: string): string {
  return readFileSync(path.join(ROOT, 'examples', example, file), 'utf8');
}

test('the examples have the same context', () => {
  const [first, ...others] = LANGUAGES.map((language) => JSON.parse(fileOf(language, 'cdk.json')).context);
  for (const other of others) expect(other).toEqual(first);
});

test('the examples have the same tables as production in TypeScript', () => {
  for (const language of LANGUAGES) expect(fileOf(language, SQL)).toBe(fileOf('prod', SQL));
});
