import { drillName, vaultName } from '../../src/backup/backup-names';
import { emptyStack } from '../support/database';
import { someString } from '../validation/rule-cases';

const VAULT = /^[a-zA-Z0-9\-_]{2,50}$/;
const DRILL = /^[A-Za-z0-9_]{2,50}$/;
const stack = emptyStack();

test('are those of the instance, as AWS Backup takes them', () => {
  expect(vaultName('oficina-db-prod')).toBe('oficina-db-prod');
  expect(drillName(stack, 'oficina-db-prod')).toBe('oficina_db_prod');
});

test.each(['a', 'ab', `a${'-b'.repeat(24)}c`, `a${'-b'.repeat(25)}`, 'a'.repeat(50), 'a'.repeat(51), 'a'.repeat(63)])(
  'of %s are not too short, nor too long',
  (identifier) => {
    expect(vaultName(identifier)).toMatch(VAULT);
    expect(drillName(stack, identifier)).toMatch(DRILL);
  },
);

test('never change, and no two of them are the same', () => {
  expect(vaultName('a'.repeat(63))).toBe(`${'a'.repeat(41)}-7d3e74a0`);
  expect(drillName(stack, 'a'.repeat(63))).toBe(`${'a'.repeat(41)}_7d3e74a0`);
  expect(vaultName('a'.repeat(62))).not.toBe(vaultName('a'.repeat(63)));
});

test('of an identifier that is known at deployment only are the token, and the path in letters', () => {
  const identifier = someString('carros');
  expect(vaultName(identifier)).toBe(identifier);
  expect(drillName(stack, identifier)).toMatch(DRILL);
});
