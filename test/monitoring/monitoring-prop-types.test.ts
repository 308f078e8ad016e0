import { Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { PostgresAlarms, PostgresDashboard } from '../../src';
import { emptyStack } from '../support/database';
import { joined } from '../support/joined';

/*
 * Types that the compiler checks in TypeScript, but not for JavaScript callers.
 */

const SOUND = () => ({
  instance: rds.DatabaseInstance.fromDatabaseInstanceAttributes(emptyStack(), 'Legacy', {
    instanceIdentifier: 'legacy-db',
    instanceEndpointAddress: 'db.example',
    port: 5432,
    securityGroups: [],
  }),
  instanceType: new ec2.InstanceType('m6g.large'),
  allocatedStorage: Size.gibibytes(100),
});
const alarms = (props: any) => () => new PostgresAlarms(emptyStack(), 'Alarms', props);
const dashboard = (props: any) => () => new PostgresDashboard(emptyStack(), 'Dashboard', props);

test.each([
  ['alarms', alarms],
  ['a dashboard', dashboard],
] as const)('%s refuse a missing instance, class or storage', (_, make) => {
  for (const props of [undefined, {}]) {
    expect(make(props)).toThrow(
      joined(
        /3 problems:\n {2}- instance must be an instance of RDS, got none; .*\n {2}- instanceType must be an /,
        /InstanceType, got none/,
      ),
    );
  }
});

test.each<[object, string]>([
  [{ allocatedStorage: 100 }, 'allocatedStorage must be a Size, got 100; write it like Size.gibibytes(100)'],
  [
    { instanceType: 'm6g.large' },
    "instanceType must be an InstanceType, got 'm6g.large'; write it like new ec2.InstanceType('m6g.large')",
  ],
  [
    { instance: 'legacy-db' },
    "instance must be an instance of RDS, got 'legacy-db'; look it up with rds.DatabaseInstance.fromLookup()",
  ],
  [{ readReplica: 'yes' }, "readReplica must be true or false, got 'yes'"],
  [{ rotatingSecrets: 'yes' }, "rotatingSecrets must be true or false, got 'yes'"],
  [
    { eventLogGroup: '/aws/events' },
    "eventLogGroup must be a log group, got '/aws/events'; look it up with logs.LogGroup.fromLogGroupName()",
  ],
])('%j is reported by alarms and by a dashboard', (props, message) => {
  expect(alarms({ ...SOUND(), ...props })).toThrow(message);
  expect(dashboard({ ...SOUND(), ...props })).toThrow(message);
});

test.each<[object, string]>([
  [{ alarmOverides: {} }, 'alarmOverides is not a prop; did you mean alarmOverrides?'],
  [{ restore_drill_overdue_after: 5 }, 'is not a prop; did you mean restoreDrillOverdueAfter?'],
  [{ alarmEmails: [] }, 'alarmEmails is not a prop; see PostgresAlarmsProps in API.md'],
  [
    { alarmTopic: 'arn:aws:sns:us-east-1:111122223333:plantao' },
    'alarmTopic must be an SNS topic, got a string; look it up with sns.Topic.fromTopicArn()',
  ],
  [{ rotationLogGroup: '/aws/lambda/rotation' }, "rotationLogGroup must be a log group, got '/aws/lambda/rotation'"],
  [{ alarmOverrides: [] }, 'alarmOverrides must be AlarmOverrides, got []'],
])('%j is reported by alarms', (props, message) => expect(alarms({ ...SOUND(), ...props })).toThrow(message));

test.each<[object, string]>([
  [{ dashbordName: 'x' }, 'dashbordName is not a prop; did you mean dashboardName?'],
  [
    { alarms: {} },
    'alarms must be PostgresAlarms, got an object without members; create them with new PostgresAlarms()',
  ],
  [{ alarms: { byId: {} } }, 'alarms must be PostgresAlarms, got a record; create them with new PostgresAlarms()'],
  [
    { readReplicas: ['replica'] },
    "readReplicas must be a list of instances of RDS, got ['replica']; write it like [replica]",
  ],
  [{ readReplicas: Token.asList({ Ref: 'Replicas' }) }, 'readReplicas must be a list of instances of RDS, got ['],
])('%j is reported by a dashboard', (props, message) => expect(dashboard({ ...SOUND(), ...props })).toThrow(message));

test('null counts as not given', () => {
  const nothing = {
    maxAllocatedStorage: null,
    iops: undefined,
    alarmTopic: null,
    eventLogGroup: null,
    rotationLogGroup: null,
    rotatingSecrets: null,
    alarmOverrides: null,
    maxConnections: null,
  };
  expect(alarms({ ...SOUND(), ...nothing, maxAllocatedStorage: Size.gibibytes(200) })).not.toThrow();
  expect(alarms({ ...SOUND(), ...nothing })).not.toThrow();
});
