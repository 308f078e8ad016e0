import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { ExplainedSetting, Explanation } from './explanation';
import { ResolvedSettings, SettingName, Settings } from './settings';
import { BackupVaultPlan } from '../backup/backup-vault-plan';
import { CrossRegionBackup } from '../backup/cross-region-backup';
import { RestoreDrill } from '../backup/restore-drill';
import { BootstrapSql } from '../bootstrap/bootstrap-sql';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { ENGINE_MAJORS } from '../instance/engine-version-catalogue';
import { instanceSize } from '../instance/instance-size';
import { defaultMaxConnections } from '../instance/max-connections';
import { RestoreSource } from '../instance/restore-source';
import { isUntried } from '../instance/untried-version';
import { LogStatement } from '../parameters/log-statement';
import { parameterDefinition } from '../parameters/parameter-catalogue';
import { placeOf } from '../regions/region-catalogue';
import { holdsToken } from '../validation/rule';

/** Of a setting that nothing reads without monitoring. */
const watched = (consequence: (s: Settings) => string) => (s: Settings) =>
  s.monitoring ? consequence(s) : 'ignored: monitoring is off';

/** What a setting costs or risks, as it stands; the order is that of the props. */
const CONSEQUENCES: Partial<Record<SettingName, (s: Settings) => string>> = {
  port: () => 'the port that clients are let in on',
  instanceIdentifier: () => 'a change makes an empty database beside this one',
  databaseName: () => 'cannot be changed',
  masterUsername: () => 'cannot be changed',
  secretName: (s) =>
    s.rotation._mechanism.isSecretMadeByRds
      ? 'names the secrets of users alone: RDS names that of the master user'
      : 'a change makes a new password',
  ssmParameterPrefix: () => 'where applications find host, port and secret',
  project: () => 'tag Project',
  repository: () => 'tag Repository',
  engineVersion: (s) =>
    `${isUntried(s.engineVersion) ? 'RISK: newer than what this library was tried with; ' : ''}` +
    `standard support ends ${ENGINE_MAJORS[s.majorVersion]?.endOfStandardSupport ?? 'later than this library knows'}`,
  autoMinorVersionUpgrade: (s) =>
    s.autoMinorVersionUpgrade ? 'a restart in the maintenance window' : 'RISK: security fixes wait for a deployment',
  allowMajorVersionUpgrade: (s) =>
    s.allowMajorVersionUpgrade ? 'RISK: a new engineVersion upgrades for good' : 'a major upgrade fails at deploy',
  extendedSupport: (s) =>
    s.extendedSupport
      ? 'COST: per vCPU and hour after the end of standard support'
      : 'RDS upgrades the major version at the end of support',
  instanceType: (s) => instanceText(s),
  instanceCapacity: (s) =>
    s.instanceCapacity
      ? 'thresholds follow from it: RDS decides what the class has'
      : 'what this library knows of the class',
  multiAz: (s) =>
    s.multiAz ? 'COST: twice the instance and storage' : 'RISK: a lost zone, and each patch, stops the service',
  allowSingleAz: (s) => (s.allowSingleAz ? 'RISK: production may stand in one zone' : 'production must have a standby'),
  readReplicas: (s) =>
    s.readReplicas > 0
      ? 'COST: one more instance and storage each; their readers see data of moments ago'
      : 'reads and writes go to one instance',
  caCertificate: () => "clients verify the server with the authority's bundle",
  applyImmediately: (s) =>
    s.applyImmediately
      ? 'RISK: a change that restarts interrupts at once'
      : `a new class or version waits for ${valueText(s.maintenanceWindow)} UTC, a static parameter for a reboot by hand`,
  parameters: (s) => parametersText(s),
  preloadLibraries: () => 'beside pg_stat_statements and pgaudit',
  maxConnections: (s) => maxConnectionsText(s),
  storageType: () => 'COST: per GiB and month',
  allocatedStorage: (s) =>
    `COST: per GiB and month; grows, never shrinks${s.restoreFrom ? "; without the prop it is the source's" : ''}`,
  storageAutoscaling: (s) =>
    s.storageAutoscaling
      ? 'grows by itself when less than 10 % is free'
      : `RISK: a full disk stops the database${s.restoreFrom ? '; a restored one does not grow until maxAllocatedStorage is given' : ''}`,
  maxAllocatedStorage: (s) =>
    s.storageAutoscaling ? 'COST: the most that storage can grow to' : 'ignored: storage autoscaling is off',
  iops: (s) =>
    s.iops === undefined ? 'what comes with the storage' : 'COST: per IOPS and month beyond the included ones',
  storageThroughput: (s) =>
    s.storageThroughput === undefined
      ? 'what comes with the storage'
      : 'COST: per MiB/s and month beyond the included ones',
  backupRetention: (s) =>
    `COST: backup storage beyond the size of the database; point-in-time recovery ${s.backupRetention.toHumanString()} back`,
  backupWindow: () => 'UTC; a moment of higher latency without a standby',
  maintenanceWindow: () => 'UTC; restarts and minor upgrades happen here',
  deleteAutomatedBackups: (s) =>
    s.deleteAutomatedBackups
      ? 'RISK: automated backups go with the instance'
      : 'COST: backups outlive the instance until their retention ends',
  crossRegionBackup: (s) => crossRegionText(s),
  backupVaultPlan: (s) => vaultText(s),
  restoreDrill: (s) =>
    s.restoreDrill.enabled
      ? "COST: each time AWS Backup's charge for a test, and an instance for an hour or so"
      : 'RISK: whether a backup can be restored shows when it has to be',
  deletionProtection: (s) =>
    s.deletionProtection ? 'RDS refuses to delete the instance' : 'RISK: a deleted stack deletes the instance',
  removalPolicy: (s) => removalText(s.removalPolicy),
  restoreFrom: (s) =>
    s.restoreFrom
      ? "RISK: has to stay as it is; key and master user are the source's, and its key must outlive this database too"
      : 'a new, empty database',
  rotation: (s) => s.rotation._mechanism.consequence,
  bootstrap: (s) =>
    s.bootstrap
      ? 'SQL runs with each deployment; nothing is dropped'
      : 'RISK: PUBLIC keeps its rights, and pgAudit records nothing',
  bootstrapSql: (s) =>
    s.bootstrapSql.length > 0 ? 'each runs once, and must not change any more' : "the library's own script alone",
  iamAuthentication: (s) =>
    s.iamAuthentication ? 'roles of IAM may log in where grantConnect() allows it' : 'passwords only',
  logStatement: (s) =>
    s.logStatement === LogStatement.NONE
      ? 'DDL and roles are recorded by pgAudit alone'
      : 'COST: log volume; passwords that people write in clear SQL are in it',
  auditClasses: (s) => (s.bootstrap ? 'COST: log volume' : 'COST: log volume; needs CREATE EXTENSION pgaudit'),
  slowQueryThreshold: () => 'COST: log volume; slower statements are logged with their values',
  logConnections: (s) =>
    s.logConnections ? 'COST: log volume with each connection' : 'RISK: no record of who connected',
  logExports: (s) =>
    s.logExports.length > 0 ? 'COST: CloudWatch Logs per GB' : 'RISK: the logs stay on the instance, for some days',
  logRetention: () => 'COST: CloudWatch Logs per GB and month',
  performanceInsights: (s) =>
    s.performanceInsights ? 'load and waits are recorded' : 'RISK: nobody sees later why it was slow',
  performanceInsightsRetention: (s) =>
    s.performanceInsightsRetention === 7 ? 'free of charge' : 'COST: per vCPU and month',
  databaseInsightsMode: (s) =>
    s.databaseInsightsMode === rds.DatabaseInsightsMode.ADVANCED ? 'COST: per vCPU and hour' : 'free of charge',
  enhancedMonitoringInterval: (s) =>
    s.enhancedMonitoringInterval.toSeconds() > 0
      ? 'COST: CloudWatch Logs per GB'
      : 'no samples of the operating system',
  monitoring: (s) =>
    s.monitoring
      ? 'COST: per alarm and month, a key, and the dashboard'
      : 'RISK: nobody learns that the database is down',
  alarmEmails: watched((s) =>
    s.alarmEmails.length > 0 ? 'each has to be confirmed' : 'no mail: alarms reach those who subscribe to alarmTopic',
  ),
  alarmOverrides: watched((s) =>
    Object.keys(s.alarmOverrides).length > 0
      ? 'the other alarms follow from class and storage'
      : 'thresholds follow from class and storage',
  ),
  runbookUrl: watched(() => 'where the alarms say what to do'),
};

