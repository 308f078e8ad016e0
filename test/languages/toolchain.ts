import { spawnSync } from 'child_process';
import { Language } from '../../tools/support/language-package';
import { say } from '../../tools/support/run';

/** Something that has to be installed for the tests of a language. */
interface Tool {
  /** What to install, as a reader knows it. */
  readonly name: string;
  /** A command that succeeds if the tool is there, in a version that will do. */
  readonly probe: readonly [string, ...string[]];
  /** What the output of the command has to match. */
  readonly output?: RegExp;
}

const TOOLS: Record<Language, readonly Tool[]> = {
  python: [
    {
      name: 'Python 3.10 or newer with venv, as python3',
      probe: ['python3', '-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'],
    },
  ],
  java: [
    { name: 'a JDK 17 or newer', probe: ['javac', '-version'], output: /javac (1[7-9]|[2-9]\d)\b/ },
    { name: 'Maven, as mvn', probe: ['mvn', '--version'] },
  ],
  go: [{ name: 'Go 1.23 or newer', probe: ['go', 'version'], output: /go1\.(2[3-9]|[3-9]\d)\b/ }],
};

/**
 * A `describe()` of tests that need the tools of a language. Where they are missing the tests are skipped, with a line
 * that says what to install. In CI they fail instead: a workflow that has lost a tool must not look green.
 */
export function describeWith(language: Language, title: string, tests: () => void): void {
  const missing = TOOLS[language].filter((tool) => !isThere(tool)).map(({ name }) => name);
  if (missing.length === 0) {
    describe(title, tests);
    return;
  }
  const reason = `${language} is not tested: install ${missing.join(' and ')}`;
  if (process.env.CI) {
    test(title, () => {
      throw new Error(reason);
    });
    return;
  }
  say(reason);
  describe.skip(title, tests);
}

function isThere({ probe: [command, ...args], output }: Tool): boolean {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 && (output?.test(`${stdout}${stderr}`) ?? true);
}
