import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { atExit } from './at-exit';

/** A folder for files that only this user reads, and that are gone afterwards. */
export interface PrivateFolder {
  readonly folder: string;
  readonly remove: () => void;
}

/** Makes a temporary folder, which `mkdtemp` gives the mode 700. */
export function privateFolder(): PrivateFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'oficina-postgres-'));
  return { folder, remove: atExit(() => rmSync(folder, { recursive: true, force: true })) };
}
