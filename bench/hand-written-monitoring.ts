import { ArnFormat, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/** The monitored resources. */
export interface Watched {
  readonly name: string;
  readonly instance: rds.DatabaseInstance;
  readonly encryptionKey: kms.Key;
  readonly postgresLog: logs.LogGroup;
  /** What an administrator of a key may do. */
  readonly administration: string[];
  /**
   * The secret that rotates, and the log of its function; left out if the monitoring of the library does not watch
   * them.
   */
  readonly rotation?: { readonly secret: secretsmanager.ISecret; readonly logGroup?: logs.LogGroup };
}

const RUNBOOK = 'https://github.com/edimilsonldutra/oficina-postgres/blob/main/docs/runbook.md';
const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const CATEGORIES = [
  'availability',
  'configuration change',
  'failover',
  'failure',
  'low storage',
  'maintenance',
  'notification',
  'read replica',
  'recovery',
];

type AlarmRow = readonly [
  id: string,
  metric: string,
  statistic: string,
  is: 'above' | 'below',
  threshold: number,
  periods: readonly [count: number, seconds: number],
  missing: keyof typeof cloudwatch.TreatMissingData,
  description: string,
];

/** Calculated for a t3.medium with 20 GiB: 2 vCPU, 4 GiB, 383 connections, 3,000 IOPS, 24 CPU credits an hour. */
const ALARMS: readonly AlarmRow[] = [
  [
    'DatabaseDown',
    'DatabaseConnections',
    'SampleCount',
    'below',
    1,
    [5, 60],
    'BREACHING',
    'The instance has sent no metrics for five minutes or more: it is down, stopped or being restored. ' +
      'DatabaseConnections (SampleCount) < 1 in 5 of 5 periods of 1 minute',
  ],
  [
    'HighCPU',
    'CPUUtilization',
    'Average',
    'above',
    80,
    [5, 60],
    'IGNORE',
    'The processors are busy: statements wait for them. CPUUtilization (Average) > 80 % in 5 of 5 periods of 1 minute',
  ],
  [
    'DBLoad',
    'DBLoad',
    'Average',
    'above',
    2,
    [15, 60],
    'NOT_BREACHING',
    'More sessions are active than there are processors: they wait for each other, for locks or for the disk. ' +
      'DBLoad (Average) > 2 in 15 of 15 periods of 1 minute',
  ],
  [
    'HighConnections',
    'DatabaseConnections',
    'Maximum',
    'above',
    306,
    [5, 60],
    'IGNORE',
    'Soon no client can connect any more. DatabaseConnections (Maximum) > 306 in 5 of 5 periods of 1 minute',
  ],
  [
    'FreeableMemory',
    'FreeableMemory',
    'Average',
    'below',
    429_496_729,
    [15, 60],
    'IGNORE',
    'Memory runs short: the page cache is gone, and the instance is about to swap or to kill sessions. ' +
      'FreeableMemory (Average) < 409.6 MiB in 15 of 15 periods of 1 minute',
  ],
  [
    'LowStorage',
    'FreeStorageSpace',
    'Minimum',
    'below',
    2 * GIB,
    [5, 60],
    'IGNORE',
    'The storage is almost full. FreeStorageSpace (Minimum) < 2 GiB in 5 of 5 periods of 1 minute',
  ],
  [
    'StorageFloor',
    'FreeStorageSpace',
    'Minimum',
    'below',
    GIB,
    [2, 60],
    'IGNORE',
    'The storage is about to run out: the instance then stops, and refuses every statement. ' +
      'FreeStorageSpace (Minimum) < 1 GiB in 2 of 2 periods of 1 minute',
  ],
  [
    'ReadLatency',
    'ReadLatency',
    'p90',
    'above',
    0.02,
    [5, 60],
    'IGNORE',
    'Reads from the disk are slow. ReadLatency (p90) > 20 ms in 5 of 5 periods of 1 minute',
  ],
  [
    'WriteLatency',
    'WriteLatency',
    'p90',
    'above',
    0.02,
    [5, 60],
    'IGNORE',
    'Writes to the disk are slow. WriteLatency (p90) > 20 ms in 5 of 5 periods of 1 minute',
  ],
  [
    'DiskQueueDepth',
    'DiskQueueDepth',
    'Average',
    'above',
    60,
    [15, 60],
    'IGNORE',
    'Requests pile up before the disk. DiskQueueDepth (Average) > 60 in 15 of 15 periods of 1 minute',
  ],
  [
    'EBSIOBalance',
    'EBSIOBalance%',
    'Average',
    'below',
    10,
    [3, 300],
    'NOT_BREACHING',
    'The instance class has almost used up its burst of disk operations, and will be slowed down to its baseline. ' +
      'EBSIOBalance% (Average) < 10 % in 3 of 3 periods of 5 minutes',
  ],
  [
    'EBSByteBalance',
    'EBSByteBalance%',
    'Average',
    'below',
    10,
    [3, 300],
    'NOT_BREACHING',
    'The instance class has almost used up its burst of disk throughput, and will be slowed down to its baseline. ' +
      'EBSByteBalance% (Average) < 10 % in 3 of 3 periods of 5 minutes',
  ],
  [
    'SurplusCPUCredits',
    'CPUSurplusCreditBalance',
    'Maximum',
    'above',
    288,
    [3, 300],
    'NOT_BREACHING',
    'The instance runs on borrowed CPU credits, and is about to be charged for them. ' +
      'CPUSurplusCreditBalance (Maximum) > 288 in 3 of 3 periods of 5 minutes',
  ],
  [
    'TransactionIdAge',
    'MaximumUsedTransactionIDs',
    'Maximum',
    'above',
    1_000_000_000,
    [1, 60],
    'IGNORE',
    'Vacuum does not keep up: at two billion transaction ids the database stops taking writes. ' +
      'MaximumUsedTransactionIDs (Maximum) > 1,000,000,000 in a period of 1 minute',
  ],
  [
    'ReplicationSlotLag',
    'OldestReplicationSlotLag',
    'Maximum',
    'above',
    2 * GIB,
    [5, 60],
    'NOT_BREACHING',
    'A replication slot holds back transaction logs, which fill the storage. ' +
      'OldestReplicationSlotLag (Maximum) > 2 GiB in 5 of 5 periods of 1 minute',
  ],
];
/** These also notify the pager. */
const CRITICAL = ['DatabaseDown', 'StorageFloor'];

type Series = [metric: string, label: string, statistic?: string];
type Line = [value: number, label: string];

interface Graph {
  readonly title: string;
  readonly axis: string;
  readonly max?: number;
  /** The factor that converts a value to the unit of the axis. */
  readonly unit?: { readonly dividedBy: number } | { readonly times: number };
  readonly series: Series[];
  readonly lines?: Line[];
}

const GRAPHS: Graph[][] = [
  [
    { title: 'CPU utilization', axis: '%', max: 100, series: [['CPUUtilization', 'CPU']], lines: [[80, 'HighCPU']] },
    {
      title: 'Database load: active sessions, against vCPUs',
      axis: 'Sessions',
      series: [
        ['DBLoad', 'All'],
        ['DBLoadCPU', 'On CPU'],
        ['DBLoadNonCPU', 'Waiting'],
      ],
      lines: [[2, 'DBLoad']],
    },
    {
      title: 'Connections',
      axis: 'Connections',
      series: [['DatabaseConnections', 'Connections', 'Maximum']],
      lines: [[306, 'HighConnections']],
    },
  ],
  [
    {
      title: 'Free storage',
      axis: 'GiB',
      unit: { dividedBy: GIB },
      series: [['FreeStorageSpace', 'Free', 'Minimum']],
      lines: [
        [2, 'LowStorage'],
        [1, 'StorageFloor'],
      ],
    },
    {
      title: 'Memory: freeable, and swap in use',
      axis: 'GiB',
      unit: { dividedBy: GIB },
      series: [
        ['FreeableMemory', 'Freeable'],
        ['SwapUsage', 'Swap in use', 'Maximum'],
      ],
      lines: [[429_496_729 / GIB, 'FreeableMemory']],
    },
    {
      title: 'IOPS: reads and writes',
      axis: 'Operations/s',
      series: [
        ['ReadIOPS', 'Reads'],
        ['WriteIOPS', 'Writes'],
      ],
    },
  ],
  [
    {
      title: 'Disk latency: one read, one write',
      axis: 'ms',
      unit: { times: 1000 },
      series: [
        ['ReadLatency', 'Read', 'p90'],
        ['WriteLatency', 'Write', 'p90'],
      ],
      lines: [
        [20, 'ReadLatency'],
        [20, 'WriteLatency'],
      ],
    },
    {
      title: 'Disk throughput: read and written',
      axis: 'MiB/s',
      unit: { dividedBy: MIB },
      series: [
        ['ReadThroughput', 'Read'],
        ['WriteThroughput', 'Written'],
      ],
    },
    {
      title: 'Disk queue: requests that wait',
      axis: 'Count',
      series: [['DiskQueueDepth', 'Waiting']],
      lines: [[60, 'DiskQueueDepth']],
    },
  ],
  [
    {
      title: 'Transaction ids in use, of two billion',
      axis: 'Count',
      series: [['MaximumUsedTransactionIDs', 'Oldest', 'Maximum']],
      lines: [[1_000_000_000, 'TransactionIdAge']],
    },
    {
      title: 'Transaction logs: on disk, held back by slots',
      axis: 'GiB',
      unit: { dividedBy: GIB },
      series: [
        ['TransactionLogsDiskUsage', 'On disk', 'Maximum'],
        ['OldestReplicationSlotLag', 'Held back', 'Maximum'],
      ],
      lines: [[2, 'ReplicationSlotLag']],
    },
    {
      title: 'Disk burst balance of the instance class',
      axis: '%',
      max: 100,
      series: [
        ['EBSIOBalance%', 'Operations'],
        ['EBSByteBalance%', 'Throughput'],
      ],
      lines: [
        [10, 'EBSIOBalance'],
        [10, 'EBSByteBalance'],
      ],
    },
  ],
  [
    {
      title: 'CPU credits: left, and borrowed',
      axis: 'Credits',
      series: [
        ['CPUCreditBalance', 'Left', 'Minimum'],
        ['CPUSurplusCreditBalance', 'Borrowed', 'Maximum'],
      ],
      lines: [[288, 'SurplusCPUCredits']],
    },
  ],
];

/** Alarms, notifications, events and a dashboard. */
export function monitor(stack: Stack, watched: Watched): void {
  const { name, instance } = watched;
  const key = topicsKey(stack, watched);
  const notifications = new sns.Topic(stack, 'Notifications', {
    displayName: `${name} notifications`,
    masterKey: key,
    enforceSSL: true,
  });
  const paging = new sns.Topic(stack, 'Paging', { displayName: `${name} paging`, masterKey: key, enforceSSL: true });
  new sns.Subscription(stack, 'Email', {
    topic: notifications,
    protocol: sns.SubscriptionProtocol.EMAIL,
    endpoint: 'plantao@oficina.example',
  });

  const publish = (topic: sns.Topic, service: string, sourceArn: string) =>
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': sourceArn } },
      }),
    );
  publish(notifications, 'events.rds.amazonaws.com', `arn:${stack.partition}:rds:${stack.region}:${stack.account}:*`);
  publish(notifications, 'cloudwatch.amazonaws.com', anyAlarm(stack));
  publish(paging, 'cloudwatch.amazonaws.com', anyAlarm(stack));

  new rds.CfnEventSubscription(stack, 'Events', {
    snsTopicArn: notifications.topicArn,
    sourceType: 'db-instance',
    sourceIds: [instance.instanceIdentifier],
    eventCategories: CATEGORIES,
    enabled: true,
  }).node.addDependency(notifications.node.findChild('Policy'));
  const undelivered = undeliveredEvents(stack, ['EventRule', ...(watched.rotation ? ['RotationRule'] : [])]);
  const eventLog = eventLogGroup(stack, watched, undelivered);

  const alarms = ALARMS.map((row) => alarm(stack, watched, row, notifications, paging));
  const autoscaling = autoscalingAlarm(stack, name, eventLog);
  autoscaling.addAlarmAction(new actions.SnsAction(notifications));
  autoscaling.addOkAction(new actions.SnsAction(notifications));
  alarms.splice(7, 0, autoscaling); // after those of the storage
  if (watched.rotation) {
    const rotation = rotationAlarm(stack, watched, watched.rotation, eventLog, undelivered);
    rotation.addAlarmAction(new actions.SnsAction(notifications));
    rotation.addOkAction(new actions.SnsAction(notifications));
    alarms.push(rotation);
  }

  dashboard(stack, watched, alarms, eventLog);
}

