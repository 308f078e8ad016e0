import { DatabaseApp, DatabaseState } from './database-app';
import { keptIds, KEPT_SQL, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

const IDENTIFIER = 'oficina-db-dev';
const STATE: DatabaseState = { users: [{ name: 'orders' }], sql: [KEPT_SQL] };

let rehearsal: Rehearsal;
let app: DatabaseApp;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
}, 180_000);

afterAll(() => rehearsal?.stop(), 60_000);

afterEach(() => expect(rehearsal.deniedCalls()).toEqual([]));

async function rowsOfOrders(sql: string): Promise<unknown[]> {
  const login = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
  return rehearsal.asUser(IDENTIFIER, login, async (client) => (await client.query(sql)).rows);
}

describe('a deployment that fails in the middle', () => {
  beforeAll(async () => {
    await app.deploy(STATE);
  }, 120_000);

  async function fails(state: DatabaseState, because: RegExp): Promise<void> {
    const outcome = await (await app.at(state)).tryToDeploy();
    expect(outcome.status).toBe(1);
    expect(outcome.output).toMatch(because);
    expect(await rehearsal.cloud().stackStatus('database')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await keptIds(rehearsal, IDENTIFIER, `${IDENTIFIER}/orders`)).toEqual([42]);
  }

  test('because of broken SQL changes nothing, and names the file and the table', async () => {
    app.writeSql(
      '020.sql',
      'ALTER TABLE oficina.kept ADD COLUMN note text;\n\nALTER TABLE oficina.nowhere ADD a int;\n',
    );
    await fails({ ...STATE, sql: [KEPT_SQL, '020.sql'] }, /020\.sql[^]*oficina\.nowhere/);
    await expect(rowsOfOrders('SELECT note FROM oficina.kept')).rejects.toThrow('column "note" does not exist');
  }, 120_000);

  test('with a new user removes the secret of the user', async () => {
    app.writeSql('020.sql', 'SELECT 1/0;\n');
    const state = { ...STATE, users: [...STATE.users!, { name: 'stock' }], sql: [KEPT_SQL, '020.sql'] };
    await fails(state, /division by zero/);
    const secrets = await rehearsal.cloud().secrets();
    expect(secrets.map(({ Name: name }) => name).sort()).toEqual([IDENTIFIER, `${IDENTIFIER}/orders`]);
  }, 120_000);

  test('because of a parameter that PostgreSQL refuses changes nothing, and names the parameter', async () => {
    await fails(
      { ...STATE, parameters: { timezone: 'Mars/Olympus' } },
      /Invalid parameter value: Mars\/Olympus for: timezone/,
    );
  }, 120_000);

  test('is followed by one that works', async () => {
    app.writeSql('020.sql', 'ALTER TABLE oficina.kept ADD COLUMN note text;\n');
    await app.deploy({ ...STATE, users: [...STATE.users!, { name: 'stock' }], sql: [KEPT_SQL, '020.sql'] });
    expect(await rowsOfOrders('SELECT id, note FROM oficina.kept')).toEqual([{ id: 42, note: null }]);
    expect(await keptIds(rehearsal, IDENTIFIER, `${IDENTIFIER}/stock`)).toEqual([42]);
  }, 120_000);
});
