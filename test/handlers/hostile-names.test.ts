import { Client, escapeIdentifier } from 'pg';
import { Deployment, Files, INIT_DB } from './bootstrap/deployment';
import { ApplicationUser } from '../../src/handlers/bootstrap/application-user';
import { connect } from '../../src/handlers/postgres/connection';
import { alternatingUsers } from '../../src/handlers/rotation/alternating-users';
import { rotate, RotationStrategy } from '../../src/handlers/rotation/rotation';
import { STEPS } from '../../src/handlers/rotation/rotation-event';
import { singleUser } from '../../src/handlers/rotation/single-user';
import { plantHostile, ranHostile, UsedNames, usedNames } from '../support/hostile-names';
import { MAJORS, PostgresServer, startPostgres, withClient } from '../support/postgres';

const FILES: Files = {
  '010.sql': 'CREATE TABLE orders (id int, note text)',
  '020.sql': '-- oficina: no-transaction\nCREATE INDEX CONCURRENTLY orders_id ON orders (id)',
};
const FAILING: Files = {
  ...FILES,
  '030.sql': 'CREATE TABLE half ();\nCREATE TABLE half ()',
  '040.sql': 'CREATE TABLE rest ()',
};
const FAILING_BY_STATEMENT: Files = {
  ...FILES,
  '030.sql': '-- oficina: no-transaction\nCREATE TABLE half ();\nCREATE TABLE half ()',
};

/**
 * An application has created objects with the names of built-in ones, and a search_path for the master user and all
 * others finds them first.
 */
