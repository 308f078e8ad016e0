import { existsSync, readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { bundles, manifestOf, sourceOf } from './bundled-packages';
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

/** Licence notices of the packages in the bundles of the functions and of the command line, according to esbuild. */
export function thirdPartyNotices(): string {
  const packages = [...new Set(bundles().flatMap(({ folders }) => folders))]
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
    `The Lambda functions and the command line in assets/ contain these ${packages.length} packages, each under its ` +
      `own licence. Written by npm run notices; do not edit.`,
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

function bundledPackage(folder: string): BundledPackage {
  const manifest = manifestOf(folder);
  const { name, version, license } = manifest;
  return { name, version, license, source: sourceOf(manifest), text: licenseText(path.join(ROOT, folder)) };
}

/** The text of the licence: the licence file, or the section of the README; undefined if there is neither. */
function licenseText(folder: string): string | undefined {
  const files = readdirSync(folder);
  const license = files.find((file) => /^(licen[cs]e|copying)(-\w+)?(\.\w+)?$/i.test(file));
  if (license) return readFileSync(path.join(folder, license), 'utf8').trim();
  const readme = files.find((file) => /^readme(\.\w+)?$/i.test(file));
  const text = readme && existsSync(path.join(folder, readme)) ? readFileSync(path.join(folder, readme), 'utf8') : '';
  const [, section] = /^#+ *licen[cs]e *$([^]*?)(?=^#|(?![^]))/im.exec(text) ?? [];
  return section?.trim() || undefined;
}
