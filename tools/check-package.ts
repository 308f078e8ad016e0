import { packageProblems } from './support/package';

/**
 * Before anything is packed (`prepack`): refuses a package without complete, fresh assets and library. Standard output
 * belongs to npm.
 */
const problems = packageProblems();
for (const problem of problems) process.stderr.write(`✗ ${problem}\n`);
if (problems.length > 0) process.stderr.write('✗ nothing was packed: the package would not work\n');
process.exitCode = problems.length > 0 ? 1 : 0;
