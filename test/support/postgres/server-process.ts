import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { closeSync, existsSync, openSync, readFileSync } from 'fs';
import { Socket } from 'net';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { Account } from './installation';

const START_TIMEOUT = 30_000;
const STOP_TIMEOUT = 10_000;
const PAUSE = 10;

/** The environment of the programs of PostgreSQL: nothing that changes their messages or their connections. */
const ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/**
 * Reads the process id of the running program, line by line, until its input ends: this happens when the process at the
 * other end ends, for any reason. Then it kills the program and removes the folder.
 */
const WATCHDOG = `
  while read -r line; do running=$line; done
  [ -z "$running" ] || kill -QUIT "$running"
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$1" && exit
    sleep 0.2 # the program may have written a file meanwhile
  done`;

/**
 * The program `postgres` on the data in `<folder>/data`, with the log in `<folder>/log`. The folder is removed with
 * this process at the latest.
 */
export class ServerProcess {
  private readonly watchdog: ChildProcess;
  private server?: ChildProcess;

  constructor(
    private readonly folder: string,
    private readonly account: Account,
  ) {
    // In its own session: Ctrl+C ends the tests, but not the process that cleans up after them.
    this.watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
    });
    this.watchdog.stdin!.on('error', () => undefined);
    this.watchdog.unref();
    (this.watchdog.stdin as Socket).unref(); // it must not keep the watched process alive
  }

  /** Process id of the server while it runs. */
  get pid(): number | undefined {
    return this.isRunning() ? this.server!.pid : undefined;
  }

  /** The complete output of the server. */
  log(): string {
    const file = this.logFile;
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Runs a program of PostgreSQL until it ends. */
  async run(program: string, args: string[]): Promise<void> {
    const [code] = await once(this.spawn(program, args), 'exit');
    if (code !== 0) throw new Error(`${program} ended with ${code}:\n${this.log()}`);
  }

  /**
   * Starts the server and waits until it accepts connections.
   *
   * @param settings settings for this run, as `{ hba_file: … }`
   */
  async start(port: number, settings: Record<string, string> = {}): Promise<void> {
    if (this.isRunning()) return;
    const before = this.log().length;
    const data = path.join(this.folder, 'data');
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = this.spawn('postgres', ['-D', data, '-p', `${port}`, ...options]);
    this.server = server;
    server.on('error', () => undefined); // the server has ended
    server.unref();
    for (const end = Date.now() + START_TIMEOUT; !isReady(path.join(data, 'postmaster.pid'), server.pid!);) {
      if (!this.isRunning()) throw new Error(`postgres has ended instead of starting:\n${this.log().slice(before)}`);
      if (Date.now() > end) {
        throw new Error(`postgres has not started within ${START_TIMEOUT} ms:\n${this.log().slice(before)}`);
      }
      await sleep(PAUSE);
    }
  }

  /** Stops the server and its connections. */
  async halt(): Promise<void> {
    const server = this.server;
    if (!server || !this.isRunning()) return;
    server.ref();
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    const overdue = setTimeout(() => server.kill('SIGQUIT'), STOP_TIMEOUT);
    await ended;
    clearTimeout(overdue);
  }

  /** Stops the server and removes its folder. */
  async remove(): Promise<void> {
    await this.halt();
    if (this.watchdog.exitCode !== null || this.watchdog.signalCode !== null) return;
    this.watchdog.ref();
    const ended = once(this.watchdog, 'exit');
    this.watchdog.stdin!.end();
    await ended;
  }

  private get logFile(): string {
    return path.join(this.folder, 'log');
  }

  private isRunning(): boolean {
    return this.server !== undefined && this.server.exitCode === null && this.server.signalCode === null;
  }

  private spawn(program: string, args: string[]): ChildProcess {
    const log = openSync(this.logFile, 'a');
    try {
      const child = spawn(path.join(this.folder, 'native', 'bin', program), args, {
        ...this.account,
        cwd: this.folder,
        env: ENVIRONMENT,
        stdio: ['ignore', log, log],
      });
      this.watchdog.stdin!.write(`${child.pid ?? ''}\n`);
      child.once('exit', () => this.watchdog.stdin!.write('\n')); // the process id may be reused soon
      return child;
    } finally {
      closeSync(log);
    }
  }
}

/** The server writes its status to this file: https://www.postgresql.org/docs/current/storage-file-layout.html */
function isReady(file: string, pid: number): boolean {
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines[0] === `${pid}` && lines[7]?.trim() === 'ready';
}
