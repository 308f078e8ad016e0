import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IPostgresProxy } from './postgres-proxy';
import { PROXY_ALARMS, PROXY_WIDGETS, ProxyAlarmEntry, ProxyWidgetEntry } from './proxy-alarm-catalogue';
import { AXES } from '../monitoring/dashboard-catalogue';
import { metricInAxisUnit } from '../monitoring/metric-in-axis-unit';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { PostgresDashboard } from '../monitoring/postgres-dashboard';
import { runbookUrl } from '../monitoring/runbook';

/** The alarms and the dashboard to extend for a proxy. */
export interface ProxyMonitoringProps {
  readonly alarms?: PostgresAlarms;
  readonly dashboard?: PostgresDashboard;
  readonly runbookUrl?: string;
}

/** Adds the alarms of a proxy, named after its id, and a row of the dashboard. */
export function watchProxy(id: string, proxy: IPostgresProxy, props: ProxyMonitoringProps): void {
  const { alarms, dashboard } = props;
  if (alarms) {
    for (const entry of PROXY_ALARMS) addAlarm(alarms, id, proxy, entry, props.runbookUrl ?? runbookUrl());
  }
  if (dashboard) {
    const graphs = PROXY_WIDGETS.map((entry) => graph(id, proxy, entry, alarms !== undefined));
    dashboard.addWidgets(...graphs);
  }
}

function addAlarm(
  alarms: PostgresAlarms,
  id: string,
  proxy: IPostgresProxy,
  entry: ProxyAlarmEntry,
  runbook: string,
): void {
  alarms.addAlarm(`${id}-${entry.id}`, {
    alarmDescription: `${entry.meaning}. What to do: ${runbook}#clients-of-a-proxy-are-refused-or-wait`,
    metric: proxy.metric(entry.metric, { statistic: entry.statistic, period: Duration.minutes(entry.period) }),
    threshold: entry.threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: entry.periods,
    // A proxy without clients publishes no metric.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

function graph(id: string, proxy: IPostgresProxy, entry: ProxyWidgetEntry, hasAlarms: boolean): cloudwatch.IWidget {
  const axis: { label: string; factor: number } = AXES[entry.axis];
  const alarm = hasAlarms ? PROXY_ALARMS.find((each) => each.id === entry.alarm) : undefined;
  return new cloudwatch.GraphWidget({
    title: `${id}: ${entry.title}`,
    width: 24 / PROXY_WIDGETS.length,
    height: 6,
    left: entry.series.map((series) => metricInAxisUnit(proxy, series, axis.factor)),
    leftYAxis: { label: axis.label, min: 0, showUnits: false },
    leftAnnotations: alarm && [
      { value: alarm.threshold * axis.factor, label: `${id}-${alarm.id}`, color: cloudwatch.Color.RED },
    ],
    period: Duration.minutes(1),
    region: Stack.of(proxy).region,
  });
}
