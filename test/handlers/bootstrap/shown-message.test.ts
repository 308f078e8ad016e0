import { Deployment } from './deployment';
import { ServerMessage, shownMessage } from '../../../src/handlers/bootstrap/shown-message';
import { joined } from '../../support/joined';
import { MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

const CARD = '4111111111111111';
const NAME = 'Maria da Silva';
/** A table with values that must not be shown, and statements on it. */
const TABLE =
  'CREATE TABLE card (id int PRIMARY KEY, number text, holder text); INSERT INTO card VALUES (1, ' +
  `'${CARD}', '${NAME}'), (2, '${CARD}', '${NAME}');`;

describe.each([MAJORS[0], MAJORS[MAJORS.length - 1]])('PostgreSQL %s', (major) => {
  let server: PostgresServer;
  let database: Deployment;
  beforeAll(async () => {
    server = await startPostgres(major);
    database = await Deployment.fresh(server);
    await database.deploy({ '001.sql': TABLE });
  });
  afterAll(() => server.stop());

  test.each<[what: string, sql: string, expected: RegExp]>([
    [
      'a text that is no number',
      'SELECT number::date FROM card',
      joined(
        /^010\.sql:2: (datetime field overflow|invalid datetime format) \(SQLSTATE 220\d\d\); the server's /,
        /message may hold data/,
      ),
    ],
    [
      'a holder that is no number',
      'SELECT holder::int FROM card',
      /^010\.sql:2: invalid text representation \(SQLSTATE 22P02\)/,
    ],
    [
      'a number that is too large',
      'ALTER TABLE card ALTER number TYPE int USING number::int',
      /^010\.sql:2: numeric value out of range \(SQLSTATE 22003\)/,
    ],
    [
      'a text that is too long',
      'ALTER TABLE card ALTER holder TYPE varchar(3)',
      /^010\.sql:2: string data right truncation \(SQLSTATE 22001\)/,
    ],
    [
      'a text that is no JSON',
      'SELECT holder::json FROM card',
      /^010\.sql:2: invalid text representation \(SQLSTATE 22P02\)/,
    ],
    [
      'a literal that is inserted',
      `INSERT INTO card (id) VALUES ('${CARD}x')`,
      /^010\.sql:2: numeric value out of range \(SQLSTATE 22003\)/,
    ],
    [
      'a key that is there',
      'CREATE UNIQUE INDEX twice ON card (number)',
      /^010\.sql:2: could not create unique index "twice" \(SQLSTATE 23505\)$/,
    ],
    [
      'a constraint',
      'ALTER TABLE card ADD CONSTRAINT short CHECK (length(number) < 5)',
      /^010\.sql:2: check constraint "short" of relation "card" is violated by some row \(SQLSTATE 23514\)$/,
    ],
    [
      'a value as the name of a table',
      'SELECT number::regclass FROM card',
      /^010\.sql:2: relation "…" does not exist \(SQLSTATE 42P01\)$/,
    ],
    [
      'a value as the name of a role',
      "SELECT pg_has_role(holder, 'USAGE') FROM card",
      /^010\.sql:2: role "…" does not exist \(SQLSTATE 42704\)$/,
    ],
    ['a value as a setting', 'SELECT current_setting(holder) FROM card', /^010\.sql:2: /],
    [
      'a value in SQL of a block',
      "DO $$ DECLARE n text; BEGIN SELECT holder INTO n FROM card; EXECUTE 'SELECT ' || n; END $$",
      /^010\.sql:2: syntax error at or near "…" \(SQLSTATE 42601\)$/,
    ],
    [
      'RAISE with a value',
      "DO $$ DECLARE n text; BEGIN SELECT number INTO n FROM card; RAISE EXCEPTION 'card % is wrong', n; END $$",
      /^010\.sql:2: card % is wrong \(SQLSTATE P0001\)$/,
    ],
    [
      'RAISE of nothing but a value',
      "DO $$ BEGIN RAISE EXCEPTION '%', (SELECT number FROM card LIMIT 1); END $$",
      /^010\.sql:2: raise exception \(SQLSTATE P0001\); the server's message may hold data/,
    ],
    [
      'RAISE with a condition, a hint and a column',
      `DO $$ DECLARE n text; BEGIN SELECT number INTO n FROM card;
      RAISE EXCEPTION USING ERRCODE = '42P01', MESSAGE = n, HINT = n, DETAIL = n, COLUMN = n, TABLE = n; END $$`,
      /^010\.sql:3: syntax error or access rule violation \(SQLSTATE 42P01\)/,
    ],
    [
      'a failed ASSERT',
      'DO $$ BEGIN ASSERT false, (SELECT number FROM card LIMIT 1); END $$',
      /^010\.sql:2: assert failure \(SQLSTATE P0004\)/,
    ],
    [
      'a literal near an error of syntax',
      `SELECT 1 '${CARD}'`,
      /^010\.sql:2: syntax error at or near "…" \(SQLSTATE 42601\)$/,
    ],
  ])('%s: reported without values, in the error and in the log', async (_, sql, expected) => {
    const from = database.events.length;
    const message = await database.failure({ '001.sql': TABLE, '010.sql': `SELECT 1;\n${sql}` });
    expect(message).toMatch(expected);
    for (const told of [message, JSON.stringify(database.events.slice(from))]) {
      expect(told).not.toContain(CARD);
      expect(told).not.toContain('Maria');
    }
  });

  test('the log shows notices of a file only as their format string', async () => {
    const from = database.events.length;
    const files = { '001.sql': TABLE };
    const sql = `
      DO $$ DECLARE n text; BEGIN SELECT number INTO n FROM card;
        RAISE NOTICE 'card % is old', n; RAISE WARNING '%', n; END $$;
      CREATE TABLE IF NOT EXISTS card ();`;
    await database.deploy({ ...files, '020.sql': sql });
    const notices = database.events
      .slice(from)
      .filter(({ event }) => event === 'Notice')
      .map(({ details }) => details.message);
    expect(notices).toEqual(['card % is old', 'warning', 'relation "card" already exists, skipping']);
    expect(JSON.stringify(database.events.slice(from))).not.toContain(CARD);
  });

  test.each<[what: string, sql: string, line: number]>([
    ['at RAISE', "DO $$\nBEGIN\n  PERFORM 1;\n  RAISE EXCEPTION 'no';\nEND $$", 5],
    ['in a statement', 'DO $$\nBEGIN\n  PERFORM 1;\n  CREATE TABLE card ();\nEND $$', 5],
    ["behind the body's first line", 'DO LANGUAGE plpgsql\n$x$BEGIN\n\n\nPERFORM 1 / 0; END$x$', 6],
    ['in a body in quotes', "DO\n'BEGIN\nRAISE EXCEPTION ''no'';\nEND'", 4],
    ['of syntax', 'DO $$\nBEGIN\n  PERFORM 1;\n  PERFORM FROM FROM;\nEND $$', 5],
    [
      'in a function that it calls',
      "DO $$\nBEGIN\n  PERFORM oficina_bootstrap.create_user('x', 'y',\n    'z');\nEND $$",
      4,
    ],
  ])('an error in a DO block is reported at the line of its statement: %s', async (_, sql, line) => {
    const message = await database.failure({ '001.sql': TABLE, '010.sql': `RESET ROLE;\n${sql}` });
    expect(message).toMatch(new RegExp(`^010\\.sql:${line}: `));
  });
});

describe('a message', () => {
  const shown = (said: ServerMessage, statement?: string, trusted?: boolean) =>
    shownMessage(said, statement, trusted).message;

  test('of the library is shown unchanged, unless it comes through a function of the user', () => {
    const said = { code: '42501', routine: 'exec_stmt_raise', message: 'the schema "x" belongs to y' };
    expect(
      shown({ ...said, where: 'PL/pgSQL function oficina_bootstrap.create_schema(text) line 3 at RAISE' }, '', true),
    ).toBe(said.message);
    expect(shown({ ...said, where: 'PL/pgSQL function inline_code_block line 3 at RAISE' }, '', true)).toBe(
      said.message,
    );
    expect(
      shown(
        {
          ...said,
          where:
            'PL/pgSQL function shop.check() line 3 at RAISE\nPL/pgSQL function oficina_bootstrap.x() line 1 at SQL ' +
            'statement',
        },
        '',
        true,
      ),
    ).toBe('syntax error or access rule violation');
  });

  test.each([
    ['dblink_res_error', undefined],
    ['pgfdw_report_error', undefined],
    ['PLy_output', undefined],
    ['f', 'PL/Perl function "f"'],
    ['f', 'PL/Python function "f"'],
  ])('that %s passes on is not shown', (routine, where) => {
    expect(shown({ code: '42P01', message: `relation ${NAME} does not exist`, routine, where })).toBe(
      'syntax error or access rule violation',
    );
  });

  test.each(['« %s »', '„%s“', '“%s”', "'%s'", '"%s"'])(
    'in another language is shown without quoted values: %s',
    (quotes) => {
      expect(shown({ code: '42704', message: `role ${quotes.replace('%s', NAME)}` }, 'SELECT 1')).not.toContain(
        'Maria',
      );
    },
  );

  test('shows names that occur in the statement outside of strings', () => {
    const statement = 'ALTER TABLE orders_20260101 ADD COLUMN "Due Date" date DEFAULT \'4111111111111111\'';
    expect(
      shown({ code: '42701', message: 'column "Due Date" of relation "orders_20260101" already exists' }, statement),
    ).toBe('column "Due Date" of relation "orders_20260101" already exists');
    expect(shown({ code: '42701', message: 'column "4111111111111111" is 41111111111' }, statement)).toBe(
      'column "…" is …',
    );
  });

  test.each([
    [undefined, 'error of the server'],
    ['22012', 'division by zero'],
    ['22ZZZ', 'data exception'],
    ['HV00B', 'foreign data wrapper error'],
  ])('with the code %s is shown as %s', (code, name) => {
    expect(shown({ code, message: NAME, routine: 'PLy_output' })).toBe(name);
  });
});
