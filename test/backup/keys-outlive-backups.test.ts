import { App, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  BackupVaultPlan,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreDrill,
} from '../../src';
import { ENVIRONMENT, isolatedVpc } from '../support/database';
import { westVpc } from '../support/west';

/*
 * A backup is only as good as its key. For each kind of backup that a template makes or allows, this test finds the key
 * that encrypts it, in any stack, and checks that the key is retained when the stack is deleted and that the services
 * that restore can use it.
 */

interface Key {
  readonly stack: string;
  readonly region: string;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  readonly statements: any[];
}

/** All stacks of an app, as CloudFormation sees them. */
class Deployment {
  private readonly stacks: { name: string; region: string; template: any }[];

  constructor(app: App) {
    this.stacks = app.node
      .findAll()
      .filter(Stack.isStack)
      .map((stack) => ({ name: stack.stackName, region: stack.region, template: Template.fromStack(stack).toJSON() }));
  }

  resources(type: string) {
    return this.stacks.flatMap(({ name, region, template }) =>
      Object.entries<any>(template.Resources ?? {})
        .filter(([, { Type }]) => Type === type)
        .map(([id, resource]) => ({ stack: name, region, id, ...resource })),
    );
  }

  /** The key that a value refers to: an attribute of a resource, or an output of another stack. */
  key(value: any, stack: string): Key {
    const output = value?.['Fn::GetStackOutput'];
    if (output) {
      const producer = this.stacks.find(
        ({ name, region }) => name === output.StackName && (!output.Region || region === output.Region),
      )!;
      return this.key(producer.template.Outputs[output.OutputName].Value, producer.name);
    }
    const { region, template } = this.stacks.find(({ name }) => name === stack)!;
    const resource = template.Resources[value['Fn::GetAtt'][0]];
    expect(resource.Type).toBe('AWS::KMS::Key');
    const { DeletionPolicy: deletionPolicy, UpdateReplacePolicy: updateReplacePolicy, Properties } = resource;
    return { stack, region, deletionPolicy, updateReplacePolicy, statements: Properties.KeyPolicy.Statement };
  }

  /** The vault that a copy action names, by region and name. */
  vault(arn: any) {
    const written = arn['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'aws')).join('');
    const [, region, name] = /:backup:([a-z0-9-]+):\d+:backup-vault:(.+)$/.exec(written)!;
    const vault = this.resources('AWS::Backup::BackupVault').find(
      (each) => each.region === region && each.Properties.BackupVaultName === name,
    )!;
    return this.key(vault.Properties.EncryptionKeyArn, vault.stack);
  }
}

/** Every kind of backup, with its key. */
function backups(deployment: Deployment): [kind: string, key: Key][] {
  const found: [string, Key][] = [];
  const add = (kind: string, value: any, stack: string) => found.push([kind, deployment.key(value, stack)]);
  for (const { id, stack, Properties } of deployment.resources('AWS::RDS::DBInstance')) {
    const source = Properties.SourceDBInstanceIdentifier;
    if (Properties.KmsKeyId) add(`storage, snapshots and automated backups of ${id}`, Properties.KmsKeyId, stack);
    // A replica in the same region has the key of its source.
    else expect({ id, inherits: source !== undefined }).toEqual({ id, inherits: true });
    if (Properties.AutomaticBackupReplicationRegion) {
      add('replicated automated backups', Properties.AutomaticBackupReplicationKmsKeyId, stack);
    }
  }
  for (const { stack, Properties } of deployment.resources('AWS::Lambda::Function')) {
    const { KMS_KEY_ARN: key } = Properties.Environment?.Variables ?? {};
    if (key) add('copies of manual snapshots', key, stack);
  }
  for (const { stack, region, Properties } of deployment.resources('AWS::Backup::BackupVault')) {
    add(`vault of ${region}`, Properties.EncryptionKeyArn, stack);
  }
  for (const { Properties } of deployment.resources('AWS::Backup::BackupPlan')) {
    for (const { DestinationBackupVaultArn } of Properties.BackupPlan.BackupPlanRule.flatMap(
      (rule: any) => rule.CopyActions ?? [],
    )) {
      found.push(['copies of AWS Backup', deployment.vault(DestinationBackupVaultArn)]);
    }
  }
  return found;
}

function deployed(
  profile: EnvironmentProfile,
  props: Partial<OficinaPostgresProps> = {},
  more: (database: OficinaPostgres, stack: Stack) => void = () => undefined,
): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
  more(new OficinaPostgres(stack, 'Database', { vpc: isolatedVpc(stack), profile, ...props }), stack);
  return new Deployment(app);
}

