import { EnvironmentProfile } from '../../src';
import { ExplainedTable } from '../../tools/support/explained';
import { database } from '../support/database';

/*
 * The table of explain(), parsed from the output of an app and the CLI.
 */

const printed = (text: string) =>
  `Bundling asset Database/Code/Stage...\n${text}\n[WARNING] at Database\nSuccessfully synthesized to cdk.out\n`;

test('is found among other lines, with each of its rows', () => {
  const explanation = database({ profile: EnvironmentProfile.prod() }).database.explain();
  const [table, ...others] = ExplainedTable.all(printed(explanation.toText()));
  expect(others).toEqual([]);
  expect(table.title).toBe(explanation.title);
  expect(table.rows).toEqual(
    explanation.settings.map(({ name, value, source, consequence }) => ({ name, value, source, consequence })),
  );
  expect(table.lines).toHaveLength(table.rows.length + 1);
  expect(table.value('backupRetention')).toBe('30 days');
  expect(table.costs()).toContain('multiAz');
});

test('is found for each of two databases', () => {
  const text = database().database.explain().toText();
  expect(ExplainedTable.all(`${printed(text)}${printed(text)}`)).toHaveLength(2);
});

test('is empty if nothing was explained', () => {
  expect(ExplainedTable.all('Successfully synthesized to cdk.out\n')).toEqual([]);
});
