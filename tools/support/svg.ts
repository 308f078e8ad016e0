/** Common values of the drawings: colours, and pixels of space within a card. */
export const GREY = '#5f6b7a';
export const LIGHT = '#e9ebed';
export const PADDING = 12;
export const ROW = 16;

/** The style of a text; the default is black and 11 px high. */
export interface TextStyle {
  readonly size?: number;
  readonly color?: string;
  readonly bold?: boolean;
  readonly mono?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** The available width; text that does not fit is cut. */
  readonly width?: number;
  /** White around the letters, for text on top of lines. */
  readonly halo?: boolean;
  readonly class?: string;
}

type Attributes = Record<string, string | number | undefined>;

/** An element; attributes without a value are omitted, numbers have one decimal. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${attribute(name, key, value)}"`))
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** One line of text, on the baseline y. */
export function text(content: string, x: number, y: number, style: TextStyle = {}): string {
  const { size = 11, color = '#16191f' } = style;
  return element(
    'text',
    {
      x: x,
      y: y,
      class: style.class,
      'font-size': size,
      fill: color,
      'font-weight': style.bold ? 'bold' : undefined,
      'font-family': style.mono ? 'monospace' : undefined,
      'text-anchor': style.anchor,
      'xml:space': style.mono ? 'preserve' : undefined,
      ...(style.halo && { 'paint-order': 'stroke', stroke: '#fff', 'stroke-width': 3, 'stroke-linejoin': 'round' }),
    },
    escape(style.width === undefined ? content : cut(content, style.width, style)),
  );
}

/** A polyline through points. */
export function polyline(points: [number, number][], attributes: Attributes): string {
  return element('polyline', {
    points: points.map((point) => point.map(decimal).join(',')).join(' '),
    fill: 'none',
    ...attributes,
  });
}

/** Width of a line of text, estimated generously, because the font of the reader is unknown. */
export function textWidth(content: string, { size = 11, bold, mono }: TextStyle = {}): number {
  const widths = Array.from(content, (letter) => {
    if (mono) return 0.61;
    if (/[ijl.,:;'|!/()[\]frtI -]/.test(letter)) return 0.38;
    return /[mwMWA-Z@%…]/.test(letter) ? 0.78 : 0.61;
  });
  return size * widths.reduce((sum, width) => sum + width, 0) * (bold ? 1.07 : 1);
}

/** The text, with … at its end if it is too wide. */
export function cut(content: string, width: number, style: TextStyle = {}): string {
  if (textWidth(content, style) <= width) return content;
  const letters = Array.from(content);
  while (letters.length > 0 && textWidth(`${letters.join('')}…`, style) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Text escaped for XML, without the control characters that XML forbids. */
export function escape(content: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return content
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (letter) => entities[letter]);
}

function attribute(name: string, key: string, value: string | number): string {
  if (typeof value === 'string') return escape(value);
  if (!Number.isFinite(value)) throw new Error(`cannot draw <${name}>: its ${key} is ${value}`);
  return decimal(value);
}

function decimal(value: number): string {
  return `${Number(value.toFixed(1))}`;
}
