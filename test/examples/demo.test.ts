import { ChildProcess, spawn, spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo, Socket } from 'net';
import { tmpdir } from 'os';
import * as path from 'path';
import { packLibrary } from '../../tools/support/package';
import { ROOT } from '../../tools/support/root';

/*
 * The demo as a user starts it. CI tests first, on a clean checkout, that it runs to its end (.ci/run).
 */

let temporary: string;
let registry: Server;
let registryUrl: string;
const sockets = new Set<Socket>();

beforeAll(async () => {
  await packLibrary(); // so that the demo contacts the registry at once
  registry = createServer(() => undefined); // never answers
  registry.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  registryUrl = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
}, 300_000);

beforeEach(() => (temporary = mkdtempSync(path.join(tmpdir(), 'demo-'))));
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => registry.close(resolve));
});

/** The demo with a registry that never answers and an empty cache, and its output. */
class Demo {
  readonly child: ChildProcess;
  said = '';
  private readonly ended: Promise<number | null>;

  constructor(cwd: string, ...args: string[]) {
    this.child = spawn('npm', ['run', 'demo', '--', ...args], {
      cwd: path.join(ROOT, cwd),
      env: {
        ...process.env,
        TMPDIR: temporary,
        npm_config_registry: registryUrl,
        npm_config_cache: path.join(temporary, 'cache'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // its own process group, as in a terminal
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on('data', (chunk) => (this.said += chunk));
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  async says(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + 120_000;
    while (!pattern.test(this.said)) {
      if (Date.now() > deadline) throw new Error(`the demo has not said ${pattern}:\n${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  end(): Promise<number | null> {
    return this.ended;
  }
}

/** All processes of the demo: those whose environment has the temporary folder of the test. */
function processes(): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`npm_config_cache=${temporary}`);
      } catch {
        return false; // it has ended, or belongs to another user
      }
    });
}

async function nothingRuns(): Promise<void> {
  for (let attempt = 0; attempt < 50 && processes().length > 0; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(processes()).toEqual([]);
}

const INTERRUPTIONS: [string, string, (demo: Demo) => void][] = [
  ['Ctrl-C', 'docs', (demo) => process.kill(-demo.child.pid!, 'SIGINT')], // a terminal sends it to the whole group
  // npm forwards this signal, but not SIGINT
  ['SIGTERM to npm', 'examples/staging/..', (demo) => demo.child.kill('SIGTERM')],
];

test.each(INTERRUPTIONS)(
  '%s leaves no process or file behind when interrupted by %s',
  async (_, cwd, interrupt) => {
    const demo = new Demo(cwd, 'staging');
    await demo.says(/waiting for the npm registry http:\/\/127\.0\.0\.1:\d+\/, which has been silent for \d+ s/);
    expect(processes().length).toBeGreaterThan(0);
    interrupt(demo);
    expect(await demo.end()).not.toBe(0);
    await nothingRuns();
    expect(readdirSync(temporary).filter((entry) => entry !== 'cache' && !entry.includes('compile-cache'))).toEqual([]);
    expect(['staging', 'staging.log', 'package'].filter((left) => existsSync(path.join(ROOT, '.demo', left)))).toEqual(
      [],
    );
    await packLibrary();
  },
  180_000,
);

test('gives up on a registry that never answers, with a one-line message', async () => {
  const demo = new Demo('.', 'staging');
  expect(await demo.end()).toBe(1);
  expect(demo.said).toMatch(
    /✗ the npm registry http:\/\/127\.0\.0\.1:\d+\/ does not answer \(waited \d+ s\): check the network, [^\n]*\n$/,
  );
  expect(demo.said).not.toMatch(/\n\s+at |👾|\u001b\[/);
  await nothingRuns();
}, 240_000);

test.each([
  ['.', 'produção'],
  ['examples', '--help'],
  ['src', '../dev'],
])(
  'from %s, an unknown example ends it with a one-line message: %s',
  (cwd, name) => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', 'demo', '--', name], {
      cwd: path.join(ROOT, cwd),
      encoding: 'utf8',
    });
    expect({ status, stderr: stderr.trim() }).toEqual({
      status: 1,
      stderr: `✗ there is no example '${name}'; choose one of dev, disaster-recovery, prod, staging`,
    });
  },
  60_000,
);
