import {
  App,
  Aws,
  CfnParameter,
  Duration,
  Fn,
  Lazy,
  SecretValue,
  Size,
  SizeRoundingBehavior,
  Stack,
} from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  AlarmOverride,
  AlarmSeverity,
  AuditClass,
  BackupVaultPlan,
  BootstrapSql,
  CredentialsRotation,
  EnvironmentProfile,
  LogStatement,
  OficinaPostgresProps,
  RestoreDrill,
  RestoreSource,
} from '../../src';
import { Settings } from '../../src/settings/settings';
import { Rule } from '../../src/validation/rule';
import { database, emptyStack, refusal } from '../support/database';

/*
 * The cases of each rule: values that it refuses, with the whole message; values with a token, which it accepts; and
 * good values at the limits. `rule.test.ts` fails if a rule has no case here.
 */

type Props = Partial<OficinaPostgresProps>;

export interface RuleCase {
  /** Props that break only this rule, each with the message after `[path] `. */
  readonly bad: readonly (readonly [props: Props, message: string])[];
  /** Props with a token in the place that the rule checks; empty if a token is impossible. */
  readonly tokens: readonly Props[];
  /** Props just inside the limits. */
  readonly good: readonly Props[];
}

/** Tokens of each kind. The values are what the template contains. */
export const someString = (value: string) => Lazy.string({ produce: () => value });
export const someNumber = (value: number) => Lazy.number({ produce: () => value });
export const someList = (value: string[]) => Lazy.list({ produce: () => value });
/** TypeScript accepts no token as a boolean, but plain JavaScript and the other languages of jsii do. */
export const someBoolean = (value: boolean) => Lazy.any({ produce: () => value }) as unknown as boolean;

const sql = (name: string) => BootstrapSql.inline(name, 'SELECT 1');
const gib = (amount: number) => Size.gibibytes(amount);
const capacity = (vcpus: number, memory: Size) => ({ vcpus, memory });
const FAMILIES =
  'families: t3, t4g, m5, m5d, m6g, m6gd, m6i, m6id, m6idn, m6in, m7g, m7i, m8a, m8g, m8gd, m9g, ' +
  'r5, r5b, r5d, r6g, r6gd, r6i, r6id, r6idn, r6in, r7g, r7i, r8a, r8g, r8gd, x2g, x2idn, x2iedn';
const NEWER_CLASS =
  '; for a class that is newer than this library give instanceCapacity, such as vcpus 2 and memory ' +
  'Size.gibibytes(16)';
const postgres = (full: string, major: string) => rds.PostgresEngineVersion.of(full, major);
const CURRENT_VERSIONS = '15.13 to 15.19, 16.9 to 16.15, 17.5 to 17.11, 18.1 to 18.6';
const TAG_VALUE = 'must be a tag value: 1 to 256 letters, digits, spaces and the characters _.:/=+-@';
const RESERVED_NAME = 'must not be a name that PostgreSQL or RDS reserves';
const BY_AWS = { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE };
const CLEAR_SQL =
  'rotation must not send passwords that PostgreSQL writes to its log: ' +
  "AWS's function sends ALTER USER with the password in clear text";
/** gp3 from 400 GiB on takes IOPS and throughput. */
const STRIPED = { allocatedStorage: gib(400), maxAllocatedStorage: gib(1000) };
const IO1 = { storageType: rds.StorageType.IO1, allocatedStorage: gib(100), maxAllocatedStorage: gib(200) };
const IO2 = { ...IO1, storageType: rds.StorageType.IO2 };
const ALARMS =
  'the alarms: databaseDown, highCpu, dbLoad, highConnections, freeableMemory, lowStorage, storageFloor, ' +
  'storageAutoscaling, readLatency, writeLatency, ' +
  'diskQueueDepth, ebsIoBalance, ebsByteBalance, surplusCpuCredits, transactionIdAge, replicationSlotLag, ' +
  'replicaLag, rotationFailed, snapshotCopyFailed, ' +
  'backupFailed, restoreDrillFailed, restoreDrillOverdue';
/** Overrides of one alarm, as JavaScript would pass them, without a compiler. */
const override = (alarm: string, value: unknown): Props => ({ alarmOverrides: { [alarm]: value as AlarmOverride } });

/** A quantity that is a token must be in the unit of the template. */
function unitCase(
  name: keyof OficinaPostgresProps,
  unit: string,
  other: unknown,
  token: unknown,
  good: unknown,
): RuleCase {
  const message =
    `${name} must be in the unit of ${unit}() if its value is a token, which cannot be converted, got a token ` +
    'in another unit; ' +
    `write it like ${unit}(parameter.valueAsNumber)`;
  return { bad: [[{ [name]: other }, message]], tokens: [{ [name]: token }], good: [{ [name]: good }] };
}

