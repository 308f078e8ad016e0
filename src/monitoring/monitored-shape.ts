import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { intendedInstanceType } from '../validation/intended-values';
import {
  CAPACITY,
  durationType,
  hasProperty,
  instanceOf,
  KEY,
  PropType,
  propType,
  isRecord,
  listOf,
  absentProps,
  invalidProps,
  NUMBER,
  oneOf,
  OVERRIDES,
  sizeType,
  BOOLEAN,
  TEXT,
  TOPIC,
  shownValue,
  KNOWN_BOOLEAN,
} from '../validation/prop-types';

const INSTANCE = propType(
  'must be an instance of RDS',
  'look it up with rds.DatabaseInstance.fromLookup()',
  hasProperty('instanceIdentifier'),
);
const LOG_GROUP = propType(
  'must be a log group',
  'look it up with logs.LogGroup.fromLogGroupName()',
  hasProperty('logGroupName'),
);

/** What is looked at of an instance, by alarms and dashboard alike. Made when it is asked for: naming a class of aws-cdk-lib loads its module. */
const monitoredKinds = (): Record<string, PropType> => ({
  instance: INSTANCE,
  instanceType: instanceOf(ec2.InstanceType, "new ec2.InstanceType('m6g.large')", intendedInstanceType),
  instanceCapacity: CAPACITY,
  allocatedStorage: sizeType(),
  maxAllocatedStorage: sizeType(),
  iops: NUMBER,
  maxConnections: NUMBER,
  performanceInsights: BOOLEAN,
  readReplica: KNOWN_BOOLEAN,
  rotatingSecrets: KNOWN_BOOLEAN,
  vaultBackups: KNOWN_BOOLEAN,
  restoreDrillOverdueAfter: durationType('days', 5),
  eventLogGroup: LOG_GROUP,
});

const OF_ALARMS: Record<string, PropType> = {
  alarmNamePrefix: TEXT,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  runbookUrl: TEXT,
  rotationLogGroup: LOG_GROUP,
  alarmOverrides: OVERRIDES,
};

const OF_DASHBOARD: Record<string, PropType> = {
  dashboardName: TEXT,
  alarms: propType('must be PostgresAlarms', 'make them with new PostgresAlarms()', hasProperty('byId')),
  readReplicas: listOf('must be a list of instances of RDS', 'write it like [replica]', INSTANCE.accepts),
  postgresLogGroup: LOG_GROUP,
};

const SECRETS = listOf(
  'must be a list of secrets of Secrets Manager',
  'look one up with secretsmanager.Secret.fromSecretCompleteArn()',
  hasProperty('secretArn'),
);

const OF_EVENTS: Record<string, PropType> = {
  instance: INSTANCE,
  alarmTopic: TOPIC,
  secrets: { ...SECRETS, mayBeSecret: true }, // someone may have put passwords there
  logGroupName: TEXT,
  encryptionKey: KEY,
  logRetention: NUMBER,
  logRemovalPolicy: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.DESTROY'),
};

/** The props of an alarm that this library checks; aws-cdk-lib may take more. */
const customAlarmKinds = (): Record<string, PropType> => ({
  metric: propType(
    'must be a metric of CloudWatch',
    'write it like database.metricCpuUtilization()',
    hasProperty('toMetricConfig'),
  ),
  threshold: NUMBER,
  evaluationPeriods: NUMBER,
  datapointsToAlarm: NUMBER,
  alarmName: TEXT,
  alarmDescription: TEXT,
  actionsEnabled: BOOLEAN,
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
    return [`the props of addAlarm() must be a record, got ${shownValue(props)}; see CustomAlarmProps in API.md`];
  }
  const known = Object.fromEntries(Object.entries(props ?? {}).filter(([name]) => Object.hasOwn(kinds, name)));
  return [
    ...absentProps(props, ['metric', 'threshold', 'evaluationPeriods'], kinds),
    ...invalidProps(known, kinds, 'CustomAlarmProps'),
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
  return [...absentProps(props, ['instance'], OF_EVENTS), ...invalidProps(props ?? {}, OF_EVENTS, 'PostgresEventsProps')];
}

function misshapenMonitoring(props: object | undefined, own: Record<string, PropType>, where: string): string[] {
  const kinds = { ...monitoredKinds(), ...own };
  return [
    ...absentProps(props, ['instance', 'instanceType', 'allocatedStorage'], kinds),
    ...invalidProps(props ?? {}, kinds, where),
  ];
}
