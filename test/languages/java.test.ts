import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { cdkOf, codeOf, copyExample, MISTAKES } from './example-copy';
import { classPathOf, configureMaven } from './maven';
import { compiledMistakes } from './mistakes';
import { FLOOR, referenceAssembly, synthesise } from './reference';
import { describeWith } from './toolchain';
import { TranslatedExample, translatedExamples } from './translated-examples';
import { packFor } from '../../tools/support/language-package';
import { ROOT } from '../../tools/support/root';
import { mustRun, Outcome, run } from '../../tools/support/run';

/*
 * The library as a Maven project gets it. What that downloads is kept in .demo/languages/maven for the next run.
 */

const EXAMPLE = path.join(ROOT, 'examples', 'java');

/** The newest aws-cdk-lib of Maven Central, which the example has. */
const NEWEST = /<cdk.version>(.*)<\/cdk.version>/.exec(readFileSync(path.join(EXAMPLE, 'pom.xml'), 'utf8'))![1];

/** Releases of aws-cdk-lib, each with the properties of pom.xml that choose it. */
const RELEASES: [string, Record<string, string>][] = [
  [FLOOR, { 'cdk.version': FLOOR, 'constructs.version': '10.5.1' }],
  [NEWEST, {}],
];

/** Mistakes that the generated builders refuse, or the runtime of jsii behind them. */
const REFUSED_BY_JAVA = {
  'missing-vpc': ['vpc is required'],
  'null-in-a-list': ["Key 'alarmEmails'", 'Index 0: Unable to deserialize value as string'],
  'client-of-null': [
    'Returned by callback property connections: Unable to deserialize value as aws-cdk-lib.aws_ec2.Connections',
  ],
};

/** Mistakes that do not compile, by the class that makes them. */
const REFUSED_BY_JAVAC = {
  AlarmsByMap: 'Map<K,V> conforms to AlarmOverrides',
  ClientWithoutConnections: 'lower bounds: IConnectable,Object',
  DurationAsNumber: 'int cannot be converted to Duration',
  EngineVersionAsText: 'String cannot be converted to PostgresEngineVersion',
  MisspeltAlarm: 'symbol:   method highCPU(AlarmOverride)',
  MisspeltAuditClass: 'symbol:   variable DLL',
  MisspeltProp: 'symbol:   method instanceTyp(InstanceType)',
  SizeAsText: 'String cannot be converted to Size',
  SubnetTypeAsText: 'String cannot be converted to SubnetType',
  ThresholdAsText: 'String cannot be converted to Number',
  UrlAsText: 'String cannot be converted to SecretValue',
  UserWithoutPrivileges: 'required: String,ApplicationUserProps',
};

/** A source file with statements, and what they rely on. */
function classAround(statements: string): string {
  return `
    import io.github.edimilsonldutra.oficinapostgres.*;
    import java.util.List;
    import software.amazon.awscdk.Stack;
    import software.amazon.awscdk.services.ec2.*;
    final class Readme { void make(Stack stack) { ${statements} } }
  `;
}

const FIXTURE = path.join(__dirname, 'java', 'Fixture.java');

/** A source file with an example. One that shows its imports is complete; the others rely on the fixture. */
function classOf({ name, imports, statements }: TranslatedExample): string {
  const method = `{ void show() {\n${statements}\n} }`;
  if (imports !== '') return `${imports}final class ${name} ${method}`;
  const ofFixture = /^(import .*\n)+/.exec(readFileSync(FIXTURE, 'utf8'))![0];
  return `${ofFixture}final class ${name} extends Fixture ${method}`;
}

