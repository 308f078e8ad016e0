import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { ACCOUNT } from './account';
import { DatabaseServers } from './database-servers';
import { JournalEntry } from './journal';
import { PYTHON } from './python-environment';
import { freePort } from '../tools/support/free-port';
import { lambdaNode } from '../tools/support/lambda-node';
import { ROOT } from '../tools/support/root';

const START_TIMEOUT_MILLIS = 60_000;
const STOP_TIMEOUT_MILLIS = 10_000;

/**
 * The emulator of AWS: ministack with the extension in rehearsal/emulator. It listens only on loopback, enforces IAM,
 * and ends with this process.
 */
export class Emulator {
  /**
   * @param folder the folder for its journal and its log
   * @param servers the PostgreSQL servers behind its instances
   */
  static async start(folder: string, servers: DatabaseServers): Promise<Emulator> {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'authority.pem'), servers.authority);
    const emulator = new Emulator(folder, await freePort(), servers);
    try {
      await emulator.untilReady();
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  private readonly child: ChildProcess;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    servers: DatabaseServers,
  ) {
    const log = openSync(this.logFile, 'a');
    this.child = spawn(PYTHON, ['-m', 'emulator', `${process.pid}`], {
      cwd: path.join(ROOT, 'rehearsal'),
      stdio: ['ignore', log, log],
      detached: true, // Ctrl+C ends the rehearsal, which then ends the emulator
      env: {
        PATH: [path.dirname(lambdaNode()), process.env.PATH].join(path.delimiter),
        TMPDIR: process.env.TMPDIR,
        GATEWAY_PORT: `${port}`,
        LOG_LEVEL: 'WARNING',
        LAMBDA_STRICT: 'false',
        MINISTACK_ACCOUNT_ID: ACCOUNT,
        PYTHONDONTWRITEBYTECODE: '1',
        REHEARSAL_FOLDER: folder,
        REHEARSAL_SERVERS_URL: servers.url,
        REHEARSAL_SERVERS_TOKEN: servers.token,
        // For the functions: the modules that CDK's own expect in the Lambda runtime, and the emulated network.
        NODE_PATH: path.join(ROOT, 'node_modules'),
        NODE_OPTIONS: `--require ${path.join(ROOT, 'rehearsal', 'function-preload.cjs')} --no-warnings`,
      } as NodeJS.ProcessEnv,
    });
    this.child.unref();
    closeSync(log);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The environment of a program that works on the emulator as the root of the account. */
  environment(region = 'us-east-1'): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      CDK_DEFAULT_ACCOUNT: ACCOUNT,
      CDK_DEFAULT_REGION: region,
    };
  }

  /** Makes the next rotation crash once, before or after its function does a step. */
  crash(when: 'before' | 'after', step: string): void {
    writeFileSync(path.join(this.folder, 'faults.json'), JSON.stringify([[when, step]]));
  }

  /**
   * Makes snapshots, and their copies in all regions, look as old as this.
   *
   * @param word part of their identifiers
   */
  ageSnapshots(word: string, days: number): void {
    writeFileSync(path.join(this.folder, 'snapshot-ages.json'), JSON.stringify({ [word]: days }));
  }

  /** What has happened in the emulator so far. */
  journal(): JournalEntry[] {
    const file = path.join(this.folder, 'journal.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }

  /** Everything that the emulator has printed. */
  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.signal('SIGTERM');
    const overdue = setTimeout(() => this.signal('SIGKILL'), STOP_TIMEOUT_MILLIS);
    await ended;
    clearTimeout(overdue);
    this.signal('SIGKILL'); // processes of functions that still run
  }

  /** Kills the emulator and all processes that it has started, without waiting for their end. */
  kill(): void {
    this.signal('SIGKILL');
  }

  private get logFile(): string {
    return path.join(this.folder, 'emulator.log');
  }

  private async untilReady(): Promise<void> {
    for (const end = Date.now() + START_TIMEOUT_MILLIS; ;) {
      if (this.child.exitCode !== null) throw new Error(`the emulator ended instead of starting:\n${this.log()}`);
      const isReady = await fetch(`${this.url}/_ministack/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      if (Date.now() > end) throw new Error(`the emulator did not start within ${START_TIMEOUT_MILLIS} ms`);
      await sleep(100);
    }
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, signal);
    } catch {
      // It has ended already.
    }
  }
}