function anyAlarm(stack: Stack): string {
  return `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:*`;
}

function topicsKey(stack: Stack, { name, administration }: Watched): kms.Key {
  const account = new iam.AccountRootPrincipal();
  const use = { actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'] };
  return new kms.Key(stack, 'TopicsKey', {
    description: `Alarm topics of the database ${name}`,
    alias: `alias/${name}/alarms`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
    policy: new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'AdministrationThroughIam',
          principals: [account],
          actions: administration,
          resources: ['*'],
        }),
        new iam.PolicyStatement({
          ...use,
          sid: 'UseThroughSns',
          principals: [account],
          conditions: {
            StringEquals: { 'kms:ViaService': `sns.${stack.region}.amazonaws.com`, 'kms:CallerAccount': stack.account },
          },
        }),
        new iam.PolicyStatement({ ...use, principals: [new iam.ServicePrincipal('events.amazonaws.com')] }),
        new iam.PolicyStatement({ ...use, principals: [new iam.ServicePrincipal('events.rds.amazonaws.com')] }),
        new iam.PolicyStatement({
          ...use,
          principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
          conditions: {
            StringEquals: { 'aws:SourceAccount': stack.account },
            ArnLike: { 'aws:SourceArn': anyAlarm(stack) },
          },
        }),
      ],
    }),
  });
}

