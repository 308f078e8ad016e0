import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import {
  AdoptedDatabase,
  AlarmSeverity,
  AuditClass,
  BackupVaultLock,
  BackupVaultPlan,
  BootstrapSql,
  CredentialsRotation,
  EnvironmentProfile,
  ExplainedSetting,
  LogStatement,
  OficinaPostgresProps,
  RestoreDrill,
  RestoreSource,
} from '../../src';
import { resolveSettings } from '../../src/settings/resolve-settings';
import { database, emptyStack, privateVpc } from '../support/database';
import { someBoolean, someList, someNumber, someString } from '../validation/rule-cases';

type Props = Partial<OficinaPostgresProps>;

function settingsOf(props: Props = {}): Record<string, ExplainedSetting> {
  return Object.fromEntries(
    database(props)
      .database.explain()
      .settings.map((setting) => [setting.name, setting]),
  );
}

test('lists the wiring and every setting once, in the order of the props', () => {
  const { values } = resolveSettings({ vpc: privateVpc(emptyStack()), profile: EnvironmentProfile.dev() });
  const names = database()
    .database.explain()
    .settings.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  // The profile is in the title, the major version in engineVersion; the last seven have no value unless given.
  const wiring = [
    'vpcSubnets',
    'clients',
    'securityGroup',
    'encryptionKey',
    'secretsManagerEndpoint',
    'alarmTopic',
    'pagingTopic',
    'pagerDutyIntegrationUrl',
  ];
  const expected = [
    ...wiring,
    ...Object.keys(values).filter((name) => name !== 'profile' && name !== 'majorVersion'),
    'instanceCapacity',
    'iops',
    'storageThroughput',
    'maxConnections',
    'restoreFrom',
    'adopt',
    'runbookUrl',
  ];
  expect(names.slice().sort()).toEqual([...new Set(expected)].sort());
  expect(names.slice(0, 11)).toEqual([...wiring, 'port', 'instanceIdentifier', 'databaseName']);
});

test('has identifier and profile in its title', () => {
  expect(
    database({ profile: EnvironmentProfile.staging(), instanceIdentifier: 'carros' }).database.explain().title,
  ).toBe('carros, profile staging');
});

test('shows the source of each setting', () => {
  const settings = settingsOf({ port: 6000, removalPolicy: RemovalPolicy.SNAPSHOT });
  expect(settings.port.source).toBe('prop');
  expect(settings.removalPolicy.source).toBe('prop'); // even if the value equals that of the profile
  expect(settings.multiAz.source).toBe('profile');
  expect(settings.databaseName.source).toBe('default');
  expect(settings.iops.source).toBe('default');
  expect(settings.instanceIdentifier.source).toBe('derived');
  expect(settings.deleteAutomatedBackups.source).toBe('derived');
});

const BY_AWS = {
  rotation: CredentialsRotation.awsServerlessApplication({ interval: Duration.days(7) }),
  logStatement: LogStatement.NONE,
};
const MORE_SQL = {
  bootstrapSql: [BootstrapSql.inline('010-orders.sql', 'SELECT 1'), BootstrapSql.inline('020-units.sql', 'SELECT 2')],
};

const NEWER_CLASS = {
  instanceType: new ec2.InstanceType('r8i.large'),
  instanceCapacity: { vcpus: 2, memory: Size.gibibytes(16) },
};
const ADOPTED = {
  adopt: AdoptedDatabase.of({
    subnetGroupName: 'oficina-dev',
    storageKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    masterUsername: 'oficina_admin',
    secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-dev-AbCdEf',
  }),
};
const RESTORED = { restoreFrom: RestoreSource.latest('db-ABCDEFGHIJKLMNOPQRSTUVWXYZ') };
const locked = (vaultLock?: BackupVaultLock) => ({ backupVaultPlan: BackupVaultPlan.daily({ vaultLock }) });
const DRILLED = { ...locked(), restoreDrill: RestoreDrill.scheduled() };