/** Units of the settings that are bare numbers. */
const UNITS: Partial<Record<SettingName, string>> = { logRetention: ' days', performanceInsightsRetention: ' days' };

/** Lists what a database is wired to, each of its settings and each of its users, where it came from, and what it costs or risks. */
export function explain(
  { values, sources }: ResolvedSettings,
  wiring: ExplainedSetting[] = [],
  users: ExplainedSetting[] = [],
): Explanation {
  const settings = (Object.keys(CONSEQUENCES) as SettingName[]).map((name): ExplainedSetting => ({
    name,
    value: `${valueText(values[name])}${holdsToken(values[name]) ? '' : (UNITS[name] ?? '')}`,
    source: sources[name] ?? 'default',
    consequence: holdsToken(values[name]) ? 'known at deployment' : CONSEQUENCES[name]!(values),
  }));
  return new Explanation(`${valueText(values.instanceIdentifier)}, profile ${values.profile.name}`, [
    ...wiring,
    ...settings,
    ...users,
  ]);
}

/** A value, as a reader would write it. */
export function valueText(value: unknown): string {
  if (value === undefined) return '-';
  if (holdsToken(value)) return '(token)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Duration) return value.toMilliseconds() === 0 ? 'off' : value.toHumanString();
  if (value instanceof Size) return `${value.toGibibytes()} GiB`;
  if (value instanceof rds.PostgresEngineVersion) return value.postgresFullVersion;
  if (value instanceof CredentialsRotation) return value._mechanism.describe(value.interval);
  if (value instanceof CrossRegionBackup) return crossRegionValueText(value);
  if (value instanceof RestoreSource) return value.toString();
  if (value instanceof BackupVaultPlan) {
    return value.enabled ? `daily at ${value.startTime}, ${valueText(value.retention)}` : 'none';
  }
  if (value instanceof RestoreDrill) {
    return value.enabled ? `${value.weekDays.join(', ')} at ${value.startTime}` : 'none';
  }
  if (value instanceof BootstrapSql) return value.name;
  if (Array.isArray(value)) return value.map(valueText).join(', ') || '-';
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value as object).filter(([, v]) => v !== undefined && v !== null);
    return (
      entries.map(([key, v]) => (typeof v === 'object' ? `${key} (${valueText(v)})` : `${key}=${v}`)).join(', ') || '-'
    );
  }
  return `${value}`;
}

