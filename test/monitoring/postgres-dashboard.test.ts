import { Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { dashboardProblems } from './dashboard-body';
import { RDS_METRICS } from './rds-metrics';
import {
  EnvironmentProfile,
  OficinaPostgresProps,
  PostgresAlarms,
  PostgresDashboard,
  PostgresDashboardProps,
} from '../../src';
import { alarmIds } from '../../src/monitoring/alarm-catalogue';
import { DASHBOARD_CATALOGUE } from '../../src/monitoring/dashboard-catalogue';
import { dashboardBody, DashboardWidget } from '../../tools/support/dashboard-body';
import { database, emptyStack } from '../support/database';
import { joined } from '../support/joined';

/** The tests look at properties of any kind of widget. */
type Widget = Omit<DashboardWidget, 'properties'> & { readonly properties: Record<string, any> };

const PROFILES = [EnvironmentProfile.dev(), EnvironmentProfile.staging(), EnvironmentProfile.prod()];

const widgetsOf = (props: Partial<OficinaPostgresProps> = {}): readonly Widget[] =>
  dashboardBody(database(props).template().toJSON()).widgets;
const titles = (widgets: readonly Widget[]) => widgets.map(({ properties }) => properties.title);
const titled = (widgets: readonly Widget[], title: RegExp): Widget =>
  widgets.find(({ properties }) => title.test(properties.title))!;
/** The content of a graph: label, metric, statistic, and the number that the metric is multiplied by. */
function shown(widget: Widget): { label: string; metric: string; stat: string; factor: number }[] {
  const metrics: any[][] = widget.properties.metrics;
  return metrics
    .filter((series) => series[series.length - 1].visible !== false)
    .map((series) => {
      const options = series[series.length - 1];
      if (!options.expression) {
        return { label: options.label, metric: series[1], stat: options.stat ?? 'Average', factor: 1 };
      }
      const [, id, operator, number] = /^(\w+) ([*/]) ([\d.]+)$/.exec(options.expression)!;
      const source = metrics.find((each) => each[each.length - 1].id === id)!;
      const factor = operator === '*' ? Number(number) : 1 / Number(number);
      return { label: options.label, metric: source[1], stat: source[source.length - 1].stat ?? 'Average', factor };
    });
}

const instance = (stack: Stack, id = 'Instance') =>
  rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, id, {
    instanceIdentifier: id.toLowerCase(),
    instanceEndpointAddress: 'db.example',
    port: 5432,
    securityGroups: [],
  });

function make(props: Partial<PostgresDashboardProps>, stack: Stack): PostgresDashboard {
  return new PostgresDashboard(stack, 'Dashboard', {
    instance: props.instance ?? instance(stack),
    instanceType: new ec2.InstanceType('m6g.large'),
    allocatedStorage: Size.gibibytes(100),
    ...props,
  });
}

function alone(props: Partial<PostgresDashboardProps> = {}, stack = emptyStack()) {
  const made = make(props, stack);
  const template = Template.fromStack(stack);
  const widgets: readonly Widget[] = dashboardBody(template.toJSON()).widgets;
  return { widgets, template, made };
}

describe.each(PROFILES)('the dashboard of the $name profile', (profile) => {
  const { template } = database({ profile, alarmEmails: ['plantao@oficina.example'] });

  test('has a valid CloudWatch body, with widgets on the grid that do not overlap', () => {
    expect(dashboardProblems(dashboardBody(template().toJSON()))).toEqual([]);
  });

  test('is named after the instance', () => {
    template().hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: `RDS-oficina-db-${profile.name}` });
  });

  test('has the widgets of the requirements and the catalogue, with the problems on top', () => {
    expect(titles(dashboardBody(template().toJSON()).widgets)).toEqual([
      'Alarms',
      'CPU utilization',
      'Database load: active sessions, against vCPUs',
      'Connections',
      'Free storage',
      'Memory: freeable, and swap in use',
      'IOPS: reads and writes',
      'Disk latency: one read, one write',
      'Disk throughput: read and written',
      'Disk queue: requests that wait',
      'Transaction ids in use, of two billion',
      'Transaction logs: on disk, held back by slots',
      'Disk burst balance of the instance class',
      'CPU credits: left, and borrowed',
      'Events',
      'Slow statements, slowest first',
    ]);
  });
});