export const SETTING_CASES: Record<string, RuleCase> = {
  // ------------------------------------------------------------------ naming
  'instance-identifier-format': {
    bad: ['', 'Oficina', '1db', '-db', 'db-', 'a--b', 'a_b', 'a'.repeat(64)].map((instanceIdentifier) => [
      // The identifiers derived from it are given, so that only an empty or long one is wrong.
      { instanceIdentifier, secretName: 'secret' },
      'instanceIdentifier must be 1 to 63 lower-case letters, digits and single hyphens, starting with a letter ' +
        `and not ending with a hyphen, got '${instanceIdentifier}'; ` +
        "choose one like 'oficina-db-prod'",
    ]),
    tokens: [{ instanceIdentifier: someString('oficina-db-other') }],
    good: [
      { instanceIdentifier: 'a' },
      { instanceIdentifier: 'a1' },
      { instanceIdentifier: 'a-1-b' },
      { instanceIdentifier: 'a'.repeat(63) },
    ],
  },
  'database-name-format': {
    bad: ['', '1db', 'oficina-db', 'oficina db', 'á', 'a'.repeat(64)].map((databaseName) => [
      { databaseName },
      'databaseName must be 1 to 63 letters, digits and underscores, starting with a letter or an underscore, got ' +
        `'${databaseName}'; choose one like 'oficina_db'`,
    ]),
    tokens: [{ databaseName: someString('other') }],
    good: [{ databaseName: 'a' }, { databaseName: '_a' }, { databaseName: 'A1_' }, { databaseName: 'a'.repeat(63) }],
  },
  'database-name-reserved': {
    bad: [
      ['template1', 'template1'],
      ['RDSadmin', 'rdsadmin'],
      ['Select', 'select'],
    ].map(([databaseName, lower]) => [
      { databaseName },
      `databaseName ${RESERVED_NAME}, got '${databaseName}'; choose one like 'oficina_${lower}'`,
    ]),
    tokens: [{ databaseName: someString('template2') }],
    good: [{ databaseName: 'template2' }, { databaseName: 'selects' }, { databaseName: 'postgres' }],
  },
  'master-username-format': {
    bad: ['', '_admin', '1admin', 'oficina-admin', 'a'.repeat(64)].map((masterUsername) => [
      { masterUsername },
      'masterUsername must be 1 to 63 letters, digits and underscores, starting with a letter, got ' +
        `'${masterUsername}'; choose one like 'oficina_admin'`,
    ]),
    tokens: [{ masterUsername: someString('other') }],
    good: [{ masterUsername: 'a' }, { masterUsername: 'A_1' }, { masterUsername: 'a'.repeat(63) }],
  },
  'master-username-reserved': {
    bad: ['admin', 'Admin', 'rdsadmin', 'pg_monitor', 'PG_x', 'user', 'rds_iam'].map((masterUsername) => [
      { masterUsername },
      `masterUsername ${RESERVED_NAME}, got '${masterUsername}'; choose one like 'oficina_admin'`,
    ]),
    tokens: [{ masterUsername: someString('someone') }],
    good: [{ masterUsername: 'admin1' }, { masterUsername: 'pgmonitor' }, { masterUsername: 'users' }],
  },
  'master-username-of-schema': {
    bad: ['oficina', 'Oficina', 'oficina_bootstrap'].map((masterUsername) => [
      { masterUsername },
      'masterUsername must not be the name of a schema that the SQL of a deployment creates: PostgreSQL would look ' +
        'names up there first, and its owners could ' +
        `run functions as the master user, got '${masterUsername}'; choose one like 'oficina_admin'; a database ` +
        'that already has this one keeps it with bootstrap: false',
    ]),
    tokens: [{ masterUsername: someString('oficina') }],
    good: [{ masterUsername: 'oficina_owner2' }, { masterUsername: 'oficina', bootstrap: false }],
  },
  'secret-name-format': {
    bad: ['', 'a b', 'a#', 'a'.repeat(513)].map((secretName) => [
      { secretName },
      `secretName must be 1 to 512 letters, digits and the characters /_+=.@-, got '${secretName}'; choose one ` +
        "like 'oficina-db-prod'",
    ]),
    tokens: [{ secretName: someString('other') }],
    good: [{ secretName: 'a' }, { secretName: '/a_b+c=d.e@f-G1' }, { secretName: 'a'.repeat(512) }],
  },
  'ssm-parameter-prefix-format': {
    bad: [
      '',
      '/',
      'oficina',
      'oficina/db',
      '/oficina/',
      '/a//b',
      '/a b',
      '/aws/db',
      '/AWSome',
      '/ssm',
      '/Ssm-x/db',
      '/a'.repeat(15),
    ].map((ssmParameterPrefix) => [
      { ssmParameterPrefix },
      'ssmParameterPrefix must be a path of 1 to 14 parts that starts with a slash, ends without one, and does not ' +
        'start with /aws or /ssm, ' +
        `got '${ssmParameterPrefix}'; choose one like '/oficina/prod/database'`,
    ]),
    tokens: [{ ssmParameterPrefix: someString('/other') }],
    good: [
      { ssmParameterPrefix: '/a' },
      { ssmParameterPrefix: '/a.b-c_d/E1' },
      { ssmParameterPrefix: '/a/aws' },
      { ssmParameterPrefix: '/a'.repeat(14) },
    ],
  },
  'ssm-parameter-prefix-length': {
    bad: [801, 1011].map((length) => [
      { ssmParameterPrefix: `/${'a'.repeat(length - 1)}` },
      'ssmParameterPrefix must have at most 800 characters, as Parameter Store takes 1011 with the ARN and the ' +
        `names below it, got ${length}; ` +
        "choose a shorter path, like '/oficina/prod/database'",
    ]),
    tokens: [{ ssmParameterPrefix: someString('/other') }],
    good: [{ ssmParameterPrefix: `/${'a'.repeat(799)}` }],
  },
  'port-range': {
    bad: [1149, 65536, 5432.5, 0].map((port) => [
      { port },
      `port must be a whole number from 1150 to 65535, got ${port}; leave it out for 5432`,
    ]),
    tokens: [{ port: someNumber(6000) }],
    good: [{ port: 1150 }, { port: 65535 }],
  },
  'project-tag-value': {
    bad: ['', 'a#b', 'aws:team', 'x'.repeat(257)].map((project) => [
      { project },
      `project ${TAG_VALUE}, got '${project}'; choose one like 'oficina-mecanica'`,
    ]),
    tokens: [{ project: someString('other') }],
    good: [{ project: 'x' }, { project: 'Oficina Mecânica _.:/=+-@ 1' }, { project: 'x'.repeat(256) }],
  },
  'repository-tag-value': {
    bad: ['', 'a&b', 'RDS:x', 'x'.repeat(257)].map((repository) => [
      { repository },
      `repository ${TAG_VALUE}, got '${repository}'; choose one like 'oficina-postgres'`,
    ]),
    tokens: [{ repository: someString('other') }],
    good: [{ repository: 'x' }, { repository: 'https://github.com/oficina/db' }, { repository: 'x'.repeat(256) }],
  },

  // ------------------------------------------------------------------ engine
  'engine-version-format': {
    bad: (
      [
        ['seventeen', '17'],
        ['15.x', '15'],
        ['15.13.1', '15'],
        ['17.11', '16'],
        ['', '17'],
      ] as const
    ).map(([full, major]) => [
      { engineVersion: postgres(full, major) },
      `engineVersion must be a release of PostgreSQL with its major version, got '${full}' of major '${major}'; ` +
        "write one like rds.PostgresEngineVersion.of('17.11', '17')",
    ]),
    tokens: [
      { engineVersion: postgres(someString('17.5'), someString('17')) },
      { engineVersion: postgres(someString('17.5'), '17') },
      { engineVersion: postgres('17.5', someString('17')) },
    ],
    good: [{ engineVersion: postgres('17', '17') }, { engineVersion: postgres('17.11', '17') }],
  },
  'engine-major-supported': {
    bad: (
      [
        ['14', '14'],
        ['14.22', '14'],
        ['9', '9'],
      ] as const
    ).map(([full, major]) => [
      { engineVersion: postgres(full, major) },
      `engineVersion must be PostgreSQL 15 or newer, got ${full}; upgrade the data to one of ${CURRENT_VERSIONS}`,
    ]),
    tokens: [{ engineVersion: postgres(someString('14.1'), someString('14')) }],
    good: [
      { engineVersion: postgres('15', '15') },
      { engineVersion: postgres('18', '18') },
      { engineVersion: postgres('19.1', '19') },
    ],
  },
  'engine-minor-retired': {
    bad: (
      [
        ['15.12', '15'],
        ['15.4', '15'],
        ['16.8', '16'],
        ['17.4', '17'],
        ['18.0', '18'],
      ] as const
    ).map(([full, major]) => [
      { engineVersion: postgres(full, major) },
      `engineVersion must be a release that RDS still creates, got ${full}; ` +
        `pin only the major version, rds.PostgresEngineVersion.VER_${major}, or one of ${CURRENT_VERSIONS}`,
    ]),
    tokens: [{ engineVersion: postgres(someString('15.4'), '15') }],
    good: [
      { engineVersion: postgres('15.13', '15') },
      { engineVersion: postgres('16.9', '16') },
      { engineVersion: postgres('17.5', '17') },
      { engineVersion: postgres('18.1', '18') },
      // Newer than the catalogue: accepted.
      { engineVersion: postgres('15.99', '15') },
    ],
  },
  'instance-type-offered': {
    bad: [
      ['db.t3.small', "leave out the prefix: new ec2.InstanceType('t3.small')"],
      ['m5.nano', `sizes of m5: large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, 24xlarge${NEWER_CLASS}`],
      ['t3.nano', `sizes of t3: micro, small, medium, large, xlarge, 2xlarge${NEWER_CLASS}`],
      ['db.r8i.large', "leave out the prefix: new ec2.InstanceType('r8i.large')"],
      ['r5.large.tpc1.mem2x', 'sizes of r5: large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, 24xlarge'],
      ['r8i.large', `${FAMILIES}${NEWER_CLASS}`],
      ['m4.large', FAMILIES],
    ].map(([name, fix]) => [
      { instanceType: new ec2.InstanceType(name) },
      `instanceType must be an instance class that RDS for PostgreSQL has, got '${name}'; ${fix}`,
    ]),
    tokens: [{ instanceType: new ec2.InstanceType(someString('m7g.large')) }],
    good: [
      { instanceType: new ec2.InstanceType('t3.micro') },
      { instanceType: new ec2.InstanceType('x2iedn.32xlarge') },
      { instanceType: new ec2.InstanceType('r8i.large'), instanceCapacity: capacity(2, gib(16)) },
    ],
  },
  'backup-retention-token-unit': unitCase(
    'backupRetention',
    'Duration.days',
    Duration.hours(someNumber(24)),
    Duration.days(someNumber(7)),
    Duration.hours(48),
  ),
  'slow-query-token-unit': unitCase(
    'slowQueryThreshold',
    'Duration.millis',
    Duration.seconds(someNumber(1)),
    Duration.millis(someNumber(500)),
    Duration.seconds(2),
  ),
  'monitoring-token-unit': unitCase(
    'enhancedMonitoringInterval',
    'Duration.seconds',
    Duration.minutes(someNumber(1)),
    Duration.seconds(someNumber(60)),
    Duration.minutes(1),
  ),
  'allocated-storage-token-unit': unitCase(
    'allocatedStorage',
    'Size.gibibytes',
    Size.tebibytes(someNumber(1)),
    gib(someNumber(20)),
    Size.mebibytes(20 * 1024),
  ),
  'max-allocated-storage-token-unit': unitCase(
    'maxAllocatedStorage',
    'Size.gibibytes',
    Size.mebibytes(someNumber(1)),
    gib(someNumber(90)),
    Size.mebibytes(90 * 1024),
  ),
  'instance-capacity-known': {
    bad: [capacity(someNumber(2), gib(16)), capacity(2, gib(someNumber(16)))].map((instanceCapacity) => [
      { instanceType: new ec2.InstanceType('r8i.large'), instanceCapacity },
      'instanceCapacity must be known at synthesis: thresholds and parameters follow from it, got a token; ' +
        'write it out',
    ]),
    tokens: [],
    good: [{ instanceType: new ec2.InstanceType(someString('r8i.large')), instanceCapacity: capacity(2, gib(16)) }],
  },
  'instance-capacity-range': {
    bad: (
      [
        [0, gib(16)],
        [1.5, gib(16)],
        [NaN, gib(16)],
        [2, Size.mebibytes(512)],
      ] as const
    ).map(([vcpus, memory]) => [
      { instanceType: new ec2.InstanceType('r8i.large'), instanceCapacity: capacity(vcpus, memory) },
      `instanceCapacity must have a whole number of vcpus, 1 or more, and at least 1 GiB of memory, got ${vcpus} ` +
        `vCPU and ${memory.toGibibytes({ rounding: SizeRoundingBehavior.NONE })} GiB; ` +
        'give it values such as vcpus 2 and memory Size.gibibytes(16)',
    ]),
    tokens: [{ instanceType: new ec2.InstanceType(someString('r8i.large')), instanceCapacity: capacity(2, gib(16)) }],
    good: [{ instanceType: new ec2.InstanceType('m10g.medium'), instanceCapacity: capacity(1, gib(1)) }],
  },
  'instance-capacity-of-class': {
    bad: (
      [
        ['m6g.large', 4, 8, '2 vCPU and 8 GiB'],
        ['t3.small', 2, 4, '2 vCPU and 2 GiB'],
        ['r8g.xlarge', 2, 16, '4 vCPU and 32 GiB'],
      ] as const
    ).map(([name, vcpus, memory, known]) => [
      { instanceType: new ec2.InstanceType(name), instanceCapacity: capacity(vcpus, gib(memory)) },
      `instanceCapacity must be that of ${name}, ${known}, got ${vcpus} vCPU and ${memory} GiB; leave it out: this ` +
        'library knows the class',
    ]),
    tokens: [{ instanceType: new ec2.InstanceType(someString('m6g.large')), instanceCapacity: capacity(4, gib(8)) }],
    good: [{ instanceType: new ec2.InstanceType('m6g.large'), instanceCapacity: capacity(2, Size.mebibytes(8192)) }],
  },
  'ca-certificate-current': {
    bad: ['rds-ca-2019', 'rds-ca-2015'].map((name) => [
      { caCertificate: rds.CaCertificate.of(name) },
      `caCertificate must be a certificate authority that has not expired, got ${name}; leave it out for ` +
        'rds.CaCertificate.RDS_CA_RSA2048_G1',
    ]),
    tokens: [{ caCertificate: rds.CaCertificate.of(someString('rds-ca-other')) }],
    good: [
      { caCertificate: rds.CaCertificate.RDS_CA_ECC384_G1 },
      { caCertificate: rds.CaCertificate.of('rds-ca-of-2030') },
    ],
  },

  // ------------------------------------------------------------------ availability
  'read-replicas-count': {
    bad: [
      ...[-1, 1.5, 16].map((readReplicas): [Props, string] => [
        { readReplicas },
        `readReplicas must be a whole number from 0 to 15, known at synthesis, got ${readReplicas}; write it ` +
          'out, as in 1',
      ]),
      // A token cannot be a number of instances in a template.
      [
        { readReplicas: someNumber(2) },
        'readReplicas must be a whole number from 0 to 15, known at synthesis, got a token; write it out, as in 1',
      ],
    ],
    tokens: [],
    good: [{ readReplicas: 0 }, { readReplicas: 2 }],
  },
  'read-replicas-upgrade-at-once': {
    bad: [
      [
        { readReplicas: 2, allowMajorVersionUpgrade: true, applyImmediately: false },
        'applyImmediately must be true for a major upgrade with read replicas, which get the parameter group of ' +
          'the new version in the same deployment: RDS refuses it before ' +
          'the upgrade, got false with allowMajorVersionUpgrade and readReplicas 2; give applyImmediately: true ' +
          'for that deployment',
      ],
    ],
    tokens: [{ readReplicas: 1, allowMajorVersionUpgrade: true, applyImmediately: someBoolean(false) }],
    good: [
      { readReplicas: 1, allowMajorVersionUpgrade: true, applyImmediately: true },
      { readReplicas: 0, allowMajorVersionUpgrade: true, applyImmediately: false },
      { readReplicas: 1, allowMajorVersionUpgrade: false, applyImmediately: false },
    ],
  },
  'read-replicas-rotation': {
    bad: [
      [
        { readReplicas: 2, rotation: CredentialsRotation.managedByRds() },
        'rotation must not be CredentialsRotation.managedByRds() with read replicas, which RDS refuses, got ' +
          'readReplicas 2; leave the prop out for CredentialsRotation.builtin()',
      ],
    ],
    tokens: [],
    good: [{ readReplicas: 0, rotation: CredentialsRotation.managedByRds() }, { readReplicas: 1 }],
  },
  'production-multi-az': {
    bad: [
      [EnvironmentProfile.prod(), 'prod'],
      [EnvironmentProfile.custom('producao', EnvironmentProfile.prod()), 'producao'],
    ].map(([profile, name]) => [
      { profile: profile as EnvironmentProfile, multiAz: false },
      `multiAz must be true in production, got false with the production profile '${name}'; ` +
        'leave it out, or set allowSingleAz: true to accept that a lost availability zone stops the service',
    ]),
    tokens: [
      { profile: EnvironmentProfile.prod(), multiAz: someBoolean(false) },
      { profile: EnvironmentProfile.prod(), multiAz: false, allowSingleAz: someBoolean(true) },
    ],
    good: [
      { profile: EnvironmentProfile.prod() },
      { profile: EnvironmentProfile.prod(), multiAz: false, allowSingleAz: true },
      { profile: EnvironmentProfile.staging(), multiAz: false },
    ],
  },

  // ------------------------------------------------------------------ storage
  'storage-type-offered': {
    bad: [rds.StorageType.GP2, rds.StorageType.STANDARD].map((storageType) => [
      { storageType },
      `storageType must be gp3, io1 or io2, got ${storageType}; take rds.StorageType.GP3, which is faster than gp2 ` +
        'and standard at a lower price',
    ]),
    tokens: [{ storageType: someString('gp3') as rds.StorageType }],
    good: [{ storageType: rds.StorageType.GP3 }, { ...IO1, iops: 3000 }, { ...IO2, iops: 3000 }],
  },
  'allocated-storage-range': {
    bad: [
      [
        { allocatedStorage: gib(19) },
        'allocatedStorage must be a whole number of GiB from 20 to 65536 with gp3, got 19 GiB; choose ' +
          'Size.gibibytes(20) or more',
      ],
      [
        { allocatedStorage: gib(65_537), storageAutoscaling: false },
        'allocatedStorage must be a whole number of GiB from 20 to 65536 with gp3, got 65537 GiB; choose ' +
          'Size.gibibytes(65536) or less, which is 64 TiB',
      ],
      [
        { allocatedStorage: Size.tebibytes(65), maxAllocatedStorage: Size.tebibytes(64) },
        'allocatedStorage must be a whole number of GiB from 20 to 65536 with gp3, got 66560 GiB; choose ' +
          'Size.gibibytes(65536) or less, which is 64 TiB',
      ],
      // 20.5 GiB
      [
        { allocatedStorage: Size.mebibytes(20_992) },
        'allocatedStorage must be a whole number of GiB from 20 to 65536 with gp3, got 20.5 GiB; choose ' +
          'Size.gibibytes(21)',
      ],
      [
        { ...IO1, iops: 3000, allocatedStorage: gib(99) },
        'allocatedStorage must be a whole number of GiB from 100 to 65536 with io1, got 99 GiB; choose ' +
          'Size.gibibytes(100) or more',
      ],
      [
        { ...IO2, iops: 3000, allocatedStorage: gib(99) },
        'allocatedStorage must be a whole number of GiB from 100 to 65536 with io2, got 99 GiB; choose ' +
          'Size.gibibytes(100) or more',
      ],
    ],
    tokens: [{ allocatedStorage: gib(someNumber(30)) }],
    good: [
      { allocatedStorage: gib(20) },
      { allocatedStorage: Size.mebibytes(20 * 1024) },
      { allocatedStorage: gib(65_536), storageAutoscaling: false },
      { ...IO1, iops: 3000, allocatedStorage: gib(100) },
      { ...IO2, iops: 3000, allocatedStorage: gib(100) },
    ],
  },
  'max-allocated-storage-headroom': {
    bad: [
      // 109 % of 100; the advice is 126 %.
      [
        { allocatedStorage: gib(100), maxAllocatedStorage: gib(109) },
        'maxAllocatedStorage must be 110 % of allocatedStorage or more, got 109 GiB over 100 GiB; choose ' +
          'Size.gibibytes(126) or more, or storageAutoscaling: false',
      ],
      // 105 % of 20; 126 % of it are 25.2, rounded up.
      [
        { allocatedStorage: gib(20), maxAllocatedStorage: gib(21) },
        'maxAllocatedStorage must be 110 % of allocatedStorage or more, got 21 GiB over 20 GiB; choose ' +
          'Size.gibibytes(26) or more, or storageAutoscaling: false',
      ],
      // No ceiling is high enough, and one that just is.
      [
        { allocatedStorage: gib(60_000), maxAllocatedStorage: gib(65_536) },
        'maxAllocatedStorage must be 110 % of allocatedStorage or more, got 65536 GiB over 60000 GiB; choose ' +
          'storageAutoscaling: false, as RDS has at most 65536 GiB',
      ],
      [
        { allocatedStorage: gib(59_000), maxAllocatedStorage: gib(60_000) },
        'maxAllocatedStorage must be 110 % of allocatedStorage or more, got 60000 GiB over 59000 GiB; choose ' +
          'Size.gibibytes(65536), or storageAutoscaling: false',
      ],
      // The ceiling of the dev profile below the storage asked for.
      [
        { allocatedStorage: gib(60) },
        'maxAllocatedStorage must be 110 % of allocatedStorage or more, got 50 GiB over 60 GiB; choose ' +
          'Size.gibibytes(76) or more, or storageAutoscaling: false',
      ],
    ],
    tokens: [
      { allocatedStorage: gib(100), maxAllocatedStorage: gib(someNumber(200)) },
      { allocatedStorage: gib(someNumber(20)), maxAllocatedStorage: gib(30) },
      { allocatedStorage: gib(100), maxAllocatedStorage: gib(50), storageAutoscaling: someBoolean(false) },
    ],
    good: [
      // 110 % each: in floating point, 100 * 1.1 and 20 * 1.1 are more than 110 and 22.
      { allocatedStorage: gib(100), maxAllocatedStorage: gib(110) },
      { allocatedStorage: gib(20), maxAllocatedStorage: gib(22) },
      { allocatedStorage: gib(100), storageAutoscaling: false },
    ],
  },
  'max-allocated-storage-range': {
    bad: [
      [
        { maxAllocatedStorage: gib(65_537) },
        'maxAllocatedStorage must be a whole number of GiB up to 65536, got 65537 GiB; choose ' +
          'Size.gibibytes(65536) or less, which is 64 TiB',
      ],
      // 30.5 GiB
      [
        { maxAllocatedStorage: Size.mebibytes(31_232) },
        'maxAllocatedStorage must be a whole number of GiB up to 65536, got 30.5 GiB; choose Size.gibibytes(31)',
      ],
    ],
    tokens: [{ maxAllocatedStorage: gib(someNumber(200)) }],
    good: [
      { maxAllocatedStorage: gib(65_536) },
      { maxAllocatedStorage: Size.mebibytes(30 * 1024) },
      { maxAllocatedStorage: gib(65_537), storageAutoscaling: false },
    ],
  },
  'iops-needs-400-gib': {
    bad: [
      [
        { allocatedStorage: gib(399), maxAllocatedStorage: gib(1000), iops: 12_000 },
        'iops can be set from 400 GiB of gp3 on; below that RDS gives 3000, got 12000 with 399 GiB; leave it out, ' +
          'or raise allocatedStorage to Size.gibibytes(400)',
      ],
      [
        { iops: 3000 },
        'iops can be set from 400 GiB of gp3 on; below that RDS gives 3000, got 3000 with 20 GiB; leave it out, or ' +
          'raise allocatedStorage to Size.gibibytes(400)',
      ],
    ],
    tokens: [
      { iops: someNumber(3000) },
      { allocatedStorage: gib(someNumber(400)), maxAllocatedStorage: gib(1000), iops: 12_000 },
    ],
    good: [
      { ...STRIPED, iops: 12_000 },
      { ...IO1, iops: 3000 },
    ],
  },
  'iops-required': {
    bad: [
      [
        IO1,
        'iops must be given with io1 and io2, got none with io1; choose one like 3000, or leave storageType ' +
          'out for gp3',
      ],
      [
        IO2,
        'iops must be given with io1 and io2, got none with io2; choose one like 3000, or leave storageType ' +
          'out for gp3',
      ],
    ],
    tokens: [
      { ...IO1, iops: someNumber(3000) },
      { ...IO1, storageType: someString('gp3') as rds.StorageType },
    ],
    good: [{ ...IO1, iops: 3000 }, STRIPED],
  },
  'iops-range': {
    bad: [
      [
        { ...STRIPED, iops: 11_999 },
        'iops must be a whole number from 12000 to 64000 with gp3, got 11999; choose one like 12000',
      ],
      [
        { ...STRIPED, iops: 64_001 },
        'iops must be a whole number from 12000 to 64000 with gp3, got 64001; choose one like 12000',
      ],
      [
        { ...STRIPED, iops: 12_000.5 },
        'iops must be a whole number from 12000 to 64000 with gp3, got 12000.5; choose one like 12000',
      ],
      [
        { ...IO1, iops: 999 },
        'iops must be a whole number from 1000 to 256000 with io1, got 999; choose one like 1000',
      ],
      // 256,001 are less than 1,000 for each GiB.
      [
        { ...IO2, allocatedStorage: gib(300), maxAllocatedStorage: gib(1000), iops: 256_001 },
        'iops must be a whole number from 1000 to 256000 with io2, got 256001; choose one like 1000',
      ],
    ],
    tokens: [{ ...STRIPED, iops: someNumber(12_000) }],
    good: [
      { ...STRIPED, iops: 12_000 },
      { ...STRIPED, iops: 64_000 },
      { ...IO1, iops: 1000 },
      { ...IO2, allocatedStorage: gib(300), maxAllocatedStorage: gib(1000), iops: 256_000 },
    ],
  },
  'iops-per-gib': {
    bad: [
      // io1: 50 for each of 100 GiB, and not less than 1,000 at all.
      [
        { ...IO1, iops: 5001 },
        'iops must be 0.5 to 50 for each GiB of io1, got 5001 with 100 GiB; choose 1000 to 5000',
      ],
      // io1: half of 4,001, rounded up, to 50 times it.
      [
        { ...IO1, allocatedStorage: gib(4001), maxAllocatedStorage: gib(5000), iops: 2000 },
        'iops must be 0.5 to 50 for each GiB of io1, got 2000 with 4001 GiB; choose 2001 to 200050',
      ],
      // io2: 1,000 for each of 100 GiB.
      [
        { ...IO2, iops: 100_001 },
        'iops must be 0.5 to 1000 for each GiB of io2, got 100001 with 100 GiB; choose 1000 to 100000',
      ],
    ],
    tokens: [
      { ...IO1, iops: someNumber(5000) },
      { ...IO1, allocatedStorage: gib(someNumber(200)), maxAllocatedStorage: gib(1000), iops: 5001 },
    ],
    good: [
      { ...IO1, iops: 5000 },
      { ...IO1, allocatedStorage: gib(4000), maxAllocatedStorage: gib(5000), iops: 2000 },
      { ...IO2, iops: 100_000 },
    ],
  },
  'storage-throughput-needs-gp3': {
    bad: [
      [
        { ...IO1, iops: 3000, storageThroughput: 500 },
        'storageThroughput can be set only with gp3, got 500 with io1; leave it out',
      ],
    ],
    tokens: [{ ...STRIPED, storageThroughput: someNumber(500) }],
    good: [
      { ...STRIPED, storageThroughput: 500 },
      { ...IO1, iops: 3000 },
    ],
  },
  'storage-throughput-needs-400-gib': {
    bad: [
      [
        { allocatedStorage: gib(399), maxAllocatedStorage: gib(1000), storageThroughput: 500 },
        'storageThroughput can be set from 400 GiB of gp3 on; below that RDS gives 125 MiB/s, got 500 with 399 GiB; ' +
          'leave it out, or raise allocatedStorage to Size.gibibytes(400)',
      ],
    ],
    tokens: [
      { storageThroughput: someNumber(500) },
      { allocatedStorage: gib(someNumber(400)), maxAllocatedStorage: gib(1000), storageThroughput: 500 },
    ],
    good: [{ ...STRIPED, storageThroughput: 500 }],
  },
  'storage-throughput-range': {
    bad: [
      [
        { ...STRIPED, storageThroughput: 499 },
        'storageThroughput must be a whole number from 500 to 4000 MiB/s, got 499; choose one like 500',
      ],
      [
        { ...STRIPED, storageThroughput: 500.5 },
        'storageThroughput must be a whole number from 500 to 4000 MiB/s, got 500.5; choose one like 500',
      ],
      [
        { ...STRIPED, iops: 64_000, storageThroughput: 4001 },
        'storageThroughput must be a whole number from 500 to 4000 MiB/s, got 4001; choose one like 500',
      ],
    ],
    tokens: [{ ...STRIPED, storageThroughput: someNumber(500) }],
    good: [
      { ...STRIPED, storageThroughput: 500 },
      { ...STRIPED, iops: 64_000, storageThroughput: 4000 },
    ],
  },
  'storage-throughput-per-iops': {
    bad: [
      // A quarter of the 12,000 that come with the storage are 3,000.
      [
        { ...STRIPED, storageThroughput: 3001 },
        'storageThroughput must be at most a quarter of iops, got 3001 with 12000 IOPS; raise iops to 12004 or more',
      ],
      [
        { ...STRIPED, iops: 15_000, storageThroughput: 4000 },
        'storageThroughput must be at most a quarter of iops, got 4000 with 15000 IOPS; raise iops to 16000 or more',
      ],
    ],
    tokens: [
      { ...STRIPED, iops: someNumber(16_000), storageThroughput: 4000 },
      { ...STRIPED, storageThroughput: someNumber(3000) },
    ],
    good: [
      { ...STRIPED, storageThroughput: 3000 },
      { ...STRIPED, iops: 16_000, storageThroughput: 4000 },
    ],
  },

  // ------------------------------------------------------------------ backup
  'backup-retention-not-zero': {
    bad: [
      [
        { backupRetention: Duration.days(0) },
        'backupRetention must not be 0: it turns backups and point-in-time recovery off, and turning them on again ' +
          'causes an outage, got 0 days; ' +
          'choose Duration.days(1) or more',
      ],
    ],
    tokens: [{ backupRetention: Duration.days(someNumber(3)) }],
    good: [{ backupRetention: Duration.days(1) }],
  },
  'backup-retention-range': {
    bad: [
      [Duration.days(36), '36 days', 'Duration.days(35) at the most; AWS Backup keeps copies for longer'],
      [Duration.hours(50), '2 days 2 hours', 'Duration.days(3)'],
      [Duration.minutes(1), '1 minute', 'Duration.days(1)'],
    ].map(([backupRetention, got, choice]) => [
      { backupRetention: backupRetention as Duration },
      `backupRetention must be a whole number of days from 1 to 35, got ${got}; choose ${choice}`,
    ]),
    tokens: [{ backupRetention: Duration.days(someNumber(3)) }],
    good: [
      { backupRetention: Duration.days(1) },
      { backupRetention: Duration.days(35) },
      { backupRetention: Duration.hours(48) },
    ],
  },
  'backup-window-format': {
    bad: ['', '3:00-4:00', '03:00', '03:00-24:00', '03:60-04:30', 'sun:03:00-sun:04:00', '03:00-04:00 '].map(
      (backupWindow) => [
        { backupWindow },
        `backupWindow must have the form hh:mm-hh:mm in UTC, got '${backupWindow}'; choose one like '03:00-04:00'`,
      ],
    ),
    tokens: [{ backupWindow: someString('01:00-02:00') }],
    good: [{ backupWindow: '00:00-00:30' }, { backupWindow: '23:00-23:59' }],
  },
  'backup-window-length': {
    bad: [
      ['10:00-10:29', 29],
      ['10:00-10:00', 0],
      ['23:45-00:14', 29],
    ].map(([backupWindow, minutes]) => [
      { backupWindow: backupWindow as string },
      `backupWindow must be 30 minutes long or more, got '${backupWindow}', ${minutes} minutes; choose one like ` +
        "'03:00-04:00'",
    ]),
    tokens: [{ backupWindow: someString('10:00-10:10') }],
    good: [{ backupWindow: '10:00-10:30' }, { backupWindow: '23:45-00:15' }],
  },
  'maintenance-window-format': {
    bad: [
      '',
      '04:00-05:00',
      'sunday:04:00-sunday:05:00',
      'sun:04:00-05:00',
      'sun:4:00-sun:5:00',
      'sun:24:00-mon:01:00',
    ].map((maintenanceWindow) => [
      { maintenanceWindow },
      'maintenanceWindow must have the form ddd:hh:mm-ddd:hh:mm in UTC, with the days mon, tue, wed, thu, fri, ' +
        'sat, sun, ' +
        `got '${maintenanceWindow}'; choose one like 'sun:04:00-sun:05:00'`,
    ]),
    tokens: [{ maintenanceWindow: someString('mon:10:00-mon:11:00') }],
    good: [{ maintenanceWindow: 'mon:10:00-mon:11:00' }, { maintenanceWindow: 'Sun:10:00-SUN:11:00' }],
  },
  'maintenance-window-length': {
    bad: [
      ['mon:10:00-mon:10:29', 29],
      ['mon:10:00-mon:10:00', 0],
      ['sun:23:45-mon:00:14', 29],
      // Sunday 05:00 to Sunday 04:59 is a week less a minute: ten thousand and seventy-nine.
      ['mon:10:00-mon:09:59', 10_079],
    ].map(([maintenanceWindow, minutes]) => [
      // The longest of them meets any backup window: this token avoids the other rule.
      { maintenanceWindow: maintenanceWindow as string, backupWindow: someString('03:00-04:00') },
      `maintenanceWindow must be 30 minutes to 24 hours long, got '${maintenanceWindow}', ${minutes} minutes; ` +
        "choose one like 'sun:04:00-sun:05:00'",
    ]),
    tokens: [{ maintenanceWindow: someString('mon:10:00-mon:10:10') }],
    good: [
      { maintenanceWindow: 'mon:10:00-mon:10:30' },
      { maintenanceWindow: 'sun:23:45-mon:00:15' },
      { maintenanceWindow: 'mon:04:00-tue:03:00' },
    ],
  },
  'windows-apart': {
    bad: [
      ['03:00-04:00', 'sun:03:30-sun:04:30'],
      ['03:00-04:00', 'wed:03:59-wed:04:59'],
      ['03:00-04:00', 'wed:02:00-wed:03:01'],
      ['03:00-04:00', 'wed:02:00-wed:05:00'],
      ['03:00-04:00', 'wed:03:15-wed:03:45'],
      // Across midnight, and across the end of the week, from both sides.
      ['23:30-00:30', 'tue:00:00-tue:01:00'],
      ['23:30-00:30', 'mon:23:00-mon:23:45'],
      ['00:00-01:00', 'sun:23:30-mon:00:30'],
      ['23:30-00:30', 'mon:00:00-mon:01:00'],
    ].map(([backupWindow, maintenanceWindow]) => [
      { backupWindow, maintenanceWindow },
      `backupWindow must not overlap maintenanceWindow, got '${backupWindow}' and '${maintenanceWindow}'; ` +
        "move one of them, as in '03:00-04:00' and 'sun:04:00-sun:05:00'",
    ]),
    tokens: [
      { backupWindow: someString('04:00-05:00'), maintenanceWindow: 'sun:04:00-sun:05:00' },
      { backupWindow: '04:00-05:00', maintenanceWindow: someString('sun:04:00-sun:05:00') },
    ],
    good: [
      // Windows that only touch, at both ends.
      { backupWindow: '03:00-04:00', maintenanceWindow: 'sun:04:00-sun:05:00' },
      { backupWindow: '05:00-06:00', maintenanceWindow: 'sun:04:00-sun:05:00' },
      { backupWindow: '23:30-00:30', maintenanceWindow: 'mon:00:30-mon:01:30' },
      { backupWindow: '00:30-01:30', maintenanceWindow: 'sun:23:30-mon:00:30' },
    ],
  },

  'restore-drill-needs-plan': {
    bad: [
      [
        { restoreDrill: RestoreDrill.scheduled() },
        'restoreDrill needs a backupVaultPlan: it restores from its vault, got RestoreDrill.scheduled() with ' +
          'BackupVaultPlan.none(); choose RestoreDrill.none(), or BackupVaultPlan.daily()',
      ],
    ],
    tokens: [],
    good: [
      { restoreDrill: RestoreDrill.scheduled(), backupVaultPlan: BackupVaultPlan.daily() },
      { backupVaultPlan: BackupVaultPlan.daily() },
    ],
  },
  'vault-backup-apart-from-windows': {
    bad: (
      [
        // In the hour before the backup window, in it, and in the two hours in which it can begin; before, in and
        // around the maintenance window; around midnight.
        ['01:30', '03:00-04:00', 'sun:10:00-sun:11:00'],
        ['03:30', '03:00-04:00', 'sun:10:00-sun:11:00'],
        ['00:01', '03:00-04:00', 'sun:10:00-sun:11:00'],
        ['09:30', '03:00-04:00', 'wed:10:00-wed:11:00'],
        ['10:59', '03:00-04:00', 'wed:10:00-wed:11:00'],
        ['07:30', '03:00-04:00', 'wed:10:00-wed:11:00'],
        ['22:30', '01:00-02:00', 'sun:10:00-sun:11:00'],
        ['23:30', '00:00-00:30', 'sun:10:00-sun:11:00'],
        ['23:00', '03:00-04:00', 'mon:01:30-mon:02:30'],
      ] as const
    ).map(([startTime, backupWindow, maintenanceWindow]) => [
      { backupWindow, maintenanceWindow, backupVaultPlan: BackupVaultPlan.daily({ startTime }) },
      'backupVaultPlan must start outside of backupWindow, maintenanceWindow and the hour before each of them, when ' +
        'AWS Backup takes no snapshot; it may start up to two ' +
        `hours late, got '${startTime}' with '${backupWindow}' and '${maintenanceWindow}'; choose another ` +
        "startTime, as in BackupVaultPlan.daily({ startTime: '05:00' }) with " +
        "'03:00-04:00' and 'sun:04:00-sun:05:00'",
    ]),
    tokens: [
      { backupWindow: someString('05:00-06:00'), backupVaultPlan: BackupVaultPlan.daily() },
      { maintenanceWindow: someString('sun:05:00-sun:06:00'), backupVaultPlan: BackupVaultPlan.daily() },
    ],
    good: [
      { backupVaultPlan: BackupVaultPlan.daily() }, // right behind both windows
      // Until 02:00, an hour before the backup window.
      { backupVaultPlan: BackupVaultPlan.daily({ startTime: '00:00' }) },
      { backupWindow: '20:00-21:00', backupVaultPlan: BackupVaultPlan.daily({ startTime: '21:00' }) },
      { backupWindow: '05:00-06:00', maintenanceWindow: 'sun:07:00-sun:08:00' }, // there is no plan
    ],
  },

  // ------------------------------------------------------------------ insights
  'log-retention-allowed': {
    bad: [
      [91, 'logs.RetentionDays.THREE_MONTHS (90) or logs.RetentionDays.FOUR_MONTHS (120)'],
      [0, 'logs.RetentionDays.ONE_DAY (1)'],
      [2.5, 'logs.RetentionDays.ONE_DAY (1) or logs.RetentionDays.THREE_DAYS (3)'],
      [10_000, 'logs.RetentionDays.INFINITE (9999)'],
      [NaN, 'logs.RetentionDays.ONE_DAY (1) or logs.RetentionDays.INFINITE (9999)'],
    ].map(([logRetention, values]) => [
      { logRetention: logRetention as number },
      `logRetention must be a number of days that CloudWatch Logs offers, got ${logRetention}; take ${values}`,
    ]),
    tokens: [{ logRetention: someNumber(91) }],
    good: [1, 90, 400, 3653, 9999].map((logRetention) => ({ logRetention })),
  },
  'performance-insights-retention-allowed': {
    bad: [0, 6, 8, 30, 32, 714, 730, 732, 744].map((days) => [
      { performanceInsightsRetention: days },
      `performanceInsightsRetention must be 7 days, a multiple of 31 days up to 713, or 731 days, got ${days}; ` +
        'take a value of rds.PerformanceInsightRetention',
    ]),
    tokens: [{ performanceInsightsRetention: someNumber(7) }],
    good: [7, 31, 62, 713, 731].map((days) => ({ performanceInsightsRetention: days })),
  },
  'database-insights-advanced-retention': {
    bad: [
      [
        { databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED },
        'databaseInsightsMode may be advanced only with performance insights of 465 days, got advanced with a ' +
          'retention of 7 days; ' +
          'add performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15',
      ],
      [
        {
          databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED,
          performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_14,
        },
        'databaseInsightsMode may be advanced only with performance insights of 465 days, got advanced with a ' +
          'retention of 434 days; ' +
          'add performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15',
      ],
      [
        {
          databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED,
          performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15,
          performanceInsights: false,
        },
        'databaseInsightsMode may be advanced only with performance insights of 465 days, got advanced with ' +
          'performance insights off; ' +
          'add performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15',
      ],
    ],
    tokens: [
      { databaseInsightsMode: someString('advanced') as rds.DatabaseInsightsMode },
      {
        databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED,
        performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15,
        performanceInsights: someBoolean(true),
      },
    ],
    good: [
      {
        databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED,
        performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15,
      },
      { databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD, performanceInsights: false },
    ],
  },
  'enhanced-monitoring-interval-allowed': {
    bad: [
      [Duration.seconds(2), '2 seconds'],
      [Duration.seconds(59), '59 seconds'],
      [Duration.seconds(61), '1 minute 1 second'],
      [Duration.minutes(2), '2 minutes'],
    ].map(([interval, got]) => [
      { enhancedMonitoringInterval: interval as Duration },
      `enhancedMonitoringInterval must be one of 0, 1, 5, 10, 15, 30, 60 seconds, got ${got}; take ` +
        'Duration.seconds(60), or Duration.seconds(0) to turn it off',
    ]),
    tokens: [{ enhancedMonitoringInterval: Duration.seconds(someNumber(15)) }],
    good: [0, 1, 5, 10, 15, 30, 60].map((seconds) => ({ enhancedMonitoringInterval: Duration.seconds(seconds) })),
  },
  'log-exports-known': {
    bad: [
      [['error'], "['error']"],
      [['postgresql', 'postgresql'], "['postgresql', 'postgresql']"],
      [['upgrade', ''], "['upgrade', '']"],
    ].map(([logExports, got]) => [
      { logExports: logExports as string[] },
      `logExports must name each log once, of those that RDS for PostgreSQL exports, got ${got}; take from ` +
        'postgresql, upgrade, iam-db-auth-error',
    ]),
    tokens: [{ logExports: [someString('postgresql')] }],
    good: [
      { logExports: [] },
      { logExports: ['postgresql'] },
      { logExports: ['iam-db-auth-error', 'upgrade', 'postgresql'] },
    ],
  },

  // ------------------------------------------------------------------ credentials
  'rotation-keeps-passwords-out-of-the-log': {
    bad: [undefined, LogStatement.DDL, LogStatement.MOD, LogStatement.ALL].map((logStatement) => [
      { rotation: CredentialsRotation.awsServerlessApplication(), logStatement },
      `${CLEAR_SQL}, got CredentialsRotation.awsServerlessApplication() with logStatement ` +
        `'${logStatement ?? 'ddl'}'; ` +
        'leave rotation out for CredentialsRotation.builtin(), or choose LogStatement.NONE: ' +
        'pgAudit records DDL then, with passwords redacted',
    ]),
    tokens: [
      { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: someString('ddl') as LogStatement },
    ],
    good: [
      { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE },
      { rotation: CredentialsRotation.builtin(), logStatement: LogStatement.ALL },
      { rotation: CredentialsRotation.managedByRds(), logStatement: LogStatement.ALL },
      { rotation: CredentialsRotation.disabled({ reason: 'rotated by Vault' }), logStatement: LogStatement.ALL },
    ],
  },
  'rotation-keeps-passwords-out-of-slow-statements': {
    bad: [
      [
        { ...BY_AWS, slowQueryThreshold: Duration.seconds(0) },
        `${CLEAR_SQL}, got CredentialsRotation.awsServerlessApplication() with a slowQueryThreshold of zero, which ` +
          'logs every statement; ' +
          'leave rotation out for CredentialsRotation.builtin(), or choose a slowQueryThreshold like ' +
          'Duration.seconds(1)',
      ],
    ],
    tokens: [{ ...BY_AWS, slowQueryThreshold: Duration.millis(someNumber(0)) }],
    good: [{ ...BY_AWS, slowQueryThreshold: Duration.millis(1) }, { slowQueryThreshold: Duration.seconds(0) }],
  },
  'rotation-keeps-passwords-out-of-samples': {
    bad: (
      [
        [{ log_transaction_sample_rate: '0.01' }, "log_transaction_sample_rate '0.01'"],
        [{ log_min_duration_sample: '0', log_statement_sample_rate: '0.5' }, "log_min_duration_sample '0'"],
        [{ log_min_duration_sample: '100' }, "log_min_duration_sample '100'"],
        [
          { log_min_error_statement: 'NOTICE', debug_print_parse: 'on' },
          "log_min_error_statement 'NOTICE', debug_print_parse 'on'",
        ],
      ] as [Record<string, string>, string][]
    ).map(([parameters, got]) => [
      { ...BY_AWS, parameters },
      `${CLEAR_SQL}, got CredentialsRotation.awsServerlessApplication() with the parameters ${got}; ` +
        'leave rotation out for CredentialsRotation.builtin(), or leave those parameters out',
    ]),
    tokens: [{ ...BY_AWS, parameters: { log_transaction_sample_rate: someString('1') } }],
    good: [
      {
        ...BY_AWS,
        parameters: {
          log_transaction_sample_rate: '0.0',
          log_min_duration_sample: '-1',
          log_min_error_statement: 'error',
          debug_print_plan: 'off',
        },
      },
      { ...BY_AWS, parameters: { log_min_duration_sample: '0', log_statement_sample_rate: '0' } },
      { parameters: { log_transaction_sample_rate: '1' } },
    ],
  },
  'bootstrap-sql-needs-bootstrap': {
    bad: [
      [
        { bootstrap: false, bootstrapSql: [sql('010-units.sql')] },
        'bootstrapSql needs bootstrap, got 010-units.sql with bootstrap: false; leave one of the two props out',
      ],
      [
        { bootstrap: false, bootstrapSql: [sql('010'), sql('020')] },
        'bootstrapSql needs bootstrap, got 010, 020 with bootstrap: false; leave one of the two props out',
      ],
    ],
    tokens: [],
    good: [
      { bootstrap: false, bootstrapSql: [] },
      { bootstrap: true, bootstrapSql: [sql('010')] },
    ],
  },
  'bootstrap-sql-list': {
    bad: [
      [
        { bootstrapSql: someList(['010']) as unknown as BootstrapSql[] },
        'bootstrapSql must be a list whose length is known, got a token; write the list out',
      ],
    ],
    tokens: [],
    good: [{ bootstrapSql: [] }],
  },
  'bootstrap-sql-names-once': {
    bad: [
      [
        { bootstrapSql: [sql('010'), sql('020'), sql('010')] },
        'bootstrapSql must not have two scripts of one name, because the database records by name which ones ' +
          'have run, ' +
          'got 010 more than once; rename the file',
      ],
      // Each name is told once.
      [
        { bootstrapSql: ['b', 'a', 'b', 'a', 'b'].map(sql) },
        'bootstrapSql must not have two scripts of one name, because the database records by name which ones ' +
          'have run, ' +
          'got b, a more than once; rename the file',
      ],
    ],
    tokens: [],
    good: [{ bootstrapSql: [sql('010'), sql('010.sql'), sql('0100')] }],
  },

  // ------------------------------------------------------------------ parameters
  'parameters-not-reserved': {
    bad: [
      [
        { parameters: { 'rds.force_ssl': '0' } },
        'parameters must not hold a parameter that has a prop of its own, got rds.force_ssl; rds.force_ssl: it ' +
          'stays on: connections without TLS are refused',
      ],
      [
        { parameters: { log_connections: '0', log_disconnections: '0' } },
        'parameters must not hold a parameter that has a prop of its own, got log_connections, log_disconnections; ' +
          'log_connections: use the prop logConnections; log_disconnections: use the prop logConnections',
      ],
      [
        { parameters: { shared_preload_libraries: 'pg_cron' } },
        'parameters must not hold a parameter that has a prop of its own, got shared_preload_libraries; ' +
          'shared_preload_libraries: use the prop preloadLibraries',
      ],
      [
        { parameters: { 'pgaudit.log': 'none' } },
        'parameters must not hold a parameter that has a prop of its own, got pgaudit.log; pgaudit.log: use the ' +
          'prop auditClasses',
      ],
      [
        { parameters: { log_statement: 'all' } },
        'parameters must not hold a parameter that has a prop of its own, got log_statement; log_statement: use ' +
          'the prop logStatement',
      ],
      [
        { parameters: { log_min_duration_statement: '1' } },
        'parameters must not hold a parameter that has a prop of its own, got log_min_duration_statement; ' +
          'log_min_duration_statement: use the prop slowQueryThreshold',
      ],
      [
        { parameters: { max_connections: '200' } },
        'parameters must not hold a parameter that has a prop of its own, got max_connections; max_connections: ' +
          'use the prop maxConnections',
      ],
      // A token as value does not hide the name: it could turn TLS off.
      [
        { parameters: { work_mem: someString('64'), 'rds.force_ssl': someString('0') } },
        'parameters must not hold a parameter that has a prop of its own, got rds.force_ssl; rds.force_ssl: it ' +
          'stays on: connections without TLS are refused',
      ],
    ],
    tokens: [{ parameters: { [someString('work_mem')]: '64' } }, { parameters: { work_mem: someString('64') } }],
    good: [{ parameters: { work_mem: '64' } }, { parameters: {} }],
  },
  'parameters-not-managed-by-rds': {
    bad: [
      [
        { parameters: { port: '6000', wal_level: 'logical' } },
        'parameters must not hold a parameter that RDS sets itself, got port, wal_level; leave it out',
      ],
    ],
    tokens: [{ parameters: { [someString('work_mem')]: '64' } }, { parameters: { work_mem: someString('64') } }],
    good: [{ parameters: { 'rds.logical_replication': '1' } }],
  },
  'parameters-known': {
    bad: [
      [
        { parameters: { work_men: '64' } },
        'parameters must hold parameters that PostgreSQL 15 on RDS has, got work_men; did you mean work_mem?; ' +
          'for one that is newer than this library, call parameterGroup.addParameter()',
      ],
      [
        { parameters: { autovacuumVacuumInsertScaleFactor: '0.1' } },
        'parameters must hold parameters that PostgreSQL 15 on RDS has, got autovacuumVacuumInsertScaleFactor; ' +
          'did you mean autovacuum_vacuum_insert_scale_factor?; ' +
          'for one that is newer than this library, call parameterGroup.addParameter()',
      ],
      // 16 has removed the first, 15 does not have the second.
      [
        { parameters: { vacuum_defer_cleanup_age: '1' }, engineVersion: postgres('16', '16') },
        'parameters must hold parameters that PostgreSQL 16 on RDS has, got vacuum_defer_cleanup_age; see the ' +
          'parameters of PostgreSQL 16; ' +
          'for one that is newer than this library, call parameterGroup.addParameter()',
      ],
      [
        { parameters: { scram_iterations: '8192', constructor: '1' } },
        'parameters must hold parameters that PostgreSQL 15 on RDS has, got scram_iterations, constructor; ' +
          'see the parameters of PostgreSQL 15; see the parameters of PostgreSQL 15; ' +
          'for one that is newer than this library, call parameterGroup.addParameter()',
      ],
    ],
    tokens: [
      { parameters: { [someString('work_mem')]: '64' } },
      { parameters: { scram_iterations: '8192' }, engineVersion: postgres(someString('16'), someString('16')) },
    ],
    good: [
      { parameters: { vacuum_defer_cleanup_age: '1' } },
      { parameters: { scram_iterations: '8192' }, engineVersion: postgres('16', '16') },
    ],
  },
  'parameter-values-not-empty': {
    bad: [
      [
        { parameters: { work_mem: '', jit: '', geqo: '1' } },
        "parameters must have values, got work_mem '', jit ''; leave the parameter out for the default of RDS",
      ],
    ],
    tokens: [{ parameters: { work_mem: someString('64') } }],
    good: [{ parameters: { log_temp_files: '0' } }],
  },
  'parameters-once': {
    bad: [
      [
        { parameters: { timezone: 'UTC', TimeZone: 'America/Sao_Paulo' } },
        'parameters must hold each parameter once, got timezone, TimeZone; leave one of them out: a parameter ' +
          'group has a single value for both',
      ],
      [
        { parameters: { DateStyle: 'ISO', jit: '0', datestyle: 'German' } },
        'parameters must hold each parameter once, got DateStyle, datestyle; leave one of them out: a parameter ' +
          'group has a single value for both',
      ],
    ],
    tokens: [
      { parameters: { [someString('timezone')]: 'UTC', TimeZone: 'UTC' } },
      { parameters: { TimeZone: someString('UTC') } },
    ],
    good: [{ parameters: { TimeZone: 'UTC', datestyle: 'ISO' } }],
  },
  'parameter-values-accepted': {
    bad: [
      [
        { work_mem: '16MB' },
        "work_mem '16MB'",
        "work_mem is a whole number of kB from 64 to 2147483647: write '16384'",
      ],
      [
        { statement_timeout: '30s' },
        "statement_timeout '30s'",
        "statement_timeout is a whole number of ms from 0 to 2147483647: write '30000'",
      ],
      [{ log_lock_waits: 'yes' }, "log_lock_waits 'yes'", "log_lock_waits is 0 or 1: write '1'"],
      [
        { shared_buffers: '{DBInstanceClassMemory/0}' },
        "shared_buffers '{DBInstanceClassMemory/0}'",
        "shared_buffers has a formula that RDS refuses: it divides by 0: write it like '{DBInstanceClassMemory/32768}'",
      ],
      [
        { 'rds.log_retention_period': '3d', jit: '0', default_toast_compression: 'zstd' },
        "rds.log_retention_period '3d', default_toast_compression 'zstd'",
        "rds.log_retention_period is a whole number of min from 1440 to 10080: write '4320'; " +
          'default_toast_compression is one of pglz, lz4',
      ],
      [
        { 'cron.max_running_jobs': 'many' },
        "cron.max_running_jobs 'many'",
        'cron.max_running_jobs is a whole number from 0 to 2147483647',
      ],
      // A value that is a token does not prevent the check of the others.
      [{ work_mem: someString('64'), geqo_seed: '2' }, "geqo_seed '2'", 'geqo_seed is a number from 0 to 1'],
    ].map(([parameters, got, fix]) => [
      { parameters: parameters as Record<string, string> },
      `parameters must have values in the form that RDS takes, without units, got ${got as string}; ${fix as string}`,
    ]),
    tokens: [
      { parameters: { work_mem: someString('64') } },
      { parameters: { maintenance_work_mem: '64' }, engineVersion: postgres(someString('17'), someString('17')) },
    ],
    good: [
      {
        parameters: {
          work_mem: '64',
          jit: 'off',
          random_page_cost: '1.1',
          wal_compression: 'zstd',
          shared_buffers: '{DBInstanceClassMemory/32768}',
        },
      },
      // The minimum is 1024 kB in 15 and 16.
      { parameters: { maintenance_work_mem: '64' }, engineVersion: postgres('17', '17') },
      {
        parameters: {
          'rds.newer_than_the_library': 'anything',
          'orafce.timezone': 'UTC',
          TimeZone: 'America/Sao_Paulo',
        },
      },
    ],
  },
  'preload-libraries-names': {
    bad: [
      [['pg cron'], "['pg cron']"],
      [['auto_explain', 'PgCron'], "['auto_explain', 'PgCron']"],
      [[''], "['']"],
      [['a,b'], "['a,b']"],
    ].map(([preloadLibraries, got]) => [
      { preloadLibraries: preloadLibraries as string[] },
      `preloadLibraries must be names of libraries, got ${got}; write them like ['pg_cron', 'auto_explain']`,
    ]),
    tokens: [
      { preloadLibraries: [someString('pg_cron')] },
      { preloadLibraries: someList(['pg_cron', 'auto_explain']) },
    ],
    good: [{ preloadLibraries: [] }, { preloadLibraries: ['pg_cron', 'pg-x1'] }],
  },
  'preload-libraries-known': {
    bad: [
      [['pgcron'], "'pgcron'", "did you mean 'pg_cron'?"],
      [
        ['auto_explian', 'pg_cron', 'pgaudti'],
        "'auto_explian', 'pgaudti'",
        "did you mean 'auto_explain'? did you mean 'pgaudit'?",
      ],
    ].map(([preloadLibraries, got, fix]) => [
      { preloadLibraries: preloadLibraries as string[] },
      `preloadLibraries must be libraries that RDS loads, got ${got as string}; ${fix as string}`,
    ]),
    tokens: [{ preloadLibraries: [someString('pgcron')] }, { preloadLibraries: someList(['pgcron']) }],
    good: [{ preloadLibraries: ['pg_cron', 'auto_explain'] }, { preloadLibraries: ['younger_than_the_library'] }],
  },
  'slow-query-threshold-milliseconds': {
    bad: [
      [Duration.millis(0.5), '0.5 millis', 'Duration.millis(1)'],
      [Duration.millis(2_147_483_648), '24 days 20 hours', 'Duration.seconds(1)'],
    ].map(([slowQueryThreshold, got, choice]) => [
      { slowQueryThreshold: slowQueryThreshold as Duration },
      `slowQueryThreshold must be a whole number of milliseconds up to 24 days, got ${got}; choose one like ${choice}`,
    ]),
    tokens: [{ slowQueryThreshold: Duration.millis(someNumber(250)) }],
    good: [Duration.millis(0), Duration.millis(2_147_483_647), Duration.days(24)].map((slowQueryThreshold) => ({
      slowQueryThreshold,
    })),
  },

  // ------------------------------------------------------------------ monitoring
  'max-connections-range': {
    bad: [5, 262_144, 100.5, 0, NaN].map((maxConnections) => [
      { maxConnections },
      `maxConnections must be a whole number from 6 to 262143, got ${maxConnections}; leave it out for what RDS ` +
        'derives from the memory of the instance class',
    ]),
    tokens: [{ maxConnections: someNumber(200) }],
    good: [{ maxConnections: 6 }, { maxConnections: 262_143 }],
  },
  'alarm-emails-list': {
    bad: [true, false].map((monitoring) => [
      { alarmEmails: someList(['ana@oficina.example']), monitoring },
      'alarmEmails must be a list whose length is known, got a token; ' +
        'write the list out, its elements may be tokens; or subscribe to alarmTopic yourself',
    ]),
    tokens: [{ alarmEmails: [someString('ana@oficina.example'), 'rui@oficina.example'] }],
    good: [{ alarmEmails: [] }, { alarmEmails: ['ana@oficina.example'] }],
  },
  'alarm-emails-format': {
    bad: (
      [
        [[''], "''"],
        [['ana'], "'ana'"],
        [['ana@'], "'ana@'"],
        [['@oficina.example'], "'@oficina.example'"],
        [['ana@oficina@example'], "'ana@oficina@example'"],
        [['ana maria@oficina.example'], "'ana maria@oficina.example'"],
        [['Ana <ana@oficina.example>'], "'Ana <ana@oficina.example>'"],
        [['ana@oficina.example,rui@oficina.example'], "'ana@oficina.example,rui@oficina.example'"],
        [['ana@oficina..example'], "'ana@oficina..example'"],
        [['ana@oficina.example.'], "'ana@oficina.example.'"],
        [['ana@-oficina.example'], "'ana@-oficina.example'"],
        [['https://hooks.example/services'], 'a URL'], // which can contain a secret
        [['plantao@oficina'], "'plantao@oficina'"],
        [[`${'a'.repeat(65)}@oficina.example`], `'${'a'.repeat(65)}@oficina.example'`],
        // The same address twice would be two subscriptions with the same name.
        [['ana@oficina.example', 'Ana@Oficina.example'], "'Ana@Oficina.example'"],
        [['ana@oficina.example', 'rui@oficina.example', 'ana@oficina.example'], "'ana@oficina.example'"],
        // Only wrong values are named, also beside a token.
        [[someString('eva@oficina.example'), 'ana', 'rui@oficina.example', 'eva'], "'ana', 'eva'"],
      ] as [string[], string][]
    ).map(([alarmEmails, got]) => [
      { alarmEmails },
      `alarmEmails must hold e-mail addresses, each once, got ${got}; write them like 'plantao@oficina.example'`,
    ]),
    tokens: [{ alarmEmails: [someString('ana'), someString('rui')] }],
    good: [
      { alarmEmails: ['ana@oficina.example', 'rui@oficina.example'] },
      { alarmEmails: ['ana.maria+rds@a-1.oficina.example'] },
      { alarmEmails: [`${'a'.repeat(64)}@oficina.example`] },
    ],
  },
  'alarm-overrides-known': {
    bad: [
      [
        override('HighCPU', { threshold: 70 }),
        `alarmOverrides must name existing alarms, got HighCPU; did you mean highCpu? ${ALARMS}`,
      ],
      [override('Nonsense', {}), `alarmOverrides must name existing alarms, got Nonsense; ${ALARMS}`],
      [override('constructor', {}), `alarmOverrides must name existing alarms, got constructor; ${ALARMS}`],
      [
        { alarmOverrides: { highCpu: { threshold: 70 }, storageFlor: {}, replica_lag: {} } as any, monitoring: false },
        'alarmOverrides must name existing alarms, got storageFlor, replica_lag; did you mean storageFloor, ' +
          `replicaLag? ${ALARMS}`,
      ],
    ],
    tokens: [override('highCpu', { threshold: someNumber(70) })],
    // The last one is only for read replicas: environments can share their overrides.
    good: [
      { alarmOverrides: {} },
      override('highCpu', { threshold: 70 }),
      override('highCpu', undefined),
      override('replicaLag', { threshold: 5 }),
    ],
  },
  'alarm-overrides-shape': {
    bad: (
      [
        [override('highCpu', 70), 'highCpu: 70'],
        [override('highCpu', false), 'highCpu: false'],
        [override('highCpu', { constructor: 70 }), 'highCpu: constructor 70'],
        [override('highCpu', { threshold: '70' }), "highCpu: threshold '70'"],
        [override('highCpu', { threshold: NaN }), 'highCpu: threshold NaN'],
        [override('lowStorage', { threshold: gib(15) }), 'lowStorage: threshold a Size'],
        [override('highCpu', { period: 300 }), 'highCpu: period 300'],
        [override('highCpu', { evaluationPeriods: '3' }), "highCpu: evaluationPeriods '3'"],
        [override('highCpu', { datapointsToAlarm: true }), 'highCpu: datapointsToAlarm true'],
        [override('highCpu', { severity: 'CRITICAL' }), "highCpu: severity 'CRITICAL'"],
        [override('highCpu', { enabled: 'no' }), "highCpu: enabled 'no'"],
        // All wrong values are named, also beside a token.
        [
          { alarmOverrides: { highCpu: { threshold: someNumber(70), enabled: 0 }, readLatency: 1 } as any },
          'readLatency: 1; highCpu: enabled 0',
        ],
        [override('highCpu', { treshold: 70 }), 'highCpu: treshold 70', 'did you mean threshold? '],
        [
          override('highCpu', { evaluation_periods: 3 }),
          'highCpu: evaluation_periods 3',
          'did you mean evaluationPeriods? ',
        ],
      ] as [Props, string, string?][]
    ).map(([props, got, suggestion = '']) => [
      props,
      `alarmOverrides must hold an AlarmOverride for each alarm, got ${got}; ${suggestion}` +
        'take enabled, threshold, period, evaluationPeriods, datapointsToAlarm, severity, ' +
        'as in highCpu with threshold 70 and evaluationPeriods 3; ' +
        'write a size as a threshold in bytes, Size.gibibytes(15).toBytes(), and a severity as critical or warning',
    ]),
    tokens: [override('highCpu', { threshold: someNumber(70), evaluationPeriods: someNumber(3) })],
    good: [
      override('highCpu', {
        enabled: true,
        threshold: 70.5,
        period: Duration.minutes(5),
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        severity: AlarmSeverity.CRITICAL,
      }),
      override('highCpu', { enabled: null, threshold: 70, severity: null }),
    ],
  },
  'alarm-overrides-empty': {
    bad: (
      [
        [override('highCpu', {}), 'highCpu'],
        [override('highCpu', { enabled: null, threshold: undefined }), 'highCpu'],
        // All of them are named, also beside a token.
        [
          { alarmOverrides: { readLatency: {}, dbLoad: { threshold: someNumber(4) }, highCpu: {} } },
          'highCpu, readLatency',
        ],
      ] as [Props, string][]
    ).map(([props, got]) => [
      props,
      `alarmOverrides must say what changes in each alarm that they name, got nothing for ${got}; ` +
        'give at least one of enabled, threshold, period, evaluationPeriods, datapointsToAlarm, severity, ' +
        'as in highCpu with threshold 70 and evaluationPeriods 3, or leave the alarm out',
    ]),
    tokens: [override('highCpu', { threshold: someNumber(70) })],
    good: [
      { alarmOverrides: {} },
      override('highCpu', undefined),
      override('highCpu', null),
      override('highCpu', { enabled: true }),
    ],
  },
  'alarm-overrides-threshold': {
    bad: (
      [
        [override('highCpu', { threshold: 0.5 }), 'highCpu: 0.5 (0.5 %)', 'highCpu takes 1 to 99 percent'],
        [override('highCpu', { threshold: 100 }), 'highCpu: 100 (100 %)', 'highCpu takes 1 to 99 percent'],
        [override('databaseDown', { threshold: 2 }), 'databaseDown: 2 (2)', 'databaseDown takes only 1'],
        // Probably meant as milliseconds.
        [override('readLatency', { threshold: 20 }), 'readLatency: 20 (20 s)', 'readLatency takes 0 to 2 seconds'],
        [override('diskQueueDepth', { threshold: -1 }), 'diskQueueDepth: -1 (-1)', 'diskQueueDepth takes 0 or more'],
        [
          override('transactionIdAge', { threshold: 2_144_483_648 }),
          'transactionIdAge: 2144483648 (2,144,483,648)',
          'transactionIdAge takes 1 to 2,144,483,647',
        ],
        // 24 an hour on t3.small: credits above 576 are charged already.
        [
          override('surplusCpuCredits', { threshold: 576 }),
          'surplusCpuCredits: 576 (576)',
          'surplusCpuCredits takes 0 to 575',
        ],
        // Never more than the maximum: 200 connections, 30 GiB of 1,073,741,824 bytes each.
        [
          { ...override('highConnections', { threshold: 200 }), maxConnections: 200 },
          'highConnections: 200 (200)',
          'highConnections takes 0 to 199',
        ],
        [
          { ...override('lowStorage', { threshold: 32_212_254_720 }), allocatedStorage: gib(30) },
          'lowStorage: 32212254720 (30 GiB)',
          'lowStorage takes 1,048,576 to 32,212,254,719 bytes, 30 GiB being all there is',
        ],
        // Probably meant as GiB.
        [
          override('lowStorage', { threshold: 15 }),
          'lowStorage: 15 (15 bytes)',
          'lowStorage takes 1,048,576 to 21,474,836,479 bytes, 20 GiB being all there is',
        ],
        [
          override('replicationSlotLag', { threshold: 21_474_836_480 }),
          'replicationSlotLag: 21474836480 (20 GiB)',
          'replicationSlotLag takes 1,048,576 to 21,474,836,479 bytes, 20 GiB being all there is',
        ],
        // A threshold can be wrong for an alarm that this instance does not have, and together with others.
        [
          {
            alarmOverrides: { highCpu: { threshold: 0 }, surplusCpuCredits: { threshold: -1 } },
            instanceType: new ec2.InstanceType('m6g.large'),
          },
          'highCpu: 0 (0 %); surplusCpuCredits: -1 (-1)',
          'highCpu takes 1 to 99 percent; surplusCpuCredits takes 0 or more',
        ],
      ] as [Props, string, string][]
    ).map(([props, got, fix]) => [
      props,
      `alarmOverrides must have thresholds that can be crossed, got ${got}; ${fix}`,
    ]),
    tokens: [
      override('highCpu', { threshold: someNumber(170) }),
      // The limit of the threshold is known only at deployment.
      {
        ...override('highConnections', { threshold: 9_000 }),
        instanceType: new ec2.InstanceType(someString('m7g.large')),
      },
      { ...override('highConnections', { threshold: 9_000 }), maxConnections: someNumber(10_000) },
      { ...override('lowStorage', { threshold: 32_212_254_720 }), allocatedStorage: gib(someNumber(40)) },
    ],
    good: [
      override('highCpu', { threshold: 1 }),
      override('highCpu', { threshold: 99 }),
      override('databaseDown', { threshold: 1 }),
      override('readLatency', { threshold: 0.0005 }),
      { ...override('highConnections', { threshold: 199 }), maxConnections: 200 },
      { ...override('lowStorage', { threshold: 32_212_254_719 }), allocatedStorage: gib(30) },
      override('replicationSlotLag', { threshold: 1_048_576 }),
      override('readLatency', { threshold: 2 }),
      override('dbLoad', { threshold: 1_000 }),
      override('transactionIdAge', { threshold: 2_144_483_647 }),
      override('surplusCpuCredits', { threshold: 575 }),
    ],
  },
  'alarm-overrides-periods': {
    bad: (
      [
        // highCpu looks at five minutes, storageAutoscaling at one of six hours.
        [override('highCpu', { period: Duration.seconds(90) }), 'highCpu: 5 of 5 periods of 90 seconds'],
        [override('highCpu', { period: Duration.seconds(0) }), 'highCpu: 5 of 5 periods of 0 seconds'],
        [override('highCpu', { period: Duration.millis(500) }), 'highCpu: 5 of 5 periods of 0.5 seconds'],
        [override('highCpu', { evaluationPeriods: 0 }), 'highCpu: 0 of 0 periods of 60 seconds'],
        [override('highCpu', { evaluationPeriods: 2.5 }), 'highCpu: 2.5 of 2.5 periods of 60 seconds'],
        [override('highCpu', { datapointsToAlarm: 0 }), 'highCpu: 0 of 5 periods of 60 seconds'],
        [override('highCpu', { datapointsToAlarm: 1.5 }), 'highCpu: 1.5 of 5 periods of 60 seconds'],
        [override('highCpu', { datapointsToAlarm: 6 }), 'highCpu: 6 of 5 periods of 60 seconds'],
        [override('highCpu', { evaluationPeriods: 3, datapointsToAlarm: 4 }), 'highCpu: 4 of 3 periods of 60 seconds'],
        // A day has 1,440 minutes, a week 168 hours.
        [override('highCpu', { evaluationPeriods: 1_441 }), 'highCpu: 1441 of 1441 periods of 60 seconds'],
        [
          override('highCpu', { period: Duration.minutes(59), evaluationPeriods: 25 }),
          'highCpu: 25 of 25 periods of 3540 seconds',
        ],
        [
          override('storageAutoscaling', { evaluationPeriods: 169 }),
          'storageAutoscaling: 1 of 169 periods of 3600 seconds',
        ],
        // An event comes once; the balances come every five minutes.
        [
          override('storageAutoscaling', { datapointsToAlarm: 2 }),
          'storageAutoscaling: 2 of 6 periods of 3600 seconds',
        ],
        // Missing values are missing in each period. A given number of periods is used unchanged.
        [
          override('restoreDrillOverdue', { datapointsToAlarm: 1 }),
          'restoreDrillOverdue: 1 of 120 periods of 3600 seconds',
        ],
        [override('ebsIoBalance', { period: Duration.minutes(1) }), 'ebsIoBalance: 3 of 3 periods of 60 seconds'],
        [
          { alarmOverrides: { highCpu: { evaluationPeriods: 0 }, dbLoad: { datapointsToAlarm: 16 } } },
          'highCpu: 0 of 0 periods of 60 seconds; dbLoad: 16 of 15 periods of 60 seconds',
        ],
      ] as [Props, string][]
    ).map(([props, got]) => [
      props,
      'alarmOverrides must have periods that CloudWatch can evaluate: ' +
        'whole minutes (multiples of five for ebsIoBalance, ebsByteBalance, surplusCpuCredits), at most a day in ' +
        'total (a week with periods of an hour or more), no more datapoints than periods, and one datapoint for ' +
        'alarms on events (all periods for restoreDrillOverdue), ' +
        `got ${got}; write them like period Duration.minutes(1), evaluationPeriods 5 and datapointsToAlarm 3`,
    ]),
    tokens: [
      override('highCpu', { evaluationPeriods: someNumber(2_000) }),
      override('highCpu', { datapointsToAlarm: someNumber(6) }),
    ],
    good: [
      override('highCpu', { evaluationPeriods: 1_440 }),
      override('highCpu', { period: Duration.hours(1), evaluationPeriods: 168 }),
      override('highCpu', { period: Duration.millis(60_000) }),
      override('highCpu', { evaluationPeriods: 1, datapointsToAlarm: 1 }),
      override('storageAutoscaling', { evaluationPeriods: 168 }),
      override('restoreDrillOverdue', { evaluationPeriods: 168 }),
      override('ebsIoBalance', { period: Duration.minutes(10) }),
    ],
  },
};

