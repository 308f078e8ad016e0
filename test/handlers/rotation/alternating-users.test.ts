import { setTimeout as sleep } from 'timers/promises';
import { Scenario } from './scenario';
import { connect, Login, withConnection } from '../../../src/handlers/postgres/connection';
import { connectAsMaster } from '../../../src/handlers/rotation/master-connection';
import { ALL_MAJORS, MAJORS, PostgresServer, startPostgres, withClient } from '../../support/postgres';

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  /** Every rotation repeats the one before the last: many rotations on one version, a few on the others. */
  const ROTATIONS = major === ALL_MAJORS[ALL_MAJORS.length - 1] ? 100 : 20;
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(major);
  });
  afterAll(() => server?.stop());

  test(`a client with the last or the current secret is never refused in ${ROTATIONS} rotations`, async () => {
    const scenario = await Scenario.make(server, 'alternating');
    let known: Login = await scenario.login();
    let done = false;
    const logins: boolean[] = [];
    const underWay = new Set<Promise<unknown>>();
    const client = async (read: () => Promise<Login>) => {
      while (!done) {
        const login = (async () => {
          const credentials = await read();
          await sleep(Math.random() * 3); // some time passes between reading the secret and using it
          logins.push(await scenario.logsIn(credentials));
        })();
        underWay.add(login);
        await login;
        underWay.delete(login);
      }
    };
    const rotations = async () => {
      try {
        for (let rotation = 0; rotation < ROTATIONS; rotation++) {
          known = await scenario.login();
          // A password that was read before the last rotation is valid until this one: a login must not take longer,
          // which it could on a busy machine.
          await Promise.all([...underWay]);
          await scenario.rotate();
        }
      } finally {
        done = true;
      }
    };
    await Promise.all([rotations(), client(() => scenario.login()), client(async () => known)]);
    expect(new Set(scenario.store.history(scenario.secretArn).map(({ password }) => password)).size).toBe(
      ROTATIONS + 1,
    );
    expect(logins.length).toBeGreaterThan(ROTATIONS);
    expect(logins.filter((succeeded) => !succeeded)).toEqual([]);
  }, 300_000); // enough for a busy machine

  test('creates the second login if it is missing, with the groups and settings of the first', async () => {
    const scenario = await Scenario.make(server, 'alternating');
    await scenario.rotate();
    const twin = await scenario.login();
    expect(twin.username).toBe(`${scenario.username}_clone`);
    const read = (login: Login) =>
      withClient(scenario.database.address, login, async (client) => {
        const { rows } = await client.query(
          'SELECT current_user::text AS "user", current_setting(\'search_path\') AS path, ' +
            "current_setting('statement_timeout') AS timeout",
        );
        return rows[0];
      });
    const first = (await scenario.store.get(scenario.secretArn, { stage: 'AWSPREVIOUS' })) as unknown as Login;
    expect(await read(twin)).toEqual({ user: `${scenario.username}_group`, path: 'oficina, public', timeout: '1min' });
    expect(await read(twin)).toEqual(await read(first));
  });

  test('each new version has the ARN of the secret of the master user that was used', async () => {
    const scenario = await Scenario.make(server, 'alternating');
    // The ARN in the template, another secret of the master user, and none.
    for (const masterarn of [
      scenario.masterArn.slice(0, -7),
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1-AbCdEf',
      undefined,
    ]) {
      scenario.store.create(scenario.secretArn, { ...(await scenario.login()), masterarn });
      scenario.store.cancelRotation(scenario.secretArn); // the last rotation has left its stage behind
      await scenario.rotate();
      expect(await scenario.store.get(scenario.secretArn, {})).toMatchObject({
        masterarn: scenario.masterArn,
        engine: 'postgres',
      });
    }
  });

  test('restores a login that was set to NOLOGIN, and logs that', async () => {
    const scenario = await Scenario.make(server, 'alternating');
    await scenario.rotate();
    await withConnection(scenario.database.address, scenario.database.master, (client) =>
      client.query(`ALTER ROLE ${scenario.username} NOLOGIN`),
    );
    expect(scenario.events.map(({ event }) => event)).not.toContain('LoginRestored');
    await scenario.rotate();
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
    expect(scenario.events).toContainEqual({
      event: 'LoginRestored',
      details: expect.objectContaining({ user: scenario.username }),
    });
  });

  test('reports an expired login with the way to fix it, and keeps the current one', async () => {
    const scenario = await Scenario.make(server, 'alternating');
    await scenario.rotate();
    const before = await scenario.login();
    const until = (time: string) =>
      withConnection(scenario.database.address, scenario.database.master, (client) =>
        client.query(`ALTER ROLE ${scenario.username} VALID UNTIL '${time}'`),
      );
    await until('2020-01-01 00:00:00+00');
    const token = scenario.store.startRotation(scenario.secretArn);
    await expect(scenario.rotate(token)).rejects.toThrow(
      new RegExp(
        `^the role ${scenario.username} has VALID UNTIL 20\\S+ \\S+, which is in the past: ` +
          `.*ALTER ROLE "${scenario.username}" VALID UNTIL 'infinity', and rotate again$`,
      ),
    );
    expect(await scenario.login()).toEqual(before);
    await until('infinity');
    for (const step of ['createSecret', 'setSecret', 'testSecret'] as const) await scenario.step(step, token);
    // Between two steps.
    await until('2020-01-01 00:00:00+00');
    await expect(scenario.step('finishSecret', token)).rejects.toThrow(
      /check whether the role is NOLOGIN or its VALID UNTIL is in the past$/,
    );
    expect(await scenario.login()).toEqual(before);
    expect(await scenario.logsIn(before)).toBe(true);
  });

  test('logs in as the master user while its own password rotates', async () => {
    const scenario = await Scenario.make(server, 'alternating');
    const { address, master } = scenario.database;
    const works = async () => {
      const client = await connectAsMaster(scenario.store, scenario.masterArn, (login) => connect(address, login));
      await client.end();
    };
    await works();
    // Between setSecret and finishSecret, the pending password is valid.
    scenario.store.create(scenario.masterArn, { ...master, password: 'old' });
    const pending = scenario.store.startRotation(scenario.masterArn);
    await expect(works()).resolves.toBeUndefined(); // with the previous password
    await scenario.store.putPending(scenario.masterArn, pending, { ...master });
    await works();
  });

  test('changes nothing without a working password of the master user, and the error says what to do', async () => {
    const scenario = await Scenario.make(server, 'alternating');
    for (const password of ['wrong', 'wrong too']) {
      scenario.store.create(scenario.masterArn, { ...scenario.database.master, password });
    }
    await expect(scenario.rotate()).rejects.toThrow(
      /the database refuses the master user with the passwords of the secret .*; rotate that secret first/,
    );
    expect(await scenario.workingStages()).toEqual(['AWSCURRENT']);
  });

  test.each([
    [
      'no value',
      undefined,
      /^the secret \S+ has no value with the stage AWSCURRENT; put the username and the password of the master user$/,
    ],
    [
      'no username',
      { password: 'x' },
      /^the secret \S+ must have a non-empty string in the key username at the stage AWSCURRENT, and does not; put /,
    ],
    [
      'an empty password',
      { username: 'x', password: '' },
      /must have a non-empty string in the key password at the stage AWSCURRENT, and does not; put /,
    ],
  ])(
    'names a secret of the master user that has %s, although an older version has a password',
    async (_, current, message) => {
      const scenario = await Scenario.make(server, 'alternating');
      scenario.store.create(scenario.masterArn, { ...scenario.database.master, password: 'of long ago' });
      scenario.store.create(scenario.masterArn, {});
      const get = scenario.store.get.bind(scenario.store);
      jest.spyOn(scenario.store, 'get').mockImplementation(async (secretId, version) => {
        return secretId === scenario.masterArn && version.stage === 'AWSCURRENT' ? current : get(secretId, version);
      });
      await expect(scenario.rotate()).rejects.toThrow(message);
      expect(await scenario.workingStages()).toEqual(['AWSCURRENT']);
    },
  );

  test('refuses a pending value for the current user', async () => {
    const scenario = await Scenario.make(server, 'alternating');
    const token = scenario.store.startRotation(scenario.secretArn);
    await scenario.store.putPending(scenario.secretArn, token, { ...(await scenario.login()), password: 'another' });
    await expect(scenario.step('setSecret', token)).rejects.toThrow(
      `must be for the user ${scenario.username}_clone, got '${scenario.username}'`,
    );
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
  });
});
