import { App, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import {
  BackupVaultLock,
  BackupVaultPlan,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreDrill,
  RestoreSource,
  WeekDay,
} from '../../src';
import { DatabaseBackupPlan } from '../../src/backup/database-backup-plan';
import { DatabaseVault } from '../../src/backup/database-vault';
import { database, emptyStack, privateVpc } from '../support/database';
import { permits, text } from '../support/policy';
import { idOf, madeBefore } from '../support/references';

const PLAN = { backupVaultPlan: BackupVaultPlan.daily() };
const DRILL = { ...PLAN, restoreDrill: RestoreDrill.scheduled() };
const dev = (props: Partial<OficinaPostgresProps> = PLAN) => database(props).template();
const ref = (prefix: string) => ({ Ref: Match.stringLikeRegexp(`^${prefix}`) });
const att = (prefix: string, attribute: string) => ({
  'Fn::GetAtt': [Match.stringLikeRegexp(`^${prefix}`), attribute],
});
const INSTANCE_ARN = {
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:', ref('DatabaseInstance')]],
};
const rule = (expected: object) => ({ BackupPlan: { BackupPlanRule: [Match.objectLike(expected)] } });

/** The statements of the only policy of a role of AWS Backup. */
function statementsOf(template: Template, prefix: string): any[] {
  return template.findResources('AWS::IAM::ManagedPolicy')[idOf(template, 'AWS::IAM::ManagedPolicy', prefix)].Properties
    .PolicyDocument.Statement;
}

test.each(['AWS::Backup::BackupVault', 'AWS::Backup::BackupPlan', 'AWS::Backup::RestoreTestingPlan'])(
  'dev has no %s, prod has one',
  (type) => {
    database().template().resourceCountIs(type, 0);
    database({ profile: EnvironmentProfile.prod() }).template().resourceCountIs(type, 1);
  },
);

describe('the vault', () => {
  test('is named after the instance, has its key, and is retained unless its creation fails', () => {
    dev().hasResource('AWS::Backup::BackupVault', {
      Properties: {
        BackupVaultName: 'oficina-db-dev',
        EncryptionKeyArn: att('DatabaseEncryptionKey', 'Arn'),
        LockConfiguration: Match.absent(),
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('is retained with its key when the instance is destroyed, as a vault with backups cannot be deleted', () => {
    const template = dev({ ...PLAN, removalPolicy: RemovalPolicy.DESTROY });
    template.hasResource('AWS::RDS::DBInstance', { DeletionPolicy: 'Delete' });
    template.hasResource('AWS::Backup::BackupVault', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResource('AWS::KMS::Key', {
      Properties: { Description: Match.stringLikeRegexp('^Storage, backups') },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('is an attribute of the database', () => {
    const { database: made, stack } = database(PLAN);
    expect(stack.resolve(made.backupVault!.backupVaultName)).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^DatabaseBackupsVault/), 'BackupVaultName'],
    });
    expect(database().database.backupVault).toBeUndefined();
  });

  test('lets principals of the account use the key only through AWS Backup, and without a vault not at all', () => {
    const statement = {
      Sid: 'UseByTheBackupVault',
      Action: ['kms:RetireGrant', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      Condition: {
        StringEquals: { 'kms:ViaService': 'backup.us-east-1.amazonaws.com', 'kms:CallerAccount': '111122223333' },
      },
    };
    const keyWith = (expected: object) => ({ KeyPolicy: { Statement: Match.arrayWith([Match.objectLike(expected)]) } });
    dev().hasResourceProperties('AWS::KMS::Key', keyWith(statement));
    expect(JSON.stringify(database().template().findResources('AWS::KMS::Key'))).not.toContain('UseByTheBackupVault');
    const stack = emptyStack();
    const { template } = database({ ...PLAN, encryptionKey: new kms.Key(stack, 'Own') }, stack);
    template().hasResourceProperties('AWS::KMS::Key', keyWith(statement));
  });

  test.each([
    [
      'governance',
      BackupVaultLock.governance({ minRetention: Duration.days(7), maxRetention: Duration.days(90) }),
      { MinRetentionDays: 7, MaxRetentionDays: 90, ChangeableForDays: Match.absent() },
    ],
    [
      'compliance',
      BackupVaultLock.compliance({ minRetention: Duration.days(7) }),
      { MinRetentionDays: 7, MaxRetentionDays: Match.absent(), ChangeableForDays: 14 },
    ],
  ])('can have a %s lock', (_, vaultLock, expected) => {
    dev({ backupVaultPlan: BackupVaultPlan.daily({ vaultLock }) }).hasResourceProperties('AWS::Backup::BackupVault', {
      LockConfiguration: expected,
    });
  });

  test('warns only of a lock that cannot be removed', () => {
    const warnings = (vaultLock: BackupVaultLock) => {
      const { stack } = database({ backupVaultPlan: BackupVaultPlan.daily({ vaultLock }) });
      return Annotations.fromStack(stack)
        .findWarning('*', Match.stringLikeRegexp('vault-lock'))
        .map(({ entry, id }) => `${id} ${entry.data}`);
    };
    expect(warnings(BackupVaultLock.governance({ minRetention: Duration.days(7) }))).toEqual([]);
    expect(warnings(BackupVaultLock.compliance({ minRetention: Duration.days(7) }))).toEqual([
      '/Stack/Database/Backups/Vault the lock of the vault oficina-db-dev cannot be removed once its cooling-off ' +
        'period is over (14 days): backups and their costs stay until their retention ends, and the stack cannot ' +
        'delete the vault; acknowledge this, or choose BackupVaultLock.governance() [ack: oficina-postgres:vault-lock]',
    ]);
  });

  test('must not have the name of another vault, including a vault of copies from another region', () => {
    const app = new App();
    const stackIn = (id: string, region: string) => new Stack(app, id, { env: { account: '111122223333', region } });
    const home = stackIn('Home', 'us-east-1');
    database(
      {
        vpc: privateVpc(home),
        ...PLAN,
        instanceIdentifier: 'carros',
        crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
      },
      home,
    );
    const another = (id: string, region: string) => {
      const stack = stackIn(id, region);
      return () =>
        database(
          { vpc: privateVpc(stack), ...PLAN, instanceIdentifier: 'carros-copies', ssmParameterPrefix: `/${id}` },
          stack,
        );
    };
    expect(another('West', 'us-west-2')).toThrow(
      '[West/Database/Backups/Vault] the vault of backups must have a name that is unique in an account and region, ' +
        "got 'carros-copies', which Home-backups-us-west-2/Database/Vault has too; give one of the two databases " +
        'another instanceIdentifier: the vault of copies in another region is called <instanceIdentifier>-copies',
    );
    expect(another('East', 'us-east-1')).not.toThrow();
  });

  test('in another region has a key of that region, and a literal ARN', () => {
    const stack = new Stack(new App(), 'Support', { env: { account: '111122223333', region: 'us-west-2' } });
    const { vault } = new DatabaseVault(stack, 'Vault', { name: 'oficina-db-prod', key: new kms.Key(stack, 'Key') });
    Template.fromStack(stack).hasResource('AWS::Backup::BackupVault', {
      Properties: { BackupVaultName: 'oficina-db-prod', EncryptionKeyArn: att('Key', 'Arn') },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    expect(vault.node.path).toBe('Support/Vault/Resource');
    expect(stack.resolve(DatabaseVault.arn(emptyStack(), 'us-west-2', 'oficina-db-prod'))).toEqual({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':backup:us-west-2:111122223333:backup-vault:oficina-db-prod'],
      ],
    });
  });
});

describe('the plan', () => {
  test('backs up the instance to the vault every day, outside of the windows of RDS', () => {
    const template = dev();
    template.hasResourceProperties(
      'AWS::Backup::BackupPlan',
      rule({
        TargetBackupVault: att('DatabaseBackupsVault', 'BackupVaultName'),
        ScheduleExpression: 'cron(0 5 * * ? *)',
        StartWindowMinutes: 120,
        CompletionWindowMinutes: 1200,
        Lifecycle: { DeleteAfterDays: 35 }, // RDS has no cold storage
        CopyActions: Match.absent(),
      }),
    );
    template.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupPlanId: att('DatabaseBackupsPlan', 'BackupPlanId'),
      BackupSelection: {
        IamRoleArn: att('DatabaseBackupsPlanRole', 'Arn'),
        Resources: [INSTANCE_ARN],
        ListOfTags: Match.absent(),
      },
    });
  });

  test('has the given time and retention, which can be a token', () => {
    dev({
      backupVaultPlan: BackupVaultPlan.daily({ startTime: '22:15', retention: Duration.days(90) }),
    }).hasResourceProperties(
      'AWS::Backup::BackupPlan',
      rule({ ScheduleExpression: 'cron(15 22 * * ? *)', Lifecycle: { DeleteAfterDays: 90 } }),
    );
    const stack = emptyStack();
    const parameter = new CfnParameter(stack, 'Days', { type: 'Number' });
    database({ backupVaultPlan: BackupVaultPlan.daily({ retention: Duration.days(parameter.valueAsNumber) }) }, stack)
      .template()
      .hasResourceProperties('AWS::Backup::BackupPlan', rule({ Lifecycle: { DeleteAfterDays: { Ref: 'Days' } } }));
  });

  test('never makes continuous backups, because the instance has them already', () => {
    const template = JSON.stringify(dev().toJSON());
    expect(template).not.toContain('EnableContinuousBackup');
    expect(template).not.toContain('rds:ModifyDBInstance');
  });

  test('has its role and policy before the first backup', () => {
    const template = dev();
    const before = madeBefore(template, idOf(template, 'AWS::Backup::BackupSelection'));
    expect(before).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^DatabaseBackupsPlanPolicy/),
        expect.stringMatching(/^DatabaseBackupsPlanRole/),
      ]),
    );
  });
});

describe('the role of the backups', () => {
  const statements = statementsOf(dev(), 'DatabaseBackupsPlan');
  const arn = (rest: string, region = 'us-east-1') => `arn:aws:rds:${region}:111122223333:${rest}`;
  const instance = text(statements[0].Resource[0]);
  const may = (action: string, resource: string, of = statements) =>
    permits(of, { action, resource, context: { 'kms:GrantIsForAWSResource': 'true' } });

  test('can be assumed by AWS Backup', () => {
    dev().hasResourceProperties('AWS::IAM::Role', {
      Description: Match.anyValue(),
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'backup.amazonaws.com' } }],
      },
    });
  });

  test('takes, tags and expires snapshots of this instance', () => {
    expect(instance).toMatch(/^arn:aws:rds:us-east-1:111122223333:db:DatabaseInstance/);
    for (const resource of [instance, arn('snapshot:awsbackup:job-1')]) {
      expect(may('rds:CreateDBSnapshot', resource)).toBe(true);
      expect(may('rds:ListTagsForResource', resource)).toBe(true);
    }
    for (const action of ['rds:AddTagsToResource', 'rds:DeleteDBSnapshot', 'rds:DescribeDBSnapshots']) {
      expect(may(action, arn('snapshot:awsbackup:job-1'))).toBe(true);
    }
  });

  test('changes no other instance, no other snapshot, and not the instance itself', () => {
    for (const action of [
      'rds:CreateDBSnapshot',
      'rds:DeleteDBSnapshot',
      'rds:AddTagsToResource',
      'rds:ListTagsForResource',
    ]) {
      for (const resource of [
        arn('db:other'),
        arn('snapshot:rds:oficina-db-dev-2026'),
        arn('snapshot:mine'),
        arn('snapshot:awsbackup:job-1', 'us-west-2'),
      ]) {
        expect(may(action, resource)).toBe(false);
      }
    }
    for (const action of [
      'rds:ModifyDBInstance',
      'rds:DeleteDBInstance',
      'rds:AddTagsToResource',
      'rds:DeleteDBInstanceAutomatedBackup',
    ]) {
      expect(may(action, instance)).toBe(false);
    }
    expect(may('rds:CopyDBSnapshot', arn('snapshot:awsbackup:job-1'))).toBe(false); // without another region
  });

  test('creates grants on the key only for AWS resources, and does not use the key itself', () => {
    const key = text(statements.find(({ Action }) => Action === 'kms:CreateGrant').Resource);
    expect(key).toMatch(/^DatabaseEncryptionKey.*\.Arn$/);
    expect(may('kms:CreateGrant', key)).toBe(true);
    expect(permits(statements, { action: 'kms:CreateGrant', resource: key })).toBe(false);
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) expect(may(action, key)).toBe(false);
  });
});

