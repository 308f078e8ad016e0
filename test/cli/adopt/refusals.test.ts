import type { DBInstance } from '@aws-sdk/client-rds';
import { described } from './instances';
import { refusalsOf } from '../../../src/cli/adopt/refusals';
import { ENGLISH } from '../../../src/cli/messages/english';
import { PORTUGUESE } from '../../../src/cli/messages/portuguese';

const reasons = (changes: Partial<DBInstance>, messages = ENGLISH) => refusalsOf(described(changes), messages.adopt);

test('an ordinary instance is adopted', () => {
  expect(reasons({})).toEqual([]);
  expect(reasons({ DBClusterIdentifier: '', ReadReplicaSourceDBInstanceIdentifier: '' })).toEqual([]);
});

test.each<[string, Partial<DBInstance>, RegExp, RegExp]>([
  ['no encryption', { StorageEncrypted: false }, /copy a snapshot of it with a key.*restoreFrom/, /copie um snapshot/],
  ['another engine', { Engine: 'mysql' }, /it is mysql.*make a new database/, /é mysql.*crie um banco novo/],
  [
    'a member of Aurora',
    { Engine: 'aurora-postgresql', DBClusterIdentifier: 'orders', StorageEncrypted: false },
    /member of the cluster orders \(aurora-postgresql\)/,
    /membro do cluster orders/,
  ],
  [
    'replicated backups',
    {
      DBInstanceAutomatedBackupsReplications: [
        { DBInstanceAutomatedBackupsArn: 'arn:aws:rds:us-west-2:1:auto-backup:x' },
      ],
    },
    /would end that at the import; end it before/,
    /encerraria isso na importação/,
  ],
  ['a replica', { ReadReplicaSourceDBInstanceIdentifier: 'main' }, /read replica of main; adopt that one/, /réplica/],
  [
    'another stack',
    { TagList: [{ Key: 'aws:cloudformation:stack-name', Value: 'old' }] },
    /the stack old of CloudFormation has it; set DeletionPolicy/,
    /a stack old/,
  ],
  [
    'a password that RDS manages',
    { MasterUserSecret: { SecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1-AbCdEf' } },
    /RDS manages its password in arn:.*--no-manage-master-user-password/,
    /o RDS gerencia a senha/,
  ],
])('%s is refused, with the other way', (_, changes, english, portuguese) => {
  expect(reasons(changes)).toEqual([expect.stringMatching(english)]);
  expect(reasons(changes, PORTUGUESE)).toEqual([expect.stringMatching(portuguese)]);
});

test('every reason is named at once', () => {
  expect(reasons({ StorageEncrypted: false, ReadReplicaSourceDBInstanceIdentifier: 'main' })).toHaveLength(2);
});
