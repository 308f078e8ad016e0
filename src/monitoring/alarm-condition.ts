import { Token } from 'aws-cdk-lib';
import { AlarmEntry, MetricUnit } from './alarm-catalogue';
import { AlarmConfiguration, AlarmPeriods } from './alarm-configuration';

/** Puts the condition of an alarm into words, as in `CPUUtilization (Average) > 80 % in 5 of 5 periods of 1 minute`. */
export function alarmCondition(entry: AlarmEntry, configuration: AlarmConfiguration): string {
  const { threshold, period } = configuration;
  const subject = entry.events ? entry.events.join(', ') : `${entry.metric} (${entry.statistic})`;
  const comparison = Token.isUnresolved(threshold) ? '' : ` ${entry.comparison} ${quantityText(threshold, entry.unit)}`;
  return `${subject}${comparison} ${periodsText(configuration)} of ${durationText(period)}`;
}

function periodsText({ evaluationPeriods, datapointsToAlarm }: AlarmPeriods): string {
  return evaluationPeriods === 1 ? 'in a period' : `in ${datapointsToAlarm} of ${evaluationPeriods} periods`;
}

function durationText(seconds: number): string {
  const isWholeHours = seconds % 3600 === 0;
  const count = isWholeHours ? seconds / 3600 : seconds / 60;
  const unit = isWholeHours ? 'hour' : 'minute';
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

const BYTE_UNITS = [
  { name: 'GiB', bytes: 1024 ** 3 },
  { name: 'MiB', bytes: 1024 ** 2 },
  { name: 'KiB', bytes: 1024 },
];

/** Writes a value with its unit, as a person would. */
export function quantityText(value: number, unit: MetricUnit): string {
  switch (unit) {
    case 'Percent':
      return `${value} %`;
    case 'Count':
    case 'None':
      return withThousandsSeparators(value);
    case 'Seconds':
      return value < 1 ? `${rounded(value * 1000)} ms` : `${value} s`;
    case 'Bytes': {
      const { name, bytes } = BYTE_UNITS.find((each) => value >= each.bytes) ?? { name: 'bytes', bytes: 1 };
      return `${rounded(value / bytes)} ${name}`;
    }
  }
}

/** Writes a number as in `1,234,567`. Intl and toLocaleString() would add up to 70 ms to a synthesis. */
function withThousandsSeparators(value: number): string {
  const [whole, fraction] = `${value}`.split('.');
  const groupedWhole = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groupedWhole : `${groupedWhole}.${fraction}`;
}

function rounded(value: number): string {
  return `${Number(value.toPrecision(4))}`;
}
