import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as rds from 'aws-cdk-lib/aws-rds';
import { EnvironmentProfile, OficinaPostgresProps } from '../../src';
import { runbookUrl } from '../../src/monitoring/runbook';
import { database } from '../support/database';
import { someBoolean } from '../validation/rule-cases';

const PROD = EnvironmentProfile.prod();
const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
const NOTE = Match.stringLikeRegexp('changes of a running instance wait');
const notes = (props: Partial<OficinaPostgresProps>) =>
  Annotations.fromStack(database(props).stack).findInfo('*', NOTE);

/** The policies of each parameter group. */
function policies(props: Partial<OficinaPostgresProps>): object[] {
  const groups: Record<string, { DeletionPolicy?: string; UpdateReplacePolicy?: string }> = database(props)
    .template()
    .findResources('AWS::RDS::DBParameterGroup');
  return Object.values(groups).map(({ DeletionPolicy, UpdateReplacePolicy }) => ({
    DeletionPolicy,
    UpdateReplacePolicy,
  }));
}

describe('a parameter group', () => {
  // A major upgrade removes the group of the old major from the template: the DeletionPolicy that it had there decides.
  test.each<[string, Partial<OficinaPostgresProps>]>([
    ['in production', { profile: PROD }],
    ['in an environment like production', { profile: EnvironmentProfile.custom('producao', PROD) }],
    ['where a prop lets changes wait', { applyImmediately: false }],
    ['where a token decides', { applyImmediately: someBoolean(true) }],
    [
      'of another major',
      { profile: PROD, engineVersion: rds.PostgresEngineVersion.VER_17, allowMajorVersionUpgrade: true },
    ],
  ])('%s is never deleted, because a deferred upgrade still uses it', (_, props) => {
    expect(policies(props)).toEqual([KEPT]);
  });

  test('of a replica is not deleted either', () => {
    const { database: made, template } = database({ profile: PROD });
    made.addReadReplica('reports', { parameters: { work_mem: '65536' } });
    const groups = Object.values(template().findResources('AWS::RDS::DBParameterGroup'));
    expect(groups).toHaveLength(2);
    for (const group of groups) expect(group).toMatchObject(KEPT);
  });

  test.each<[string, Partial<OficinaPostgresProps>]>([
    ['in development', {}],
    ['in staging', { profile: EnvironmentProfile.staging() }],
    ['in production with applyImmediately', { profile: PROD, applyImmediately: true }],
  ])('%s is deleted with the stack', (_, props) => {
    expect(policies(props)).toEqual([{}]);
  });
});

describe('a note at synthesis', () => {
  test('names the deferred changes, and where the commands are', () => {
    const { stack } = database({ profile: PROD, maintenanceWindow: 'mon:10:00-mon:11:00' });
    Annotations.fromStack(stack).hasInfo(
      '/Stack/Database',
      Match.stringLikeRegexp(
        'maintenance window, mon:10:00-mon:11:00 UTC; static parameters .* for a manual reboot, ' +
          `see ${runbookUrl().replace(/[.?]/g, '\\$&')}#changes-that-wait; applyImmediately: true applies all of them`,
      ),
    );
  });

  test('links to the runbook of the caller', () => {
    const { stack } = database({ profile: PROD, runbookUrl: 'https://wiki.example/rds' });
    Annotations.fromStack(stack).hasInfo(
      '/Stack/Database',
      Match.stringLikeRegexp('see https://wiki.example/rds#changes-that-wait'),
    );
  });

  test('is added only if changes are deferred', () => {
    expect(notes({ applyImmediately: false })).toHaveLength(1);
    for (const props of [{}, { profile: PROD, applyImmediately: true }, { applyImmediately: someBoolean(false) }]) {
      expect(notes(props)).toEqual([]);
    }
  });
});

test('replicas defer changes like their database', () => {
  const { database: made, stack } = database({ profile: PROD, readReplicas: 1 });
  made.addReadReplica('reports');
  Template.fromStack(stack).allResourcesProperties('AWS::RDS::DBInstance', { ApplyImmediately: false });
});
