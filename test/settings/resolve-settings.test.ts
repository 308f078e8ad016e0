import { Duration, RemovalPolicy, SecretValue, Size } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EnvironmentProfile, OficinaPostgresProps, RestoreSource } from '../../src';
import { resolveSettings } from '../../src/settings/resolve-settings';
import { emptyStack, privateVpc } from '../support/database';

function resolve(props: Partial<OficinaPostgresProps> = {}) {
  const stack = emptyStack();
  return resolveSettings({ vpc: privateVpc(stack), profile: EnvironmentProfile.dev(), ...props });
}

test('the default applies if neither profile nor prop sets a value', () => {
  const { values, sources } = resolve();
  expect(values.port).toBe(5432);
  expect(sources.port).toBe('default');
});

test('the profile wins over the default', () => {
  const { values, sources } = resolve({ profile: EnvironmentProfile.prod() });
  expect(values.backupRetention.toDays()).toBe(30);
  expect(sources.backupRetention).toBe('profile');
});

test('a prop wins over the profile', () => {
  const { values, sources } = resolve({ profile: EnvironmentProfile.prod(), backupRetention: Duration.days(1) });
  expect(values.backupRetention.toDays()).toBe(1);
  expect(sources.backupRetention).toBe('prop');
});

test('a prop that is undefined is ignored', () => {
  const { values, sources } = resolve({ port: undefined, multiAz: undefined, instanceIdentifier: undefined });
  expect([values.port, values.multiAz, values.instanceIdentifier]).toEqual([5432, false, 'oficina-db-dev']);
  expect([sources.port, sources.multiAz, sources.instanceIdentifier]).toEqual(['default', 'profile', 'derived']);
});

test('a prop that is false, zero or empty is used', () => {
  const { values, sources } = resolve({
    logConnections: false,
    slowQueryThreshold: Duration.millis(0),
    auditClasses: [],
  });
  expect([values.logConnections, values.slowQueryThreshold.toMilliseconds(), values.auditClasses]).toEqual([
    false,
    0,
    [],
  ]);
  expect([sources.logConnections, sources.slowQueryThreshold, sources.auditClasses]).toEqual(['prop', 'prop', 'prop']);
});

describe('derived settings', () => {
  test('are the names, from the profile', () => {
    const { values, sources } = resolve({ profile: EnvironmentProfile.staging() });
    expect(values).toMatchObject({
      instanceIdentifier: 'oficina-db-staging',
      secretName: 'oficina-db-staging',
      ssmParameterPrefix: '/oficina/staging/database',
    });
    expect([sources.instanceIdentifier, sources.secretName, sources.ssmParameterPrefix]).toEqual([
      'derived',
      'derived',
      'derived',
    ]);
  });

  test('are the name of the secret from a given identifier, but not the SSM prefix', () => {
    const { values, sources } = resolve({ instanceIdentifier: 'other' });
    expect(values).toMatchObject({ secretName: 'other', ssmParameterPrefix: '/oficina/dev/database' });
    expect([sources.instanceIdentifier, sources.secretName]).toEqual(['prop', 'derived']);
  });

  test('are the major version from the engine version', () => {
    expect(resolve().values.majorVersion).toBe('15');
    expect(resolve({ engineVersion: rds.PostgresEngineVersion.of('17.11', '17') }).values.majorVersion).toBe('17');
  });

  test.each([
    [RemovalPolicy.DESTROY, true],
    [RemovalPolicy.SNAPSHOT, false],
    [RemovalPolicy.RETAIN, false],
  ])('with %s include whether automated backups are deleted with the instance: %s', (removalPolicy, gone) => {
    expect(resolve({ removalPolicy }).values.deleteAutomatedBackups).toBe(gone);
    expect(resolve({ profile: EnvironmentProfile.dev({ removalPolicy }) }).values.deleteAutomatedBackups).toBe(gone);
    expect(resolve({ removalPolicy, deleteAutomatedBackups: !gone }).values.deleteAutomatedBackups).toBe(!gone);
  });
});

describe('storage autoscaling of a restored database', () => {
  const restoreFrom = RestoreSource.snapshot('before-17');

  test.each<Partial<OficinaPostgresProps>>([
    {},
    { storageAutoscaling: true },
    { profile: EnvironmentProfile.prod({ maxAllocatedStorage: Size.gibibytes(900) }) },
  ])('is off without a given ceiling: %j', (props) => {
    const { values, sources } = resolve({ restoreFrom, ...props });
    expect([values.storageAutoscaling, sources.storageAutoscaling]).toEqual([false, 'derived']);
  });

  test('is on with a given ceiling, unless turned off', () => {
    const maxAllocatedStorage = Size.gibibytes(900);
    expect(resolve({ restoreFrom, maxAllocatedStorage }).values.storageAutoscaling).toBe(true);
    expect(resolve({ restoreFrom, maxAllocatedStorage, storageAutoscaling: false }).values.storageAutoscaling).toBe(
      false,
    );
  });
});

test('other constructs are not settings', () => {
  const stack = emptyStack();
  const topic = new sns.Topic(stack, 'Topic');
  const { values } = resolveSettings({
    vpc: privateVpc(stack),
    profile: EnvironmentProfile.dev(),
    encryptionKey: new kms.Key(stack, 'Key'),
    clients: [],
    alarmTopic: topic,
    pagingTopic: topic,
    pagerDutyIntegrationUrl: SecretValue.secretsManager('pagerduty-url'),
  });
  for (const wiring of [
    'vpc',
    'vpcSubnets',
    'clients',
    'securityGroup',
    'secretsManagerEndpoint',
    'encryptionKey',
    'alarmTopic',
    'pagingTopic',
    'pagerDutyIntegrationUrl',
  ]) {
    expect(values).not.toHaveProperty(wiring);
  }
});

test('alarms are on by default, without recipients and overrides', () => {
  for (const profile of [EnvironmentProfile.dev(), EnvironmentProfile.staging(), EnvironmentProfile.prod()]) {
    const { values, sources } = resolve({ profile });
    expect(values).toMatchObject({ monitoring: true, alarmEmails: [], alarmOverrides: {} });
    expect(values.maxConnections).toBeUndefined();
    expect([sources.monitoring, sources.alarmEmails, sources.alarmOverrides]).toEqual([
      'default',
      'default',
      'default',
    ]);
  }
});

test('a prop turns alarms on or off, also for production', () => {
  const given = {
    monitoring: false,
    alarmEmails: ['dba@oficina.example'],
    alarmOverrides: { dbLoad: { enabled: false } },
    maxConnections: 500,
  };
  const { values, sources } = resolve({ profile: EnvironmentProfile.prod(), ...given });
  expect(values).toMatchObject(given);
  expect([sources.monitoring, sources.alarmEmails, sources.alarmOverrides, sources.maxConnections]).toEqual([
    'prop',
    'prop',
    'prop',
    'prop',
  ]);
});

test('two databases share no mutable default', () => {
  expect(resolve().values.parameters).not.toBe(resolve().values.parameters);
  expect(resolve().values.logExports).not.toBe(resolve().values.logExports);
  expect(resolve().values.alarmEmails).not.toBe(resolve().values.alarmEmails);
  expect(resolve().values.alarmOverrides).not.toBe(resolve().values.alarmOverrides);
});
