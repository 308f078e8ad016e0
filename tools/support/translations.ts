import { LanguageTablet, TargetLanguage } from 'jsii-rosetta';
import { correctGo } from './go-translation';
import { correctJava } from './java-translation';
import { JsiiApi } from './jsii-api';
import { Example } from './translated-code';

/** Returns the corrected translation. What is right, as after an earlier correction, stays as it is. */
type Correction = (code: string, example: Example, api: JsiiApi) => string;

/**
 * Python needs none: the tests run every example as it is. C# has none, as no test compiles its examples: there is
 * nothing that could judge them.
 */
const CORRECTIONS: readonly (readonly [TargetLanguage, Correction])[] = [
  [TargetLanguage.JAVA, correctJava],
  [TargetLanguage.GO, correctGo],
];

/**
 * Corrects what jsii-rosetta translates wrongly wherever it occurs. The examples keep the keys by which jsii-pacmak
 * finds their translations.
 *
 * @returns how many translations have changed
 */
export function correctTranslations(tablet: LanguageTablet, api: JsiiApi): number {
  let changed = 0;
  for (const translated of tablet.translatedSnippets) {
    const { fullSource, fqnsReferenced, translations } = translated.snippet;
    const example = { typeScript: fullSource ?? '', references: fqnsReferenced ?? [] };
    for (const [language, correction] of CORRECTIONS) {
      const translation = translations[language];
      const code = correction(translation.source, example, api);
      if (code === translation.source) continue;
      translated.addTranslation(language, code, translation.version);
      changed += 1;
    }
  }
  return changed;
}
