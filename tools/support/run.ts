import { ChildProcess, spawn } from 'child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { paint } from './paint';

/** Node 20 still works; warnings about its end of life would only hide the output of the tools. */
const QUIET = {
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: 'true',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'error',
  NO_COLOR: '1', // their output goes to a log
};

/** The exit status of a command, and its complete output. */
export interface Outcome {
  readonly status: number;
  /** Standard output and error, in the order in which they were written. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** A value of undefined removes the variable. */
  readonly env?: Record<string, string | undefined>;
  /** Called for each piece of output. */
  readonly onOutput?: (text: string) => void;
  /** Ends the command, and all processes that it has started. */
  readonly signal?: AbortSignal;
}

/** A command that failed, with its output. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/** The running commands. */
const running = new Set<ChildProcess>();

/** The file for the output of all commands, if there is one. */
let logFile: string | undefined;

/** From now on, also writes the output of commands into a file. */
export function logTo(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  logFile = file;
}

/** Runs a command until it ends. */
export function run(command: string, args: string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...QUIET, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // its own process group, so that it can be ended with all processes that it has started
    });
    running.add(child);
    options.signal?.addEventListener('abort', () => endGroup(child, 'SIGKILL'));
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk;
      if (logFile) appendFileSync(logFile, chunk);
      options.onOutput?.(`${chunk}`);
    };
    if (logFile) appendFileSync(logFile, `$ ${[command, ...args].join(' ')}\n`);
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (status) => {
      running.delete(child);
      resolve({ status: status ?? 1, output });
    });
  });
}

/** Runs a command that must succeed; the error contains its output. */
export async function mustRun(command: string, args: string[], options: RunOptions): Promise<string> {
  const { status, output } = await run(command, args, options);
  if (status !== 0) throw new CommandFailed(`${[command, ...args].join(' ')} ended with ${status}`, output);
  return output;
}

/** Ends a command and everything in its process group. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Prints what is in progress, and how long it took. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  say(`… ${title}`);
  const result = await work();
  say(`${paint(process.stderr, 'green', '✓')} ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

/** Prints progress; only results go to standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** How many of the last lines of a failed command are shown. */
const SHOWN_LINES = 40;

/** How often a tool checks whether the program that started it is still running. */
const PARENT_CHECK_MILLIS = 500;

/** 128 plus the number of the signal, as in shells. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a program's main function. A failure is printed without a stack trace of this tool. If the program is
 * interrupted, or its parent is gone, it ends every running command and removes its leftovers.
 *
 * @param leftovers files and folders that an interrupted run removes
 */
export function main(work: () => Promise<void>, leftovers: () => string[] = () => []): void {
  const stop = (status: number) => {
    for (const child of running) endGroup(child, 'SIGKILL');
    for (const file of leftovers()) rmSync(file, { recursive: true, force: true, maxRetries: 5 });
    process.exit(status);
  };
  for (const [signal, status] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      say(`\n${paint(process.stderr, 'yellow', '✗')} interrupted: nothing is left behind`);
      stop(status);
    });
  }
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && stop(SIGNALS.SIGHUP), PARENT_CHECK_MILLIS);
  watch.unref();

  work().catch((error: Error) => {
    if (error instanceof CommandFailed) say(`\n${error.output.trim().split('\n').slice(-SHOWN_LINES).join('\n')}`);
    say(`\n${paint(process.stderr, 'red', '✗')} ${error.message}`);
    if (error instanceof CommandFailed && logFile) {
      say(`  all that was printed: ${path.relative(process.cwd(), logFile)}`);
    }
    process.exitCode = 1;
  });
}
