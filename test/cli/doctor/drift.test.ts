import { driftOf, waitingForRestart } from '../../../src/cli/doctor/drift';
import { ServerSetting } from '../../../src/cli/doctor/server-state';

function setting(name: string, value: string, type: string, changes: Partial<ServerSetting> = {}): ServerSetting {
  return { name, setting: value, type, source: 'configuration file', pendingRestart: false, ...changes };
}

/** The parameters that differ, where the group has one value and the server another. */
function drift(group: string, server: ServerSetting): string[] {
  return driftOf([{ ParameterName: server.name, ParameterValue: group }], [server]).map(({ name }) => name);
}

test.each([
  ['the same number', '4096', setting('work_mem', '4096', 'integer')],
  ['a number written otherwise', '0.90', setting('checkpoint_completion_target', '0.9', 'real')],
  ['a switch', '1', setting('log_connections', 'on', 'bool')],
  ['an enumeration in capitals', 'DDL', setting('log_statement', 'ddl', 'enum')],
  ['a list with spaces', 'a, b', setting('shared_preload_libraries', 'rdsutils,b,a', 'string')],
  ['a formula', '{DBInstanceClassMemory/32768}', setting('shared_buffers', '16384', 'integer')],
  ['a size with a unit', '4MB', setting('work_mem', '4096', 'integer')],
  ['a setting of the session', '0', setting('statement_timeout', '30000', 'integer', { source: 'client' })],
])('no drift: %s', (_, group, server) => {
  expect(drift(group, server)).toEqual([]);
});

test.each([
  ['another number', '4096', setting('work_mem', '8192', 'integer')],
  ['a switch', '0', setting('log_connections', 'on', 'bool')],
  ['a library that is missing', 'a,b', setting('shared_preload_libraries', 'a', 'string')],
  ['a default of the server', '4096', setting('work_mem', '1024', 'integer', { source: 'default' })],
])('drift: %s', (_, group, server) => {
  expect(drift(group, server)).toEqual([server.name]);
});

test('names of parameters have no case', () => {
  expect(
    driftOf([{ ParameterName: 'timezone', ParameterValue: 'UTC' }], [setting('TimeZone', 'GMT', 'string')]),
  ).toEqual([{ name: 'timezone', group: 'UTC', server: 'GMT' }]);
});

test('a parameter that PostgreSQL does not know is left to RDS', () => {
  expect(driftOf([{ ParameterName: 'rds.force_ssl', ParameterValue: '1' }], [])).toEqual([]);
});

test('what waits for a restart', () => {
  const settings = [setting('a', '1', 'bool', { pendingRestart: true }), setting('b', '1', 'bool')];
  expect(waitingForRestart(settings)).toEqual(['a']);
});
