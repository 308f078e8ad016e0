import { readFileSync } from 'fs';
import * as path from 'path';
import { contractsOfProfiles, losses, StatefulContract } from './stateful-contract';
import { RECOMMENDED_FLAGS } from '../support/feature-flags';

/*
 * Compares each preset with the committed contract. A failure names what an upgrade would lose. If that is intended,
 * see "Changing the stateful contract" in CONTRIBUTING.md: npm run contract:accept, a major version, and instructions
 * in UPGRADING.md.
 */
const FILE = path.join(__dirname, 'stateful-contract.json');
const committed: Record<string, StatefulContract> = JSON.parse(readFileSync(FILE, 'utf8'));

const HOW_TO_ACCEPT =
  'If this is meant: npm run contract:accept, and see "Changing the stateful contract" in CONTRIBUTING.md';

describe.each([
  ['no feature flags', {}],
  ['the feature flags of cdk init', RECOMMENDED_FLAGS],
])('with %s', (_, flags) => {
  const now = contractsOfProfiles(flags);

  test.each(Object.keys(committed))('an upgrade of the %s profile replaces or loses nothing', (profile) => {
    const found = losses(committed[profile], now[profile]);
    if (found.length > 0) {
      throw new Error([`Upgrading a ${profile} database would lose data:`, ...found, HOW_TO_ACCEPT].join('\n  - '));
    }
  });

  test('the committed contract is complete', () => {
    // A new stateful resource is no loss, but must be in the contract from its first release on.
    const idsOf = (contracts: Record<string, StatefulContract>) =>
      Object.fromEntries(Object.entries(contracts).map(([name, contract]) => [name, Object.keys(contract)]));
    expect(idsOf(now)).toEqual(idsOf(committed));
  });
});

const policiesIn = (contract: StatefulContract, wanted: string) =>
  Object.fromEntries(
    Object.entries(contract)
      .filter(([, { type }]) => type === wanted)
      .map(([id, { deletionPolicy, updateReplacePolicy }]) => [
        id.replace(/^Database|[0-9A-F]{8}$/g, ''),
        [deletionPolicy, updateReplacePolicy],
      ]),
  );

test('in the other region, key, vault and log outlive the stack; topics do not', () => {
  const there = committed['prod, us-west-2'];
  expect(Object.keys(committed)).toEqual([
    'dev',
    'staging',
    'prod',
    'prod, us-west-2',
    'prod with replicas and a proxy',
    'prod with replicas and a proxy, us-west-2',
    'prod with replicas and a proxy, replicas in us-west-2',
  ]);
  expect(policiesIn(there, 'AWS::KMS::Key')).toEqual({
    EncryptionKey: ['Retain', 'Retain'],
    MonitoringTopicsKey: ['Delete', 'Delete'],
  });
  expect(policiesIn(there, 'AWS::Backup::BackupVault')).toEqual({ Vault: ['RetainExceptOnCreate', 'Retain'] });
  expect(policiesIn(there, 'AWS::Logs::LogGroup')).toEqual({ SnapshotCopiesLog: ['RetainExceptOnCreate', 'Retain'] });
  expect(policiesIn(there, 'AWS::RDS::DBInstance')).toEqual({});
});

test('the contract has the names of stacks, and of the outputs that other stacks read', () => {
  const names = (contract: StatefulContract) => Object.keys(contract).filter((id) => id.startsWith('output '));
  expect(Object.values(committed).map((contract) => contract['the stack'].properties.StackName)).toEqual([
    'Stack',
    'Stack',
    'Stack',
    'Stack-backups-from-us-east-1',
    'Stack',
    'Stack-backups-from-us-east-1',
    'Stack-replicas-from-us-east-1',
  ]);
  expect(names(committed.prod)).toEqual([]);
  expect(names(committed['prod, us-west-2'])).toEqual(['output DatabaseBackupKeyArn']);
  expect(names(committed['prod with replicas and a proxy, replicas in us-west-2'])).toEqual([
    expect.stringMatching(/^output DatabasewestInstance[0-9a-f]{8}ResourceId$/),
  ]);
});

test('the contract has replicas, the key of a replica in another region, proxies and drills', () => {
  const [here, there] = [
    committed['prod with replicas and a proxy'],
    committed['prod with replicas and a proxy, replicas in us-west-2'],
  ];
  expect(Object.keys(policiesIn(here, 'AWS::RDS::DBInstance'))).toEqual(['Instance', 'ReadReplicasreplica1Instance']);
  expect(Object.keys(policiesIn(there, 'AWS::RDS::DBInstance'))).toEqual(['westInstance']);
  expect(policiesIn(there, 'AWS::KMS::Key')).toMatchObject({ westEncryptionKey: ['Retain', 'Retain'] });
  expect(Object.values(here).find(({ type }) => type === 'AWS::RDS::DBProxy')!.properties).toMatchObject({
    DBProxyName: 'oficina-db-prod-proxy',
  });
  expect(Object.values(here).filter(({ type }) => type.startsWith('AWS::Backup::RestoreTesting'))).toHaveLength(2);
});

