import { setup } from './temporary-folder';
import { bundleFunctions } from '../../tools/support/package';

/** Before the tests of a project: the constructs deploy the bundles, which must match the sources. */
export default async function globalSetup(): Promise<void> {
  await bundleFunctions();
  setup();
}
