import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { BackupVaultPlan } from '../backup/backup-vault-plan';
import { CrossRegionBackup } from '../backup/cross-region-backup';
import { RestoreDrill } from '../backup/restore-drill';
import { BootstrapSql } from '../bootstrap/bootstrap-sql';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { RestoreSource } from '../instance/restore-source';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { EnvironmentProfile } from './environment-profile';
import { Settings, Wiring } from './settings';
import { AuditClass } from '../parameters/audit-class';
import { LogStatement } from '../parameters/log-statement';
import { given } from '../private/given';
import { holdsToken } from '../private/rule';
import {
  CLIENTS, hasProperty, instance, isRecordOfTexts, KEY, Kind, kind, listOf, misshapen, nameOfClass, NUMBER, oneOf, OVERRIDES,
  SECURITY_GROUP, SUBNETS, SWITCH, TEXT, TEXTS, TOPIC, written, YES_OR_NO,
} from '../private/shape';

/** Made when it is asked for: naming a class of aws-cdk-lib loads its module, which an import of the library must not. */
const settingKinds = (): { readonly [name in keyof Omit<Settings, 'profile' | 'majorVersion'>]-?: Kind } => ({
  port: NUMBER,
  instanceIdentifier: TEXT,
  databaseName: TEXT,
  masterUsername: TEXT,
  secretName: TEXT,
  ssmParameterPrefix: TEXT,
  project: TEXT,
  repository: TEXT,
  engineVersion: instance(rds.PostgresEngineVersion, 'write it like rds.PostgresEngineVersion.VER_17'),
  autoMinorVersionUpgrade: SWITCH,
  allowMajorVersionUpgrade: SWITCH,
  extendedSupport: SWITCH,
  instanceType: instance(ec2.InstanceType, 'write it like new ec2.InstanceType(\'m6g.large\')'),
  multiAz: SWITCH,
  allowSingleAz: SWITCH,
  readReplicas: NUMBER,
  caCertificate: instance(rds.CaCertificate, 'write it like rds.CaCertificate.RDS_CA_RSA2048_G1'),
  applyImmediately: SWITCH,
  parameters: kind('must be a record of strings', 'write it like { work_mem: \'16384\' }', isRecordOfTexts),
  preloadLibraries: TEXTS,
  maxConnections: NUMBER,
  storageType: TEXT,
  allocatedStorage: instance(Size, 'write it like Size.gibibytes(100)'),
  storageAutoscaling: SWITCH,
  maxAllocatedStorage: instance(Size, 'write it like Size.gibibytes(100)'),
  iops: NUMBER,
  storageThroughput: NUMBER,
  backupRetention: instance(Duration, 'write it like Duration.days(7) or Duration.seconds(60)'),
  backupWindow: TEXT,
  backupVaultPlan: instance(BackupVaultPlan, 'write it like BackupVaultPlan.daily()'),
  restoreDrill: instance(RestoreDrill, 'write it like RestoreDrill.scheduled()'),
  maintenanceWindow: TEXT,
  deleteAutomatedBackups: SWITCH,
  crossRegionBackup: instance(CrossRegionBackup, 'write it like CrossRegionBackup.toRegion(\'us-west-2\')'),
  deletionProtection: SWITCH,
  removalPolicy: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.SNAPSHOT'),
  restoreFrom: instance(RestoreSource, 'write it like RestoreSource.snapshot(\'oficina-db-prod-before-17\')'),
  rotation: instance(CredentialsRotation, 'write it like CredentialsRotation.disabled({ reason: \'…\' })'),
  bootstrap: YES_OR_NO,
  bootstrapSql: listOf('must be a list of BootstrapSql', 'write it like [BootstrapSql.fromFile(\'sql/010-orders.sql\')]',
    (value) => value instanceof BootstrapSql || nameOfClass(value) === BootstrapSql.name),
  iamAuthentication: SWITCH,
  logStatement: kind(`must be one of ${Object.values(LogStatement).join(', ')}`, 'write it like LogStatement.DDL',
    (value) => holdsToken(value) || Object.values<unknown>(LogStatement).includes(value)),
  auditClasses: listOf(`must be a list of ${Object.values(AuditClass).join(', ')}`, 'write it like [AuditClass.DDL]',
    (value) => holdsToken(value) || Object.values<unknown>(AuditClass).includes(value)),
  slowQueryThreshold: instance(Duration, 'write it like Duration.days(7) or Duration.seconds(60)'),
  logConnections: SWITCH,
  logExports: TEXTS,
  logRetention: NUMBER,
  performanceInsights: SWITCH,
  performanceInsightsRetention: NUMBER,
  databaseInsightsMode: TEXT,
  enhancedMonitoringInterval: instance(Duration, 'write it like Duration.days(7) or Duration.seconds(60)'),
  monitoring: YES_OR_NO,
  alarmEmails: TEXTS,
  alarmOverrides: OVERRIDES,
  runbookUrl: TEXT,
});

const WIRING: Record<Exclude<Wiring, 'vpc' | 'profile'>, Kind> = {
  vpcSubnets: SUBNETS,
  clients: CLIENTS,
  securityGroup: SECURITY_GROUP,
  secretsManagerEndpoint: kind('must be an interface endpoint', 'make it with vpc.addInterfaceEndpoint()', hasProperty('vpcEndpointId')),
  encryptionKey: KEY,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  pagerDutyIntegrationUrl: {
    ...kind('must be a SecretValue', 'keep it in Secrets Manager and write it like SecretValue.secretsManager(\'pagerduty-url\')', hasProperty('unsafeUnwrap')),
    secret: true,
  },
};

/** Without these two, nothing else can be said. */
export function missingProps(props: OficinaPostgresProps | undefined): string[] {
  return [
    ...(hasProperty('vpcId')(props?.vpc) ? []
      : [`vpc must be a VPC, got ${written(props?.vpc)}; make one with new ec2.Vpc() or look it up with ec2.Vpc.fromLookup()`]),
    ...(props?.profile instanceof EnvironmentProfile || nameOfClass(props?.profile) === EnvironmentProfile.name ? []
      : [`profile must be an EnvironmentProfile, got ${written(props?.profile)}; write it like EnvironmentProfile.prod()`]),
  ];
}

/** Props that do not exist, or that are of the wrong kind; the values are those of the props and of the profile. */
export function misshapenProps(props: OficinaPostgresProps, values: Settings): string[] {
  const { vpc, profile, ...others } = props;
  return misshapen({ ...profile.settings, ...given(others) }, { ...settingKinds(), ...WIRING }, 'OficinaPostgresProps',
    (name, value) => Object.hasOwn(WIRING, name) ? value : values[name as keyof Settings]);
}
