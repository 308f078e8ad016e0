import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { cdkOf, codeOf, copyExample, MISTAKES } from './example-copy';
import { compiledMistakes } from './mistakes';
import { FLOOR, referenceAssembly, synthesise } from './reference';
import { describeWith } from './toolchain';
import { TranslatedExample, translatedExamples } from './translated-examples';
import { packFor } from '../../tools/support/language-package';
import { ROOT } from '../../tools/support/root';
import { mustRun, run } from '../../tools/support/run';

/*
 * The library as a Go module. Its dependencies come from the module cache of the user, or from the module proxy.
 */

const EXAMPLE = path.join(ROOT, 'examples', 'go');

const LIBRARY = 'github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres';

/** The dependencies whose versions the example and the library both name. */
const DEPENDENCIES = {
  cdk: 'github.com/aws/aws-cdk-go/awscdk/v2',
  constructs: 'github.com/aws/constructs-go/constructs/v10',
  jsii: 'github.com/aws/jsii-runtime-go',
};

/** The version of a dependency in the go.mod of a folder. */
function versionIn(folder: string, module: string): string {
  return new RegExp(`${module} v(\\S+)`).exec(readFileSync(path.join(folder, 'go.mod'), 'utf8'))![1];
}

/** The newest aws-cdk-lib that both Go and npm have, which the example has. */
const NEWEST = versionIn(EXAMPLE, DEPENDENCIES.cdk);

/** Mistakes that the generated functions refuse, or the runtime of jsii behind them. */
const REFUSED_BY_GO = {
  'missing-vpc': ['Field oficinapostgres.OficinaPostgresProps.Vpc is required, but has nil value'],
  'missing-props': ['parameter props is required, but nil was provided'],
  'enum-as-text': ["Key 'logStatement'", "No such enum member: 'ddl'"],
  'user-without-privileges': ["Key 'privileges': Unable to deserialize value as oficina-postgres.UserPrivileges"],
  'nil-in-a-list': ["Key 'alarmEmails'", 'Index 0: Unable to deserialize value as string'],
  'client-of-nil': [
    'Returned by callback property connections: Unable to deserialize value as aws-cdk-lib.aws_ec2.Connections',
  ],
  'client-by-value': ['reflect.Value.Addr of unaddressable value'],
};

/** Mistakes that do not compile, by the file that makes them. */
const REFUSED_BY_THE_COMPILER = {
  alarms_by_map: 'as *oficinapostgres.AlarmOverrides value in struct literal',
  client_without_connections: '*service does not implement awsec2.IConnectable (missing method Connections)',
  duration_as_number: 'cannot use jsii.Number(7) (value of type *float64) as awscdk.Duration value',
  engine_version_as_text: 'cannot use jsii.String("15.4") (value of type *string) as awsrds.PostgresEngineVersion',
  list_without_pointer: 'cannot use []string{…} (value of type []string) as *[]*string value',
  misspelt_alarm: 'unknown field HighCPU in struct literal of type oficinapostgres.AlarmOverrides',
  misspelt_audit_class: 'undefined: oficinapostgres.AuditClass_DLL',
  misspelt_prop: 'unknown field InstanceTyp in struct literal of type oficinapostgres.OficinaPostgresProps',
  number_without_pointer: 'cannot use 70 (untyped int constant) as *float64 value',
  size_as_text: 'cannot use jsii.String("100") (value of type *string) as awscdk.Size value',
  subnet_type_as_text: 'cannot use jsii.String("isolated") (value of type *string) as awsec2.SubnetType value',
  url_as_text: 'as awscdk.SecretValue value in struct literal',
};

/** A package with statements, and what they rely on. */
function packageAround(statements: string): string {
  return `package readme
    import (
      "github.com/aws/aws-cdk-go/awscdk/v2"
      "github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
      "github.com/aws/jsii-runtime-go"
      "${LIBRARY}"
    )
    func make(stack awscdk.Stack) oficinapostgres.OficinaPostgres { ${statements}; return database }
  `;
}

const FIXTURE = path.join(__dirname, 'go', 'fixture.go');

/** Where packages are that are no service of AWS, by their names in code. */
const PACKAGES: Record<string, string> = {
  awscdk: DEPENDENCIES.cdk,
  jsii: DEPENDENCIES.jsii,
  oficinapostgres: LIBRARY,
};

/** A source file with an example. One that shows its imports is complete; the others rely on the fixture. */
function fileOf({ name, imports, statements }: TranslatedExample): string {
  // Go refuses variables and imports that nothing uses.
  const uses = [...statements.matchAll(/^(\w+) :=/gm)].map(([, variable]) => `_ = ${variable}`);
  const body = [statements, ...uses].join('\n');
  return `package examples\n${imports || importsOf(statements)}\nfunc ${name}() {\n${body}\n}\n`;
}