/** The lists that no rule of their own checks, for the tests of the parameter group. */
export const TOKEN_AUDIT_CLASSES = someList(['ddl', 'write']) as AuditClass[];

/** The cases of a rule about other constructs. */
export interface WiringCase {
  readonly bad: readonly (readonly [what: string, props: (stack: Stack) => Props, message: string])[];
  /** Each builds its own stack, because what is unknown about a construct depends on the environment of the stack. */
  readonly tokens: readonly (readonly [what: string, make: () => { stack: Stack; props: Props }])[];
  readonly good: readonly (readonly [what: string, props: (stack: Stack) => Props])[];
}

/** A VPC by its ids: `subnets` of a type for each zone, like `{ isolated: 'ab' }`. */
function vpcOf(stack: Stack, subnets: { zones: string; types: ('isolated' | 'private' | 'public')[] }): ec2.IVpc {
  const ids = (type: 'isolated' | 'private' | 'public') =>
    subnets.types.includes(type) ? [...subnets.zones].map((zone) => `subnet-${type}-${zone}`) : undefined;
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: [...subnets.zones].map((zone) => `us-east-1${zone}`),
    isolatedSubnetIds: ids('isolated'),
    privateSubnetIds: ids('private'),
    publicSubnetIds: ids('public'),
  });
}