describe('with a vault in another region', () => {
  const KEY = 'arn:aws:kms:us-west-2:111122223333:key/12345678-1234-1234-1234-123456789012';

  function copied() {
    const stack = emptyStack();
    const key = new kms.Key(stack, 'Key');
    const { vault } = new DatabaseVault(stack, 'Vault', { name: 'oficina-db-prod', key });
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Instance', {
      instanceIdentifier: 'oficina-db-prod',
      instanceEndpointAddress: 'db.example',
      port: 5432,
      securityGroups: [],
    });
    new DatabaseBackupPlan(stack, 'Plan', {
      plan: BackupVaultPlan.daily({ copyRetention: Duration.days(90) }),
      vault,
      instance,
      key,
      name: 'oficina-db-prod',
      copyTo: { region: 'us-west-2', vaultName: 'oficina-db-prod', keyArn: KEY },
    });
    return Template.fromStack(stack);
  }

  test('copies each backup to it, with its own retention and without a reference to its stack', () => {
    copied().hasResourceProperties(
      'AWS::Backup::BackupPlan',
      rule({
        CopyActions: [
          {
            DestinationBackupVaultArn: {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':backup:us-west-2:111122223333:backup-vault:oficina-db-prod'],
              ],
            },
            Lifecycle: { DeleteAfterDays: 90 },
          },
        ],
      }),
    );
  });

  test('lets the role copy snapshots of AWS Backup only to that vault, with that key', () => {
    const statements = statementsOf(copied(), 'Plan');
    const may = (action: string, resource: string) =>
      permits(statements, { action, resource, context: { 'kms:GrantIsForAWSResource': 'true' } });
    const snapshot = (region: string) => `arn:aws:rds:${region}:111122223333:snapshot:awsbackup:job-1`;
    for (const region of ['us-east-1', 'us-west-2']) {
      for (const action of ['rds:CopyDBSnapshot', 'rds:AddTagsToResource', 'rds:DeleteDBSnapshot']) {
        expect(may(action, snapshot(region))).toBe(true);
      }
    }
    expect(may('rds:CopyDBSnapshot', snapshot('eu-west-1'))).toBe(false);
    expect(may('rds:CreateDBSnapshot', snapshot('us-west-2'))).toBe(false);
    expect(
      may('backup:CopyIntoBackupVault', 'arn:aws:backup:us-west-2:111122223333:backup-vault:oficina-db-prod'),
    ).toBe(true);
    expect(may('backup:CopyIntoBackupVault', 'arn:aws:backup:us-west-2:111122223333:backup-vault:other')).toBe(false);
    expect(may('backup:CopyFromBackupVault', snapshot('us-east-1'))).toBe(true);
    expect(may('kms:CreateGrant', KEY)).toBe(true);
    expect(may('kms:DescribeKey', KEY)).toBe(true);
    expect(may('kms:CreateGrant', KEY.replace('12345678', '87654321'))).toBe(false);
  });
});

