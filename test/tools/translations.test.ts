import { LanguageTablet, TranslatedSnippet } from 'jsii-rosetta';
import { SMALL_API } from './small-api';
import { correctTranslations } from '../../tools/support/translations';

const TRANSLATIONS = {
  $: { source: 'stack.node.addDependency(user);', version: '0' },
  python: { source: 'stack.node.add_dependency(user)', version: '2' },
  csharp: { source: 'stack.Node.AddDependency(user);', version: '2' },
  java: { source: 'stack.node.addDependency(user);', version: '1' },
  go: { source: 'stack.Node.AddDependency(user)', version: '2' },
};

/** The translations of one example. */
function tabletOf(translations: Record<string, { source: string; version: string }>): LanguageTablet {
  const tablet = new LanguageTablet();
  const location = { api: { api: 'moduleReadme', moduleFqn: 'oficina-postgres' } } as const;
  const references = ['constructs.Node#addDependency'];
  tablet.addSnippets(
    TranslatedSnippet.fromSchema({ translations, location, didCompile: true, fqnsReferenced: references }),
  );
  return tablet;
}

test('corrects Java and Go, and keeps all else', () => {
  const tablet = tabletOf({ ...TRANSLATIONS });
  const keys = tablet.snippetKeys;
  expect(correctTranslations(tablet, SMALL_API)).toBe(2);
  expect(tablet.snippetKeys).toEqual(keys);
  const [{ snippet }] = tablet.translatedSnippets;
  expect(snippet.didCompile).toBe(true);
  expect(snippet.translations).toEqual({
    ...TRANSLATIONS,
    java: { source: 'stack.getNode().addDependency(user);', version: '1' },
    go: { source: 'stack.Node().AddDependency(user)', version: '2' },
  });
});

test('changes nothing twice', () => {
  const tablet = tabletOf({ ...TRANSLATIONS });
  correctTranslations(tablet, SMALL_API);
  expect(correctTranslations(tablet, SMALL_API)).toBe(0);
});
