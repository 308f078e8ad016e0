import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { LANGUAGES, packFor } from '../../tools/support/language-package';
import { ROOT } from '../../tools/support/root';
import { mustRun } from '../../tools/support/run';

/** The example app in Python. */
export const EXAMPLE = path.join(ROOT, 'examples', 'python');

const REQUIREMENTS = readFileSync(path.join(EXAMPLE, 'requirements.txt'), 'utf8');

/** The release of aws-cdk-lib that the example asks for: the newest one that PyPI has. */
export const NEWEST = /^aws-cdk-lib==(.+)$/m.exec(REQUIREMENTS)![1];

/** What the tests need besides. */
const TOOLS = ['mypy==2.4.1'];

const PIP = ['install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-compile'];

/** A virtual environment with the library, as it is packed for PyPI, and with what the example requires. */
export class PythonEnvironment {
  /**
   * Installs the library beside a release of aws-cdk-lib, as a user would from PyPI. What is installed already is kept:
   * the dependencies as long as their versions are the same, and the library as long as its package is.
   */
  static async install(cdkVersion: string): Promise<PythonEnvironment> {
    const packages = await packFor('python');
    const environment = new PythonEnvironment(path.join(LANGUAGES, `python-${cdkVersion}`));
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const library = `oficina-postgres==${version}`;
    const others = [...requirements(cdkVersion), ...TOOLS];
    const python = await mustRun('python3', ['--version'], { cwd: ROOT });
    await environment.make('dependencies', `${python}${others.join('\n')}`, async () => {
      rmSync(environment.folder, { recursive: true, force: true });
      await mustRun('python3', ['-m', 'venv', environment.folder], { cwd: ROOT });
      await environment.pip('--find-links', packages, library, ...others);
    });
    const sources = readFileSync(path.join(packages, 'sources.sha256'), 'utf8');
    await environment.make('library', sources, () =>
      environment.pip('--find-links', packages, '--no-index', '--no-deps', '--force-reinstall', library),
    );
    return environment;
  }

  private constructor(readonly folder: string) {}

  /** The environment variables with which `python3` and what it has installed are those of this environment. */
  get variables(): Record<string, string> {
    return {
      VIRTUAL_ENV: this.folder,
      PATH: `${path.join(this.folder, 'bin')}${path.delimiter}${process.env.PATH}`,
      // Compiled modules are kept for the next process, but not beside the scripts of the tests.
      PYTHONPYCACHEPREFIX: path.join(this.folder, 'compiled'),
    };
  }

  /** Runs one of its programs, which must succeed, and returns what it has printed to standard output. */
  async program(name: string, args: string[], cwd: string): Promise<string> {
    return mustRun(path.join(this.folder, 'bin', name), args, { cwd, env: this.variables });
  }

  /** Runs a script of the tests in a folder, and returns the JSON that it writes into a file. */
  async script<T>(script: string, cwd: string): Promise<T> {
    const result = path.join(this.folder, `${path.basename(script, '.py')}.json`);
    rmSync(result, { force: true });
    await this.program('python3', [script, result], cwd);
    return JSON.parse(readFileSync(result, 'utf8'));
  }

  private async pip(...args: string[]): Promise<void> {
    await this.program('python3', ['-m', 'pip', ...PIP, ...args], ROOT);
  }

  /** Does some work, unless it has been done for the same state. */
  private async make(name: string, state: string, work: () => Promise<void>): Promise<void> {
    const stamp = path.join(this.folder, `${name}.sha256`);
    const digest = createHash('sha256').update(state).digest('hex');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
    await work();
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(stamp, digest);
  }
}

/** What the example requires besides the library, with another release of aws-cdk-lib. */
function requirements(cdkVersion: string): string[] {
  return REQUIREMENTS.split('\n')
    .filter((line) => line !== '' && !line.startsWith('oficina-postgres'))
    .map((line) => (line.startsWith('aws-cdk-lib==') ? `aws-cdk-lib==${cdkVersion}` : line));
}
