import { MetricUnit } from '../../monitoring/alarm-catalogue';
import { Locale } from '../messages/locale';

const KIB = 1024;
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Writes a value of a metric. @param unit that of the metric; undefined for one that the library does not know */
export function withUnit(locale: Locale, value: number, unit?: MetricUnit): string {
  switch (unit) {
    case 'Percent':
      return `${locale.number(value, 1)} %`;
    case 'Bytes':
      return bytes(locale, value);
    case 'Seconds':
      return value < 1 ? `${locale.number(value * 1_000, 1)} ms` : `${locale.number(value, 1)} s`;
    default:
      return locale.number(value, Math.abs(value) < 10 ? 2 : 0);
  }
}

function bytes(locale: Locale, value: number): string {
  let size = value;
  let at = 0;
  while (Math.abs(size) >= KIB && at < BYTE_UNITS.length - 1) {
    size /= KIB;
    at++;
  }
  return `${locale.number(size, size < 10 ? 2 : 0)} ${BYTE_UNITS[at]}`;
}
