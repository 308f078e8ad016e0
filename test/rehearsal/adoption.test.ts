import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  DBInstance,
} from '@aws-sdk/client-rds';
import { CreateSecretCommand, DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import { DatabaseApp, DatabaseState } from './database-app';
import { startScenario } from './scenario';
import { Deployment } from '../../rehearsal/deployment';
import { Rehearsal } from '../../rehearsal/rehearsal';
import type { AdoptedDatabaseProps } from '../../src';

/*
 * An instance that was made by calls to RDS, with rows in it and a client connected, comes into a stack phase by phase,
 * and leaves it again. It is the same instance throughout, and the client is never cut off.
 */

const IDENTIFIER = 'oficina-db-dev';
const MASTER = { username: 'admin', password: 'as-terraform-made-it-1' };
const LOG_GROUP = `/aws/rds/instance/${IDENTIFIER}/postgresql`;

/** What the instance was made with: gp2, a version from before, a single zone. */
const MADE = {
  AllocatedStorage: 30,
  AutoMinorVersionUpgrade: false,
  BackupRetentionPeriod: 3,
  CopyTagsToSnapshot: false,
  DBInstanceClass: 'db.t3.medium',
  DBParameterGroupName: 'terraform-pg15',
  DeletionProtection: true,
  EngineVersion: '15.4',
  MultiAZ: false,
  Port: 5432,
  PreferredBackupWindow: '02:00-03:00',
  PreferredMaintenanceWindow: 'sat:04:00-sat:05:00',
  StorageType: 'gp2',
};

let rehearsal: Rehearsal;
let app: DatabaseApp;
let fields: AdoptedDatabaseProps;
let network: Record<string, string>;
let found: DBInstance;
let pictured: Record<string, unknown>;
let client: Client;

const instance = () => rehearsal.cloud().instance(IDENTIFIER);
const importWrites = () => rehearsal.emulator.journal().filter(({ kind }) => /^import-/.test(kind));

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
  await app.deploy({ stack: 'network', networkAlone: true });
  const cloud = rehearsal.cloud();
  network = await cloud.outputs('network');
  const { GroupId: group, KeyArn: key, SubnetIds: subnets } = network;
  await cloud.rds.send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName: MADE.DBParameterGroupName,
      DBParameterGroupFamily: 'postgres15',
      Description: 'as Terraform made it',
    }),
  );
  await cloud.rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'terraform',
      DBSubnetGroupDescription: 'as Terraform made it',
      SubnetIds: subnets.split(','),
    }),
  );
  await makeInstance(IDENTIFIER);
  const { ARN: secretArn } = await cloud.secretsManager.send(
    new CreateSecretCommand({
      Name: 'terraform/oficina-dev',
      SecretString: JSON.stringify({ ...MASTER, owner: 'team' }),
    }),
  );
  await cloud.logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));

  found = await instance();
  pictured = pictureOf(found);
  fields = {
    subnetGroupName: 'terraform',
    storageKeyArn: key,
    masterUsername: MASTER.username,
    secretArn: secretArn!,
    initialDatabaseName: 'oficina_db',
    securityGroupIds: [group],
    existingLogGroups: ['postgresql'],
    live: pictured,
  };
  await rehearsal.asUser(IDENTIFIER, MASTER, async (master) => {
    await master.query('CREATE TABLE public.kept (id int PRIMARY KEY)');
    await master.query('INSERT INTO public.kept VALUES (42)');
  });
  const { address } = rehearsal.servers.server(`us-east-1/${IDENTIFIER}`);
  const { host, port, database, authorities: ca } = address;
  client = new Client({
    ...{ host, port, database, user: MASTER.username, password: MASTER.password },
    ssl: { ca, checkServerIdentity: () => undefined },
    query_timeout: 20_000,
  });
  await client.connect();
}, 300_000);

afterAll(async () => {
  await client?.end();
  await rehearsal?.stop();
}, 60_000);

