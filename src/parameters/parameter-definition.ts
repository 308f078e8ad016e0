/** What one parameter of PostgreSQL takes in one major version. */
export interface ParameterDefinition {
  /** As a parameter group has it: in lower case. */
  readonly name: string;
  readonly type: 'bool' | 'integer' | 'real' | 'enum' | 'string';
  /** Whether a change waits for a restart. */
  readonly static: boolean;
  /** What a number counts, as pg_settings writes it: `kB`, `8kB`, `ms`, … */
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

/** The definitions in a list like `SERVER_PARAMETERS`. A range of majors that is open has no end. */
export function parameterDefinitions(list: string): VersionedDefinition[] {
  return list
    .split('\n')
    .filter((line) => line !== '')
    .map(definition);
}

function definition(line: string): VersionedDefinition {
  const [majors, name, apply, type, ...rest] = line.split(' ');
  const [first, last] = majors.split('-');
  return {
    name: name.toLowerCase(),
    type: type as ParameterDefinition['type'],
    static: apply === 'static',
    firstMajor: Number(first),
    lastMajor: last === undefined ? Number(first) : Number(last || Infinity),
    ...(type === 'enum' && { values: rest.join(' ').split('|') }),
    ...((type === 'integer' || type === 'real') && {
      unit: rest[0] === '-' ? undefined : rest[0],
      min: Number(rest[1]),
      max: Number(rest[2]),
    }),
  };
}
