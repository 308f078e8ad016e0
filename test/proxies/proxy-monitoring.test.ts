import * as fs from 'fs';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import { OficinaPostgresProps, UserPrivileges } from '../../src';
import { PROXY_ALARMS, PROXY_WIDGETS } from '../../src/proxies/proxy-alarm-catalogue';
import { database } from '../support/database';

/**
 * Metrics with ProxyName as their only dimension, and their most useful statistic, from the page on monitoring RDS
 * Proxy in the RDS User Guide.
 */
const DOCUMENTED: Record<string, string> = {
  ClientConnections: 'Sum',
  ClientConnectionsSetupFailedAuth: 'Sum',
  DatabaseConnections: 'Sum',
  DatabaseConnectionsBorrowLatency: 'Average',
  DatabaseConnectionsCurrentlySessionPinned: 'Sum',
  MaxDatabaseConnectionsAllowed: 'Sum',
};

function withProxy(props: Partial<OficinaPostgresProps> = {}): { alarms: Record<string, any>; dashboard: string } {
  const { database: made, template } = database(props);
  made.addApplicationUser('jobs', { privileges: UserPrivileges.READ_WRITE, iamAuthentication: true });
  made.addProxy();
  const of = (type: string) =>
    Object.values((template() as Template).findResources(type)).map(({ Properties }) => Properties);
  return {
    alarms: Object.fromEntries(
      of('AWS::CloudWatch::Alarm')
        .filter(({ AlarmName }) => /-Proxy-/.test(AlarmName))
        .map((alarm) => [alarm.AlarmName, alarm]),
    ),
    dashboard: JSON.stringify(of('AWS::CloudWatch::Dashboard')[0]?.DashboardBody ?? ''),
  };
}

test('each metric has the documented statistic', () => {
  const shown = [...PROXY_WIDGETS.flatMap(({ series }) => series), ...PROXY_ALARMS].map(({ metric, statistic }) => [
    metric,
    statistic,
  ]);
  for (const [metric, statistic] of shown) expect([metric, statistic]).toEqual([metric, DOCUMENTED[metric]]);
  expect(new Set(shown.map(([metric]) => metric))).toEqual(new Set(Object.keys(DOCUMENTED)));
});

test('the dashboard has a row for the proxy, with the threshold of its alarm in the unit of the graph', () => {
  const { dashboard } = withProxy();
  for (const { title, series } of PROXY_WIDGETS) {
    expect(dashboard).toContain(`Proxy: ${title}`);
    for (const { metric } of series) expect(dashboard).toContain(metric);
  }
  expect(dashboard).toContain('databaseConnectionsBorrowLatency / 1000');
  expect(dashboard).toContain('\\"value\\":1000,\\"label\\":\\"Proxy-BorrowLatency\\"');
});

test('refused logins and long waits for a connection raise an alarm', () => {
  const { alarms } = withProxy();
  expect(alarms).toMatchObject({
    'oficina-db-dev-Proxy-FailedLogins': {
      MetricName: 'ClientConnectionsSetupFailedAuth',
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      Dimensions: [{ Name: 'ProxyName' }],
    },
    'oficina-db-dev-Proxy-BorrowLatency': {
      MetricName: 'DatabaseConnectionsBorrowLatency',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 5,
      Threshold: 1_000_000,
    },
  });
  expect(Object.keys(alarms)).toHaveLength(2);
  for (const alarm of Object.values(alarms)) expect(alarm.AlarmActions).toHaveLength(1);
});

test('the alarms link to a section of the runbook', () => {
  const runbook = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(
    ([, heading]) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replace(/ /g, '-')}`,
  );
  for (const { AlarmDescription } of Object.values(withProxy().alarms)) {
    expect(anchors).toContain(new URL(/What to do: (\S+)$/.exec(AlarmDescription)![1]).hash);
  }
  for (const { AlarmDescription } of Object.values(withProxy({ runbookUrl: 'https://wiki.example/runbook' }).alarms)) {
    expect(AlarmDescription).toContain('https://wiki.example/runbook#');
  }
});

test('without monitoring a proxy has neither alarms nor widgets', () => {
  expect(withProxy({ monitoring: false })).toEqual({ alarms: {}, dashboard: '""' });
});
