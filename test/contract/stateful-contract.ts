import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EnvironmentProfile, OficinaPostgres, UserPrivileges } from '../../src';
import { ENVIRONMENT, isolatedVpc } from '../support/database';
import { westVpc } from '../support/west';

/*
 * What no release may change: the logical id of each resource that holds data or that data depends on, and the
 * properties that make CloudFormation replace it.
 */

/**
 * Properties whose change replaces the resource, or destroys its content. From the resource schemas of CloudFormation
 * (createOnlyProperties and conditionalCreateOnlyProperties), as contained in cfn-lint 1.58.0.
 */
const WATCHED: Record<string, string[]> = {
  'AWS::RDS::DBInstance': [
    'BackupTarget',
    'CharacterSetName',
    'CustomIAMInstanceProfile',
    'DBClusterIdentifier',
    'DBInstanceIdentifier',
    'DBName',
    'DBSubnetGroupName',
    'DBSystemId',
    'KmsKeyId',
    'MasterUsername',
    'NcharCharacterSetName',
    'SourceRegion',
    'StorageEncrypted',
    'Timezone',
    'DBClusterSnapshotIdentifier',
    'DBSnapshotIdentifier',
    'Engine',
    'PerformanceInsightsKMSKeyId',
    'RestoreTime',
    'SourceDBClusterIdentifier',
    'SourceDBInstanceAutomatedBackupsArn',
    'SourceDBInstanceIdentifier',
    'SourceDbiResourceId',
    'UseLatestRestorableTime',
    // Not a replacement, but the same loss: the setting only applies at creation, or the password or the backups are
    // lost.
    'EngineLifecycleSupport',
    'MasterUserPassword',
    'DeleteAutomatedBackups',
    // Replicated backups: the replication stops, and starts again without them.
    'AutomaticBackupReplicationKmsKeyId',
    'AutomaticBackupReplicationRegion',
  ],
  // A new proxy has a new endpoint, and clients use the old one.
  'AWS::RDS::DBProxy': ['DBProxyName', 'EngineFamily', 'VpcSubnetIds'],
  'AWS::RDS::DBSubnetGroup': ['DBSubnetGroupName'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'Origin', 'MultiRegion'],
  'AWS::KMS::Alias': ['AliasName'],
  // A new GenerateSecretString creates a new password.
  'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString'],
  'AWS::SecretsManager::SecretTargetAttachment': ['SecretId'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Backup::BackupVault': ['BackupVaultName', 'EncryptionKeyArn'],
  'AWS::Backup::RestoreTestingPlan': ['RestoreTestingPlanName'],
  'AWS::Backup::RestoreTestingSelection': [
    'RestoreTestingPlanName',
    'RestoreTestingSelectionName',
    'ProtectedResourceType',
  ],
};

/** Entries without a policy: the name of a stack, and an output whose name another stack uses to read its value. */
const NO_POLICY = 'none';

/** One resource of the contract. */
export interface StatefulResource {
  readonly type: string;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  /** Watched properties, without those that the template does not set. */
  readonly properties: Record<string, unknown>;
}

/** Stateful resources by logical id. */
export type StatefulContract = Record<string, StatefulResource>;

/** The contract of a template: its stateful resources. */
export function statefulContract(template: Record<string, any>): StatefulContract {
  const resources = Object.entries<any>(template.Resources).filter(([, resource]) => WATCHED[resource.Type]);
  return Object.fromEntries(
    resources
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, resource]) => [
        id,
        {
          type: resource.Type,
          deletionPolicy: resource.DeletionPolicy ?? 'Delete',
          updateReplacePolicy: resource.UpdateReplacePolicy ?? 'Delete',
          properties: Object.fromEntries(
            WATCHED[resource.Type]
              .filter((name) => resource.Properties?.[name] !== undefined)
              .map((name) => [name, asDeployed(resource.Properties[name])]),
          ),
        },
      ]),
  );
}

/** An ARN has the same value with a literal partition, which a feature flag causes, and with a reference. */
function asDeployed(value: any): unknown {
  const [separator, parts]: [string, any[]] = value['Fn::Join'] ?? ['', [undefined]];
  const texts = parts.map((part) => (part?.Ref === 'AWS::Partition' ? 'aws' : part));
  return texts.every((text) => typeof text === 'string') ? texts.join(separator) : value;
}

/** The contracts of an app: of the stack of the database, and of each stack that it creates in another region. */
function contractsOfApp(name: string, source: Stack): Record<string, StatefulContract> {
  const stacks = source.node.root.node
    .findAll()
    .filter(Stack.isStack)
    .map((stack) => ({ stack, template: Template.fromStack(stack).toJSON() }));
  const read = stacks.flatMap(({ template }) => weakReads(template));
  const own = stacks.filter(({ stack }) => stack === source || stack.node.id.startsWith(`${source.node.id}-`));
  return Object.fromEntries(
    own.map(({ stack, template }) => {
      const place =
        stack === source
          ? name
          : `${name}, ${stack.node.id.includes('-replicas-') ? 'replicas in ' : ''}${stack.region}`;
      const outputs = read.filter(({ StackName }) => StackName === stack.stackName).map(({ OutputName }) => OutputName);
      return [
        place,
        {
          'the stack': known('AWS::CloudFormation::Stack', { StackName: stack.stackName }),
          ...Object.fromEntries(
            [...new Set(outputs)]
              .sort()
              .map((output) => [`output ${output}`, known('Output', { Value: template.Outputs[output].Value })]),
          ),
          ...statefulContract(template),
        },
      ];
    }),
  );
}