/** The imports of statements that show none. */
function importsOf(statements: string): string {
  const packages = new Set(statements.match(/(?<![.\w])(aws\w+|jsii|oficinapostgres)(?=\.[A-Z])/g));
  const paths = [...packages].map((name) => PACKAGES[name] ?? `${DEPENDENCIES.cdk}/${name}`);
  return paths.map((each) => `import "${each}"`).join('\n');
}

describeWith('go', 'the module for Go', () => {
  let packed: string;

  beforeAll(async () => (packed = path.join(await packFor('go'), 'oficinapostgres')), 600_000);

  const go = (folder: string, ...args: string[]) => mustRun('go', args, { cwd: folder });

  /** Copies the example, with the packed library in the place of a released one. */
  async function prepareExample(name: string): Promise<string> {
    const folder = copyExample('go', name);
    await go(folder, 'mod', 'edit', `-replace=${LIBRARY}=${packed}`);
    return folder;
  }

  test.each([FLOOR, NEWEST])(
    'the example gives the templates and the asset manifests of JavaScript on aws-cdk-lib %s',
    async (version) => {
      const folder = await prepareExample(version);
      if (version === FLOOR) {
        // The library requires the oldest version of each.
        const oldest = Object.values(DEPENDENCIES).map((module) => `-require=${module}@v${versionIn(packed, module)}`);
        await go(folder, 'mod', 'edit', ...oldest);
      }
      await go(folder, 'mod', 'tidy');
      const given = await synthesise(folder);
      expect(given).toEqual(await referenceAssembly(version));
      expect(Object.keys(given)).toContain('oficina-database-prod.template.json');
      expect(cdkOf(folder)).toBe(version);
    },
    900_000,
  );

  test('the example, the mistakes and the fixture have the format of gofmt', async () => {
    expect(await mustRun('gofmt', ['-l', EXAMPLE, path.join(MISTAKES, 'go'), FIXTURE], { cwd: ROOT })).toBe('');
  });

  describe('code', () => {
    let folder: string;

    beforeAll(async () => {
      folder = await prepareExample('mistakes');
      cpSync(path.join(MISTAKES, 'go'), folder, { recursive: true });
      await go(folder, 'mod', 'tidy');
    }, 300_000);

    test('of the example, of the packed library and of the documents has no findings of go vet', async () => {
      mkdirSync(path.join(folder, 'readme'));
      writeFileSync(path.join(folder, 'readme', 'readme.go'), packageAround(codeOf('README.md', 'go')));
      mkdirSync(path.join(folder, 'first'));
      writeFileSync(path.join(folder, 'first', 'main.go'), codeOf('docs/languages.md', 'go'));
      await go(folder, 'vet', '.', './readme', './first', './mistakes', `${LIBRARY}/...`);
      expect(await mustRun('gofmt', ['-l', path.join(folder, 'first')], { cwd: ROOT })).toBe('');
    }, 600_000);

    test('in the documentation of the package is what compiles', () => {
      const documented = readFileSync(path.join(packed, 'OficinaPostgres.go'), 'utf8');
      expect(documented).toContain('authFunction.Connections().AllowToDefaultPort(database, nil)');
    });

    test('of every translated example compiles', async () => {
      const examples = translatedExamples('go');
      expect(examples.length).toBeGreaterThanOrEqual(28);
      mkdirSync(path.join(folder, 'examples'));
      cpSync(FIXTURE, path.join(folder, 'examples', 'fixture.go'));
      for (const example of examples) {
        writeFileSync(path.join(folder, 'examples', `${example.name}.go`), fileOf(example));
      }
      // Without -e, the compiler stops after ten errors.
      expect(await run('go', ['build', '-gcflags=-e', './examples'], { cwd: folder })).toEqual({
        status: 0,
        output: '',
      });
    }, 300_000);

    test('with mistakes that do not compile gets one message for each', async () => {
      // Without -e, the compiler stops after ten.
      const { output } = await run('go', ['build', '-gcflags=-e', './refused'], { cwd: folder });
      const messages = [...output.matchAll(/^refused\/(\w+)\.go:\d+:\d+: (.*)$/gm)];
      expect(messages.map(([, name, message]) => [name, message])).toEqual(
        Object.entries(REFUSED_BY_THE_COMPILER).map(([name, message]) => [name, expect.stringContaining(message)]),
      );
    }, 300_000);

    describe('with mistakes that compile', () => {
      let messages: Record<string, string>;

      beforeAll(async () => {
        const file = path.join(folder, 'messages.json');
        await go(folder, 'run', './mistakes', file);
        messages = JSON.parse(readFileSync(file, 'utf8'));
      }, 600_000);

      test.each(Object.entries(compiledMistakes(REFUSED_BY_GO)))('%s', (id, says) => {
        for (const words of says) expect(messages[id]).toContain(words);
        expect(messages[id]).not.toContain('TypeError');
      });

      test.each(['own-topic', 'own-client'])('%s is none', (id) => {
        expect(messages[id]).toBe('');
      });
    });
  });
});
