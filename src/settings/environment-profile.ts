import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { BackupVaultPlan } from '../backup/backup-vault-plan';
import { CrossRegionBackup } from '../backup/cross-region-backup';
import { RestoreDrill } from '../backup/restore-drill';
import { isOfClass } from '../validation/class-of';
import { definedProps } from '../validation/defined-props';
import { isRecord, shownValue } from '../validation/prop-types';

/**
 * The settings in which environments differ. Each one can be overridden in a profile or by the prop of the same name.
 */
export interface EnvironmentSettings {
  /**
   * Instance class, without the `db.` prefix: `new ec2.InstanceType('m6g.large')`.
   *
   * @default - the profile's: `t3.small` in dev and staging, `t3.medium` in prod
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Whether a synchronous standby runs in a second availability zone.
   *
   * @default - the profile's: no in dev, yes in staging and prod; a standby doubles the price of instance and
   * storage
   */
  readonly multiAz?: boolean;

  /**
   * Whether changes of a running instance happen with the deployment rather than in the maintenance window, see
   * `OficinaPostgresProps.applyImmediately`.
   *
   * @default - the profile's: yes in dev and staging, no in prod
   */
  readonly applyImmediately?: boolean;

  /**
   * Storage at creation, 20 GiB or more. It can grow but never shrink.
   *
   * @default - the profile's: 20 GiB
   */
  readonly allocatedStorage?: Size;

  /**
   * Upper limit of storage autoscaling, at least 110 % of `allocatedStorage`.
   *
   * @default - the profile's: 50 GiB in dev, 100 GiB in staging, 200 GiB in prod
   */
  readonly maxAllocatedStorage?: Size;

  /**
   * Retention of the automated backups, and so of point-in-time recovery: 1 to 35 days.
   *
   * @default - the profile's: 7 days in dev and staging, 30 days in prod
   */
  readonly backupRetention?: Duration;

  /**
   * Plan by which AWS Backup takes an additional daily snapshot into a vault.
   *
   * @default - the profile's: BackupVaultPlan.none() in dev and staging, BackupVaultPlan.daily() in prod
   */
  readonly backupVaultPlan?: BackupVaultPlan;

  /**
   * Schedule on which the latest backup of the vault is test-restored.
   *
   * @default - the profile's: RestoreDrill.none() in dev and staging, RestoreDrill.scheduled() in prod
   */
  readonly restoreDrill?: RestoreDrill;

  /**
   * Whether RDS refuses to delete the instance.
   *
   * @default - the profile's: no in dev, yes in staging and prod
   */
  readonly deletionProtection?: boolean;

  /**
   * What happens to the instance when it leaves the stack.
   *
   * @default - the profile's: RemovalPolicy.SNAPSHOT, a final snapshot is taken
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Backups in a second region.
   *
   * @default - the profile's: none in dev and staging, `CrossRegionBackup.automatic()` in prod: us-west-2 for a
   * database in the United States (us-east-1 for one in us-west-2). For a database elsewhere prod has no default:
   * synthesis asks for a region, and lists those that RDS replicates to
   */
  readonly crossRegionBackup?: CrossRegionBackup;

  /**
   * Interval between two samples of the operating system: 0 (off), 1, 5, 10, 15, 30 or 60 seconds.
   *
   * @default - the profile's: off in dev, 60 seconds in staging and prod
   */
  readonly enhancedMonitoringInterval?: Duration;

  /**
   * How long CloudWatch Logs keeps the PostgreSQL and upgrade logs.
   *
   * @default - the profile's: 90 days
   */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * The name of an environment, and the settings in which environments differ.
 *
 * @example
 * EnvironmentProfile.prod();
 * EnvironmentProfile.dev({ backupRetention: Duration.days(1) });
 * EnvironmentProfile.custom('homologacao', EnvironmentProfile.staging(), { multiAz: false });
 */
export class EnvironmentProfile {
  /**
   * Development: one small instance, a week of backups, no deletion protection.
   *
   * @param overrides settings that differ from those of the profile
   */
  public static dev(overrides: EnvironmentSettings = {}): EnvironmentProfile {
    return new EnvironmentProfile('dev', 'dev', overrides, {
      instanceType: new ec2.InstanceType('t3.small'),
      multiAz: false,
      applyImmediately: true,
      allocatedStorage: Size.gibibytes(20),
      maxAllocatedStorage: Size.gibibytes(50),
      backupRetention: Duration.days(7),
      backupVaultPlan: BackupVaultPlan.none(),
      restoreDrill: RestoreDrill.none(),
      deletionProtection: false,
      removalPolicy: RemovalPolicy.SNAPSHOT,
      crossRegionBackup: CrossRegionBackup.none(),
      enhancedMonitoringInterval: Duration.seconds(0),
      logRetention: logs.RetentionDays.THREE_MONTHS,
      ...definedProps(overrides ?? {}),
    });
  }

