import { ParameterDefinition, parameterDefinitions, VersionedDefinition } from './parameter-definition';
import { MANAGED_BY_RDS, SESSION_PARAMETERS, OPEN_NAME_SPACES, RDS_PARAMETERS, BUILD_VALUES } from './rds-parameters';
import { SERVER_PARAMETERS } from './server-parameters';
import { closest } from '../validation/closest';

/*
 * The parameters that a parameter group of Amazon RDS for PostgreSQL accepts: the parameters of the servers used in the
 * tests, without those that RDS sets itself, plus those of RDS and its extensions.
 */

/** Newest major version in the list of server parameters; newer versions are checked against it. */
const NEWEST_MAJOR = 18;

let definitions: VersionedDefinition[] | undefined;

/** Returns all definitions. They are parsed at the first use, so that importing the library stays fast. */
function allDefinitions(): VersionedDefinition[] {
  definitions ??= [...parameterDefinitions(SERVER_PARAMETERS), ...parameterDefinitions(RDS_PARAMETERS)]
    .filter(({ name }) => !MANAGED_BY_RDS.has(name) && !SESSION_PARAMETERS.has(name))
    .map(withBuildValues);
  return definitions;
}

/** Adds to an enumeration the values that the PostgreSQL of RDS has in addition to that of the tests. */
function withBuildValues(definition: VersionedDefinition): VersionedDefinition {
  const { name, values } = definition;
  if (values === undefined || !Object.hasOwn(BUILD_VALUES, name)) return definition;
  return { ...definition, values: [...new Set([...values, ...BUILD_VALUES[name]])] };
}

function definitionsOf(major: number): VersionedDefinition[] {
  const known = Math.min(major, NEWEST_MAJOR);
  return allDefinitions().filter(({ firstMajor, lastMajor }) => firstMajor <= known && known <= lastMajor);
}

/** The names that PostgreSQL writes with capitals, and a parameter group in lower case. */
const CAPITALS = ['DateStyle', 'IntervalStyle', 'TimeZone'];

/** Returns the name that a parameter group uses. */
export function parameterGroupName(name: string): string {
  return CAPITALS.includes(name) ? name.toLowerCase() : name;
}

/** Returns the definition of a parameter in a major version; undefined for an unknown parameter. */
export function parameterDefinition(name: string, major: number): ParameterDefinition | undefined {
  return definitionsOf(major).find((definition) => definition.name === parameterGroupName(name));
}

/** Whether the parameter exists but cannot be set: RDS sets it itself, or only a session can. */
export function isManagedByRds(name: string): boolean {
  return MANAGED_BY_RDS.has(name) || SESSION_PARAMETERS.has(name);
}

/**
 * Whether a parameter group of the major version accepts the parameter, as far as is known. In name spaces whose lists
 * are incomplete, every name counts as accepted unless it resembles a known one.
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

/** Returns the known parameter whose spelling is closest to `name`, for messages. */
export function closestParameter(name: string, major: number): string | undefined {
  return closest(
    name,
    definitionsOf(major).map((definition) => definition.name),
  );
}
