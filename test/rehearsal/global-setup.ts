import { installEmulator, requirePython } from '../../rehearsal/python-environment';
import { compileLibrary } from '../../tools/support/package';
import bundleAndSetUp from '../support/global-setup';

/** Before the scenarios: the library that they deploy, and the emulator that they deploy it to. */
export default async function globalSetup(): Promise<void> {
  await requirePython();
  await installEmulator();
  await compileLibrary();
  await bundleAndSetUp();
}
