import { CreateDBSnapshotCommand, DescribeDBInstanceAutomatedBackupsCommand } from '@aws-sdk/client-rds';
import { DatabaseApp, DatabaseState } from './database-app';
import { keptIds, KEPT_SQL, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

/*
 * Restores bring the rows back, and users log in with their new secrets.
 */

const SOURCE = 'oficina-db-dev';
const RESTORED = 'oficina-db-restored';
const STATE: DatabaseState = { users: [{ name: 'orders' }], sql: [KEPT_SQL], copiesTo: 'us-west-2' };

let rehearsal: Rehearsal;
let app: DatabaseApp;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1', 'us-west-2'));
  await app.deploy(STATE);
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

afterEach(() => expect(rehearsal.deniedCalls()).toEqual([]));

async function insert(id: number): Promise<void> {
  const login = await rehearsal.cloud().login(`${SOURCE}/orders`);
  await rehearsal.asUser(SOURCE, login, (client) => client.query(`INSERT INTO oficina.kept VALUES (${id})`));
}

/** Returns the ids that the service sees in the restored database, with its secret there. */
function restoredRows(identifier: string, region?: string): Promise<number[]> {
  return keptIds(rehearsal, identifier, `${identifier}/orders`, region);
}

/** The state of a second database, restored from the first. */
function restored(identifier: string, restoreFrom: DatabaseState['restoreFrom']): DatabaseState {
  return {
    stack: identifier,
    identifier,
    ssmParameterPrefix: `/${identifier}`,
    users: STATE.users,
    sql: STATE.sql,
    restoreFrom,
  };
}

test('a restore from a snapshot has the rows of the time of the snapshot', async () => {
  await rehearsal
    .cloud()
    .rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: SOURCE, DBSnapshotIdentifier: 'with-one-row' }));
  await insert(43);
  await app.deploy(restored(`${RESTORED}-snapshot`, { snapshot: 'with-one-row' }));
  expect(await restoredRows(`${RESTORED}-snapshot`)).toEqual([42]);
}, 120_000);

test('a restore to the latest time has every row, and new secrets', async () => {
  const { DbiResourceId: resourceId } = await rehearsal.cloud().instance(SOURCE);
  await app.deploy(restored(`${RESTORED}-latest`, { resourceId }));
  expect(await restoredRows(`${RESTORED}-latest`)).toEqual([42, 43]);
  const before = await rehearsal.cloud().login(`${SOURCE}/orders`);
  const after = await rehearsal.cloud().login(`${RESTORED}-latest/orders`);
  expect(after.password).not.toBe(before.password);
  const asBefore = rehearsal.asUser(`${RESTORED}-latest`, before, (client) => client.query('SELECT 1'));
  await expect(asBefore).rejects.toThrow('password authentication failed');
}, 120_000);

test('replicated backups restore the database in the other region after the first region is lost', async () => {
  const west = rehearsal.cloud('us-west-2');
  const { DBInstanceAutomatedBackups: backups = [] } = await west.rds.send(
    new DescribeDBInstanceAutomatedBackupsCommand({}),
  );
  expect(backups.map(({ DBInstanceIdentifier: identifier }) => identifier)).toEqual([SOURCE]);
  await rehearsal.servers.lose(`us-east-1/${SOURCE}`);
  await app.deploy({
    ...restored(`${RESTORED}-west`, { replicatedBackup: backups[0].DBInstanceAutomatedBackupsArn! }),
    region: 'us-west-2',
  });
  expect(await restoredRows(`${RESTORED}-west`, 'us-west-2')).toEqual([42, 43]);
  await west.rotate(`${RESTORED}-west/orders`);
  expect(await restoredRows(`${RESTORED}-west`, 'us-west-2')).toEqual([42, 43]);
}, 120_000);
