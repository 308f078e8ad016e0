import { Duration, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { hasProperty, instance, Kind, kind, listOf, missing, misshapen, NUMBER, OVERRIDES, SWITCH, TEXT, TOPIC, YES_OR_NO } from '../private/shape';

const INSTANCE = kind('must be an instance of RDS', 'look it up with rds.DatabaseInstance.fromLookup()', hasProperty('instanceIdentifier'));
const LOG_GROUP = kind('must be a log group', 'look it up with logs.LogGroup.fromLogGroupName()', hasProperty('logGroupName'));

/** What is looked at of an instance, by alarms and dashboard alike. Made when it is asked for: naming a class of aws-cdk-lib loads its module. */
const monitoredKinds = (): Record<string, Kind> => ({
  instance: INSTANCE,
  instanceType: instance(ec2.InstanceType, 'write it like new ec2.InstanceType(\'m6g.large\')'),
  allocatedStorage: instance(Size, 'write it like Size.gibibytes(100)'),
  maxAllocatedStorage: instance(Size, 'write it like Size.gibibytes(100)'),
  iops: NUMBER,
  maxConnections: NUMBER,
  performanceInsights: SWITCH,
  readReplica: YES_OR_NO,
  rotatingSecrets: YES_OR_NO,
  vaultBackups: YES_OR_NO,
  restoreDrillOverdueAfter: instance(Duration, 'write it like Duration.days(5)'),
  eventLogGroup: LOG_GROUP,
});

const OF_ALARMS: Record<string, Kind> = {
  alarmNamePrefix: TEXT, alarmTopic: TOPIC, pagingTopic: TOPIC, runbookUrl: TEXT, rotationLogGroup: LOG_GROUP, alarmOverrides: OVERRIDES,
};

const OF_DASHBOARD: Record<string, Kind> = {
  dashboardName: TEXT,
  alarms: kind('must be PostgresAlarms', 'make them with new PostgresAlarms()', hasProperty('byId')),
  readReplicas: listOf('must be a list of instances of RDS', 'write it like [replica]', INSTANCE.is),
  postgresLogGroup: LOG_GROUP,
};

/** Props of `PostgresAlarms` that do not exist, are missing, or are of the wrong kind. */
export function misshapenAlarms(props: object | undefined): string[] {
  return misshapenMonitoring(props, OF_ALARMS, 'PostgresAlarmsProps');
}

/** Props of `PostgresDashboard` that do not exist, are missing, or are of the wrong kind. */
export function misshapenDashboard(props: object | undefined): string[] {
  return misshapenMonitoring(props, OF_DASHBOARD, 'PostgresDashboardProps');
}

function misshapenMonitoring(props: object | undefined, own: Record<string, Kind>, where: string): string[] {
  const kinds = { ...monitoredKinds(), ...own };
  return [...missing(props, ['instance', 'instanceType', 'allocatedStorage'], kinds), ...misshapen(props ?? {}, kinds, where)];
}
