import { readFileSync } from 'fs';
import * as path from 'path';
import type { DBInstance } from '@aws-sdk/client-rds';
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ts from 'typescript';
import { described, KEY_ARN } from './instances';
import * as library from '../../../src';
import { appFiles, environmentOf, recordOf } from '../../../src/cli/adopt/app-files';
import { FEATURE_FLAGS } from '../../../src/cli/adopt/feature-flags';
import { lastingPicture, livePicture } from '../../../src/cli/adopt/live-properties';
import { Picture, subnetsOf } from '../../../src/cli/adopt/picture';
import { Code } from '../../../src/cli/adopt/source-text';
import { PRESET_BACKUP_DAYS, PRESET_LIMITS, wishesOf } from '../../../src/cli/adopt/wishes';

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:terraform/oficina-prod-AbCdEf';

function pictureOf(instance: DBInstance): Picture {
  return {
    database: { identifier: instance.DBInstanceIdentifier } as Picture['database'],
    instance,
    account: '111122223333',
    region: 'us-east-1',
    subnets: subnetsOf(instance),
    parameters: [],
    secret: { arn: SECRET_ARN, name: 'terraform/oficina-prod', rotates: false, hasPendingVersion: false },
    storageKeyArn: instance.KmsKeyId!,
    performanceInsightsKeyArn: instance.PerformanceInsightsEnabled ? instance.PerformanceInsightsKMSKeyId : undefined,
    databaseName: instance.DBName || 'postgres',
    isLoginProven: true,
    surroundings: {
      ...{ logGroups: [], alarms: [], dashboards: [], topics: [], subscriptions: [], ingressRules: [], unread: [] },
    },
  };
}

function filesOf(instance: DBInstance, environment: string): Record<string, string> {
  const picture = pictureOf(instance);
  const record = recordOf(picture, environment, new Date('2026-11-30T12:00:00Z'));
  return appFiles(picture, record, 'plan', undefined);
}

// With the flags of an app, CDK prints the warnings of each synthesis.
beforeEach(() => jest.spyOn(console, 'error').mockImplementation());

/** Runs the source of an app, and returns the template of its stack. */
function synthesised(source: string): Record<string, any> {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  let app: cdk.App | undefined;
  class CapturedApp extends cdk.App {
    constructor() {
      super({ context: FEATURE_FLAGS });
      app = this; // eslint-disable-line @typescript-eslint/no-this-alias
    }
  }
  const modules: Record<string, unknown> = {
    'oficina-postgres': library,
    'aws-cdk-lib': { ...cdk, App: CapturedApp },
  };
  const load = (name: string) => modules[name] ?? jest.requireActual(name);
  new Function('require', 'exports', outputText)(load, {});
  return Template.fromStack(app!.node.children.find(cdk.Stack.isStack) as cdk.Stack).toJSON();
}

