import { DescribeAlarmsForMetricCommand, MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { ALARM_CATALOGUE, AlarmEntry } from '../../monitoring/alarm-catalogue';
import { Database } from '../aws/database';

/** An alarm of a database that looks at one metric. */
export interface DatabaseAlarm {
  readonly name: string;
  /** The end of the name, which is the alarm's id in the catalogue, unless the app has made it. */
  readonly id: string;
  /** What the library says about it; undefined for an alarm that the app has made. */
  readonly entry?: AlarmEntry;
  readonly alarm: MetricAlarm;
}

/** The alarms of an instance, in the order of the catalogue, and then those that the app has made. */
export async function alarmsOf(database: Database): Promise<DatabaseAlarm[]> {
  const { identifier } = database;
  const byName = (await alarmsNamed(database)).filter((alarm) => belongsTo(alarm, identifier));
  const found = byName.length > 0 ? byName : await alarmsOfMetrics(database);
  return found
    .map((alarm) => {
      const name = alarm.AlarmName!;
      const entry = ALARM_CATALOGUE.find(({ id }) => name.endsWith(`-${id}`));
      return { name, id: entry?.id ?? name.replace(`${identifier}-`, ''), alarm, entry };
    })
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** The alarms whose names begin like those of the database. */
async function alarmsNamed({ account, identifier }: Database): Promise<MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  const pages = paginateDescribeAlarms(
    { client: account.cloudWatch() },
    { AlarmNamePrefix: `${identifier}-`, AlarmTypes: ['MetricAlarm'] },
  );
  for await (const { MetricAlarms: page = [] } of pages) found.push(...page);
  return found.filter(({ MetricName: metric }) => metric !== undefined);
}

/** The alarms that look at the instance, whatever their names: an app may have given them another prefix. */
async function alarmsOfMetrics({ account, identifier, dimensions }: Database): Promise<MetricAlarm[]> {
  const metrics = new Set(ALARM_CATALOGUE.filter(({ events }) => events === undefined).map(({ metric }) => metric));
  const answers = await Promise.all(
    [...metrics].map((metric) =>
      account
        .cloudWatch()
        .send(new DescribeAlarmsForMetricCommand({ Namespace: 'AWS/RDS', MetricName: metric, Dimensions: dimensions })),
    ),
  );
  const alarms = answers.flatMap(({ MetricAlarms: found = [] }) => found);
  return alarms.filter((alarm) => belongsTo(alarm, identifier));
}

/**
 * The names of a replica's alarms, and of a proxy's, begin like those of the database: the dimension tells them apart,
 * and metrics that count log events, which have none, have names without a hyphen after the identifier.
 */
export function belongsTo({ AlarmName: name = '', Dimensions: dimensions = [] }: MetricAlarm, identifier: string) {
  const instance = dimensions.find((dimension) => dimension.Name === 'DBInstanceIdentifier');
  if (instance) return instance.Value === identifier;
  return dimensions.length === 0 && /^\w+$/.test(name.slice(identifier.length + 1));
}

function rank({ id }: DatabaseAlarm): number {
  const at = ALARM_CATALOGUE.findIndex((entry) => entry.id === id);
  return at < 0 ? ALARM_CATALOGUE.length : at;
}

/** Whether a value is beyond the line of an alarm. Alarms on anomalies have no line. */
export function isBeyond({ ComparisonOperator: operator, Threshold: line }: MetricAlarm, value: number): boolean {
  if (line === undefined) return false;
  switch (operator) {
    case 'GreaterThanThreshold':
      return value > line;
    case 'GreaterThanOrEqualToThreshold':
      return value >= line;
    case 'LessThanThreshold':
      return value < line;
    case 'LessThanOrEqualToThreshold':
      return value <= line;
    default:
      return false;
  }
}

/** The comparison as a sign. */
export function comparisonSign({ ComparisonOperator: operator }: MetricAlarm): string {
  switch (operator) {
    case 'GreaterThanThreshold':
      return '>';
    case 'GreaterThanOrEqualToThreshold':
      return '≥';
    case 'LessThanOrEqualToThreshold':
      return '≤';
    default:
      return '<';
  }
}