describe('the format check', () => {
  const good = () => JSON.parse(JSON.stringify({ widgets: widgetsOf() }));
  const metric = (body: any) => body.widgets.find(({ type }: Widget) => type === 'metric');

  test.each<[string, (body: any) => void, RegExp]>([
    [
      'a widget beyond the last column',
      (body) => {
        metric(body).x = 20;
      },
      /outside of the grid/,
    ],
    [
      'a widget over another',
      (body) => {
        metric(body).y = 0;
      },
      /lies over/,
    ],
    [
      'a widget of half a column',
      (body) => {
        metric(body).width = 7.5;
      },
      /outside of the grid/,
    ],
    [
      'an unknown property',
      (body) => {
        metric(body).properties.colour = 'red';
      },
      /not of the format/,
    ],
    [
      'a metric without a value of its dimension',
      (body) => {
        metric(body).properties.metrics[0].splice(3, 1);
      },
      /not of the format/,
    ],
    [
      'an unknown statistic',
      (body) => {
        metric(body).properties.metrics[0][4].stat = 'Mean';
      },
      /not of the format/,
    ],
    [
      'a threshold that is text',
      (body) => {
        metric(body).properties.annotations.horizontal[0].value = '80';
      },
      /not of the format/,
    ],
    [
      'a query without its source',
      (body) => {
        body.widgets[body.widgets.length - 1].properties.query = 'fields @message';
      },
      /not of the format/,
    ],
    [
      'an unknown widget',
      (body) => {
        metric(body).type = 'graph';
      },
      /not of the format/,
    ],
  ])('reports %s', (_, breakIt, message) => {
    const body = good();
    expect(dashboardProblems(body)).toEqual([]);
    breakIt(body);
    expect(dashboardProblems(body).join('\n')).toMatch(message);
  });
});

/**
 * Axes, with the unit and the factor that a metric needs to be drawn on one. Bytes cannot appear on an axis of percent.
 */
const AXES: Record<string, [unit: string, factor: number][]> = {
  '%': [['Percent', 1]],
  Count: [['Count', 1]],
  Sessions: [['None', 1]],
  Connections: [['Count', 1]],
  Credits: [['Count', 1]],
  'Operations/s': [['Count/Second', 1]],
  GiB: [['Bytes', 1 / 1_073_741_824]],
  'MiB/s': [['Bytes/Second', 1 / 1_048_576]],
  ms: [['Seconds', 1000]],
  s: [['Seconds', 1]],
};

test('each axis has one unit, and only metrics that have it or are converted to it', () => {
  const { widgets } = alone({ readReplica: true });
  const graphs = [...widgetsOf(), ...widgets].filter(({ type }) => type === 'metric');
  for (const graph of graphs) {
    const { left, right } = graph.properties.yAxis;
    expect(right).toBeUndefined();
    for (const { metric, factor } of shown(graph)) {
      expect({ metric, axis: AXES[left.label] }).toEqual({ metric, axis: [[RDS_METRICS[metric], factor]] });
    }
    expect(left.min).toBe(0);
    expect(left.max).toBe(left.label === '%' ? 100 : undefined);
  }
});

test('no metric is drawn twice, and each label identifies its metric', () => {
  const series = widgetsOf()
    .filter(({ type }) => type === 'metric')
    .flatMap(shown);
  expect(new Set(series.map(({ metric }) => metric)).size).toBe(series.length);
  const labels = Object.fromEntries(series.map(({ metric, label }) => [metric, label]));
  expect(labels).toMatchObject({
    ReadLatency: 'Read',
    WriteLatency: 'Write',
    ReadThroughput: 'Read',
    WriteThroughput: 'Written',
    ReadIOPS: 'Reads',
    WriteIOPS: 'Writes',
  });
});

test('resources that run out are drawn by their minimum, others by average or maximum', () => {
  const stats = Object.fromEntries(
    widgetsOf()
      .filter(({ type }) => type === 'metric')
      .flatMap(shown)
      .map(({ metric, stat }) => [metric, stat]),
  );
  expect(stats).toMatchObject({
    FreeStorageSpace: 'Minimum',
    CPUCreditBalance: 'Minimum',
    DatabaseConnections: 'Maximum',
    MaximumUsedTransactionIDs: 'Maximum',
    ReadLatency: 'p90',
  });
});

