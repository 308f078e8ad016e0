import { setTimeout as sleep } from 'timers/promises';
import { Client, DatabaseError } from 'pg';
import { Deployment } from './deployment';
import { ApplicationUser } from '../../../src/handlers/bootstrap/application-user';
import { connect } from '../../../src/handlers/postgres/connection';
import { alternatingUsers } from '../../../src/handlers/rotation/alternating-users';
import { rotate } from '../../../src/handlers/rotation/rotation';
import { STEPS } from '../../../src/handlers/rotation/rotation-event';
import { joined } from '../../support/joined';
import { MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

describe.each(MAJORS)('passwords on PostgreSQL %s', (major) => {
  let server: PostgresServer;
  let database: Deployment;
  beforeAll(async () => {
    server = await startPostgres(major);
  });
  beforeEach(async () => {
    database = await Deployment.fresh(server);
  });
  afterAll(() => server.stop());

  const verifiers = async () =>
    database.superuser(async (client) => {
      const { rows } = await client.query(
        "SELECT rolname, rolpassword FROM pg_authid WHERE rolname ~ '^app' ORDER BY 1",
      );
      return Object.fromEntries(rows.map(({ rolname, rolpassword }) => [rolname, rolpassword]));
    });
  const me = async (user: ApplicationUser) =>
    database.as(await database.login(user), 'SELECT session_user::text AS me');
  const wasSet = () =>
    database.events.filter(({ event }) => event === 'PasswordSet').map(({ details }) => details.user);

  /** The rotation of Secrets Manager. */
  async function rotateOnce(user: ApplicationUser): Promise<void> {
    const token = database.store.startRotation(user.secretArn!);
    for (const step of STEPS) {
      await rotate(
        {
          store: database.store,
          secretArn: user.secretArn!,
          strategy: alternatingUsers(user.name, database.masterArn),
          connect: (login) => connect(server.address, login),
          deadline: Date.now() + 10_000,
        },
        { Step: step, SecretId: user.secretArn, ClientRequestToken: token },
      );
    }
  }

  test('a new user can log in with its secret, and the server never sees the password', async () => {
    const users = [database.user('app_one', 'readOnly'), database.user('app_two', 'owner', { schema: 'two' })];
    await database.deploy({}, users);
    expect(await me(users[0])).toEqual([{ me: 'app_one' }]);
    expect(await me(users[1])).toEqual([{ me: 'app_two' }]);
    for (const user of users) expect(server.log()).not.toContain((await database.login(user)).password);
    expect(server.log()).not.toContain(server.master.password);
    expect(server.log()).toContain('ALTER ROLE "app_one" PASSWORD \'SCRAM-SHA-256$4096:');
    expect(JSON.stringify(database.events)).not.toContain('$ecret');
  });

  test('keeps a password that works, and resets one that does not', async () => {
    const user = database.user('app', 'readWrite');
    await database.deploy({}, [user]);
    const before = await verifiers();
    await database.deploy({}, [user]);
    expect(await verifiers()).toEqual(before);
    database.user('app', 'readWrite'); // another secret for the same user
    await database.deploy({}, [user]);
    expect(await me(user)).toEqual([{ me: 'app' }]);
    expect(wasSet()).toEqual(['app', 'app']);
  });

  test('rotations and deployments run concurrently', async () => {
    const user = database.user('app', 'owner');
    await database.deploy({}, [user]);
    for (const expected of ['app_clone', 'app', 'app_clone']) {
      await rotateOnce(user);
      const before = await verifiers();
      await database.deploy({}, [user]);
      expect(await verifiers()).toEqual(before);
      expect(await me(user)).toEqual([{ me: expected }]);
    }
    expect(wasSet()).toEqual(['app']);
  });

  test('leaves the login alone that a rotation is changing', async () => {
    const user = database.user('app', 'owner');
    await database.deploy({}, [user]);
    await rotateOnce(user); // app_clone is the current login
    const { app } = await verifiers();
    const pending = database.store.startRotation(user.secretArn!);
    await database.store.putPending(user.secretArn!, pending, { username: 'app', password: 'the next one' });
    database.store.create(user.secretArn!, { username: 'app_clone', password: 'somebody has put this one' });
    await database.deploy({}, [user]);
    expect(await me(user)).toEqual([{ me: 'app_clone' }]);
    expect((await verifiers()).app).toBe(app);
  });

  test('a rotation that ends while a password is set wins', async () => {
    const user = database.user('app', 'owner');
    const get = database.store.get.bind(database.store);
    let calls = 0;
    jest.spyOn(database.store, 'get').mockImplementation(async (secretId, version) => {
      if (secretId === user.secretArn && ++calls === 2) {
        database.store.create(secretId, { username: 'app_clone', password: 'the newer one' });
      }
      return get(secretId, version);
    });
    await database.deploy({}, [user]);
    expect(await me(user)).toEqual([{ me: 'app_clone' }]);
  });

  test('a user with IAM gets no password', async () => {
    await database.deploy({}, [{ name: 'app', schema: 'oficina', privileges: 'readOnly', iam: true }]);
    expect(await verifiers()).toEqual({ app: null });
  });

  test('a user whose secret is not in the event is created, and its password is not changed', async () => {
    const user = database.user('app', 'readOnly');
    await database.deploy({}, [{ ...user, secretArn: undefined }]);
    expect(await verifiers()).toEqual({ app: null, app_clone: null });
    await database.deploy({}, [user]);
    const before = await verifiers();
    await database.deploy({}, [{ ...user, secretArn: undefined }]);
    expect(await verifiers()).toEqual(before);
    expect(await me(user)).toEqual([{ me: 'app' }]);
  });

  test('an expired login is reported, with the way to fix it', async () => {
    const user = database.user('app', 'readOnly');
    await database.deploy({}, [user]);
    await database.master("ALTER ROLE app VALID UNTIL '2020-01-01 00:00:00+00'");
    expect(await database.failure({}, [user])).toMatch(
      joined(
        /^the user app: VALID UNTIL of the login app must not be in the past, got 20\S+ \S+; ALTER ROLE "app" /,
        /VALID UNTIL 'infinity' as the master user, and deploy again$/,
      ),
    );
    await database.master("ALTER ROLE app VALID UNTIL 'infinity'");
    await database.deploy({}, [user]);
  });

  test.each(['senha-é-segredo', 'a\nb', '\u0000'])(
    'an error while setting a password names user and secret: %j',
    async (password) => {
      const user = database.user('app', 'readOnly');
      database.store.create(user.secretArn!, { username: 'app', password });
      const message = await database.failure({}, [user]);
      expect(message).toMatch(
        joined(
          /^the user app: the password in the secret arn:.*:app cannot be set: the password must consist of /,
          /printable ASCII characters/,
        ),
      );
      expect(message).not.toContain(password);
    },
  );

  test('a user that is no longer in the list stays unchanged', async () => {
    const user = database.user('app', 'owner');
    await database.deploy({}, [user]);
    await database.deploy({}, []);
    expect(await me(user)).toEqual([{ me: 'app' }]);
  });

  test.each([
    [
      'names another user',
      { username: 'oficina_admin', password: 'x' },
      /^username in the secret arn:.*:app must be app or app_clone, got 'oficina_admin'/,
    ],
    ['has no password', { username: 'app' }, /^the secret arn:.*:app must have a non-empty string in the key password/],
    [
      'has a password that not every client sends alike',
      { username: 'app', password: 'é' },
      /must consist of printable ASCII characters/,
    ],
  ])('a secret that %s is refused', async (_, value, message) => {
    const user = database.user('app', 'owner');
    database.store.create(user.secretArn!, value);
    expect(await database.failure({ '010.sql': 'CREATE TABLE t ()' }, [user])).toMatch(message);
    expect(await database.ledger()).toEqual(['init-db.sql']);
    expect(await database.master('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a secret without a current value is refused', async () => {
    const user = { ...database.user('app', 'owner') };
    jest
      .spyOn(database.store, 'get')
      .mockImplementation(async (id) => (id === user.secretArn ? undefined : { ...server.master }));
    expect(await database.failure({}, [user])).toMatch(
      /^the user app: the secret arn:.* has no value with the stage AWSCURRENT; put a username and a password into it$/,
    );
  });

  test('a role that the library has not created is reported, and no user is created', async () => {
    await database.master('CREATE ROLE other LOGIN');
    expect(await database.failure({}, [database.user('app', 'owner'), database.user('other', 'readOnly')])).toMatch(
      joined(
        /^the user other: the role "other" exists already, and was not made for this: oficina-postgres: /,
        /application user \(SQLSTATE 42710\); hint: .*COMMENT ON ROLE other IS/,
      ),
    );
    expect(await verifiers()).toEqual({});
  });

  test.each(['COMMIT', 'ROLLBACK'])(
    'waits for a login that another session is changing, whatever the outcome: %s',
    async (end) => {
      const user = database.user('app', 'readOnly');
      await database.deploy({}, [user]);
      database.user('app', 'readOnly'); // another secret for the same user
      const other = await connect(server.address, server.master);
      await other.query('BEGIN; ALTER ROLE app PASSWORD NULL');
      const deployed = database.deploy({}, [user]);
      await sleep(1_000);
      await other.query(end);
      await other.end();
      await deployed;
      expect(await me(user)).toEqual([{ me: 'app' }]);
    },
  );

  test('gives up a login that other sessions change again and again', async () => {
    const user = database.user('app', 'readOnly');
    await database.deploy({}, [user]);
    database.user('app', 'readOnly');
    const message = await database.failure({}, [user], {
      connect: async (login) => {
        const client = await connect(server.address, login);
        const query = client.query.bind(client) as (...args: unknown[]) => unknown;
        client.query = (async (...args: unknown[]) => {
          if (`${args[0]}`.startsWith('ALTER ROLE "app" PASSWORD')) {
            throw new DatabaseError('tuple concurrently updated', 0, 'error');
          }
          return query(...args);
        }) as unknown as Client['query'];
        return client;
      },
    });
    expect(message).toBe('the user app: other sessions keep changing its login; deploy again when they have ended');
  });

  test('reports a user that the server refuses nevertheless', async () => {
    const user = database.user('app', 'owner');
    await database.deploy({}, [user]);
    await database.superuser((client) => client.query('GRANT rds_iam TO oficina_owner'));
    expect(await database.failure({}, [user])).toMatch(
      /^the user app: the database refuses the username and password of the secret arn:.* even after they were set/,
    );
  });
});
