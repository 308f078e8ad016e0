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
  const values = elements(pom);
  const missing = REQUIRED.map((place) => place.join('/')).filter((place) => !values.get(place));
  const name = `${values.get('artifactId')}-${values.get('version')}`;
  return [
    ...missing.map((place) => `the POM has no ${place}`),
    ...FILES.map((end) => `${name}${end}`)
      .filter((file) => !beside.includes(file))
      .map((file) => `${file} is missing`),
    ...(/-SNAPSHOT$/.test(values.get('version') ?? '') ? ['the version is a snapshot'] : []),
  ];
}

/** The first text at each place below `project`. */
function elements(pom: string): Map<string, string> {
  const found = new Map<string, string>();
  const open: string[] = [];
  for (const [, closing, name, selfClosing, text] of pom
    .replace(/<!--[^]*?-->|<\?[^]*?\?>/g, '')
    .matchAll(/<(\/?)([\w.:-]+)[^>]*?(\/?)>([^<]*)/g)) {
    if (closing) open.pop();
    else if (!selfClosing) open.push(name);
    const place = open.slice(1).join('/');
    if (!closing && !selfClosing && text.trim() && !found.has(place)) found.set(place, text.trim());
  }
  return found;
}
