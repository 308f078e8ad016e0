import { DashboardBody, DashboardWidget, MetricRow, WidgetProperties } from '../../tools/support/dashboard-body';
import { drawDashboard } from '../../tools/support/dashboard-drawing';

const CPU: MetricRow = [
  'AWS/RDS',
  'CPUUtilization',
  'DBInstanceIdentifier',
  'oficina-db-prod',
  { label: 'CPU', period: 60 },
];

test('it is well-formed XML of a fixed size, without scripts', () => {
  const svg = parse(drawDashboard(everyType, 'RDS-oficina-db-prod'));
  expect(svg.name).toBe('svg');
  expect(svg.attributes).toMatchObject({
    xmlns: 'http://www.w3.org/2000/svg',
    width: '1224',
    height: '740',
    viewBox: '0 0 1224 740',
  });
  expect(new Set(all(svg).map(({ name }) => name))).toEqual(
    new Set(['svg', 'title', 'g', 'rect', 'line', 'polyline', 'text']),
  );
});

test('it has a white background, so that it is readable in dark mode too', () => {
  const svg = parse(drawDashboard(everyType, 'x'));
  const { width, height } = svg.attributes;
  expect(svg.children.find(({ name }) => name === 'rect')!.attributes).toEqual({ width, height, fill: '#fff' });
});

test('it says that the data are invented', () => {
  expect(texts(parse(drawDashboard({ widgets: [] }, 'x')))).toContainEqual(expect.stringMatching(/data are invented/));
});

test('each widget is a card at its place on the grid, with its title', () => {
  const cards = cardsOf(everyType);
  expect(cards).toHaveLength(everyType.widgets.length);
  everyType.widgets.forEach(({ type, x, y, width, height, properties }, index) => {
    expect(cards[index].attributes.class).toBe(`widget ${type}`);
    expect(cards[index].attributes.transform).toBe(`translate(${16 + x * 50},${56 + y * 50})`);
    expect(cards[index].children[0].attributes).toMatchObject({
      width: `${width * 50 - 8}`,
      height: `${height * 50 - 8}`,
    });
    if (properties.title) expect(texts(cards[index])).toContain(properties.title);
  });
});

test('all text is escaped', () => {
  const odd = 'a<b> & "c" \u0007\'d\'';
  const svg = drawDashboard(
    {
      widgets: [
        graph({
          title: odd,
          metrics: [withOptions({ label: odd, color: '"><script/>' })],
          yAxis: { left: { label: odd } },
          annotations: { horizontal: [{ value: 1, label: odd }] },
        }),
        widget('alarm', { alarms: [`arn:aws:cloudwatch:us-east-1:111122223333:alarm:${odd}`] }),
        widget('log', { query: odd }),
        widget('text', { markdown: odd }),
        widget('"><script/>', {}),
      ],
    },
    odd,
  );
  const plain = odd.replace('\u0007', '');
  const inGraph = [plain, plain, `${plain} 1`, plain];
  expect(texts(parse(svg)).filter((content) => content.startsWith('a<b>'))).toEqual([
    plain,
    plain,
    ...inGraph,
    plain,
    plain,
    plain,
  ]);
  expect(svg).not.toContain('<script');
});

test('the same body gives the same drawing, and another label another curve', () => {
  const drawLabelled = (label: string) =>
    drawDashboard({ widgets: [graph({ title: 'Graph', metrics: [withOptions({ label })] })] }, 'x');
  expect(drawLabelled('one')).toBe(drawLabelled('one'));
  expect(points(drawLabelled('one'))).not.toEqual(points(drawLabelled('two')));
});