/** A stack for any account and region: its zones are tokens. */
const agnosticStack = () => new Stack(new App(), 'Stack');

function importedVpc(): { stack: Stack; props: Props } {
  const stack = emptyStack();
  return {
    stack,
    props: {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: Fn.importValue('VpcId'),
        availabilityZones: [Fn.importValue('ZoneA'), Fn.importValue('ZoneB')],
        privateSubnetIds: [Fn.importValue('SubnetA'), Fn.importValue('SubnetB')],
        publicSubnetIds: [Fn.importValue('PublicA'), Fn.importValue('PublicB')],
      }),
    },
  };
}

const NO_SUBNETS =
  'vpcSubnets must name isolated or private subnets, got none; ' +
  'add subnets of type PRIVATE_ISOLATED to the VPC, or choose others with vpcSubnets';
const TWO_ZONES = (got: string) =>
  `vpc must give subnets in two availability zones or more, which RDS requires even without a standby, got ${got}; ` +
  'build the VPC with maxAzs: 2, or choose subnets of another zone with vpcSubnets';

const NOT_THE_WORLD = (got: string) =>
  `clients must not let the whole world in, got ${got}; ` +
  'name the security groups of the clients, or the range of a network with ec2.Peer.ipv4()';

export const NETWORK_CASES: Record<string, WiringCase> = {
  'subnets-exist': {
    bad: [
      ['a VPC of public subnets', (stack) => ({ vpc: vpcOf(stack, { zones: 'ab', types: ['public'] }) }), NO_SUBNETS],
      [
        'no subnet in the selection',
        (stack) => ({ vpc: vpcOf(stack, { zones: 'ab', types: ['isolated'] }), vpcSubnets: { subnets: [] } }),
        NO_SUBNETS,
      ],
    ],
    tokens: [['subnets by ids of another stack', importedVpc]],
    good: [
      ['private subnets alone', (stack) => ({ vpc: vpcOf(stack, { zones: 'ab', types: ['private', 'public'] }) })],
    ],
  },
  'subnets-not-public': {
    bad: [
      [
        'all of them public',
        (stack) => ({
          vpc: vpcOf(stack, { zones: 'ab', types: ['public', 'isolated'] }),
          vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
        }),
        'vpcSubnets must not be public: the internet must not reach the database, got Stack/Vpc/PublicSubnet1, ' +
          'Stack/Vpc/PublicSubnet2; ' +
          'leave vpcSubnets out, or choose ones by subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED',
      ],
      [
        'one of them public',
        (stack) => {
          const vpc = vpcOf(stack, { zones: 'ab', types: ['public', 'isolated'] });
          return { vpc, vpcSubnets: { subnets: [vpc.isolatedSubnets[0], vpc.publicSubnets[1]] } };
        },
        'vpcSubnets must not be public: the internet must not reach the database, got Stack/Vpc/PublicSubnet2; ' +
          'leave vpcSubnets out, or choose ones by subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED',
      ],
    ],
    tokens: [['subnets by ids of another stack', importedVpc]],
    good: [
      [
        'a VPC that has public subnets too',
        (stack) => ({ vpc: vpcOf(stack, { zones: 'ab', types: ['public', 'isolated', 'private'] }) }),
      ],
    ],
  },
  'two-availability-zones': {
    bad: [
      [
        'one zone',
        (stack) => ({ vpc: vpcOf(stack, { zones: 'a', types: ['isolated'] }) }),
        TWO_ZONES('1 (us-east-1a)'),
      ],
      [
        'two subnets of one zone',
        (stack) => {
          const vpc = vpcOf(stack, { zones: 'ab', types: ['isolated', 'private'] });
          return { vpc, vpcSubnets: { subnets: [vpc.isolatedSubnets[1], vpc.privateSubnets[1]] } };
        },
        TWO_ZONES('1 (us-east-1b)'),
      ],
    ],
    tokens: [
      [
        'zones of a stack for any region',
        () => {
          const stack = agnosticStack();
          return { stack, props: { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) } };
        },
      ],
      ['zones of another stack', importedVpc],
    ],
    good: [
      ['two zones', (stack) => ({ vpc: vpcOf(stack, { zones: 'ab', types: ['isolated'] }) })],
      ['three zones', (stack) => ({ vpc: vpcOf(stack, { zones: 'abc', types: ['isolated'] }) })],
    ],
  },
  'clients-not-the-world': {
    bad: [
      [
        'every address of IPv4',
        (stack) => ({ vpc: vpcOf(stack, { zones: 'ab', types: ['isolated'] }), clients: [ec2.Peer.anyIpv4()] }),
        NOT_THE_WORLD('0.0.0.0/0'),
      ],
      [
        'every address of IPv6',
        (stack) => ({ vpc: vpcOf(stack, { zones: 'ab', types: ['isolated'] }), clients: [ec2.Peer.anyIpv6()] }),
        NOT_THE_WORLD('::/0'),
      ],
    ],
    tokens: [
      [
        'a range that is a token',
        () => {
          const stack = emptyStack();
          return {
            stack,
            props: {
              vpc: vpcOf(stack, { zones: 'ab', types: ['isolated'] }),
              clients: [ec2.Peer.ipv4(someString('10.0.0.0/8'))],
            },
          };
        },
      ],
    ],
    good: [
      [
        'a range',
        (stack) => ({
          vpc: vpcOf(stack, { zones: 'ab', types: ['isolated'] }),
          clients: [ec2.Peer.ipv4('10.0.0.0/8')],
        }),
      ],
    ],
  },
};

