import { readFileSync } from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { DEFAULT_TABLET_NAME_COMPRESSED, formatLocation, SnippetLocation } from 'jsii-rosetta';
import { Language } from '../../tools/support/language-package';
import { ROOT } from '../../tools/support/root';

/** A translation of an example in README or in a docstring. */
export interface TranslatedExample {
  /** Says where the example is, and can be a name in code: `oficina_postgres_README_L6`. */
  readonly name: string;
  /** The imports that the example shows; most show none. */
  readonly imports: string;
  readonly statements: string;
}

/** The part of the schema of a tablet that is read here. */
interface Snippet {
  readonly location: SnippetLocation;
  readonly translations: Record<Language, { readonly source: string }>;
}

/** The translations that the packages show, once one of them is packed. */
export function translatedExamples(language: Language): TranslatedExample[] {
  // Not by LanguageTablet, which reads files by an ES module: jest has no native ones.
  const tablet = gunzipSync(readFileSync(path.join(ROOT, DEFAULT_TABLET_NAME_COMPRESSED)));
  const snippets: Snippet[] = Object.values(JSON.parse(tablet.toString()).snippets);
  return snippets.map(({ location, translations }) => {
    const code = translations[language].source;
    const [imports] = /^(import (\([^)]*\)|.*)\n+)*/.exec(code)!;
    return { name: formatLocation(location).replace(/\W/g, '_'), imports, statements: code.slice(imports.length) };
  });
}
