import { DashboardBody, DashboardWidget, WidgetProperties } from './dashboard-body';
import { drawGraph } from './dashboard-graph';
import { randomFrom } from './invented-curves';
import { element, escape, GREY, LIGHT, PADDING, ROW, text, textWidth } from './svg';

/** Pixels. */
const UNIT = 50;
const MARGIN = 16;
const HEADER = 56;
const FOOTER = 34;
const GAP = 8;

/** A dashboard as SVG. The curves are invented, and the same in each drawing. */
export function drawDashboard(body: DashboardBody, title: string): string {
  const width = 24 * UNIT + 2 * MARGIN - GAP;
  const height = HEADER + UNIT * Math.max(0, ...body.widgets.map((widget) => widget.y + widget.height)) + FOOTER;
  const viewBox = `0 0 ${width} ${height}`;
  return (
    element(
      'svg',
      { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox, 'font-family': 'sans-serif', role: 'img' },
      element('title', {}, escape(title)),
      element('rect', { width, height, fill: '#fff' }),
      text(title, MARGIN, 36, { size: 20, bold: true, width: width - 2 * MARGIN }),
      ...body.widgets.map(drawWidget),
      text(
        'The data are invented: titles, axes, thresholds and alarms are those of the dashboard, ' +
          'the curves and the states are not.',
        MARGIN,
        height - 12,
        { color: GREY },
      ),
    ) + '\n'
  );
}

/** The content of the card, by the type of the widget. */
const CONTENTS: Record<string, (properties: WidgetProperties, width: number, height: number) => string[]> = {
  metric: drawGraph,
  alarm: drawAlarms,
  log: drawLog,
  text: drawText,
};

function drawWidget({ type, properties, ...place }: DashboardWidget): string {
  const [width, height] = [place.width * UNIT - GAP, place.height * UNIT - GAP];
  // The title of a text is in its markdown.
  const title = properties.title ?? (type === 'text' ? '' : type);
  return element(
    'g',
    { class: `widget ${type}`, transform: `translate(${MARGIN + place.x * UNIT},${HEADER + place.y * UNIT})` },
    element('rect', { width, height, rx: 6, fill: '#fff', stroke: '#d5dbdb' }),
    text(title, PADDING, 22, { size: 13, bold: true, width: width - 2 * PADDING }),
    ...(CONTENTS[type]?.(properties, width, height) ?? []),
  );
}

function drawAlarms({ alarms = [] }: WidgetProperties, width: number, height: number): string[] {
  const names = alarms.map((arn) => arn.split(':alarm:').pop()!);
  const layouts = [38, 32, 27].map((tileHeight) => {
    const rows = Math.max(1, Math.floor((height - 34) / tileHeight));
    const columns = Math.max(1, Math.floor(width / 280), Math.ceil(names.length / rows));
    return { tileHeight, columns, tileWidth: (width - 2 * PADDING + GAP) / columns };
  });
  const { tileHeight, columns, tileWidth } =
    layouts.find((layout) => names.every((name) => textWidth(name) < layout.tileWidth - 50)) ?? layouts[2];
  return names.flatMap((name, index) => {
    const [x, y] = [PADDING + (index % columns) * tileWidth, 34 + Math.floor(index / columns) * tileHeight];
    const baseline = y + (tileHeight - GAP) / 2 + 4;
    return [
      element('rect', {
        x,
        y,
        width: tileWidth - GAP,
        height: tileHeight - GAP,
        rx: 4,
        fill: '#f2f8f0',
        stroke: '#b7d8ae',
      }),
      text('OK', x + 10, baseline, { bold: true, color: '#1d8102' }),
      text(name, x + 36, baseline, { width: tileWidth - 50 }),
    ];
  });
}

function drawLog({ query = '' }: WidgetProperties, width: number, height: number): string[] {
  const all = query.split('\n');
  const count = Math.min(3, all.length, Math.max(0, Math.floor((height - 46) / ROW)));
  const lines = all.slice(0, count).map((line, row) => (row === count - 1 && count < all.length ? `${line} …` : line));
  const top = 46 + count * ROW;
  const random = randomFrom(query);
  const bar = (x: number, y: number, barWidth: number) =>
    element('rect', { x, y, width: barWidth, height: 8, rx: 4, fill: LIGHT });
  const rows = Math.max(0, Math.floor((height - top - 8) / 22));
  return [
    ...(count > 0
      ? [
          element('rect', {
            x: PADDING,
            y: 34,
            width: width - 2 * PADDING,
            height: count * ROW + 6,
            rx: 4,
            fill: '#f4f5f6',
          }),
        ]
      : []),
    ...lines.map((line, row) =>
      text(line, PADDING + 8, 49 + row * ROW, { mono: true, color: GREY, width: width - 2 * PADDING - 16 }),
    ),
    ...Array.from({ length: rows }, (_, row) => top + 8 + row * 22).map(
      (y) => bar(PADDING + 8, y, 110) + bar(PADDING + 140, y, (width - 2 * PADDING - 148) * (0.3 + 0.6 * random())),
    ),
  ];
}

function drawText({ markdown = '' }: WidgetProperties, width: number, height: number): string[] {
  const room = width - 2 * PADDING;
  const lines = markdown
    .trim()
    .split('\n')
    .flatMap((line) => {
      const style = /^#/.test(line) ? { size: 14, bold: true } : { size: 12 };
      const plain = line
        .replace(/^#+\s*|\*\*|__|`/g, '')
        .replace(/^[*-] /, '• ')
        .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1');
      return wrap(plain, room, style).map((content) => ({ content, style }));
    });
  const shown = lines.slice(0, Math.max(1, Math.floor((height - 10) / 18)));
  return shown.map(({ content, style }, row) =>
    text(row === shown.length - 1 && shown.length < lines.length ? `${content} …` : content, PADDING, 24 + row * 18, {
      ...style,
      width: room,
    }),
  );
}

function wrap(line: string, width: number, style: { size: number }): string[] {
  return line.split(' ').reduce<string[]>((lines, word) => {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    return textWidth(longer, style) <= width ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, []);
}
