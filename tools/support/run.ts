import { ChildProcess, spawn } from 'child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { paint } from './paint';

/** Node 20 still works; the tools' notes about its end of life would only bury what they have to say. */
const QUIET = {
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: 'true',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'error',
  NO_COLOR: '1', // what they print goes to a log
};

/** How a command ended, and all that it printed. */
export interface Outcome {
  readonly status: number;
  /** Standard output and error, in the order of their coming. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** A value of undefined takes the variable out. */
  readonly env?: Record<string, string | undefined>;
  /** Called for each piece of output. */
  readonly onOutput?: (text: string) => void;
  /** Ends the command, and all that it has started. */
  readonly signal?: AbortSignal;
}

/** A command that failed, with what it printed. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/** The commands that are under way. */
const running = new Set<ChildProcess>();

/** The file that takes the output of all commands, if there is one. */
let logFile: string | undefined;

/** Writes what the commands print into a file from now on, beside giving it to the caller. */
export function logTo(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  logFile = file;
}

/** Runs a command to its end. */
export function run(command: string, args: string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...QUIET, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own, so that it can be ended with all that it has started
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

/** Runs a command that has to succeed; what it printed goes with the error otherwise. */
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

/** Says what goes on while it goes on, and how long it took. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  say(`… ${title}`);
  const result = await work();
  say(`${paint(process.stderr, 'green', '✓')} ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

/** A line about what goes on; results alone go to standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** How many of the last lines of a failed command are shown. */
const SHOWN_LINES = 40;

/** How often a tool looks whether the program that has started it is still there. */
const PARENT_CHECK_MILLIS = 500;

/** 128 and the number of the signal, as shells tell it. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a program's main function. A failure is told in its own words, without a stack trace of this tool. When the
 * program is interrupted, or whoever has started it is gone, it ends every command that is under way and removes what
 * it would leave behind.
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
