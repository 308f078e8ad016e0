import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EnvironmentProfile, OficinaPostgres } from '../../src';
import { ENVIRONMENT, isolatedVpc } from '../support/database';

/*
 * What no release may move: the logical id of each resource that holds data or that data depends on, and the properties whose change makes
 * CloudFormation replace it.
 */

/**
 * Properties whose change replaces the resource, or destroys what is in it. From the resource schemas of CloudFormation (createOnlyProperties and
 * conditionalCreateOnlyProperties), as cfn-lint 1.58.0 carries them.
 */
const WATCHED: Record<string, string[]> = {
  'AWS::RDS::DBInstance': [
    'BackupTarget', 'CharacterSetName', 'CustomIAMInstanceProfile', 'DBClusterIdentifier', 'DBInstanceIdentifier', 'DBName', 'DBSubnetGroupName',
    'DBSystemId', 'KmsKeyId', 'MasterUsername', 'NcharCharacterSetName', 'SourceRegion', 'StorageEncrypted', 'Timezone',
    'DBClusterSnapshotIdentifier', 'DBSnapshotIdentifier', 'Engine', 'PerformanceInsightsKMSKeyId', 'RestoreTime',
    'SourceDBClusterIdentifier', 'SourceDBInstanceAutomatedBackupsArn', 'SourceDBInstanceIdentifier', 'SourceDbiResourceId', 'UseLatestRestorableTime',
    // Not a replacement, but the same loss: the setting is taken at creation alone, or the password or the backups go.
    'EngineLifecycleSupport', 'MasterUserPassword', 'DeleteAutomatedBackups',
  ],
  'AWS::RDS::DBSubnetGroup': ['DBSubnetGroupName'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'Origin', 'MultiRegion'],
  'AWS::KMS::Alias': ['AliasName'],
  // A new GenerateSecretString is a new password.
  'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString'],
  'AWS::SecretsManager::SecretTargetAttachment': ['SecretId'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Backup::BackupVault': ['BackupVaultName', 'EncryptionKeyArn'],
};

/** One resource of the contract. */
export interface StatefulResource {
  readonly type: string;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  /** Watched properties; one that the template does not set is left out. */
  readonly properties: Record<string, unknown>;
}

/** Stateful resources by logical id. */
export type StatefulContract = Record<string, StatefulResource>;

/** The contract of a template. */
export function statefulContract(template: Record<string, any>): StatefulContract {
  const resources = Object.entries<any>(template.Resources).filter(([, resource]) => WATCHED[resource.Type]);
  return Object.fromEntries(resources.sort(([a], [b]) => a < b ? -1 : 1).map(([id, resource]) => [id, {
    type: resource.Type,
    deletionPolicy: resource.DeletionPolicy ?? 'Delete',
    updateReplacePolicy: resource.UpdateReplacePolicy ?? 'Delete',
    properties: Object.fromEntries(WATCHED[resource.Type].filter((name) => resource.Properties?.[name] !== undefined)
      .map((name) => [name, resource.Properties[name]])),
  }]));
}

/** The contracts of a preset, with the construct where README puts it: of its stack, and of each one that it makes in another region. */
export function contractsOfProfile(profile: EnvironmentProfile, context: Record<string, unknown> = {}): Record<string, StatefulContract> {
  const app = new App({ context });
  const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
  new OficinaPostgres(stack, 'Database', { vpc: isolatedVpc(stack), profile });
  return Object.fromEntries(app.node.findAll().filter(Stack.isStack)
    .map((each) => [each === stack ? profile.name : `${profile.name}, ${each.region}`, statefulContract(Template.fromStack(each).toJSON())]));
}

/** The contracts of all presets, as the committed file holds them. */
export function contractsOfProfiles(context: Record<string, unknown> = {}): Record<string, StatefulContract> {
  return Object.assign({}, ...[EnvironmentProfile.dev(), EnvironmentProfile.staging(), EnvironmentProfile.prod()]
    .map((profile) => contractsOfProfile(profile, context)));
}

/** What would be replaced or lost by an update from one contract to the other; a sentence each. New resources are no loss. */
export function losses(before: StatefulContract, after: StatefulContract): string[] {
  return Object.entries(before).flatMap(([id, was]) => {
    const is = after[id];
    if (!is) return [`${was.type} ${id} would be removed (${fate(was.deletionPolicy)}); its logical id is gone${moved(was, before, after)}`];
    if (is.type !== was.type) return [`${was.type} ${id} would become ${is.type}: CloudFormation refuses the update`];
    return [
      ...changedProperties(was, is).map((name) => `${was.type} ${id} would be replaced or changed for good by ${name}: `
        + `${JSON.stringify(was.properties[name])} → ${JSON.stringify(is.properties[name])}`),
      ...(is.deletionPolicy !== was.deletionPolicy
        ? [`${was.type} ${id} would have another DeletionPolicy: ${was.deletionPolicy} → ${is.deletionPolicy} (${fate(is.deletionPolicy)})`] : []),
      ...(is.updateReplacePolicy !== was.updateReplacePolicy
        ? [`${was.type} ${id} would have another UpdateReplacePolicy: ${was.updateReplacePolicy} → ${is.updateReplacePolicy} (${fate(is.updateReplacePolicy)})`] : []),
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
    case 'Snapshot': return 'a final snapshot is left';
    case 'Retain': case 'RetainExceptOnCreate': return 'the resource stays behind, outside of the stack';
    default: return 'what is in it is lost';
  }
}
