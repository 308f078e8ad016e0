import { installEmulator, requirePython } from '../../rehearsal/python-environment';
import { compileLibrary } from '../../tools/support/package';
import bundleAndSetUp from '../support/global-setup';

/** Prepares the scenarios: builds the library that they deploy, and installs the emulator that they deploy it to. */
export default async function globalSetup(): Promise<void> {
  await requirePython();
  await installEmulator();
  await compileLibrary();
  await bundleAndSetUp();
}