/** The properties of an instance, as RDS describes it. */
function pictureOf(described: DBInstance): Record<string, unknown> {
  return {
    AllocatedStorage: described.AllocatedStorage,
    AutoMinorVersionUpgrade: described.AutoMinorVersionUpgrade,
    BackupRetentionPeriod: described.BackupRetentionPeriod,
    CACertificateIdentifier: described.CACertificateIdentifier,
    CopyTagsToSnapshot: described.CopyTagsToSnapshot,
    DBInstanceClass: described.DBInstanceClass,
    DBParameterGroupName: described.DBParameterGroups![0].DBParameterGroupName,
    DeletionProtection: described.DeletionProtection,
    EnableCloudwatchLogsExports: described.EnabledCloudwatchLogsExports,
    EnableIAMDatabaseAuthentication: described.IAMDatabaseAuthenticationEnabled,
    EnablePerformanceInsights: described.PerformanceInsightsEnabled,
    EngineVersion: described.EngineVersion,
    MonitoringInterval: described.MonitoringInterval,
    MultiAZ: described.MultiAZ,
    Port: described.Endpoint!.Port,
    PreferredBackupWindow: described.PreferredBackupWindow,
    PreferredMaintenanceWindow: described.PreferredMaintenanceWindow,
    PubliclyAccessible: described.PubliclyAccessible,
    StorageType: described.StorageType,
    Tags: described.TagList!.filter(({ Key: key }) => !key!.startsWith('aws:')),
    VPCSecurityGroups: described.VpcSecurityGroups!.map(({ VpcSecurityGroupId: id }) => id),
  };
}

/** Makes an instance by a call to RDS, as Terraform does. */
async function makeInstance(identifier: string): Promise<void> {
  await rehearsal.cloud().rds.send(
    new CreateDBInstanceCommand({
      ...MADE,
      DBInstanceIdentifier: identifier,
      DBName: 'oficina_db',
      DBSubnetGroupName: 'terraform',
      EnableCloudwatchLogsExports: ['postgresql'],
      Engine: 'postgres',
      KmsKeyId: network.KeyArn,
      MasterUsername: MASTER.username,
      MasterUserPassword: MASTER.password,
      StorageEncrypted: true,
      Tags: [{ Key: 'ManagedBy', Value: 'Terraform' }],
      VpcSecurityGroupIds: [network.GroupId],
    }),
  );
}

/** After each phase: the same instance, the same rows, the same connection. */
afterEach(async () => {
  const { DbiResourceId: resourceId, Endpoint: endpoint } = await instance();
  expect(resourceId).toBe(found.DbiResourceId);
  expect(endpoint).toEqual(found.Endpoint);
  const { rows } = await client.query('SELECT id FROM public.kept');
  expect(rows).toEqual([{ id: 42 }]);
  expect(rehearsal.deniedCalls()).toEqual([]);
});

const state = (adopt: Partial<AdoptedDatabaseProps> = {}, more: Partial<DatabaseState> = {}): DatabaseState => ({
  network,
  gibibytes: 30,
  adopt: { ...fields, ...adopt },
  ...more,
});

/** The logical id of the instance, with its name, as `cdk import` wants it. */
function mapping(deployment: Deployment, stack: string, identifier: string) {
  const { Resources: resources } = deployment.template(stack) as any;
  const [logicalId] = Object.keys(resources).filter((id) => resources[id].Type === 'AWS::RDS::DBInstance');
  return { [logicalId]: { DBInstanceIdentifier: identifier } };
}

test('a deployment before the import is refused, and touches nothing', async () => {
  const { status } = await (await app.at(state({}, { stack: 'too-early' }))).tryToDeploy();
  expect(status).not.toBe(0);
  expect((await instance()).DeletionProtection).toBe(true);
}, 120_000);

test('the import of the instance alone writes nothing', async () => {
  const deployment = await app.at(state({}, { stack: 'database' }));
  await deployment.importResources('database', mapping(deployment, 'database', IDENTIFIER));
  expect([...(await rehearsal.cloud().physicalIds('database')).values()]).toEqual([IDENTIFIER]);
  expect(importWrites()).toEqual([]);
  const { StorageType: storage, EngineVersion: version, AllocatedStorage: size } = await instance();
  expect([storage, version, size]).toEqual(['gp2', '15.4', 30]);
}, 120_000);

test('outputs and parameters come next, and the instance stays as it was found', async () => {
  await app.deploy(state());
  await app.deploy(state());
  const now = await instance();
  expect(now).toMatchObject({ StorageType: 'gp2', BackupRetentionPeriod: 3, DBInstanceClass: 'db.t3.medium' });
  expect((await rehearsal.cloud().outputs('database')).DatabaseInstanceIdentifier ?? IDENTIFIER).toBe(IDENTIFIER);
}, 180_000);

test('its log group is imported', async () => {
  fields = { ...fields, existingLogGroups: [] };
  await (await app.at(state())).deployAndImport();
  expect([...(await rehearsal.cloud().physicalIds('database')).values()]).toContain(LOG_GROUP);
}, 120_000);

