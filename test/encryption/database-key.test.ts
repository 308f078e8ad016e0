import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Annotations as Recorded, Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BackupVaultPlan, CrossRegionBackup } from '../../src';
import { database, emptyStack } from '../support/database';

const ROOT = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } };
const USE = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];
const VIA_RDS = { 'kms:ViaService': 'rds.us-east-1.amazonaws.com', 'kms:CallerAccount': '111122223333' };
const IMPORTED_ARN = 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | string[];
  readonly Principal: object;
  readonly Condition?: object;
}

/** Without monitoring, because the topics of the alarms have a key of their own. */
const NO_TOPICS = { monitoring: false };

/** The statements of the one key, by their ids. */
function policy(): { named: Record<string, Statement>; all: Statement[] } {
  const [key, ...others] = Object.values(database(NO_TOPICS).template().findResources('AWS::KMS::Key'));
  expect(others).toEqual([]);
  const all: Statement[] = key.Properties.KeyPolicy.Statement;
  return {
    all,
    named: Object.fromEntries(all.filter(({ Sid }) => Sid).map((statement) => [statement.Sid!, statement])),
  };
}

describe('a new key', () => {
  test('rotates every year, is retained, and has an alias with the name of the instance', () => {
    const template = database().template();
    template.hasResource('AWS::KMS::Key', {
      Properties: {
        EnableKeyRotation: true,
        Description: 'Storage, backups, insights, secret and logs of the database oficina-db-dev',
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/oficina-db-dev',
      TargetKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] },
    });
  });

  test('can be administered, but not used, through IAM', () => {
    const { Action, Principal, Condition } = policy().named.AdministrationThroughIam;
    expect(Principal).toEqual(ROOT);
    expect(Condition).toBeUndefined();
    expect(Action).toEqual(expect.arrayContaining(['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DescribeKey']));
    const use = (Action as string[]).filter((action) => /crypt|DataKey|CreateGrant|Sign|Mac|\*/.test(action));
    expect(use).toEqual([]);
  });

  test('can be used through RDS by this account', () => {
    expect(policy().named.UseThroughRds).toMatchObject({
      Effect: 'Allow',
      Action: USE,
      Principal: ROOT,
      Resource: '*',
      Condition: { StringEquals: VIA_RDS },
    });
  });

  test('lets RDS make grants for AWS resources only', () => {
    expect(policy().named.GrantsForRdsResources).toMatchObject({
      Action: 'kms:CreateGrant',
      Principal: ROOT,
      Condition: { StringEquals: VIA_RDS, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
  });

  test('can be used by CloudWatch Logs for the log groups of this instance only', () => {
    expect(policy().named.UseByTheLogGroups).toMatchObject({
      Action: USE,
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':logs:us-east-1:111122223333:log-group:/aws/rds/instance/oficina-db-dev/*',
              ],
            ],
          },
        },
      },
    });
  });

  test('cannot be used by anyone without a condition', () => {
    const unconditional = policy().all.filter(({ Condition }) => Condition === undefined);
    expect(unconditional.map(({ Sid }) => Sid)).toEqual(['AdministrationThroughIam']);
  });

  test('names the region of the deployment in an environment-agnostic stack', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(() =>
      database({}, stack)
        .template()
        .hasResourceProperties('AWS::KMS::Key', {
          KeyPolicy: {
            Statement: Match.arrayWith([
              Match.objectLike({
                Sid: 'UseThroughRds',
                Condition: {
                  StringEquals: Match.objectLike({
                    'kms:ViaService': {
                      'Fn::Join': ['', ['rds.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
                    },
                  }),
                },
              }),
            ]),
          },
        }),
    ).not.toThrow();
  });

  test('has no warning', () => {
    const { stack } = database();
    Recorded.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('imported key'));
  });
});