const ACCOUNT_ARN = 'arn:aws:sns:us-east-1:111122223333';
const AWS_ALIAS_ARN = 'arn:aws:kms:us-east-1:111122223333:alias/aws/sns';
const AWS_KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012';
/** The same rules apply to both topics. */
const TOPIC_PROPS = ['alarmTopic', 'pagingTopic'] as const;
const topicById = (stack: Stack, arn: string) => sns.Topic.fromTopicArn(stack, 'Topic', arn);

function topicCases(name: (typeof TOPIC_PROPS)[number]): Record<string, WiringCase> {
  const given = (topic: sns.ITopic): Props => ({ [name]: topic });
  const importedTopic = () => {
    const stack = emptyStack();
    return { stack, props: given(topicById(stack, Fn.importValue('TopicArn'))) };
  };
  return {
    [`${name}-standard`]: {
      bad: (
        [
          ['of the same app', (stack) => new sns.Topic(stack, 'Topic', { fifo: true, topicName: 'alarms.fifo' })],
          ['by its ARN', (stack) => topicById(stack, `${ACCOUNT_ARN}:alarms.fifo`)],
        ] as [string, (stack: Stack) => sns.ITopic][]
      ).map(([what, topic]) => [
        `a FIFO topic ${what}`,
        (stack) => given(topic(stack)),
        `${name} must be a standard topic, got the FIFO topic Stack/Topic; leave fifo out: RDS events, e-mail and ` +
          'PagerDuty do not support FIFO topics',
      ]),
      tokens: [['a topic of another stack', importedTopic]],
      good: [
        ['a topic of the same app', (stack) => given(new sns.Topic(stack, 'Topic'))],
        ['a topic by its ARN', (stack) => given(topicById(stack, `${ACCOUNT_ARN}:fifo`))],
      ],
    },
    [`${name}-region`]: {
      bad: [
        [
          'a topic of another region',
          (stack) => given(topicById(stack, 'arn:aws:sns:sa-east-1:111122223333:alarms')),
          `${name} must be in the region of the alarms, got Stack/Topic in sa-east-1 for alarms in us-east-1; ` +
            'create one there, and subscribe to it from elsewhere',
        ],
      ],
      tokens: [
        ['a topic whose region is a token', importedTopic],
        [
          'a stack for any region',
          () => {
            const stack = agnosticStack();
            return {
              stack,
              props: {
                vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }),
                ...given(topicById(stack, 'arn:aws:sns:sa-east-1:111122223333:alarms')),
              },
            };
          },
        ],
      ],
      good: [
        [
          'a topic of another account in the same region',
          (stack) => given(topicById(stack, 'arn:aws:sns:us-east-1:444455556666:alarms')),
        ],
      ],
    },
    [`${name}-key`]: {
      bad: (
        [
          [
            'by its alias',
            (stack) =>
              new sns.Topic(stack, 'Topic', { masterKey: kms.Alias.fromAliasName(stack, 'AwsKey', 'alias/aws/sns') }),
          ],
          [
            'by its ARN',
            (stack) =>
              sns.Topic.fromTopicAttributes(stack, 'Topic', {
                topicArn: `${ACCOUNT_ARN}:alarms`,
                keyArn: AWS_ALIAS_ARN,
              }),
          ],
        ] as [string, (stack: Stack) => sns.ITopic][]
      ).map(([what, topic]) => [
        `the key of AWS ${what}`,
        (stack) => given(topic(stack)),
        `${name} must not be encrypted with alias/aws/sns, whose policy lets no service publish, got Stack/Topic; ` +
          'give it a key of its own as masterKey',
      ]),
      tokens: [
        [
          'a key of another stack',
          () => {
            const stack = emptyStack();
            return {
              stack,
              props: given(
                new sns.Topic(stack, 'Topic', {
                  masterKey: kms.Key.fromKeyArn(stack, 'OtherKey', someString(AWS_KEY_ARN)),
                }),
              ),
            };
          },
        ],
      ],
      good: [
        [
          'a key of the same app',
          (stack) => given(new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'OwnKey') })),
        ],
        [
          'a topic and a key by their ARNs',
          (stack) =>
            given(
              sns.Topic.fromTopicAttributes(stack, 'Topic', { topicArn: `${ACCOUNT_ARN}:alarms`, keyArn: AWS_KEY_ARN }),
            ),
        ],
        ['no key', (stack) => given(new sns.Topic(stack, 'Topic'))],
      ],
    },
  };
}

