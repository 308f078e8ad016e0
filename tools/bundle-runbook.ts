import { readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from './support/root';
import { parseRunbook, RUNBOOK_FILE } from '../src/cli/runbook/runbook';

/** Puts the alarms of docs/runbook.md beside the command line, which explains them; a part of `npx projen bundle`. */
const runbook = parseRunbook(readFileSync(path.join(ROOT, 'docs', 'runbook.md'), 'utf8'));
writeFileSync(path.join(ROOT, 'assets', 'cli', 'commands', RUNBOOK_FILE), JSON.stringify(runbook));
