import { Code } from './source-text';
import { ENGINE_MAJORS } from '../../instance/engine-version-catalogue';
import { instanceClassSize } from '../../instance/instance-class-catalogue';

/** A picture of an instance: `livePicture()`. */
type Live = Readonly<Record<string, any>>;

/** The value of a prop in the app; undefined to leave it to the profile or to the library. */
type Wish = (live: Live, preset: Preset) => unknown;

/** The profiles that a custom one can start from. */
export type Preset = 'dev' | 'staging' | 'prod';

/** Limits of storage autoscaling of the profiles, in GiB: `EnvironmentProfile`. */
export const PRESET_LIMITS: Readonly<Record<Preset, number>> = { dev: 50, staging: 100, prod: 200 };

/** Retention of the automated backups of the profiles, in days: `EnvironmentProfile`. */
export const PRESET_BACKUP_DAYS: Readonly<Record<Preset, number>> = { dev: 7, staging: 7, prod: 30 };

const LEAST_GIBIBYTES = 20;
const MOST_GIBIBYTES = 65_536;

/** Room for storage autoscaling: the library asks for 110 %, and AWS recommends 126 %. */
const HEADROOM = 1.1;
const COMFORTABLE_HEADROOM = 1.26;

/** Types of storage that the library makes; of the others, it makes gp3. */
const KEPT_STORAGE = ['io1', 'io2'];
const LEAST_KEPT_GIBIBYTES = 100;

/** Authorities whose certificates have expired. */
const RETIRED_AUTHORITIES = ['rds-ca-2015', 'rds-ca-2019'];
const DEFAULT_AUTHORITY = 'rds-ca-rsa2048-g1';

const DEFAULT_PORT = '5432';
const DEFAULT_BACKUP_WINDOW = '03:00-04:00';
const DEFAULT_MAINTENANCE_WINDOW = 'sun:04:00-sun:05:00';
const DEFAULT_MAJOR = '15';
const EXTENDED_SUPPORT = 'open-source-rds-extended-support';

/**
 * Props that keep what the instance has, as far as the library allows it: each difference left is one that somebody
 * has to decide on. What protects the data (backups, deletion protection, standby) is only ever raised above the
 * profile.
 */
export const WISHES: Readonly<Record<string, Wish>> = {
  port: ({ Port: port }) => (port === DEFAULT_PORT ? undefined : Number(port)),
  engineVersion: ({ EngineVersion: version }) => {
    const [major] = String(version).split('.');
    if (major === DEFAULT_MAJOR || !ENGINE_MAJORS[major]) return undefined;
    return new Code(`rds.PostgresEngineVersion.VER_${major}`);
  },
  // RDS decides it when an instance is made, and never changes it.
  extendedSupport: ({ EngineLifecycleSupport: support }) => (support === EXTENDED_SUPPORT ? true : undefined),
  autoMinorVersionUpgrade: ({ AutoMinorVersionUpgrade: is }) => (is === false ? false : undefined),
  instanceType: ({ DBInstanceClass: name }) => {
    const type = String(name).replace(/^db\./, '');
    return instanceClassSize(type) ? new Code(`new ec2.InstanceType('${type}')`) : undefined;
  },
  multiAz: ({ MultiAZ: is }) => (is ? true : undefined),
  caCertificate: ({ CACertificateIdentifier: name }) =>
    name === undefined || name === DEFAULT_AUTHORITY || RETIRED_AUTHORITIES.includes(name)
      ? undefined
      : new Code(`rds.CaCertificate.of('${name}')`),
  storageType: ({ StorageType: type, AllocatedStorage: size }) =>
    KEPT_STORAGE.includes(type) && Number(size) >= LEAST_KEPT_GIBIBYTES
      ? new Code(`rds.StorageType.${String(type).toUpperCase()}`)
      : undefined,
  allocatedStorage: ({ AllocatedStorage: size }) => gibibytes(Math.max(LEAST_GIBIBYTES, Number(size))),
  maxAllocatedStorage: ({ AllocatedStorage: size, MaxAllocatedStorage: limit = 0 }, preset) => {
    const least = Math.max(LEAST_GIBIBYTES, Number(size)) * HEADROOM;
    if (limit >= least) return gibibytes(limit);
    if (PRESET_LIMITS[preset] >= least) return undefined;
    return gibibytes(Math.ceil((least / HEADROOM) * COMFORTABLE_HEADROOM));
  },
  storageAutoscaling: ({ AllocatedStorage: size }) =>
    Number(size) * COMFORTABLE_HEADROOM > MOST_GIBIBYTES ? false : undefined,
  iops: ({ Iops: iops, StorageType: type, AllocatedStorage: size }) =>
    type === 'gp3' || (KEPT_STORAGE.includes(type) && Number(size) >= LEAST_KEPT_GIBIBYTES) ? iops : undefined,
  storageThroughput: ({ StorageThroughput: throughput }) => throughput,
  backupRetention: ({ BackupRetentionPeriod: days }, preset) =>
    days > PRESET_BACKUP_DAYS[preset] ? new Code(`Duration.days(${days})`) : undefined,
  backupWindow: ({ PreferredBackupWindow: window }) => unless(window, DEFAULT_BACKUP_WINDOW),
  maintenanceWindow: ({ PreferredMaintenanceWindow: window }) => unless(window, DEFAULT_MAINTENANCE_WINDOW),
  deletionProtection: ({ DeletionProtection: is }) => (is ? true : undefined),
  enhancedMonitoringInterval: ({ MonitoringInterval: seconds }) =>
    seconds > 0 ? new Code(`Duration.seconds(${seconds})`) : undefined,
  performanceInsightsRetention: ({ PerformanceInsightsRetentionPeriod: days }) => insightsRetention(days),
};

/** The props of a picture, those without a value left out. */
export function wishesOf(live: Live, preset: Preset): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(WISHES)
      .map(([prop, wish]) => [prop, wish(live, preset)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

function gibibytes(size: number): Code {
  return new Code(`Size.gibibytes(${Math.min(size, MOST_GIBIBYTES)})`);
}

/** RDS keeps the load for 7 days, for months of 31 days, or for 731 days. */
function insightsRetention(days: number | undefined): Code | undefined {
  if (days === undefined || days === 7) return undefined;
  if (days === 731) return new Code('rds.PerformanceInsightRetention.LONG_TERM');
  return days % 31 === 0 ? new Code(`rds.PerformanceInsightRetention.MONTHS_${days / 31}`) : undefined;
}

function unless(value: unknown, preset: string): unknown {
  return value === preset ? undefined : value;
}
