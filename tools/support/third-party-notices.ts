import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { bundleCommands } from './asset-manifest';
import { ROOT } from './root';

/** The notices in the root of the repository and of the package. */
export const NOTICES_FILE = path.join(ROOT, 'THIRD-PARTY-NOTICES');

const RULE = '-'.repeat(80);

/** A package of which a bundle has at least one file. */
interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly source: string;
  /** The licence text in the package; undefined if it has none. */
  readonly text?: string;
}

/** Licence notices of the packages in the bundles of the functions, according to esbuild. */
export function thirdPartyNotices(): string {
  const packages = bundledFolders()
    .map(bundledPackage)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const byText = new Map<string, BundledPackage[]>();
  for (const bundled of packages) {
    const text = bundled.text ?? textOfRepository(bundled, packages);
    byText.set(text, [...(byText.get(text) ?? []), bundled]);
  }
  const sections = [...byText].map(([text, group]) => {
    const heads = group.map(({ name, version, license, source }) => `${name} ${version}, ${license}\n${source}`);
    return [RULE, ...heads, RULE, '', text].join('\n');
  });
  return `${[
    `The Lambda functions in assets/ contain these ${packages.length} packages, each under its own licence. ` +
      `Written by npm run notices; do not edit.`,
    ...sections,
  ].join('\n\n')}\n`;
}

/** The licence text of another package from the same repository under the same licence: some packages have no file. */
function textOfRepository({ name, license, source }: BundledPackage, packages: readonly BundledPackage[]): string {
  const sibling = packages.find((other) => other.text && other.license === license && other.source === source);
  if (sibling?.text) return sibling.text;
  throw new Error(
    `${name} has no licence text: neither a LICENSE file nor a section of its README; ` +
      'write to its authors, or take another package',
  );
}

/** The folders of the packages from which at least one file is in a bundle. */
function bundledFolders(): string[] {
  const work = mkdtempSync(path.join(tmpdir(), 'notices-'));
  try {
    const inputs = bundleCommands().flatMap((command, index) => {
      const metafile = path.join(work, `${index}.json`);
      const [program, ...options] = command.map((argument) =>
        argument.startsWith('--outfile=') ? `--outfile=${path.join(work, `${index}.js`)}` : argument,
      );
      execFileSync(
        path.join(ROOT, 'node_modules', '.bin', program),
        [...options, `--metafile=${metafile}`, '--log-level=error'],
        { cwd: ROOT },
      );
      const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
      return Object.values<{ inputs: Record<string, { bytesInOutput: number }> }>(outputs).flatMap((output) =>
        Object.keys(output.inputs),
      );
    });
    // The innermost node_modules is that of the file's own package.
    return [...new Set(inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []))];
  } finally {
    rmSync(work, { recursive: true });
  }
}

function bundledPackage(folder: string): BundledPackage {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8'),
  );
  const given: string = typeof repository === 'string' ? repository : repository.url;
  const source = given
    .replace(/^git\+|\.git$/g, '')
    .replace(/^git:/, 'https:')
    .replace(/^(?=[\w-]+\/[\w-]+$)/, 'https://github.com/'); // npm's short form means GitHub
  return { name, version, license, source, text: licenseText(path.join(ROOT, folder)) };
}

/** The text of the licence: the licence file, or the section of the README; undefined if there is neither. */
function licenseText(folder: string): string | undefined {
  const files = readdirSync(folder);
  const license = files.find((file) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(file));
  if (license) return readFileSync(path.join(folder, license), 'utf8').trim();
  const readme = files.find((file) => /^readme(\.\w+)?$/i.test(file));
  const text = readme && existsSync(path.join(folder, readme)) ? readFileSync(path.join(folder, readme), 'utf8') : '';
  const [, section] = /^#+ *licen[cs]e *$([^]*?)(?=^#|(?![^]))/im.exec(text) ?? [];
  return section?.trim() || undefined;
}
