import { bundleLibrary } from './support/library-bundle';
import { makeReadmeLinksAbsolute } from './support/package-readme';
import { main } from './support/run';

/**
 * The last step of `npx projen compile`: bundles the files that jsii has written to lib/ into one JavaScript file, and
 * completes the README in the assembly.
 */
main(async () => {
  makeReadmeLinksAbsolute();
  await bundleLibrary();
});
