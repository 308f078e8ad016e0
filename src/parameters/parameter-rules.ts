import {
  closestParameter,
  isKnownParameter,
  isManagedByRds,
  parameterDefinition,
  parameterGroupName,
} from './parameter-catalogue';
import { valueProblem } from './parameter-value';
import { PRELOAD_LIBRARIES } from './rds-parameters';
import { Settings } from '../settings/settings';
import { closest } from '../validation/closest';
import { holdsToken, Rule } from '../validation/rule';
import { POSTGRES_MILLISECONDS, wholeDurationOr } from '../validation/whole-duration';

/** Parameters that the library sets, and what to do instead of setting them. */
const RESERVED: Record<string, string> = {
  'rds.force_ssl': 'it stays on: connections without TLS are refused',
  shared_preload_libraries: 'use the prop preloadLibraries',
  'pgaudit.log': 'use the prop auditClasses',
  log_statement: 'use the prop logStatement',
  log_min_duration_statement: 'use the prop slowQueryThreshold',
  log_connections: 'use the prop logConnections',
  log_disconnections: 'use the prop logConnections',
  max_connections: 'use the prop maxConnections',
};

const LIBRARY_NAME = /^[a-z][a-z0-9_-]*$/;

/** The names that the rules check. They are checked even if a value is a token. */
const names = (s: Settings) => Object.keys(s.parameters);
const isReserved = (name: string) => Object.hasOwn(RESERVED, name);
const reserved = (s: Settings) => names(s).filter(isReserved);
const managed = (s: Settings) => names(s).filter(isManagedByRds);
const unknown = (s: Settings) =>
  names(s).filter(
    (name) => !isReserved(name) && !isManagedByRds(name) && !isKnownParameter(name, Number(s.majorVersion)),
  );

function suggestion(name: string, major: string): string {
  const similar = closestParameter(name, Number(major));
  return similar ? `did you mean ${similar}?` : `see the parameters of PostgreSQL ${major}`;
}

/** Finds the names of a parameter that is set in two spellings, such as `TimeZone` and `timezone`. */
function spelledTwice(s: Settings): string[] {
  return names(s).filter((name) =>
    names(s).some((other) => other !== name && parameterGroupName(other) === parameterGroupName(name)),
  );
}

interface WrongValue {
  readonly name: string;
  readonly problem: string;
}

/** Finds known values that RDS would refuse. Names that other rules refuse are skipped. */
function wrongValues(s: Settings): WrongValue[] {
  return names(s).flatMap((name) => {
    const definition = isReserved(name) ? undefined : parameterDefinition(name, Number(s.majorVersion));
    const value = s.parameters[name];
    if (!definition || value === '' || holdsToken(value)) return [];
    const problem = valueProblem(definition, value);
    return problem === undefined ? [] : [{ name, problem }];
  });
}

/** Finds libraries whose spelling is close to one of RDS. Other names are accepted, as RDS may have more libraries. */
function misspelledLibraries(s: Settings): { name: string; meant: string }[] {
  return s.preloadLibraries
    .filter((name) => LIBRARY_NAME.test(name))
    .flatMap((name) => {
      const meant = PRELOAD_LIBRARIES.includes(name) ? undefined : closest(name, PRELOAD_LIBRARIES);
      return meant === undefined ? [] : [{ name, meant }];
    });
}

export const parameterRules: readonly Rule<Settings>[] = [
  {
    id: 'parameters-not-reserved',
    reads: ['parameters'],
    mustBeResolved: names,
    broken: (s) => reserved(s).length > 0,
    got: (s) => reserved(s).join(', '),
    wants: 'must not hold a parameter that has a prop of its own',
    fix: (s) =>
      reserved(s)
        .map((name) => `${name}: ${RESERVED[name]}`)
        .join('; '),
  },
  {
    id: 'parameters-not-managed-by-rds',
    reads: ['parameters'],
    mustBeResolved: names,
    broken: (s) => managed(s).length > 0,
    got: (s) => managed(s).join(', '),
    wants: 'must not hold a parameter that RDS sets itself',
    fix: 'leave it out',
  },
  {
    id: 'parameters-known',
    reads: ['parameters', 'majorVersion'],
    mustBeResolved: (s) => [names(s), s.majorVersion],
    broken: (s) => unknown(s).length > 0,
    got: (s) => unknown(s).join(', '),
    wants: (s) => `must hold parameters that PostgreSQL ${s.majorVersion} on RDS has`,
    fix: (s) => {
      const suggestions = unknown(s).map((name) => suggestion(name, s.majorVersion));
      return [...suggestions, 'for one that is newer than this library, call parameterGroup.addParameter()'].join('; ');
    },
  },
  {
    id: 'parameters-once',
    reads: ['parameters'],
    mustBeResolved: names,
    broken: (s) => spelledTwice(s).length > 0,
    got: (s) => spelledTwice(s).join(', '),
    wants: 'must hold each parameter once',
    fix: 'leave one of them out: a parameter group has a single value for both',
  },
  {
    id: 'parameter-values-not-empty',
    reads: ['parameters'],
    mustBeResolved: names,
    broken: (s) => Object.values(s.parameters).some((value) => value === ''),
    got: (s) =>
      names(s)
        .filter((name) => s.parameters[name] === '')
        .map((name) => `${name} ''`)
        .join(', '),
    wants: 'must have values',
    fix: 'leave the parameter out for the default of RDS',
  },
  {
    id: 'parameter-values-accepted',
    reads: ['parameters', 'majorVersion'],
    mustBeResolved: (s) => [names(s), s.majorVersion],
    broken: (s) => wrongValues(s).length > 0,
    got: (s) =>
      wrongValues(s)
        .map(({ name }) => `${name} '${s.parameters[name]}'`)
        .join(', '),
    wants: 'must have values in the form that RDS takes, without units',
    fix: (s) =>
      wrongValues(s)
        .map(({ problem }) => problem)
        .join('; '),
  },
  {
    id: 'preload-libraries-names',
    reads: ['preloadLibraries'],
    broken: (s) => s.preloadLibraries.some((name) => !LIBRARY_NAME.test(name)),
    got: (s) => `[${s.preloadLibraries.map((name) => `'${name}'`).join(', ')}]`,
    wants: 'must be names of libraries',
    fix: "write them like ['pg_cron', 'auto_explain']",
  },
  {
    id: 'preload-libraries-known',
    reads: ['preloadLibraries'],
    broken: (s) => misspelledLibraries(s).length > 0,
    got: (s) =>
      misspelledLibraries(s)
        .map(({ name }) => `'${name}'`)
        .join(', '),
    wants: 'must be libraries that RDS loads',
    fix: (s) =>
      misspelledLibraries(s)
        .map(({ meant }) => `did you mean '${meant}'?`)
        .join(' '),
  },
  {
    id: 'slow-query-threshold-milliseconds',
    reads: ['slowQueryThreshold'],
    broken: (s) =>
      !Number.isInteger(s.slowQueryThreshold.toMilliseconds({ integral: false })) ||
      s.slowQueryThreshold.toMilliseconds({ integral: false }) > POSTGRES_MILLISECONDS.atMost,
    got: (s) => s.slowQueryThreshold.toHumanString(),
    wants: 'must be a whole number of milliseconds up to 24 days',
    fix: ({ slowQueryThreshold }) =>
      `choose one like ${wholeDurationOr('Duration.seconds(1)', slowQueryThreshold, POSTGRES_MILLISECONDS)}`,
  },
];
