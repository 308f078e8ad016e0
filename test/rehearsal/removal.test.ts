import { DeleteLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeDBSnapshotsCommand, ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { DatabaseApp, DatabaseState } from './database-app';
import { keptIds, KEPT_SQL, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

const IDENTIFIER = 'oficina-db-dev';

let rehearsal: Rehearsal;
let app: DatabaseApp;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
}, 180_000);

afterAll(() => rehearsal?.stop(), 60_000);

async function finalSnapshots(): Promise<string[]> {
  const { DBSnapshots: found = [] } = await rehearsal.cloud().rds.send(new DescribeDBSnapshotsCommand({}));
  return found.map(({ DBSnapshotIdentifier: identifier }) => identifier!);
}

async function secretNames(): Promise<string[]> {
  return (await rehearsal.cloud().secrets()).map(({ Name: name }) => name!);
}

/** The log groups of the instance, as UPGRADING.md looks for them. */
async function logGroups(): Promise<string[]> {
  const prefix = `/aws/rds/instance/${IDENTIFIER}/`;
  const { logGroups: groups = [] } = await rehearsal
    .cloud()
    .logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }));
  return groups.map(({ logGroupName: name }) => name!);
}

test('a protected database survives the deletion of its stack', async () => {
  const identifier = 'protected';
  const state: DatabaseState = {
    stack: identifier,
    identifier,
    ssmParameterPrefix: '/protected',
    sql: [KEPT_SQL],
    deletionProtection: true,
  };
  await app.deploy(state);
  const destroyed = (await app.at(state)).destroy();
  await expect(destroyed).rejects.toThrow('Cannot delete protected DB Instance');
  expect(await keptIds(rehearsal, identifier, identifier)).toEqual([42]);

  await rehearsal
    .cloud()
    .rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: identifier, DeletionProtection: false }));
  await (await app.at(state)).destroy();
  expect(await finalSnapshots()).toEqual([expect.stringContaining(identifier)]);
}, 180_000);

describe('the dev profile', () => {
  const state: DatabaseState = { sql: [KEPT_SQL], users: [{ name: 'orders' }] };

  test('leaves a final snapshot, the secrets, the log groups and the key', async () => {
    await app.deploy(state);
    await (await app.at(state)).destroy();
    expect(rehearsal.servers.names).not.toContain(`us-east-1/${IDENTIFIER}`);
    expect(await finalSnapshots()).toContainEqual(expect.stringContaining(IDENTIFIER));
    expect(await secretNames()).toEqual(expect.arrayContaining([IDENTIFIER, `${IDENTIFIER}/orders`]));
    expect((await logGroups()).length).toBeGreaterThan(0);
  }, 180_000);

  test('comes up under the same names, with the data, once secrets and log groups are deleted', async () => {
    const snapshot = (await finalSnapshots()).find((name) => name.includes(IDENTIFIER))!;
    const again = { ...state, restoreFrom: { snapshot } };
    await expect(app.deploy(again)).rejects.toThrow('already exists');

    for (const name of [IDENTIFIER, `${IDENTIFIER}/orders`]) {
      const forget = new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true });
      await rehearsal.cloud().secretsManager.send(forget);
    }
    for (const name of await logGroups()) {
      await rehearsal.cloud().logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
    }
    await app.deploy(again);
    expect(await keptIds(rehearsal, IDENTIFIER, `${IDENTIFIER}/orders`)).toEqual([42]);
  }, 180_000);
});

test('with RemovalPolicy.DESTROY nothing stays but the key', async () => {
  const state: DatabaseState = {
    stack: 'gone',
    identifier: 'gone',
    ssmParameterPrefix: '/gone',
    removalPolicy: 'DESTROY',
  };
  await app.deploy(state);
  const before = await finalSnapshots();
  await (await app.at(state)).destroy();
  expect(await finalSnapshots()).toEqual(before);
  expect(await secretNames()).not.toContain('gone');
}, 180_000);
