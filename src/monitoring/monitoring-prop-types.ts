import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { intendedInstanceType } from '../validation/intended-values';
import { missingMembers } from '../validation/members';
import {
  CAPACITY,
  durationType,
  implementationOf,
  instanceOf,
  KEY,
  PropType,
  propType,
  isRecord,
  listOfImplementations,
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
  typeProblems,
} from '../validation/prop-types';

/*
 * The types of the props of PostgresAlarms, PostgresDashboard and PostgresEvents, for callers without a compiler.
 */

type PropTypes = Record<string, PropType>;

const INSTANCE = implementationOf(
  'must be an instance of RDS',
  'look it up with rds.DatabaseInstance.fromLookup()',
  ['instanceIdentifier'],
  ['instanceArn', 'node', 'env.account', 'env.region', 'metric()'],
);
const LOG_GROUP = implementationOf(
  'must be a log group',
  'look it up with logs.LogGroup.fromLogGroupName()',
  ['logGroupName'],
  ['logGroupRef.logGroupName', 'env.region'],
);
/** Somebody may have passed a password. */
const SECRET: PropType = {
  ...implementationOf(
    'must be a secret of Secrets Manager',
    'look one up with secretsmanager.Secret.fromSecretCompleteArn()',
    ['secretArn'],
    [],
  ),
  mayBeSecret: true,
};
const SECRETS: PropType = {
  ...listOfImplementations(
    'must be a list of secrets of Secrets Manager',
    'look one up with secretsmanager.Secret.fromSecretCompleteArn()',
    SECRET,
  ),
  mayBeSecret: true,
};
const METRIC = ofKnownConfig(
  implementationOf(
    'must be a metric of CloudWatch',
    'write it like database.metricCpuUtilization()',
    ['toMetricConfig()'],
    [],
  ),
);
const WIDGET = implementationOf(
  'must be a widget of CloudWatch',
  'create one like new cloudwatch.TextWidget()',
  ['toJson()', 'position()'],
  ['width', 'height'],
);

/** The type of metrics that say what they are: a metric of the app's own may return anything. */
function ofKnownConfig(type: PropType): PropType {
  const isKnown = (metric: unknown) => {
    const config = (metric as cloudwatch.IMetric).toMetricConfig() as cloudwatch.MetricConfig | undefined;
    return isRecord(config?.metricStat) || isRecord(config?.mathExpression);
  };
  const unusable = (value: unknown) =>
    type.accepts(value) && !isKnown(value)
      ? 'one whose toMetricConfig() returns neither metricStat nor mathExpression; return one of the two'
      : type.unusable?.(value);
  return { ...type, accepts: (value) => type.accepts(value) && isKnown(value), unusable };
}

/** The props of a `MonitoredInstance`. A function, because naming a class of aws-cdk-lib loads its module. */
function monitoredInstancePropTypes(): PropTypes {
  return {
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
  };
}

const ALARMS_PROP_TYPES: PropTypes = {
  alarmNamePrefix: TEXT,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  runbookUrl: TEXT,
  rotationLogGroup: LOG_GROUP,
  alarmOverrides: OVERRIDES,
};

const DASHBOARD_PROP_TYPES: PropTypes = {
  dashboardName: TEXT,
  alarms: propType(
    'must be PostgresAlarms',
    'create them with new PostgresAlarms()',
    (value) => missingMembers(value, ['byId', '_listed()', '_threshold()']).length === 0,
  ),
  readReplicas: listOfImplementations('must be a list of instances of RDS', 'write it like [replica]', INSTANCE),
  postgresLogGroup: LOG_GROUP,
};

/** A function, because a constant would load the removal policies with the library. */
function eventsPropTypes(): PropTypes {
  return {
    instance: INSTANCE,
    alarmTopic: TOPIC,
    secrets: SECRETS,
    logGroupName: TEXT,
    encryptionKey: KEY,
    logRetention: NUMBER,
    logRemovalPolicy: oneOf(Object.values(RemovalPolicy), 'write it like RemovalPolicy.DESTROY'),
  };
}

/** The props of an alarm that this library checks; aws-cdk-lib may take more. */
function customAlarmPropTypes(): PropTypes {
  return {
    metric: METRIC,
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
  };
}

/** Tells what is wrong with the instance of `watchInstance()`. */
export function watchedInstanceProblems(instance: unknown): string[] {
  return typeProblems('the instance of watchInstance()', INSTANCE, instance);
}

/** Tells what is wrong with the secret of `watchSecret()`. */
export function watchedSecretProblems(secret: unknown): string[] {
  return typeProblems('the secret of watchSecret()', SECRET, secret);
}

/** Tells what is wrong with the widgets of `addWidgets()`. */
export function widgetProblems(widgets: readonly unknown[]): string[] {
  return widgets.flatMap((widget) => typeProblems('each widget of addWidgets()', WIDGET, widget));
}

/** Lists the props of `addAlarm()` that are missing or of the wrong type. */
export function customAlarmPropProblems(props: object | undefined): string[] {
  if (props !== undefined && !isRecord(props)) {
    return [`the props of addAlarm() must be a record, got ${shownValue(props)}; see CustomAlarmProps in API.md`];
  }
  const types = customAlarmPropTypes();
  const checkedProps = Object.entries(props ?? {}).filter(([name]) => Object.hasOwn(types, name));
  return [
    ...absentProps(props, ['metric', 'threshold', 'evaluationPeriods'], types),
    ...invalidProps(Object.fromEntries(checkedProps), types, 'CustomAlarmProps'),
  ];
}

/** Lists the props of `PostgresAlarms` that do not exist, are missing or are of the wrong type. */
export function alarmsPropProblems(props: object | undefined): string[] {
  return monitoredInstancePropProblems(props, ALARMS_PROP_TYPES, 'PostgresAlarmsProps');
}

/** Lists the props of `PostgresDashboard` that do not exist, are missing or are of the wrong type. */
export function dashboardPropProblems(props: object | undefined): string[] {
  return monitoredInstancePropProblems(props, DASHBOARD_PROP_TYPES, 'PostgresDashboardProps');
}

/** Lists the props of `PostgresEvents` that do not exist, are missing or are of the wrong type. */
export function eventsPropProblems(props: object | undefined): string[] {
  return [
    ...absentProps(props, ['instance'], eventsPropTypes()),
    ...invalidProps(props ?? {}, eventsPropTypes(), 'PostgresEventsProps'),
  ];
}

function monitoredInstancePropProblems(props: object | undefined, ownTypes: PropTypes, where: string): string[] {
  const types = { ...monitoredInstancePropTypes(), ...ownTypes };
  return [
    ...absentProps(props, ['instance', 'instanceType', 'allocatedStorage'], types),
    ...invalidProps(props ?? {}, types, where),
  ];
}
