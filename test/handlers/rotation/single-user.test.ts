import { escapeIdentifier } from 'pg';
import { Scenario } from './scenario';
import { withConnection } from '../../../src/handlers/postgres/connection';
import { scramVerifier } from '../../../src/handlers/postgres/scram-verifier';
import { parseSecret } from '../../../src/handlers/secrets/secret-store';
import { MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(major);
  });
  afterAll(() => server?.stop());

  /** Changes the password like a person with psql. */
  const changeByHand = (scenario: Scenario, password: string) =>
    withConnection(scenario.database.address, scenario.database.master, (client) =>
      client.query(`ALTER ROLE ${escapeIdentifier(scenario.username)} PASSWORD '${scramVerifier(password)}'`),
    );

  test('recovers a database that has the previous password again', async () => {
    const scenario = await Scenario.make(server, 'single');
    scenario.store.create(scenario.secretArn, {
      ...scenario.database.master,
      password: 'a restored snapshot knows nothing of it',
    });
    await scenario.rotate();
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
  });

  test('recovers a database with a much older password, if Secrets Manager still has it', async () => {
    const scenario = await Scenario.make(server, 'single');
    for (const password of ['newer', 'newest', 'the newest of all']) {
      scenario.store.create(scenario.secretArn, { ...scenario.database.master, password });
    }
    await scenario.rotate();
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
  });

  test('changes nothing if the password is unknown, and the error says what to do without showing it', async () => {
    const scenario = await Scenario.make(server, 'single');
    await changeByHand(scenario, 'by-hand');
    const token = scenario.store.startRotation(scenario.secretArn);
    const error = await scenario.rotate(token).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect(error?.message).toMatch(
      /with every password that the secret .* has had: somebody has changed it by hand; .* aws rds modify-db-instance/,
    );
    expect(scenario.passwords().filter((password) => error!.message.includes(password))).toEqual([]);
    expect(await scenario.logsIn({ username: scenario.username, password: 'by-hand' })).toBe(true);
    // As the error suggests: once the secret has the password, the rotation continues.
    scenario.store.create(scenario.secretArn, { ...scenario.database.master, password: 'by-hand' });
    await scenario.rotate(token);
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
  });

  test('refuses a pending password that cannot be hashed, without showing it', async () => {
    const scenario = await Scenario.make(server, 'single');
    const token = scenario.store.startRotation(scenario.secretArn);
    await scenario.store.putPending(scenario.secretArn, token, {
      ...(await scenario.login()),
      password: 'senha-é-segredo',
    });
    const error = await scenario.step('setSecret', token).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect(error?.message).toContain('must consist of printable ASCII characters');
    expect(error?.message).not.toContain('segredo');
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
  });

  test('finishSecret does not promote a password that cannot log in', async () => {
    const scenario = await Scenario.make(server, 'single');
    const token = scenario.store.startRotation(scenario.secretArn);
    for (const step of ['createSecret', 'setSecret', 'testSecret'] as const) await scenario.step(step, token);
    const before = await scenario.login();
    await withConnection(scenario.database.address, await scenario.login('AWSPENDING'), (client) =>
      client.query(`ALTER ROLE ${escapeIdentifier(scenario.username)} PASSWORD '${scramVerifier('somebody else')}'`),
    );
    await expect(scenario.step('finishSecret', token)).rejects.toThrow('the database refuses the user');
    expect(await scenario.login()).toEqual(before);
  });

  test.each([
    ['of another user', { username: 'postgres', password: 'x' }],
    ['without a password', { username: 'somebody' }],
    ['without anything', {}],
  ])('skips a version %s during the recovery, and logs that', async (_, wrong) => {
    const scenario = await Scenario.make(server, 'single');
    scenario.store.create(scenario.secretArn, wrong);
    scenario.store.create(scenario.secretArn, { ...scenario.database.master, password: 'the newest of all' });
    await scenario.rotate();
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
    expect(scenario.events.map(({ event }) => event)).toContain('VersionSkipped');
  });

  test('skips a version that is not JSON, without showing it in the log', async () => {
    const scenario = await Scenario.make(server, 'single');
    for (const password of ['not read', 'newer', 'the newest of all']) {
      scenario.store.create(scenario.secretArn, { ...scenario.database.master, password });
    }
    const get = scenario.store.get.bind(scenario.store);
    jest.spyOn(scenario.store, 'get').mockImplementation(async (secretId, version) => {
      const value = await get(secretId, version);
      // Like SecretsManager.
      return value?.password === 'not read' || value?.password === 'newer'
        ? parseSecret(`${value.password}, somebody wrote`, secretId)
        : value;
    });
    await scenario.rotate();
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
    const skipped = scenario.events.filter(({ event }) => event === 'VersionSkipped');
    expect(skipped.map(({ details }) => details.reason)).toEqual(
      Array(2).fill(
        expect.stringMatching(/must hold a JSON object with username and password, and holds something else$/),
      ),
    );
    expect(JSON.stringify(skipped)).not.toContain('somebody wrote');
  });

  test('reports an expired user, and changes nothing', async () => {
    const scenario = await Scenario.make(server, 'single');
    const name = escapeIdentifier(scenario.username);
    await server.superuser((client) => client.query(`ALTER ROLE ${name} VALID UNTIL '2020-01-01 00:00:00+00'`));
    try {
      await expect(scenario.rotate()).rejects.toThrow(/refuses the user .* a VALID UNTIL in the past/);
    } finally {
      await server.superuser((client) => client.query(`ALTER ROLE ${name} VALID UNTIL 'infinity'`));
    }
    expect(await scenario.workingStages()).toEqual(['AWSCURRENT']);
  });

  test('skips a version that it is not allowed to read', async () => {
    const scenario = await Scenario.make(server, 'single');
    scenario.store.create(scenario.secretArn, { ...scenario.database.master, password: 'unreadable' });
    scenario.store.create(scenario.secretArn, { ...scenario.database.master, password: 'the newest of all' });
    const get = scenario.store.get.bind(scenario.store);
    jest.spyOn(scenario.store, 'get').mockImplementation(async (secretId, version) => {
      if (version.stage === 'AWSPREVIOUS') {
        throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException', $metadata: {} });
      }
      return get(secretId, version);
    });
    await scenario.rotate();
    expect(await scenario.logsIn(await scenario.login())).toBe(true);
  });
});