/** What no message may contain. */
export const PAGER_DUTY_URL = 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue';
const URL_REFUSED = (got: string) =>
  'pagerDutyIntegrationUrl must be read from a secret at deployment: anybody who reads it in the template ' +
  'could open incidents, ' +
  `got ${got}; keep the URL in Secrets Manager, and write SecretValue.secretsManager('pagerduty-url')`;

export const TOPIC_CASES: Record<string, WiringCase> = {
  ...topicCases('alarmTopic'),
  ...topicCases('pagingTopic'),
  'pager-duty-url-secret': {
    bad: [
      [
        'plain text',
        () => ({ pagerDutyIntegrationUrl: SecretValue.unsafePlainText(PAGER_DUTY_URL) }),
        URL_REFUSED('plain text'),
      ],
      [
        'plain text without monitoring',
        () => ({ pagerDutyIntegrationUrl: SecretValue.unsafePlainText(PAGER_DUTY_URL), monitoring: false }),
        URL_REFUSED('plain text'),
      ],
      // A token does not hide literal parts of the value.
      [
        'plain text behind a token',
        () => ({ pagerDutyIntegrationUrl: SecretValue.unsafePlainText(someString(PAGER_DUTY_URL)) }),
        URL_REFUSED('plain text'),
      ],
      [
        'plain text beside a reference',
        () => {
          const url = `https://events.pagerduty.com/integration/0123456789abcdef/${Aws.PARTITION}`;
          return { pagerDutyIntegrationUrl: SecretValue.unsafePlainText(url) };
        },
        URL_REFUSED('plain text'),
      ],
      [
        'a URL without TLS',
        () => ({
          pagerDutyIntegrationUrl: SecretValue.unsafePlainText(
            'http://events.pagerduty.com/integration/0123456789abcdef/enqueue',
          ),
        }),
        URL_REFUSED('a URL without TLS'),
      ],
      // CloudFormation resolves these only for a few properties, and an endpoint is not one of them.
      [
        'a secure string of SSM',
        () => ({ pagerDutyIntegrationUrl: SecretValue.ssmSecure('/pagerduty/url', '1') }),
        URL_REFUSED('a secure string of SSM'),
      ],
    ],
    tokens: [
      [
        'a secret that the stack makes',
        () => {
          const stack = emptyStack();
          return { stack, props: { pagerDutyIntegrationUrl: new secretsmanager.Secret(stack, 'Url').secretValue } };
        },
      ],
      [
        'a parameter of the stack',
        () => {
          const stack = emptyStack();
          return {
            stack,
            props: {
              pagerDutyIntegrationUrl: SecretValue.cfnParameter(new CfnParameter(stack, 'Url', { noEcho: true })),
            },
          };
        },
      ],
    ],
    good: [
      [
        'a key that is a secret, within the URL',
        () => {
          const key = SecretValue.secretsManager('pagerduty-key').unsafeUnwrap();
          return {
            pagerDutyIntegrationUrl: SecretValue.unsafePlainText(
              `https://events.pagerduty.com/integration/${key}/enqueue`,
            ),
          };
        },
      ],
      [
        'nothing',
        () => ({
          pagerDutyIntegrationUrl: null as unknown as undefined,
          alarmTopic: null as unknown as undefined,
          pagingTopic: null as unknown as undefined,
        }),
      ],
      [
        'a secret by its name',
        () => ({ pagerDutyIntegrationUrl: SecretValue.secretsManager('pagerduty-url', { jsonField: 'url' }) }),
      ],
    ],
  },
};

