import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import * as path from 'path';
import { packLibrary } from '../../tools/support/package';
import { ROOT } from '../../tools/support/root';

/*
 * What npm would deliver, as `npm pack` says it.
 */

interface PackedFile {
  readonly path: string;
}
let packed: { files: PackedFile[]; unpackedSize: number };

beforeAll(async () => {
  await packLibrary();
  packed = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }),
  )[0];
}, 180_000);

const packedPaths = () => packed.files.map((file) => file.path);

test('holds the library, its assembly and its documents', () => {
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

test('holds nothing that only the repository needs', () => {
  const allowed =
    /^(lib\/.*\.(js|d\.ts)|assets\/.*|scripts\/init-db\.sql|package\.json|README\.md|README\.pt-BR\.md|LICENSE|THIRD-PARTY-NOTICES|API\.md|UPGRADING\.md|\.jsii(\.gz)?|\.warnings\.jsii\.js)$/;
  expect(packedPaths().filter((file) => !allowed.test(file))).toEqual([]);
});

test('stays below three and a half megabytes unpacked: almost half of it is the functions with the AWS SDK', () => {
  expect(packed.unpackedSize).toBeLessThan(3_500_000);
});

test('has no runtime dependency beside the peers', () => {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(manifest.bundledDependencies ?? []).toEqual([]);
  expect(Object.keys(manifest.peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
});

test('resolves as consumers of npm resolve it', () => {
  // Ends with an error on any finding that is more than a suggestion.
  const report = execFileSync('npx', ['publint', '--strict', '--pack', 'npm'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  expect(report).not.toMatch(/^(Warnings|Errors):/m);
}, 120_000);
