import { administrationThroughIam } from '../../src/encryption/key-administration';
import { database, emptyStack } from '../support/database';

/** Actions with which the root of the account could use data or lose the key. */
const USE = /crypt|DataKey|CreateGrant|RetireGrant|Sign|Verify|Mac|Derive|ReplicateKey|ImportKeyMaterial|\*/;

const statement = () => emptyStack().resolve(administrationThroughIam().toStatementJson());

test('lets the account administer the key through IAM', () => {
  expect(statement()).toMatchObject({
    Sid: 'AdministrationThroughIam',
    Effect: 'Allow',
    Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } },
    Resource: '*',
  });
});

test('always lets the account change the policy of the key, and cancel a deletion', () => {
  expect(statement().Action).toEqual(
    expect.arrayContaining([
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
      'kms:PutKeyPolicy',
      'kms:EnableKey',
      'kms:ScheduleKeyDeletion',
      'kms:CancelKeyDeletion',
      'kms:RevokeGrant',
      'kms:UpdateAlias',
    ]),
  );
});

test('does not allow the use of the key', () => {
  expect(statement().Action.filter((action: string) => USE.test(action))).toEqual([]);
});

test('returns a new statement for each key', () => {
  expect(administrationThroughIam()).not.toBe(administrationThroughIam());
});

test('is in the policies of both keys', () => {
  const keys = Object.values(database().template().findResources('AWS::KMS::Key'));
  expect(keys).toHaveLength(2);
  for (const { Properties } of keys) expect(Properties.KeyPolicy.Statement).toContainEqual(statement());
});
