import { spawn } from 'child_process';

/** Node 20 still works; the tools' notes about its end of life would only bury what they have to say. */
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: 'true', npm_config_update_notifier: 'false', npm_config_loglevel: 'error' };

/** How a command ended, and all that it printed. */
export interface Outcome {
  readonly status: number;
  /** Standard output and error, in the order of their coming. */
  readonly output: string;
}

/** Runs a command to its end. */
export function run(command: string, args: string[], options: { cwd: string; env?: Record<string, string | undefined> }): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...QUIET, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => output += chunk);
    child.stderr.on('data', (chunk) => output += chunk);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/** Runs a command that has to succeed; what it printed becomes the error's message otherwise. */
export async function mustRun(command: string, args: string[], options: { cwd: string; env?: Record<string, string> }): Promise<string> {
  const { status, output } = await run(command, args, options);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}\n\n${output.trim()}`);
  return output;
}

/** Says what goes on while it goes on, and how long it took. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  process.stderr.write(`… ${title}\n`);
  const result = await work();
  process.stderr.write(`✓ ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
  return result;
}

/** Runs a program's main function; a failure is told in its own words, without a stack trace of this tool. */
export function main(work: () => Promise<void>): void {
  work().catch((error: Error) => {
    process.stderr.write(`\n✗ ${error.message}\n`);
    process.exitCode = 1;
  });
}
