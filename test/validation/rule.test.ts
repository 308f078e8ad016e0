import { Duration, Lazy, Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { brokenRules, holdsToken, Rule } from '../../src/validation/rule';
import { refusal } from '../support/database';

interface Values {
  readonly size?: unknown;
  readonly other?: unknown;
}

/** A rule that every value breaks. */
const NEVER: Rule<Values> = {
  id: 'never',
  reads: ['size', 'other'],
  broken: () => true,
  got: (v) => `${v.size}`,
  wants: 'must be small',
  fix: 'make it small',
};

const string = Lazy.string({ produce: () => 'x' });
const number = Lazy.number({ produce: () => 1 });
const list = Lazy.list({ produce: () => ['x'] });
const any = Lazy.any({ produce: () => ({ x: 1 }) });

const TOKENS: [string, unknown][] = [
  ['a string', string],
  ['a part of a string', `prefix-${string}`],
  ['a number', number],
  ['a list', list],
  ['an element of a list', ['x', string]],
  ['anything at all', any],
  ['a Duration', Duration.days(number)],
  ['a Size', Size.gibibytes(number)],
  ['an InstanceType', new ec2.InstanceType(string)],
  ['a version of PostgreSQL', rds.PostgresEngineVersion.of(string, string)],
  ['the full version alone', rds.PostgresEngineVersion.of(string, '17')],
  ['the major version alone', rds.PostgresEngineVersion.of('17.5', string)],
  ['a certificate authority', rds.CaCertificate.of(string)],
  ['a value of a record', { name: 'x', value: string }],
  ['a key of a record', { [string]: 'x' }],
  ['a record of lists', { name: ['x', list] }],
  ['a value that is still to be looked up', 'dummy-value-for-/oficina/snapshot'],
  ['a plain object that resolves', { resolve: () => 'x', creationStack: [] }],
];

const KNOWN: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a string', 'x'],
  ['an empty string', ''],
  ['a number', -1],
  ['a boolean', false],
  ['a list', ['x', 1]],
  ['an empty list', []],
  ['a Duration', Duration.days(1)],
  ['a Size', Size.gibibytes(1)],
  ['an InstanceType', new ec2.InstanceType('t3.small')],
  ['a version of PostgreSQL', rds.PostgresEngineVersion.VER_17],
  ['a certificate authority', rds.CaCertificate.RDS_CA_RSA4096_G1],
  ['a record', { name: 'x', list: [1] }],
  ['an empty record', {}],
];

describe('a rule', () => {
  test('reports the prop, the requirement, the value and how to fix it', () => {
    expect(brokenRules([NEVER], { size: 9 })).toEqual(['size must be small, got 9; make it small']);
  });

  test('can compute the requirement and the fix from the values', () => {
    const rule: Rule<Values> = { ...NEVER, wants: (v) => `must not be ${v.size}`, fix: (v) => `take ${v.other}` };
    expect(brokenRules([rule], { size: 9, other: 1 })).toEqual(['size must not be 9, got 9; take 1']);
  });

  test('that is met reports nothing', () => {
    expect(brokenRules<Values>([{ ...NEVER, broken: (v) => v.size !== 1 }], { size: 1 })).toEqual([]);
  });

  test.each(TOKENS)('ignores %s that is a token', (_, value) => {
    expect(brokenRules([NEVER], { size: value })).toEqual([]);
    expect(brokenRules([NEVER], { size: 1, other: value })).toEqual([]);
  });

  test('is applied if it does not read the token', () => {
    expect(brokenRules<Values>([{ ...NEVER, reads: ['size'] }], { size: 9, other: string })).toHaveLength(1);
  });

  test('that needs only some of its values is applied as soon as those are known', () => {
    const rule: Rule<Values> = { ...NEVER, mustBeResolved: (v) => v.other };
    expect(brokenRules([rule], { size: string, other: 'x' })).toHaveLength(1);
    expect(brokenRules([rule], { size: 9, other: string })).toEqual([]);
  });
});

describe('a value that is known only at deployment', () => {
  test.each(TOKENS)('is %s', (_, value) => expect(holdsToken(value)).toBe(true));
  test.each(KNOWN)('is not %s that is known', (_, value) => expect(holdsToken(value)).toBe(false));

  test('CDK agrees that the tokens of this test are tokens', () => {
    expect([string, number, list, any].every((token) => Token.isUnresolved(token))).toBe(true);
  });
});

describe('the error', () => {
  test('for one problem is one line with the path of the construct', () => {
    expect(refusal({ port: 80 })).toBe(
      '[Stack/Database] port must be a whole number from 1150 to 65535, got 80; leave it out for 5432',
    );
  });

  test('for several problems lists each, in the order of the rules, those of the network first', () => {
    expect(
      refusal({
        port: 80,
        multiAz: true,
        databaseName: '',
        backupRetention: Duration.days(40),
        vpcSubnets: { subnets: [] },
      }),
    ).toBe(
      [
        '[Stack/Database] 4 problems:',
        '  - vpcSubnets must name isolated or private subnets, got none; add subnets of type PRIVATE_ISOLATED to ' +
          'the VPC, or choose others with vpcSubnets',
        '  - databaseName must be 1 to 63 letters, digits and underscores, starting with a letter or an ' +
          "underscore, got ''; choose one like 'oficina_db'",
        '  - port must be a whole number from 1150 to 65535, got 80; leave it out for 5432',
        '  - backupRetention must be a whole number of days from 1 to 35, got 40 days; choose Duration.days(35) at ' +
          'the most; AWS Backup keeps copies for longer',
      ].join('\n'),
    );
  });
});
