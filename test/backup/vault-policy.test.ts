import {
  App,
  BootstraplessSynthesizer,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  IStackSynthesizer,
  LegacyStackSynthesizer,
  PhysicalName,
  Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BackupVaultPlan, CrossRegionBackup } from '../../src';
import { DatabaseVault } from '../../src/backup/database-vault';
import { database, emptyStack, ENVIRONMENT } from '../support/database';
import { denies } from '../support/policy';

const ACCOUNT = '111122223333';
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const EXECUTION = role(`cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`);
const OTHERS = [
  role('Admin'),
  role('aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0d5e'),
  `arn:aws:iam::${ACCOUNT}:user/root`,
  'arn:aws:iam::999999999999:root',
];
const DELETION = [
  'backup:DeleteRecoveryPoint',
  'backup:UpdateRecoveryPointLifecycle',
  'backup:DisassociateRecoveryPoint',
];
const CHANGE = ['backup:PutBackupVaultAccessPolicy', 'backup:DeleteBackupVaultAccessPolicy'];
const WORK = [
  'backup:StartBackupJob',
  'backup:CopyFromBackupVault',
  'backup:CopyIntoBackupVault',
  'backup:StartRestoreJob',
  'backup:DescribeBackupVault',
  'backup:DeleteBackupVault',
  'backup:PutBackupVaultLockConfiguration',
  'backup:TagResource',
];

/** The access policies of all vaults of a template. */
const policies = (template: Template): any[] =>
  Object.values(template.findResources('AWS::Backup::BackupVault')).map(({ Properties }) => Properties.AccessPolicy);
const other = (stack: Stack) =>
  Template.fromStack(stack.node.root.node.findChild(`${stack.node.id}-backups-us-west-2`) as Stack);
const deniedTo = (policy: any, principal: string, mfa?: boolean) =>
  [...DELETION, ...CHANGE, ...WORK].filter((action) =>
    denies(policy, {
      action,
      context: { 'aws:PrincipalArn': principal, ...(mfa !== undefined && { 'aws:MultiFactorAuthPresent': `${mfa}` }) },
    }),
  );

/** The access policy of a single vault in a stack. */
function vaultIn(stack: Stack, administrator?: iam.IRole): any {
  new DatabaseVault(stack, 'Vault', { name: 'oficina-db', key: new kms.Key(stack, 'Key'), administrator });
  return policies(Template.fromStack(stack))[0];
}
const withSynthesizer = (synthesizer: IStackSynthesizer) =>
  vaultIn(new Stack(new App(), 'Stack', { env: ENVIRONMENT, synthesizer }));

describe('without an administrator', () => {
  const policy = vaultIn(emptyStack());

  test('only root with MFA can delete, change the lifecycle or change the policy', () => {
    for (const principal of OTHERS) {
      for (const mfa of [undefined, true, false]) {
        expect(deniedTo(policy, principal, mfa)).toEqual([...DELETION, ...CHANGE]);
      }
    }
    expect(deniedTo(policy, ROOT, true)).toEqual([]);
  });

  test('root cannot do so without MFA or with access keys', () => {
    expect(deniedTo(policy, ROOT, false)).toEqual([...DELETION, ...CHANGE]);
    expect(deniedTo(policy, ROOT)).toEqual([...DELETION, ...CHANGE]);
  });

  test('a deployment can change the policy, but delete nothing', () => {
    expect(deniedTo(policy, EXECUTION)).toEqual(DELETION);
  });

  test('the statements deny everyone on every recovery point, as AWS Config expects', () => {
    for (const statement of policy.Statement) {
      expect(statement).toMatchObject({ Effect: 'Deny', Principal: '*', Resource: '*' });
    }
  });
});

