import { execFileSync } from 'child_process';
import { ROOT } from './root';

/** The Node.js that runs the functions: the major version of the Lambda runtime. npx fetches it when it is needed. */
export const LAMBDA_NODE = 'node@24.21.0';

/** Returns the path of the Node.js program of the Lambda runtime. */
export function lambdaNode(): string {
  const print = ['node', '--print', 'process.execPath'];
  return execFileSync('npx', ['--yes', `--package=${LAMBDA_NODE}`, ...print], { cwd: ROOT, encoding: 'utf8' }).trim();
}
