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
import { given } from '../validation/given';
import {
  meantAuthority,
  meantClass,
  meantPlan,
  meantProfile,
  meantRegion,
  meantRotation,
  meantSource,
  meantVersion,
} from '../validation/meant';
import {
  CAPACITY,
  CLIENTS,
  durationKind,
  hasMethod,
  hasProperty,
  instance,
  isRecordOfTexts,
  isToken,
  KEY,
  Kind,
  kind,
  KNOWN_TEXTS,
  listOf,
  misshapen,
  nameOfClass,
  NUMBER,
  oneOf,
  OVERRIDES,
  SECURITY_GROUP,
  sizeKind,
  SUBNETS,
  SWITCH,
  TEXT,
  TEXTS,
  TOPIC,
  written,
  YES_OR_NO,
} from '../validation/prop-types';

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
  engineVersion: instance(rds.PostgresEngineVersion, 'rds.PostgresEngineVersion.VER_17', meantVersion),
  autoMinorVersionUpgrade: SWITCH,
  allowMajorVersionUpgrade: SWITCH,
  extendedSupport: SWITCH,
  instanceType: instance(ec2.InstanceType, "new ec2.InstanceType('m6g.large')", meantClass),
  instanceCapacity: CAPACITY,
  multiAz: SWITCH,
  allowSingleAz: SWITCH,
  readReplicas: NUMBER,
  caCertificate: instance(rds.CaCertificate, 'rds.CaCertificate.RDS_CA_RSA2048_G1', meantAuthority),
  applyImmediately: SWITCH,
  parameters: kind('must be a record of strings', "write it like { work_mem: '16384' }", isRecordOfTexts),
  preloadLibraries: TEXTS,
  maxConnections: NUMBER,
  storageType: TEXT,
  allocatedStorage: sizeKind(),
  storageAutoscaling: SWITCH,
  maxAllocatedStorage: sizeKind(),
  iops: NUMBER,
  storageThroughput: NUMBER,
  backupRetention: durationKind('days', 7),
  backupWindow: TEXT,
  backupVaultPlan: instance(BackupVaultPlan, 'BackupVaultPlan.daily()', meantPlan),
  restoreDrill: instance(RestoreDrill, 'RestoreDrill.scheduled()', (value) =>
    value === false ? 'RestoreDrill.none()' : undefined,
  ),
  maintenanceWindow: TEXT,
  deleteAutomatedBackups: SWITCH,
  crossRegionBackup: instance(CrossRegionBackup, "CrossRegionBackup.toRegion('us-west-2')", meantRegion),
  deletionProtection: SWITCH,
  removalPolicy: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.SNAPSHOT'),
  restoreFrom: instance(RestoreSource, "RestoreSource.snapshot('oficina-db-prod-before-17')", meantSource),
  rotation: instance(CredentialsRotation, 'CredentialsRotation.builtin()', meantRotation),
  bootstrap: YES_OR_NO,
  bootstrapSql: listOf(
    'must be a list of BootstrapSql',
    "write it like [BootstrapSql.fromFile('sql/010-orders.sql')]",
    (value) => value instanceof BootstrapSql || nameOfClass(value) === BootstrapSql.name,
  ),
  iamAuthentication: SWITCH,
  logStatement: kind(
    `must be one of ${Object.values(LogStatement).join(', ')}`,
    'write it like LogStatement.DDL',
    (value) => isToken(value) || Object.values<unknown>(LogStatement).includes(value),
  ),
  auditClasses: listOf(
    `must be a list of ${Object.values(AuditClass).join(', ')}`,
    'write it like [AuditClass.DDL]',
    (value) => isToken(value) || Object.values<unknown>(AuditClass).includes(value),
  ),
  slowQueryThreshold: durationKind('seconds', 1),
  logConnections: SWITCH,
  logExports: KNOWN_TEXTS,
  logRetention: NUMBER,
  performanceInsights: SWITCH,
  performanceInsightsRetention: NUMBER,
  databaseInsightsMode: TEXT,
  enhancedMonitoringInterval: durationKind('seconds', 60),
  monitoring: YES_OR_NO,
  alarmEmails: TEXTS,
  alarmOverrides: OVERRIDES,
  runbookUrl: TEXT,
});

const WIRING: Record<Exclude<Wiring, 'vpc' | 'profile'>, Kind> = {
  vpcSubnets: SUBNETS,
  clients: CLIENTS,
  securityGroup: SECURITY_GROUP,
  secretsManagerEndpoint: kind(
    'must be an interface endpoint',
    'make it with vpc.addInterfaceEndpoint()',
    hasProperty('vpcEndpointId'),
  ),
  certificateAuthorities: instance(
    CertificateAuthorities,
    "write it like CertificateAuthorities.fromFile('il-central-1-bundle.pem')",
  ),
  encryptionKey: KEY,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  pagerDutyIntegrationUrl: {
    ...kind(
      'must be a SecretValue',
      "keep it in Secrets Manager and write it like SecretValue.secretsManager('pagerduty-url')",
      hasProperty('unsafeUnwrap'),
    ),
    secret: true,
  },
};

function profileFix(value: unknown): string {
  const { fix } = instance(EnvironmentProfile, 'EnvironmentProfile.prod()', meantProfile);
  return typeof fix === 'string' ? fix : fix(value);
}

/** Without these two, nothing else can be said. */
export function missingProps(props: OficinaPostgresProps | undefined): string[] {
  return [
    ...(hasMethod('selectSubnets', 'vpcId')(props?.vpc)
      ? []
      : [
          `vpc must be a VPC, got ${written(props?.vpc)}; make one with new ec2.Vpc() or look it up with ec2.Vpc.fromLookup()`,
        ]),
    ...(props?.profile instanceof EnvironmentProfile || nameOfClass(props?.profile) === EnvironmentProfile.name
      ? []
      : [`profile must be an EnvironmentProfile, got ${written(props?.profile)}; ${profileFix(props?.profile)}`]),
  ];
}

/** Props that do not exist, or that are of the wrong kind; the values are those of the props and of the profile. */
export function misshapenProps(props: OficinaPostgresProps, values: Settings): string[] {
  const { vpc, profile, ...others } = props;
  return misshapen(
    { ...profile.settings, ...given(others) },
    { ...settingKinds(), ...WIRING },
    'OficinaPostgresProps',
    (name, value) => (Object.hasOwn(WIRING, name) ? value : values[name as keyof Settings]),
  );
}