describe('the lines of the graphs', () => {
  const lines = (widget: Widget) =>
    Object.fromEntries(
      (widget.properties.annotations?.horizontal ?? []).map(({ label, value }: any) => [label, value]),
    );

  test('are the thresholds of the alarms, in the unit of the axis', () => {
    const widgets = widgetsOf(); // t3.small, 20 GiB
    expect(lines(titled(widgets, /^CPU utilization/))).toEqual({ HighCPU: 80 });
    expect(lines(titled(widgets, /^Database load/))).toEqual({ DBLoad: 2 });
    expect(lines(titled(widgets, /^Connections/))).toEqual({ HighConnections: 144 });
    expect(lines(titled(widgets, /^Free storage/))).toEqual({ LowStorage: 2, StorageFloor: 1 });
    expect(lines(titled(widgets, /^Memory/))).toEqual({ FreeableMemory: expect.closeTo(0.2, 5) });
    expect(lines(titled(widgets, /^Disk latency/))).toEqual({ ReadLatency: 20, WriteLatency: 20 });
    expect(lines(titled(widgets, /^Disk queue/))).toEqual({ DiskQueueDepth: 60 });
    expect(lines(titled(widgets, /^Transaction ids/))).toEqual({ TransactionIdAge: 1_000_000_000 });
    expect(lines(titled(widgets, /^Transaction logs/))).toEqual({ ReplicationSlotLag: 2 });
    expect(lines(titled(widgets, /^Disk burst/))).toEqual({ EBSIOBalance: 10, EBSByteBalance: 10 });
    expect(lines(titled(widgets, /^CPU credits/))).toEqual({ SurplusCPUCredits: 288 });
  });

  test('follow an override, and disappear with a disabled alarm', () => {
    const widgets = widgetsOf({ alarmOverrides: { highCpu: { threshold: 70 }, readLatency: { enabled: false } } });
    expect(lines(titled(widgets, /^CPU utilization/))).toEqual({ HighCPU: 70 });
    expect(lines(titled(widgets, /^Disk latency/))).toEqual({ WriteLatency: 20 });
  });

  test('of a dashboard without alarms are those of the catalogue', () => {
    expect(lines(titled(alone().widgets, /^Connections/))).toEqual({ HighConnections: 648 });
  });

  test('belong to existing alarms, each of a metric of its graph', () => {
    for (const { alarms } of DASHBOARD_CATALOGUE) expect(alarmIds()).toEqual(expect.arrayContaining([...alarms]));
  });
});

describe('the states of the alarms', () => {
  test('are on top, including those of alarms that are added later', () => {
    const stack = emptyStack();
    const { database: made } = database({}, stack);
    made.addAlarm('SlowCheckout', { metric: made.metricReadIops(), threshold: 1, evaluationPeriods: 1 });
    const [status] = dashboardBody(Template.fromStack(stack).toJSON()).widgets;
    const arns: readonly string[] = (status as Widget).properties.alarms;
    expect(arns).toHaveLength(Object.keys(made.alarms!.byId).length);
    expect(arns[0]).toMatch(/DatabaseDown$/);
    expect(arns[arns.length - 1]).toMatch(/SlowCheckout$/);
    expect(status.y).toBe(0);
    expect(status.width).toBe(24);
    // Six in a row, one row for the title, and room for one more.
    expect(status.height).toBe(1 + Math.ceil(arns.length / 6));
  });

  test('are left out if no alarms are given', () => {
    expect(alone().widgets.some(({ type }) => type === 'alarm')).toBe(false);
  });
});