/** The text for each kind of value. */
test.each<[string, Props, string]>([
  ['iops', {}, '-'],
  ['port', { port: 6000 }, '6000'],
  ['databaseName', { databaseName: 'carros' }, 'carros'],
  ['multiAz', { multiAz: true }, 'yes'],
  ['multiAz', { multiAz: false }, 'no'],
  ['allocatedStorage', { allocatedStorage: Size.mebibytes(30 * 1024) }, '30 GiB'],
  ['backupRetention', { backupRetention: Duration.hours(48) }, '2 days'],
  ['enhancedMonitoringInterval', { enhancedMonitoringInterval: Duration.seconds(0) }, 'off'],
  ['slowQueryThreshold', { slowQueryThreshold: Duration.millis(250) }, '250 millis'],
  ['engineVersion', { engineVersion: rds.PostgresEngineVersion.of('17.11', '17') }, '17.11'],
  ['instanceType', { instanceType: new ec2.InstanceType('m6g.large') }, 'm6g.large'],
  ['caCertificate', { caCertificate: rds.CaCertificate.RDS_CA_RSA4096_G1 }, 'rds-ca-rsa4096-g1'],
  ['rotation', {}, 'every 30 days'],
  ['rotation', { rotation: CredentialsRotation.builtin({ interval: Duration.hours(12) }) }, 'every 12 hours'],
  ['rotation', BY_AWS, 'every 7 days, AWS application'],
  ['rotation', { rotation: CredentialsRotation.managedByRds() }, 'managed by RDS'],
  [
    'rotation',
    { rotation: CredentialsRotation.managedByRds({ interval: Duration.days(14) }) },
    'every 14 days, managed by RDS',
  ],
  ['rotation', { rotation: CredentialsRotation.disabled({ reason: 'Vault' }) }, 'off'],
  ['restoreFrom', {}, '-'],
  ['restoreFrom', RESTORED, 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ at its latest'],
  ['adopt', {}, '-'],
  ['adopt', ADOPTED, 'a running instance'],
  ['backupVaultPlan', {}, 'none'],
  [
    'backupVaultPlan',
    { backupVaultPlan: BackupVaultPlan.daily({ retention: Duration.days(90) }) },
    'daily at 05:00, 90 days',
  ],
  [
    'backupVaultPlan',
    { backupVaultPlan: BackupVaultPlan.daily({ retention: Duration.days(someNumber(90)) }) },
    'daily at 05:00, (token)',
  ],
  ['restoreDrill', {}, 'none'],
  ['restoreDrill', DRILLED, 'WED, SUN at 08:00'],
  ['bootstrap', {}, 'yes'],
  ['bootstrap', { bootstrap: false }, 'no'],
  ['bootstrapSql', {}, '-'],
  ['bootstrapSql', MORE_SQL, '010-orders.sql, 020-units.sql'],
  ['auditClasses', { auditClasses: [AuditClass.WRITE, AuditClass.READ] }, 'write, read'],
  ['auditClasses', { auditClasses: [] }, '-'],
  ['parameters', {}, '-'],
  ['parameters', { parameters: { work_mem: '64', jit: 'off' } }, 'jit=off, work_mem=64'],
  ['maxConnections', {}, '-'],
  ['maxConnections', { maxConnections: 1000 }, '1000'],
  ['alarmEmails', {}, '-'],
  [
    'alarmEmails',
    { alarmEmails: ['ana@oficina.example', 'rui@oficina.example'] },
    'ana@oficina.example, rui@oficina.example',
  ],
  ['alarmOverrides', {}, '-'],
  [
    'alarmOverrides',
    { alarmOverrides: { highCpu: { threshold: 70, severity: AlarmSeverity.CRITICAL }, dbLoad: { enabled: false } } },
    'dbLoad (enabled=false), highCpu (severity=critical, threshold=70)',
  ],
  ['alarmOverrides', { alarmOverrides: { highCpu: undefined, dbLoad: { threshold: 4 } } }, 'dbLoad (threshold=4)'],
  ['alarmOverrides', { alarmOverrides: { highCpu: undefined } }, '-'],
  ['runbookUrl', { runbookUrl: 'https://wiki.example/rds' }, 'https://wiki.example/rds'],
  ['logRetention', { logRetention: logs.RetentionDays.ONE_WEEK }, '7 days'],
  ['removalPolicy', { removalPolicy: RemovalPolicy.RETAIN }, 'retain'],
])('%s of %j is shown as %s', (name, props, text) => {
  expect(settingsOf(props)[name].value).toBe(text);
});

const STRIPED = { allocatedStorage: Size.gibibytes(400), maxAllocatedStorage: Size.gibibytes(1000) };
const NO_ROTATION = { rotation: CredentialsRotation.disabled({ reason: 'rotated by Vault' }) };

/** Consequences that depend on the value: the setting, two sets of props, and the consequence of each. */
test.each<[string, [Props, string], [Props, string]]>([
  [
    'autoMinorVersionUpgrade',
    [{}, 'a restart in the maintenance window'],
    [{ autoMinorVersionUpgrade: false }, 'RISK: security fixes wait for a deployment'],
  ],
  [
    'allowMajorVersionUpgrade',
    [{}, 'a major upgrade fails at deploy'],
    [{ allowMajorVersionUpgrade: true }, 'RISK: a new engineVersion upgrades for good'],
  ],
  [
    'extendedSupport',
    [{}, 'RDS upgrades the major version at the end of support'],
    [{ extendedSupport: true }, 'COST: per vCPU and hour after the end of standard support'],
  ],
  [
    'engineVersion',
    [{}, 'standard support ends 2028-02-29'],
    [
      { engineVersion: rds.PostgresEngineVersion.of('19.1', '19') },
      'RISK: newer than the tested versions; standard support ends later than this library knows',
    ],
  ],
  [
    'instanceType',
    [{}, 'COST: per hour, for 2 vCPU and 2 GiB'],
    [{ instanceType: new ec2.InstanceType('r6g.4xlarge') }, 'COST: per hour, for 16 vCPU and 128 GiB'],
  ], // 16 vCPU at 8 GiB each
  [
    'instanceType',
    [{ ...NEWER_CLASS }, 'COST: per hour, for 2 vCPU and 16 GiB'],
    [
      { ...NEWER_CLASS, instanceCapacity: { vcpus: 4, memory: Size.gibibytes(32) } },
      'COST: per hour, for 4 vCPU and 32 GiB',
    ],
  ],
  [
    'instanceCapacity',
    [{}, 'what this library knows of the class'],
    [NEWER_CLASS, 'alarm thresholds follow it; RDS does not read it'],
  ],
  [
    'multiAz',
    [{}, 'RISK: the loss of a zone, and each patch, stops the service'],
    [{ multiAz: true }, 'COST: twice the instance and storage'],
  ],
  [
    'allowSingleAz',
    [{}, 'production must have a standby'],
    [{ allowSingleAz: true }, 'RISK: production may run in a single zone'],
  ],
  [
    'applyImmediately',
    [{}, 'RISK: a change that restarts interrupts at once'],
    [
      { applyImmediately: false },
      'a new class or version waits for sun:04:00-sun:05:00 UTC, a static parameter for a reboot by hand',
    ],
  ],
  [
    'parameters',
    [{}, 'only those of the library and RDS'],
    [{ parameters: { jit: 'off' } }, 'in addition to those of the library'],
  ],
  [
    'parameters',
    [
      { parameters: { jit: 'off', max_wal_senders: '20' } },
      'in addition to those of the library; a change of max_wal_senders restarts the instance',
    ],
    [
      { parameters: { max_wal_senders: '20', wal_buffers: '2048' }, applyImmediately: false },
      'in addition to those of the library; a change of max_wal_senders, wal_buffers waits for a reboot by hand',
    ],
  ],
  // 80 % of 2 GiB, and 90 % of 16 GiB, at 9,531,392 bytes each.
  [
    'maxConnections',
    [{}, 'about 180, from the memory of the instance class'],
    [{ instanceType: new ec2.InstanceType('m6g.xlarge') }, 'about 1622, from the memory of the instance class'],
  ],
  [
    'maxConnections',
    [NEWER_CLASS, 'about 1622, from the memory of the instance class'],
    [{ ...NEWER_CLASS, maxConnections: 1000 }, 'each connection takes memory'],
  ],
  [
    'maxConnections',
    [{ instanceType: new ec2.InstanceType(someString('m7g.large')) }, 'from the memory of the instance class'],
    [{ maxConnections: 1000 }, 'each connection takes memory'],
  ],
  [
    'storageAutoscaling',
    [{}, 'grows by itself when less than 10 % is free'],
    [{ storageAutoscaling: false }, 'RISK: a full disk stops the database'],
  ],
  [
    'storageAutoscaling',
    [{ ...RESTORED, maxAllocatedStorage: Size.gibibytes(100) }, 'grows by itself when less than 10 % is free'],
    [
      RESTORED,
      'RISK: a full disk stops the database; a restored database does not grow until maxAllocatedStorage is set',
    ],
  ],
  [
    'maxAllocatedStorage',
    [{}, 'COST: the most that storage can grow to'],
    [RESTORED, 'ignored: storage autoscaling is off'],
  ],
  [
    'iops',
    [{}, 'what comes with the storage'],
    [{ ...STRIPED, iops: 13_000 }, 'COST: per IOPS and month beyond the included ones'],
  ],
  [
    'storageThroughput',
    [{}, 'what comes with the storage'],
    [{ ...STRIPED, storageThroughput: 600 }, 'COST: per MiB/s and month beyond the included ones'],
  ],
  [
    'backupRetention',
    [{}, 'COST: backup storage beyond the size of the database; point-in-time recovery 7 days back'],
    [
      { backupRetention: Duration.days(35) },
      'COST: backup storage beyond the size of the database; point-in-time recovery 35 days back',
    ],
  ],
  ['backupVaultPlan', [{}, 'only the automated backups of RDS'], [locked(), 'COST: vault storage, per GB and month']],
  [
    'backupVaultPlan',
    [
      locked(BackupVaultLock.governance({ minRetention: Duration.days(7) })),
      'COST: vault storage, per GB and month; a lock keeps backups from being deleted',
    ],
    [
      locked(BackupVaultLock.compliance({ minRetention: Duration.days(7) })),
      'RISK: nobody can delete a backup before its time; COST: vault storage until then, per GB and month',
    ],
  ],
  [
    'restoreDrill',
    [{}, 'RISK: nobody tests that backups can be restored'],
    [DRILLED, "COST: each time AWS Backup's charge for a test, and an instance for an hour or so"],
  ],
  [
    'deleteAutomatedBackups',
    [{}, 'COST: backups outlive the instance until their retention ends'],
    [{ removalPolicy: RemovalPolicy.DESTROY }, 'RISK: automated backups are deleted with the instance'],
  ],
  [
    'deletionProtection',
    [{}, 'RISK: a deleted stack deletes the instance'],
    [{ deletionProtection: true }, 'RDS refuses to delete the instance'],
  ],
  [
    'removalPolicy',
    [{}, 'COST: a final snapshot, key, secret and logs remain'],
    [{ removalPolicy: RemovalPolicy.DESTROY }, 'RISK: the data is deleted with the stack'],
  ],
  [
    'removalPolicy',
    [{}, 'COST: a final snapshot, key, secret and logs remain'],
    [{ removalPolicy: RemovalPolicy.RETAIN }, 'COST: the instance remains and keeps running'],
  ],
  [
    'rotation',
    [{}, 'the password changes each time; clients must read the secret again'],
    [NO_ROTATION, 'RISK: the password never changes (rotated by Vault)'],
  ],
  [
    'rotation',
    [BY_AWS, 'the password changes each time; clients must read the secret again'],
    [
      { rotation: CredentialsRotation.managedByRds() },
      'RDS refuses read replicas and blue/green deployments of the database',
    ],
  ],
  [
    'restoreFrom',
    [{}, 'a new, empty database'],
    [
      RESTORED,
      "RISK: has to stay as it is; key and master user are the source's, and its key must outlive this database too",
    ],
  ],
  [
    'adopt',
    [{}, 'a new database'],
    [ADOPTED, 'RISK: has to stay; subnet group, storage key, master user and secret are those of before'],
  ],
  [
    'allocatedStorage',
    [{}, 'COST: per GiB and month; grows, never shrinks'],
    [RESTORED, "COST: per GiB and month; grows, never shrinks; without the prop it is the source's"],
  ],
  [
    'secretName',
    [{}, 'a change creates a new password'],
    [
      { rotation: CredentialsRotation.managedByRds() },
      'names only the secrets of users: RDS names the secret of the master user',
    ],
  ],
  [
    'bootstrap',
    [{}, 'SQL runs when scripts or users change; nothing is dropped'],
    [{ bootstrap: false }, 'RISK: PUBLIC keeps its rights, and pgAudit records nothing'],
  ],
  ['bootstrapSql', [{}, "only the library's own script"], [MORE_SQL, 'each runs once, and must not change after that']],
  [
    'logStatement',
    [{}, 'COST: log volume; passwords in clear SQL are logged too'],
    [{ logStatement: LogStatement.NONE }, 'DDL and roles are recorded only by pgAudit'],
  ],
  [
    'auditClasses',
    [{}, 'COST: log volume'],
    [{ bootstrap: false }, 'COST: log volume; needs CREATE EXTENSION pgaudit'],
  ],
  [
    'iamAuthentication',
    [{}, 'IAM roles may log in where grantConnect() allows it'],
    [{ iamAuthentication: false }, 'passwords only'],
  ],
  [
    'logConnections',
    [{}, 'COST: log volume with each connection'],
    [{ logConnections: false }, 'RISK: no record of who connected'],
  ],
  [
    'performanceInsights',
    [{}, 'load and waits are recorded'],
    [{ performanceInsights: false }, 'RISK: nobody sees later why it was slow'],
  ],
  [
    'performanceInsightsRetention',
    [{}, 'free of charge'],
    [{ performanceInsightsRetention: 31 }, 'COST: per vCPU and month'],
  ],
  [
    'databaseInsightsMode',
    [{}, 'free of charge'],
    [
      { databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED, performanceInsightsRetention: 465 },
      'COST: per vCPU and hour',
    ],
  ],
  [
    'enhancedMonitoringInterval',
    [{}, 'no samples of the operating system'],
    [{ enhancedMonitoringInterval: Duration.seconds(1) }, 'COST: CloudWatch Logs per GB'],
  ],
  [
    'monitoring',
    [{}, 'COST: per alarm and month, a key, and the dashboard'],
    [{ monitoring: false }, 'RISK: nobody learns that the database is down'],
  ],
  [
    'alarmEmails',
    [{}, 'no mail: alarms reach those who subscribe to alarmTopic'],
    [{ alarmEmails: ['ana@oficina.example'] }, 'each has to be confirmed'],
  ],
  [
    'alarmOverrides',
    [{}, 'thresholds follow from class and storage'],
    [{ alarmOverrides: { highCpu: { threshold: 70 } } }, 'the other alarms follow from class and storage'],
  ],
  [
    'alarmEmails',
    [{ monitoring: false }, 'ignored: monitoring is off'],
    [{ monitoring: false, alarmEmails: ['ana@oficina.example'] }, 'ignored: monitoring is off'],
  ],
  [
    'alarmOverrides',
    [{}, 'thresholds follow from class and storage'],
    [{ monitoring: false }, 'ignored: monitoring is off'],
  ],
  [
    'alarmOverrides',
    [{ alarmOverrides: { highCpu: undefined } }, 'thresholds follow from class and storage'],
    [{ alarmOverrides: { highCpu: { enabled: false } } }, 'the other alarms follow from class and storage'],
  ],
  ['runbookUrl', [{}, 'where the alarms say what to do'], [{ monitoring: false }, 'ignored: monitoring is off']],
])('the consequence of %s depends on its value', (name, [props, consequence], [otherProps, otherConsequence]) => {
  expect(settingsOf(props)[name].consequence).toBe(consequence);
  expect(settingsOf(otherProps)[name].consequence).toBe(otherConsequence);
});

test('no row has an empty column', () => {
  for (const { name, value, source, consequence } of database({ profile: EnvironmentProfile.prod() }).database.explain()
    .settings) {
    expect([name, value, source, consequence].every((text) => text.length > 0)).toBe(true);
    expect(['prop', 'profile', 'default', 'derived']).toContain(source);
  }
});

test.each<[string, Props]>([
  ['port', { port: someNumber(6000) }],
  ['databaseName', { databaseName: someString('x') }],
  ['engineVersion', { engineVersion: rds.PostgresEngineVersion.of(someString('17'), someString('17')) }],
  ['instanceType', { instanceType: new ec2.InstanceType(someString('t3.small')) }],
  ['caCertificate', { caCertificate: rds.CaCertificate.of(someString('x')) }],
  ['multiAz', { multiAz: someBoolean(true) }],
  ['allocatedStorage', { allocatedStorage: Size.gibibytes(someNumber(20)) }],
  ['backupRetention', { backupRetention: Duration.days(someNumber(7)) }],
  ['enhancedMonitoringInterval', { enhancedMonitoringInterval: Duration.seconds(someNumber(7)) }],
  ['parameters', { parameters: { work_mem: someString('64') } }],
  ['preloadLibraries', { preloadLibraries: someList(['pg_cron']) }],
  ['logStatement', { logStatement: someString('ddl') as LogStatement }],
  ['maxConnections', { maxConnections: someNumber(200) }],
  ['alarmEmails', { alarmEmails: [someString('ana@oficina.example')] }],
  ['alarmOverrides', { alarmOverrides: { highCpu: { threshold: someNumber(70) } } }],
])('%s that is a token is shown as known at deployment', (name, props) => {
  expect(settingsOf(props)[name]).toEqual({
    name,
    value: '(token)',
    source: 'prop',
    consequence: 'known at deployment',
  });
});

test('has aligned columns as text', () => {
  const [title, blank, head, ...lines] = database().database.explain().toText().split('\n');
  expect(title).toBe('oficina-db-dev, profile dev');
  expect(blank).toBe('');
  const columns = ['SETTING', 'VALUE', 'FROM', 'COST OR RISK'].map((name) => head.indexOf(name));
  for (const { name, value, source, consequence } of database().database.explain().settings) {
    const line = lines.find((text) => text.startsWith(`${name} `))!;
    [name, value, source, consequence].forEach((cell, index) =>
      expect(line.slice(columns[index])).toMatch(new RegExp(`^${cell.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(  |$)`)),
    );
  }
});
