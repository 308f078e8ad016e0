import { XMLParser } from 'fast-xml-parser';

/** What Maven Central asks of the POM of a package, by where it stands below `project`. */
const REQUIRED = [
  ['groupId'],
  ['artifactId'],
  ['version'],
  ['name'],
  ['description'],
  ['url'],
  ['licenses', 'license', 'name'],
  ['licenses', 'license', 'url'],
  ['developers', 'developer', 'name'],
  ['developers', 'developer', 'email'],
  ['scm', 'connection'],
  ['scm', 'url'],
];

/** The files beside a POM without which Maven Central refuses a package, by what follows the version in their name. */
const FILES = ['.jar', '-sources.jar', '-javadoc.jar'];

/**
 * Why Maven Central would refuse a package; empty if it would not.
 *
 * @param pom the POM
 * @param beside the names of the files beside it
 */
export function mavenProblems(pom: string, beside: readonly string[]): string[] {
  const { project } = new XMLParser({ parseTagValue: false }).parse(pom);
  const missing = REQUIRED.filter((place) => !textAt(project, place));
  const version = textAt(project, ['version']) ?? '';
  const name = `${textAt(project, ['artifactId'])}-${version}`;
  return [
    ...missing.map((place) => `the POM has no ${place.join('/')}`),
    ...FILES.map((end) => `${name}${end}`)
      .filter((file) => !beside.includes(file))
      .map((file) => `${file} is missing`),
    ...(version.endsWith('-SNAPSHOT') ? ['the version is a snapshot'] : []),
  ];
}

/** The text at a place below an element: of elements that are there several times, the first one counts. */
function textAt(element: any, place: string[]): string | undefined {
  const [first] = [element].flat();
  const [name, ...rest] = place;
  return name === undefined ? first : textAt(first?.[name], rest);
}
