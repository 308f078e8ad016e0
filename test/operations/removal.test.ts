import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CrossRegionBackup, EnvironmentProfile, UserPrivileges } from '../../src';
import { isRetained, keyRemovalPolicy, secretAndLogRemovalPolicy } from '../../src/operations/removal';
import { database, emptyStack } from '../support/database';
import { westVpc } from '../support/west';

const { DESTROY, SNAPSHOT, RETAIN, RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;

test.each([
  [DESTROY, false],
  [SNAPSHOT, false],
  [RETAIN, true],
  [RETAIN_ON_UPDATE_OR_DELETE, true],
])('with %s the instance stays as it is: %s', (policy, stays) => {
  expect(isRetained(policy)).toBe(stays);
});

describe('the key of an instance', () => {
  test.each([SNAPSHOT, RETAIN, RETAIN_ON_UPDATE_OR_DELETE])(
    'is retained with %s, even if the automated backups are deleted',
    (policy) => {
      for (const deleted of [true, false]) {
        for (const vault of [true, false]) expect(keyRemovalPolicy(policy, deleted, vault)).toBe(RETAIN);
      }
    },
  );

  test('is destroyed with the instance, unless it encrypts retained backups', () => {
    expect(keyRemovalPolicy(DESTROY, true, false)).toBe(DESTROY);
    expect(keyRemovalPolicy(DESTROY, false, false)).toBe(RETAIN);
    for (const deleted of [true, false]) expect(keyRemovalPolicy(DESTROY, deleted, true)).toBe(RETAIN);
  });
});

test.each([
  [DESTROY, DESTROY],
  [SNAPSHOT, RETAIN_ON_UPDATE_OR_DELETE],
  [RETAIN, RETAIN_ON_UPDATE_OR_DELETE],
  [RETAIN_ON_UPDATE_OR_DELETE, RETAIN_ON_UPDATE_OR_DELETE],
])('with %s the policy of secrets and log groups is %s', (policy, expected) => {
  expect(secretAndLogRemovalPolicy(policy)).toBe(expected);
});

describe('log groups', () => {
  /**
   * The names of all log groups of a database with all features, in each of its stacks, with their deletion policies.
   */
  function logGroups(removalPolicy: RemovalPolicy): Record<string, string[]> {
    const stack = emptyStack();
    const { database: made } = database(
      {
        profile: EnvironmentProfile.prod(),
        removalPolicy,
        readReplicas: 1,
        crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
      },
      stack,
    );
    made.addReadReplica('west', { region: 'us-west-2', vpc: westVpc(stack) });
    made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
    made.addProxy();
    const stacks = stack.node.root.node.findAll().filter(Stack.isStack);
    const found = stacks.flatMap((each) =>
      Object.values(Template.fromStack(each).findResources('AWS::Logs::LogGroup')),
    );
    return Object.fromEntries(
      found.map(({ Properties, DeletionPolicy, UpdateReplacePolicy }) => {
        return [Properties.LogGroupName, [DeletionPolicy, UpdateReplacePolicy]];
      }),
    );
  }

  const ALL = [
    '/aws/rds/instance/oficina-db-prod-replica-1/postgresql',
    '/aws/rds/instance/oficina-db-prod-replica-1/upgrade',
    '/aws/rds/instance/oficina-db-prod-west/events',
    '/aws/rds/instance/oficina-db-prod-west/postgresql',
    '/aws/rds/instance/oficina-db-prod-west/upgrade',
    '/aws/rds/instance/oficina-db-prod/bootstrap',
    '/aws/rds/instance/oficina-db-prod/events',
    '/aws/rds/instance/oficina-db-prod/postgresql',
    '/aws/rds/instance/oficina-db-prod/rotation',
    '/aws/rds/instance/oficina-db-prod/upgrade',
    '/aws/rds/proxy/oficina-db-prod-proxy',
    '/oficina-postgres/oficina-db-prod/snapshot-copies',
  ];

  test.each([SNAPSHOT, RETAIN])('are retained with %s, and deleted if the creation of the stack fails', (policy) => {
    expect(logGroups(policy)).toEqual(
      Object.fromEntries(ALL.map((name) => [name, ['RetainExceptOnCreate', 'Retain']])),
    );
  });

  test('are deleted with an instance that is destroyed', () => {
    expect(logGroups(DESTROY)).toEqual(Object.fromEntries(ALL.map((name) => [name, ['Delete', 'Delete']])));
  });
});
