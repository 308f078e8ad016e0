import { drillName, vaultName } from '../../src/backup/backup-names';
import { emptyStack } from '../support/database';
import { someString } from '../validation/rule-cases';

const VALID_VAULT_NAME = /^[a-zA-Z0-9\-_]{2,50}$/;
const VALID_DRILL_NAME = /^[A-Za-z0-9_]{2,50}$/;
const stack = emptyStack();

test('vault and drill are named after the instance, using only characters that AWS Backup accepts', () => {
  expect(vaultName('oficina-db-prod')).toBe('oficina-db-prod');
  expect(drillName(stack, 'oficina-db-prod')).toBe('oficina_db_prod');
});

test.each(['a', 'ab', `a${'-b'.repeat(24)}c`, `a${'-b'.repeat(25)}`, 'a'.repeat(50), 'a'.repeat(51), 'a'.repeat(63)])(
  'the names for %s are neither too short nor too long',
  (identifier) => {
    expect(vaultName(identifier)).toMatch(VALID_VAULT_NAME);
    expect(drillName(stack, identifier)).toMatch(VALID_DRILL_NAME);
  },
);

test('a shortened name is stable, and differs between instances', () => {
  expect(vaultName('a'.repeat(63))).toBe(`${'a'.repeat(41)}-7d3e74a0`);
  expect(drillName(stack, 'a'.repeat(63))).toBe(`${'a'.repeat(41)}_7d3e74a0`);
  expect(vaultName('a'.repeat(62))).not.toBe(vaultName('a'.repeat(63)));
});

test('if the identifier is a token, the vault is named by the token and the drill by its path', () => {
  const identifier = someString('carros');
  expect(vaultName(identifier)).toBe(identifier);
  expect(drillName(stack, identifier)).toMatch(VALID_DRILL_NAME);
});