/** The events of the instance in their own log group. */
function eventLogGroup(
  stack: Stack,
  { name, instance, encryptionKey }: Watched,
  deadLetterQueue: sqs.Queue,
): logs.LogGroup {
  const logGroupName = `/aws/rds/instance/${name}/events`;
  const logGroup = new logs.LogGroup(stack, 'EventLog', {
    logGroupName,
    encryptionKey,
    retention: logs.RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  (logGroup.node.defaultChild as logs.CfnLogGroup).resourcePolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `${logGroupArn(stack, logGroupName)}:*`,
      },
    ],
  };
  new events.Rule(stack, 'EventRule', {
    description: `Logs the RDS events of ${instance.instanceIdentifier}`,
    eventPattern: { source: ['aws.rds'], detailType: ['RDS DB Instance Event'], resources: [instance.instanceArn] },
    targets: [logTarget(stack, logGroup, deadLetterQueue)],
  });
  return logGroup;
}

/** Takes the events that EventBridge could not deliver to the log group. */
function undeliveredEvents(stack: Stack, rules: string[]): sqs.Queue {
  const queue = new sqs.Queue(stack, 'Undelivered', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'UndeliveredByTheRules',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnEquals: {
          'aws:SourceArn': Lazy.list({
            produce: () => rules.map((id) => (stack.node.findChild(id) as events.Rule).ruleArn),
          }),
        },
      },
    }),
  );
  return queue;
}

