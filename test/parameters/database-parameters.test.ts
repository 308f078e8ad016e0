import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as rds from 'aws-cdk-lib/aws-rds';
import { AuditClass, LogStatement, OficinaPostgresProps } from '../../src';
import { database } from '../support/database';
import { someList, someNumber, someString, TOKEN_AUDIT_CLASSES } from '../validation/rule-cases';

/** The one parameter group, of a database with the props. */
function parameterGroup(props: Partial<OficinaPostgresProps> = {}) {
  const groups = Object.entries(database(props).template().findResources('AWS::RDS::DBParameterGroup'));
  expect(groups).toHaveLength(1);
  const [[logicalId, { Properties }]] = groups;
  return { logicalId, ...Properties };
}

test('forces TLS, audits, and logs slow statements', () => {
  expect(parameterGroup()).toMatchObject({
    Family: 'postgres15',
    Description: 'PostgreSQL 15 of oficina-postgres',
    Parameters: {
      'rds.force_ssl': '1',
      shared_preload_libraries: 'pg_stat_statements,pgaudit',
      'pgaudit.log': 'ddl,role',
      log_statement: 'ddl',
      log_min_duration_statement: '1000',
      log_connections: '1',
      log_disconnections: '1',
    },
  });
});

test('has no name, because a named group could not be replaced by that of another major version', () => {
  database().template().hasResourceProperties('AWS::RDS::DBParameterGroup', { DBParameterGroupName: Match.absent() });
});

test('has a new logical id for each major, so that an upgrade does not change the family in place', () => {
  const of = (major: string) => parameterGroup({ engineVersion: rds.PostgresEngineVersion.of(major, major) });
  const groups = ['15', '16', '17', '18'].map(of);
  expect(groups.map(({ Family }) => Family)).toEqual(['postgres15', 'postgres16', 'postgres17', 'postgres18']);
  expect(new Set(groups.map(({ logicalId }) => logicalId)).size).toBe(4);
});

test('keeps its logical id for another minor', () => {
  const minor = parameterGroup({ engineVersion: rds.PostgresEngineVersion.of('15.13', '15') });
  expect(minor.logicalId).toBe(parameterGroup().logicalId);
});

test('accepts a version that is a token', () => {
  expect(
    parameterGroup({ engineVersion: rds.PostgresEngineVersion.of(someString('16.9'), someString('16')) }),
  ).toMatchObject({
    logicalId: expect.stringMatching(/^DatabaseParametersPostgres[0-9A-F]{8}$/),
    Family: 'postgres16',
    Description: 'PostgreSQL 16 of oficina-postgres',
  });
});

test('is used by the instance', () => {
  const { logicalId } = parameterGroup();
  database()
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', { DBParameterGroupName: { Ref: logicalId } });
});

test.each<[string, Partial<OficinaPostgresProps>, object]>([
  ['no audit', { auditClasses: [] }, { 'pgaudit.log': 'none' }],
  ['another audit', { auditClasses: [AuditClass.ALL] }, { 'pgaudit.log': 'all' }],
  [
    'an audit that is a token',
    { auditClasses: TOKEN_AUDIT_CLASSES },
    { 'pgaudit.log': { 'Fn::Join': [',', ['ddl', 'write']] } },
  ],
  ['no statements', { logStatement: LogStatement.NONE }, { log_statement: 'none' }],
  [
    'every statement that takes a millisecond',
    { slowQueryThreshold: Duration.millis(0) },
    { log_min_duration_statement: '0' },
  ],
  ['minutes as milliseconds', { slowQueryThreshold: Duration.minutes(2) }, { log_min_duration_statement: '120000' }],
  [
    'a threshold that is a token',
    { slowQueryThreshold: Duration.millis(someNumber(250)) },
    { log_min_duration_statement: 250 },
  ],
  [
    'one more library',
    { preloadLibraries: ['pg_cron'] },
    { shared_preload_libraries: 'pg_stat_statements,pgaudit,pg_cron' },
  ],
  [
    'a library that is a token',
    { preloadLibraries: ['pg_cron', someString('pg_prewarm')] },
    { shared_preload_libraries: 'pg_stat_statements,pgaudit,pg_cron,pg_prewarm' },
  ],
  [
    'parameters of the caller',
    { parameters: { work_mem: '65536', effective_io_concurrency: '200' } },
    { work_mem: '65536', effective_io_concurrency: '200', log_statement: 'ddl' },
  ],
  ['a name with capitals', { parameters: { TimeZone: 'America/Sao_Paulo' } }, { timezone: 'America/Sao_Paulo' }],
  [
    'a formula',
    { parameters: { shared_buffers: '{DBInstanceClassMemory/32768}' } },
    { shared_buffers: '{DBInstanceClassMemory/32768}' },
  ],
  ['a number of connections', { maxConnections: 250 }, { max_connections: '250' }],
  ['a number of connections that is a token', { maxConnections: someNumber(250) }, { max_connections: '250' }],
])('%s', (_, props, parameters) => {
  expect(parameterGroup(props).Parameters).toMatchObject(parameters);
});

test('the order of the prop, which Java and Go do not keep, does not change the template', () => {
  const group = (parameters: Record<string, string>) => JSON.stringify(parameterGroup({ parameters }));
  expect(group({ work_mem: '65536', jit: 'off' })).toBe(group({ jit: 'off', work_mem: '65536' }));
});

test('RDS chooses the number of connections if the prop is not set', () => {
  expect(parameterGroup().Parameters).not.toHaveProperty('max_connections');
});

test('CloudFormation joins libraries that are a token, after the two of the library', () => {
  // pg_stat_statements and pgaudit are literal; the rest is joined at deployment.
  const { Parameters } = parameterGroup({ preloadLibraries: someList(['pg_cron', 'auto_explain']) });
  expect(JSON.stringify(Parameters.shared_preload_libraries)).toContain('pg_stat_statements,pgaudit,');
  expect(JSON.stringify(Parameters.shared_preload_libraries)).toContain('["pg_cron","auto_explain"]');
});

test('a library that is always loaded is not listed twice', () => {
  const { Parameters } = parameterGroup({ preloadLibraries: ['pgaudit', 'pg_cron', 'pg_stat_statements'] });
  expect(Parameters.shared_preload_libraries).toBe('pg_stat_statements,pgaudit,pg_cron');
});
