import { HorizontalAnnotation, MetricOptions, MetricRow, Side, WidgetProperties, YAxis } from './dashboard-body';
import { inventedValues } from './invented-curves';
import { cut, element, GREY, LIGHT, PADDING, polyline, ROW, text, textWidth } from './svg';

const RED = '#d62728';
/** The colours of CloudWatch, without the red of the thresholds. */
const COLORS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#9467bd', '#8c564b', '#e377c2', '#7f7f7f', '#bcbd22', '#17becf'];

/** The visible data of a metric or an expression. */
interface Series {
  readonly label: string;
  readonly color: string;
  readonly side: Side;
  /** Text that describes what it measures. */
  readonly meaning: string;
}

/** The area of the curves, within the card. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A graph with its axes, lines, curves and legend. */
export function drawGraph(properties: WidgetProperties, width: number, height: number): string[] {
  const series = visibleSeries(properties.metrics ?? []);
  const legend = drawLegend(series, width - 2 * PADDING, height);
  const sides: Side[] = [...series, ...annotationsOf(properties)].some(({ side }) => side === 'right')
    ? ['left', 'right']
    : ['left'];
  const plot = {
    left: 52,
    right: width - (sides.length > 1 ? 52 : PADDING),
    top: 54,
    bottom: height - 28 - legend.rows * ROW,
  };
  const labels: Place[] = [];
  const curves = (where: Plot) => sides.flatMap((side) => drawSide(side, properties, series, where, labels));
  // A low card has room only for its curves.
  if (plot.bottom - plot.top < 30) return curves({ ...plot, top: 34, bottom: height - PADDING });
  return [...drawHours(plot), ...curves(plot), ...legend.drawn];
}

function drawHours({ left, right, bottom }: Plot): string[] {
  const hours = right - left < 240 ? [0, 12, 24] : [0, 6, 12, 18, 24];
  return hours.map((hour) =>
    text(`${hour}:00`.padStart(5, '0'), at(left, right, hour / 24), bottom + 15, {
      size: 10,
      color: GREY,
      anchor: hour === 0 ? 'start' : hour === 24 ? 'end' : 'middle',
    }),
  );
}

/** An axis with the lines and curves that belong to it. */
function drawSide(side: Side, properties: WidgetProperties, all: Series[], plot: Plot, labels: Place[]): string[] {
  const axis = properties.yAxis?.[side] ?? {};
  const lines = annotationsOf(properties).filter((line) => line.side === side);
  const own = all.filter((series) => series.side === side);
  const invented = own.map((series, index) =>
    inventedValues(
      series,
      index,
      properties.title ?? '',
      lines.map(({ value }) => value),
      axis,
    ),
  );
  const curves = properties.stacked ? stack(invented) : invented;
  const ticks = ticksOf(axis, [...curves.flat(), ...lines.map(({ value }) => value)]);
  const [min, max] = [ticks[0], ticks[ticks.length - 1]];
  const y = (value: number) => at(plot.bottom, plot.top, (value - min) / (max - min));
  const [x, anchor] = side === 'left' ? [plot.left - 6, 'end' as const] : [plot.right + 6, 'start' as const];
  return [
    text(axis.label ?? '', side === 'left' ? PADDING : plot.right + 52 - PADDING, 42, {
      size: 10,
      color: GREY,
      anchor: side === 'left' ? 'start' : 'end',
      width: (plot.right - plot.left) / 2,
    }),
    ...ticks.flatMap((value) => [
      // One grid is enough for two axes.
      ...(side === 'left'
        ? [element('line', { x1: plot.left, x2: plot.right, y1: y(value), y2: y(value), stroke: LIGHT })]
        : []),
      text(amount(value), x, y(value) + 3.5, { class: `tick ${side}`, size: 10, color: GREY, anchor }),
    ]),
    ...curves.map((values, index) =>
      polyline(
        values.map((value, point) => [
          at(plot.left, plot.right, point / (values.length - 1)),
          y(Math.min(max, Math.max(min, value))),
        ]),
        { class: 'series', stroke: own[index].color, 'stroke-width': 1.5, 'stroke-linejoin': 'round' },
      ),
    ),
    // CloudWatch leaves out what is beyond a fixed axis, too.
    ...drawAnnotations(
      lines.filter(({ value }) => value >= min && value <= max),
      plot,
      y,
      labels,
    ),
  ];
}