/** targets.CloudWatchLogGroup would create a custom resource. */
function logTarget(stack: Stack, logGroup: logs.LogGroup, deadLetterQueue: sqs.Queue): events.IRuleTarget {
  return {
    bind: () => ({
      arn: logGroupArn(stack, logGroup.logGroupName),
      deadLetterConfig: { arn: deadLetterQueue.queueArn },
    }),
  };
}

function logGroupArn(stack: Stack, resourceName: string): string {
  return stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function alarm(
  stack: Stack,
  { name, instance }: Watched,
  row: AlarmRow,
  notifications: sns.Topic,
  paging: sns.Topic,
): cloudwatch.Alarm {
  const [id, metric, statistic, is, threshold, [count, seconds], missing, description] = row;
  const made = new cloudwatch.Alarm(stack, `Alarm-${id}`, {
    alarmName: `${name}-${id}`,
    alarmDescription: `${description}. What to do: ${RUNBOOK}#${id.toLowerCase()}`,
    metric: instance.metric(metric, { statistic, period: Duration.seconds(seconds) }),
    threshold,
    evaluationPeriods: count,
    datapointsToAlarm: count,
    comparisonOperator:
      is === 'above'
        ? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData[missing],
  });
  for (const topic of CRITICAL.includes(id) ? [notifications, paging] : [notifications]) {
    made.addAlarmAction(new actions.SnsAction(topic));
    made.addOkAction(new actions.SnsAction(topic));
  }
  return made;
}

function autoscalingAlarm(stack: Stack, name: string, logGroup: logs.LogGroup): cloudwatch.Alarm {
  const EVENTS = ['RDS-EVENT-0223', 'RDS-EVENT-0224', 'RDS-EVENT-0225'];
  const filter = new logs.MetricFilter(stack, 'AutoscalingEvents', {
    logGroup,
    filterPattern: logs.FilterPattern.any(
      ...EVENTS.map((event) => logs.FilterPattern.stringValue('$.detail.EventID', '=', event)),
    ),
    metricNamespace: 'OficinaPostgres',
    metricName: `${name}-StorageAutoscaling`,
    defaultValue: 0,
  });
  return new cloudwatch.Alarm(stack, 'Alarm-StorageAutoscaling', {
    alarmName: `${name}-StorageAutoscaling`,
    alarmDescription:
      'Storage autoscaling has failed, has reached its ceiling or comes close to it: ' +
      'nothing else keeps the storage from filling up. ' +
      `${EVENTS.join(', ')} >= 1 in 1 of 6 periods of 1 hour. What to do: ${RUNBOOK}#storageautoscaling`,
    metric: filter.metric({ statistic: 'Sum', period: Duration.hours(1) }),
    threshold: 1,
    evaluationPeriods: 6,
    datapointsToAlarm: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

function rotationAlarm(
  stack: Stack,
  { name, instance }: Watched,
  { secret, logGroup }: NonNullable<Watched['rotation']>,
  eventLog: logs.LogGroup,
  deadLetterQueue: sqs.Queue,
): cloudwatch.Alarm {
  const EVENTS = ['RotationFailed', 'TestRotationFailed'];
  new events.Rule(stack, 'RotationRule', {
    description: `Logs the rotations of credentials of ${instance.instanceIdentifier} that fail`,
    eventPattern: {
      source: ['aws.secretsmanager'],
      detailType: ['AWS Service Event via CloudTrail'],
      detail: { eventName: EVENTS, additionalEventData: { SecretId: [secret.secretArn] } },
    },
    targets: [logTarget(stack, eventLog, deadLetterQueue)],
  });
  const counted = { metricNamespace: 'OficinaPostgres', metricName: `${name}-RotationFailed`, defaultValue: 0 };
  const filter = new logs.MetricFilter(stack, 'RotationEvents', {
    ...counted,
    logGroup: eventLog,
    filterPattern: logs.FilterPattern.any(
      ...EVENTS.map((event) => logs.FilterPattern.stringValue('$.detail.eventName', '=', event)),
    ),
  });
  if (logGroup) {
    new logs.MetricFilter(stack, 'RotationLines', {
      ...counted,
      logGroup,
      filterPattern: logs.FilterPattern.anyTerm('RotationFailed', 'Task timed out', 'Runtime exited'),
    });
  }
  return new cloudwatch.Alarm(stack, 'Alarm-RotationFailed', {
    alarmName: `${name}-RotationFailed`,
    alarmDescription:
      'A rotation of credentials has failed: ' +
      'the old password stays in use, or the account is stuck between the old one and the new one. ' +
      `${EVENTS.join(', ')} >= 1 in 1 of 24 periods of 1 hour. What to do: ${RUNBOOK}#rotationfailed`,
    metric: filter.metric({ statistic: 'Sum', period: Duration.hours(1) }),
    threshold: 1,
    evaluationPeriods: 24,
    datapointsToAlarm: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

function dashboard(
  stack: Stack,
  { name, instance, postgresLog }: Watched,
  alarms: cloudwatch.Alarm[],
  eventLog: logs.LogGroup,
): void {
  const period = Duration.minutes(1);
  const { region } = stack;

  const line = ([metric, label, statistic = 'Average']: Series, unit: Graph['unit']): cloudwatch.IMetric => {
    if (!unit) return instance.metric(metric, { statistic, label, period });
    const id = metric.charAt(0).toLowerCase() + metric.slice(1);
    return new cloudwatch.MathExpression({
      expression: 'times' in unit ? `${id} * ${unit.times}` : `${id} / ${unit.dividedBy}`,
      usingMetrics: { [id]: instance.metric(metric, { statistic, period }) },
      label,
      period,
    });
  };
  const graph = ({ title, axis, max, unit, series, lines = [] }: Graph, width: number) =>
    new cloudwatch.GraphWidget({
      title,
      width,
      height: 6,
      period,
      region,
      left: series.map((each) => line(each, unit)),
      leftYAxis: { label: axis, min: 0, max, showUnits: false },
      leftAnnotations: lines.map(([value, label]) => ({ value, label, color: cloudwatch.Color.RED })),
    });
  const query = (title: string, logGroup: logs.LogGroup, queryLines: string[]) =>
    new cloudwatch.LogQueryWidget({
      title,
      queryLines,
      logGroupNames: [logGroup.logGroupName],
      width: 24,
      height: 6,
      region,
    });

  new cloudwatch.Dashboard(stack, 'Dashboard', {
    dashboardName: `RDS-${name}`,
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 })],
      ...GRAPHS.map((row) => row.map((each) => graph(each, 24 / row.length))),
      [
        query('Events', eventLog, [
          'fields @timestamp, coalesce(detail.EventID, detail.eventName, detail.state, detail.status) as event, ' +
            'coalesce(detail.Message, detail.additionalEventData.SecretId, detail.statusMessage, `detail-type`) ' +
            'as message',
          'sort @timestamp desc',
          'limit 50',
        ]),
      ],
      [
        query('Slow statements, slowest first', postgresLog, [
          'fields @timestamp, @message',
          'filter @message like /duration: [0-9.]+ ms/',
          'parse @message /duration: (?<duration_ms>[0-9.]+) ms\\s+(?<statement>.*)/',
          'display @timestamp, duration_ms, statement',
          'sort duration_ms desc',
          'limit 50',
        ]),
      ],
    ],
  });
}
