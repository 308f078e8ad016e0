import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { EnvironmentSettings } from './environment-profile';
import { OptionalSetting, SettingName, Settings } from './settings';
import { valueText } from './value-text';
import { AdoptedDatabase } from '../adoption/adopted-database';
import { BackupVaultPlan } from '../backup/backup-vault-plan';
import { CrossRegionBackup } from '../backup/cross-region-backup';
import { RestoreDrill } from '../backup/restore-drill';
import { BootstrapSql } from '../bootstrap/bootstrap-sql';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { ENGINE_MAJORS } from '../instance/engine-version-catalogue';
import { instanceSize } from '../instance/instance-size';
import { defaultMaxConnections } from '../instance/max-connections';
import { isNewerThanKnown } from '../instance/newer-version';
import { RestoreSource } from '../instance/restore-source';
import { AuditClass } from '../parameters/audit-class';
import { LogStatement } from '../parameters/log-statement';
import { parameterDefinition } from '../parameters/parameter-catalogue';
import { placeOf } from '../regions/region-catalogue';
import { isOfClass } from '../validation/class-of';
import { definedProps } from '../validation/defined-props';
import {
  intendedAuthority,
  intendedBackupPlan,
  intendedEngineVersion,
  intendedInstanceType,
  intendedRegion,
  intendedRestoreSource,
  intendedRotation,
} from '../validation/intended-values';
import {
  BOOLEAN,
  CAPACITY,
  durationType,
  instanceOf,
  isToken,
  KNOWN_BOOLEAN,
  KNOWN_TEXTS,
  listOf,
  NUMBER,
  oneOf,
  OVERRIDES,
  PropType,
  propType,
  sizeType,
  TEXT,
  TEXTS,
  TEXTS_BY_NAME,
} from '../validation/prop-types';

/** Marks a setting whose default is the value of the profile. */
const FROM_PROFILE = Symbol('from the profile');

/** Derives a default from the other settings. */
type DerivedDefault<V> = (settings: Settings) => V;

/**
 * The type of the default of a setting. The first of these cases that applies decides:
 *
 * - FROM_PROFILE for a setting of profiles, since every profile has a value for it
 * - undefined for a setting that may have no value
 * - a constant, or a function of the other settings, for all others
 */
type SettingDefault<N extends SettingName> = N extends keyof EnvironmentSettings
  ? typeof FROM_PROFILE
  : N extends OptionalSetting
    ? undefined
    : Settings[N] | DerivedDefault<Settings[N]>;

/** The definition of one setting. */
export interface SettingDefinition<N extends SettingName = SettingName> {
  /** What the prop takes. */
  readonly type: PropType;
  /** The value if neither a prop nor the profile sets one. */
  readonly default: SettingDefault<N>;
  /** What the setting costs (`COST:`), risks (`RISK:`) or means at its current value. */
  readonly consequence: (settings: Settings) => string;
  /** The unit of a bare number, as `explain()` shows it. */
  readonly unit?: string;
}

/**
 * Every setting, in the order in which `explain()` lists them. Defaults, checks of props and `explain()` follow these
 * entries. A setting without an entry, or an entry without one of its fields, does not compile.
 *
 * This is a function for two reasons: databases must not share a mutable default, and naming a class of aws-cdk-lib
 * loads its module, which an import of the library must not do.
 */
