import { ParameterDefinition } from './parameter-definition';
import { comparisonProblem, formulaProblem, looksLikeFormula } from './parameter-formula';
import { inUnit, unitText } from './parameter-unit';
import { closest } from '../validation/closest';

/** What RDS reads as a switch, in any case; it keeps 0 and 1. */
const SWITCH_VALUES = ['0', '1', 'off', 'on', 'false', 'true'];

/** What people write for a switch, and PostgreSQL reads, while RDS does not. */
const OTHER_SWITCH_VALUES: Record<string, string> = {
  yes: '1',
  y: '1',
  t: '1',
  enabled: '1',
  enable: '1',
  no: '0',
  n: '0',
  f: '0',
  disabled: '0',
  disable: '0',
};

/**
 * What the parameter takes, and the value in the way in which RDS takes it; undefined for a value that it takes.
 *
 * @param value not a token, and not empty
 */
export function valueProblem(definition: ParameterDefinition, value: string): string | undefined {
  switch (definition.type) {
    case 'bool':
      return switchProblem(definition.name, value);
    case 'integer':
    case 'real':
      return numberProblem(definition, value);
    case 'enum':
      return enumProblem(definition, value);
    default:
      return /[\0\r\n]/.test(value) ? `${definition.name} is text of one line` : undefined;
  }
}

function switchProblem(name: string, value: string): string | undefined {
  if (SWITCH_VALUES.includes(value.toLowerCase())) return undefined;
  if (isComparison(value)) return formulaText(name, comparisonProblem(value), '{DBInstanceVCPU} > 2');
  const other = value.trim().toLowerCase();
  if (SWITCH_VALUES.includes(other)) return `${name} is 0 or 1${written(other)}`;
  return `${name} is 0 or 1${written(new Map(Object.entries(OTHER_SWITCH_VALUES)).get(other))}`;
}

function numberProblem(definition: ParameterDefinition, value: string): string | undefined {
  const { name, type, min, max } = definition;
  if (looksLikeFormula(value)) return formulaText(name, formulaProblem(value), '{DBInstanceClassMemory/32768}');
  const isNumber = type === 'integer' ? /^-?\d+$/ : /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
  const fits = (number: number) => number >= min! && number <= max! && (type === 'real' || Number.isInteger(number));
  if (isNumber.test(value) && fits(Number(value))) return undefined;
  const meant = isNumber.test(value) ? undefined : meantNumber(definition, value);
  return `${name} is ${rangeText(definition)}${written(meant !== undefined && fits(meant) ? `${meant}` : undefined)}`;
}

/** The number that is meant by a quantity with a unit, or by a number that is written in another way. */
function meantNumber({ unit }: ParameterDefinition, value: string): number | undefined {
  const converted = unit === undefined ? undefined : inUnit(value, unit);
  if (converted !== undefined) return Number(converted.toPrecision(15));
  return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function rangeText({ type, unit, min, max }: ParameterDefinition): string {
  const number = `a ${type === 'integer' ? 'whole ' : ''}number${unit ? ` of ${unitText(unit)}` : ''}`;
  const bounded = (limit: number) => Math.abs(limit) < 1e300;
  if (bounded(min!) && bounded(max!)) return `${number} from ${min} to ${max}`;
  return bounded(min!) ? `${number} from ${min} up` : number;
}

function enumProblem({ name, values }: ParameterDefinition, value: string): string | undefined {
  if (values!.includes(value.toLowerCase())) return undefined;
  const mayCompare = values!.includes('on') && values!.includes('off');
  if (mayCompare && isComparison(value)) return formulaText(name, comparisonProblem(value), '{DBInstanceVCPU} > 2');
  const known = values!.filter((each) => each !== '');
  return `${name} is one of ${known.join(', ')}${written(meantValue(known, value.trim().toLowerCase()))}`;
}

/** The value of an enumeration that is meant by a switch, or that is spelled most like what was given. */
function meantValue(values: string[], value: string): string | undefined {
  const means = ['1', 'true', 'yes'].includes(value) ? 'on' : ['0', 'false', 'no'].includes(value) ? 'off' : undefined;
  if (means !== undefined) return values.includes(means) ? means : undefined;
  return values.includes(value)
    ? value
    : closest(
        value,
        values.filter((each) => each.length > 3),
      );
}

function isComparison(value: string): boolean {
  return looksLikeFormula(value) || /[<>]/.test(value);
}

function formulaText(name: string, problem: string | undefined, example: string): string | undefined {
  return problem && `${name} has a formula that RDS does not read: ${problem}: write it like '${example}'`;
}

const written = (value: string | undefined) => (value === undefined ? '' : `: write '${value}'`);
