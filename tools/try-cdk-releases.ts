import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Example, exampleNames } from './support/example';
import { packInSteps } from './support/package';
import { ROOT } from './support/root';
import { main, mustRun, say, step } from './support/run';

/*
 * Synthesises every example, with the compliance packs and the template validator, on releases of aws-cdk-lib:
 * `npx projen test:cdk-releases`, or with releases as arguments. Without arguments these are all from the floor on.
 */

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
/** The oldest release that the library accepts. */
const FLOOR: string = manifest.peerDependencies['aws-cdk-lib'].replace('^', '');

const temporary = mkdtempSync(path.join(tmpdir(), 'oficina-cdk-releases-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

main(async () => {
  const releases = process.argv.length > 2 ? process.argv.slice(2) : await releasesFromFloor();
  const tarball = await packInSteps(path.join(temporary, 'package'));
  const examples: Example[] = [];
  for (const name of exampleNames()) {
    const example = Example.copy(name, temporary);
    await step(`install examples/${name}`, () => example.install(tarball));
    examples.push(example);
  }
  const failures: string[] = [];
  for (const release of releases) {
    const found = await step(`aws-cdk-lib ${release}`, () => tryRelease(release, examples));
    found.forEach(({ example, output }) => say(`examples/${example} on aws-cdk-lib ${release}:\n${output.trim()}\n`));
    failures.push(...found.map(({ example }) => `${example} on ${release}`));
  }
  if (failures.length > 0) throw new Error(`these examples do not synthesise: ${failures.join(', ')}`);
  say(`every example synthesises without a finding on ${releases.length} releases of aws-cdk-lib`);
});

/** All releases from the oldest one that the library accepts to the newest. */
async function releasesFromFloor(): Promise<string[]> {
  const output = await mustRun('npm', ['view', `aws-cdk-lib@>=${FLOOR} <3`, 'version', '--json'], { cwd: ROOT });
  return [JSON.parse(output)].flat();
}

/** An example that does not synthesise, and what the CDK CLI says. */
interface Failure {
  readonly example: string;
  readonly output: string;
}

/** Returns the examples that do not synthesise on the release. */
async function tryRelease(release: string, examples: Example[]): Promise<Failure[]> {
  const folder = path.join(temporary, release);
  mkdirSync(folder);
  await mustRun('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `aws-cdk-lib@${release}`], {
    cwd: folder,
  });
  let modules = path.join(folder, 'node_modules');
  const packages = packagesIn(modules);
  const failures: Failure[] = [];
  for (const example of examples) {
    const target = path.join(example.folder, 'node_modules');
    for (const name of packages) move(path.join(modules, name), path.join(target, name));
    modules = target;
    const { status, output } = await example.cdk('synth', '--quiet');
    if (status !== 0) failures.push({ example: example.name, output });
  }
  rmSync(folder, { recursive: true, force: true });
  return failures;
}

/** The names of all packages in a folder node_modules: aws-cdk-lib, and what npm has installed beside it. */
function packagesIn(modules: string): string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(path.join(modules, name)).map((inScope) => path.join(name, inScope)) : [name],
    );
}

function move(source: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(path.dirname(target), { recursive: true });
  renameSync(source, target);
}
