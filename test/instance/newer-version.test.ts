import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as rds from 'aws-cdk-lib/aws-rds';
import { isNewerThanKnown } from '../../src/instance/newer-version';
import { database, refusal } from '../support/database';
import { someString } from '../validation/rule-cases';

const version = rds.PostgresEngineVersion.of;
const warnings = (engineVersion?: rds.PostgresEngineVersion) =>
  Annotations.fromStack(database({ engineVersion }).stack).findWarning(
    '*',
    Match.stringLikeRegexp('is newer than the newest version that this library knows'),
  );

test.each<[string, string, boolean]>([
  ['15', '15', false],
  ['17.11', '17', false],
  ['18.6', '18', false],
  ['17.5', '17', false],
  ['19.0', '19', true],
  ['19', '19', true],
  ['20.1', '20', true],
  ['17.12', '17', true],
  ['15.20', '15', true],
])('%s of %s: newer than known %s', (full, major, newer) => {
  expect(isNewerThanKnown(version(full, major))).toBe(newer);
  expect(warnings(version(full, major))).toHaveLength(newer ? 1 : 0);
});

test('a token never counts as newer', () =>
  expect(isNewerThanKnown(version(someString('19.0'), someString('19')))).toBe(false));

test('the warning names the newest known version, and what was not tested with a newer one', () => {
  expect(warnings(version('19.0', '19'))[0].entry.data).toMatch(
    new RegExp(
      '^PostgreSQL 19.0 is newer than the newest version that this library knows, 18: parameters are checked ' +
        'against those of 18\\. Not tested with it: .* \\[ack: oficina-postgres:engine-version-untried\\]$',
    ),
  );
  expect(warnings(version('16.99', '16'))[0].entry.data).toMatch(
    /^PostgreSQL 16\.99 is newer than the newest version that this library knows, 16\.15: it is accepted/,
  );
});

test('a major version older than the supported ones is refused', () => {
  expect(refusal({ engineVersion: version('14.20', '14') })).toContain(
    'engineVersion must be PostgreSQL 15 or newer, got 14.20',
  );
});