test('each profile has one instance, one secret, two keys and five log groups, and prod also a vault', () => {
  for (const [profile, contract] of Object.entries(committed).filter(([name]) =>
    ['dev', 'staging', 'prod'].includes(name),
  )) {
    const policiesOf = (wanted: string) => policiesIn(contract, wanted);
    expect(policiesOf('AWS::RDS::DBInstance')).toEqual({ Instance: ['Snapshot', 'Snapshot'] });
    expect(policiesOf('AWS::SecretsManager::Secret')).toEqual({
      CredentialsSecret: ['RetainExceptOnCreate', 'Retain'],
    });
    expect(policiesOf('AWS::KMS::Key')).toEqual({
      EncryptionKey: ['Retain', 'Retain'],
      MonitoringTopicsKey: ['Delete', 'Delete'], // it encrypts only messages in transit
    });
    expect(policiesOf('AWS::Logs::LogGroup')).toEqual({
      Logspostgresql: ['RetainExceptOnCreate', 'Retain'],
      Logsupgrade: ['RetainExceptOnCreate', 'Retain'],
      MonitoringEventsLog: ['RetainExceptOnCreate', 'Retain'],
      CredentialsRotationLog: ['RetainExceptOnCreate', 'Retain'],
      BootstrapLog: ['RetainExceptOnCreate', 'Retain'],
    });
    expect(policiesOf('AWS::Backup::BackupVault')).toEqual(
      profile === 'prod' ? { BackupsVault: ['RetainExceptOnCreate', 'Retain'] } : {},
    );
  }
});

describe('the comparison of contracts', () => {
  const before: StatefulContract = {
    DatabaseInstance1: {
      type: 'AWS::RDS::DBInstance',
      deletionPolicy: 'Snapshot',
      updateReplacePolicy: 'Snapshot',
      properties: { DBName: 'oficina_db' },
    },
    DatabaseKey1: { type: 'AWS::KMS::Key', deletionPolicy: 'Retain', updateReplacePolicy: 'Retain', properties: {} },
  };
  const { DatabaseInstance1: instance, DatabaseKey1: key } = before;

  test('accepts the same contract, and additions', () => {
    expect(losses(before, { ...before, Another: key })).toEqual([]);
  });

  test('reports a removed resource, and what remains of it', () => {
    expect(losses(before, { DatabaseKey1: key })).toEqual([
      'AWS::RDS::DBInstance DatabaseInstance1 would be removed (a final snapshot is left); its logical id is gone',
    ]);
  });

  test('recognises a moved logical id', () => {
    expect(losses(before, { DatabaseKey1: key, Renamed: instance })).toEqual([
      'AWS::RDS::DBInstance DatabaseInstance1 would be removed (a final snapshot is left); its logical id is gone, ' +
        'and Renamed would be created, empty: did a construct id or a scope change?',
    ]);
  });

  test('reports a replacing property, with both values', () => {
    expect(losses(before, { ...before, DatabaseInstance1: { ...instance, properties: { DBName: 'other' } } })).toEqual([
      'AWS::RDS::DBInstance DatabaseInstance1 would be replaced or changed for good by DBName: ' +
        '"oficina_db" → "other"',
    ]);
  });

  test('reports a replacing property that is new', () => {
    expect(
      losses(before, {
        ...before,
        DatabaseInstance1: { ...instance, properties: { DBName: 'oficina_db', Timezone: 'UTC' } },
      }),
    ).toEqual([
      'AWS::RDS::DBInstance DatabaseInstance1 would be replaced or changed for good by Timezone: undefined → "UTC"',
    ]);
  });

  test.each(['deletionPolicy', 'updateReplacePolicy'] as const)('reports a weaker %s', (policy) => {
    expect(losses(before, { ...before, DatabaseKey1: { ...key, [policy]: 'Delete' } })[0]).toMatch(
      /Retain → Delete \(what is in it is lost\)/,
    );
  });

  test('reports an output that another stack would no longer find', () => {
    const output = { type: 'Output', deletionPolicy: 'none', updateReplacePolicy: 'none', properties: {} };
    expect(losses({ 'output KeyArn': output }, {})).toEqual([
      'Output output KeyArn would be removed (what is deployed goes by it); its logical id is gone',
    ]);
  });

  test('reports a logical id that changes its type', () => {
    expect(losses(before, { ...before, DatabaseKey1: { ...key, type: 'AWS::KMS::Alias' } })).toEqual([
      'AWS::KMS::Key DatabaseKey1 would become AWS::KMS::Alias: CloudFormation refuses the update',
    ]);
  });
});