const arnIn = (region: string, account: string, resource: string) => `arn:aws:rds:${region}:${account}:${resource}`;
const snapshotIn = (region: string, account = '111122223333') => arnIn(region, account, 'snapshot:before-17');
const backupIn = (region: string, account = '111122223333') => arnIn(region, account, 'auto-backup:ab-1');
const anywhere = (props: Props) => ({ stack: new Stack(new App(), 'Stack'), props });

/** Cases of the rules about the source of a restored database, with the same shape. */
export const RESTORE_CASES: Record<string, WiringCase> = {
  'restore-region': {
    bad: [
      [
        'a snapshot of another region',
        () => ({ restoreFrom: RestoreSource.snapshot(snapshotIn('sa-east-1')) }),
        `restoreFrom must be in the region of the stack, got '${snapshotIn('sa-east-1')}' for a stack in ` +
          'us-east-1; deploy to sa-east-1, or copy the snapshot to us-east-1 first',
      ],
      [
        'backups of another region',
        () => ({ restoreFrom: RestoreSource.replicatedBackup(backupIn('us-west-2')) }),
        `restoreFrom must be in the region of the stack, got '${backupIn('us-west-2')}' for a stack in us-east-1; ` +
          'deploy to us-west-2, or give the ARN that the replicated backups have in us-east-1',
      ],
    ],
    tokens: [
      ['a stack for any region', () => anywhere({ restoreFrom: RestoreSource.snapshot(snapshotIn('sa-east-1')) })],
      [
        'an ARN that is a token',
        () => ({
          stack: emptyStack(),
          props: { restoreFrom: RestoreSource.replicatedBackup(someString(backupIn('us-west-2'))) },
        }),
      ],
    ],
    good: [
      ['a name', () => ({ restoreFrom: RestoreSource.snapshot('before-17') })],
      ['a snapshot of the account', () => ({ restoreFrom: RestoreSource.snapshot(snapshotIn('us-east-1')) })],
      ['backups of the region', () => ({ restoreFrom: RestoreSource.replicatedBackup(backupIn('us-east-1')) })],
    ],
  },
  'restore-backup-account': {
    bad: [
      [
        'backups of another account',
        () => ({ restoreFrom: RestoreSource.replicatedBackup(backupIn('us-east-1', '444455556666')) }),
        'restoreFrom must be in the account of the stack: automated backups cannot be shared, got ' +
          `'${backupIn('us-east-1', '444455556666')}' for a stack in 111122223333; ` +
          'deploy to that account, or copy a manual snapshot that it shares, and restore the copy',
      ],
    ],
    tokens: [
      [
        'a stack for any account',
        () => anywhere({ restoreFrom: RestoreSource.replicatedBackup(backupIn('us-east-1', '444455556666')) }),
      ],
      [
        'an account that is a token',
        () => ({
          stack: emptyStack(),
          props: { restoreFrom: RestoreSource.replicatedBackup(backupIn('us-east-1', Aws.ACCOUNT_ID)) },
        }),
      ],
    ],
    good: [['backups of the account', () => ({ restoreFrom: RestoreSource.replicatedBackup(backupIn('us-east-1')) })]],
  },
  'restore-snapshot-account': {
    bad: [snapshotIn('us-east-1', '444455556666'), arnIn('us-east-1', '444455556666', 'snapshot:awsbackup:job-1')].map(
      (arn) => [
        'a snapshot that another account shares',
        () => ({ restoreFrom: RestoreSource.snapshot(arn, { encrypted: true }) }),
        'restoreFrom must be in the account of the stack: RDS restores no encrypted snapshot that another account ' +
          `shares, got '${arn}' for a stack in ` +
          `111122223333; copy it first, aws rds copy-db-snapshot --source-db-snapshot-identifier ${arn} ` +
          '--kms-key-id <a key of 111122223333>, and restore the copy',
      ],
    ),
    tokens: [
      [
        'a stack for any account',
        () => anywhere({ restoreFrom: RestoreSource.snapshot(snapshotIn('us-east-1', '444455556666')) }),
      ],
      [
        'an ARN that is a token',
        () => ({
          stack: emptyStack(),
          props: { restoreFrom: RestoreSource.snapshot(someString(snapshotIn('us-east-1', '444455556666'))) },
        }),
      ],
    ],
    good: [['a snapshot of the account', () => ({ restoreFrom: RestoreSource.snapshot(snapshotIn('us-east-1')) })]],
  },
  'restore-partition': {
    bad: [
      [
        'a snapshot of China by the region of this one',
        () => ({ restoreFrom: RestoreSource.snapshot('arn:aws-cn:rds:us-east-1:111122223333:snapshot:one') }),
        'restoreFrom must be in the partition of the stack, got ' +
          "'arn:aws-cn:rds:us-east-1:111122223333:snapshot:one' for a stack in aws; write the ARN with arn:aws:",
      ],
      [
        'backups of GovCloud by the region of this one',
        () => ({
          restoreFrom: RestoreSource.replicatedBackup('arn:aws-us-gov:rds:us-east-1:111122223333:auto-backup:ab-1'),
        }),
        'restoreFrom must be in the partition of the stack, got ' +
          "'arn:aws-us-gov:rds:us-east-1:111122223333:auto-backup:ab-1' for a stack in aws; write the ARN with " +
          'arn:aws:',
      ],
    ],
    tokens: [
      [
        'a stack for any partition',
        () => anywhere({ restoreFrom: RestoreSource.snapshot('arn:aws-cn:rds:cn-north-1:111122223333:snapshot:one') }),
      ],
    ],
    good: [['a snapshot of the partition', () => ({ restoreFrom: RestoreSource.snapshot(snapshotIn('us-east-1')) })]],
  },
};