describe('stand-alone', () => {
  test('is valid, and shows an instance that was created without the library', () => {
    const { widgets, template, made } = alone();
    expect(dashboardProblems({ widgets })).toEqual([]);
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'RDS-instance' });
    expect(shown(titled(widgets, /^CPU utilization/))).toEqual([
      { label: 'CPU', metric: 'CPUUtilization', stat: 'Average', factor: 1 },
    ]);
    expect(titles(widgets)).not.toContain('CPU credits: left, and borrowed'); // m6g has no credits
    expect(made.dashboard.node.path).toBe('Stack/Dashboard/Resource');
  });

  test('accepts a name', () => {
    alone({ dashboardName: 'carros' }).template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'carros',
    });
  });

  test('shows custom widgets below the others', () => {
    const stack = emptyStack();
    make({}, stack).addWidgets(
      new cloudwatch.TextWidget({ markdown: 'left', width: 12 }),
      new cloudwatch.TextWidget({ markdown: 'right', width: 12 }),
    );
    const body = dashboardBody(Template.fromStack(stack).toJSON());
    expect(dashboardProblems(body)).toEqual([]);
    expect(body.widgets.slice(-2).map(({ x, properties }) => [x, properties.markdown])).toEqual([
      [0, 'left'],
      [12, 'right'],
    ]);
  });

  test('shows the lag of each read replica, by its name', () => {
    const stack = emptyStack();
    const { widgets } = alone({ readReplicas: [instance(stack, 'ReplicaA'), instance(stack, 'ReplicaB')] }, stack);
    expect(dashboardProblems({ widgets })).toEqual([]);
    expect(shown(titled(widgets, /^Lag of the read replicas/))).toEqual(
      ['replicaa', 'replicab'].map((label) => ({ label, metric: 'ReplicaLag', stat: 'Average', factor: 1 })),
    );
  });

  test('shows no lag if there is no replica', () => {
    expect(titles(alone().widgets).filter((title) => /lag/i.test(title))).toEqual([]);
  });

  test('shows the lag of a read replica, and no transaction ids and slots', () => {
    const shownTitles = titles(alone({ readReplica: true }).widgets);
    expect(shownTitles).toContain('Replica lag');
    expect(shownTitles.filter((title) => /^Transaction/.test(title))).toEqual([]);
  });

  test('shows no load without Performance Insights', () => {
    expect(titles(alone({ performanceInsights: false }).widgets)).not.toContain(
      'Database load: active sessions, against vCPUs',
    );
  });

  test('lists events and slow statements of the given log groups', () => {
    const stack = emptyStack();
    const group = (name: string) => logs.LogGroup.fromLogGroupName(stack, name, `/aws/rds/instance/legacy/${name}`);
    const { widgets } = alone({ eventLogGroup: group('events'), postgresLogGroup: group('postgresql') }, stack);
    expect(titled(widgets, /^Events/).properties.query).toMatch(
      joined(
        /^SOURCE '\/aws\/rds\/instance\/legacy\/events' \| fields @timestamp, coalesce\(detail.EventID, /,
        /detail.eventName, detail.state, detail.status\) as event, /,
      ),
    );
    expect(titled(widgets, /^Slow/).properties.query).toMatch(
      /^SOURCE '\/aws\/rds\/instance\/legacy\/postgresql' \| [^]*duration/,
    );
    expect(alone().widgets.some(({ type }) => type === 'log')).toBe(false);
  });

  test('uses the alarms of its instance', () => {
    const stack = emptyStack();
    const monitored = {
      instance: instance(stack),
      instanceType: new ec2.InstanceType('m6g.large'),
      allocatedStorage: Size.gibibytes(100),
    };
    const alarms = new PostgresAlarms(stack, 'Alarms', {
      ...monitored,
      alarmOverrides: { highConnections: { threshold: 10 } },
    });
    const { widgets } = alone({ ...monitored, alarms }, stack);
    expect(titled(widgets, /^Connections/).properties.annotations.horizontal[0].value).toBe(10);
    expect(widgets[0].properties.alarms).toHaveLength(Object.keys(alarms.byId).length);
  });

  test('refuses a name that another dashboard of the app has', () => {
    const stack = emptyStack();
    const { database: made } = database({}, stack);
    expect(() => make({ instance: made.instance, dashboardName: 'RDS-oficina-db-dev' }, stack)).toThrow(
      "[Stack/Dashboard] dashboardName must be unique in an account, got 'RDS-oficina-db-dev', which " +
        'Stack/Database/Monitoring/Dashboard has too',
    );
  });

  test('refuses an instance class that RDS does not have', () => {
    expect(() => alone({ instanceType: new ec2.InstanceType('m6g.huge') })).toThrow(
      /instanceType must be an instance class that RDS for PostgreSQL has, got 'm6g.huge'/,
    );
  });
});

test('lists the newest events first', () => {
  expect(titled(widgetsOf(), /^Events/).properties.query.split('\n')).toEqual([
    expect.stringMatching(
      joined(
        /^SOURCE '.*\/events' \| fields @timestamp, .* coalesce\(detail.Message, /,
        /detail.additionalEventData.SecretId, detail.statusMessage, `detail-type`\) as message$/,
      ),
    ),
    '| sort @timestamp desc',
    '| limit 50',
  ]);
});

test('the patterns for slow statements match the output of PostgreSQL', () => {
  const query: string = titled(widgetsOf(), /^Slow/).properties.query;
  const filter = new RegExp(/filter @message like \/(.*)\/$/m.exec(query)![1]);
  expect(
    filter.test(
      '2026-11-24 00:00:00 UTC:10.0.0.1(5432):oficina_app@oficina_db:[123]:LOG:  duration: 1234.567 ms  statement: ' +
        'SELECT 1',
    ),
  ).toBe(true);
  expect(
    filter.test(
      '2026-11-24 00:00:00 UTC:10.0.0.1(5432):oficina_app@oficina_db:[123]:LOG:  connection authorized: ' +
        'user=oficina_app',
    ),
  ).toBe(false);
  const pattern = /parse @message \/(.*)\/ \|/.exec(query.replace(/\n/g, ' '))![1];
  const line =
    '2026-11-24 00:00:00 UTC:10.0.0.1(5432):oficina_app@oficina_db:[123]:LOG:  duration: 1234.567 ms  statement: ' +
    'SELECT pg_sleep(1.2)';
  expect(new RegExp(pattern).exec(line)!.groups).toEqual({
    duration_ms: '1234.567',
    statement: 'statement: SELECT pg_sleep(1.2)',
  });
});
