import { DatabaseApp, DatabaseState } from './database-app';
import { keptIds, KEPT_SQL, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

/*
 * A database goes from PostgreSQL 15 to 18, one major version after the other, with a read replica, a user with a
 * password and one that logs in by IAM.
 */

const IDENTIFIER = 'oficina-db-dev';
const REPLICA = `${IDENTIFIER}-reports`;
const ORDERS = `${IDENTIFIER}/orders`;

let rehearsal: Rehearsal;
let app: DatabaseApp;
let state: DatabaseState = {
  version: 'VER_15',
  allowMajorVersionUpgrade: true,
  users: [{ name: 'orders' }, { name: 'stock', iam: true }],
  replicas: ['reports'],
  sql: [KEPT_SQL],
};

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
  await app.deploy(state);
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

afterEach(async () => {
  expect(rehearsal.deniedCalls()).toEqual([]);
  expect(await keptIds(rehearsal, IDENTIFIER, ORDERS)).toEqual([42]);
  expect(await keptIds(rehearsal, REPLICA, ORDERS)).toEqual([42]);
});

async function serverVersion(instance: string): Promise<string> {
  const login = await rehearsal.cloud().login(ORDERS);
  return rehearsal.asUser(instance, login, async (client) => {
    const { rows } = await client.query('SHOW server_version');
    return rows[0].server_version.split('.')[0];
  });
}

/** The memberships of the users of the app, which give them their privileges, and rds_iam. */
async function memberships(): Promise<string[]> {
  const login = await rehearsal.cloud().login(IDENTIFIER);
  return rehearsal.asUser(IDENTIFIER, login, async (client) => {
    const { rows } = await client.query(
      `SELECT member::regrole || ' in ' || roleid::regrole AS membership
         FROM pg_auth_members WHERE member::regrole::text ~ '^(orders|stock)' ORDER BY 1`,
    );
    return rows.map(({ membership }) => membership);
  });
}

test('without allowMajorVersionUpgrade, it is refused, and the old version goes on', async () => {
  const outcome = await (await app.at({ ...state, version: 'VER_16', allowMajorVersionUpgrade: false })).tryToDeploy();
  expect(outcome.output).toContain('AllowMajorVersionUpgrade flag must be present');
  expect(await rehearsal.cloud().stackStatus('database')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await serverVersion(IDENTIFIER)).toBe('15');
}, 120_000);

test.each([
  ['15', '16'],
  ['16', '17'],
  ['17', '18'],
])(
  'from PostgreSQL %s to %s: rows, users, their privileges and the replica are there, rotation and bootstrap go on',
  async (before, after) => {
    const { DbiResourceId: resourceId } = await rehearsal.cloud().instance(IDENTIFIER);
    const memberOf = await memberships();
    const login = await rehearsal.cloud().login(ORDERS);
    expect(await serverVersion(IDENTIFIER)).toBe(before);

    state = { ...state, version: `VER_${after}` };
    await app.deploy(state);

    expect(await rehearsal.cloud().instance(IDENTIFIER)).toMatchObject({
      DbiResourceId: resourceId,
      EngineVersion: after,
    });
    expect([await serverVersion(IDENTIFIER), await serverVersion(REPLICA)]).toEqual([after, after]);
    expect(await memberships()).toEqual(memberOf);
    expect(await rehearsal.cloud().login(ORDERS)).toEqual(login);
    await expect(
      rehearsal.asUser(REPLICA, login, (client) => client.query('DELETE FROM oficina.kept')),
    ).rejects.toThrow('read-only');

    await rehearsal.cloud().rotate(ORDERS);
    await rehearsal.cloud().rotate(IDENTIFIER);
    app.writeSql(`${after}.sql`, `ALTER TABLE oficina.kept ADD COLUMN since_${after} int;\n`);
    state = {
      ...state,
      sql: [...state.sql!, `${after}.sql`],
      users: [...state.users!, { name: `new_in_${after}` }],
    };
    await app.deploy(state);
    const newUser = await rehearsal.cloud().login(`${IDENTIFIER}/new_in_${after}`);
    const { rows } = await rehearsal.asUser(IDENTIFIER, newUser, (client) =>
      client.query(`SELECT id, since_${after} AS column FROM oficina.kept`),
    );
    expect(rows).toEqual([{ id: 42, column: null }]);
  },
  240_000,
);

test('to an older version, it is refused', async () => {
  const outcome = await (await app.at({ ...state, version: 'VER_17' })).tryToDeploy();
  expect(outcome.output).toContain('Cannot downgrade');
  expect(await serverVersion(IDENTIFIER)).toBe('18');
}, 120_000);
