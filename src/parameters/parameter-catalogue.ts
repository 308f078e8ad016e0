import { ParameterDefinition, parameterDefinitions, VersionedDefinition } from './parameter-definition';
import { MANAGED_BY_RDS, OF_A_SESSION, OPEN_NAME_SPACES, RDS_PARAMETERS, VALUES_OF_THE_BUILD } from './rds-parameters';
import { SERVER_PARAMETERS } from './server-parameters';
import { closest } from '../validation/closest';

/*
 * The parameters that a parameter group of Amazon RDS for PostgreSQL takes: those of the servers of the tests, less
 * those that RDS sets itself, and those that RDS and its extensions add.
 */

/** Youngest major version that the list of the servers has: a younger one is checked against it. */
const YOUNGEST_MAJOR = 18;

let definitions: VersionedDefinition[] | undefined;

/** Read when they are first asked for: importing the library costs nothing. */
function allDefinitions(): VersionedDefinition[] {
  definitions ??= [...parameterDefinitions(SERVER_PARAMETERS), ...parameterDefinitions(RDS_PARAMETERS)]
    .filter(({ name }) => !MANAGED_BY_RDS.has(name) && !OF_A_SESSION.has(name))
    .map((definition) => ({ ...definition, ...valuesOfTheBuild(definition) }));
  return definitions;
}

function valuesOfTheBuild({ name, values }: ParameterDefinition): Pick<ParameterDefinition, 'values'> {
  const more = Object.hasOwn(VALUES_OF_THE_BUILD, name) ? VALUES_OF_THE_BUILD[name] : [];
  return values === undefined ? {} : { values: [...values, ...more.filter((value) => !values.includes(value))] };
}

function definitionsOf(major: number): VersionedDefinition[] {
  const known = Math.min(major, YOUNGEST_MAJOR);
  return allDefinitions().filter(({ firstMajor, lastMajor }) => firstMajor <= known && known <= lastMajor);
}

/** PostgreSQL writes three names with capitals, a parameter group writes none. */
const CAPITALS = ['DateStyle', 'IntervalStyle', 'TimeZone'];

/** The name as a parameter group has it. */
export function parameterGroupName(name: string): string {
  return CAPITALS.includes(name) ? name.toLowerCase() : name;
}

/** What the parameter takes in the major version; undefined for one that is not known. */
export function parameterDefinition(name: string, major: number): ParameterDefinition | undefined {
  return definitionsOf(major).find((definition) => definition.name === parameterGroupName(name));
}

/** Whether PostgreSQL has the parameter but RDS does not let anyone set it, or it is one of a session. */
export function isManagedByRds(name: string): boolean {
  return MANAGED_BY_RDS.has(name) || OF_A_SESSION.has(name);
}

/**
 * Whether a parameter group of the major version takes the parameter, as far as is known.
 *
 * Of the name spaces whose lists are not complete it takes every name that is not spelled much like a known one.
 */
export function isKnownParameter(name: string, major: number): boolean {
  if (parameterDefinition(name, major)) return true;
  const [nameSpace, ...rest] = name.split('.');
  if (!OPEN_NAME_SPACES.includes(nameSpace)) return false;
  return (
    rest.length > 0 &&
    rest.every((part) => /^[a-z_0-9]+$/.test(part)) &&
    !isManagedByRds(name) &&
    closestParameter(name, major) === undefined
  );
}

/** The known parameter that is spelled most like `name`, for messages. */
export function closestParameter(name: string, major: number): string | undefined {
  return closest(
    name,
    definitionsOf(major).map((definition) => definition.name),
  );
}
