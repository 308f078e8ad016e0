import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { withConnection } from '../../../src/handlers/postgres/connection';
import { quoteIdentifier, quoteLiteral } from '../../../src/handlers/postgres/identifier';
import { MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

const NASTY = [
  'plain', 'MixedCase', 'with space', ' ', '-', '9lives', 'select', 'user', 'público', '表', '🐘',
  '"', '""', 'a"b', '";--', '"; DROP TABLE kept; --', '\'', '\'\'', 'a\'b', '\'; DROP TABLE kept; --',
  '\\', '\\\\', 'a\\b', '\\\'', '\'\\', '\\"', '\\\'; DROP TABLE kept; --', 'E\'\\\'\'', '\\n', '\\u0041', 'U&"\\0041"',
  'two\nlines', 'two\r\nlines', 'a\ttab', '\n', '\x01', '\x7f', '\u00a0', '\u2028', '$1', '$$', '$tag$', ':name', '%s', '%I', '/*', '*/', '--', '?',
];

test.each([...NASTY, ''])('quotes %j as pg does', (text) => {
  expect(quoteIdentifier(text)).toBe(escapeIdentifier(text));
  expect(quoteLiteral(text)).toBe(escapeLiteral(text));
});

describe.each(MAJORS)('on PostgreSQL %s', (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(major);
    await asMaster((client) => client.query('CREATE TABLE kept ()'));
  });
  afterAll(async () => {
    await asMaster((client) => client.query('SELECT FROM kept'));
    await server.stop();
  });

  test.each(NASTY)('names roles, schemas and columns %j', async (name) => {
    await asMaster(async (client) => {
      const quoted = quoteIdentifier(name);
      await client.query(`CREATE ROLE ${quoted}`);
      await client.query(`CREATE SCHEMA ${quoted}`);
      const { rows, fields } = await client.query({
        text: `SELECT rolname, nspname, 1 AS ${quoted} FROM pg_roles, pg_namespace WHERE rolname = $1 AND nspname = $1`, values: [name], rowMode: 'array',
      });
      expect(rows).toEqual([[name, name, 1]]);
      expect(fields[2].name).toBe(name);
      await client.query(`DROP SCHEMA ${quoted}; DROP ROLE ${quoted}`);
    });
  });

  test.each(['on', 'off'])('takes texts with standard_conforming_strings %s', async (standard) => {
    await asMaster(async (client) => {
      await client.query(`SET standard_conforming_strings = ${standard}; SET escape_string_warning = off`);
      for (const text of [...NASTY, '', NASTY.join('')]) {
        const { rows } = await client.query(`SELECT ${quoteLiteral(text)} AS text`);
        expect(rows).toEqual([{ text }]);
      }
    });
  });

  test('keeps a literal apart from the word before it', async () => {
    await asMaster(async (client) => {
      const { rows } = await client.query(`SELECT 'a' LIKE${quoteLiteral('\\a')} AS matches`);
      expect(rows).toEqual([{ matches: true }]);
    });
  });

  test('leaves it to the server to refuse what no name can be', async () => {
    await asMaster(async (client) => {
      await expect(client.query(`CREATE ROLE ${quoteIdentifier('')}`)).rejects.toThrow('zero-length delimited identifier');
    });
    await asMaster(async (client) => {
      await expect(client.query(`CREATE ROLE ${quoteIdentifier('a\0b')}`)).rejects.toThrow();
    });
  });

  function asMaster<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withConnection(server.address, server.master, work);
  }
});