describeWith('java', 'the package for Java', () => {
  let packed: string;

  beforeAll(async () => (packed = await packFor('java')), 600_000);

  describe('as it is published', () => {
    const VERSION = '0.0.0';
    const folder = () => path.join(packed, 'io', 'github', 'edimilsonldutra', 'oficina-postgres', VERSION);
    const contentsOf = (jar: string) => mustRun('jar', ['--list', '--file', jar], { cwd: folder() });

    test('has sources and documentation', async () => {
      const inPackage = (file: string) => `io/github/edimilsonldutra/oficinapostgres/${file}\n`;
      const jar = `oficina-postgres-${VERSION}`;
      expect(await contentsOf(`${jar}.jar`)).toContain(inPackage('OficinaPostgres$Builder.class'));
      expect(await contentsOf(`${jar}-sources.jar`)).toContain(inPackage('OficinaPostgres.java'));
      expect(await contentsOf(`${jar}-javadoc.jar`)).toContain(inPackage('OficinaPostgres.html'));
    });

    test('names exact versions of aws-cdk-lib and constructs, as the README says', () => {
      const pom = readFileSync(path.join(folder(), `oficina-postgres-${VERSION}.pom`), 'utf8');
      const versionOf = (artifact: string) =>
        new RegExp(`<artifactId>${artifact}</artifactId>\\s*<version>(.*)</version>`).exec(pom)?.[1];
      expect(versionOf('aws-cdk-lib')).toMatch(/^2\.\d+\.\d+$/);
      expect(versionOf('constructs')).toMatch(/^10\.\d+\.\d+$/);
    });
  });

  test.each(RELEASES)(
    'the example gives the templates and the asset manifests of JavaScript on aws-cdk-lib %s',
    async (version, properties) => {
      const folder = copyExample('java', version);
      configureMaven(folder, packed, properties);
      const given = await synthesise(folder);
      expect(given).toEqual(await referenceAssembly(version));
      expect(Object.keys(given)).toContain('oficina-database-prod.template.json');
      expect(cdkOf(folder)).toBe(version);
      if (version === FLOOR) return; // there the packs of cdk-nag find nothing, as they are given no construct tree
      const report = readFileSync(path.join(folder, 'cdk.out', 'validation-report.json'), 'utf8');
      const plugins: { pluginName: string; conclusion: string }[] = JSON.parse(report).pluginReports;
      expect(Object.fromEntries(plugins.map(({ pluginName, conclusion }) => [pluginName, conclusion]))).toMatchObject({
        'HIPAA.Security': 'success',
        'NIST.800.53.R5': 'success',
        'PCI.DSS.321': 'success',
      });
    },
    600_000,
  );

  describe('code', () => {
    /** The class path of the example. */
    let classPath: string;
    let output: string;

    beforeAll(async () => {
      const folder = copyExample('java', 'mistakes');
      configureMaven(folder, packed, {});
      classPath = await classPathOf(folder);
      output = path.join(folder, 'mistakes');
      mkdirSync(output);
    }, 300_000);

    /** Compiles the classes of a folder. */
    function compile(folder: string): Promise<Outcome> {
      const options = ['-proc:none', '-Xmaxerrs', '1000', '-cp', classPath, '-d', output];
      const sources = readdirSync(folder).filter((file) => file.endsWith('.java'));
      return run('javac', [...options, ...sources], { cwd: folder });
    }

    test('of the documents compiles', async () => {
      const sources = {
        Readme: classAround(codeOf('README.md', 'java')),
        FirstApp: codeOf('docs/languages.md', 'java'),
      };
      for (const [name, code] of Object.entries(sources)) writeFileSync(path.join(output, `${name}.java`), code);
      expect(await compile(output)).toEqual({ status: 0, output: '' });
      for (const name of Object.keys(sources)) rmSync(path.join(output, `${name}.java`));
    }, 60_000);

    test('of every translated example compiles', async () => {
      const examples = translatedExamples('java');
      expect(examples.length).toBeGreaterThanOrEqual(28);
      const folder = path.join(output, 'examples');
      mkdirSync(folder);
      cpSync(FIXTURE, path.join(folder, 'Fixture.java'));
      for (const example of examples) writeFileSync(path.join(folder, `${example.name}.java`), classOf(example));
      // A remark on unchecked operations is none on the example: a map of several types is one.
      expect(await compile(folder)).toEqual({ status: 0, output: expect.not.stringContaining('error:') });
    }, 120_000);

    test('with mistakes that do not compile gets one message for each', async () => {
      const { output: printed } = await compile(path.join(MISTAKES, 'java'));
      const messages = [...printed.matchAll(/^(\w+)\.java:\d+: error: ([^]*?)(?=^\w+\.java:|^\d+ errors)/gm)];
      expect(messages.map(([, name, message]) => [name, message])).toEqual(
        Object.entries(REFUSED_BY_JAVAC).map(([name, message]) => [name, expect.stringContaining(message)]),
      );
    }, 120_000);

    describe('with mistakes that compile', () => {
      let messages: Record<string, string>;

      beforeAll(async () => {
        expect(await compile(MISTAKES)).toEqual({ status: 0, output: '' });
        const file = path.join(output, 'messages.json');
        await mustRun('java', ['-cp', `${output}:${classPath}`, 'Mistakes', file], { cwd: output });
        messages = JSON.parse(readFileSync(file, 'utf8'));
      }, 300_000);

      test.each(Object.entries(compiledMistakes(REFUSED_BY_JAVA)))('%s', (id, says) => {
        for (const words of says) expect(messages[id]).toContain(words);
        expect(messages[id]).not.toContain('TypeError');
      });

      test.each(['own-topic', 'own-client'])('%s is none', (id) => {
        expect(messages[id]).toBe('');
      });
    });
  });
});
