import { Deployment, INIT_DB } from './deployment';
import { connect, Login } from '../../../src/handlers/postgres/connection';
import { scramVerifier } from '../../../src/handlers/postgres/scram-verifier';
import { joined } from '../../support/joined';
import { MAJORS, PostgresServer, startPostgres, withClient } from '../../support/postgres';

const PASSWORD = 'a-password';

describe.each(MAJORS)('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  let database: Deployment;
  beforeAll(async () => {
    server = await startPostgres(major, { pgaudit: true });
  });
  beforeEach(async () => {
    database = await Deployment.fresh(server);
  });
  afterAll(() => server.stop());

  /** Runs the file like psql, as far as the server can tell, and returns the notices. */
  async function applyByHand(login: Login = server.master): Promise<string[]> {
    return withClient(server.address, login, async (client) => {
      const notices: string[] = [];
      client.on('notice', ({ message }) => notices.push(message ?? ''));
      await client.query(INIT_DB);
      return notices;
    });
  }

  /** Creates users by hand, with an arbitrary password. */
  async function makeUser(args: string, ...logins: string[]): Promise<void> {
    expect(await database.master(`SELECT oficina_bootstrap.create_user(${args})`)).toEqual([{ create_user: '' }]);
    for (const login of logins) await database.master(`ALTER ROLE "${login}" PASSWORD '${scramVerifier(PASSWORD)}'`);
  }

  const as = (username: string, sql: string) => database.as({ username, password: PASSWORD }, sql);
  const isAllowed = { asymmetricMatch: (value: unknown) => Array.isArray(value), toString: () => 'allowed' };
  const DENIED = '42501';

  /** Everything in the catalogs that the file can change. */
  async function state(): Promise<unknown> {
    return database.superuser(async (client) => {
      const { rows } = await client.query(`SELECT
        (SELECT json_agg(r ORDER BY rolname) FROM (
          SELECT rolname, rolcanlogin, rolinherit, rolcreaterole, shobj_description(oid, 'pg_authid') FROM pg_roles
        ) r) AS roles,
        (SELECT json_agg(m ORDER BY m::text) FROM (
          SELECT roleid::regrole, member::regrole, grantor::regrole, admin_option FROM pg_auth_members
        ) m) AS members,
        (SELECT json_agg(d ORDER BY d::text) FROM (SELECT datname, datacl FROM pg_database) d) AS databases,
        (SELECT json_agg(n ORDER BY n::text) FROM (
          SELECT nspname, nspowner::regrole, nspacl FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
        ) n) AS schemas,
        (SELECT json_agg(c ORDER BY c::text) FROM (
          SELECT oid::regclass, relowner::regrole, relacl FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace
        ) c) AS relations,
        (SELECT json_agg(p ORDER BY p::text) FROM (
          SELECT oid::regprocedure, proowner::regrole, proacl, md5(prosrc) FROM pg_proc
        ) p) AS routines,
        (SELECT json_agg(a ORDER BY a::text) FROM (
          SELECT defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl FROM pg_default_acl
        ) a) AS defaults,
        (SELECT json_agg(s ORDER BY s::text) FROM (
          SELECT setrole::regrole, setdatabase, setconfig FROM pg_db_role_setting
        ) s) AS settings,
        (SELECT json_agg(extname ORDER BY extname) FROM pg_extension) AS extensions`);
      return rows[0];
    });
  }

  describe('init-db.sql', () => {
    test('creates schema, groups, extensions and timeouts', async () => {
      await applyByHand();
      expect(
        await database.master(
          "SELECT nspname, nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname ~ 'oficina' ORDER BY 1",
        ),
      ).toEqual([
        { nspname: 'oficina', owner: 'oficina_owner' },
        { nspname: 'oficina_bootstrap', owner: server.master.username },
      ]);
      expect(
        await database.master(
          "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname ~ '^oficina_(read|owner)' ORDER BY 1",
        ),
      ).toEqual([
        { rolname: 'oficina_owner', rolcanlogin: false },
        { rolname: 'oficina_readonly', rolcanlogin: false },
        { rolname: 'oficina_readwrite', rolcanlogin: false },
      ]);
      expect(await database.master('SELECT extname FROM pg_extension ORDER BY 1')).toEqual(
        ['pg_stat_statements', 'pgaudit', 'pgcrypto', 'plpgsql'].map((extname) => ({ extname })),
      );
      expect(await database.master('SELECT setconfig FROM pg_db_role_setting WHERE setrole = 0')).toEqual([
        { setconfig: ['statement_timeout=60s', 'idle_in_transaction_session_timeout=60s'] },
      ]);
      expect(await database.master('SHOW statement_timeout')).toEqual([{ statement_timeout: '0' }]);
      expect(await database.master('SHOW idle_in_transaction_session_timeout')).toEqual([
        { idle_in_transaction_session_timeout: '1min' },
      ]);
    });

    test('changes nothing the second time', async () => {
      await applyByHand();
      await makeUser("'app', 'oficina', 'owner'");
      const before = await state();
      await applyByHand();
      await makeUser("'app', 'oficina', 'owner'");
      expect(await state()).toEqual(before);
    });

    test('can run several times concurrently', async () => {
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          await applyByHand();
          await database.deploy({}, [{ name: 'app', schema: 'other', privileges: 'readOnly', iam: true }]);
        }),
      );
      expect(await database.ledger()).toEqual(['init-db.sql']);
      expect(await database.master('SELECT count(*)::int FROM pg_locks WHERE relation >= 16384')).toEqual([
        { count: 0 },
      ]);
    });

    test('changes nothing if it fails in the middle, and can run again afterwards', async () => {
      await database.superuser((client) => client.query('CREATE ROLE oficina_readwrite LOGIN'));
      await database.failure({}); // creates the table for the lock of deployments
      const before = await state();
      const message = await database.failure({});
      expect(message).toMatch(
        joined(
          /^init-db\.sql:\d+: the role "oficina_readwrite" exists already, and was not made for this: /,
          /oficina-postgres: group of the schema oficina \(SQLSTATE 42710\); hint: .*COMMENT ON ROLE /,
          /oficina_readwrite IS/,
        ),
      );
      expect(await state()).toEqual(before);
      await database.superuser((client) => client.query('DROP ROLE oficina_readwrite'));
      await database.deploy();
      await applyByHand();
    });

    test('adopts an existing role if its comment says so', async () => {
      await database.master('CREATE ROLE oficina_owner NOLOGIN');
      await database.master("COMMENT ON ROLE oficina_owner IS 'oficina-postgres: group of the schema oficina'");
      await applyByHand();
    });

    test('keeps existing tables, schemas, timeouts and settings', async () => {
      await database.master(`
        CREATE SCHEMA oficina;
        CREATE TABLE oficina.old (id serial PRIMARY KEY, name text);
        INSERT INTO oficina.old (name) VALUES ('x');
        CREATE FUNCTION oficina.one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE VIEW oficina.names AS SELECT name FROM oficina.old;
        ALTER DATABASE ${server.address.database} SET statement_timeout = '5s';
        ALTER ROLE CURRENT_USER SET statement_timeout = '7s'`);
      await database.superuser((client) => client.query('CREATE TABLE oficina.foreign_one (id int)'));
      const notices = await applyByHand();
      expect(notices).toContain(
        'oficina.foreign_one belongs to rdsadmin: only this role can grant rights on it to the groups of the schema',
      );
      await makeUser("'reader', 'oficina', 'readOnly'", 'reader');
      await makeUser("'writer', 'oficina', 'readWrite'", 'writer');
      expect(await as('reader', 'SELECT name, oficina.one() FROM old JOIN names USING (name)')).toEqual([
        { name: 'x', one: 1 },
      ]);
      expect(await as('reader', 'SELECT * FROM foreign_one')).toBe(DENIED);
      expect(await as('writer', "INSERT INTO old (name) VALUES ('y') RETURNING id")).toEqual([{ id: 2 }]);
      expect(await database.master('SHOW statement_timeout')).toEqual([{ statement_timeout: '7s' }]);
      expect(await as('reader', 'SHOW statement_timeout')).toEqual([{ statement_timeout: '5s' }]);
    });

    test('lets the master user act as the owner groups, whatever createrole_self_grant is', async () => {
      if (Number(major) >= 16) await database.master("ALTER ROLE CURRENT_USER SET createrole_self_grant = 'inherit'");
      await applyByHand();
      expect(await database.master('SET ROLE oficina_owner; SELECT current_user::text AS me')).toEqual([
        { me: 'oficina_owner' },
      ]);
      expect(await database.master("SELECT pg_has_role('oficina_owner', 'USAGE') AS inherits")).toEqual([
        { inherits: true },
      ]);
      const before = await state();
      await applyByHand();
      expect(await state()).toEqual(before);
    });

    test('works without the schema public', async () => {
      await database.superuser((client) => client.query('DROP SCHEMA public'));
      await applyByHand();
      await applyByHand();
      expect(
        await database.master(
          "SELECT extnamespace::regnamespace::text AS schema FROM pg_extension WHERE extname = 'pgcrypto'",
        ),
      ).toEqual([{ schema: 'oficina' }]);
    });

    test('reports which roles cannot connect', async () => {
      await database.superuser((client) => client.query('CREATE ROLE bystander LOGIN'));
      expect(await applyByHand()).toContain(
        `these roles cannot connect to the database "${server.address.database}" unless they are granted it: bystander`,
      );
    });

    test('refuses to run as a role that does not own the database', async () => {
      await database.superuser((client) =>
        client.query(
          `CREATE ROLE someone LOGIN CREATEROLE PASSWORD '${scramVerifier(PASSWORD)}'; ` +
            `GRANT CREATE ON DATABASE ${server.address.database} TO someone WITH GRANT OPTION; GRANT CONNECT ON ` +
            `DATABASE ${server.address.database} TO someone WITH GRANT OPTION; ` +
            'GRANT pg_read_all_settings TO someone',
        ),
      );
      await expect(applyByHand({ username: 'someone', password: PASSWORD })).rejects.toThrow(
        /PUBLIC still has rights|permission denied/,
      );
    });
  });

  describe('PUBLIC', () => {
    test('has no rights: a role cannot connect unless granted, and then cannot do anything', async () => {
      await applyByHand();
      await database.superuser((client) =>
        client.query(
          `CREATE ROLE stranger LOGIN PASSWORD '${scramVerifier(PASSWORD)}'; CREATE TABLE oficina.t (id int)`,
        ),
      );
      expect(await as('stranger', 'SELECT 1')).toBe(DENIED);
      await database.master(`GRANT CONNECT ON DATABASE ${server.address.database} TO stranger`);
      expect(await as('stranger', 'SELECT 1')).toEqual(isAllowed);
      for (const sql of [
        'SELECT * FROM oficina.t',
        'CREATE TABLE public.t (id int)',
        'CREATE TEMPORARY TABLE t (id int)',
        'CREATE SCHEMA s',
        'CREATE TABLE oficina.u (id int)',
        'SELECT * FROM oficina_bootstrap.applied_script',
        "SELECT oficina_bootstrap.create_schema('s')",
        'SET ROLE oficina_readonly',
      ]) {
        expect([sql, await as('stranger', sql)]).toEqual([sql, DENIED]);
      }
    });
  });

  describe('privileges', () => {
    const objects = `CREATE TABLE made (id serial PRIMARY KEY, name text); INSERT INTO made (name) VALUES ('x');
      CREATE SEQUENCE numbers;
      CREATE VIEW made_view AS SELECT * FROM made;
      CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql AS 'SELECT 2 * i'`;
    const matrix: [string, 'readOnly' | 'readWrite' | 'owner' | 'none'][] = [
      ['SELECT * FROM made', 'readOnly'],
      ['SELECT * FROM made_view', 'readOnly'],
      ['SELECT last_value FROM numbers', 'readOnly'],
      ['SELECT twice(1)', 'readOnly'],
      ["SELECT encode(digest('x', 'sha256'), 'hex')", 'readOnly'],
      ["INSERT INTO made (name) VALUES ('y')", 'readWrite'],
      ["UPDATE made SET name = 'z' WHERE id = 0", 'readWrite'],
      ['DELETE FROM made WHERE id = 0', 'readWrite'],
      ["SELECT nextval('numbers')", 'readWrite'],
      ['TRUNCATE made', 'owner'],
      ['CREATE TABLE another (id int); DROP TABLE another', 'owner'],
      ['CREATE TEMPORARY TABLE t (id int)', 'owner'],
      ['CREATE TABLE public.another (id int)', 'none'],
      ['CREATE SCHEMA another', 'none'],
      ['CREATE ROLE another', 'none'],
      ['SELECT * FROM oficina_bootstrap.applied_script', 'none'],
      ["SELECT oficina_bootstrap.create_user('a', 'oficina', 'owner')", 'none'],
    ];
    const levels = ['readOnly', 'readWrite', 'owner', 'none'];

    test.each(['master', 'owner', 'clone of the owner'])(
      'on objects that the %s creates, each user and its clone have exactly their privileges',
      async (maker) => {
        await applyByHand();
        const names: Record<string, string> = { readOnly: 'reader', readWrite: 'writer', owner: 'keeper' };
        for (const level of levels.slice(0, 3)) {
          await makeUser(`'${names[level]}', 'oficina', '${level}'`, names[level], `${names[level]}_clone`);
        }
        if (maker === 'master') await database.master(`SET search_path = oficina; ${objects}`);
        else expect(await as(maker === 'owner' ? 'keeper' : 'keeper_clone', objects)).toEqual(isAllowed);
        for (const [sql, needed] of matrix) {
          for (const level of levels.slice(0, 3)) {
            for (const login of [names[level], `${names[level]}_clone`]) {
              const allowed = levels.indexOf(level) >= levels.indexOf(needed);
              expect([login, sql, await as(login, `BEGIN; ${sql}; ROLLBACK`)]).toEqual([
                login,
                sql,
                allowed ? isAllowed : DENIED,
              ]);
            }
          }
        }
      },
    );

    test('each of two owner logins can change what the other creates, because the group owns it', async () => {
      await applyByHand();
      await makeUser("'keeper', 'oficina', 'owner'", 'keeper', 'keeper_clone');
      expect(await as('keeper', 'CREATE TABLE made (id int)')).toEqual(isAllowed);
      expect(await as('keeper_clone', 'ALTER TABLE made ADD COLUMN name text; CREATE INDEX ON made (name)')).toEqual(
        isAllowed,
      );
      expect(await as('keeper_clone', "SELECT tableowner FROM pg_tables WHERE tablename = 'made'")).toEqual([
        { tableowner: 'oficina_owner' },
      ]);
      expect(await as('keeper', 'DROP TABLE made')).toEqual(isAllowed);
      expect(await database.master('SET ROLE oficina_owner; CREATE TABLE oficina.by_master (id int)')).toEqual(
        isAllowed,
      );
      expect(await as('keeper', 'DROP TABLE by_master')).toEqual(isAllowed);
      await withClient(server.address, { username: 'keeper', password: PASSWORD }, async (client) => {
        await client.query('DISCARD ALL'); // like connection pools
        expect((await client.query('SELECT current_user::text AS me')).rows).toEqual([{ me: 'oficina_owner' }]);
      });
    });

    test('only owners can execute their functions', async () => {
      await applyByHand();
      await makeUser("'keeper', 'oficina', 'owner'", 'keeper');
      expect(await as('keeper', "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")).toEqual(isAllowed);
      expect(
        await database.master("SELECT has_function_privilege('public', 'oficina.one()', 'EXECUTE') AS public"),
      ).toEqual([{ public: false }]);
    });
  });

  describe('create_user()', () => {
    beforeEach(async () => {
      await applyByHand();
    });

    test('sets search_path and timeouts of both logins', async () => {
      await makeUser("'app', 'oficina', 'readWrite', false, 5000, 7000", 'app', 'app_clone');
      for (const login of ['app', 'app_clone']) {
        expect(await as(login, 'SHOW search_path')).toEqual([{ search_path: 'oficina, public' }]);
        expect(await as(login, 'SHOW statement_timeout')).toEqual([{ statement_timeout: '5s' }]);
        expect(await as(login, 'SHOW idle_in_transaction_session_timeout')).toEqual([
          { idle_in_transaction_session_timeout: '7s' },
        ]);
      }
      await makeUser("'app', 'oficina', 'readWrite'");
      expect(await as('app', 'SHOW statement_timeout')).toEqual([{ statement_timeout: '1min' }]);
      await makeUser("'app', 'oficina', 'owner'");
      expect(await as('app_clone', 'SHOW statement_timeout')).toEqual([{ statement_timeout: '0' }]);
    });

    test('called again, revokes and grants rights, and keeps the password and other groups', async () => {
      await database.master("CREATE ROLE reporting NOLOGIN; SELECT oficina_bootstrap.create_schema('other')");
      await makeUser("'app', 'oficina', 'owner'", 'app', 'app_clone');
      await database.master('GRANT reporting TO app');
      await makeUser("'app', 'other', 'readOnly'");
      const groups =
        'SELECT array_agg(roleid::regrole::text ORDER BY roleid::regrole::text) AS groups, current_user::text AS ' +
        'user FROM pg_auth_members WHERE member = session_user::regrole';
      expect(await as('app', groups)).toEqual([{ groups: ['other_readonly', 'reporting'], user: 'app' }]);
      expect(await as('app_clone', groups)).toEqual([{ groups: ['other_readonly'], user: 'app_clone' }]);
      expect(await as('app_clone', 'CREATE TABLE oficina.t (id int)')).toBe(DENIED);
    });

    test('revokes what another role has granted, or names it if that is not possible', async () => {
      await makeUser("'app', 'oficina', 'readOnly'");
      await database.superuser((client) => client.query('GRANT oficina_owner TO app'));
      const client = await connect(server.address, server.master);
      const changed = client.query("SELECT oficina_bootstrap.create_user('app', 'oficina', 'readOnly')");
      // Since 16, each grant belongs to its grantor.
      if (Number(major) >= 16) {
        await expect(changed).rejects.toThrow(
          'the role "app" is still in the group "oficina_owner": somebody else has put it there',
        );
      } else {
        await changed;
      }
      await client.end();
    });

    test('creates a single login in rds_iam for a user with IAM, without the master user as a member', async () => {
      await makeUser("'app', 'oficina', 'readOnly', true", 'app');
      expect(await as('app', 'SELECT 1')).toBe('28000'); // RDS asks for a token; the test server refuses
      expect(
        await database.master(
          "SELECT rolname FROM pg_roles WHERE rolname ~ '^app' AND pg_has_role(oid, 'rds_iam', 'MEMBER')",
        ),
      ).toEqual([{ rolname: 'app' }]);
      expect(await database.master("SELECT pg_has_role('app', 'USAGE') AS uses")).toEqual([{ uses: false }]);
      expect(await database.master('SELECT 1')).toEqual(isAllowed);
    });

    test('can change a user from a password to IAM and back', async () => {
      await makeUser("'app', 'oficina', 'owner'", 'app', 'app_clone');
      await makeUser("'app', 'oficina', 'owner', true");
      expect(await as('app', 'SELECT 1')).toBe('28000');
      expect(await as('app_clone', 'SELECT 1')).toBe('28000');
      await makeUser("'app', 'oficina', 'readOnly'");
      expect(await as('app', 'SELECT current_user::text AS me')).toEqual([{ me: 'app' }]);
      expect(await as('app_clone', 'SELECT current_user::text AS me')).toEqual([{ me: 'app_clone' }]);
    });

    test('reports that the role rds_iam is missing', async () => {
      await database.superuser((client) => client.query('ALTER ROLE rds_iam RENAME TO rds_other'));
      try {
        await withClient(server.address, server.master, async (client) => {
          const notices: (string | undefined)[] = [];
          client.on('notice', ({ message }) => notices.push(message));
          await client.query("SELECT oficina_bootstrap.create_user('app', 'oficina', 'readOnly', true)");
          expect(notices).toEqual([
            'the user "app" cannot log in with IAM: the server has no role rds_iam, as it is not Amazon RDS',
          ]);
        });
      } finally {
        await database.superuser((client) => client.query('ALTER ROLE rds_other RENAME TO rds_iam'));
      }
    });

    test('adopts a clone that a rotation has created', async () => {
      await makeUser("'app', 'oficina', 'readOnly'", 'app');
      await database.master('DROP ROLE app_clone; CREATE ROLE app_clone LOGIN IN ROLE oficina_readonly');
      await makeUser("'app', 'oficina', 'readWrite'", 'app_clone');
      expect(await as('app_clone', 'SHOW search_path')).toEqual([{ search_path: 'oficina, public' }]);
    });

    test('refuses invalid names, and roles that it must not change', async () => {
      await database.superuser((client) =>
        client.query(
          "CREATE ROLE somebody SUPERUSER; COMMENT ON ROLE somebody IS 'oficina-postgres: application user'",
        ),
      );
      await database.master(
        'CREATE ROLE taken LOGIN; CREATE ROLE half_clone LOGIN; CREATE SCHEMA raw; SELECT ' +
          "oficina_bootstrap.create_user('app', 'oficina', 'readOnly')",
      );
      const unchanged = await state();
      const client = await connect(server.address, server.master);
      for (const [args, message] of [
        ["'oficina_admin', 'oficina', 'owner'", /the role "oficina_admin" is an administrator/],
        ["'somebody', 'oficina', 'owner'", /the role "somebody" is an administrator/],
        ["'taken', 'oficina', 'readOnly'", /the role "taken" exists already, and was not made for this/],
        ["'half', 'oficina', 'readOnly'", /the role "half_clone" exists already, and was not made for this/],
        ["'app_clone', 'oficina', 'readOnly'", /the role "app_clone" exists already/],
        ["'oficina_owner', 'oficina', 'readOnly'", /the role "oficina_owner" exists already/],
        ["'rdsadmin', 'oficina', 'readOnly'", /must not be "rdsadmin": it is reserved/],
        ["'pg_x', 'oficina', 'readOnly'", /must not be "pg_x": it is reserved/],
        ["'public', 'oficina', 'readOnly'", /must not be "public": it is reserved/],
        [`'${'x'.repeat(58)}', 'oficina', 'readOnly'`, /must have at most 57 bytes, and has 58/],
        ["'', 'oficina', 'readOnly'", /must not be empty/],
        ["'new', 'oficina', 'admin'", /must be readOnly, readWrite or owner, got "admin"/],
        ["'new', 'raw', 'owner'", /the schema "raw" of the user "new" has no group "raw_owner"/],
      ] as const) {
        await expect(client.query(`SELECT oficina_bootstrap.create_user(${args})`)).rejects.toThrow(message);
      }
      await client.end();
      expect(await state()).toEqual(unchanged);
    });

    test.each([
      [
        'create_schema',
        ['oficina_admin'],
        'CREATE ROLE x NOLOGIN',
        'the schema "oficina_admin" must not have the same name as a login',
      ],
      [
        'create_schema',
        ['by_hand'],
        'CREATE ROLE by_hand LOGIN',
        'the schema "by_hand" must not have the same name as a login',
      ],
      [
        'create_schema',
        ['app_clone'],
        "SELECT oficina_bootstrap.create_user('app', 'oficina', 'owner')",
        'the schema "app_clone" must not have the same name as a login',
      ],
      [
        'create_user',
        ['oficina', 'oficina', 'owner'],
        'SELECT 1',
        'the user "oficina" must not have the same name as a schema',
      ],
      [
        'create_user',
        ['sales', 'oficina', 'readOnly'],
        'CREATE SCHEMA sales_clone',
        'the user "sales_clone" must not have the same name as a schema',
      ],
    ])(
      '%s(%j) called by hand is refused, because a schema must not have the name of a login',
      async (name, values, before, message) => {
        await database.master(before);
        const unchanged = await state();
        const client = await connect(server.address, server.master);
        const call = `SELECT oficina_bootstrap.${name}(${values.map((value) => `'${value}'`).join(', ')})`;
        await expect(client.query(call)).rejects.toMatchObject({
          message,
          code: '42939',
          hint: expect.stringContaining('Choose another one.'),
        });
        await client.end();
        expect(await state()).toEqual(unchanged);
      },
    );

    test('accepts any character in names', async () => {
      await database.master('SELECT oficina_bootstrap.create_schema(\'Oficina "2"; --\')');
      await makeUser("'O''Brien \"x\" %I', 'Oficina \"2\"; --', 'owner'");
      await database.master(`ALTER ROLE "O'Brien ""x"" %I" PASSWORD '${scramVerifier(PASSWORD)}'`);
      expect(
        await as(
          'O\'Brien "x" %I',
          'CREATE TABLE t (id int); SELECT current_schema AS schema, current_user::text AS me',
        ),
      ).toEqual([{ schema: 'Oficina "2"; --', me: 'Oficina "2"; --_owner' }]);
    });

    test('also accepts the schema public', async () => {
      await database.master("CREATE TABLE public.old (id int); SELECT oficina_bootstrap.create_schema('public')");
      await makeUser("'app', 'public', 'readOnly'", 'app');
      await makeUser("'keeper', 'public', 'owner'", 'keeper');
      expect(await as('app', 'SELECT * FROM old')).toEqual([]);
      expect(await as('keeper', 'CREATE TABLE made (id int)')).toEqual(isAllowed);
      expect(await as('app', 'SELECT * FROM made')).toEqual([]);
      expect(await as('app', 'INSERT INTO made VALUES (1)')).toBe(DENIED);
    });
  });
});

test.each([
  ['absent', 'the server does not have it'],
  ['not-loaded', 'the parameter shared_preload_libraries does not name it'],
] as const)('if pgaudit is %s, it is left out with a notice', async (pgaudit, reason) => {
  const server = await startPostgres('16', { pgaudit, settings: { shared_preload_libraries: '' } });
  try {
    const database = await Deployment.fresh(server);
    await database.deploy();
    const notices = database.events.filter(({ event }) => event === 'Notice').map(({ details }) => details.message);
    expect(notices).toContain(`the extension pgaudit is left out: ${reason}`);
    expect(notices).toContain(
      'the extension pg_stat_statements is left out: the parameter shared_preload_libraries does not name it',
    );
    expect(await database.master('SELECT extname FROM pg_extension ORDER BY 1')).toEqual([
      { extname: 'pgcrypto' },
      { extname: 'plpgsql' },
    ]);
  } finally {
    await server.stop();
  }
});