/** Tests each rule about other constructs with its cases. */
export function proveWiringRules<S>(rules: readonly Rule<S>[], cases: Record<string, WiringCase>): void {
  describe.each(rules.map((rule) => rule.id))('%s', (id) => {
    const { bad, tokens, good } = cases[id];

    test.each(bad)('refuses %s', (_, props, message) => {
      const stack = emptyStack();
      expect(refusal(props(stack), stack)).toBe(`[Stack/Database] ${message}`);
    });

    test.each(tokens)('accepts tokens: %s', (_, make) => {
      const { stack, props } = make();
      expect(() => database(props, stack).template()).not.toThrow();
    });

    test.each(good)('accepts %s', (_, props) => {
      const stack = emptyStack();
      expect(() => database(props(stack), stack).template()).not.toThrow();
    });
  });
}

/** Tests each rule with its cases. */
export function proveSettingRules(rules: readonly Rule<Settings>[]): void {
  describe.each(rules.map((rule) => rule.id))('%s', (id) => {
    const { bad, tokens, good } = SETTING_CASES[id];

    test.each(bad.map(([props, message], index) => [index, message, props] as const))(
      'refuses %i: %s',
      (_, message, props) => {
        expect(refusal(props)).toBe(`[Stack/Database] ${message}`);
      },
    );

    if (tokens.length > 0) {
      test.each(tokens.map((props, index) => [index, props] as const))('accepts token %i', (_, props) => {
        expect(() => database(props).template()).not.toThrow();
      });
    }

    test.each(good.map((props, index) => [index, props] as const))('accepts %i', (_, props) => {
      expect(() => database(props)).not.toThrow();
    });
  });
}