describe('an administrator', () => {
  test('can delete backups and change the policy, with or without MFA; no other permission changes', () => {
    const stack = emptyStack();
    const policy = vaultIn(stack, iam.Role.fromRoleName(stack, 'Keeper', 'backup-keeper'));
    for (const mfa of [undefined, true, false]) expect(deniedTo(policy, role('backup-keeper'), mfa)).toEqual([]);
    for (const principal of [...OTHERS, role('backup-keeper-2')]) {
      expect(deniedTo(policy, principal, true)).toEqual([...DELETION, ...CHANGE]);
    }
    expect(deniedTo(policy, ROOT, false)).toEqual([...DELETION, ...CHANGE]);
    expect(deniedTo(policy, EXECUTION)).toEqual(DELETION);
  });

  test('in the same stack is named by a reference', () => {
    const stack = emptyStack();
    const policy = vaultIn(stack, new iam.Role(stack, 'Keeper', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(JSON.stringify(policy)).toContain('"Fn::GetAtt":["Keeper');
  });

  test.each<[string, (stack: Stack) => iam.IRole, string]>([
    ['imported', (stack) => iam.Role.fromRoleArn(stack, 'Keeper', role('teams/keeper')), role('teams/keeper')],
    [
      'of the app, with a name',
      (stack) => new iam.Role(stack, 'Keeper', { roleName: 'keeper', assumedBy: new iam.AccountRootPrincipal() }),
      role('keeper'),
    ],
    [
      'of the app, with name and path',
      (stack) =>
        new iam.Role(stack, 'Keeper', {
          roleName: 'keeper',
          path: '/teams/',
          assumedBy: new iam.AccountRootPrincipal(),
        }),
      role('teams/keeper'),
    ],
  ])('%s is exempt in both vaults, without a cycle between the stacks', (_, make, arn) => {
    const stack = emptyStack('Source');
    const administrator = make(stack);
    const { template } = database(
      {
        backupVaultPlan: BackupVaultPlan.daily({ administrator }),
        crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
      },
      stack,
    );
    const [otherPolicy] = policies(other(stack));
    expect(deniedTo(otherPolicy, arn)).toEqual([]);
    expect(deniedTo(otherPolicy, EXECUTION)).toEqual([...DELETION, ...CHANGE]);
    expect(deniedTo(otherPolicy, role(`cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-west-2`))).toEqual(DELETION);
    const [homePolicy] = policies(template());
    const isReferredTo = JSON.stringify(homePolicy).includes('"Fn::GetAtt":["Keeper');
    expect(isReferredTo || deniedTo(homePolicy, arn).length === 0).toBe(true);
    expect(deniedTo(homePolicy, EXECUTION)).toEqual(DELETION);
  });

  test('in the app with a generated name is named in the other region', () => {
    const stack = emptyStack('Source');
    const administrator = new iam.Role(stack, 'Keeper', {
      roleName: PhysicalName.GENERATE_IF_NEEDED,
      assumedBy: new iam.AccountRootPrincipal(),
    });
    database(
      {
        backupVaultPlan: BackupVaultPlan.daily({ administrator }),
        crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
      },
      stack,
    );
    const [otherPolicy] = policies(other(stack));
    const name = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'))
      .map(({ Properties }) => Properties.RoleName)
      .find((each) => each);
    expect(name).toMatch(/keeper/i);
    expect(deniedTo(otherPolicy, role(name))).toEqual([]);
  });

  test('in the app without a name is refused if there is a vault in another region', () => {
    const stack = emptyStack('Source');
    const administrator = new iam.Role(stack, 'Keeper', { assumedBy: new iam.AccountRootPrincipal() });
    expect(() =>
      database(
        {
          backupVaultPlan: BackupVaultPlan.daily({ administrator }),
          crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
        },
        stack,
      ),
    ).toThrow(
      'the administrator of BackupVaultPlan.daily() must have a name of its own, as the vault in us-west-2 names it ' +
        'from another stack, got Source/Keeper without one; ' +
        'give it a roleName, or look one up with iam.Role.fromRoleName()',
    );
  });

  test('in another account is refused', () => {
    const stack = emptyStack();
    const administrator = iam.Role.fromRoleArn(stack, 'Keeper', 'arn:aws:iam::999999999999:role/keeper');
    expect(() => database({ backupVaultPlan: BackupVaultPlan.daily({ administrator }) }, stack)).toThrow(
      'must be a role of the account of the vault, 111122223333, got one of 999999999999; name a role ',
    );
  });
});

describe('the role with which CloudFormation deploys', () => {
  test.each<[string, IStackSynthesizer, string]>([
    [
      'has the qualifier of the bootstrap',
      new DefaultStackSynthesizer({ qualifier: 'oficina' }),
      role(`cdk-oficina-cfn-exec-role-${ACCOUNT}-us-east-1`),
    ],
    [
      'may be named',
      new DefaultStackSynthesizer({
        cloudFormationExecutionRole: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deploy-${AWS::Region}',
      }),
      role('deploy-us-east-1'),
    ],
    [
      'may be named without a bootstrap',
      new BootstraplessSynthesizer({ cloudFormationExecutionRoleArn: role('deploy') }),
      role('deploy'),
    ],
  ])('%s', (_, synthesizer, arn) => {
    const policy = withSynthesizer(synthesizer);
    expect(deniedTo(policy, arn)).toEqual(DELETION);
    expect(deniedTo(policy, EXECUTION)).toEqual([...DELETION, ...CHANGE]);
  });

  test.each<[string, IStackSynthesizer]>([
    ['the credentials of the CLI', new CliCredentialsStackSynthesizer()],
    ['the old bootstrap', new LegacyStackSynthesizer()],
    ['no role', new DefaultStackSynthesizer({ cloudFormationExecutionRole: '' })],
  ])('is unknown with %s: then no one is denied a change of the policy', (_, synthesizer) => {
    const policy = withSynthesizer(synthesizer);
    for (const principal of [...OTHERS, EXECUTION]) expect(deniedTo(policy, principal)).toEqual(DELETION);
    expect(deniedTo(policy, ROOT)).toEqual(DELETION);
    expect(deniedTo(policy, ROOT, true)).toEqual([]);
  });

  test('follows the environment of an environment-agnostic stack', () => {
    const policy = vaultIn(new Stack(new App(), 'Stack'));
    expect(JSON.stringify(policy)).not.toContain('${');
    expect(policy.Statement[1].Condition.ArnNotLike['aws:PrincipalArn'][1]).toEqual({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':iam::',
          { Ref: 'AWS::AccountId' },
          ':role/cdk-hnb659fds-cfn-exec-role-',
          { Ref: 'AWS::AccountId' },
          '-',
          { Ref: 'AWS::Region' },
        ],
      ],
    });
  });
});

