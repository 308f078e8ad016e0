import { cpSync, mkdirSync, readFileSync, rmSync } from 'fs';
import * as path from 'path';
import { Language, LANGUAGES } from '../../tools/support/language-package';
import { ROOT } from '../../tools/support/root';

/** The sources of mistakes that users make, by language. */
export const MISTAKES = path.join(__dirname, 'mistakes');

/**
 * Copies the example of a language, without what an earlier run may have left in it.
 *
 * @param purpose a name for the copy, such as the release of aws-cdk-lib that it runs on
 */
export function copyExample(language: Language, purpose: string): string {
  const folder = path.join(LANGUAGES, `${language}-app-${purpose}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const isMade = (file: string) => /\/(cdk\.out|target|\.venv|__pycache__|\.\w+_cache)$/.test(file);
  cpSync(path.join(ROOT, 'examples', language), folder, { recursive: true, filter: (file) => !isMade(file) });
  return folder;
}

/** The first code of a document that is in a language. */
export function codeOf(document: 'README.md' | 'docs/languages.md', language: Language): string {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  return new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'm').exec(text)![1];
}

/** The release of aws-cdk-lib that an application was synthesised with, as its construct tree says. */
export function cdkOf(folder: string): string {
  const { tree } = JSON.parse(readFileSync(path.join(folder, 'cdk.out', 'tree.json'), 'utf8'));
  return tree.constructInfo.version;
}