/** The position of the label of a line. */
interface Place {
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

type Line = HorizontalAnnotation & { readonly side: Side };

function annotationsOf({ annotations }: WidgetProperties): Line[] {
  // A band is a pair of lines.
  return ((annotations?.horizontal ?? []).flat() as HorizontalAnnotation[]).map((line) => ({
    ...line,
    side: line.yAxis ?? 'left',
  }));
}

/** Lines of the same value share a label; labels that would overlap are drawn below or to the left. */
function drawAnnotations(lines: Line[], plot: Plot, y: (value: number) => number, taken: Place[]): string[] {
  return [...new Set(lines.map(({ value }) => value))]
    .sort((a, b) => b - a)
    .flatMap((value) => {
      const same = lines.filter((line) => line.value === value);
      const color = same[0].color ?? RED;
      const places = (['end', 'start'] as const).flatMap((anchor) =>
        [-5, 13].map((offset) => ({ anchor, y: y(value) + offset })),
      );
      const isFree = (place: Place) =>
        taken.every((other) => other.anchor !== place.anchor || Math.abs(other.y - place.y) > 11);
      const place = places.find((it) => it.y < plot.bottom && isFree(it)) ?? places[0];
      taken.push(place);
      const names = same.flatMap(({ label }) => label ?? []).join(', ');
      return [
        element('line', {
          class: 'annotation',
          x1: plot.left,
          x2: plot.right,
          y1: y(value),
          y2: y(value),
          stroke: color,
          'stroke-width': 1.5,
        }),
        text(`${names} ${amount(value)}`.trim(), place.anchor === 'end' ? plot.right - 4 : plot.left + 4, place.y, {
          size: 10,
          color,
          anchor: place.anchor,
          halo: true,
          width: plot.right - plot.left - 8,
        }),
      ];
    });
}

function drawLegend(series: Series[], width: number, height: number): { rows: number; drawn: string[] } {
  let [x, row] = [0, 0];
  const entries = series.map(({ label, color }) => {
    const shown = cut(label, width - 16);
    const room = 16 + textWidth(shown) + 14;
    if (x > 0 && x + room - 14 > width) [x, row] = [0, row + 1];
    x += room;
    return { shown, color, row, x: PADDING + x - room };
  });
  const rows = series.length === 0 ? 0 : row + 1;
  return {
    rows,
    drawn: entries.flatMap((entry) => {
      const y = height - 10 - (rows - 1 - entry.row) * ROW;
      return [
        element('rect', { x: entry.x, y: y - 9, width: 10, height: 10, rx: 2, fill: entry.color }),
        text(entry.shown, entry.x + 16, y),
      ];
    }),
  };
}

function visibleSeries(rows: readonly MetricRow[]): Series[] {
  let above: string[] = [];
  const all = rows.map((row) => {
    const options = row.find((part): part is MetricOptions => typeof part === 'object') ?? {};
    const names = row.filter((part) => typeof part === 'string');
    // '.' repeats the value above, '...' all values above up to the names that follow.
    if (names[0] === '...') names.splice(0, 1, ...above.slice(0, above.length - names.length + 1));
    if (names.length > 0) above = names.map((name, index) => (name === '.' ? (above[index] ?? name) : name));
    const name = options.expression ?? above[1] ?? '';
    return { options, label: options.label ?? name, meaning: `${options.label} ${name}` };
  });
  return all
    .filter(({ options }) => options.visible !== false)
    .map(({ options, label, meaning }, index) => ({
      label,
      meaning,
      color: options.color ?? COLORS[index % COLORS.length],
      side: options.yAxis ?? 'left',
    }));
}

/** Each curve on top of those before it; together they are as high as one. */
function stack(curves: number[][]): number[][] {
  let sum = (curves[0] ?? []).map(() => 0);
  return curves.map((values) => (sum = sum.map((value, point) => value + values[point] / curves.length)));
}

/** Three or four round values that enclose all others. */
function ticksOf({ min = 0, max }: YAxis, values: number[]): number[] {
  if (max !== undefined) return [min, (min + max) / 2, max];
  const span = Math.max(...values.map((value) => value - min)) * 1.1;
  if (!(span > 0 && Number.isFinite(span))) return [min, min + 0.5, min + 1];
  const power = 10 ** Math.floor(Math.log10(span / 3));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => span / size <= 3)!;
  return Array.from({ length: Math.ceil(span / step) + 1 }, (_, index) => min + index * step);
}

function at(start: number, end: number, share: number): number {
  return start + (end - start) * share;
}

function amount(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}
