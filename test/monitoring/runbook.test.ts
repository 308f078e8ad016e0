import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { AlarmSeverity, EnvironmentProfile } from '../../src';
import { ALARM_CATALOGUE, alarmIds } from '../../src/monitoring/alarm-catalogue';
import { runbookAnchor, runbookUrl } from '../../src/monitoring/runbook';
import { database } from '../support/database';

/*
 * The catalogue, the runbook and the table of the docs have the same alarms, and the links of alarms are valid.
 */

const DOCS = path.join(__dirname, '..', '..', 'docs');
const runbook = fs.readFileSync(path.join(DOCS, 'runbook.md'), 'utf8');
const table = fs.readFileSync(path.join(DOCS, 'alarms.md'), 'utf8');

/** The text below each heading of a level, by heading. */
function sections(markdown: string, level: number): Record<string, string> {
  const parts = markdown.split(new RegExp(`^${'#'.repeat(level)} (.+)$`, 'm'));
  return Object.fromEntries(
    parts.slice(1).flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 2]]] : [])),
  );
}

const alarmSections = sections(sections(runbook, 2).Alarms, 3);

test('the runbook has a section for each alarm of the catalogue, in its order, and for no other', () => {
  expect(Object.keys(alarmSections)).toEqual(alarmIds());
});

test('the table of the docs has a row for each alarm of the catalogue, in its order, and for no other', () => {
  const rows = [...table.matchAll(/^\| \[(\w+)\]\(runbook\.md#(\w+)\) \| `(\w+)` \|/gm)];
  expect(rows.map(([, id, anchor, override]) => [id, anchor, override])).toEqual(
    ALARM_CATALOGUE.map(({ id, override }) => [id, id.toLowerCase(), override]),
  );
});

test.each(ALARM_CATALOGUE.map((entry) => [entry.id, entry] as const))(
  'the section of %s has severity, condition, meaning, checks and actions',
  (id, entry) => {
    const section = alarmSections[id];
    expect(Object.keys(sections(section, 4))).toEqual(['Meaning', 'Check', 'Fix']);
    const summary = section.split('#### ')[0];
    expect(summary.toLowerCase()).toContain(entry.severity);
    expect(summary.toLowerCase()).not.toContain(Object.values(AlarmSeverity).find((other) => other !== entry.severity));
    expect(summary).toContain(entry.thresholdRule);
    for (const text of Object.values(sections(section, 4))) expect(text.trim().length).toBeGreaterThan(40);
    expect(section).toMatch(/```(sh|bash|sql)\n/); // something executable
  },
);

test('the link of each alarm leads to a heading of the runbook', () => {
  // GitHub's anchors: lower case, spaces become hyphens, punctuation goes.
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(
    ([, heading]) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replace(/ /g, '-')}`,
  );
  const template = database({ profile: EnvironmentProfile.prod() }).template().toJSON();
  const links = Object.values<any>(template.Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => /What to do: (\S+)$/.exec(Properties.AlarmDescription)![1]);
  for (const link of links) {
    expect(link.startsWith(`${runbookUrl()}#`)).toBe(true);
    expect(anchors).toContain(new URL(link).hash);
  }
  for (const id of alarmIds()) expect(anchors).toContain(runbookAnchor(id));
});

test('a build between releases links to the newest runbook', () => {
  expect(runbookUrl('0.0.0')).toBe('https://github.com/edimilsonldutra/oficina-postgres/blob/main/docs/runbook.md');
});

test('a release links to the runbook of that release', () => {
  expect(runbookUrl('1.2.3')).toBe('https://github.com/edimilsonldutra/oficina-postgres/blob/v1.2.3/docs/runbook.md');
  const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8'));
  expect(runbookUrl()).toBe(runbookUrl(version));
});

test('links within the docs are valid', () => {
  for (const [, target] of [
    ...runbook.matchAll(/\]\((?!https?:)([^)]+)\)/g),
    ...table.matchAll(/\]\((?!https?:)([^)]+)\)/g),
  ]) {
    const [file] = target.split('#');
    expect({ target, exists: file === '' || fs.existsSync(path.join(DOCS, file)) }).toEqual({ target, exists: true });
  }
});

test('every command of the runbook is valid shell syntax', () => {
  const blocks = [...runbook.matchAll(/```(?:sh|bash)\n([^]*?)```/g)].map(([, block]) => block);
  expect(blocks.length).toBeGreaterThan(15);
  for (const block of blocks) execFileSync('bash', ['-n'], { input: block, stdio: 'pipe' });
});

test('the commands of the repository that this library replaces are still there', () => {
  for (const command of [
    'aws ec2 describe-security-groups',
    'DBInstanceStatus',
    'aws cloudwatch get-metric-statistics',
    'aws rds modify-db-instance',
    '--allocated-storage',
    'aws rds reboot-db-instance',
    '--force-failover',
    'aws rds describe-events',
    'aws logs tail',
    'too many connections',
    'password authentication failed',
    'could not connect to server',
  ]) {
    expect(runbook).toContain(command);
  }
  expect(Object.keys(sections(sections(runbook, 2).Symptoms, 3)).slice(0, 4)).toEqual([
    'Connection refused',
    'High latency',
    'Storage full',
    'Failover',
  ]);
});
