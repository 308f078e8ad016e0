import { execFileSync } from 'child_process';
import { ROOT } from './root';

/** The Node.js that runs the functions; its major version is that of the Lambda runtime. npx downloads it if needed. */
export const LAMBDA_NODE = 'node@24.21.0';

/** Returns the path of the Node.js program of the Lambda runtime. */
export function lambdaNode(): string {
  const print = ['node', '--print', 'process.execPath'];
  return execFileSync('npx', ['--yes', `--package=${LAMBDA_NODE}`, ...print], { cwd: ROOT, encoding: 'utf8' }).trim();
}