const INSTANCES: [string, Partial<DBInstance>, string][] = [
  ['one as Terraform makes it', {}, 'prod'],
  ['one without a standby', { MultiAZ: false }, 'prod'],
  ['one of development', { DBInstanceIdentifier: 'oficina-db-dev', DBInstanceClass: 'db.t3.micro' }, 'dev'],
  ['one of an environment of its own', { DBInstanceIdentifier: 'oficina-homologacao' }, 'homologacao'],
  ['one with another name for production', { DBInstanceIdentifier: 'oficina-producao' }, 'producao'],
  ['old and small', { DBInstanceClass: 'db.t2.micro', StorageType: 'standard', AllocatedStorage: 5 }, 'prod'],
  ['an old version', { EngineVersion: '13.11', EngineLifecycleSupport: undefined }, 'prod'],
  ['a newer version', { EngineVersion: '17.5', EngineLifecycleSupport: undefined }, 'prod'],
  ['a public one', { PubliclyAccessible: true, VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-12345678' }] }, 'prod'],
  ['no initial database, and a user that nobody would make today', { DBName: '', MasterUsername: 'a-b' }, 'prod'],
  ['no backups and no protection', { BackupRetentionPeriod: 0, DeletionProtection: false }, 'prod'],
  ['the longest backups', { BackupRetentionPeriod: 35, AutoMinorVersionUpgrade: false }, 'staging'],
  [
    'other windows',
    { PreferredBackupWindow: '07:00-08:00', PreferredMaintenanceWindow: 'tue:09:00-tue:10:00' },
    'prod',
  ],
  ['another port and authority', { Endpoint: { Port: 5433 }, CACertificateIdentifier: 'rds-ca-rsa4096-g1' }, 'prod'],
  ['an expired authority', { CACertificateIdentifier: 'rds-ca-2019' }, 'prod'],
  ['large gp3', { StorageType: 'gp3', AllocatedStorage: 1000, Iops: 16_000, StorageThroughput: 600 }, 'prod'],
  ['io1', { StorageType: 'io1', AllocatedStorage: 200, Iops: 3000, MaxAllocatedStorage: 1000 }, 'prod'],
  ['small io1', { StorageType: 'io1', AllocatedStorage: 50, Iops: 1000 }, 'prod'],
  [
    'the largest storage',
    { StorageType: 'gp3', AllocatedStorage: 65_536, Iops: 12_000, StorageThroughput: 500 },
    'prod',
  ],
  [
    'Performance Insights for two years, and Enhanced Monitoring',
    {
      PerformanceInsightsEnabled: true,
      PerformanceInsightsKMSKeyId: KEY_ARN,
      PerformanceInsightsRetentionPeriod: 731,
      MonitoringInterval: 15,
      MonitoringRoleArn: 'arn:aws:iam::111122223333:role/rds-monitoring',
    },
    'prod',
  ],
  [
    'three subnets in two zones',
    {
      DBSubnetGroup: {
        DBSubnetGroupName: 'oficina-prod',
        VpcId: 'vpc-0123456789abcdef0',
        Subnets: ['a', 'b', 'a'].map((zone, at) => ({
          SubnetIdentifier: `subnet-0000000${at}`,
          SubnetAvailabilityZone: { Name: `us-east-1${zone}` },
        })),
      },
    },
    'prod',
  ],
];

describe.each(INSTANCES)('%s', (_, changes, environment) => {
  const instance = described(changes);
  const files = filesOf(instance, environment);

  test('the app states what RDS says, and the mapping names its instance', () => {
    const { Resources: resources } = synthesised(files[`bin/${instance.DBInstanceIdentifier}.ts`]);
    const [[logicalId, target]] = Object.entries(JSON.parse(files['import.json']));
    expect(target).toEqual({ DBInstanceIdentifier: instance.DBInstanceIdentifier });
    const { Type: type, Properties: properties, DependsOn: after } = resources[logicalId];
    expect([type, after]).toEqual(['AWS::RDS::DBInstance', undefined]);
    const { ApplyImmediately: now, DeleteAutomatedBackups: backups, ...stated } = properties;
    expect([now, backups]).toEqual([false, false]);
    expect(stated).toEqual({ ...livePicture(instance), ...lastingPicture(instance) });
  });
});

test.each([
  [true, 'privateSubnetIds'],
  [false, 'isolatedSubnetIds'],
  [undefined, 'privateSubnetIds'],
])('subnets of which %s says that they have a way out are %s', (hasWayOut, name) => {
  const picture = { ...pictureOf(described()), hasWayOut };
  const files = appFiles(picture, recordOf(picture, 'prod', new Date()), 'plan', undefined);
  const source = files['bin/oficina-db-prod.ts'];
  expect(source).toContain(`${name}: ['subnet-0aaaaaaaaaaaaaaaa'`);
  expect(() => synthesised(source)).not.toThrow();
});

test('the source reads like that of the examples', () => {
  const source = filesOf(described(), 'prod')['bin/oficina-db-prod.ts'];
  expect(source).toContain("import { App, Size, Stack, StackProps } from 'aws-cdk-lib';");
  expect(source).toContain("      instanceType: new ec2.InstanceType('t3.medium'),");
  expect(source).toContain("      privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaaa', 'subnet-0bbbbbbbbbbbbbbbb'],");
  expect(Math.max(...source.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
});

test('flags, versions and compiler options are those of the examples', () => {
  const example = (name: string) =>
    JSON.parse(readFileSync(path.join(__dirname, '..', '..', '..', 'examples', 'prod', name), 'utf8'));
  const files = filesOf(described(), 'prod');
  expect(JSON.parse(files['cdk.json']).context).toEqual(example('cdk.json').context);
  expect(JSON.parse(files['tsconfig.json'])).toEqual(example('tsconfig.json'));
  const { dependencies, devDependencies } = JSON.parse(files['package.json']);
  expect({ ...dependencies, 'cdk-nag': expect.anything() }).toEqual(example('package.json').dependencies);
  expect(devDependencies).toEqual(example('package.json').devDependencies);
});

test('limits of storage autoscaling are those of the profiles', () => {
  const { dev, staging, prod } = library.EnvironmentProfile;
  const limits = [dev(), staging(), prod()].map(({ settings }) => settings.maxAllocatedStorage!.toGibibytes());
  expect(Object.values(PRESET_LIMITS)).toEqual(limits);
});

test('retentions of backups are those of the profiles, and longer ones are kept', () => {
  const { dev, staging, prod } = library.EnvironmentProfile;
  const days = [dev(), staging(), prod()].map(({ settings }) => settings.backupRetention!.toDays());
  expect(Object.values(PRESET_BACKUP_DAYS)).toEqual(days);
  expect(wishesOf({ BackupRetentionPeriod: 32 }, 'prod').backupRetention).toEqual(new Code('Duration.days(32)'));
  expect(wishesOf({ BackupRetentionPeriod: 7 }, 'prod').backupRetention).toBeUndefined();
});

test.each([
  ['oficina-db-prod', 'prod'],
  ['oficina-db-producao', 'producao'],
  ['oficina-stg', 'stg'],
  ['oficina-production-2', undefined],
  ['orders', undefined],
])('%s says that it is %s', (identifier, environment) => {
  expect(environmentOf(identifier)).toBe(environment);
});
