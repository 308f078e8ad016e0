/** The values that a parameter of PostgreSQL accepts in one major version. */
export interface ParameterDefinition {
  /** The name in a parameter group, in lower case. */
  readonly name: string;
  readonly type: 'bool' | 'integer' | 'real' | 'enum' | 'string';
  /** Whether a change requires a restart. */
  readonly static: boolean;
  /** The unit of a number, as pg_settings writes it: `kB`, `8kB`, `ms`, … */
  readonly unit?: string;
  /** Lowest and highest number. */
  readonly min?: number;
  readonly max?: number;
  /** The values of an enumeration. */
  readonly values?: readonly string[];
}

/** A definition with the major versions that have it. */
export interface VersionedDefinition extends ParameterDefinition {
  readonly firstMajor: number;
  readonly lastMajor: number;
}

/** Parses a list like `SERVER_PARAMETERS`. In it, `15` is one major version, and `15-` is 15 and every newer one. */
export function parameterDefinitions(list: string): VersionedDefinition[] {
  return list
    .split('\n')
    .filter((line) => line !== '')
    .map(definition);
}

function definition(line: string): VersionedDefinition {
  const [majors, name, apply, type, ...rest] = line.split(' ');
  const [first, last = first] = majors.split('-');
  const common = {
    name: name.toLowerCase(),
    type: type as ParameterDefinition['type'],
    static: apply === 'static',
    firstMajor: Number(first),
    lastMajor: last === '' ? Infinity : Number(last),
  };
  if (type === 'enum') return { ...common, values: rest.join(' ').split('|') };
  if (type !== 'integer' && type !== 'real') return common;
  const [unit, min, max] = rest;
  return { ...common, unit: unit === '-' ? undefined : unit, min: Number(min), max: Number(max) };
}
