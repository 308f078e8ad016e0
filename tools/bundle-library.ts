import { bundleLibrary } from './support/library-bundle';
import { main } from './support/run';

/** The last step of `npx projen compile`: makes one JavaScript file of those that jsii has written to lib/. */
main(() => bundleLibrary());
