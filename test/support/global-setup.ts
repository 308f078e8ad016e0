import { execFileSync } from 'child_process';
import { existsSync } from 'fs';
import * as path from 'path';
import { setup } from './temporary-folder';

const ROOT = path.join(__dirname, '..', '..');

/** Before the tests of a project: the constructs deploy what is bundled, and a fresh clone has nothing yet. */
export default function globalSetup(): void {
  if (!existsSync(path.join(ROOT, 'assets', 'manifest.json'))) {
    execFileSync('npx', ['projen', 'bundle'], { cwd: ROOT, stdio: 'pipe' });
  }
  setup();
}
