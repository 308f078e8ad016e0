/** The moment at which every recording takes place. */
export const MOMENT = new Date('2026-12-05T10:00:00Z');

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Times nearer than this to the moment of a recording are of what the recording itself has made. */
const NEAR = 30 * MINUTE;

/** Dates farther away than this are no times of the recording: the end of support of a version, for example. */
const FAR = 60 * DAY;

/** How long ago things are said to be that the recording has made, in each language. */
const AGO: Record<string, string> = { en: '3 minutes ago', 'pt-BR': 'há 3 minutos' };

// eslint-disable-next-line no-control-regex
const CONTROL = /\u001b\[([?\d;]*)([A-Za-z])|\r|\n/g;

/**
 * Returns what a terminal shows in the end, with its colours: the frames of a spinner overwrite each other.
 *
 * @throws Error for a control sequence that it does not know
 */
export function finalScreen(output: string): string {
  const lines = [''];
  let row = 0;
  let from = 0;
  const write = (text: string) => (lines[row] += text);
  for (const match of output.matchAll(CONTROL)) {
    const [sequence, parameters, letter] = match;
    write(output.slice(from, match.index));
    from = match.index + sequence.length;
    if (sequence === '\n') {
      row++;
      lines[row] ??= '';
    } else if (letter === 'm') {
      write(sequence);
    } else if (letter === 'K' && parameters === '2') {
      lines[row] = '';
    } else if (letter === 'A') {
      row -= Number(parameters || 1);
    } else if (sequence !== '\r' && letter !== 'G' && !parameters?.startsWith('?')) {
      throw new Error(`unknown control sequence ${JSON.stringify(sequence)}`);
    }
  }
  write(output.slice(from));
  return lines.join('\n').trimEnd();
}

/**
 * Puts stable values in the place of those that differ from run to run, of the same width: the columns of tables stay
 * where they are.
 *
 * @param language of the text
 * @param now when it was written
 */
export function stabilise(text: string, language: string, now: Date): string {
  return stableIds(stableTimes(text, language, now));
}

function stableTimes(text: string, language: string, now: Date): string {
  const shifted = (time: Date) => new Date(time.getTime() + MOMENT.getTime() - now.getTime());
  return text
    .replace(/(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC \(([^)]*)\)( *)/g, (_, date, clock, relative: string, space) => {
      const time = new Date(`${date}T${clock}Z`);
      const isNear = Math.abs(time.getTime() - now.getTime()) < NEAR;
      const stable = isNear ? MOMENT : shifted(time);
      // A table may have broken the line in there.
      const gaps = relative.match(/\s+/g) ?? [];
      const words = AGO[language].split(' ');
      const ago = isNear ? words.map((word, at) => word + (gaps[at] ?? '')).join('') : relative;
      const hour = `${stable.toISOString().slice(0, 13).replace('T', ' ')}:00`;
      const padding = relative.length + space.length - ago.length;
      // More than one space leads to the next column.
      return `${hour} UTC (${ago})${space.length < 2 ? space : ' '.repeat(Math.max(1, padding))}`;
    })
    .replace(/(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC(?! \()/g, (_, date, clock) => {
      const time = new Date(`${date}T${clock}Z`);
      const stable = Math.abs(time.getTime() - now.getTime()) < NEAR ? MOMENT : shifted(time);
      return `${stable.toISOString().slice(0, 13).replace('T', ' ')}:00 UTC`;
    })
    .replace(/(?<!\()(\d+ (second|minute)s? ago|há \d+ (segundo|minuto)s?)/g, AGO[language])
    .replace(/\b(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?/g, (_, __, fraction = '') => {
      return `${MOMENT.toISOString().slice(0, 19)}${fraction.replace(/\d/g, '0')}`;
    })
    .replace(/\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d+/g, (time) => {
      const stable = MOMENT.toISOString().slice(0, 19).replace('T', ' ');
      return `${stable}.000000000`.slice(0, time.length);
    })
    .replace(/(?<![\d-])\d{4}-\d{2}-\d{2}(?! \d{2}:|T|[\d-])/g, (date) => {
      const time = new Date(`${date}T00:00:00Z`);
      const distance = Math.abs(time.getTime() - now.getTime());
      return distance > FAR
        ? date
        : shifted(new Date(time.getTime() + DAY / 2))
            .toISOString()
            .slice(0, 10);
    });
}

/** Ids of AWS, each with the place of its first appearance in its last digits. */
function stableIds(text: string): string {
  const seen = new Map<string, number>();
  const place = (id: string) => {
    if (!seen.has(id)) seen.set(id, seen.size + 1);
    return seen.get(id)!;
  };
  const numbered = (id: string, template: string) => {
    const digit = `${place(id)}`;
    return `${template.slice(0, template.length - digit.length)}${digit}`;
  };
  const hexadecimal = '0123456789abcdef0123456789abcdef';
  return text
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (id) =>
      numbered(id, '1234abcd-12ab-34cd-56ef-123456789000'),
    )
    .replace(
      /\b(sg|vpc|subnet|eni|rtb|acl)-([0-9a-f]{8,17})\b/g,
      (_, kind, id) => `${kind}-${numbered(id, hexadecimal.slice(0, id.length))}`,
    )
    .replace(/(?<=\.)[0-9a-f]{8}-[0-9a-f]{3}(?=\.[a-z0-9-]+\.rds\.)/g, 'c1a2b3c4d5e6')
    .replace(/(?<=group[0-9a-f]{8}-|postgres\d{2}[0-9a-f]{8,9}-)[0-9a-f]{13}\b/g, '0123456789abc')
    .replace(/\boficina-copy-[0-9a-f]{8}\b/g, 'oficina-copy-1234abcd')
    .replace(
      /\bdb-([A-Z0-9]{16,30})\b/g,
      (_, id) => `db-${numbered(id, 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCD'.slice(0, id.length))}`,
    )
    .replace(
      /\bab-([a-z0-9]{16,40})\b/g,
      (_, id) => `ab-${numbered(id, 'abcdefghijklmnopqrstuvwxyzabcdefghijklmn'.slice(0, id.length))}`,
    );
}
