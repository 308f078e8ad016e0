import { RemovalPolicy } from 'aws-cdk-lib';
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
import { CertificateAuthorities } from '../regions/certificate-authorities';
import { definedProps } from '../validation/defined-props';
import {
  intendedAuthority,
  intendedInstanceType,
  intendedBackupPlan,
  intendedProfile,
  intendedRegion,
  intendedRotation,
  intendedRestoreSource,
  intendedEngineVersion,
} from '../validation/intended-values';
import {
  CAPACITY,
  CLIENTS,
  durationType,
  hasMethod,
  hasProperty,
  instanceOf,
  isRecordOfTexts,
  isToken,
  KEY,
  PropType,
  propType,
  KNOWN_TEXTS,
  listOf,
  invalidProps,
  nameOfClass,
  NUMBER,
  oneOf,
  OVERRIDES,
  SECURITY_GROUP,
  sizeType,
  SUBNETS,
  BOOLEAN,
  TEXT,
  TEXTS,
  TOPIC,
  shownValue,
  KNOWN_BOOLEAN,
} from '../validation/prop-types';

/** Made when it is asked for: naming a class of aws-cdk-lib loads its module, which an import of the library must not. */
const settingTypes = (): { readonly [name in keyof Omit<Settings, 'profile' | 'majorVersion'>]-?: PropType } => ({
  port: NUMBER,
  instanceIdentifier: TEXT,
  databaseName: TEXT,
  masterUsername: TEXT,
  secretName: TEXT,
  ssmParameterPrefix: TEXT,
  project: TEXT,
  repository: TEXT,
  engineVersion: instanceOf(rds.PostgresEngineVersion, 'rds.PostgresEngineVersion.VER_17', intendedEngineVersion),
  autoMinorVersionUpgrade: BOOLEAN,
  allowMajorVersionUpgrade: BOOLEAN,
  extendedSupport: BOOLEAN,
  instanceType: instanceOf(ec2.InstanceType, "new ec2.InstanceType('m6g.large')", intendedInstanceType),
  instanceCapacity: CAPACITY,
  multiAz: BOOLEAN,
  allowSingleAz: BOOLEAN,
  readReplicas: NUMBER,
  caCertificate: instanceOf(rds.CaCertificate, 'rds.CaCertificate.RDS_CA_RSA2048_G1', intendedAuthority),
  applyImmediately: BOOLEAN,
  parameters: propType('must be a record of strings', "write it like { work_mem: '16384' }", isRecordOfTexts),
  preloadLibraries: TEXTS,
  maxConnections: NUMBER,
  storageType: TEXT,
  allocatedStorage: sizeType(),
  storageAutoscaling: BOOLEAN,
  maxAllocatedStorage: sizeType(),
  iops: NUMBER,
  storageThroughput: NUMBER,
  backupRetention: durationType('days', 7),
  backupWindow: TEXT,
  backupVaultPlan: instanceOf(BackupVaultPlan, 'BackupVaultPlan.daily()', intendedBackupPlan),
  restoreDrill: instanceOf(RestoreDrill, 'RestoreDrill.scheduled()', (value) =>
    value === false ? 'RestoreDrill.none()' : undefined,
  ),
  maintenanceWindow: TEXT,
  deleteAutomatedBackups: BOOLEAN,
  crossRegionBackup: instanceOf(CrossRegionBackup, "CrossRegionBackup.toRegion('us-west-2')", intendedRegion),
  deletionProtection: BOOLEAN,
  removalPolicy: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.SNAPSHOT'),
  restoreFrom: instanceOf(RestoreSource, "RestoreSource.snapshot('oficina-db-prod-before-17')", intendedRestoreSource),
  rotation: instanceOf(CredentialsRotation, 'CredentialsRotation.builtin()', intendedRotation),
  bootstrap: KNOWN_BOOLEAN,
  bootstrapSql: listOf(
    'must be a list of BootstrapSql',
    "write it like [BootstrapSql.fromFile('sql/010-orders.sql')]",
    (value) => value instanceof BootstrapSql || nameOfClass(value) === BootstrapSql.name,
  ),
  iamAuthentication: BOOLEAN,
  logStatement: propType(
    `must be one of ${Object.values(LogStatement).join(', ')}`,
    'write it like LogStatement.DDL',
    (value) => isToken(value) || Object.values<unknown>(LogStatement).includes(value),
  ),
  auditClasses: listOf(
    `must be a list of ${Object.values(AuditClass).join(', ')}`,
    'write it like [AuditClass.DDL]',
    (value) => isToken(value) || Object.values<unknown>(AuditClass).includes(value),
  ),
  slowQueryThreshold: durationType('seconds', 1),
  logConnections: BOOLEAN,
  logExports: KNOWN_TEXTS,
  logRetention: NUMBER,
  performanceInsights: BOOLEAN,
  performanceInsightsRetention: NUMBER,
  databaseInsightsMode: TEXT,
  enhancedMonitoringInterval: durationType('seconds', 60),
  monitoring: KNOWN_BOOLEAN,
  alarmEmails: TEXTS,
  alarmOverrides: OVERRIDES,
  runbookUrl: TEXT,
});

const WIRING: Record<Exclude<Wiring, 'vpc' | 'profile'>, PropType> = {
  vpcSubnets: SUBNETS,
  clients: CLIENTS,
  securityGroup: SECURITY_GROUP,
  secretsManagerEndpoint: propType(
    'must be an interface endpoint',
    'make it with vpc.addInterfaceEndpoint()',
    hasProperty('vpcEndpointId'),
  ),
  certificateAuthorities: instanceOf(
    CertificateAuthorities,
    "write it like CertificateAuthorities.fromFile('il-central-1-bundle.pem')",
  ),
  encryptionKey: KEY,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  pagerDutyIntegrationUrl: {
    ...propType(
      'must be a SecretValue',
      "keep it in Secrets Manager and write it like SecretValue.secretsManager('pagerduty-url')",
      hasProperty('unsafeUnwrap'),
    ),
    mayBeSecret: true,
  },
};

function profileFix(value: unknown): string {
  const { fix } = instanceOf(EnvironmentProfile, 'EnvironmentProfile.prod()', intendedProfile);
  return typeof fix === 'string' ? fix : fix(value);
}

/** Without these two, nothing else can be said. */
export function missingRequiredProps(props: OficinaPostgresProps | undefined): string[] {
  return [
    ...(hasMethod('selectSubnets', 'vpcId')(props?.vpc)
      ? []
      : [
          `vpc must be a VPC, got ${shownValue(props?.vpc)}; make one with new ec2.Vpc() or look it up with ec2.Vpc.fromLookup()`,
        ]),
    ...(props?.profile instanceof EnvironmentProfile || nameOfClass(props?.profile) === EnvironmentProfile.name
      ? []
      : [`profile must be an EnvironmentProfile, got ${shownValue(props?.profile)}; ${profileFix(props?.profile)}`]),
  ];
}

/** Props that do not exist, or that are of the wrong kind; the values are those of the props and of the profile. */
export function invalidSettingProps(props: OficinaPostgresProps, values: Settings): string[] {
  const { vpc, profile, ...others } = props;
  return invalidProps(
    { ...profile.settings, ...definedProps(others) },
    { ...settingTypes(), ...WIRING },
    'OficinaPostgresProps',
    (name, value) => (Object.hasOwn(WIRING, name) ? value : values[name as keyof Settings]),
  );
}
