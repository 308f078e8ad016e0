import { writeFileSync } from 'fs';
import * as path from 'path';
import { Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ROOT } from './support/root';
import { ALARM_CATALOGUE, AlarmEntry, alarmEntry } from '../src/monitoring/alarm-catalogue';
import { quantityText } from '../src/monitoring/alarm-condition';
import { alarmConfiguration } from '../src/monitoring/alarm-configuration';
import { InstanceTraits, instanceTraits } from '../src/monitoring/instance-traits';
import { runbookAnchor } from '../src/monitoring/runbook';

/** `npm run alarms`: writes docs/alarms.md from the catalogue of the alarms. */
const COMPARISONS = { '>': 'over', '>=': 'at least', '<': 'below' };
const CLASSES = [
  't3.micro',
  't3.small',
  't3.medium',
  't4g.large',
  'm6g.large',
  'm7g.xlarge',
  'r6g.large',
  'r7g.2xlarge',
  'r8g.4xlarge',
];
const BY_CLASS = ['DBLoad', 'HighConnections', 'FreeableMemory', 'SurplusCPUCredits'];
const STORAGE_GIB = [20, 100, 400, 1000];
const BY_STORAGE = ['LowStorage', 'StorageFloor', 'ReplicationSlotLag', 'DiskQueueDepth'];

const traits = (instanceType: string, gib: number) =>
  instanceTraits({ instanceType: new ec2.InstanceType(instanceType), allocatedStorage: Size.gibibytes(gib) }, true);

function alarmRow(alarm: AlarmEntry): string {
  const section = `runbook.md${runbookAnchor(alarm.id)}`;
  const what = alarm.events ? alarm.events.join(', ') : `\`${alarm.metric}\``;
  const { period, evaluationPeriods, datapointsToAlarm } = alarm.periods;
  const periodText = period === 3600 ? 'hour' : `${period / 60} min`;
  return (
    `| [${alarm.id}](${section}) | \`${alarm.override}\` | ${what} | ${alarm.statistic} | ` +
    `${COMPARISONS[alarm.comparison]} ${alarm.thresholdRule} ` +
    `| ${datapointsToAlarm} of ${evaluationPeriods} × ${periodText} | ${alarm.missingData} | ` +
    `${alarm.severity} | ${alarm.scope.text} |`
  );
}

function thresholdRow(title: string, known: InstanceTraits, ids: string[]): string {
  const cells = ids.map((id) => {
    const configuration = alarmConfiguration(alarmEntry(id), known);
    return typeof configuration === 'string' ? '–' : quantityText(configuration.threshold, alarmEntry(id).unit);
  });
  return `| ${[title, ...cells].join(' | ')} |`;
}

const head = (...titles: string[]) => `| ${titles.join(' | ')} |\n|${'---|'.repeat(titles.length)}`;

writeFileSync(
  path.join(ROOT, 'docs', 'alarms.md'),
  `<!-- Written by npm run alarms from src/monitoring/alarm-catalogue.ts; do not edit. -->
# Alarms

What each alarm of a database looks at. Its name is \`<instanceIdentifier>-<id>\`, its description says what it means,
and links its section in the [runbook](runbook.md). Every alarm goes to the topic of notifications, when it fires and
when it is over; a critical one to the paging topic besides.

${head('Alarm', 'Override', 'Metric or event', 'Statistic', 'Fires', 'In', 'Missing data', 'Severity', 'Of')}
${ALARM_CATALOGUE.map(alarmRow).join('\n')}

An alarm is retuned or turned off by its override, a property of \`alarmOverrides\`, see the
[README](../README.md#alarms-and-dashboard). Python spells it in snake case, as in \`high_cpu\`. Thresholds are in the
unit of the metric: percent, bytes, seconds or a count.

## Thresholds by instance class

${head('Class', ...BY_CLASS)}
${CLASSES.map((name) => thresholdRow(`\`${name}\``, traits(name, 20), BY_CLASS)).join('\n')}

\`max_connections\` is the prop \`maxConnections\`, or what RDS derives from the memory of the class, at its lower end.

## Thresholds by storage

${head('Storage (gp3)', ...BY_STORAGE)}
${STORAGE_GIB.map((gib) => thresholdRow(`${gib} GiB`, traits('t3.small', gib), BY_STORAGE)).join('\n')}

They follow \`allocatedStorage\` in the template. When storage autoscaling has grown the real storage, raise the prop to
match: until then LowStorage comes later than 10 %. Autoscaling itself starts at 10 % of the real storage, and
StorageAutoscaling tells when it cannot go on.

## A topic of your own

A topic and a key that the app makes get what they need. The policies of imported ones cannot be changed from here; they
must hold (\`sns:Publish\` in the topic's, the two of KMS in the key's, for your account and region):

\`\`\`json
[
  {
    "Effect": "Allow",
    "Principal": { "Service": "cloudwatch.amazonaws.com" },
    "Action": ["sns:Publish", "kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
    "Condition": {
      "StringEquals": { "aws:SourceAccount": "111122223333" },
      "ArnLike": { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*" }
    }
  },
  {
    "Effect": "Allow",
    "Principal": { "Service": "events.rds.amazonaws.com" },
    "Action": ["sns:Publish", "kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*"
  }
]
\`\`\`

In the policy of the topic, \`Resource\` is its ARN, and the second statement takes the condition
\`"StringEquals": { "aws:SourceAccount": "111122223333" }\`.

## Events

Mails of RDS, in JSON, go to the topic of notifications alone: availability, configuration change, failover, failure,
low storage, maintenance, notification, read replica, recovery. All events of the instance are kept in the log group
\`/aws/rds/instance/<instanceIdentifier>/events\`.
`,
);
