import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { BackupVaultPlan, CrossRegionBackup, EnvironmentProfile, EnvironmentSettings, RestoreDrill } from '../../src';
import { database, refusal } from '../support/database';

/** The table "Profiles are data" of the design, column by column, as visible in the template. */
const PRESETS = [
  {
    name: 'dev',
    production: false,
    make: EnvironmentProfile.dev,
    instance: {
      DBInstanceClass: 'db.t3.small',
      MultiAZ: false,
      AllocatedStorage: '20',
      MaxAllocatedStorage: 50,
      BackupRetentionPeriod: 7,
      DeletionProtection: false,
      ApplyImmediately: true,
    },
    monitoringInterval: 0,
  },
  {
    name: 'staging',
    production: false,
    make: EnvironmentProfile.staging,
    instance: {
      DBInstanceClass: 'db.t3.small',
      MultiAZ: true,
      AllocatedStorage: '20',
      MaxAllocatedStorage: 100,
      BackupRetentionPeriod: 7,
      DeletionProtection: true,
      ApplyImmediately: true,
    },
    monitoringInterval: 60,
  },
  {
    name: 'prod',
    production: true,
    make: EnvironmentProfile.prod,
    instance: {
      DBInstanceClass: 'db.t3.medium',
      MultiAZ: true,
      AllocatedStorage: '20',
      MaxAllocatedStorage: 200,
      BackupRetentionPeriod: 30,
      DeletionProtection: true,
      ApplyImmediately: false,
    },
    monitoringInterval: 60,
  },
];

/** What is the same in every profile. */
const COMMON = {
  StorageType: 'gp3',
  PreferredBackupWindow: '03:00-04:00',
  PreferredMaintenanceWindow: 'sun:04:00-sun:05:00',
  DBName: 'oficina_db',
  EngineVersion: '15',
  AutoMinorVersionUpgrade: true,
  EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
  PubliclyAccessible: false,
  EnablePerformanceInsights: true,
  PerformanceInsightsRetentionPeriod: 7,
  DeleteAutomatedBackups: false,
};

describe.each(PRESETS)('$name', ({ name, production, make, instance, monitoringInterval }) => {
  let template: Template;
  beforeAll(() => {
    template = database({ profile: make() }).template();
  });

  test('has the settings of the design', () => {
    template.hasResource('AWS::RDS::DBInstance', {
      Properties: {
        ...COMMON,
        ...instance,
        DBInstanceIdentifier: `oficina-db-${name}`,
        MonitoringInterval: monitoringInterval,
      },
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
    });
  });

  test('keeps two logs of the instance, one of its events and two of its functions for 90 days', () => {
    const names = Object.values(template.findResources('AWS::Logs::LogGroup')).map(
      ({ Properties }) => Properties.LogGroupName,
    );
    expect(names.sort()).toEqual(
      ['bootstrap', 'events', 'postgresql', 'rotation', 'upgrade'].map(
        (log) => `/aws/rds/instance/oficina-db-${name}/${log}`,
      ),
    );
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  test('forces TLS and rotates every 30 days', () => {
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Parameters: { 'rds.force_ssl': '1' } });
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
    });
  });

  test('uses its name in all names', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', { Name: `oficina-db-${name}` });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: `alias/oficina-db-${name}` });
  });

  test('has a vault of AWS Backup and restore drills only in production', () => {
    for (const type of [
      'AWS::Backup::BackupVault',
      'AWS::Backup::BackupPlan',
      'AWS::Backup::BackupSelection',
      'AWS::Backup::RestoreTestingSelection',
    ]) {
      template.resourceCountIs(type, production ? 1 : 0);
    }
  });

  test('knows whether it is production', () => {
    expect(make().name).toBe(name);
    expect(make().production).toBe(production);
  });

  test('accepts overrides and keeps the rest', () => {
    const { settings } = make({ backupRetention: Duration.days(3) });
    expect(settings.backupRetention?.toDays()).toBe(3);
    expect(settings.maxAllocatedStorage?.toGibibytes()).toBe(instance.MaxAllocatedStorage);
  });

  test('an override that is undefined changes nothing', () => {
    const nothing = Object.fromEntries(Object.keys(make().settings).map((key) => [key, undefined]));
    expect(make(nothing).settings).toEqual(make().settings);
  });
});