const HOSTILE = 'hostile';

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  let names: UsedNames;
  beforeAll(async () => {
    server = await startPostgres(major, { pgaudit: true });
  });
  afterAll(() => server?.stop());

  test('objects of an application named like those of the server never run as the master user', async () => {
    names = await namesOfOurSql();
    // Some of each kind, so that an empty search result cannot pass.
    expect(names.functions).toEqual(
      expect.arrayContaining([
        'format',
        'pg_has_role',
        'pg_blocking_pids',
        'set_config',
        'to_regclass',
        'unnest',
        'now',
      ]),
    );
    expect(names.operators).toEqual(expect.arrayContaining(['=', '<>', '~', '||', '~~']));
    expect(names.relations).toEqual(
      expect.arrayContaining(['pg_roles', 'pg_auth_members', 'pg_settings', 'pg_db_role_setting']),
    );
    expect(names.types).toEqual(expect.arrayContaining(['text', 'name', 'oid', 'regrole']));

    const database = await Deployment.fresh(server);
    const user = database.user('app', 'owner');
    const schemas = ['public', server.master.username, HOSTILE];
    for (const schema of schemas) await database.superuser((client) => plantHostile(client, schema, names));
    await preferHostile(database);
    await expectTheTrapsToWork();

    await everything(database, user);
    await restoreMaster(database);
    expect(ranHostile(server.log(), 'oficina-postgres')).toEqual([]);
    await withClient(server.address, server.master, async (client) => {
      await client.query("SET application_name = 'by hand'");
      await client.query(INIT_DB);
    });
    expect(ranHostile(server.log(), 'by hand')).toEqual([]);
  }, 300_000);

  /** Everything that the handlers do: first and later deployments, failing ones, and rotations of each kind. */
  async function everything(database: Deployment, user: ApplicationUser): Promise<void> {
    expect((await database.deploy(FILES, [user])).applied).toEqual(['init-db.sql', '010.sql', '020.sql']);
    await database.deploy(FILES, [
      user,
      database.user('reader', 'readOnly', { schema: 'reports', statementTimeout: 5_000 }),
    ]);
    await database.failure(FAILING, [user]);
    await database.failure(FAILING_BY_STATEMENT, [user]);
    await database.deploy({ ...FILES, 'init-db.sql': `${INIT_DB}\n-- changed` }, [user]);
    const alternating = alternatingUsers(user.name, database.masterArn);
    await rotateOnce(database, user.secretArn!, alternating);
    await rotateOnce(database, user.secretArn!, alternating);
    // The clone is created again, with the settings that the user has given itself.
    await database.superuser(async (client) => {
      await client.query('DROP ROLE app_clone');
      await client.query(
        `ALTER ROLE app SET search_path = ${HOSTILE}, "$user", pg_catalog; ALTER ROLE app SET application_name = ` +
          "'it''s, \"so\"'",
      );
    });
    await rotateOnce(database, user.secretArn!, alternating);
    const settings = await database.superuser((client) =>
      client.query(
        "SELECT setconfig FROM pg_catalog.pg_db_role_setting WHERE setrole::pg_catalog.regrole::text IN ('app', " +
          "'app_clone')",
      ),
    );
    expect(new Set(settings.rows.map(({ setconfig }) => JSON.stringify([...setconfig].sort()))).size).toBe(1);
    expect(settings.rows).toHaveLength(2);
    await heldUp(database, user);
    await rotateOnce(database, database.masterArn, singleUser(server.master.username));
    await database.deploy(FILES, [user]);
  }

  /** A waiting deployment looks up the session that blocks it. */
  async function heldUp(database: Deployment, user: ApplicationUser): Promise<void> {
    await database.superuser(async (client) => {
      await client.query('BEGIN; LOCK TABLE oficina.orders');
      expect(
        await database.failure({ ...FILES, '050.sql': 'ALTER TABLE orders ADD COLUMN more text' }, [user], {
          deadline: Date.now() + 3_000,
        }),
      ).toContain('it waited for pid ');
      await client.query('ROLLBACK');
    });
  }

  async function rotateOnce(database: Deployment, secretArn: string, strategy: RotationStrategy): Promise<void> {
    const token = database.store.startRotation(secretArn);
    for (const step of STEPS) {
      await rotate(
        {
          store: database.store,
          secretArn,
          strategy,
          connect: (login) => connect(server.address, login),
          deadline: Date.now() + 30_000,
          log: () => undefined,
        },
        { Step: step, SecretId: secretArn, ClientRequestToken: token },
      );
    }
  }

  /** From the statements that the server has seen, and from the bodies of the functions that they have created. */
  async function namesOfOurSql(): Promise<UsedNames> {
    const database = await Deployment.fresh(server);
    const before = server.log().length;
    await everything(database, database.user('app', 'owner'));
    await restoreMaster(database);
    const log = server.log().slice(before);
    return database.superuser(async (client) => {
      const { rows } = await client.query(
        "SELECT prosrc FROM pg_proc WHERE pronamespace = 'oficina_bootstrap'::regnamespace",
      );
      return usedNames(client, [INIT_DB, log, ...rows.map(({ prosrc }) => prosrc as string)]);
    });
  }

  async function preferHostile(database: Deployment): Promise<void> {
    const name = escapeIdentifier(server.address.database);
    await database.superuser(async (client) => {
      await client.query(`ALTER ROLE CURRENT_USER IN DATABASE ${name} SET search_path = pg_catalog`);
      await client.query(`ALTER DATABASE ${name} SET search_path = ${HOSTILE}, "$user", public, pg_catalog`);
      await client.query(
        `ALTER ROLE ${server.master.username} SET search_path = "$user", ${HOSTILE}, public, pg_catalog`,
      );
    });
  }

  async function expectTheTrapsToWork(): Promise<void> {
    await withClient(server.address, server.master, async (client: Client) => {
      await client.query("SET application_name = 'careless'");
      for (const sql of [
        'SELECT format($1)',
        "SELECT 1 WHERE $1::text = 'x'",
        'SELECT rolname FROM pg_roles WHERE $1::pg_catalog.text IS NOT NULL',
        'SELECT $1::name',
      ]) {
        const before = ranHostile(server.log(), 'careless').length;
        await client.query(sql, ['postgres']).catch(() => undefined);
        expect([sql, ranHostile(server.log(), 'careless').length > before]).toEqual([sql, true]);
      }
    });
  }

  /** The rotation has changed the password that the tests use. */
  async function restoreMaster(database: Deployment): Promise<void> {
    const { username, password } = server.master;
    await database.superuser((client) =>
      client.query(`SET log_statement = none; ALTER ROLE ${username} PASSWORD '${password}'`),
    );
  }
});