describe('the drill', () => {
  const drilled = (options?: Parameters<typeof RestoreDrill.scheduled>[0]) =>
    dev({ ...PLAN, restoreDrill: RestoreDrill.scheduled(options) });

  test('restores the latest snapshot of this vault from the last week', () => {
    drilled().hasResourceProperties('AWS::Backup::RestoreTestingPlan', {
      RestoreTestingPlanName: 'oficina_db_dev',
      ScheduleExpression: 'cron(0 8 ? * WED,SUN *)',
      StartWindowHours: 1,
      RecoveryPointSelection: {
        Algorithm: 'LATEST_WITHIN_WINDOW',
        IncludeVaults: [att('DatabaseBackupsVault', 'BackupVaultArn')],
        RecoveryPointTypes: ['SNAPSHOT'],
        SelectionWindowDays: 7,
      },
    });
  });

  test('restores only this instance, into its subnets, isolated, single-AZ, and without a validation window', () => {
    const template = drilled();
    template.hasResourceProperties('AWS::Backup::RestoreTestingSelection', {
      RestoreTestingPlanName: 'oficina_db_dev',
      RestoreTestingSelectionName: 'oficina_db_dev',
      ProtectedResourceType: 'RDS',
      ProtectedResourceArns: [INSTANCE_ARN],
      IamRoleArn: att('DatabaseBackupsDrillRole', 'Arn'),
      RestoreMetadataOverrides: {
        dbInstanceClass: 'db.t3.small',
        dbSubnetGroupName: ref('DatabaseNetworkSubnetGroup'),
        multiAz: 'false',
        publiclyAccessible: 'false',
        vpcSecurityGroupIds: { 'Fn::Join': ['', ['["', att('DatabaseBackupsDrillSecurityGroup', 'GroupId'), '"]']] },
      },
      ValidationWindowHours: Match.absent(),
    });
    // The selection knows the plan only by its name.
    expect(madeBefore(template, idOf(template, 'AWS::Backup::RestoreTestingSelection'))).toContain(
      idOf(template, 'AWS::Backup::RestoreTestingPlan'),
    );
  });

  test('has the given days, time, class and validation window', () => {
    const template = drilled({
      weekDays: [WeekDay.MONDAY, WeekDay.THURSDAY],
      startTime: '23:45',
      instanceType: new ec2.InstanceType('t4g.micro'),
      validationWindow: Duration.hours(3),
    });
    template.hasResourceProperties('AWS::Backup::RestoreTestingPlan', {
      ScheduleExpression: 'cron(45 23 ? * MON,THU *)',
    });
    template.hasResourceProperties('AWS::Backup::RestoreTestingSelection', {
      RestoreMetadataOverrides: Match.objectLike({ dbInstanceClass: 'db.t4g.micro' }),
      ValidationWindowHours: 3,
    });
  });

  test('restores into an isolated security group, even if the database has an existing group and clients', () => {
    const stack = emptyStack();
    const group = (id: string) => ec2.SecurityGroup.fromSecurityGroupId(stack, id, `sg-${id.toLowerCase()}`);
    const { template } = database({ ...DRILL, securityGroup: group('Own'), clients: [group('Client')] }, stack);
    const id = idOf(template(), 'AWS::EC2::SecurityGroup', 'DatabaseBackupsDrill');
    template().hasResourceProperties('AWS::Backup::RestoreTestingSelection', {
      RestoreMetadataOverrides: Match.objectLike({
        vpcSecurityGroupIds: { 'Fn::Join': ['', ['["', { 'Fn::GetAtt': [id, 'GroupId'] }, '"]']] },
      }),
    });
    const { SecurityGroupIngress, SecurityGroupEgress, VpcId } = template().toJSON().Resources[id].Properties;
    expect([SecurityGroupIngress, VpcId]).toEqual([undefined, 'vpc-0123456789abcdef0']);
    // An address that does not exist: without any rule EC2 would allow all egress.
    expect(SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }),
    ]);
    for (const type of ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress']) {
      expect(JSON.stringify(template().findResources(type))).not.toContain(id);
    }
  });

  test('has a different name from the drill of another database', () => {
    const stack = emptyStack();
    const vpc = privateVpc(stack);
    database({ vpc, ...DRILL }, stack);
    new OficinaPostgres(stack, 'Second', {
      vpc,
      profile: EnvironmentProfile.dev(),
      ...DRILL,
      instanceIdentifier: 'carros',
      ssmParameterPrefix: '/carros',
    });
    const names = Object.values(Template.fromStack(stack).findResources('AWS::Backup::RestoreTestingPlan')).map(
      ({ Properties }) => Properties.RestoreTestingPlanName,
    );
    expect(names.sort()).toEqual(['carros', 'oficina_db_dev']);
  });
});

