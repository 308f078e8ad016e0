import { Crash, EVERY_CHARACTER, Scenario } from './scenario';
import { rotate } from '../../../src/handlers/rotation/rotation';
import { STEPS } from '../../../src/handlers/rotation/rotation-event';
import { ALL_MAJORS, MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

/*
 * Both strategies on each version of PostgreSQL: whatever fails, some password of the secret works, the rotation can be
 * repeated until it succeeds, and no password is in the server's log, which contains every statement.
 */
describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  const scenarios: Scenario[] = [];
  beforeAll(async () => {
    server = await startPostgres(major);
  });
  afterAll(() => server?.stop());

  const make = async (kind: 'single' | 'alternating') => {
    const scenario = await Scenario.make(server, kind);
    scenarios.push(scenario);
    return scenario;
  };

  describe.each(['single', 'alternating'] as const)('%s', (kind) => {
    /** What must work at any moment: with two users, the current password; with one, the current or the pending one. */
    const mustWork = (stages: string[]) => {
      if (kind === 'alternating') expect(stages).toContain('AWSCURRENT');
      else expect(stages.filter((stage) => stage !== 'AWSPREVIOUS')).not.toEqual([]);
    };

    test('a rotation ends with a new working password, and some password works at every moment', async () => {
      const scenario = await make(kind);
      const before = await scenario.login();
      const token = await scenario.rotate(undefined, undefined, async () => mustWork(await scenario.workingStages()));
      const after = await scenario.login();
      expect(after.password).not.toBe(before.password);
      expect(after.password).toHaveLength(32);
      expect(after.username).toBe(kind === 'single' ? before.username : `${before.username}_clone`);
      expect(await scenario.logsIn(after)).toBe(true);
      expect(await scenario.logsIn(before)).toBe(kind === 'alternating'); // for clients that have the old one
      expect((await scenario.store.describe(scenario.secretArn)).versions[token]).toEqual(
        expect.arrayContaining(['AWSCURRENT']),
      );
      // Other keys of the secret are kept.
      expect(await scenario.store.get(scenario.secretArn, {})).toMatchObject({
        engine: 'postgres',
        ...(kind === 'alternating' && { masterarn: scenario.masterArn }),
      });
    });

    test('each step can run twice, and an old event does nothing', async () => {
      const scenario = await make(kind);
      const token = scenario.store.startRotation(scenario.secretArn);
      for (const step of STEPS) {
        await scenario.step(step, token);
        const pending = await scenario.login('AWSPENDING');
        await scenario.step(step, token);
        expect(await scenario.login('AWSPENDING')).toEqual(pending);
      }
      const current = await scenario.login();
      for (const step of STEPS) await scenario.step(step, token);
      expect(await scenario.login()).toEqual(current);
      expect(await scenario.logsIn(current)).toBe(true);
    });

    // PostgreSQL 15 and 17 test a crash on one side of each call, 16 and 18 on the other.
    test('a repetition recovers from a crash before or after any call', async () => {
      const scenario = await make(kind);
      await scenario.rotate();
      const calls = scenario.calls;
      expect(calls).toBeGreaterThan(10);
      for (let call = 1; call <= calls; call++) {
        const when = (call + ALL_MAJORS.indexOf(major)) % 2 === 0 ? 'before' : 'after';
        const token = scenario.store.startRotation(scenario.secretArn);
        const { password } = await scenario.login();
        await scenario.rotate(token, { call, when }).catch((error) => {
          if (!(error instanceof Crash)) throw error;
        });
        mustWork(await scenario.workingStages());
        await scenario.rotate(token);
        const current = await scenario.login();
        expect(current.password).not.toBe(password);
        expect(await scenario.logsIn(current)).toBe(true);
      }
    });

    test('a crash leaves no open transaction behind', async () => {
      const scenario = await make(kind);
      const token = scenario.store.startRotation(scenario.secretArn);
      for (let call = 1; call <= 12; call++) {
        await scenario.rotate(token, { call, when: 'after' }).catch(() => undefined);
      }
      const { rows } = await scenario.database.superuser((client) =>
        client.query(
          'SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = $1 AND xact_start IS NOT ' +
            'NULL AND datname = $2 AND pid <> pg_backend_pid()',
          ['oficina-postgres', scenario.database.address.database],
        ),
      );
      expect(rows[0].open).toBe(0);
    });

    test('two functions can run the same rotation concurrently', async () => {
      const scenario = await make(kind);
      const token = scenario.store.startRotation(scenario.secretArn);
      for (const step of STEPS) {
        const results = await Promise.allSettled([
          scenario.step(step, token),
          scenario.step(step, token),
          scenario.step(step, token),
        ]);
        expect(results.filter(({ status }) => status === 'fulfilled')).not.toEqual([]);
        mustWork(await scenario.workingStages());
      }
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
    });

    test.each([0, 1, 2, 3])('another rotation that takes over during step %i wins', async (index) => {
      const scenario = await make(kind);
      const first = scenario.store.startRotation(scenario.secretArn);
      for (const step of STEPS.slice(0, index)) await scenario.step(step, first);
      // RotateSecret would refuse this, but a person can do it.
      const takenOver = scenario.step(STEPS[index], first);
      const second = scenario.store.startRotation(scenario.secretArn, { force: true });
      await Promise.allSettled([takenOver, scenario.rotate(second)]);
      await scenario.rotate(second);
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
      await scenario.rotate();
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
    });

    test('a rotation that is cancelled after it changed the database locks no one out', async () => {
      const scenario = await make(kind);
      const token = scenario.store.startRotation(scenario.secretArn);
      await scenario.step('createSecret', token);
      await scenario.step('setSecret', token);
      scenario.store.cancelRotation(scenario.secretArn);
      await expect(scenario.step('testSecret', token)).rejects.toThrow(
        'must be AWSPENDING, and is without a stage: the rotation was cancelled',
      );
      await scenario.rotate();
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
    });

    test('waits for a server that restarts between the steps or during one', async () => {
      const scenario = await make(kind);
      const token = scenario.store.startRotation(scenario.secretArn);
      for (const step of STEPS) {
        await scenario.step(step, token);
        if (step === 'createSecret') await server.restart();
      }
      const next = scenario.store.startRotation(scenario.secretArn);
      await scenario.step('createSecret', next);
      await server.halt();
      const [, result] = await Promise.allSettled([
        new Promise((resolve) => setTimeout(resolve, 700)).then(() => server.start()),
        scenario.step('setSecret', next),
      ]);
      expect(result).toEqual({ status: 'fulfilled', value: undefined });
      await scenario.rotate(next);
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
    });

    test('a repetition recovers from a connection that breaks during the change', async () => {
      const scenario = await make(kind);
      const token = scenario.store.startRotation(scenario.secretArn);
      await scenario.step('createSecret', token);
      const terminate = () =>
        scenario.database.superuser((client) =>
          client.query(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = $2 ' +
              'AND usename <> current_user',
            ['oficina-postgres', scenario.database.address.database],
          ),
        );
      let statements = 0;
      await scenario
        .step('setSecret', token, undefined, async () => {
          if (++statements === 6) await terminate();
        })
        .catch(() => undefined);
      mustWork(await scenario.workingStages());
      await scenario.rotate(token);
      expect(await scenario.logsIn(await scenario.login())).toBe(true);
    });

    test('a password can have every character that RDS allows', async () => {
      const scenario = await make(kind);
      const { username } = await scenario.login();
      for (let start = 0; start < EVERY_CHARACTER.length; start += 40) {
        const token = scenario.store.startRotation(scenario.secretArn);
        const current = await scenario.login();
        const other = kind === 'single' ? username : current.username === username ? `${username}_clone` : username;
        const password = EVERY_CHARACTER.slice(start, start + 40);
        await scenario.store.putPending(scenario.secretArn, token, { ...current, username: other, password });
        await scenario.rotate(token);
        expect(await scenario.login()).toMatchObject({ username: other, password });
        expect(await scenario.logsIn(await scenario.login())).toBe(true);
      }
    });

    test('describes the secret once per step, and once more before a change is stored', async () => {
      const scenario = await make(kind);
      const token = scenario.store.startRotation(scenario.secretArn);
      const described = jest.spyOn(scenario.store, 'describe');
      const counts: number[] = [];
      for (const step of STEPS) {
        described.mockClear();
        await scenario.step(step, token);
        counts.push(described.mock.calls.length);
      }
      expect(counts).toEqual([1, 2, 1, 1]);
    });

    describe('refuses', () => {
      test.each([
        [
          'a token that is the name of something else',
          { ClientRequestToken: 'constructor' },
          'must be AWSPENDING, and is without a stage',
        ],
        [
          'a token of any length, which it does not repeat',
          { ClientRequestToken: 'x'.repeat(100_000) },
          new RegExp('^the version x{63}… of the secret .{0,200}$'),
        ],
        [
          'a step of any length',
          { Step: 'y'.repeat(100_000) },
          /^Step of the event must be one of [\w, ]+, got 'y{63}…'$/,
        ],
        ['a secret of any length', { SecretId: 'z'.repeat(100_000) }, /got 'z{199}…': this function/],
        ['no event', undefined, 'Step of the event must be a string, got undefined'],
        [
          'an unknown step',
          { Step: 'dropSecret' },
          "Step of the event must be one of createSecret, setSecret, testSecret, finishSecret, got 'dropSecret'",
        ],
        ['another secret', { SecretId: 'arn:other' }, "got 'arn:other': this function rotates only its own secret"],
        ['a token that is none', { ClientRequestToken: '' }, 'ClientRequestToken of the event must be a string'],
        ['an unknown version', { ClientRequestToken: 'nobody' }, 'must be AWSPENDING, and is without a stage'],
      ])('%s', async (_, wrong, message) => {
        const scenario = await make(kind);
        const token = scenario.store.startRotation(scenario.secretArn);
        const event = wrong && {
          Step: 'createSecret',
          SecretId: scenario.secretArn,
          ClientRequestToken: token,
          ...wrong,
        };
        await expect(rotate(scenario.rotation(), event)).rejects.toThrow(message);
        expect(await scenario.workingStages()).toEqual(['AWSCURRENT']);
      });

      test('a version at another stage', async () => {
        const scenario = await make(kind);
        await scenario.rotate();
        const { versions } = await scenario.store.describe(scenario.secretArn);
        const previous = Object.keys(versions).find((id) => versions[id].includes('AWSPREVIOUS'))!;
        await expect(scenario.step('setSecret', previous)).rejects.toThrow('must be AWSPENDING, and is AWSPREVIOUS');
      });

      test.each(['setSecret', 'testSecret'] as const)('%s before there is a pending value', async (step) => {
        const scenario = await make(kind);
        const token = scenario.store.startRotation(scenario.secretArn);
        await expect(scenario.step(step, token)).rejects.toThrow(
          'has no value with the stage AWSPENDING; createSecret stores it, and comes before the other steps',
        );
      });

      test('a secret with rotation turned off', async () => {
        const scenario = await make(kind);
        const token = scenario.store.startRotation(scenario.secretArn);
        scenario.store.setRotationEnabled(scenario.secretArn, false);
        for (const step of STEPS) {
          await expect(scenario.step(step, token)).rejects.toThrow(
            'has its rotation turned off: nothing has been changed',
          );
        }
      });

      test('testSecret while the database does not know the password', async () => {
        const scenario = await make(kind);
        const token = scenario.store.startRotation(scenario.secretArn);
        await scenario.step('createSecret', token);
        await expect(scenario.step('testSecret', token)).rejects.toThrow(
          /the database refuses the user .* with the pending password/,
        );
      });

      test.each([
        [{ username: 'rdsadmin' }, "got 'rdsadmin'; put the original name back"],
        [{ username: 7 }, 'must have a non-empty string in the key username'],
        [{ password: '' }, 'must have a non-empty string in the key password'],
      ])('a secret whose value was overwritten with %j', async (wrong, message) => {
        const scenario = await make(kind);
        const token = scenario.store.startRotation(scenario.secretArn);
        await scenario.store.putPending(scenario.secretArn, token, { ...(await scenario.login()), ...wrong });
        await expect(scenario.step('setSecret', token)).rejects.toThrow(message);
        scenario.store.create(scenario.secretArn, { ...(await scenario.login()), ...wrong });
        const next = scenario.store.startRotation(scenario.secretArn, { force: true });
        await expect(scenario.step('createSecret', next)).rejects.toThrow(message);
      });
    });
  });

  test('no password appears in the log', () => {
    const log = server.log();
    expect(log).toContain("PASSWORD 'SCRAM-SHA-256$4096:"); // the log does contain the statements
    expect(
      scenarios
        .flatMap((scenario) => scenario.passwords())
        .filter((password) => password !== '' && log.includes(password)),
    ).toEqual([]);
  });
});
