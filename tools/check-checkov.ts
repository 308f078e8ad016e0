import { readFileSync } from 'fs';
import * as path from 'path';
import { checkovProblems, failedChecks } from './support/checkov-report';
import { ROOT } from './support/root';

/**
 * Reads a report of checkov (JSON): every failed check must be in tools/checkov-accepted.json, and every entry there
 * must be needed.
 */
const failed = failedChecks(readFileSync(process.argv[2], 'utf8'));
const problems = checkovProblems(
  failed,
  JSON.parse(readFileSync(path.join(ROOT, 'tools', 'checkov-accepted.json'), 'utf8')),
);
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length === 0) console.log(`checkov: ${failed.length} failed checks, each accepted with a reason`);
process.exitCode = problems.length > 0 ? 1 : 0;
