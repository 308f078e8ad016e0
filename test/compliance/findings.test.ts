import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { findings, Findings, Options } from './findings';
import {
  BootstrapSql,
  CredentialsRotation,
  CrossRegionBackup,
  EnvironmentProfile,
  LogStatement,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreSource,
  UserPrivileges,
} from '../../src';
import { ACKNOWLEDGEMENTS } from '../../src/operations/acknowledgements';
import { clientSecurityGroup, ENVIRONMENT, isolatedVpc, privateVpc } from '../support/database';
import { RECOMMENDED_FLAGS } from '../support/feature-flags';
import { westVpc } from '../support/west';

const PROFILES = [EnvironmentProfile.dev(), EnvironmentProfile.staging(), EnvironmentProfile.prod()];

function findingsOf(
  profile: EnvironmentProfile,
  props: Partial<OficinaPostgresProps> = {},
  options: Options = { env: ENVIRONMENT },
): Findings {
  return findings(
    (stack) =>
      new OficinaPostgres(stack, 'Database', {
        vpc: isolatedVpc(stack),
        clients: [clientSecurityGroup(stack)],
        profile,
        ...props,
      }),
    options,
  );
}

describe.each(PROFILES)('the $name profile', (profile) => {
  test.each([
    ['in a known environment', { env: ENVIRONMENT }],
    ['with the feature flags of cdk init', { env: ENVIRONMENT, context: RECOMMENDED_FLAGS }],
  ])('has no open finding %s', (_, options) => {
    expect(findingsOf(profile, {}, options).open).toEqual([]);
  });

  test('has no open finding in an unknown environment', () => {
    expect(findingsOf(profile, { crossRegionBackup: CrossRegionBackup.none() }, {}).open).toEqual([]);
  });

  test('has no open finding in private subnets', () => {
    const { open } = findings((stack) => new OficinaPostgres(stack, 'Database', { vpc: privateVpc(stack), profile }), {
      env: ENVIRONMENT,
    });
    expect(open).toEqual([]);
  });
});

test.each([
  ['users and SQL of their own', {}],
  ['RDS that rotates', { rotation: CredentialsRotation.managedByRds({ interval: Duration.days(7) }) }],
  [
    'the function of AWS',
    { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE },
  ],
])('%s need no acknowledgement by the caller', (_, props: Partial<OficinaPostgresProps>) => {
  const { open } = findings(
    (stack) => {
      const database = new OficinaPostgres(stack, 'Database', {
        vpc: isolatedVpc(stack),
        profile: EnvironmentProfile.prod(),
        bootstrapSql: [BootstrapSql.inline('010', 'SELECT 1')],
        ...props,
      });
      database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
      database.addApplicationUser('migrations', { privileges: UserPrivileges.OWNER, iamAuthentication: true });
    },
    { env: ENVIRONMENT },
  );
  expect(open).toEqual([]);
});

const RESTORED = { restoreFrom: RestoreSource.latest('db-ABCDEFGHIJKLMNOPQRSTUVWXYZ', { encrypted: true }) };

test.each([
  ['a snapshot', RestoreSource.snapshot('rds:oficina-db-prod-2026-11-20-03-05', { encrypted: true })],
  ['an instance at its latest', RESTORED.restoreFrom],
  [
    'an instance at a time',
    RestoreSource.pointInTime('db-ABCDEFGHIJKLMNOPQRSTUVWXYZ', new Date('2026-11-20T14:05:00Z'), { encrypted: true }),
  ],
  [
    'replicated backups',
    RestoreSource.replicatedBackup(
      'arn:aws:rds:us-east-1:111122223333:auto-backup:ab-abcdefghijklmnopqrstuvwxyz',
      undefined,
      { encrypted: true },
    ),
  ],
])('a database that is restored from %s has no open finding', (_, restoreFrom) => {
  expect(findingsOf(EnvironmentProfile.prod(), { restoreFrom }).open).toEqual([]);
});

test('findings about encryption stay open when the source of a restore is not declared encrypted', () => {
  const { open } = findingsOf(EnvironmentProfile.prod(), { restoreFrom: RestoreSource.snapshot('before-17') });
  expect(open.map((finding) => finding.split(' ')[0]).sort()).toEqual([
    'AwsSolutions-RDS2',
    'HIPAA.Security-RDSStorageEncrypted',
    'NIST.800.53.R5-RDSStorageEncrypted',
    'PCI.DSS.321-RDSStorageEncrypted',
  ]);
});

test('a restored database uses the unnamed key of its source without an open finding', () => {
  const { open, acknowledged } = findingsOf(EnvironmentProfile.prod(), {
    ...RESTORED,
    crossRegionBackup: CrossRegionBackup.toRegion('us-east-2'),
  });
  expect(open).toEqual([]);
  const anyKey = acknowledged
    .filter(({ id }) => id.endsWith(':kms:us-east-1:111122223333:key/*]'))
    .map(({ path }) => path.replace(/\/Policy.*$/, ''));
  expect(anyKey.sort()).toEqual(
    [
      'Stack-backups-us-east-2/Database/SnapshotCopies',
      'Stack/Database/Backups/Drill',
      'Stack/Database/Backups/Plan',
    ].sort(),
  );
});

