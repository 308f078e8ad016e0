import * as path from 'path';
import { BootstrapError } from './bootstrap-error';

/** An SQL file of the bundle. */
export interface Script {
  /** Its name as the user knows it, and as the ledger records it. */
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly checksum: string;
  /** Whether it runs again when its content has changed; the others run once, and must not change. */
  readonly repeatable: boolean;
}

/**
 * The scripts that a manifest names, in order: a JSON list of `{ name, file, checksum, repeatable? }`, each `file` beside the manifest.
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
  const twice = scripts.find(({ name }, index) => scripts.findIndex((other) => other.name === name) !== index);
  if (twice) {
    throw new BootstrapError(
      `two SQL files have the name ${twice.name}, by which it is recorded that they have run; rename one`,
    );
  }
  return scripts;
}
