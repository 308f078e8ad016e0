import { spawnSync } from 'child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { assetProblems, bundleCommands, writeAssetManifest } from '../../tools/support/asset-manifest';
import { packageProblems } from '../../tools/support/package';
import { ROOT } from '../../tools/support/root';

/*
 * Only complete assets that match the current sources are packed.
 */

let root: string;

const file = (...names: string[]) => path.join(root, ...names);
const edit = (name: string, change: (content: string) => string) =>
  writeFileSync(file(name), change(readFileSync(file(name), 'utf8')));

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'assets-'));
  for (const name of ['src', 'scripts', 'assets', '.projen', 'package.json', 'package-lock.json', 'README.md']) {
    cpSync(path.join(ROOT, name), file(name), { recursive: true });
  }
  cpSync(path.join(ROOT, 'docs', 'runbook.md'), file('docs', 'runbook.md'));
  writeAssetManifest(root);
});

afterEach(() => rmSync(root, { recursive: true }));

test('assets that were just bundled are complete', () => {
  expect(assetProblems(root)).toEqual([]);
});

test('each bundle has its command', () => {
  expect(bundleCommands().length).toBeGreaterThanOrEqual(3);
  for (const [program, ...options] of bundleCommands()) {
    expect(program).toBe('esbuild');
    expect(options).toContainEqual(
      expect.stringMatching(/^--outfile=assets\/(handlers\/[a-z-]+|cli\/(main|commands))\/index\.js$/),
    );
  }
});

describe('refused', () => {
  const ROTATION = 'assets/handlers/rotation-handler/index.js';
  test.each<[string, () => void, string]>([
    [
      'no assets, as in a fresh clone',
      () => rmSync(file('assets'), { recursive: true }),
      'assets/ has not been bundled: run npx projen bundle',
    ],
    ['assets of a single handler', () => rmSync(file(ROTATION)), `${ROTATION} is missing: run npx projen bundle`],
    [
      'a script that is missing',
      () => rmSync(file('assets/handlers/bootstrap-handler/sql'), { recursive: true }),
      'assets/handlers/bootstrap-handler/sql/0000.sql is missing: run npx projen bundle',
    ],
    [
      'a bundle that was changed',
      () => appendFileSync(file(ROTATION), '// patched'),
      `${ROTATION} is not what was bundled: run npx projen bundle`,
    ],
    [
      'a file that no bundle makes',
      () => writeFileSync(file('assets/handlers/old.js'), ''),
      'assets/handlers/old.js comes from no bundle: delete it, or run npx projen bundle',
    ],
    [
      'a handler that has changed since',
      () => edit('src/handlers/rotation-handler.ts', (text) => `${text}// changed`),
      'assets/ is older than its sources: run npx projen bundle',
    ],
    [
      'a script that has changed since',
      () => edit('scripts/init-db.sql', (text) => `${text}SELECT 1;`),
      'assets/ is older than its sources: run npx projen bundle',
    ],
    [
      'a runbook that has changed since',
      () => edit('docs/runbook.md', (text) => `${text}changed`),
      'assets/ is older than its sources: run npx projen bundle',
    ],
    [
      'a package of another version',
      () =>
        edit('package-lock.json', (text) =>
          text.replace('"node_modules/pg": {\n      "version": "', '"node_modules/pg": {\n      "version": "1'),
        ),
      'assets/ is older than its sources: run npx projen bundle',
    ],
    [
      'another target of esbuild',
      () => edit('.projen/tasks.json', (text) => text.replace('--target=node24', '--target=node22')),
      'assets/ is older than its sources: run npx projen bundle',
    ],
  ])('%s', (_, spoil, problem) => {
    spoil();
    expect(assetProblems(root)).toContain(problem);
    expect(packageProblems(root)).toContain(problem);
  });

  test('a handler that was added but not bundled', () => {
    edit('.projen/tasks.json', (text) => {
      const { tasks } = JSON.parse(text);
      const added = JSON.parse(
        JSON.stringify(tasks['bundle:handlers/rotation-handler']).replace(/rotation-handler/g, 'new-handler'),
      );
      return JSON.stringify({ tasks: { ...tasks, 'bundle:handlers/new-handler': added } });
    });
    expect(assetProblems(root)).toContain(
      'assets/handlers/new-handler/index.js has not been bundled: run npx projen bundle',
    );
  });

  test('a library that has not been compiled', () => {
    expect(packageProblems(root)).toEqual(['the library has not been compiled: run npx projen compile']);
  });
});

test('the version of a release does not make the assets outdated', () => {
  for (const name of ['package.json', 'package-lock.json']) {
    edit(name, (text) => text.replace(/"version": "[^"]+"/, '"version": "1.2.3"'));
  }
  expect(assetProblems(root)).toEqual([]);
});

test('npm refuses to pack', () => {
  for (const name of ['tools', 'tsconfig.dev.json', 'tsconfig.json', '.npmignore']) {
    cpSync(path.join(ROOT, name), file(name), { recursive: true });
  }
  cpSync(path.join(ROOT, 'docs', 'runbook.md'), file('docs', 'runbook.md'));
  symlinkSync(path.join(ROOT, 'node_modules'), file('node_modules'));
  rmSync(file('assets'), { recursive: true });
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--pack-destination', root], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('✗ assets/ has not been bundled: run npx projen bundle'),
  });
  expect(stdout).not.toContain('.tgz');
}, 60_000);
