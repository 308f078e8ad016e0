import { readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { gunzipSync, gzipSync } from 'zlib';
import { ROOT } from './root';

/** Targets of links and pictures that are files of the repository. */
const RELATIVE_LINK = /(\]\(|src=")(?!https?:|#|mailto:)([^)"\s]+)/g;

/**
 * Makes the links of the README in the assembly absolute. PyPI, Maven Central and pkg.go.dev show it where its relative
 * links lead to nothing.
 */
export function makeReadmeLinksAbsolute(root: string = ROOT): void {
  const file = path.join(root, '.jsii.gz');
  const assembly = JSON.parse(gunzipSync(readFileSync(file)).toString());
  assembly.readme.markdown = absoluteLinks(assembly.readme.markdown, addressOf(assembly));
  writeFileSync(file, gzipSync(JSON.stringify(assembly)));
}

/** Replaces the README of a packed Go module: of a translated one, only parts would compile. */
export function writeGoReadme(packed: string, root: string = ROOT): void {
  const guide = readFileSync(path.join(root, 'docs', 'languages.md'), 'utf8');
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const address = addressOf(manifest);
  const readme = [
    `# ${manifest.name}`,
    `${manifest.description}: a construct library for the AWS CDK.`,
    '[README](README.md) and [API](API.md) show what it does, in TypeScript.',
    section(guide, 'Go'),
    section(guide, 'How things are spelt'),
    'A production app in Go: [examples/go](examples/go).',
  ].join('\n\n');
  // Links of the guide start in docs/.
  writeFileSync(path.join(packed, 'README.md'), `${absoluteLinks(readme.replace(/\]\(\.\.\//g, ']('), address)}\n`);
}

/** Makes links to files of the repository absolute. @param address the repository at the release, without a slash */
export function absoluteLinks(markdown: string, address: string): string {
  return markdown.replace(RELATIVE_LINK, (_, before: string, target: string) => {
    const raw = before === 'src="' ? '?raw=true' : '';
    return `${before}${address}/${target}${raw}`;
  });
}

/** The files of the repository as of a release; a build between releases shows those of the main branch. */
function addressOf({ repository, version }: { repository: { url: string }; version: string }): string {
  const revision = version === '0.0.0' ? 'main' : `v${version}`;
  return `${repository.url.replace(/\.git$/, '')}/blob/${revision}`;
}

/** A section of a document, with its heading. */
function section(document: string, title: string): string {
  const found = new RegExp(`^## ${title}\n[^]*?(?=^## |$(?![^]))`, 'm').exec(document);
  if (!found) throw new Error(`docs/languages.md has no section '${title}'`);
  return found[0].trim();
}