test('explain() says who can delete backups early, and who can change the policy', () => {
  const lifting = (stack: Stack, administrator?: iam.IRole) => {
    const { settings } = database(
      { backupVaultPlan: BackupVaultPlan.daily({ administrator }) },
      stack,
    ).database.explain();
    return settings.filter(({ name }) => name === 'backupVault');
  };
  const EXEC = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`;
  expect(lifting(emptyStack())).toEqual([
    {
      name: 'backupVault',
      value: 'oficina-db-dev',
      source: 'derived',
      consequence:
        'only root with MFA may delete backups before their time; ' +
        `they and CloudFormation's role ${EXEC} can lift this`,
    },
  ]);
  const stack = emptyStack();
  expect(lifting(stack, iam.Role.fromRoleName(stack, 'Keeper', 'keeper'))[0].consequence).toBe(
    'only role keeper and root with MFA may delete backups before their time; ' +
      `they and CloudFormation's role ${EXEC} can lift this`,
  );
  const own = new Stack(new App(), 'Stack', { env: ENVIRONMENT, synthesizer: new CliCredentialsStackSynthesizer() });
  expect(lifting(own)[0].consequence).toBe(
    'only root with MFA may delete backups before their time; ' +
      'anybody whom IAM lets change the policy of the vault can lift this',
  );
  expect(
    database()
      .database.explain()
      .settings.filter(({ name }) => name === 'backupVault'),
  ).toEqual([]);
});

test('an administrator that is not a role is refused', () => {
  expect(() => BackupVaultPlan.daily({ administrator: 'keeper' as any })).toThrow(
    "BackupVaultPlan.daily(): administrator must be an IAM role, got 'keeper'; look it up with iam.Role.fromRoleName",
  );
});

test.each([
  role('*'),
  role('team/Adm?n'),
  `arn:aws:sts::${ACCOUNT}:assumed-role/Keeper/maria`,
  `arn:aws:iam::${ACCOUNT}:user/maria`,
])('an administrator that is not exactly one role is refused: %s', (roleArn) => {
  const stack = emptyStack();
  expect(() => vaultIn(stack, { roleArn, node: stack.node, env: ENVIRONMENT } as any)).toThrow(
    "must be one role, without wildcards, as the policy compares its ARN with that of the caller's role, " +
      `got '${roleArn}'; write its ARN like`,
  );
});

test('an administrator that the CDK CLI has yet to look up does not fail the synthesis', () => {
  const stack = emptyStack();
  expect(() => vaultIn(stack, iam.Role.fromLookup(stack, 'Keeper', { roleName: 'keeper' }))).not.toThrow();
});
