import { parameterDefinition } from '../../../src/parameters/parameter-catalogue';
import { valueProblem } from '../../../src/parameters/parameter-value';
import { SERVER_PARAMETERS } from '../../../src/parameters/server-parameters';
import { CATALOGUE_SETTINGS, catalogueLines, serverParameters } from '../../../tools/support/server-parameters';
import { ALL_MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

const servers: PostgresServer[] = [];
beforeAll(async () => {
  for (const major of ALL_MAJORS) servers.push(await startPostgres(major, { settings: CATALOGUE_SETTINGS }));
}, 120_000);
afterAll(async () => {
  for (const server of servers) await server.stop();
});

test('the catalogue matches the servers; after a new version of PostgreSQL, run npm run parameters', async () => {
  const parameters = [];
  for (const server of servers) parameters.push(...(await serverParameters(server)));
  expect(SERVER_PARAMETERS.trim().split('\n')).toEqual(catalogueLines(parameters));
});

/** Values for which a message suggests another notation: for the server, both must mean the same. */
test.each([
  ['work_mem', '16MB'],
  ['work_mem', '1.5GB'],
  ['statement_timeout', '30s'],
  ['lock_timeout', '5min'],
  ['temp_buffers', '16MB'],
  ['effective_cache_size', '3GB'],
  ['vacuum_cost_delay', '500us'],
  ['log_lock_waits', 'yes'],
  ['jit', 'f'],
  ['jit', 'no'],
  ['idle_session_timeout', '1h'],
  ['maintenance_work_mem', '1GB'],
])('%s: %s means the same as the value that the message suggests', async (name, value) => {
  for (const server of servers) {
    const [, written] = /write '(.*)'$/.exec(valueProblem(parameterDefinition(name, Number(server.major))!, value)!)!;
    const settings = await server.superuser(async (client) => {
      const read = async (given: string) => {
        await client.query('SELECT pg_catalog.set_config($1, $2, false)', [name, given]);
        return (await client.query('SELECT setting FROM pg_catalog.pg_settings WHERE name = $1', [name])).rows[0]
          .setting;
      };
      return [await read(value), await read(written)];
    });
    expect(settings[1]).toBe(settings[0]);
  }
});

test.each([
  ['work_mem', '63'],
  ['geqo_seed', '2'],
  ['random_page_cost', '-1'],
  ['maintenance_work_mem', '32'],
  ['plan_cache_mode', 'forced'],
  ['jit', 'truee'],
])('%s: %s is also refused by the server', async (name, value) => {
  for (const server of servers) {
    expect(valueProblem(parameterDefinition(name, Number(server.major))!, value)).toBeDefined();
    await expect(
      server.superuser((client) => client.query('SELECT pg_catalog.set_config($1, $2, false)', [name, value])),
    ).rejects.toThrow(name);
  }
});
