import { readFileSync } from 'fs';
import * as path from 'path';
import { fillIn, functionsFor } from '../../../src/cli/runbook/commands-for';
import { parseRunbook } from '../../../src/cli/runbook/runbook';
import { alarmIds } from '../../../src/monitoring/alarm-catalogue';
import { ROOT } from '../../../tools/support/root';

/*
 * What the command `explain` makes of docs/runbook.md.
 */

const RUNBOOK = parseRunbook(readFileSync(path.join(ROOT, 'docs', 'runbook.md'), 'utf8'));
const VALUES = {
  DB: 'db-prod',
  SECRET: 'db-prod',
  DBNAME: 'shop',
  DBUSER: 'admin1',
  AWS_REGION: 'eu-west-1',
  host: 'db-prod.x.eu-west-1.rds.amazonaws.com',
  port: '5432',
};

test('every alarm has its section, with all of its parts', () => {
  expect(Object.keys(RUNBOOK.alarms)).toEqual(alarmIds());
  for (const section of Object.values(RUNBOOK.alarms)) {
    expect(section.split('####')[0]).toMatch(/warning|critical/i);
    expect(section.match(/^#### .*$/gm)).toEqual(['#### Meaning', '#### Check', '#### Fix']);
  }
});

test.each(alarmIds())('the commands of %s have the values of the database', (id) => {
  const filled = fillIn(RUNBOOK.alarms[id], VALUES);
  const commands = [...filled.matchAll(/```sh\n([^]*?)```/g)].map(([, text]) => text).join('\n');
  expect(commands).not.toMatch(/\$\{?(DB|SECRET|DBNAME|DBUSER|AWS_REGION)\b/);
  expect(commands).not.toContain('oficina-db-prod');
  expect(filled.replace(/```[^]*?```/g, '')).toBe(RUNBOOK.alarms[id].replace(/```[^]*?```/g, ''));
});

test('commands that read the address of the database keep their variables', () => {
  const filled = fillIn(RUNBOOK.alarms.ReplicaLag, VALUES);
  expect(filled).toContain('DB=db-prod\n');
  expect(filled).toContain('host=$host port=$port dbname=shop user=admin1');
});

test('a value may contain what a replacement gives a meaning', () => {
  expect(fillIn('```sh\naws $DB ${DB} $DBX\n```', { ...VALUES, DB: "a$&$'b" })).toBe(
    "```sh\naws a$&$'b a$&$'b $DBX\n```",
  );
});

test.each([
  ['FreeableMemory', ['since', 'metric']],
  ['HighCPU', []],
  ['DBLoad', ['since']],
])('the functions that the commands of %s call', (id, names) => {
  const functions = functionsFor(RUNBOOK.alarms[id], RUNBOOK.functions);
  expect([...functions.matchAll(/^(\w+)\(\)/gm)].map(([, name]) => name)).toEqual(names);
});

test('a runbook of another form is refused', () => {
  expect(() => parseRunbook('# Runbook\n')).toThrow('lacks the commands at its top');
});