  /**
   * Staging: configured like production (Multi-AZ, protected, monitored) at the size of development.
   *
   * @param overrides settings that differ from those of the profile
   */
  public static staging(overrides: EnvironmentSettings = {}): EnvironmentProfile {
    return new EnvironmentProfile('staging', 'staging', overrides, {
      ...(EnvironmentProfile.dev().settings as CompleteSettings),
      multiAz: true,
      maxAllocatedStorage: Size.gibibytes(100),
      deletionProtection: true,
      enhancedMonitoringInterval: Duration.seconds(60),
      ...definedProps(overrides ?? {}),
    });
  }

  /**
   * Production: Multi-AZ, thirty days of backups in two regions, a backup vault, restore drills and deletion
   * protection. Changes wait for the maintenance window.
   *
   * @param overrides settings that differ from those of the profile
   */
  public static prod(overrides: EnvironmentSettings = {}): EnvironmentProfile {
    return new EnvironmentProfile('prod', 'prod', overrides, {
      ...(EnvironmentProfile.staging().settings as CompleteSettings),
      instanceType: new ec2.InstanceType('t3.medium'),
      applyImmediately: false,
      maxAllocatedStorage: Size.gibibytes(200),
      backupRetention: Duration.days(30),
      crossRegionBackup: CrossRegionBackup.automatic(),
      backupVaultPlan: BackupVaultPlan.daily(),
      restoreDrill: RestoreDrill.scheduled(),
      ...definedProps(overrides ?? {}),
    });
  }

  /**
   * An environment of another name, based on one of the presets. Based on `prod()`, it counts as production.
   *
   * @param name lower-case letters, digits and hyphens; part of the instance identifier, `oficina-db-<name>`, so a
   * later change replaces the database
   * @param parent the profile to start from
   * @param overrides settings that differ from the parent's
   * @throws an error for a name that cannot be part of an identifier, and for a name that suggests another preset than
   * the parent, such as `production` with `dev()`
   */
  public static custom(
    name: string,
    parent: EnvironmentProfile,
    overrides: EnvironmentSettings = {},
  ): EnvironmentProfile {
    if (!isOfClass(parent, EnvironmentProfile)) {
      throw new Error(
        `the parent of EnvironmentProfile.custom() must be an EnvironmentProfile, got ${shownValue(parent)}; ` +
          'write it like EnvironmentProfile.staging()',
      );
    }
    refuseNameOfPreset(name, parent._preset);
    const settings = { ...(parent.settings as CompleteSettings), ...definedProps(overrides ?? {}) };
    return new EnvironmentProfile(
      name,
      parent._preset,
      { ...parent._overrides, ...definedProps(overrides ?? {}) },
      settings,
    );
  }

  /** Name of the environment, part of the names of the database's resources. */
  public readonly name: string;

  /** Whether the environment counts as production, where some settings are refused. */
  public readonly production: boolean;

  /** All settings of this profile. None is missing. */
  public readonly settings: EnvironmentSettings;

  /**
   * The preset that this profile is based on.
   *
   * @internal
   */
  public readonly _preset: Preset;

  /**
   * The settings that differ from the preset.
   *
   * @internal
   */
  public readonly _overrides: EnvironmentSettings;

  private constructor(name: string, preset: Preset, overrides: EnvironmentSettings, settings: CompleteSettings) {
    if (overrides !== undefined && overrides !== null && !isRecord(overrides)) {
      throw new Error(
        `the overrides of an EnvironmentProfile must be a record, got ${shownValue(overrides)}; ` +
          'write them like multiAz: true',
      );
    }
    if (typeof name !== 'string' || !/^[a-z](-?[a-z0-9])*$/.test(name) || name.length > 40) {
      throw new Error(
        `the profile's name must be 1 to 40 lower-case letters, digits and single hyphens, ` +
          `starting with a letter, got '${name}'; ` +
          "it becomes part of the instance identifier: choose one like 'homologacao'",
      );
    }
    this.name = name;
    this.production = preset === 'prod';
    this._preset = preset;
    this._overrides = definedProps(overrides ?? {});
    this.settings = settings;
  }
}

/** The presets, by the name of their factory. */
type Preset = 'dev' | 'staging' | 'prod';

/** Names that suggest a preset. A longer name, such as `prod-like`, may mean anything. */
const NAMES_OF_PRESETS: Record<Preset, string[]> = {
  dev: ['dev', 'development'],
  staging: ['staging', 'stage', 'stg'],
  prod: ['prod', 'production', 'prd', 'producao', 'live'],
};

/** Refuses a name that suggests one preset for a profile whose parent is another one. */
function refuseNameOfPreset(name: string, parent: Preset): void {
  const presets = Object.keys(NAMES_OF_PRESETS) as Preset[];
  const preset = presets.find((each) => NAMES_OF_PRESETS[each].includes(name));
  if (preset === undefined || preset === parent) return;
  throw new Error(
    `the parent of EnvironmentProfile.custom('${name}') must be EnvironmentProfile.${preset}(), ` +
      `because the name suggests that preset, got EnvironmentProfile.${parent}(); ` +
      `start from ${preset}() and override what differs, or choose another name`,
  );
}

/** The settings of a profile, which are never undefined. jsii cannot express this type. */
type CompleteSettings = Required<EnvironmentSettings>;