function known(type: string, properties: Record<string, unknown>): StatefulResource {
  return { type, deletionPolicy: NO_POLICY, updateReplacePolicy: NO_POLICY, properties };
}

/** The outputs of other stacks that a template reads at deployment. */
function weakReads(template: unknown): { StackName: string; OutputName: string }[] {
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) =>
    key === 'Fn::GetStackOutput' ? [value] : weakReads(value),
  );
}

/** The contracts of a preset, with the construct id that README uses. */
export function contractsOfProfile(
  profile: EnvironmentProfile,
  context: Record<string, unknown> = {},
): Record<string, StatefulContract> {
  const stack = new Stack(new App({ context }), 'Stack', { env: ENVIRONMENT });
  new OficinaPostgres(stack, 'Database', { vpc: isolatedVpc(stack), profile });
  return contractsOfApp(profile.name, stack);
}

/**
 * The contracts of production with everything that can be added to a database: replicas, here and in another region,
 * and a proxy.
 */
function contractsOfEverything(context: Record<string, unknown>): Record<string, StatefulContract> {
  const stack = new Stack(new App({ context }), 'Stack', { env: ENVIRONMENT });
  const database = new OficinaPostgres(stack, 'Database', {
    vpc: isolatedVpc(stack),
    profile: EnvironmentProfile.prod(),
    readReplicas: 1,
  });
  const replica = database.addReadReplica('west', { region: 'us-west-2', vpc: westVpc(stack) });
  database.addApplicationUser('jobs', { privileges: UserPrivileges.READ_WRITE, iamAuthentication: true });
  database.addProxy();
  // The reader: a role of a stack that is deployed after the stack of the replica.
  const reader = new Stack(stack.node.root, 'Reader', { env: { ...ENVIRONMENT, region: 'us-west-2' } });
  replica.grantConnect(new iam.Role(reader, 'Role', { assumedBy: new iam.AccountRootPrincipal() }), 'reporting');
  return contractsOfApp('prod with replicas and a proxy', stack);
}

/** The contracts of all presets, in the format of the committed file. */
export function contractsOfProfiles(context: Record<string, unknown> = {}): Record<string, StatefulContract> {
  return Object.assign(
    {},
    ...[EnvironmentProfile.dev(), EnvironmentProfile.staging(), EnvironmentProfile.prod()].map((profile) =>
      contractsOfProfile(profile, context),
    ),
    contractsOfEverything(context),
  );
}

/**
 * What an update from one contract to the other would replace or lose, one sentence each. New resources are no loss.
 */
export function losses(before: StatefulContract, after: StatefulContract): string[] {
  return Object.entries(before).flatMap(([id, was]) => {
    const is = after[id];
    if (!is) {
      return [
        `${was.type} ${id} would be removed (${fate(was.deletionPolicy)}); its logical id is ` +
          `gone${moved(was, before, after)}`,
      ];
    }
    if (is.type !== was.type) return [`${was.type} ${id} would become ${is.type}: CloudFormation refuses the update`];
    return [
      ...changedProperties(was, is).map(
        (name) =>
          `${was.type} ${id} would be replaced or changed for good by ${name}: ` +
          `${JSON.stringify(was.properties[name])} → ${JSON.stringify(is.properties[name])}`,
      ),
      ...(is.deletionPolicy !== was.deletionPolicy
        ? [
            `${was.type} ${id} would have another DeletionPolicy: ${was.deletionPolicy} → ${is.deletionPolicy} ` +
              `(${fate(is.deletionPolicy)})`,
          ]
        : []),
      ...(is.updateReplacePolicy !== was.updateReplacePolicy
        ? [
            `${was.type} ${id} would have another UpdateReplacePolicy: ${was.updateReplacePolicy} → ` +
              `${is.updateReplacePolicy} (${fate(is.updateReplacePolicy)})`,
          ]
        : []),
    ];
  });
}

function changedProperties(was: StatefulResource, is: StatefulResource): string[] {
  const names = new Set([...Object.keys(was.properties), ...Object.keys(is.properties)]);
  return [...names].filter((name) => JSON.stringify(was.properties[name]) !== JSON.stringify(is.properties[name]));
}

function moved(was: StatefulResource, before: StatefulContract, after: StatefulContract): string {
  const twin = Object.keys(after).find((id) => !before[id] && after[id].type === was.type);
  return twin ? `, and ${twin} would be created, empty: did a construct id or a scope change?` : '';
}

function fate(policy: string): string {
  switch (policy) {
    case NO_POLICY:
      return 'what is deployed goes by it';
    case 'Snapshot':
      return 'a final snapshot is left';
    case 'Retain':
    case 'RetainExceptOnCreate':
      return 'the resource stays behind, outside of the stack';
    default:
      return 'what is in it is lost';
  }
}