function instanceText(s: Settings): string {
  const { vcpus, memoryGib } = instanceSize(s)!;
  return `COST: per hour, for ${vcpus} vCPU and ${memoryGib} GiB`;
}

function parametersText(s: Settings): string {
  const names = Object.keys(s.parameters);
  if (names.length === 0) return 'those of the library and RDS alone';
  const waiting = names.filter((name) => parameterDefinition(name, Number(s.majorVersion))?.static);
  const effect = s.applyImmediately ? 'restarts the instance' : 'waits for a reboot by hand';
  return `beside those of the library${waiting.length > 0 ? `; a change of ${waiting.join(', ')} ${effect}` : ''}`;
}

function maxConnectionsText(s: Settings): string {
  if (s.maxConnections !== undefined) return 'each connection takes memory';
  const size = instanceSize(s);
  return `${size ? `about ${defaultMaxConnections(size.memoryGib)}, ` : ''}from the memory of the instance class`;
}

function vaultText({ backupVaultPlan: { enabled, vaultLock } }: Settings): string {
  if (!enabled) return 'the automated backups of RDS alone';
  if (vaultLock?.coolingOff) {
    return 'RISK: nobody can delete a backup before its time; COST: vault storage until then, per GB and month';
  }
  return `COST: vault storage, per GB and month${vaultLock ? '; a lock keeps backups from being deleted' : ''}`;
}

function removalText(policy: RemovalPolicy): string {
  switch (policy) {
    case RemovalPolicy.DESTROY:
      return 'RISK: the data goes with the stack';
    case RemovalPolicy.SNAPSHOT:
      return 'COST: a final snapshot, key, secret and logs stay behind';
    default:
      return 'COST: the instance stays behind and runs on';
  }
}

function crossRegionValueText({ region, retention, snapshotCopies }: CrossRegionBackup): string {
  if (region === undefined) return 'off';
  return `${region}${retention ? `, ${valueText(retention)}` : ''}${snapshotCopies ? '' : ', without snapshots'}`;
}

function crossRegionText({
  crossRegionBackup: { region, snapshotCopies, snapshotRetention, _home },
  profile,
}: Settings): string {
  if (region === undefined) {
    return profile.production ? 'RISK: the backups are lost with the region' : 'the backups are lost with the region';
  }
  const copies = snapshotRetention
    ? `copies of snapshots for ${valueText(snapshotRetention)}`
    : 'copies of snapshots until somebody deletes them';
  return `COST: the backups a second time, and the transfer; ${snapshotCopies ? copies : 'RISK: manual snapshots are lost with the region'}${departureText(_home, region)}`;
}

/** What the law may ask about: data that is kept in another country. */
function departureText(home: string | undefined, other: string): string {
  const [here, there] = [home && placeOf(home), placeOf(other)];
  if (!here || !there || here.country === there.country) return '';
  const what = here.geography === there.geography ? 'country' : `geography, ${here.geography}`;
  return `; RISK: the data leaves its ${what} (from ${here.country} to ${there.country})`;
}