describe('the role of the drill', () => {
  const statements = statementsOf(dev(DRILL), 'DatabaseBackupsDrill');
  const arn = (rest: string) => `arn:aws:rds:us-east-1:111122223333:${rest}`;
  const may = (action: string, resource: string, context = {}) => permits(statements, { action, resource, context });
  const RESTORED = arn('db:awsbackup-restore-test-1a2b');

  test('restores snapshots of AWS Backup into this subnet group, only under names of restore testing', () => {
    const [, subnetGroup] = /subgrp:(\w+)/.exec(
      JSON.stringify(statements.map(({ Resource }) => [Resource].flat().map(text))),
    )!;
    for (const resource of [
      RESTORED,
      arn('snapshot:awsbackup:job-1'),
      arn(`subgrp:${subnetGroup}`),
      arn('og:default:postgres-15'),
      arn('pg:default.postgres15'),
    ]) {
      expect(may('rds:RestoreDBInstanceFromDBSnapshot', resource)).toBe(true);
    }
    for (const resource of [
      arn('db:oficina-db-dev'),
      arn('snapshot:rds:oficina-db-dev'),
      arn('subgrp:other'),
      arn('pg:mine'),
    ]) {
      expect(may('rds:RestoreDBInstanceFromDBSnapshot', resource)).toBe(false);
    }
  });

  test('tags and deletes only what it has restored', () => {
    for (const action of ['rds:AddTagsToResource', 'rds:DeleteDBInstance']) {
      expect(may(action, RESTORED)).toBe(true);
      for (const resource of [arn('db:oficina-db-dev'), arn('db:DatabaseInstance'), arn('snapshot:awsbackup:job-1')]) {
        expect(may(action, resource)).toBe(false);
      }
    }
  });

  test('only reads in statements that allow all resources', () => {
    const everywhere = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
    expect(everywhere.length).toBeGreaterThan(0);
    for (const action of everywhere) expect(action).toMatch(/^(rds|ec2):(Describe|ListTags)/);
  });

  test('uses the key only through RDS', () => {
    const key = text(statements.find(({ Action }) => Action === 'kms:CreateGrant').Resource);
    expect(may('kms:Decrypt', key, { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' })).toBe(true);
    expect(may('kms:Decrypt', key)).toBe(false);
    expect(may('kms:Decrypt', 'other', { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' })).toBe(false);
  });
});

describe('a restored database, whose storage and backups have the key of its source', () => {
  const KEY = 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012';
  const RESTORED = { restoreFrom: RestoreSource.snapshot('before-17') };
  const ROLES = ['DatabaseBackupsPlan', 'DatabaseBackupsDrill'] as const;

  /** The statements of the two roles, and of the function in the other region. */
  function policiesOf(props: Partial<OficinaPostgresProps> = {}, keyArn?: string) {
    const stack = emptyStack();
    const vpc = privateVpc(stack);
    const encryptionKey = keyArn ? kms.Key.fromKeyArn(stack, 'Key', keyArn) : undefined;
    const otherKeyArn = keyArn?.replace('us-east-1', 'us-east-2');
    const crossRegionBackup = CrossRegionBackup.toRegion('us-east-2', {
      encryptionKey: otherKeyArn ? kms.Key.fromKeyArn(stack, 'OtherKey', otherKeyArn) : undefined,
    });
    const template = database(
      { vpc, profile: EnvironmentProfile.prod(), ...RESTORED, crossRegionBackup, ...props, encryptionKey },
      stack,
    ).template();
    const other = Template.fromStack(stack.node.root.node.findChild('Stack-backups-us-east-2') as Stack);
    const copier = Object.values(
      other.findResources('AWS::IAM::ManagedPolicy', {
        Properties: { Description: Match.stringLikeRegexp('^Copies manual') },
      }),
    )[0];
    return {
      plan: statementsOf(template, ROLES[0]),
      drill: statementsOf(template, ROLES[1]),
      copies: copier.Properties.PolicyDocument.Statement,
    };
  }
  const mayGrant = (statements: any[], resource: string, context = {}) =>
    permits(statements, {
      action: 'kms:CreateGrant',
      resource,
      context: { 'kms:GrantIsForAWSResource': 'true', ...context },
    });
  const VIA_RDS = { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' };
  const mayUse = (statements: any[], resource: string, context = {}) =>
    permits(statements, { action: 'kms:Decrypt', resource, context });

  test('lets its roles use all keys of its account and region, because the key of the source is unknown', () => {
    const { plan, drill } = policiesOf();
    for (const role of [plan, drill]) {
      expect(mayGrant(role, KEY)).toBe(true);
      expect(permits(role, { action: 'kms:DescribeKey', resource: KEY })).toBe(true);
      for (const other of [KEY.replace('us-east-1', 'us-west-2'), KEY.replace('111122223333', '444455556666')]) {
        expect(mayGrant(role, other)).toBe(false);
      }
    }
    expect(mayUse(drill, KEY, VIA_RDS)).toBe(true);
  });

  test('restricts the roles by the same conditions as for other databases', () => {
    const { plan, drill } = policiesOf();
    for (const role of [plan, drill]) expect(permits(role, { action: 'kms:CreateGrant', resource: KEY })).toBe(false);
    expect(mayUse(drill, KEY)).toBe(false);
    expect(mayUse(plan, KEY, VIA_RDS)).toBe(false);
  });

  test('lets the copies of its snapshots use the key, which has no known alias', () => {
    const { copies } = policiesOf();
    expect(mayUse(copies, KEY, VIA_RDS)).toBe(true);
    expect(mayUse(copies, KEY)).toBe(false);
    expect(mayGrant(copies, KEY, VIA_RDS)).toBe(true);
    expect(mayGrant(copies, KEY)).toBe(false);
    // A database that is not restored has the library's own key, and nothing may use another one.
    const own = policiesOf({ restoreFrom: undefined });
    expect(mayUse(own.copies, KEY, VIA_RDS)).toBe(false);
    for (const role of [own.plan, own.drill]) expect(mayGrant(role, KEY)).toBe(false);
  });

  test('lets roles and copies use only the key of the source if it is given', () => {
    const { plan, drill, copies } = policiesOf({}, KEY);
    for (const role of [plan, drill]) {
      expect(mayGrant(role, KEY)).toBe(true);
      expect(mayGrant(role, KEY.replace('12345678', '87654321'))).toBe(false);
    }
    expect(mayUse(drill, KEY, VIA_RDS)).toBe(true);
    expect(mayUse(copies, KEY, VIA_RDS)).toBe(true);
  });
});
