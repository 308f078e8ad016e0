import { App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CrossRegionBackup } from '../../src';
import { database, emptyStack, ENVIRONMENT, refusal } from '../support/database';

const ALIAS = 'must be a key, not an alias, because policies cannot name a key by its alias, got';
const arn = (region: string, resource = 'key/1234abcd-12ab-34cd-56ef-1234567890ab') =>
  `arn:aws:kms:${region}:111122223333:${resource}`;

describe('an unusable key', () => {
  test.each<[string, (stack: Stack) => kms.IKey, string]>([
    [
      'an alias',
      (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/team'),
      `encryptionKey ${ALIAS} 'alias/team'; look the key up with kms.Key.fromLookup() and aliasName 'alias/team', ` +
        'or give its ARN to kms.Key.fromKeyArn()',
    ],
    [
      'an alias by its ARN',
      (stack) => kms.Key.fromKeyArn(stack, 'Key', arn('us-east-1', 'alias/team')),
      `encryptionKey ${ALIAS} 'alias/team'; look the key up`,
    ],
    [
      'an alias by an ARN of the partition',
      (stack) => kms.Key.fromKeyArn(stack, 'Key', `arn:${stack.partition}:kms:us-east-1:${stack.account}:alias/team`),
      `encryptionKey ${ALIAS} 'alias/team'`,
    ],
    [
      'an alias whose name is a token',
      (stack) => kms.Alias.fromAliasName(stack, 'Key', Fn.importValue('Name')),
      `encryptionKey ${ALIAS} 'an alias'`,
    ],
    [
      'the key that AWS manages',
      (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/rds'),
      `encryptionKey ${ALIAS} 'alias/aws/rds'; leave it out for a new key: nobody can change the policy of a key ` +
        'that AWS manages, and its backups cannot leave the account',
    ],
    [
      'an ARN of something else',
      (stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:s3:::bucket/one'),
      "encryptionKey must have the ARN of a KMS key, got 'arn:aws:s3:::bucket/one'",
    ],
    [
      'a key of another region',
      (stack) => kms.Key.fromKeyArn(stack, 'Key', arn('us-west-2')),
      'encryptionKey must be a key in the region of the resources that it encrypts, ' +
        'got Stack/Key in us-west-2 for us-east-1; ' +
        'give a key in us-east-1, such as the replica of a multi-region key, or leave it out for a new one',
    ],
    [
      'a key of a stack in another region',
      (stack) =>
        new kms.Key(new Stack(stack.node.root as App, 'West', { env: { ...ENVIRONMENT, region: 'us-west-2' } }), 'Key'),
      'encryptionKey must be a key in the region of the resources that it encrypts, ' +
        'got West/Key in us-west-2 for us-east-1',
    ],
    [
      'an asymmetric key',
      (stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.RSA_2048 }),
      'encryptionKey must be a symmetric key that is enabled, because RDS can use no other, ' +
        'got Stack/Key with keySpec RSA_2048; ' +
        'create it with new kms.Key() without keySpec, keyUsage and enabled, or leave it out for a new one',
    ],
    [
      'an HMAC key',
      (stack) =>
        new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC }),
      'got Stack/Key with keySpec HMAC_256;',
    ],
    ['a disabled key', (stack) => new kms.Key(stack, 'Key', { enabled: false }), 'got Stack/Key with enabled: false;'],
  ])('%s is refused', (_, key, message) => {
    const stack = emptyStack();
    expect(refusal({ encryptionKey: key(stack) }, stack)).toContain(message);
  });

  test('is refused for a read replica too', () => {
    const { database: made, stack } = database();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', arn('us-west-2', 'alias/team'));
    expect(() => made.addReadReplica('reports', { region: 'us-west-2', encryptionKey })).toThrow();
  });

  test.each<[string, (stack: Stack) => kms.IKey, string]>([
    [
      'an alias',
      (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/team'),
      `the encryptionKey of CrossRegionBackup.toRegion() ${ALIAS} 'alias/team'`,
    ],
    [
      'the key that AWS manages',
      (stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/rds'),
      'leave it out for a new key',
    ],
    [
      'an ARN of something else',
      (stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:s3:::bucket/one'),
      'must have the ARN of a KMS key',
    ],
  ])('%s is refused for the backups in another region too', (_, key, message) => {
    const stack = emptyStack();
    expect(() => CrossRegionBackup.toRegion('us-west-2', { encryptionKey: key(stack) })).toThrow(message);
  });
});

describe('a usable key', () => {
  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['of the region', (stack) => kms.Key.fromKeyArn(stack, 'Key', arn('us-east-1'))],
    [
      'of the region and another account',
      (stack) =>
        kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab'),
    ],
    ['that was looked up', (stack) => kms.Key.fromLookup(stack, 'Key', { aliasName: 'alias/team' })],
    ['whose ARN is a token', (stack) => kms.Key.fromKeyArn(stack, 'Key', Fn.importValue('KeyArn'))],
    ['of the stack', (stack) => new kms.Key(stack, 'Key')],
  ])('%s is accepted', (_, key) => {
    const stack = emptyStack();
    expect(() => database({ encryptionKey: key(stack) }, stack).template()).not.toThrow();
  });

  test('behind an alias of the app is used instead of the alias', () => {
    const stack = emptyStack();
    const key = new kms.Key(stack, 'Key');
    const { template } = database(
      { encryptionKey: new kms.Alias(stack, 'Alias', { aliasName: 'alias/team', targetKey: key }) },
      stack,
    );
    template().hasResourceProperties('AWS::RDS::DBInstance', { KmsKeyId: stack.resolve(key.keyArn) });
    expect(JSON.stringify(template().toJSON())).not.toContain(':alias/team');
  });

  test('is not checked in a stack of an unknown region', () => {
    const stack = new Stack(new App(), 'Stack');
    new CfnOutput(stack, 'Out', { value: 'x' });
    expect(() => {
      database({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', arn('us-west-2')) }, stack);
      Template.fromStack(stack);
    }).not.toThrow();
  });
});
