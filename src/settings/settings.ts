import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { EnvironmentProfile, EnvironmentSettings } from './environment-profile';
import { AuditClass } from '../parameters/audit-class';
import { LogStatement } from '../parameters/log-statement';

/** Props that name other constructs; the rooms that use them take them as they come. */
export type Wiring =
  | 'vpc'
  | 'vpcSubnets'
  | 'clients'
  | 'securityGroup'
  | 'secretsManagerEndpoint'
  | 'certificateAuthorities'
  | 'encryptionKey'
  | 'profile'
  | 'alarmTopic'
  | 'pagingTopic'
  | 'pagerDutyIntegrationUrl';

/** Props without which there is simply nothing to set. */
type MayBeAbsent = 'instanceCapacity' | 'iops' | 'storageThroughput' | 'maxConnections' | 'restoreFrom' | 'runbookUrl';

type Values = Omit<OficinaPostgresProps, Wiring>;

/** Every setting of one database, decided. */
export type Settings = Required<Omit<Values, MayBeAbsent>> &
  Pick<Values, MayBeAbsent> & { readonly profile: EnvironmentProfile; readonly majorVersion: string };

/** The name of a setting that can be given, decided or validated. */
export type SettingName = keyof Settings;

/** Who decided a setting. */
export type SettingSource = 'profile' | 'prop' | 'default' | 'derived';

/** The settings of a database, and who decided each. */
export interface ResolvedSettings {
  readonly values: Settings;
  readonly sources: Partial<Record<SettingName, SettingSource>>;
}

/** Defaults that are the same in every profile. */
function constants() {
  return {
    port: 5432,
    databaseName: 'oficina_db',
    masterUsername: 'oficina_admin',
    project: 'oficina-mecanica',
    repository: 'oficina-postgres',
    engineVersion: rds.PostgresEngineVersion.VER_15,
    autoMinorVersionUpgrade: true,
    allowMajorVersionUpgrade: false,
    extendedSupport: false,
    instanceCapacity: undefined,
    allowSingleAz: false,
    readReplicas: 0,
    caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
    parameters: {},
    preloadLibraries: [],
    maxConnections: undefined,
    storageType: rds.StorageType.GP3,
    storageAutoscaling: true,
    iops: undefined,
    storageThroughput: undefined,
    backupWindow: '03:00-04:00',
    maintenanceWindow: 'sun:04:00-sun:05:00',
    restoreFrom: undefined,
    rotation: CredentialsRotation.builtin(),
    bootstrap: true,
    bootstrapSql: [],
    iamAuthentication: true,
    logStatement: LogStatement.DDL,
    auditClasses: [AuditClass.DDL, AuditClass.ROLE],
    slowQueryThreshold: Duration.seconds(1),
    logConnections: true,
    logExports: ['postgresql', 'upgrade'],
    performanceInsights: true,
    performanceInsightsRetention: rds.PerformanceInsightRetention.DEFAULT,
    databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD,
    monitoring: true,
    alarmEmails: [],
    alarmOverrides: {},
    runbookUrl: undefined,
  };
}

/** Decides every setting: a prop wins over the profile, the profile over the default. What a restore cannot have wins over all. */
export function resolveSettings(props: OficinaPostgresProps): ResolvedSettings {
  const {
    vpc,
    vpcSubnets,
    clients,
    securityGroup,
    secretsManagerEndpoint,
    certificateAuthorities,
    encryptionKey,
    profile,
    alarmTopic,
    pagingTopic,
    pagerDutyIntegrationUrl,
    ...given
  } = props;
  const instanceIdentifier = props.instanceIdentifier ?? `oficina-db-${profile.name}`;
  const removalPolicy = props.removalPolicy ?? profile.settings.removalPolicy;
  const engineVersion = props.engineVersion ?? rds.PostgresEngineVersion.VER_15;
  const derived = {
    instanceIdentifier,
    secretName: instanceIdentifier,
    ssmParameterPrefix: `/oficina/${profile.name}/database`,
    deleteAutomatedBackups: removalPolicy === RemovalPolicy.DESTROY,
    majorVersion: engineVersion.postgresMajorVersion,
  };

  const sources: Partial<Record<SettingName, SettingSource>> = {};
  const layers: [SettingSource, object][] = [
    ['default', constants()],
    ['derived', derived],
    ['profile', profile.settings satisfies EnvironmentSettings],
    ['prop', given],
  ];
  const values: Record<string, unknown> = { profile };
  for (const [source, layer] of layers) {
    for (const [name, value] of Object.entries(layer).filter(([, v]) => v !== undefined && v !== null)) {
      values[name] = value;
      sources[name as SettingName] = source;
    }
  }
  // The source may be larger than the profile's ceiling: RDS refuses one below 110 % of the storage, and the restore with it.
  if (props.restoreFrom && sources.maxAllocatedStorage !== 'prop') {
    values.storageAutoscaling = false;
    sources.storageAutoscaling = 'derived';
  }
  return { values: values as unknown as Settings, sources };
}
