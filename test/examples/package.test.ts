import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { PACKED, packLibrary } from '../../tools/support/package';
import { ROOT } from '../../tools/support/root';
import { collectionsOfStructs, readAssembly } from '../support/collections-of-structs';

/*
 * The content of the package, as `npm pack` reports it.
 */

interface PackedFile {
  readonly path: string;
}
let packed: { files: PackedFile[]; unpackedSize: number };

/** The package, unpacked below the repository, so that it finds the peers there. */
const UNPACKED = path.join(PACKED, 'package');

beforeAll(async () => {
  const tarball = await packLibrary();
  execFileSync('tar', ['-xzf', tarball, '-C', PACKED]);
  packed = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }),
  )[0];
}, 180_000);

const packedPaths = () => packed.files.map((file) => file.path);

test('contains the library, its assembly and its documents', () => {
  expect(packedPaths()).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'LICENSE',
      'THIRD-PARTY-NOTICES',
      'API.md',
      '.jsii',
      'lib/index.js',
      'lib/index.d.ts',
      'scripts/init-db.sql',
      'assets/handlers/rotation-handler/index.js',
      'assets/handlers/bootstrap-handler/index.js',
      'assets/handlers/bootstrap-handler/sql/manifest.json',
      'assets/handlers/snapshot-copies-handler/index.js',
    ]),
  );
});

test('contains nothing that only the repository needs', () => {
  const allowed = [
    /^lib\/index\.js$/,
    /^lib\/.*\.d\.ts$/,
    /^assets\/./,
    /^scripts\/init-db\.sql$/,
    /^package\.json$/,
    /^(README|README\.pt-BR|API|UPGRADING)\.md$/,
    /^(LICENSE|THIRD-PARTY-NOTICES)$/,
    /^(\.jsii(\.gz)?|\.jsii\.tabl\.json\.gz|\.warnings\.jsii\.js)$/,
  ];
  expect(packedPaths().filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
});

describe('the library', () => {
  /** The classes of the assembly. */
  function classes(): { name: string; fqn: string }[] {
    const assembly = JSON.parse(gunzipSync(readFileSync(path.join(UNPACKED, '.jsii.gz'))).toString());
    return Object.values<{ kind: string; name: string; fqn: string }>(assembly.types).filter(
      ({ kind }) => kind === 'class',
    );
  }

  test('takes no map and no list of structs from its users', () => {
    const peers = ['aws-cdk-lib', 'constructs'].map((name) => readAssembly(path.join(ROOT, 'node_modules', name)));
    expect(collectionsOfStructs(readAssembly(UNPACKED), peers)).toEqual([]);
  });

  test('is one JavaScript file', () => {
    const code = packedPaths().filter((file) => file.startsWith('lib/') && !file.endsWith('.d.ts'));
    expect(code).toEqual(['lib/index.js']);
  });

  test('requires each module of aws-cdk-lib at one place', () => {
    expect(requiredPeers().length).toBeGreaterThan(10);
    expect([...new Set(requiredPeers())]).toEqual(requiredPeers());
  });

  test('loads no other file, and only these modules of aws-cdk-lib', () => {
    const loaded = inFreshProcess(`
      ${JSON.stringify(requiredPeers())}.forEach((name) => require(name));
      const before = new Set(Object.keys(require.cache));
      require(process.cwd());
      print(Object.keys(require.cache).filter((file) => !before.has(file)));
    `);
    expect(loaded).toEqual([path.join(UNPACKED, 'lib', 'index.js')]);
  });

  test('gives each class its own name, and the type that jsii expects', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const typed = inFreshProcess(`
      const typeOf = (value) => Object.getOwnPropertyDescriptor(value, Symbol.for('jsii.rtti'))?.value;
      const exported = Object.entries(require(process.cwd()));
      const classes = exported.filter(([, value]) => typeOf(value) !== undefined);
      print(classes.map(([name, value]) => ({ name, ownName: value.name, ...typeOf(value) })));
    `) as { fqn: string }[];
    const expected = classes().map(({ name, fqn }) => ({ name, ownName: name, fqn, version }));
    expect(expected.length).toBeGreaterThan(10);
    expect(sorted(typed)).toEqual(sorted(expected));
  });

  test('can be imported by name from an ES module', () => {
    const names = classes().map(({ name }) => name);
    const list = names.join(', ');
    const script = `import { ${list} } from './lib/index.js'; print([${list}].map((value) => typeof value));`;
    const types = inFreshProcess(script, '--input-type=module');
    expect(types).toEqual(names.map(() => 'function'));
  });

  /** The modules of aws-cdk-lib and constructs that the file requires, in order. */
  function requiredPeers(): string[] {
    const code = readFileSync(path.join(UNPACKED, 'lib', 'index.js'), 'utf8');
    return [...code.matchAll(/require\("((?:aws-cdk-lib|constructs)[^"]*)"\)/g)].map(([, name]) => name);
  }

  /** The output of a script that runs in the unpacked package. */
  function inFreshProcess(script: string, ...options: string[]): unknown {
    const printing = `const print = (value) => console.log(JSON.stringify(value)); ${script}`;
    return JSON.parse(
      execFileSync(process.execPath, [...options, '-e', printing], { cwd: UNPACKED, encoding: 'utf8' }),
    );
  }

  const sorted = <T extends { fqn: string }>(types: T[]) => [...types].sort((a, b) => a.fqn.localeCompare(b.fqn));
});

test('is smaller than 4.5 megabytes unpacked: more than half of it is the functions and the command line', () => {
  expect(packed.unpackedSize).toBeLessThan(4_500_000);
});

test('has no runtime dependency besides the peers', () => {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(manifest.bundledDependencies ?? []).toEqual([]);
  expect(Object.keys(manifest.peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
});

test('can be resolved by consumers of npm', () => {
  // Exits with an error on any finding that is more than a suggestion.
  const report = execFileSync('npx', ['publint', '--strict', '--pack', 'npm'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  expect(report).not.toMatch(/^(Warnings|Errors):/m);
}, 120_000);