describe('graphs', () => {
  test('visible metrics and expressions have a curve and a label in the legend', () => {
    const card = draw(
      graph({
        metrics: [
          [{ expression: 'freeStorageSpace / 1073741824', label: 'Free' }],
          withOptions({ id: 'freeStorageSpace', label: 'part', visible: false }),
          CPU,
        ],
      }),
    );
    expect(curvesOf(card)).toHaveLength(2);
    expect(texts(card)).toEqual(expect.arrayContaining(['Free', 'CPU']));
    expect(texts(card)).not.toContain('part');
  });

  test('a metric without a label uses its name, also if that is written as a dot', () => {
    const card = draw(
      graph({
        metrics: [
          ['AWS/RDS', 'ReadIOPS', 'DBInstanceIdentifier', 'a'],
          ['.', 'WriteIOPS', '.', '.'],
          ['.', '.', '.', 'b'],
          ['...', 'c'],
          [{ expression: 'm1 + m2' }],
        ],
      }),
    );
    expect(texts(card).filter((content) => /IOPS|m1/.test(content))).toEqual([
      'ReadIOPS',
      'WriteIOPS',
      'WriteIOPS',
      'WriteIOPS',
      'm1 + m2',
    ]);
  });

  test('curves have the colour of the body, or one each, which the legend repeats', () => {
    const card = draw(graph({ metrics: [withOptions({ color: '#123456' }), CPU, CPU] }));
    const strokes = curvesOf(card).map(({ attributes }) => attributes.stroke);
    expect(strokes[0]).toBe('#123456');
    expect(new Set(strokes).size).toBe(3);
    expect(
      all(card)
        .filter(({ attributes }) => attributes.rx === '2')
        .map(({ attributes }) => attributes.fill),
    ).toEqual(strokes);
  });

  test.each([
    ['a fixed axis', { min: 0, max: 100 }, 80],
    ['an axis that begins elsewhere', { min: 40, max: 100 }, 55],
    ['an axis that follows the values', { min: 0 }, 648],
    ['small values', {}, 0.0004],
    ['large values', {}, 1_000_000_000],
  ])('a threshold is drawn at its value: %s', (_, left, value) => {
    const card = draw(
      graph({
        metrics: [CPU],
        yAxis: { left },
        annotations: { horizontal: [{ value, label: 'Threshold', color: '#d62728' }] },
      }),
    );
    const [low, high] = extremes(ticksOf(card, 'left'));
    const line = byClass(card, 'annotation')[0];
    expect(line.attributes.y1).toBe(line.attributes.y2);
    expect(line.attributes.stroke).toBe('#d62728');
    const share = (low.y - Number(line.attributes.y1)) / (low.y - high.y);
    expect(share).toBeCloseTo((value - low.value) / (high.value - low.value), 2);
    expect(texts(card)).toContainEqual(expect.stringMatching(/^Threshold [\d.]+B?$/));
  });

  test('axes have their label and three or four values', () => {
    for (const value of [0.003, 0.8, 1, 2, 7, 20, 99, 432, 648, 12_345]) {
      const card = draw(
        graph({
          metrics: [CPU],
          yAxis: { left: { label: 'Sessions', min: 0 } },
          annotations: { horizontal: [{ value }] },
        }),
      );
      expect(texts(card)).toContain('Sessions');
      expect([3, 4]).toContain(ticksOf(card, 'left').length);
      expect(Math.max(...ticksOf(card, 'left').map((tick) => tick.value))).toBeGreaterThan(value);
    }
    expect(
      ticksOf(draw(graph({ metrics: [CPU], yAxis: { left: { min: 0, max: 100 } } })), 'left').map(({ value }) => value),
    ).toEqual([0, 50, 100]);
  });

  test('a right axis has its own scale', () => {
    const card = draw(
      graph({
        metrics: [CPU, withOptions({ label: 'Connections', yAxis: 'right' })],
        yAxis: { left: { min: 0, max: 100 }, right: { label: 'Connections', min: 0, max: 500 } },
        annotations: { horizontal: [{ value: 50 }, { value: 250, yAxis: 'right' }] },
      }),
    );
    expect(ticksOf(card, 'right').map(({ value }) => value)).toEqual([0, 250, 500]);
    expect(curvesOf(card)).toHaveLength(2);
    const [left, right] = byClass(card, 'annotation');
    expect(right.attributes.y1).toBe(left.attributes.y1);
    expect(byClass(draw(graph({ metrics: [CPU] })), 'tick right')).toEqual([]);
  });

  test.each(['CPU', 'Connections', 'Swap in use', 'Borrowed credits'])(
    'a curve stays below its threshold: %s',
    (label) => {
      const card = draw(
        graph({ metrics: [withOptions({ label })], annotations: { horizontal: [{ value: 80 }, { value: 60 }] } }),
      );
      expect(Math.min(...heights(card))).toBeGreaterThan(Math.max(...annotationHeights(card)) + 5);
    },
  );

  test.each([
    ['Free', {}, 1000],
    ['Credits left', {}, 0.5],
    ['Burst balance', { min: 0, max: 100 }, 75],
  ])('a curve of a resource that runs out stays above its threshold: %s', (label, left, value) => {
    const card = draw(
      graph({
        metrics: [withOptions({ label })],
        yAxis: { left },
        annotations: { horizontal: [{ value }, { value: value / 2 }] },
      }),
    );
    expect(Math.max(...heights(card))).toBeLessThan(Math.min(...annotationHeights(card)) - 5);
  });

  test('curves stay within the axis', () => {
    const card = draw(
      graph({
        metrics: [CPU, withOptions({ label: 'Free' })],
        yAxis: { left: { min: 0, max: 100 } },
        annotations: { horizontal: [{ value: 150 }] },
      }),
    );
    const [low, high] = extremes(ticksOf(card, 'left'));
    expect(Math.min(...heights(card))).toBeGreaterThanOrEqual(high.y);
    expect(Math.max(...heights(card))).toBeLessThanOrEqual(low.y);
  });

  test('stacked curves lie on top of each other', () => {
    const [lower, upper] = curvesOf(
      draw(graph({ metrics: [CPU, withOptions({ label: 'other' })], stacked: true })),
    ).map(ysOf);
    upper.forEach((y, index) => expect(y).toBeLessThanOrEqual(lower[index]));
  });

  test('thresholds of the same value share a label; a threshold beyond a fixed axis is left out', () => {
    const card = draw(
      graph({
        metrics: [CPU],
        yAxis: { left: { min: 0, max: 100 } },
        annotations: {
          horizontal: [
            { value: 20, label: 'Read' },
            { value: 20, label: 'Write' },
            { value: 200, label: 'Beyond' },
          ],
        },
      }),
    );
    expect(byClass(card, 'annotation')).toHaveLength(1);
    expect(texts(card)).toContain('Read, Write 20');
  });

  test('labels of thresholds that are close to each other do not overlap', () => {
    const card = draw(
      graph({
        metrics: [CPU],
        annotations: {
          horizontal: [
            { value: 100, label: 'A' },
            { value: 99, label: 'B' },
            { value: 98, label: 'C' },
          ],
        },
      }),
    );
    const places = all(card)
      .filter(({ text }) => /^[ABC] \d/.test(text))
      .map(({ attributes }) => attributes);
    expect(places).toHaveLength(3);
    places.forEach((one, index) =>
      places
        .slice(index + 1)
        .forEach((other) =>
          expect(one['text-anchor'] !== other['text-anchor'] || Math.abs(Number(one.y) - Number(other.y)) >= 10).toBe(
            true,
          ),
        ),
    );
  });
});

