import { setTimeout as sleep } from 'timers/promises';
import { DatabaseApp, DatabaseState } from './database-app';
import { startScenario } from './scenario';
import { RotationFailedEntry } from '../../rehearsal/journal';
import { Rehearsal } from '../../rehearsal/rehearsal';

const IDENTIFIER = 'oficina-db-dev';
const STATE: DatabaseState = { users: [{ name: 'orders' }] };
const ORDERS = `${IDENTIFIER}/orders`;
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

let rehearsal: Rehearsal;
let app: DatabaseApp;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
  await app.deploy(STATE);
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

afterEach(() => expect(rehearsal.deniedCalls()).toEqual([]));

/** Logs in as an application does, with the current login of the secret, and returns the name of the user. */
async function logIn(secret: string): Promise<string> {
  const login = await rehearsal.cloud().login(secret);
  return rehearsal.asUser(IDENTIFIER, login, async (client) => {
    return (await client.query('SELECT session_user AS name')).rows[0].name;
  });
}

function failedRotations(): RotationFailedEntry[] {
  return rehearsal.emulator.journal().filter((entry): entry is RotationFailedEntry => entry.kind === 'rotation-failed');
}

test('no login of an application user fails while its secret is rotated', async () => {
  const failures: unknown[] = [];
  const users = new Set<string>();
  let isRotating = true;
  const client = (async () => {
    while (isRotating) {
      await logIn(ORDERS).then(
        (name) => users.add(name),
        (error) => failures.push(error),
      );
    }
  })();
  for (let rotation = 0; rotation < 4; rotation++) await rehearsal.cloud().rotate(ORDERS);
  isRotating = false;
  await client;
  expect(failures).toEqual([]);
  expect([...users].sort()).toEqual(['orders', 'orders_clone']);
}, 120_000);

test('during a rotation, a client keeps its connection, and the login from before stays valid', async () => {
  const before = await rehearsal.cloud().login(ORDERS);
  await rehearsal.asUser(IDENTIFIER, before, async (client) => {
    await rehearsal.cloud().rotate(ORDERS);
    await client.query('SELECT 1');
  });
  await rehearsal.asUser(IDENTIFIER, before, (client) => client.query('SELECT 1'));
}, 60_000);

test.each([IDENTIFIER, ORDERS])(
  'the secret %s is rotated by the steps of its function',
  async (secret) => {
    const before = await rehearsal.cloud().login(secret);
    const known = rehearsal.emulator.journal().length;
    await rehearsal.cloud().rotate(secret);
    const steps = rehearsal.emulator
      .journal()
      .slice(known)
      .flatMap((entry) => (entry.kind === 'rotation-step' ? [entry.step] : []));
    expect(steps.slice(0, 3)).toEqual(STEPS.slice(0, 3));
    expect((await rehearsal.cloud().login(secret)).password).not.toBe(before.password);
    await logIn(secret);
  },
  60_000,
);

describe.each([IDENTIFIER, ORDERS])('the secret %s', (secret) => {
  test.each(STEPS.flatMap((step) => [['before', step] as const, ['after', step] as const]))(
    'is usable after its function crashes %s %s, and the next rotation succeeds',
    async (when, step) => {
      const failed = failedRotations().length;
      rehearsal.emulator.crash(when, step);
      await rehearsal.cloud().startRotation(secret);
      while (failedRotations().length === failed) await sleep(50);
      expect(failedRotations().pop()!.error).toContain(`${when} ${step}`);

      // Between setSecret and finishSecret, the master user has the new password, but the secret still has the old one.
      const isMasterBetween =
        secret === IDENTIFIER && !['createSecret'].includes(step) && `${when} ${step}` !== 'before setSecret';
      if (!isMasterBetween) await logIn(secret);
      if (`${when} ${step}` !== 'after finishSecret') await rehearsal.cloud().rotate(secret);
      await logIn(secret);
    },
    60_000,
  );
});

test('a rotation and a deployment at the same time both succeed', async () => {
  const deployed = app.deploy({ ...STATE, users: [...STATE.users!, { name: 'stock' }] });
  for (let rotation = 0; rotation < 5; rotation++) {
    await rehearsal.cloud().rotate(ORDERS);
    await rehearsal.cloud().rotate(IDENTIFIER);
  }
  await deployed;
  for (const secret of [IDENTIFIER, ORDERS, `${IDENTIFIER}/stock`]) await logIn(secret);
}, 120_000);
