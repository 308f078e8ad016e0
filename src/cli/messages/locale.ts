import { ENGLISH } from './english';
import { Messages } from './messages';
import { PORTUGUESE } from './portuguese';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

const GIB = 1024 ** 3;

/** How texts, numbers and times are written. */
export class Locale {
  /** Portuguese if the variables of POSIX name it, in their order, and English otherwise. */
  static of(environment: NodeJS.ProcessEnv): Locale {
    const name = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
    return /^pt\b|^pt_/i.test(name) ? new Locale('pt-BR', PORTUGUESE) : new Locale('en', ENGLISH);
  }

  private readonly relativeTimes: Intl.RelativeTimeFormat;

  private constructor(
    /** The language, as in BCP 47. */
    readonly name: string,
    readonly messages: Messages,
  ) {
    this.relativeTimes = new Intl.RelativeTimeFormat(name, { numeric: 'always' });
  }

  /** The time in UTC, and how long ago or ahead it is: `2026-11-30 02:39 UTC (3 minutes ago)`. */
  time(time: Date, now = new Date()): string {
    return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC (${this.ago(time, now)})`;
  }

  /** How long ago or ahead a time is, in the largest unit of which it has two, so that 90 minutes are not one hour. */
  ago(time: Date, now = new Date()): string {
    const seconds = Math.trunc((time.getTime() - now.getTime()) / 1000);
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? ['second', 1];
    return this.relativeTimes.format(Math.trunc(seconds / length), unit);
  }

  /** A length of time, in at most two units: `2 h 5 min`. The signs of the units are international. */
  duration(seconds: number): string {
    if (seconds < 1) return `${this.number(seconds * 1_000, 1)} ms`;
    if (seconds < 60) return `${this.number(seconds, 1)} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
    return `${Math.floor(hours / 24)} d`;
  }

  date(time: Date): string {
    return time.toISOString().slice(0, 10);
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.name, { maximumFractionDigits: digits }).format(value);
  }

  /** Bytes as GiB, with a decimal below ten. */
  gibibytes(bytes: number): string {
    const value = bytes / GIB;
    return `${this.number(value, value < 10 ? 1 : 0)} GiB`;
  }
}
