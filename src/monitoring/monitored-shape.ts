import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { meantClass } from '../validation/meant';
import {
  CAPACITY,
  durationKind,
  hasProperty,
  instance,
  KEY,
  Kind,
  kind,
  isRecord,
  listOf,
  missing,
  misshapen,
  NUMBER,
  oneOf,
  OVERRIDES,
  sizeKind,
  SWITCH,
  TEXT,
  TOPIC,
  written,
  YES_OR_NO,
} from '../validation/prop-types';

const INSTANCE = kind(
  'must be an instance of RDS',
  'look it up with rds.DatabaseInstance.fromLookup()',
  hasProperty('instanceIdentifier'),
);
const LOG_GROUP = kind(
  'must be a log group',
  'look it up with logs.LogGroup.fromLogGroupName()',
  hasProperty('logGroupName'),
);

/** What is looked at of an instance, by alarms and dashboard alike. Made when it is asked for: naming a class of aws-cdk-lib loads its module. */
const monitoredKinds = (): Record<string, Kind> => ({
  instance: INSTANCE,
  instanceType: instance(ec2.InstanceType, "new ec2.InstanceType('m6g.large')", meantClass),
  instanceCapacity: CAPACITY,
  allocatedStorage: sizeKind(),
  maxAllocatedStorage: sizeKind(),
  iops: NUMBER,
  maxConnections: NUMBER,
  performanceInsights: SWITCH,
  readReplica: YES_OR_NO,
  rotatingSecrets: YES_OR_NO,
  vaultBackups: YES_OR_NO,
  restoreDrillOverdueAfter: durationKind('days', 5),
  eventLogGroup: LOG_GROUP,
});

const OF_ALARMS: Record<string, Kind> = {
  alarmNamePrefix: TEXT,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  runbookUrl: TEXT,
  rotationLogGroup: LOG_GROUP,
  alarmOverrides: OVERRIDES,
};

const OF_DASHBOARD: Record<string, Kind> = {
  dashboardName: TEXT,
  alarms: kind('must be PostgresAlarms', 'make them with new PostgresAlarms()', hasProperty('byId')),
  readReplicas: listOf('must be a list of instances of RDS', 'write it like [replica]', INSTANCE.is),
  postgresLogGroup: LOG_GROUP,
};

const SECRETS = listOf(
  'must be a list of secrets of Secrets Manager',
  'look one up with secretsmanager.Secret.fromSecretCompleteArn()',
  hasProperty('secretArn'),
);

const OF_EVENTS: Record<string, Kind> = {
  instance: INSTANCE,
  alarmTopic: TOPIC,
  secrets: { ...SECRETS, secret: true }, // someone may have put passwords there
  logGroupName: TEXT,
  encryptionKey: KEY,
  logRetention: NUMBER,
  logRemovalPolicy: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.DESTROY'),
};

/** The props of an alarm that this library checks; aws-cdk-lib may take more. */
const customAlarmKinds = (): Record<string, Kind> => ({
  metric: kind(
    'must be a metric of CloudWatch',
    'write it like database.metricCpuUtilization()',
    hasProperty('toMetricConfig'),
  ),
  threshold: NUMBER,
  evaluationPeriods: NUMBER,
  datapointsToAlarm: NUMBER,
  alarmName: TEXT,
  alarmDescription: TEXT,
  actionsEnabled: SWITCH,
  comparisonOperator: oneOf(
    Object.values(cloudwatch.ComparisonOperator),
    'write it like cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD',
  ),
  treatMissingData: oneOf(
    Object.values(cloudwatch.TreatMissingData),
    'write it like cloudwatch.TreatMissingData.NOT_BREACHING',
  ),
});

/** Problems of the props of `addAlarm()`: missing, or of the wrong kind. */
export function misshapenCustomAlarm(props: object | undefined): string[] {
  const kinds = customAlarmKinds();
  if (props !== undefined && !isRecord(props)) {
    return [`the props of addAlarm() must be a record, got ${written(props)}; see CustomAlarmProps in API.md`];
  }
  const known = Object.fromEntries(Object.entries(props ?? {}).filter(([name]) => Object.hasOwn(kinds, name)));
  return [
    ...missing(props, ['metric', 'threshold', 'evaluationPeriods'], kinds),
    ...misshapen(known, kinds, 'CustomAlarmProps'),
  ];
}

/** Props of `PostgresAlarms` that do not exist, are missing, or are of the wrong kind. */
export function misshapenAlarms(props: object | undefined): string[] {
  return misshapenMonitoring(props, OF_ALARMS, 'PostgresAlarmsProps');
}

/** Props of `PostgresDashboard` that do not exist, are missing, or are of the wrong kind. */
export function misshapenDashboard(props: object | undefined): string[] {
  return misshapenMonitoring(props, OF_DASHBOARD, 'PostgresDashboardProps');
}

/** Props of `PostgresEvents` that do not exist, are missing, or are of the wrong kind. */
export function misshapenEvents(props: object | undefined): string[] {
  return [...missing(props, ['instance'], OF_EVENTS), ...misshapen(props ?? {}, OF_EVENTS, 'PostgresEventsProps')];
}

function misshapenMonitoring(props: object | undefined, own: Record<string, Kind>, where: string): string[] {
  const kinds = { ...monitoredKinds(), ...own };
  return [
    ...missing(props, ['instance', 'instanceType', 'allocatedStorage'], kinds),
    ...misshapen(props ?? {}, kinds, where),
  ];
}
