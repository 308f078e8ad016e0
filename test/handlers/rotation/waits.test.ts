import { setTimeout as sleep } from 'timers/promises';
import { Client } from 'pg';
import { Scenario } from './scenario';
import { connect, processId } from '../../../src/handlers/postgres/connection';
import { holdersOf } from '../../../src/handlers/postgres/lock-holders';
import { rotate } from '../../../src/handlers/rotation/rotation';
import { MAJORS, PostgresServer, startPostgres } from '../../support/postgres';
import { SilentProxy } from '../../support/silent-proxy';

/** The time that a rotation may take after the deadline: for the server's answer, and for the return. */
const LATER = 6_000;

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  const open: Client[] = [];
  beforeAll(async () => {
    server = await startPostgres(major);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.end()));
  });
  afterAll(() => server?.stop());

  const login = async (scenario: Scenario, stage = 'AWSCURRENT') => {
    const client = await connect(scenario.database.address, await scenario.login(stage));
    open.push(client);
    return client;
  };

  describe.each(['single', 'alternating'] as const)('%s', (kind) => {
    test('a lock that an application can take does not block a rotation', async () => {
      const scenario = await Scenario.make(server, 'alternating');
      const application = await login(scenario);
      const target = kind === 'alternating' ? scenario : await Scenario.make(server, 'single');
      // The lock of earlier versions, which any login can take: one for each user, and a range of other keys.
      await application.query('SET ROLE NONE');
      await application.query(`SELECT pg_advisory_lock(${0x0f1c1a}, hashtext(rolname)) FROM pg_roles`);
      await application.query('BEGIN; SELECT pg_advisory_xact_lock(key) FROM generate_series(1, 500) AS key');
      await application.query(
        'LOCK TABLE pg_roles IN ACCESS SHARE MODE; LOCK TABLE pg_auth_members IN ACCESS SHARE MODE',
      );
      target.time = 10_000;
      await target.rotate();
      await target.rotate();
      expect(await target.logsIn(await target.login())).toBe(true);
    });

    test('names the session that blocks the role when time runs out, and changes nothing', async () => {
      const scenario = await Scenario.make(server, kind);
      await scenario.rotate();
      const before = await scenario.login();
      // The login that rotates next has changed itself, in an open transaction.
      const holder = await login(scenario, kind === 'single' ? 'AWSCURRENT' : 'AWSPREVIOUS');
      await holder.query(
        "SET application_name = 'report'; SET ROLE NONE; BEGIN; ALTER ROLE CURRENT_USER PASSWORD NULL",
      );
      const token = scenario.store.startRotation(scenario.secretArn);
      scenario.time = 3_000;
      await scenario.step('createSecret', token);
      const begun = Date.now();
      const error = await scenario.step('setSecret', token).then(
        () => undefined,
        (caught: Error) => caught,
      );
      expect(Date.now() - begun).toBeLessThan(3_000 + LATER);
      const { username } = await scenario.login('AWSPENDING');
      expect(error?.message).toMatch(
        new RegExp(
          `^the password of ${username} cannot be changed: the role is held by pid ${processId(holder)} ` +
            `\\(user ${username}, application 'report', idle in transaction, since 20\\d\\d-.*Z\\); ` +
            `end that session, .*SELECT pg_terminate_backend\\(${processId(holder)}\\)`,
        ),
      );
      expect(holdersOf(error)).toEqual([expect.objectContaining({ pid: processId(holder), user: username })]);
      await holder.query('ROLLBACK');
      expect(await scenario.login()).toEqual(before);
      scenario.time = 20_000;
      await scenario.rotate(token);
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
    });

    test('changes the password after a blocking change by another session was rolled back', async () => {
      const scenario = await Scenario.make(server, kind);
      await scenario.rotate();
      const holder = await login(scenario, kind === 'single' ? 'AWSCURRENT' : 'AWSPREVIOUS');
      await holder.query('SET ROLE NONE; BEGIN; ALTER ROLE CURRENT_USER PASSWORD NULL');
      const rotated = scenario.rotate();
      await sleep(1_500);
      await holder.query('ROLLBACK');
      await rotated;
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
    });

    test.each([1, 3, 4])(
      'gives up a connection that stops responding after %i answers, and releases the role',
      async (answers) => {
        const scenario = await Scenario.make(server, kind);
        const token = scenario.store.startRotation(scenario.secretArn);
        await scenario.step('createSecret', token);
        const proxy = await SilentProxy.to(scenario.database.address);
        try {
          scenario.address = proxy.address(scenario.database.address);
          scenario.time = 1_000;
          const begun = Date.now();
          await expect(silentAfter(scenario, token, answers, proxy)).rejects.toThrow(
            /did not answer before the function ran out of time|timeout expired|Connection terminated/,
          );
          expect(Date.now() - begun).toBeLessThan(1_000 + LATER);
          // The proxy keeps the connection open, so the server does not see its end. It releases the role when the time
          // of the function ends.
          scenario.address = scenario.database.address;
          scenario.time = 10_000;
          await scenario.rotate(token);
          expect(await scenario.logsIn(await scenario.login())).toBe(true);
        } finally {
          await proxy.close();
        }
      },
    );
  });

  async function silentAfter(scenario: Scenario, token: string, answers: number, proxy: SilentProxy): Promise<void> {
    const rotation = scenario.rotation();
    let statements = 0;
    const { connect: connected } = rotation;
    await rotate(
      {
        ...rotation,
        connect: async (as) => {
          const client = await connected(as);
          const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
          client.query = (async (...args: unknown[]) => {
            const result = await query(...args);
            if (++statements === answers) proxy.silence();
            return result;
          }) as unknown as Client['query'];
          return client;
        },
      },
      { Step: 'setSecret', SecretId: scenario.secretArn, ClientRequestToken: token },
    );
  }
});
