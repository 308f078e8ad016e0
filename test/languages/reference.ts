import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import * as path from 'path';
import { LANGUAGES } from '../../tools/support/language-package';
import { bundleFunctions, compileLibrary } from '../../tools/support/package';
import { ROOT } from '../../tools/support/root';
import { mustRun } from '../../tools/support/run';

/** The files of a cloud assembly that must be equal in all languages: templates, and manifests of assets. */
export type Assembly = Record<string, unknown>;

/** The oldest aws-cdk-lib that the library accepts; every registry has it. */
export const FLOOR = versionOf('aws-cdk-lib');

/** The environment of a synthesis: an account, but no credentials for it. */
export const SYNTHESIS_ENVIRONMENT = {
  CDK_DEFAULT_ACCOUNT: '111122223333',
  CDK_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: path.join(LANGUAGES, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: path.join(LANGUAGES, 'none'),
};

/** Synthesises the application of test/languages/reference, which is JavaScript, on a release of aws-cdk-lib. */
export async function referenceAssembly(cdkVersion: string): Promise<Assembly> {
  await compileLibrary();
  await bundleFunctions();
  const folder = path.join(LANGUAGES, `reference-${cdkVersion}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(__dirname, 'reference'), folder, { recursive: true });
  // The context and the SQL of the examples, which are the same in all of them.
  const example = path.join(ROOT, 'examples', 'python');
  const { context } = JSON.parse(readFileSync(path.join(example, 'cdk.json'), 'utf8'));
  writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify({ app: 'node app.js', context }));
  cpSync(path.join(example, 'sql'), path.join(folder, 'sql'), { recursive: true });
  await installModules(path.join(folder, 'node_modules'), cdkVersion);
  return synthesise(folder);
}

/**
 * Synthesises an application by the CDK CLI, as a user does.
 *
 * @param env variables that it needs besides those of every synthesis
 */
export async function synthesise(folder: string, env: Record<string, string> = {}): Promise<Assembly> {
  const output = path.join(folder, 'cdk.out');
  rmSync(output, { recursive: true, force: true });
  await mustRun(
    path.join(ROOT, 'node_modules', '.bin', 'cdk'),
    ['synth', '--quiet', '--no-version-reporting', '--output', output],
    { cwd: folder, env: { ...SYNTHESIS_ENVIRONMENT, ...env } },
  );
  return readAssembly(output);
}

/** Reads the templates and the asset manifests of an assembly. */
export function readAssembly(folder: string): Assembly {
  const files = readdirSync(folder).filter((file) => /\.(template|assets)\.json$/.test(file));
  return Object.fromEntries(files.map((file) => [file, JSON.parse(readFileSync(path.join(folder, file), 'utf8'))]));
}

/** Fills node_modules as npm would: with the library as it is packed, and the given release of aws-cdk-lib. */
async function installModules(modules: string, cdkVersion: string): Promise<void> {
  const library = path.join(modules, 'oficina-postgres');
  mkdirSync(library, { recursive: true });
  for (const name of ['lib', 'assets', 'scripts', 'package.json']) {
    cpSync(path.join(ROOT, name), path.join(library, name), { recursive: true });
  }
  // Not aws-cdk-newest: beside the floor, npm leaves out the schema of the assembly that the newer one needs.
  const source = cdkVersion === FLOOR ? path.join(ROOT, 'node_modules') : await installCdk(cdkVersion);
  for (const name of ['aws-cdk-lib', 'constructs']) symlinkSync(path.join(source, name), path.join(modules, name));
}

/** Installs a release of aws-cdk-lib outside of the repository's modules, and returns its node_modules. */
async function installCdk(version: string): Promise<string> {
  const folder = path.join(LANGUAGES, `aws-cdk-lib-${version}`);
  const modules = path.join(folder, 'node_modules');
  if (!existsSync(path.join(modules, 'aws-cdk-lib'))) {
    mkdirSync(folder, { recursive: true });
    // Without one, npm would install into the nearest folder above that has one: the repository.
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    await mustRun(
      'npm',
      [
        'install',
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
        `aws-cdk-lib@${version}`,
        'constructs@10',
      ],
      { cwd: folder },
    );
  }
  return modules;
}

function versionOf(name: string): string {
  return JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}
