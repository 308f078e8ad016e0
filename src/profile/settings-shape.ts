import { Duration, RemovalPolicy, Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { OficinaPostgresProps } from '../oficina-postgres-props';
import { EnvironmentProfile } from './environment-profile';
import { Settings, Wiring } from './settings';
import { AuditClass } from '../parameters/audit-class';
import { LogStatement } from '../parameters/log-statement';
import { closest } from '../private/closest';
import { holdsToken } from '../private/rule';

/*
 * What the compiler checks in TypeScript, and nobody in JavaScript or behind a spread: that each prop exists and is of its kind.
 */

interface Kind {
  readonly is: (value: unknown) => boolean;
  /** What is asked for, and how it is written. */
  readonly wants: string;
  readonly fix: string;
  /** Whether a value of another kind may be a secret, which no message shows. */
  readonly secret?: boolean;
}

const kind = (wants: string, fix: string, is: (value: unknown) => boolean): Kind => ({ wants, fix, is });
// By the class's name: an app may have two copies of aws-cdk-lib.
const instance = (of: Function, fix: string) => kind(`must be a ${of.name}`, fix, (value) => value instanceof of || nameOfClass(value) === of.name);
const nameOfClass = (value: unknown) => (value as object | undefined)?.constructor?.name;
const listOf = (wants: string, fix: string, is: (value: unknown) => boolean) => kind(wants, fix,
  (value) => Array.isArray(value) && (Token.isUnresolved(value) || value.every(is)));
const oneOf = (values: unknown[], fix: string) => kind(`must be one of ${values.join(', ')}`, fix, (value) => values.includes(value));

const TEXT = kind('must be a string', 'put it in quotes', (value) => typeof value === 'string');
const NUMBER = kind('must be a number', 'write it without quotes', (value) => typeof value === 'number');
const SWITCH = kind('must be true or false', 'write it without quotes, or leave the prop out for its default',
  (value) => typeof value === 'boolean' || holdsToken(value));
const TEXTS = listOf('must be a list of strings', 'write it like [\'one\', \'two\']', (value) => typeof value === 'string');

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
  maintenanceWindow: TEXT,
  deleteAutomatedBackups: SWITCH,
  deletionProtection: SWITCH,
  removalPolicy: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.SNAPSHOT'),
  rotation: instance(CredentialsRotation, 'write it like CredentialsRotation.disabled({ reason: \'…\' })'),
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
  monitoring: kind('must be true or false', 'write it without quotes, or leave the prop out for its default', (value) => typeof value === 'boolean'),
  alarmEmails: TEXTS,
  alarmOverrides: kind('must be a record of overrides', 'write it like { HighCPU: { threshold: 70 } }',
    (value) => isRecord(value) && !Token.isUnresolved(value)),
  runbookUrl: TEXT,
});

const WIRING: Record<Exclude<Wiring, 'vpc' | 'profile'>, Kind> = {
  vpcSubnets: kind('must be a subnet selection', 'write it like { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }',
    (value) => typeof value === 'object'),
  clients: listOf('must be a list of security groups or of what has some', 'write it like [securityGroup, authFunction]', hasProperty('connections')),
  securityGroup: kind('must be a security group', 'look it up with ec2.SecurityGroup.fromSecurityGroupId()', hasProperty('securityGroupId')),
  secretsManagerEndpoint: kind('must be an interface endpoint', 'make it with vpc.addInterfaceEndpoint()', hasProperty('vpcEndpointId')),
  encryptionKey: kind('must be a KMS key', 'look it up with kms.Key.fromKeyArn()', hasProperty('keyArn')),
  // Someone may have put PagerDuty's URL there.
  alarmTopic: { ...kind('must be an SNS topic', 'look it up with sns.Topic.fromTopicArn()', hasProperty('fifo')), secret: true },
  pagingTopic: { ...kind('must be an SNS topic', 'look it up with sns.Topic.fromTopicArn()', hasProperty('fifo')), secret: true },
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
  const given = Object.entries({ ...profile.settings, ...others }).filter(([, value]) => value !== undefined && value !== null);
  const kinds: Record<string, Kind> = { ...settingKinds(), ...WIRING };
  return given.flatMap(([name, value]) => {
    if (!Object.hasOwn(kinds, name)) {
      const similar = closest(name, Object.keys(kinds));
      // Never its value: someone may have tried to pass a password.
      return [`${name} is not a prop; ${similar ? `did you mean ${similar}?` : 'see OficinaPostgresProps in API.md'}`];
    }
    const decided = Object.hasOwn(WIRING, name) ? value : values[name as keyof Settings];
    return kinds[name].is(decided) ? [] : [`${name} ${kinds[name].wants}, got ${kinds[name].secret ? unseen(decided) : written(decided)}; ${kinds[name].fix}`];
  });
}

function hasProperty(name: string): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && name in value;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecordOfTexts(value: unknown): boolean {
  return isRecord(value) && (holdsToken(value) || Object.values(value).every((each) => typeof each === 'string'));
}

/** What a value is, without the value. */
function unseen(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? written(value) : `a ${typeof value}`;
}

/** A value as a reader would write it; of an object its class alone, as it may hold anything. */
function written(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `the function ${value.name}`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `a ${nameOfClass(value) ?? 'record'}`;
  return `${value}`;
}
