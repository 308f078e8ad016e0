import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { packFor } from './support/language-package';
import { LocalRegistry } from './support/local-registry';
import { packLibrary } from './support/package';
import { mavenProblems } from './support/pom';
import { npm } from './support/registry';
import { ROOT } from './support/root';
import { main, mustRun, say, step } from './support/run';

/** Twine as it uploads; `npx projen test:workflows` has its own environment beside it. */
const TWINE = path.join('.venv', 'publish', 'bin', 'twine');

const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

/** What can be said of a package before a registry has seen it. .NET is missing: its tools are on few machines. */
const CHECKS: Record<string, () => Promise<string>> = {
  npm: checkNpm,
  python: checkPython,
  go: checkGo,
  java: checkJava,
};

/** Folders that are removed at the end, whatever it is. */
const temporary: string[] = [];
process.on('exit', () => temporary.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/**
 * `npx projen test:packages [npm] [python] [go] [java]`: packs for these languages, or for all, and tries what a
 * registry would refuse.
 */
main(async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((word) => !(word in CHECKS));
  if (unknown.length > 0) throw new Error(`no check of '${unknown[0]}'; choose of ${Object.keys(CHECKS).join(', ')}`);
  for (const language of chosen.length > 0 ? chosen : Object.keys(CHECKS)) {
    say(`  ${await step(language, CHECKS[language])}`);
  }
});

/** Publishes the package on loopback, installs it from there by its name and version, and loads it. */
async function checkNpm(): Promise<string> {
  const tarball = await packLibrary();
  const app = mkdtempSync(path.join(tmpdir(), 'npm-app-'));
  temporary.push(app);
  const registry = await LocalRegistry.start(name);
  temporary.push(registry.folder);
  try {
    await registry.publish(tarball);
    writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
    await npm(['install', '--save-exact', `${name}@${version}`], { cwd: app, env: registry.environment() });
  } finally {
    await registry.stop();
  }
  const { packages } = JSON.parse(readFileSync(path.join(app, 'package-lock.json'), 'utf8'));
  const { resolved } = packages[`node_modules/${name}`];
  if (!resolved.startsWith(registry.url)) throw new Error(`${name} was installed from ${resolved}`);
  const script = `const { OficinaPostgres, EnvironmentProfile } = require('${name}');
    console.log(typeof OficinaPostgres, EnvironmentProfile.prod().name);`;
  const loaded = (await mustRun('node', ['-e', script], { cwd: app })).trim();
  if (loaded !== 'function prod') throw new Error(`${name} has been loaded, and is not what it should be: ${loaded}`);
  const { version: newest } = packages['node_modules/aws-cdk-lib'];
  return `published as ${name}@${version}, installed by name beside aws-cdk-lib ${newest}, and loaded`;
}

/** What PyPI would say of the metadata and of the README as its page. */
async function checkPython(): Promise<string> {
  const folder = await packFor('python');
  await mustRun(
    'bash',
    ['-ec', `. tools/support/python.sh; install_python_tool twine .venv/publish tools/publish-requirements.txt`],
    { cwd: ROOT },
  );
  const files = readdirSync(folder).filter((file) => /\.(whl|tar\.gz)$/.test(file));
  const ends = files.map((file) => path.extname(file)).sort();
  if (`${ends}` !== '.gz,.whl') throw new Error(`one wheel and one sdist are expected, not ${files.join(', ')}`);
  const paths = files.map((file) => path.join(folder, file));
  await mustRun(path.join(ROOT, TWINE), ['check', '--strict', ...paths], { cwd: ROOT });
  return `twine has no objection to ${files.join(' and ')}`;
}

/** Compiles the module with the lowest releases that it requires, as Go does in an app without others, and vets it. */
async function checkGo(): Promise<string> {
  const packed = await packFor('go');
  const folder = mkdtempSync(path.join(tmpdir(), 'go-module-'));
  temporary.push(folder);
  const [module] = readdirSync(packed, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  cpSync(path.join(packed, module.name), folder, { recursive: true });
  await mustRun('go', ['mod', 'tidy'], { cwd: folder }); // a module has no checksums of what it requires, an app does
  await mustRun('go', ['vet', './...'], { cwd: folder });
  const [, address] = /^module (.*)$/m.exec(readFileSync(path.join(folder, 'go.mod'), 'utf8'))!;
  return `go vet has no objection to ${address}`;
}

/** What Maven Central asks for. */
async function checkJava(): Promise<string> {
  const folder = await packFor('java');
  const files = readdirSync(folder, { recursive: true }).map((file) => `${file}`);
  const poms = files.filter((file) => file.endsWith('.pom'));
  if (poms.length !== 1) throw new Error(`one POM is expected, not ${poms.length}`);
  const beside = files
    .filter((file) => path.dirname(file) === path.dirname(poms[0]))
    .map((file) => path.basename(file));
  const problems = mavenProblems(readFileSync(path.join(folder, poms[0]), 'utf8'), beside);
  if (problems.length > 0) throw new Error(`Maven Central would refuse the package: ${problems.join(', ')}`);
  return `${path.basename(poms[0])} has what Maven Central asks for, with sources and javadoc beside it`;
}
