import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { bundleFunctions, compileLibrary } from './package';
import { writeGoReadme } from './package-readme';
import { ROOT } from './root';
import { mustRun } from './run';

/** The languages for which the library is packed and tried out. */
export type Language = 'python' | 'java' | 'go';

/** The folder of everything that the tests of the languages make; most of it is kept for the next run. */
export const LANGUAGES = path.join(ROOT, '.demo', 'languages');

/** Files that end up in every package, and those that correct the translations of its examples. */
const SOURCES = [
  '.jsii.gz',
  'assets/manifest.json',
  'README.md',
  'docs/languages.md',
  'package.json',
  'lib/index.js',
  'tools/support/java-translation.ts',
  'tools/support/go-translation.ts',
];

/**
 * Translates the examples and packs the library for a language, as its release does, unless that has been done. Returns
 * the folder of the package.
 */
export async function packFor(language: Language): Promise<string> {
  await compileLibrary();
  await bundleFunctions();
  const folder = path.join(LANGUAGES, 'packed', language);
  const stamp = path.join(folder, 'sources.sha256');
  const digest = sourcesDigest();
  await translateExamples(digest);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await mustRun(
    'npx',
    ['jsii-pacmak', '--target', language, '--rosetta-unknown-snippets=fail', '--outdir', path.dirname(folder)],
    { cwd: ROOT },
  );
  if (language === 'go') writeGoReadme(path.join(folder, 'oficinapostgres'));
  writeFileSync(stamp, digest);
  return folder;
}

/** Translates the examples of README and docstrings, unless that has been done. */
async function translateExamples(digest: string): Promise<void> {
  const stamp = path.join(LANGUAGES, 'translated.sha256');
  const isTranslated = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (isTranslated && existsSync(path.join(ROOT, '.jsii.tabl.json.gz'))) return;
  await mustRun('npx', ['projen', 'test:docs'], { cwd: ROOT });
  mkdirSync(LANGUAGES, { recursive: true });
  writeFileSync(stamp, digest);
}

function sourcesDigest(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES) hash.update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
}
