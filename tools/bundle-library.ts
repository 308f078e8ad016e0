import { bundleLibrary } from './support/library-bundle';
import { main } from './support/run';

/** The last step of `npx projen compile`: bundles the files that jsii has written to lib/ into one JavaScript file. */
main(() => bundleLibrary());
