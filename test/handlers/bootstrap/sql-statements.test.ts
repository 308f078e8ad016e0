import { ScannerOptions, SqlStatement } from '../../../src/bootstrap/sql/statement-scanner';
import { sqlStatements } from '../../../src/handlers/bootstrap/sql-statements';

async function split(sql: string | Buffer, chunkLength = 65_536, options?: ScannerOptions): Promise<SqlStatement[]> {
  const statements: SqlStatement[] = [];
  for await (const statement of sqlStatements(chunksOf(Buffer.from(sql as string), chunkLength), options)) {
    statements.push(statement);
  }
  return statements;
}

function* chunksOf(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const texts = async (sql: string | Buffer) => (await split(sql)).map(({ text }) => text);

/** The line and the message with which a text is refused. */
async function refusal(sql: string | Buffer, chunkLength?: number): Promise<string> {
  try {
    await split(sql, chunkLength);
  } catch (error) {
    return `${(error as { line?: number }).line}: ${(error as Error).message}`;
  }
  throw new Error('was not refused');
}

/** Everything at once that can mislead a splitter; a statement whose text contains a line number is on that line. */
const NASTY = [
  '\ufeff-- oficina: no-transaction; not a statement',
  '/* a /* nested ; */ comment; */ SELECT 2 AS line;;',
  "SELECT 'it''s; 3', 'back\\', \"ident;\"\"ifier\" AS line; SELECT E'quote \\'; \\\\' /* ; */, 'b' ;",
  "SELECT E'one\\';' -- ; '",
  "  '\\'; two', 5; SELECT 'x'",
  "  'y\\'; SELECT U&'d\\0061t;\\+000061' UESCAPE '!', U&\"d;\\0061\", n'n;', b'1''0;', x'1;F';",
  'DO $$ BEGIN PERFORM 1; END $$; DO $a$ $b$;$$;$a $a$; SELECT a$b, $1$x$;$x$, a$b$c; SELECT $ção$;$cão$;$ção$;',
  'CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b;); SELECT 4-/* ; */-4, 1 - ' +
    '-1, 4--;',
  '  +5, 7 /1 ;',
  'CREATE OR REPLACE FUNCTION f(a int DEFAULT (CASE WHEN true THEN 1 END)) RETURNS int BEGIN ATOMIC',
  '  SELECT CASE a WHEN 1 THEN 2 END; SELECT (SELECT CASE WHEN true THEN 1 END);',
  'END; CREATE PROCEDURE p() LANGUAGE SQL BEGIN ATOMIC INSERT INTO t VALUES (1); END; create function "begin"() ' +
    'returns int return 1;',
  'BEGIN; SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT créé, "日本;語", \'𝒳;🐘\' FROM été; SELECT @-1, 2*-1, ' +
    "a::text, :name, :'v;v', ARRAY[1][1:1];",
  'SELECT 1 -- the last one has no semicolon',
].join('\r\n');

const NASTY_STATEMENTS: [number, string][] = [
  [2, 'SELECT 2 AS line'],
  [3, "SELECT 'it''s; 3', 'back\\', \"ident;\"\"ifier\" AS line"],
  [3, "SELECT E'quote \\'; \\\\' /* ; */, 'b' "],
  [4, "SELECT E'one\\';' -- ; '\r\n  '\\'; two', 5"],
  [5, "SELECT 'x'\r\n  'y\\'"],
  [6, "SELECT U&'d\\0061t;\\+000061' UESCAPE '!', U&\"d;\\0061\", n'n;', b'1''0;', x'1;F'"],
  [7, 'DO $$ BEGIN PERFORM 1; END $$'],
  [7, 'DO $a$ $b$;$$;$a $a$'],
  [7, 'SELECT a$b, $1$x$;$x$, a$b$c'],
  [7, 'SELECT $ção$;$cão$;$ção$'],
  [8, 'CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b;)'],
  [8, 'SELECT 4-/* ; */-4, 1 - -1, 4--;\r\n  +5, 7 /1 '],
  [
    10,
    'CREATE OR REPLACE FUNCTION f(a int DEFAULT (CASE WHEN true THEN 1 END)) RETURNS int BEGIN ATOMIC\r\n' +
      '  SELECT CASE a WHEN 1 THEN 2 END; SELECT (SELECT CASE WHEN true THEN 1 END);\r\nEND',
  ],
  [12, 'CREATE PROCEDURE p() LANGUAGE SQL BEGIN ATOMIC INSERT INTO t VALUES (1); END'],
  [12, 'create function "begin"() returns int return 1'],
  [13, 'BEGIN'],
  [13, 'SELECT CASE 1 WHEN 1 THEN 2 END'],
  [13, 'END'],
  [13, 'SELECT créé, "日本;語", \'𝒳;🐘\' FROM été'],
  [13, "SELECT @-1, 2*-1, a::text, :name, :'v;v', ARRAY[1][1:1]"],
  [14, 'SELECT 1 -- the last one has no semicolon'],
];

describe('statements', () => {
  test('end where psql ends them, and have the right line', async () => {
    expect((await split(NASTY)).map(({ line, text }) => [line, text])).toEqual(NASTY_STATEMENTS);
  });

  test('are the same however the file is split into chunks', async () => {
    const whole = await split(NASTY);
    const length = Buffer.byteLength(NASTY);
    for (let chunkLength = 1; chunkLength < 40; chunkLength++) expect(await split(NASTY, chunkLength)).toEqual(whole);
    for (let cut = 1; cut < length; cut++) {
      const bytes = Buffer.from(NASTY);
      const statements: SqlStatement[] = [];
      for await (const statement of sqlStatements([bytes.subarray(0, cut), bytes.subarray(cut)])) {
        statements.push(statement);
      }
      expect(statements).toEqual(whole);
    }
  });

  test.each([
    ['nothing', ''],
    ['blanks and comments', ' \n-- ;\n/* ; */ ;; ; \t'],
    ['a byte order mark', '\ufeff'],
  ])('%s: no statement', async (_, sql) => {
    expect(await texts(sql)).toEqual([]);
  });

  test('a byte order mark is recognised only at the start', async () => {
    for (let length = 1; length < 15; length++) {
      expect(await split("SELECT '\ufeff'", length)).toMatchObject([{ text: "SELECT '\ufeff'" }]);
    }
  });

  test('an escape string continues only after a line break', async () => {
    expect(await texts("SELECT E'a'\n'\\';'; SELECT 1")).toEqual(["SELECT E'a'\n'\\';'", 'SELECT 1']);
    expect(await texts("SELECT E'a' '\\'; SELECT 1")).toEqual(["SELECT E'a' '\\'", 'SELECT 1']);
    expect(await texts("SELECT E'a' /*\n*/ '\\'; SELECT 1")).toEqual(["SELECT E'a' /*\n*/ '\\'", 'SELECT 1']);
    expect(await texts("SELECT E'a'\n, '\\'; SELECT 1")).toEqual(["SELECT E'a'\n, '\\'", 'SELECT 1']);
    expect(await texts("SELECT E'a';\n'\\'; SELECT 1")).toEqual(["SELECT E'a'", "'\\'", 'SELECT 1']);
    expect(await texts("SELECT typE'\\'; SELECT 1")).toEqual(["SELECT typE'\\'", 'SELECT 1']);
  });

  test('a carriage return also ends a comment, as in PostgreSQL', async () => {
    expect(await texts('SELECT 1 -- one\r; SELECT 2')).toEqual(['SELECT 1 -- one\r', 'SELECT 2']);
  });

  test('have their first words, except quoted ones and those in parentheses', async () => {
    const [{ words }] = await split(
      '/* x */ copy "from stdin" (from, stdin) -- from\n from $$ x $$ StdIn WITH (FORMAT csv)',
    );
    expect(words).toEqual(['COPY', 'FROM', 'STDIN', 'WITH']);
  });

  test('comments outside of statements are passed on, and marked if they come before all statements', async () => {
    const comments: unknown[] = [];
    const onComment = (...comment: unknown[]) => comments.push(comment);
    await split('-- a\n\n/* no */ -- b\nSELECT 1 -- no\n; -- c\n-- d', 3, { onComment });
    expect(comments).toEqual([
      [' a', 1, true],
      [' b', 3, true],
      [' c', 5, false],
      [' d', 6, false],
    ]);
  });
});

describe('memory', () => {
  test('a file is read only as far as the requested statement', async () => {
    let read = 0;
    function* file() {
      for (; read < 10_000; read++) yield Buffer.from(`SELECT ${read};\n`);
    }
    const statements = sqlStatements(file());
    await statements.next();
    await statements.next();
    expect(read).toBeLessThan(5);
    await statements.return(undefined);
  });

  test('a statement longer than the limit is refused', async () => {
    const sql = `SELECT 1;\nSELECT '${'x'.repeat(100)}'`;
    await expect(split(sql, 7, { longest: 100 })).rejects.toMatchObject({
      line: 2,
      message: expect.stringContaining('longer than 100 characters; split it'),
    });
    await expect(split(sql, 7, { longest: 109 })).resolves.toHaveLength(2);
  });

  test('comments between statements are not kept in memory, however long', async () => {
    await expect(
      split(`/* ${'x'.repeat(1000)} */\n-- ${'y'.repeat(1000)}\nSELECT 1`, 10, { longest: 8 }),
    ).resolves.toHaveLength(1);
  });

  test('the time for a file of one long line grows linearly', async () => {
    const time = async (count: number) => {
      const started = process.cpuUsage();
      expect(await split('SELECT 1;'.repeat(count))).toHaveLength(count);
      return process.cpuUsage(started).user;
    };
    await time(20_000);
    expect(await time(160_000)).toBeLessThan(30 * (await time(20_000)));
  });
});

describe('refused, with the line where it begins', () => {
  test.each([
    ['a string', "SELECT 1;\nSELECT 'a\n;\n", "2: the string constant that begins here has no end; close it with '"],
    [
      'an escape string',
      "SELECT 1;\nSELECT E'a\\'",
      "2: the string constant that begins here has no end; close it with '",
    ],
    [
      'an escape string that ends with a backslash',
      "SELECT E'a\\",
      "1: the string constant that begins here has no end; close it with '",
    ],
    ['an identifier', '\nSELECT\n "a\n""', '3: the quoted identifier that begins here has no end; close it with "'],
    [
      'a dollar-quoted string',
      '\nDO $a$\n$b$ $a\n',
      '2: the dollar-quoted string that begins here has no end; close it with $a$',
    ],
    ['a comment', 'SELECT 1\n/* a\n/* b */', '2: the comment that begins here has no end; close it with */'],
    [
      'a parenthesis',
      'SELECT (1, (2)\n;\nSELECT 3;',
      '1: the parenthesis that opens here is never closed; close it with )',
    ],
    [
      'a block',
      'CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC\nSELECT 1;\n',
      '2: the block that begins here has no END; write END, or put the word into double quotes if it is a name',
    ],
    [
      'a meta-command',
      'SELECT 1;\n\n\\copy t FROM secret.csv',
      '3: \\copy is a command of psql, not SQL; use INSERT, as pg_dump --inserts writes it, or load the data by hand',
    ],
    [
      'a meta-command at the end of a statement',
      'SELECT 1 \\gexec\n',
      '1: \\gexec is a command of psql, not SQL; write it as EXECUTE in a DO block',
    ],
    [
      'the end of data',
      '\\.\n',
      '1: \\. is a command of psql, not SQL; use INSERT, as pg_dump --inserts writes it, or load the data by hand',
    ],
    [
      'a NUL byte',
      "SELECT 1;\n\nSELECT 'a\0'",
      '3: the file contains a NUL byte, which is not text; save it as UTF-8 text',
    ],
  ])('%s', async (_, sql, expected) => {
    expect(await refusal(sql)).toBe(expected);
    expect(await refusal(sql, 1)).toBe(expected);
    expect(await refusal(sql, 3)).toBe(expected);
  });

  test.each([
    [
      'Latin-1',
      Buffer.concat([
        Buffer.from('SELECT 1;\nSELECT 2; -- '),
        Buffer.from('é'.repeat(3), 'latin1'),
        Buffer.from('\nSELECT 3'),
      ]),
      2,
    ],
    ['a character that is cut off at the end', Buffer.from('SELECT 1;\n-- 日').subarray(0, -1), 2],
    ['UTF-16', Buffer.from('\ufeffSELECT 1', 'utf16le'), 1],
    ['a surrogate', Buffer.concat([Buffer.from('é\n\n-- '), Buffer.from([0xed, 0xa0, 0x80])]), 3],
  ])('%s', async (_, bytes, line) => {
    for (const chunkLength of [1, 2, 3, 5, 100]) {
      expect(await refusal(bytes, chunkLength)).toBe(`${line}: the file is not UTF-8; save it in that encoding`);
    }
  });

  test('statements before the refused one are returned first', async () => {
    const statements = sqlStatements([Buffer.from("SELECT 1; SELECT 'a")]);
    expect((await statements.next()).value).toMatchObject({ text: 'SELECT 1' });
    await expect(statements.next()).rejects.toThrow('string constant');
  });
});
