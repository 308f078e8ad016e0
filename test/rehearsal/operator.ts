import { spawn } from 'child_process';
import * as path from 'path';
import { text as textOf } from 'stream/consumers';
import { recordingEnvironment } from '../../rehearsal/recorded-command-calls';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { ROOT } from '../../tools/support/root';

const PROGRAM = path.join(ROOT, 'assets', 'cli', 'main', 'index.js');

/** How a command has ended. */
export interface CommandOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody who runs commands as processes, as the root of the account. */
export class Operator {
  /** Everything that the commands have printed. */
  readonly printed: string[] = [];

  constructor(private readonly rehearsal: Rehearsal) {}

  /** Runs a command to its end. The environment is complete: nothing of this process's is left. */
  async run(args: readonly string[], env: Record<string, string> = {}): Promise<CommandOutcome> {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.rehearsal.folder,
      env: { ...this.rehearsal.emulator.environment(), ...recordingEnvironment(args), LANG: 'C', ...env },
      stdio: 'pipe',
    });
    child.stdin.end();
    const [stdout, stderr, status] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise<number>((resolve) => child.on('close', resolve)),
    ]);
    this.printed.push(stdout, stderr);
    return { status, stdout, stderr };
  }

  /** Runs a command with `--json`, which must end with the status, and returns its result. */
  async result(status: number, args: readonly string[], env: Record<string, string> = {}) {
    const outcome = await this.run([...args, '--environment', 'dev', '--json'], env);
    expect(outcome).toEqual({ ...outcome, status });
    return JSON.parse(outcome.stdout);
  }
}
