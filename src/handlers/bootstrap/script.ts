import * as path from 'path';
import { BootstrapError } from './bootstrap-error';

/** An SQL file that is bundled with the function. */
export interface Script {
  /** The file name that the user knows and the ledger records. */
  readonly name: string;
  /** The path of the bundled file. */
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly checksum: string;
  /** Whether it runs again when its content has changed. Other scripts run once and must not change. */
  readonly repeatable: boolean;
}

/**
 * Reads the scripts in a manifest, in order.
 *
 * The manifest is a JSON list of `{ name, file, checksum, repeatable? }`; each `file` is in the folder of the manifest.
 *
 * @throws `BootstrapError` for any other text
 */
export function parseManifest(text: string, folder: string): Script[] {
  const scripts = (JSON.parse(text) as Record<string, unknown>[]).map(({ name, file, checksum, repeatable }) => {
    if (
      ![name, file, checksum].every((value) => typeof value === 'string' && value !== '') ||
      path.basename(file as string) !== file
    ) {
      throw new BootstrapError(
        'each entry of sql/manifest.json must have a name, a file and a checksum; deploy the stack again',
      );
    }
    return {
      name: name as string,
      path: path.join(folder, file),
      checksum: checksum as string,
      repeatable: repeatable === true,
    };
  });
  const names = scripts.map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) {
    throw new BootstrapError(
      `two SQL files have the name ${duplicate}, under which it is recorded that they have run; rename one`,
    );
  }
  return scripts;
}