const EVERYTHING = {
  crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
  backupVaultPlan: BackupVaultPlan.daily(),
  restoreDrill: RestoreDrill.scheduled(),
};
const replicas = (database: OficinaPostgres, stack: Stack) => {
  database.addReadReplica('reports');
  database.addReadReplica('west', {
    region: 'us-west-2',
    vpc: westVpc(stack),
  });
};

const HOME = ['storage, snapshots and automated backups of DatabaseInstance84EA0957'];
const OTHER_REGION = ['replicated automated backups', 'copies of manual snapshots'];
const VAULTS = ['vault of us-west-2', 'vault of us-east-1', 'copies of AWS Backup'];
const REPLICA = [expect.stringMatching(/^storage, snapshots and automated backups of Database.*west/)];

describe.each<[string, Deployment, unknown[]]>([
  ['dev', deployed(EnvironmentProfile.dev()), HOME],
  ['staging', deployed(EnvironmentProfile.staging()), HOME],
  ['prod', deployed(EnvironmentProfile.prod()), [...HOME, ...OTHER_REGION, ...VAULTS]],
  [
    'prod with replicas in both regions',
    deployed(EnvironmentProfile.prod(), {}, replicas),
    [...HOME, ...OTHER_REGION, ...VAULTS, ...REPLICA],
  ],
  [
    'dev with everything',
    deployed(EnvironmentProfile.dev({ allocatedStorage: Size.gibibytes(30) }), EVERYTHING),
    [...HOME, ...OTHER_REGION, ...VAULTS],
  ],
  [
    'an instance that is destroyed with its automated backups, beside a vault',
    deployed(EnvironmentProfile.dev(), { ...EVERYTHING, removalPolicy: RemovalPolicy.DESTROY }),
    [...HOME, ...OTHER_REGION, ...VAULTS],
  ],
  [
    'an instance that is retained',
    deployed(EnvironmentProfile.dev(), { ...EVERYTHING, removalPolicy: RemovalPolicy.RETAIN }),
    [...HOME, ...OTHER_REGION, ...VAULTS],
  ],
])('%s', (_, deployment, kinds) => {
  const found = backups(deployment);

  test('makes exactly these kinds of backups', () => {
    expect(found.map(([kind]) => kind).sort()).toEqual(expect.arrayContaining(kinds));
    expect(found).toHaveLength(kinds.length);
  });

  test.each(found)(
    'the key of %s is retained when the stack is deleted or the key is replaced',
    (__, { deletionPolicy, updateReplacePolicy }) => {
      expect({ deletionPolicy, updateReplacePolicy }).toEqual({
        deletionPolicy: 'Retain',
        updateReplacePolicy: 'Retain',
      });
    },
  );

  test.each(found)(
    'RDS in its region can use the key of %s, and create grants on it, for the account',
    (__, { region, statements }) => {
      const viaRds = statements.filter(
        ({ Condition }) => Condition?.StringEquals?.['kms:ViaService'] === `rds.${region}.amazonaws.com`,
      );
      const actions = viaRds.flatMap(({ Action }) => Action);
      expect(actions).toEqual(
        expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:CreateGrant']),
      );
      expect(viaRds.map(({ Effect, Condition }) => [Effect, Condition.StringEquals['kms:CallerAccount']])).toEqual(
        viaRds.map(() => ['Allow', ENVIRONMENT.account]),
      );
    },
  );

  test('AWS Backup can use the keys of its vaults, each in its own region', () => {
    for (const [kind, { region, statements }] of found.filter(([name]) => /vault|AWS Backup/.test(name))) {
      const used = statements.some(
        ({ Condition }) => Condition?.StringEquals?.['kms:ViaService'] === `backup.${region}.amazonaws.com`,
      );
      expect({ kind, used }).toEqual({ kind, used: true });
    }
  });
});

test('destroying a database without a vault deletes its key, but not the key of the other region', () => {
  const found = backups(
    deployed(EnvironmentProfile.dev(), {
      crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  );
  expect(
    Object.fromEntries(found.map(([kind, { region, deletionPolicy }]) => [kind, [region, deletionPolicy]])),
  ).toEqual({
    [HOME[0]]: ['us-east-1', 'Delete'],
    'replicated automated backups': ['us-west-2', 'Retain'],
    'copies of manual snapshots': ['us-west-2', 'Retain'],
  });
});
