import { DashboardWidget } from '../../tools/support/dashboard-body';

/*
 * The format of a dashboard:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */

type Check = (value: any) => boolean;
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isOptional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isOneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** A record with all required properties, and no unknown ones. */
const isRecord =
  (fields: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(fields).every(([name, check]) => check(value[name])) &&
    Object.keys(value).every((name) => name in fields);

const STATISTIC = /^(SampleCount|Average|Sum|Minimum|Maximum|p\d{1,2}(\.\d+)?)$/;
const isSeriesOptions = isRecord({
  id: isOptional((value) => /^[a-z][a-zA-Z0-9_]*$/.test(value)),
  expression: isOptional(isText),
  label: isOptional(isText),
  stat: isOptional((value) => STATISTIC.test(value)),
  period: isOptional((value) => isNumber(value) && value % 60 === 0),
  visible: isOptional(isOneOf(true, false)),
  yAxis: isOptional(isOneOf('left', 'right')),
  color: isOptional((value) => /^#[0-9a-f]{6}$/.test(value)),
});
/** `[namespace, metric, dimension, value, …, options]`, or `[{ expression }]`. */
const isSeries: Check = (value) => {
  if (!Array.isArray(value)) return false;
  const options = value.find((part) => typeof part === 'object');
  const names = value.filter((part) => typeof part === 'string');
  if (options !== undefined && (!isSeriesOptions(options) || value.indexOf(options) !== value.length - 1)) return false;
  if (options?.expression) return names.length === 0;
  return names.length >= 2 && names.length % 2 === 0 && names.length + (options ? 1 : 0) === value.length;
};
const isAxis = isRecord({
  label: isOptional(isText),
  min: isOptional(isNumber),
  max: isOptional(isNumber),
  showUnits: isOptional(isOneOf(true, false)),
});
const isHorizontal = isRecord({
  value: isNumber,
  label: isOptional(isText),
  color: isOptional(isText),
  yAxis: isOptional(isOneOf('left', 'right')),
  fill: isOptional(isOneOf('above', 'below', 'none')),
  visible: isOptional(isOneOf(true, false)),
});

const PROPERTIES: Record<string, Check> = {
  metric: isRecord({
    view: isOneOf('timeSeries', 'bar', 'pie', 'singleValue', 'gauge', 'table'),
    title: isText,
    region: isText,
    metrics: (value) => isListOf(isSeries)(value) && value.length > 0,
    annotations: isOptional(isRecord({ horizontal: isOptional(isListOf(isHorizontal)) })),
    yAxis: isOptional(isRecord({ left: isOptional(isAxis), right: isOptional(isAxis) })),
    stacked: isOptional(isOneOf(true, false)),
    period: isOptional((value) => isNumber(value) && value % 60 === 0),
  }),
  log: isRecord({
    view: isOneOf('table', 'timeSeries', 'bar', 'pie'),
    title: isText,
    region: isText,
    query: (value) => /^SOURCE '[^']+' \| \S/.test(value),
  }),
  alarm: isRecord({
    title: isText,
    alarms: (value) =>
      isListOf((arn) => /^arn:aws:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+/.test(arn))(value) && value.length <= 100,
  }),
  text: isRecord({ markdown: isText, background: isOptional(isOneOf('solid', 'transparent')) }),
};

const isWhole = (value: number, min: number, max: number) => Number.isInteger(value) && value >= min && value <= max;
const isOnGrid = ({ x, y, width, height }: DashboardWidget) =>
  isWhole(x, 0, 23) && isWhole(y, 0, 10_000) && isWhole(width, 1, 24) && isWhole(height, 1, 1000) && x + width <= 24;
const overlap = (a: DashboardWidget, b: DashboardWidget) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * The problems of a dashboard: its format, its place on the grid of 24 columns, overlapping widgets; one sentence each.
 */
export function dashboardProblems({ widgets }: { widgets: readonly DashboardWidget[] }): string[] {
  const name = (widget: DashboardWidget) => `'${widget.properties?.title ?? widget.type}'`;
  return [
    ...widgets
      .filter(({ type, properties }) => !PROPERTIES[type]?.(properties))
      .map((widget) => `${name(widget)} is not of the format of a ${widget.type} widget`),
    ...widgets.filter((widget) => !isOnGrid(widget)).map((widget) => `${name(widget)} is outside of the grid`),
    ...widgets.flatMap((a, index) =>
      widgets
        .slice(index + 1)
        .filter((b) => overlap(a, b))
        .map((b) => `${name(a)} lies over ${name(b)}`),
    ),
  ];
}