export const settingCatalogue = (): { readonly [N in SettingName]-?: SettingDefinition<N> } => ({
  port: {
    type: NUMBER,
    default: 5432,
    consequence: () => 'the port that clients connect to',
  },
  instanceIdentifier: {
    type: TEXT,
    default: ({ profile }) => `oficina-db-${profile.name}`,
    consequence: () => 'a change replaces the database with an empty one',
  },
  databaseName: {
    type: TEXT,
    default: 'oficina_db',
    consequence: () => 'cannot be changed',
  },
  masterUsername: {
    type: TEXT,
    default: 'oficina_admin',
    consequence: () => 'cannot be changed',
  },
  secretName: {
    type: TEXT,
    default: ({ instanceIdentifier }) => instanceIdentifier,
    consequence: (s) =>
      s.rotation._mechanism.isSecretMadeByRds
        ? 'names only the secrets of users: RDS names the secret of the master user'
        : 'a change creates a new password',
  },
  ssmParameterPrefix: {
    type: TEXT,
    default: ({ profile }) => `/oficina/${profile.name}/database`,
    consequence: () => 'where applications find host, port and secret',
  },
  project: {
    type: TEXT,
    default: 'oficina-mecanica',
    consequence: () => 'tag Project',
  },
  repository: {
    type: TEXT,
    default: 'oficina-postgres',
    consequence: () => 'tag Repository',
  },
  engineVersion: {
    type: instanceOf(rds.PostgresEngineVersion, 'rds.PostgresEngineVersion.VER_17', intendedEngineVersion),
    default: rds.PostgresEngineVersion.VER_15,
    consequence: (s) => versionText(s),
  },
  autoMinorVersionUpgrade: {
    type: BOOLEAN,
    default: true,
    consequence: (s) =>
      s.autoMinorVersionUpgrade ? 'a restart in the maintenance window' : 'RISK: security fixes wait for a deployment',
  },
  allowMajorVersionUpgrade: {
    type: BOOLEAN,
    default: false,
    consequence: (s) =>
      s.allowMajorVersionUpgrade ? 'RISK: a new engineVersion upgrades for good' : 'a major upgrade fails at deploy',
  },
  extendedSupport: {
    type: BOOLEAN,
    default: false,
    consequence: (s) =>
      s.extendedSupport
        ? 'COST: per vCPU and hour after the end of standard support'
        : 'RDS upgrades the major version at the end of support',
  },
  instanceType: {
    type: instanceOf(ec2.InstanceType, "new ec2.InstanceType('m6g.large')", intendedInstanceType),
    default: FROM_PROFILE,
    consequence: (s) => instanceText(s),
  },
  instanceCapacity: {
    type: CAPACITY,
    default: undefined,
    consequence: (s) =>
      s.instanceCapacity ? 'alarm thresholds follow it; RDS does not read it' : 'what this library knows of the class',
  },
  multiAz: {
    type: BOOLEAN,
    default: FROM_PROFILE,
    consequence: (s) =>
      s.multiAz
        ? 'COST: twice the instance and storage'
        : 'RISK: the loss of a zone, and each patch, stops the service',
  },
  allowSingleAz: {
    type: BOOLEAN,
    default: false,
    consequence: (s) =>
      s.allowSingleAz ? 'RISK: production may run in a single zone' : 'production must have a standby',
  },
  readReplicas: {
    type: NUMBER,
    default: 0,
    consequence: (s) =>
      s.readReplicas > 0
        ? 'COST: one more instance and storage each; their readers see data that is moments old'
        : 'reads and writes go to one instance',
  },
  caCertificate: {
    type: instanceOf(rds.CaCertificate, 'rds.CaCertificate.RDS_CA_RSA2048_G1', intendedAuthority),
    default: rds.CaCertificate.RDS_CA_RSA2048_G1,
    consequence: () => "clients verify the server with the authority's bundle",
  },
  applyImmediately: {
    type: BOOLEAN,
    default: FROM_PROFILE,
    consequence: (s) =>
      s.applyImmediately
        ? 'RISK: a change that restarts interrupts at once'
        : `a new class or version waits for ${valueText(s.maintenanceWindow)} UTC, ` +
          'a static parameter for a reboot by hand',
  },
  parameters: {
    type: TEXTS_BY_NAME,
    default: {},
    consequence: (s) => parametersText(s),
  },
  preloadLibraries: {
    type: TEXTS,
    default: [],
    consequence: () => 'in addition to pg_stat_statements and pgaudit',
  },
  maxConnections: {
    type: NUMBER,
    default: undefined,
    consequence: (s) => maxConnectionsText(s),
  },
  storageType: {
    type: TEXT,
    default: rds.StorageType.GP3,
    consequence: () => 'COST: per GiB and month',
  },
  allocatedStorage: {
    type: sizeType(),
    default: FROM_PROFILE,
    consequence: (s) =>
      `COST: per GiB and month; grows, never shrinks${s.restoreFrom ? "; without the prop it is the source's" : ''}`,
  },
  storageAutoscaling: {
    type: BOOLEAN,
    default: true,
    consequence: autoscalingText,
  },
  maxAllocatedStorage: {
    type: sizeType(),
    default: FROM_PROFILE,
    consequence: (s) =>
      s.storageAutoscaling ? 'COST: the most that storage can grow to' : 'ignored: storage autoscaling is off',
  },
  iops: {
    type: NUMBER,
    default: undefined,
    consequence: (s) =>
      s.iops === undefined ? 'what comes with the storage' : 'COST: per IOPS and month beyond the included ones',
  },
  storageThroughput: {
    type: NUMBER,
    default: undefined,
    consequence: (s) =>
      s.storageThroughput === undefined
        ? 'what comes with the storage'
        : 'COST: per MiB/s and month beyond the included ones',
  },
  backupRetention: {
    type: durationType('days', 7),
    default: FROM_PROFILE,
    consequence: (s) =>
      'COST: backup storage beyond the size of the database; ' +
      `point-in-time recovery ${s.backupRetention.toHumanString()} back`,
  },
  backupWindow: {
    type: TEXT,
    default: '03:00-04:00',
    consequence: () => 'UTC; a moment of higher latency without a standby',
  },
  maintenanceWindow: {
    type: TEXT,
    default: 'sun:04:00-sun:05:00',
    consequence: () => 'UTC; restarts and minor upgrades happen here',
  },
  deleteAutomatedBackups: {
    type: BOOLEAN,
    default: ({ removalPolicy }) => removalPolicy === RemovalPolicy.DESTROY,
    consequence: (s) =>
      s.deleteAutomatedBackups
        ? 'RISK: automated backups are deleted with the instance'
        : 'COST: backups outlive the instance until their retention ends',
  },
  crossRegionBackup: {
    type: instanceOf(CrossRegionBackup, "CrossRegionBackup.toRegion('us-west-2')", intendedRegion),
    default: FROM_PROFILE,
    consequence: (s) => crossRegionText(s),
  },
  backupVaultPlan: {
    type: instanceOf(BackupVaultPlan, 'BackupVaultPlan.daily()', intendedBackupPlan),
    default: FROM_PROFILE,
    consequence: (s) => vaultText(s),
  },
  restoreDrill: {
    type: instanceOf(RestoreDrill, 'RestoreDrill.scheduled()', (value) =>
      value === false ? 'RestoreDrill.none()' : undefined,
    ),
    default: FROM_PROFILE,
    consequence: (s) =>
      s.restoreDrill.enabled
        ? "COST: each time AWS Backup's charge for a test, and an instance for an hour or so"
        : 'RISK: nobody tests that backups can be restored',
  },
  deletionProtection: {
    type: BOOLEAN,
    default: FROM_PROFILE,
    consequence: (s) =>
      s.deletionProtection ? 'RDS refuses to delete the instance' : 'RISK: a deleted stack deletes the instance',
  },
  removalPolicy: {
    type: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.SNAPSHOT'),
    default: FROM_PROFILE,
    consequence: (s) => removalText(s.removalPolicy),
  },
  restoreFrom: {
    type: instanceOf(RestoreSource, "RestoreSource.snapshot('oficina-db-prod-before-17')", intendedRestoreSource),
    default: undefined,
    consequence: (s) =>
      s.restoreFrom
        ? "RISK: has to stay as it is; key and master user are the source's, and its key must outlive this database too"
        : 'a new, empty database',
  },
  adopt: {
    type: instanceOf(AdoptedDatabase, 'AdoptedDatabase.of({ … }), as oficina-postgres adopt prints it'),
    default: undefined,
    consequence: (s) =>
      s.adopt
        ? 'RISK: has to stay; subnet group, storage key, master user and secret are those of before'
        : 'a new database',
  },
  rotation: {
    type: instanceOf(CredentialsRotation, 'CredentialsRotation.builtin()', intendedRotation),
    default: CredentialsRotation.builtin(),
    consequence: (s) => s.rotation._mechanism.consequence,
  },
  bootstrap: {
    type: KNOWN_BOOLEAN,
    default: true,
    consequence: (s) =>
      s.bootstrap
        ? 'SQL runs when scripts or users change; nothing is dropped'
        : 'RISK: PUBLIC keeps its rights, and pgAudit records nothing',
  },
  bootstrapSql: {
    type: listOf(
      'must be a list of BootstrapSql',
      "write it like [BootstrapSql.fromFile('sql/010-orders.sql')]",
      (value) => isOfClass(value, BootstrapSql),
    ),
    default: [],
    consequence: (s) =>
      s.bootstrapSql.length > 0 ? 'each runs once, and must not change after that' : "only the library's own script",
  },
  iamAuthentication: {
    type: BOOLEAN,
    default: true,
    consequence: (s) =>
      s.iamAuthentication ? 'IAM roles may log in where grantConnect() allows it' : 'passwords only',
  },
  logStatement: {
    type: propType(
      `must be one of ${Object.values(LogStatement).join(', ')}`,
      'write it like LogStatement.DDL',
      (value) => isToken(value) || Object.values<unknown>(LogStatement).includes(value),
    ),
    default: LogStatement.DDL,
    consequence: (s) =>
      s.logStatement === LogStatement.NONE
        ? 'DDL and roles are recorded only by pgAudit'
        : 'COST: log volume; passwords in clear SQL are logged too',
  },
  auditClasses: {
    type: listOf(
      `must be a list of ${Object.values(AuditClass).join(', ')}`,
      'write it like [AuditClass.DDL]',
      (value) => isToken(value) || Object.values<unknown>(AuditClass).includes(value),
    ),
    default: [AuditClass.DDL, AuditClass.ROLE],
    consequence: (s) => (s.bootstrap ? 'COST: log volume' : 'COST: log volume; needs CREATE EXTENSION pgaudit'),
  },
  slowQueryThreshold: {
    type: durationType('seconds', 1),
    default: Duration.seconds(1),
    consequence: () => 'COST: log volume; slower statements are logged with their values',
  },
  logConnections: {
    type: BOOLEAN,
    default: true,
    consequence: (s) =>
      s.logConnections ? 'COST: log volume with each connection' : 'RISK: no record of who connected',
  },
  logExports: {
    type: KNOWN_TEXTS,
    default: ['postgresql', 'upgrade'],
    consequence: (s) =>
      s.logExports.length > 0 ? 'COST: CloudWatch Logs per GB' : 'RISK: the logs stay on the instance, for some days',
  },
  logRetention: {
    type: NUMBER,
    default: FROM_PROFILE,
    consequence: () => 'COST: CloudWatch Logs per GB and month',
    unit: ' days',
  },
  performanceInsights: {
    type: BOOLEAN,
    default: true,
    consequence: (s) =>
      s.performanceInsights ? 'load and waits are recorded' : 'RISK: nobody sees later why it was slow',
  },
  performanceInsightsRetention: {
    type: NUMBER,
    default: rds.PerformanceInsightRetention.DEFAULT,
    consequence: (s) => (s.performanceInsightsRetention === 7 ? 'free of charge' : 'COST: per vCPU and month'),
    unit: ' days',
  },
  databaseInsightsMode: {
    type: TEXT,
    default: rds.DatabaseInsightsMode.STANDARD,
    consequence: (s) =>
      s.databaseInsightsMode === rds.DatabaseInsightsMode.ADVANCED ? 'COST: per vCPU and hour' : 'free of charge',
  },
  enhancedMonitoringInterval: {
    type: durationType('seconds', 60),
    default: FROM_PROFILE,
    consequence: (s) =>
      s.enhancedMonitoringInterval.toSeconds() > 0
        ? 'COST: CloudWatch Logs per GB'
        : 'no samples of the operating system',
  },
  monitoring: {
    type: KNOWN_BOOLEAN,
    default: true,
    consequence: (s) =>
      s.monitoring
        ? 'COST: per alarm and month, a key, and the dashboard'
        : 'RISK: nobody learns that the database is down',
  },
  alarmEmails: {
    type: TEXTS,
    default: [],
    consequence: whileMonitored((s) =>
      s.alarmEmails.length > 0 ? 'each has to be confirmed' : 'no mail: alarms reach those who subscribe to alarmTopic',
    ),
  },
  alarmOverrides: {
    type: OVERRIDES,
    default: {},
    consequence: whileMonitored((s) =>
      Object.keys(definedProps(s.alarmOverrides)).length > 0
        ? 'the other alarms follow from class and storage'
        : 'thresholds follow from class and storage',
    ),
  },
  runbookUrl: {
    type: TEXT,
    default: undefined,
    consequence: whileMonitored(() => 'where the alarms say what to do'),
  },
});

