import { spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { DatabaseApp } from './database-app';
import { ROOT } from '../../tools/support/root';

let folder: string;
let app: DatabaseApp;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'oficina-interrupted-'));
  app = await DatabaseApp.create();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The processes that have the folder in their command line or environment. */
function processes(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => ['cmdline', 'environ'].some((file) => contentOf(`/proc/${pid}/${file}`).includes(folder)))
    .map((pid) => contentOf(`/proc/${pid}/cmdline`).replace(/\0/g, ' '));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // the process has ended
  }
}

test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGKILL'])(
  'a rehearsal that %s ends leaves neither processes nor files behind',
  async (signal) => {
    const rehearse = [
      path.join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js'),
      ...['--project', 'tsconfig.dev.json', '--transpile-only', '--prefer-ts-exts'],
      path.join('rehearsal', 'rehearse.ts'),
      ...['--app', app.folder, '--keep'],
    ];
    const child = spawn(process.execPath, rehearse, {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: folder, CDK_VALIDATION: 'false', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const isUp = new Promise<void>((resolve, reject) => {
      const take = (chunk: Buffer) => {
        output += chunk;
        if (output.includes('stays until Ctrl+C')) resolve();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('exit', () => reject(new Error(output)));
    });
    await isUp;
    expect(processes().join('\n')).toMatch(/emulator[^]*postgres|postgres[^]*emulator/);

    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    for (const end = Date.now() + 15_000; processes().length > 0 && Date.now() < end;) await sleep(100);
    expect(processes()).toEqual([]);
    // A process that is killed cannot remove its files; Node's own cache stays in any case.
    const files = readdirSync(folder).filter((name) => !name.startsWith('v8-compile-cache'));
    if (signal !== 'SIGKILL') expect(files).toEqual([]);
  },
  120_000,
);