test.each([
  ['users with passwords', false],
  ['users by IAM', true],
])('a proxy of %s needs no acknowledgement', (_, iamAuthentication) => {
  const { open, acknowledged } = findings(
    (stack) => {
      const database = new OficinaPostgres(stack, 'Database', {
        vpc: isolatedVpc(stack),
        profile: EnvironmentProfile.prod(),
      });
      database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE, iamAuthentication });
      database.addProxy('Proxy', { clients: [clientSecurityGroup(stack)] });
    },
    { env: ENVIRONMENT },
  );
  expect(open).toEqual([]);
  expect(acknowledged.filter(({ path }) => path.includes('/Proxies/'))).toEqual([]);
});

const withReplicas = (stack: Stack) => {
  const database = new OficinaPostgres(stack, 'Database', {
    vpc: isolatedVpc(stack),
    profile: EnvironmentProfile.prod(),
    readReplicas: 1,
  });
  database.addReadReplica('reports', {
    instanceType: new ec2.InstanceType('t3.small'),
    parameters: { work_mem: '65536' },
  });
  database.addReadReplica('west', { region: 'us-west-2', vpc: westVpc(stack) });
};

test('read replicas, here and in another region, need no acknowledgement by the caller', () => {
  const { open, acknowledged } = findings(withReplicas, { env: ENVIRONMENT });
  expect(open).toEqual([]);
  // The template does not say whether a replica is encrypted: its source decides, and must be encrypted itself.
  const unencrypted = acknowledged
    .filter(({ id }) => /RDS2|RDSStorageEncrypted/.test(id))
    .map(({ path }) => path.split('/').slice(-4)[0]);
  expect([...new Set(unencrypted)].sort()).toEqual(['replica-1', 'reports', 'west']);
});

test('the rule packs really run: each reports an open bucket', () => {
  const open = findings((stack) => new s3.Bucket(stack, 'Bucket')).open.join('\n');
  for (const pack of ['AwsSolutions-S', 'HIPAA.Security-S3', 'NIST.800.53.R5-S3', 'PCI.DSS.321-S3']) {
    expect(open).toContain(pack);
  }
});

test('the template validator really runs: it reports a value of the wrong format', () => {
  const { open } = findings(
    (stack) => new ec2.CfnSecurityGroup(stack, 'SecurityGroup', { groupDescription: 'test', vpcId: 'vpc-1' }),
  );
  expect(open).toEqual(['E1151 Stack/SecurityGroup']);
});

test('production has the fewest acknowledgements', () => {
  const rules = (profile: EnvironmentProfile) =>
    new Set(findingsOf(profile).acknowledged.map(({ id }) => id.split('::')[1].replace(/^.*?-(?=[A-Z])/, '')));
  expect(rules(EnvironmentProfile.prod()).size).toBeLessThanOrEqual(7);
  expect(rules(EnvironmentProfile.prod()).size).toBeLessThanOrEqual(rules(EnvironmentProfile.staging()).size);
  expect(rules(EnvironmentProfile.dev()).size).toBeGreaterThan(rules(EnvironmentProfile.prod()).size);
});

test('every acknowledgement in the table is needed by some profile, and has a reason', () => {
  const all = [
    ...PROFILES.map((profile) => findingsOf(profile)),
    findingsOf(EnvironmentProfile.prod(), RESTORED),
    findings(withReplicas, { env: ENVIRONMENT }),
  ];
  const found = new Set(all.flatMap(({ acknowledged }) => acknowledged.map(({ id }) => id.replace(/\[.*$/, ''))));
  const listed = ACKNOWLEDGEMENTS.flatMap(({ ids }) => ids.map((id) => id.replace(/\[.*$/, '')));
  expect([...found].sort()).toEqual([...new Set(listed)].sort());
  for (const { reason } of ACKNOWLEDGEMENTS) expect(reason.length).toBeGreaterThan(80);
});

test.each([
  ['deletionProtection', { deletionProtection: false }, /RDS10/],
  ['multiAz', { multiAz: false, allowSingleAz: true }, /RDS3/],
])('what the caller turns off in production by the prop %s is not acknowledged by the library', (_, props, rule) => {
  expect(findingsOf(EnvironmentProfile.prod(), props).open.join('\n')).toMatch(rule);
});

test('nor is what a production profile overrides', () => {
  expect(findingsOf(EnvironmentProfile.prod({ deletionProtection: false })).open.join('\n')).toMatch(/RDS10/);
});

test('another port needs no acknowledgement', () => {
  const { open, acknowledged } = findingsOf(EnvironmentProfile.prod(), { port: 6432 });
  expect(open).toEqual([]);
  expect(acknowledged.map(({ id }) => id)).not.toContain('AwsSolutions::AwsSolutions-RDS11');
});