/** The consequence of a setting that only monitoring reads. */
function whileMonitored(consequence: (settings: Settings) => string): (settings: Settings) => string {
  return (settings) => (settings.monitoring ? consequence(settings) : 'ignored: monitoring is off');
}

function autoscalingText({ storageAutoscaling, restoreFrom }: Settings): string {
  if (storageAutoscaling) return 'grows by itself when less than 10 % is free';
  const risk = 'RISK: a full disk stops the database';
  return restoreFrom ? `${risk}; a restored database does not grow until maxAllocatedStorage is set` : risk;
}

function versionText({ engineVersion, majorVersion }: Settings): string {
  const risk = isNewerThanKnown(engineVersion) ? 'RISK: newer than the tested versions; ' : '';
  const end = ENGINE_MAJORS[majorVersion]?.endOfStandardSupport ?? 'later than this library knows';
  return `${risk}standard support ends ${end}`;
}

function instanceText(s: Settings): string {
  const { vcpus, memoryGib } = instanceSize(s)!;
  return `COST: per hour, for ${vcpus} vCPU and ${memoryGib} GiB`;
}

function parametersText(s: Settings): string {
  const names = Object.keys(s.parameters);
  if (names.length === 0) return 'only those of the library and RDS';
  const waiting = names.filter((name) => parameterDefinition(name, Number(s.majorVersion))?.static);
  const effect = s.applyImmediately ? 'restarts the instance' : 'waits for a reboot by hand';
  const waitingText = waiting.length > 0 ? `; a change of ${waiting.join(', ')} ${effect}` : '';
  return `in addition to those of the library${waitingText}`;
}

