import { DatabaseApp, DatabaseState } from './database-app';
import { keptIds, KEPT_SQL, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

/*
 * Changes to a database that is in use: each is made in place, the rows stay, and clients keep working.
 */

const IDENTIFIER = 'oficina-db-dev';
const ORDERS = `${IDENTIFIER}/orders`;

let rehearsal: Rehearsal;
let app: DatabaseApp;
let state: DatabaseState = { users: [{ name: 'orders' }], sql: [KEPT_SQL] };

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
  await app.deploy(state);
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

afterEach(async () => {
  expect(rehearsal.deniedCalls()).toEqual([]);
  expect(await keptIds(rehearsal, IDENTIFIER, ORDERS)).toEqual([42]);
});

/** Deploys a change, and checks that it has not replaced the instance. */
async function change(changed: Partial<DatabaseState>): Promise<void> {
  const { DbiResourceId: before } = await rehearsal.cloud().instance(IDENTIFIER);
  state = { ...state, ...changed };
  await app.deploy(state);
  const { DbiResourceId: after } = await rehearsal.cloud().instance(IDENTIFIER);
  expect(after).toBe(before);
}

async function ordersSee(sql: string, instance = IDENTIFIER): Promise<unknown[]> {
  const login = await rehearsal.cloud().login(ORDERS);
  return rehearsal.asUser(instance, login, async (client) => (await client.query(sql)).rows);
}

test('a deployment without a change does nothing', async () => {
  const deployment = await app.at(state);
  expect((await deployment.deploy()).output).toContain('(no changes)');
  expect((await deployment.diff()).status).toBe(0);
}, 120_000);

test('class, storage, retention and a threshold change in place, while a client stays connected', async () => {
  const login = await rehearsal.cloud().login(ORDERS);
  await rehearsal.asUser(IDENTIFIER, login, async (client) => {
    await change({
      instanceType: 't3.medium',
      gibibytes: 40,
      retentionDays: 14,
      alarmOverrides: { highCpu: { threshold: 66 } },
    });
    expect((await client.query('SELECT count(*)::int AS rows FROM oficina.kept')).rows).toEqual([{ rows: 1 }]);
  });
  expect(await rehearsal.cloud().instance(IDENTIFIER)).toMatchObject({
    DBInstanceClass: 'db.t3.medium',
    AllocatedStorage: 40,
    BackupRetentionPeriod: 14,
  });
  const alarms = await rehearsal.cloud().alarms();
  expect(alarms.find(({ AlarmName: name }) => name === `${IDENTIFIER}-HighCPU`)?.Threshold).toBe(66);
}, 120_000);

test('storage that would shrink is refused, and nothing changes', async () => {
  const outcome = await (await app.at({ ...state, gibibytes: 20 })).tryToDeploy();
  expect(outcome.status).toBe(1);
  expect(outcome.output).toContain('cannot shrink');
  expect(await rehearsal.cloud().stackStatus('database')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await rehearsal.cloud().instance(IDENTIFIER)).AllocatedStorage).toBe(40);
}, 120_000);

test('a new user logs in with its secret, and changes the tables', async () => {
  await change({ users: [...state.users!, { name: 'stock' }] });
  const login = await rehearsal.cloud().login(`${IDENTIFIER}/stock`);
  const rows = await rehearsal.asUser(IDENTIFIER, login, async (client) => {
    await client.query('INSERT INTO oficina.kept VALUES (43)');
    await client.query('DELETE FROM oficina.kept WHERE id = 43');
    return (await client.query('SELECT session_user')).rows;
  });
  expect(rows).toEqual([{ session_user: login.username }]);
}, 120_000);

test('a new SQL file is applied once', async () => {
  app.writeSql('020.sql', 'ALTER TABLE oficina.kept ADD COLUMN note text;\n');
  await change({ sql: [KEPT_SQL, '020.sql'] });
  expect(await ordersSee('SELECT note FROM oficina.kept')).toEqual([{ note: null }]);
  await change({ alarmOverrides: { highCpu: { threshold: 67 } } });
}, 120_000);

test('a new replica follows, and is read-only', async () => {
  await change({ replicas: ['reports'] });
  expect(await keptIds(rehearsal, `${IDENTIFIER}-reports`, ORDERS)).toEqual([42]);
  await expect(ordersSee('DELETE FROM oficina.kept', `${IDENTIFIER}-reports`)).rejects.toThrow('read-only');
}, 120_000);

test('a proxy knows the users that it was given, and nobody else', async () => {
  await change({ proxy: true });
  const login = await rehearsal.cloud().login(ORDERS);
  const master = await rehearsal.cloud().login(IDENTIFIER);
  const proxy = `us-east-1/${IDENTIFIER}-functions`;
  const rows = await rehearsal.throughProxy(proxy, login, async (client) => {
    return (await client.query('SELECT id FROM oficina.kept')).rows;
  });
  expect(rows).toEqual([{ id: 42 }]);
  const asMaster = rehearsal.throughProxy(proxy, master, (client) => client.query('SELECT 1'));
  await expect(asMaster).rejects.toThrow('password authentication failed');
}, 120_000);