describe('an existing key', () => {
  test('of the same app gets a statement for the logs, and no other key is made', () => {
    const stack = emptyStack();
    const { template } = database({ ...NO_TOPICS, encryptionKey: new kms.Key(stack, 'Own') }, stack);
    template().resourceCountIs('AWS::KMS::Key', 1);
    template().resourceCountIs('AWS::KMS::Alias', 0);
    template().hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ Sid: 'UseByTheLogGroups', Principal: { Service: 'logs.us-east-1.amazonaws.com' } }),
        ]),
      },
    });
    Recorded.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('imported key'));
  });

  test('that is imported has a warning that says what its policy must allow', () => {
    const stack = emptyStack();
    const { template } = database(
      { ...NO_TOPICS, encryptionKey: kms.Key.fromKeyArn(stack, 'Own', IMPORTED_ARN) },
      stack,
    );
    template().resourceCountIs('AWS::KMS::Key', 0);
    template().hasResourceProperties('AWS::RDS::DBInstance', { KmsKeyId: IMPORTED_ARN });
    Recorded.fromStack(stack).hasWarning(
      '/Stack/Database/Encryption',
      Match.stringLikeRegexp(
        'this app cannot change the policy of the imported key: it must let logs.us-east-1.amazonaws.com use ' +
          'the key for /aws/rds/instance/oficina-db-dev/., ' +
          'or the log groups cannot be created; acknowledge this once it does',
      ),
    );
  });

  const VAULT = Match.stringLikeRegexp('imported key: .* through backup');

  test('that is imported has a warning if there is a vault of AWS Backup', () => {
    const stack = emptyStack();
    database(
      {
        ...NO_TOPICS,
        backupVaultPlan: BackupVaultPlan.daily(),
        encryptionKey: kms.Key.fromKeyArn(stack, 'Own', IMPORTED_ARN),
      },
      stack,
    );
    expect(
      Recorded.fromStack(stack)
        .findWarning('/Stack/Database/Encryption', VAULT)
        .map(({ entry }) => entry.data),
    ).toEqual([
      'this app cannot change the policy of the imported key: it must let principals of the account use the key ' +
        'through backup.us-east-1.amazonaws.com ' +
        '(kms:CreateGrant, kms:RetireGrant, kms:Decrypt, kms:GenerateDataKey, kms:DescribeKey), ' +
        'or the vault of the backups cannot be created; acknowledge this once it does ' +
        '[ack: oficina-postgres:imported-key-backup-vault]',
    ]);
  });

  test('that is imported for another region has a warning that names that region', () => {
    const stack = emptyStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Own', IMPORTED_ARN.replace('us-east-1', 'us-west-2'));
    database(
      {
        ...NO_TOPICS,
        backupVaultPlan: BackupVaultPlan.daily(),
        crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { encryptionKey }),
      },
      stack,
    );
    const there = stack.node.root.node.findChild('Stack-backups-us-west-2') as Stack;
    Recorded.fromStack(there).hasWarning('*', Match.stringLikeRegexp('through backup.us-west-2.amazonaws.com'));
    Recorded.fromStack(stack).hasNoWarning('*', VAULT);
  });

  test('has no warning without a vault, nor if the app can change its policy', () => {
    const without = emptyStack();
    database({ ...NO_TOPICS, encryptionKey: kms.Key.fromKeyArn(without, 'Own', IMPORTED_ARN) }, without);
    const own = emptyStack();
    database({ ...NO_TOPICS, backupVaultPlan: BackupVaultPlan.daily(), encryptionKey: new kms.Key(own, 'Own') }, own);
    for (const stack of [without, own]) Recorded.fromStack(stack).hasNoWarning('*', VAULT);
  });

  test('that is imported has a warning that can be acknowledged', () => {
    const stack = emptyStack();
    database({ encryptionKey: kms.Key.fromKeyArn(stack, 'Own', IMPORTED_ARN) }, stack);
    Annotations.of(stack).acknowledgeWarning('oficina-postgres:imported-key-policy', 'the policy has the statement');
    Recorded.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('imported key'));
  });
});
