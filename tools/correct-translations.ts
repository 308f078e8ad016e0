import * as path from 'path';
import { DEFAULT_TABLET_NAME_COMPRESSED, LanguageTablet } from 'jsii-rosetta';
import { JsiiApi } from './support/jsii-api';
import { ROOT } from './support/root';
import { main, say } from './support/run';
import { correctTranslations } from './support/translations';

/** The last step of `npx projen test:docs`: the translations that the packages show compile. */
main(async () => {
  const file = path.join(ROOT, DEFAULT_TABLET_NAME_COMPRESSED);
  const tablet = await LanguageTablet.fromFile(file);
  const changed = correctTranslations(tablet, JsiiApi.load());
  await tablet.save(file, true);
  say(`${changed} translations of ${tablet.count} examples corrected`);
});
