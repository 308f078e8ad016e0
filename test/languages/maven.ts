import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { LANGUAGES } from '../../tools/support/language-package';
import { mustRun } from '../../tools/support/run';

/** The local repository of the tests, which keeps what they download for the next run. */
const LOCAL_REPOSITORY = path.join(LANGUAGES, 'maven');

/**
 * Lets Maven find the packed library, in every command that runs in a folder.
 *
 * @param packed the file repository of the library
 * @param properties properties that go before those of pom.xml
 */
export function configureMaven(folder: string, packed: string, properties: Record<string, string>): void {
  // Maven keeps a release for good by its version, and every package of these tests has the same one.
  rmSync(path.join(LOCAL_REPOSITORY, 'io', 'github', 'edimilsonldutra'), { recursive: true, force: true });
  const options = { ...properties, 'maven.repo.local': LOCAL_REPOSITORY };
  mkdirSync(path.join(folder, '.mvn'), { recursive: true });
  writeFileSync(path.join(folder, '.mvn', 'settings.xml'), settings(packed));
  writeFileSync(
    path.join(folder, '.mvn', 'maven.config'),
    [
      '--batch-mode',
      '--global-settings=.mvn/settings.xml', // those of the user, who may need a mirror, apply besides
      ...Object.entries(options).map(([name, value]) => `-D${name}=${value}`),
    ].join('\n'),
  );
}

/** Compiles a Maven project, and returns its class path. */
export async function classPathOf(folder: string): Promise<string> {
  const file = path.join(folder, 'target', 'class-path');
  const echo = ['-Dexec.executable=echo', '-Dexec.args=%classpath', `-Dexec.outputFile=${file}`];
  await mustRun('mvn', ['--quiet', 'compile', 'exec:exec', ...echo], { cwd: folder });
  return readFileSync(file, 'utf8').trim();
}

function settings(packed: string): string {
  return `<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
  <profiles>
    <profile>
      <id>packed</id>
      <repositories>
        <repository>
          <id>packed</id>
          <url>file://${packed}</url>
        </repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles>
    <activeProfile>packed</activeProfile>
  </activeProfiles>
</settings>
`;
}
