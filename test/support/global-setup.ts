import { setup } from './temporary-folder';
import { bundleFunctions } from '../../tools/support/package';

/** Before the tests of a project: the constructs deploy what is bundled, which must be what the sources make. */
export default async function globalSetup(): Promise<void> {
  await bundleFunctions();
  setup();
}