describe('a custom profile', () => {
  test('starts from its parent and accepts overrides', () => {
    const profile = EnvironmentProfile.custom('homologacao', EnvironmentProfile.staging(), {
      multiAz: false,
      deletionProtection: undefined,
    });
    database({ profile }).template().hasResourceProperties('AWS::RDS::DBInstance', {
      DBInstanceIdentifier: 'oficina-db-homologacao',
      MultiAZ: false,
      DeletionProtection: true,
      MaxAllocatedStorage: 100,
    });
  });

  test('keeps the overrides of its parent', () => {
    const parent = EnvironmentProfile.dev({
      allocatedStorage: Size.gibibytes(30),
      logRetention: logs.RetentionDays.ONE_WEEK,
    });
    const { settings } = EnvironmentProfile.custom('preview', parent, { removalPolicy: RemovalPolicy.DESTROY });
    expect(settings.allocatedStorage?.toGibibytes()).toBe(30);
    expect(settings.logRetention).toBe(7);
    expect(settings.removalPolicy).toBe(RemovalPolicy.DESTROY);
    expect(parent.settings.removalPolicy).toBe(RemovalPolicy.SNAPSHOT);
  });

  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    ['staging', "'staging'"],
    [{ multiAz: true }, 'a record'],
  ])('refuses %j as its parent', (parent, got) => {
    expect(() => EnvironmentProfile.custom('homologacao', parent as EnvironmentProfile)).toThrow(
      new Error(
        `the parent of EnvironmentProfile.custom() must be an EnvironmentProfile, got ${got}; ` +
          'write it like EnvironmentProfile.staging()',
      ),
    );
  });

  test('counts as production if its parent does', () => {
    expect(EnvironmentProfile.custom('dr', EnvironmentProfile.prod()).production).toBe(true);
    expect(EnvironmentProfile.custom('dr', EnvironmentProfile.staging()).production).toBe(false);
    expect(
      EnvironmentProfile.custom('dr2', EnvironmentProfile.custom('dr', EnvironmentProfile.prod())).production,
    ).toBe(true);
  });

  test.each(['a', 'a1', 'qa-eu-1', 'a'.repeat(40)])('accepts the name %s', (name) => {
    expect(EnvironmentProfile.custom(name, EnvironmentProfile.dev()).name).toBe(name);
  });

  test.each(['', 'Dev', '1dev', '-dev', 'dev-', 'a--b', 'a_b', 'a b', 'a'.repeat(41)])(
    'refuses the name %j',
    (name) => {
      expect(() => EnvironmentProfile.custom(name, EnvironmentProfile.dev())).toThrow(
        "the profile's name must be 1 to 40 lower-case letters, digits and single hyphens, starting with a letter, " +
          `got '${name}'; ` +
          "it becomes part of the instance identifier: choose one like 'homologacao'",
      );
    },
  );
});

const dailyAt = (hour: number) => ({
  Properties: { BackupPlan: { BackupPlanRule: [Match.objectLike({ ScheduleExpression: `cron(0 ${hour} * * ? *)` })] } },
});
const drillAt = (hour: number) => ({ Properties: { ScheduleExpression: `cron(0 ${hour} ? * WED,SUN *)` } });
/** Other props that a setting needs. */
const NEEDS: Partial<Record<string, EnvironmentSettings>> = {
  restoreDrill: { backupVaultPlan: BackupVaultPlan.daily() },
};