test('a low card shows only its curves', () => {
  const card = draw(graph({ title: 'Graph', metrics: [CPU] }, { width: 4, height: 2 }));
  expect(texts(card)).not.toContain('CPU');
  expect(Math.min(...heights(card))).toBeGreaterThan(26);
  expect(Math.max(...heights(card))).toBeLessThan(92);
});

test('an alarm is a green tile with its name', () => {
  const names = Array.from({ length: 14 }, (_, index) => `oficina-db-prod-Alarm${index}`);
  const card = draw(
    widget(
      'alarm',
      { title: 'Alarms', alarms: names.map((name) => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`) },
      { width: 24, height: 4 },
    ),
  );
  expect(texts(card)).toEqual(['Alarms', ...names.flatMap((name) => ['OK', name])]);
  const tiles = all(card)
    .filter(({ name }) => name === 'rect')
    .slice(1)
    .map(({ attributes }) => attributes);
  expect(new Set(tiles.map(({ x, y }) => `${x} ${y}`)).size).toBe(14);
  for (const { x, y, width, height } of tiles) {
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(1192);
    expect(Number(y) + Number(height)).toBeLessThanOrEqual(192);
  }
});

test('a log query has its first lines in monospace, and rows', () => {
  const card = draw(
    widget('log', { title: 'Events', query: "SOURCE '/aws/events'\n| sort a\n| limit 50\n| display b" }),
  );
  const lines = all(card).filter(({ attributes }) => attributes['font-family'] === 'monospace');
  expect(lines.map(({ text }) => text)).toEqual(["SOURCE '/aws/events'", '| sort a', '| limit 50 …']);
  expect(all(card).filter(({ attributes }) => attributes.fill === '#e9ebed').length).toBeGreaterThanOrEqual(4);
});

test('markdown is drawn as plain text, wrapped, and cut at the end of the card', () => {
  const card = draw(
    widget('text', {
      markdown: `# Oficina\nSee the **[runbook](https://example.com)**.\n- one\n${'many words '.repeat(200)}`,
    }),
  );
  expect(texts(card).slice(0, 4)).toEqual([
    'Oficina',
    'See the runbook.',
    '• one',
    expect.stringMatching(/^many words/),
  ]);
  expect(texts(card).length).toBeGreaterThan(10);
  expect(texts(card).slice(3, -1).join('')).not.toContain('…');
  expect(texts(card).at(-1)).toMatch(/…$/);
  expect(
    Math.max(
      ...all(card)
        .filter(({ name }) => name === 'text')
        .map(({ attributes }) => Number(attributes.y)),
    ),
  ).toBeLessThan(292);
});

test('text that is too long is cut', () => {
  const long = 'a very long text '.repeat(30);
  const cards = cardsOf({
    widgets: [
      graph({ title: long, metrics: [withOptions({ label: long })] }),
      widget('alarm', { alarms: [long] }),
      widget('log', { title: long, query: long }),
    ],
  });
  const cutTexts = cards.flatMap(texts).filter((content) => content.startsWith('a very'));
  expect(cutTexts).toHaveLength(5);
  for (const content of cutTexts) expect(content).toMatch(/^.{20,80}…$/);
});

test.each(['explorer', 'custom', 'something new'])('an unknown widget is a card: %s', (type) => {
  expect(texts(draw(widget(type, { title: 'Unknown' })))).toEqual(['Unknown']);
  expect(texts(draw(widget(type, {})))).toEqual([type]);
});

test('missing properties and little room leave no invalid numbers in the drawing', () => {
  const widgets = ['metric', 'alarm', 'log', 'text'].flatMap((type) => [
    widget(type, {}),
    widget(type, {}, { width: 1, height: 1 }),
    widget(type, { alarms: [], query: '', markdown: '', metrics: [] }),
  ]);
  widgets.push(
    graph({ metrics: [CPU, CPU, CPU], annotations: { horizontal: [{ value: 0 }] } }),
    graph({ metrics: [CPU] }, { width: 2, height: 2 }),
  );
  for (const body of [{ widgets }, everyType]) {
    expect(drawDashboard(body, 'x')).not.toMatch(/NaN|undefined|Infinity|null|\[object/);
  }
});

test('an invalid position is an error, not a broken drawing', () => {
  expect(() => draw(widget('text', { markdown: 'x' }, { width: NaN }))).toThrow('cannot draw <rect>: its width is NaN');
});

const everyType: DashboardBody = {
  widgets: [
    widget(
      'alarm',
      { title: 'Alarms', alarms: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:oficina-HighCPU'] },
      { width: 24, height: 2 },
    ),
    graph(
      {
        title: 'CPU utilization',
        view: 'timeSeries',
        region: 'us-east-1',
        metrics: [CPU],
        annotations: { horizontal: [{ value: 80, label: 'HighCPU', color: '#d62728', yAxis: 'left' }] },
        yAxis: { left: { label: '%', min: 0, max: 100, showUnits: false } },
        period: 60,
      },
      { y: 2, width: 12 },
    ),
    widget(
      'log',
      { title: 'Events of RDS', query: "SOURCE 'a' | fields @timestamp\n| limit 50" },
      { x: 12, y: 2, width: 12 },
    ),
    widget('text', { markdown: '# Oficina' }, { y: 8, height: 5 }),
    widget('explorer', { title: 'Explorer' }, { x: 8, y: 8, width: 16, height: 5 }),
  ],
};

type Place = Partial<Pick<DashboardWidget, 'x' | 'y' | 'width' | 'height'>>;

function widget(type: string, properties: WidgetProperties, place: Place = {}): DashboardWidget {
  return { type, x: 0, y: 0, width: 8, height: 6, ...place, properties };
}

function graph(properties: WidgetProperties, place?: Place): DashboardWidget {
  return widget('metric', properties, place);
}

function withOptions(options: Record<string, unknown>): MetricRow {
  return ['AWS/RDS', 'Metric', 'DBInstanceIdentifier', 'oficina-db-prod', options];
}

/** An element of the drawing; entities in attributes and text are decoded. */
interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/** The subset of an XML parser that the drawing needs: input that is not well-formed is an error. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<>]+)/g,
    (_, closing, name, attributes, empty, content) => {
      const parent = open[open.length - 1];
      if (content !== undefined) {
        parent.text += unescape(content);
      } else if (closing) {
        if (open.pop()!.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      } else {
        const pairs = [...attributes.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescape(value)]);
        if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`<${name}> has an attribute twice`);
        const element: Element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
        parent.children.push(element);
        if (!empty) open.push(element);
      }
      return '';
    },
  );
  if (rest !== '') throw new Error(`no XML: ${rest.slice(0, 80)}`);
  if (open.length > 1) throw new Error(`<${open[open.length - 1].name}> is not closed`);
  if (root.children.length !== 1) throw new Error(`${root.children.length} roots`);
  return root.children[0];
}

function unescape(content: string): string {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|&(?!(amp|lt|gt|quot);)/.test(content)) {
    throw new Error(`not escaped: ${content}`);
  }
  return content.replace(
    /&(amp|lt|gt|quot);/g,
    (_, entity) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[entity as 'amp'],
  );
}

function all(element: Element): Element[] {
  return [element, ...element.children.flatMap(all)];
}

function texts(element: Element): string[] {
  return all(element)
    .filter(({ name }) => name === 'text' || name === 'title')
    .map(({ text }) => text)
    .filter((content) => content !== '');
}

function byClass(element: Element, name: string): Element[] {
  return all(element).filter(({ attributes }) => attributes.class === name);
}

function cardsOf(body: DashboardBody): Element[] {
  return parse(drawDashboard(body, 'x')).children.filter(({ name }) => name === 'g');
}

function draw(only: DashboardWidget): Element {
  return cardsOf({ widgets: [only] })[0];
}

function curvesOf(card: Element): Element[] {
  return byClass(card, 'series');
}

function ysOf(curve: Element): number[] {
  return curve.attributes.points.split(' ').map((point) => Number(point.split(',')[1]));
}

/** The y coordinates of the curves; a smaller one is higher. */
function heights(card: Element): number[] {
  return curvesOf(card).flatMap(ysOf);
}

function annotationHeights(card: Element): number[] {
  return byClass(card, 'annotation').map(({ attributes }) => Number(attributes.y1));
}

function points(svg: string): string[] {
  return curvesOf(parse(svg)).map(({ attributes }) => attributes.points);
}

interface Tick {
  readonly value: number;
  readonly y: number;
}

function ticksOf(card: Element, side: string): Tick[] {
  const factors: Record<string, number> = { K: 1e3, M: 1e6, B: 1e9 };
  return byClass(card, `tick ${side}`).map(({ text, attributes }) => ({
    value: parseFloat(text) * (factors[text.slice(-1)] ?? 1),
    y: Number(attributes.y) - 3.5,
  }));
}

function extremes(ticks: Tick[]): [Tick, Tick] {
  return [ticks[0], ticks[ticks.length - 1]];
}
