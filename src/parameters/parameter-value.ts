import { ParameterDefinition } from './parameter-definition';
import { comparisonProblem, formulaProblem, looksLikeFormula } from './parameter-formula';
import { inUnit, unitText } from './parameter-unit';
import { closest } from '../validation/closest';

/** The booleans that RDS accepts, in any case. It stores 0 and 1. */
const BOOLEANS = ['0', '1', 'off', 'on', 'false', 'true'];

/** Other booleans that people write, and that PostgreSQL accepts but RDS does not. */
const OTHER_BOOLEANS: Record<string, string> = {
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
 * Describes what the parameter accepts, and how to write the value; undefined for a value that it accepts.
 *
 * @param value not a token, and not empty
 */
export function valueProblem(definition: ParameterDefinition, value: string): string | undefined {
  switch (definition.type) {
    case 'bool':
      return booleanProblem(definition.name, value);
    case 'integer':
    case 'real':
      return numberProblem(definition, value);
    case 'enum':
      return enumProblem(definition, value);
    default:
      return /[\0\r\n]/.test(value) ? `${definition.name} is text of one line` : undefined;
  }
}

function booleanProblem(name: string, value: string): string | undefined {
  if (BOOLEANS.includes(value.toLowerCase())) return undefined;
  if (isComparison(value)) return formulaText(name, comparisonProblem(value), '{DBInstanceVCPU} > 2');
  const other = value.trim().toLowerCase();
  if (BOOLEANS.includes(other)) return `${name} is 0 or 1${suggestion(other)}`;
  return `${name} is 0 or 1${suggestion(new Map(Object.entries(OTHER_BOOLEANS)).get(other))}`;
}

function numberProblem(definition: ParameterDefinition, value: string): string | undefined {
  const { name, type, min, max } = definition;
  if (looksLikeFormula(value)) return formulaText(name, formulaProblem(value), '{DBInstanceClassMemory/32768}');
  const isNumber = type === 'integer' ? /^-?\d+$/ : /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
  const fits = (number: number) => number >= min! && number <= max! && (type === 'real' || Number.isInteger(number));
  if (isNumber.test(value) && fits(Number(value))) return undefined;
  const wanted = `${name} is ${rangeText(definition)}`;
  if (isNumber.test(value)) return wanted;
  const meant = meantNumber(definition, value);
  return meant !== undefined && fits(meant) ? `${wanted}${suggestion(`${meant}`)}` : wanted;
}

/** Returns the number that a quantity with a unit, or another notation of a number, was meant as. */
function meantNumber({ unit }: ParameterDefinition, value: string): number | undefined {
  const converted = unit === undefined ? undefined : inUnit(value, unit);
  if (converted !== undefined) return Number(converted.toPrecision(15));
  return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function rangeText({ type, unit, min, max }: ParameterDefinition): string {
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const number = unit ? `${kind} of ${unitText(unit)}` : kind;
  const bounded = (limit: number) => Math.abs(limit) < 1e300;
  if (bounded(min!) && bounded(max!)) return `${number} from ${min} to ${max}`;
  return bounded(min!) ? `${number} from ${min} up` : number;
}

function enumProblem({ name, values }: ParameterDefinition, value: string): string | undefined {
  if (values!.includes(value.toLowerCase())) return undefined;
  const mayCompare = values!.includes('on') && values!.includes('off');
  if (mayCompare && isComparison(value)) return formulaText(name, comparisonProblem(value), '{DBInstanceVCPU} > 2');
  const known = values!.filter((each) => each !== '');
  return `${name} is one of ${known.join(', ')}${suggestion(meantValue(known, value.trim().toLowerCase()))}`;
}

/** Returns the value of an enumeration that a boolean was meant as, or whose spelling is closest to the value. */
function meantValue(values: string[], value: string): string | undefined {
  if (['1', 'true', 'yes'].includes(value)) return values.includes('on') ? 'on' : undefined;
  if (['0', 'false', 'no'].includes(value)) return values.includes('off') ? 'off' : undefined;
  if (values.includes(value)) return value;
  const longValues = values.filter((each) => each.length > 3);
  return closest(value, longValues);
}

function isComparison(value: string): boolean {
  return looksLikeFormula(value) || /[<>]/.test(value);
}

function formulaText(name: string, problem: string | undefined, example: string): string | undefined {
  return problem && `${name} has a formula that RDS refuses: ${problem}: write it like '${example}'`;
}

/** The end of a message that suggests a value, if there is one to suggest. */
function suggestion(value: string | undefined): string {
  return value === undefined ? '' : `: write '${value}'`;
}
