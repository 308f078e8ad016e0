import { readFileSync } from 'fs';
import * as path from 'path';
import { AcceptedFinding, checkovProblems, FailedCheck, failedChecks } from '../../tools/support/checkov-report';
import { ROOT } from '../../tools/support/root';

const finding: FailedCheck = {
  check: 'CKV_AWS_117',
  name: 'inside a VPC',
  template: 'oficina-database-dev.own-network.json',
  logicalId: 'DatabaseCopiesA1B2',
};
const entry: AcceptedFinding = {
  check: 'CKV_AWS_117',
  templates: 'oficina-database-dev\\.',
  resources: 'DatabaseCopies',
  reason: 'calls AWS alone',
};

test('ignores a finding that is accepted for its template and resource', () => {
  expect(checkovProblems([finding], [entry])).toEqual([]);
});

test.each<[string, Partial<AcceptedFinding>]>([
  ['another check', { check: 'CKV_AWS_116' }],
  ['another template', { templates: 'oficina-database-prod\\.' }],
  ['another resource', { resources: 'Copies' }],
])('reports an entry for %s, which accepts nothing', (_, change) => {
  const problems = checkovProblems([finding], [{ ...entry, ...change }]);
  expect(problems).toEqual([
    'oficina-database-dev.own-network.json DatabaseCopiesA1B2: CKV_AWS_117 inside a VPC',
    expect.stringContaining('which is no finding any more: take it out'),
  ]);
});

test('requires a reason for each entry', () => {
  expect(checkovProblems([finding], [{ ...entry, reason: ' ' }])).toEqual([
    'tools/checkov-accepted.json accepts CKV_AWS_117 without a reason',
  ]);
});

describe('a report', () => {
  const report = (summary: object) =>
    JSON.stringify({
      results: {
        failed_checks: [
          {
            check_id: 'CKV_AWS_117',
            check_name: 'inside a VPC',
            file_path: '/oficina-database-dev.own-network.json',
            resource: 'AWS::Lambda::Function.DatabaseCopiesA1B2',
          },
        ],
      },
      summary: { resource_count: 1, parsing_errors: 0, ...summary },
    });

  test('is parsed', () => expect(failedChecks(report({}))).toEqual([finding]));
  test('without resources is an error', () =>
    expect(() => failedChecks(report({ resource_count: 0 }))).toThrow('checkov has read no resource'));
  test('with templates that could not be read is an error', () =>
    expect(() => failedChecks(report({ parsing_errors: 2 }))).toThrow('checkov could not read 2 templates'));
});

test('the list has the format that the tool reads, and a reason for each entry', () => {
  const accepted: AcceptedFinding[] = JSON.parse(
    readFileSync(path.join(ROOT, 'tools', 'checkov-accepted.json'), 'utf8'),
  );
  for (const { check, templates, resources, reason } of accepted) {
    expect(check).toMatch(/^CKV2?_AWS_\d+$/);
    for (const pattern of [templates, resources]) expect(() => new RegExp(pattern)).not.toThrow();
    expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  }
});