test('monitoring watches it, with no change to it', async () => {
  await app.deploy(state({}, { monitoring: true }));
  expect((await rehearsal.cloud().alarms()).length).toBeGreaterThan(10);
  expect((await instance()).MonitoringInterval).toBe(0);
}, 120_000);

test('each property is handed over with a deployment of its own', async () => {
  const apply: string[] = [];
  for (const property of ['DeletionProtection', 'BackupRetentionPeriod', 'StorageType', 'VPCSecurityGroups']) {
    apply.push(property);
    await app.deploy(state({ apply }, { monitoring: true, deletionProtection: true }));
  }
  const now = await instance();
  expect(now).toMatchObject({ StorageType: 'gp3', DBInstanceClass: 'db.t3.medium', EngineVersion: '15.4' });
  expect(now.VpcSecurityGroups).toHaveLength(2);
}, 300_000);

test('the rotation changes the password, and keeps what else the secret holds', async () => {
  const apply = ['DeletionProtection', 'BackupRetentionPeriod', 'StorageType', 'VPCSecurityGroups'];
  await app.deploy(state({ apply }, { monitoring: true, deletionProtection: true, rotates: true }));
  await rehearsal.cloud().rotate('terraform/oficina-dev');
  const login = (await rehearsal.cloud().login('terraform/oficina-dev')) as any;
  expect(login).toMatchObject({ username: MASTER.username, owner: 'team' });
  expect(login.password).not.toBe(MASTER.password);
  await rehearsal.asUser(IDENTIFIER, login, (user) => user.query('SELECT 1'));
}, 180_000);

test('without live, the props decide, and users and SQL are as in any other database', async () => {
  fields = { ...fields, live: undefined, securityGroupIds: undefined };
  await app.deploy(state({}, { users: [{ name: 'orders' }], deletionProtection: true }));
  const now = await instance();
  expect(now).toMatchObject({ DBInstanceClass: 'db.t3.small', MasterUsername: 'admin', StorageType: 'gp3' });
  expect(now.VpcSecurityGroups).toHaveLength(1);
  const orders = await rehearsal.cloud().login('terraform/oficina-dev/orders');
  await rehearsal.asUser(IDENTIFIER, orders, (user) => user.query('SELECT 1'));
}, 240_000);

test('it is given back: the stack goes, the instance stays', async () => {
  const leaving = state({}, { users: [{ name: 'orders' }], deletionProtection: true, removalPolicy: 'RETAIN' });
  await app.deploy(leaving);
  await (await app.at(leaving)).destroy();
  expect((await instance()).DBInstanceStatus).toBe('available');
}, 240_000);

test('an instance of aws-cdk-lib leaves its stack, and comes into another, beside its replica', async () => {
  const identifier = 'plain';
  const old: DatabaseState = { stack: 'old', plain: true, identifier, network };
  await app.deploy(old);
  const before = await rehearsal.cloud().instance(identifier);
  await (await app.at(old)).destroy();
  const secret = await rehearsal
    .cloud()
    .secretsManager.send(new DescribeSecretCommand({ SecretId: `${identifier}-login` }));
  const live = pictureOf(before);
  const adopt: AdoptedDatabaseProps = {
    subnetGroupName: before.DBSubnetGroup!.DBSubnetGroupName!,
    storageKeyArn: before.KmsKeyId!,
    masterUsername: before.MasterUsername!,
    secretArn: secret.ARN!,
    live,
  };
  const next: DatabaseState = { stack: 'plain', identifier, network, ssmParameterPrefix: '/plain', adopt };
  const deployment = await app.at(next);
  await deployment.importResources('plain', mapping(deployment, 'plain', identifier));
  expect(importWrites().filter((entry) => (entry as { resource: string }).resource === identifier)).toEqual([]);
  await app.deploy(next);
  const after = await rehearsal.cloud().instance(identifier);
  expect(after.DbiResourceId).toBe(before.DbiResourceId);
  expect(after.ReadReplicaDBInstanceIdentifiers).toEqual([`${identifier}-replica`]);
}, 240_000);

test('an import with another value writes it, which the rehearsal must not hide', async () => {
  const identifier = 'oficina-db-other';
  const live = { ...pictured, StorageType: 'gp3' };
  await makeInstance(identifier);
  const other = state({ live }, { stack: 'other', identifier, ssmParameterPrefix: '/other' });
  const deployment = await app.at(other);
  await deployment.importResources('other', mapping(deployment, 'other', identifier));
  expect(importWrites()).toContainEqual(
    expect.objectContaining({ resource: identifier, property: 'StorageType', live: 'gp2', template: 'gp3' }),
  );
}, 120_000);
