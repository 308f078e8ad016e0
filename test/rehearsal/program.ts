import { ChildProcess, spawn } from 'child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import * as path from 'path';
import { text as textOf } from 'stream/consumers';
import { recordingEnvironment } from '../../rehearsal/recorded-command-calls';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { ROOT } from '../../tools/support/root';

const PROGRAM = path.join(ROOT, 'assets', 'cli', 'main', 'index.js');

/** How a command has ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** The command line as a process, which an operator of the emulated account runs. */
export class CommandProgram {
  /** A folder that the programs find first on their PATH, for fakes of programs. */
  readonly programs: string;
  /** Everything that the commands have printed. */
  readonly printed: string[] = [];
  private readonly temporary: string;

  constructor(private readonly rehearsal: Rehearsal) {
    this.programs = path.join(rehearsal.folder, 'programs');
    this.temporary = path.join(rehearsal.folder, 'temporary');
    for (const folder of [this.programs, this.temporary]) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(rehearsal.folder, 'authority.pem'), rehearsal.servers.authority);
  }

  /** Files that the commands have left behind. */
  get leftovers(): string[] {
    return readdirSync(this.temporary);
  }

  /** Where the commands find programs, files of their own, and the authority of the servers. */
  environment(): Record<string, string> {
    const { folder } = this.rehearsal;
    return {
      HOME: folder,
      PATH: [this.programs, '/usr/bin', '/bin'].join(path.delimiter),
      TMPDIR: this.temporary,
      PGSSLROOTCERT: path.join(folder, 'authority.pem'),
    };
  }

  /** Starts a command. The environment is complete: nothing of this process's is left. */
  start(args: string[], env: Record<string, string> = {}): RunningCommand {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.rehearsal.folder,
      env: {
        ...this.rehearsal.emulator.environment(),
        ...recordingEnvironment(args),
        LANG: 'C',
        ...this.environment(),
        ...env,
      },
      stdio: 'pipe',
    });
    child.stdin.end();
    const outcome = Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise<number | null>((resolve) => child.on('close', resolve)),
    ]).then(([stdout, stderr, status]) => {
      this.printed.push(stdout, stderr);
      return { status, stdout, stderr };
    });
    return { child, outcome };
  }

  /** Runs a command to its end. */
  run(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
    return this.start(args, env).outcome;
  }

  /** Puts a program in JavaScript on the PATH of the commands. */
  fake(name: string, source: string): void {
    const file = path.join(this.programs, name);
    writeFileSync(file, `#!${process.execPath}\n${source}`);
    chmodSync(file, 0o755);
  }

  /** Takes a fake away again. */
  remove(name: string): void {
    rmSync(path.join(this.programs, name));
  }

  /** Makes a folder with these programs alone, to be a whole PATH. */
  folderWith(...names: string[]): string {
    const folder = mkdtempSync(path.join(this.rehearsal.folder, 'path-'));
    for (const name of names) {
      const target = readdirSync(this.programs).includes(name) ? path.join(this.programs, name) : `/usr/bin/${name}`;
      symlinkSync(target, path.join(folder, name));
    }
    return folder;
  }
}

/** The arguments of all processes on this machine, as everybody on it can see them. */
export function processList(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0/g, ' ');
      } catch {
        return ''; // it has ended
      }
    })
    .join('\n');
}