function maxConnectionsText(s: Settings): string {
  if (s.maxConnections !== undefined) return 'each connection takes memory';
  const size = instanceSize(s);
  const number = size ? `about ${defaultMaxConnections(size.memoryGib)}, ` : '';
  return `${number}from the memory of the instance class`;
}

function vaultText({ backupVaultPlan: { enabled, vaultLock } }: Settings): string {
  if (!enabled) return 'only the automated backups of RDS';
  if (vaultLock?.coolingOff) {
    return 'RISK: nobody can delete a backup before its time; COST: vault storage until then, per GB and month';
  }
  return `COST: vault storage, per GB and month${vaultLock ? '; a lock keeps backups from being deleted' : ''}`;
}

function removalText(policy: RemovalPolicy): string {
  switch (policy) {
    case RemovalPolicy.DESTROY:
      return 'RISK: the data is deleted with the stack';
    case RemovalPolicy.SNAPSHOT:
      return 'COST: a final snapshot, key, secret and logs remain';
    default:
      return 'COST: the instance remains and keeps running';
  }
}

function crossRegionText({
  crossRegionBackup: { region, snapshotCopies, snapshotRetention, _databaseRegion },
  profile,
}: Settings): string {
  if (region === undefined) {
    return profile.production ? 'RISK: the backups are lost with the region' : 'the backups are lost with the region';
  }
  const snapshots = snapshotCopies ? copiesText(snapshotRetention) : 'RISK: manual snapshots are lost with the region';
  return `COST: the backups a second time, and the transfer; ${snapshots}${departureText(_databaseRegion, region)}`;
}

function copiesText(retention: Duration | undefined): string {
  if (retention === undefined) return 'copies of snapshots until somebody deletes them';
  return `copies of snapshots for ${valueText(retention)}`;
}

/** The part about data that is stored in another country, which laws may restrict. */
function departureText(home: string | undefined, other: string): string {
  const here = home === undefined ? undefined : placeOf(home);
  const there = placeOf(other);
  if (!here || !there || here.country === there.country) return '';
  const what = here.geography === there.geography ? 'country' : `geography, ${here.geography}`;
  return `; RISK: the data leaves its ${what} (from ${here.country} to ${there.country})`;
}