/** A value of each setting that no preset has, and where it is visible in the template. */
const OVERRIDES: {
  [K in keyof Required<EnvironmentSettings>]: [value: Required<EnvironmentSettings>[K], type: string, resource: object];
} = {
  instanceType: [
    new ec2.InstanceType('r6g.large'),
    'AWS::RDS::DBInstance',
    { Properties: { DBInstanceClass: 'db.r6g.large' } },
  ],
  multiAz: [true, 'AWS::RDS::DBInstance', { Properties: { MultiAZ: true } }],
  applyImmediately: [false, 'AWS::RDS::DBInstance', { Properties: { ApplyImmediately: false } }],
  allocatedStorage: [Size.gibibytes(33), 'AWS::RDS::DBInstance', { Properties: { AllocatedStorage: '33' } }],
  maxAllocatedStorage: [Size.gibibytes(77), 'AWS::RDS::DBInstance', { Properties: { MaxAllocatedStorage: 77 } }],
  backupVaultPlan: [BackupVaultPlan.daily(), 'AWS::Backup::BackupPlan', dailyAt(5)],
  restoreDrill: [RestoreDrill.scheduled(), 'AWS::Backup::RestoreTestingPlan', drillAt(8)],
  backupRetention: [Duration.days(11), 'AWS::RDS::DBInstance', { Properties: { BackupRetentionPeriod: 11 } }],
  crossRegionBackup: [
    CrossRegionBackup.toRegion('eu-west-1'),
    'AWS::RDS::DBInstance',
    { Properties: { AutomaticBackupReplicationRegion: 'eu-west-1' } },
  ],
  deletionProtection: [true, 'AWS::RDS::DBInstance', { Properties: { DeletionProtection: true } }],
  removalPolicy: [RemovalPolicy.RETAIN, 'AWS::RDS::DBInstance', { DeletionPolicy: 'Retain' }],
  enhancedMonitoringInterval: [
    Duration.seconds(15),
    'AWS::RDS::DBInstance',
    { Properties: { MonitoringInterval: 15 } },
  ],
  logRetention: [logs.RetentionDays.ONE_YEAR, 'AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 } }],
};

/** A prop that must win over the override above, with a value that neither the override nor any preset has. */
const PROPS: {
  [K in keyof Required<EnvironmentSettings>]: [value: Required<EnvironmentSettings>[K], resource: object];
} = {
  instanceType: [new ec2.InstanceType('m7g.large'), { Properties: { DBInstanceClass: 'db.m7g.large' } }],
  multiAz: [false, { Properties: { MultiAZ: false } }],
  applyImmediately: [true, { Properties: { ApplyImmediately: true } }],
  allocatedStorage: [Size.gibibytes(44), { Properties: { AllocatedStorage: '44' } }],
  maxAllocatedStorage: [Size.gibibytes(88), { Properties: { MaxAllocatedStorage: 88 } }],
  backupVaultPlan: [BackupVaultPlan.daily({ startTime: '06:00' }), dailyAt(6)],
  restoreDrill: [RestoreDrill.scheduled({ startTime: '09:00' }), drillAt(9)],
  backupRetention: [Duration.days(12), { Properties: { BackupRetentionPeriod: 12 } }],
  crossRegionBackup: [
    CrossRegionBackup.toRegion('sa-east-1'),
    { Properties: { AutomaticBackupReplicationRegion: 'sa-east-1' } },
  ],
  deletionProtection: [false, { Properties: { DeletionProtection: false } }],
  removalPolicy: [RemovalPolicy.DESTROY, { DeletionPolicy: 'Delete' }],
  enhancedMonitoringInterval: [Duration.seconds(30), { Properties: { MonitoringInterval: 30 } }],
  logRetention: [logs.RetentionDays.TWO_WEEKS, { Properties: { RetentionInDays: 14 } }],
};

describe('settings', () => {
  test('are all in this test', () => {
    const names = Object.keys(EnvironmentProfile.dev().settings).sort();
    expect(Object.keys(OVERRIDES).sort()).toEqual(names);
    expect(Object.keys(PROPS).sort()).toEqual(names);
  });

  test.each(Object.entries(OVERRIDES))('%s of the profile is used in the template', (name, [value, type, resource]) => {
    database({ profile: EnvironmentProfile.dev({ ...NEEDS[name], [name]: value }) })
      .template()
      .hasResource(type, resource);
  });

  test.each(Object.entries(PROPS))('%s as a prop wins over the profile', (name, [value, resource]) => {
    const [overridden, type] = OVERRIDES[name as keyof EnvironmentSettings];
    database({ profile: EnvironmentProfile.dev({ ...NEEDS[name], [name]: overridden }), [name]: value })
      .template()
      .hasResource(type, resource);
  });

  test('of a profile are validated like props', () => {
    expect(refusal({ profile: EnvironmentProfile.dev({ backupRetention: Duration.days(36) }) })).toContain(
      'backupRetention must be a whole number of days',
    );
  });
});
