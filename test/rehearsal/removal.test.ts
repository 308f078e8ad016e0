import { DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { DatabaseApp, DatabaseState } from './database-app';
import { Rehearsal } from '../../rehearsal/rehearsal';

const IDENTIFIER = 'oficina-db-dev';
const TABLE = 'CREATE TABLE oficina.kept (id int PRIMARY KEY);\nINSERT INTO oficina.kept VALUES (42);\n';

let rehearsal: Rehearsal;
let app: DatabaseApp;

beforeAll(async () => {
  rehearsal = await Rehearsal.start();
  app = await DatabaseApp.create(rehearsal);
  app.writeSql('010.sql', TABLE);
  await app.bootstrap('us-east-1');
}, 180_000);

afterAll(() => rehearsal?.stop(), 60_000);

async function finalSnapshots(): Promise<string[]> {
  const { DBSnapshots: found = [] } = await rehearsal.cloud().rds.send(new DescribeDBSnapshotsCommand({}));
  return found.map(({ DBSnapshotIdentifier: identifier }) => identifier!);
}

test('a protected database is not deleted, and its stack goes on', async () => {
  const state: DatabaseState = { sql: ['010.sql'], users: [{ name: 'orders' }], deletionProtection: true };
  await app.deploy(state);
  const destroyed = (await app.at(state)).destroy();
  await expect(destroyed).rejects.toThrow('cdk destroy has failed');
  expect(rehearsal.servers.names).toEqual([`us-east-1/${IDENTIFIER}`]);
  await app.deploy({ ...state, deletionProtection: false });
  const login = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
  await rehearsal.asUser(IDENTIFIER, login, (client) => client.query('SELECT id FROM oficina.kept'));
}, 180_000);

test('the dev profile leaves a final snapshot with the rows, and the names are free to be used again', async () => {
  const state: DatabaseState = { sql: ['010.sql'], users: [{ name: 'orders' }] };
  await (await app.at(state)).destroy();
  expect(rehearsal.servers.names).toEqual([]);
  const [snapshot] = await finalSnapshots();
  expect(snapshot).toBeDefined();

  await app.deploy({ ...state, restoreFrom: { snapshot } });
  const login = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
  const rows = await rehearsal.asUser(IDENTIFIER, login, async (client) => {
    return (await client.query('SELECT id FROM oficina.kept')).rows;
  });
  expect(rows).toEqual([{ id: 42 }]);
}, 180_000);

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
  expect((await rehearsal.cloud().secrets()).map(({ Name: name }) => name)).not.toContain('gone');
}, 180_000);
