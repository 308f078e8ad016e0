import { ChildProcess, spawn } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { stringify } from 'yaml';
import { freePort } from './free-port';
import { npm } from './registry';
import { ROOT } from './root';
import { mustRun } from './run';

const LOOPBACK = '127.0.0.1';

/** Verdaccio answers in some seconds, on a busy machine too. */
const START_SECONDS = 60;

/** An npm registry on loopback with one package, which takes every other from the registry that npm is set to. */
export class LocalRegistry {
  /** Starts one. Whoever does has to stop it. */
  static async start(ownPackage: string): Promise<LocalRegistry> {
    const folder = mkdtempSync(path.join(tmpdir(), 'npm-registry-'));
    const upstream = (await mustRun('npm', ['config', 'get', 'registry'], { cwd: ROOT })).trim();
    const config = path.join(folder, 'config.yaml');
    writeFileSync(
      config,
      stringify({
        storage: path.join(folder, 'storage'),
        auth: { htpasswd: { file: path.join(folder, 'users'), max_users: 1 } },
        uplinks: { upstream: { url: upstream, cache: false, timeout: '60s' } },
        packages: {
          // Never from upstream: the published one of the same version would be found there.
          [ownPackage]: { access: '$all', publish: '$authenticated' },
          '**': { access: '$all', proxy: 'upstream' },
        },
        web: { enable: false },
        log: { type: 'stdout', format: 'pretty', level: 'warn' },
      }),
    );
    const port = await freePort();
    const program = path.join(ROOT, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
    const server = spawn(process.execPath, [program, '--config', config, '--listen', `${LOOPBACK}:${port}`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const registry = new LocalRegistry(`http://${LOOPBACK}:${port}/`, folder, server);
    try {
      await registry.answers();
      await registry.addUser();
    } catch (error) {
      await registry.stop();
      throw error;
    }
    return registry;
  }

  private output = '';

  private constructor(
    readonly url: string,
    /** Everything that it writes, and the npm configuration of whoever publishes. */
    readonly folder: string,
    private readonly server: ChildProcess,
  ) {
    process.on('exit', this.kill); // also when the tool is interrupted
    for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk) => (this.output += chunk));
  }

  /** It has nothing to save. */
  private readonly kill = () => this.server.kill('SIGKILL');

  /** Publishes a tarball, as a user of its own. */
  async publish(tarball: string): Promise<void> {
    await npm(['publish', tarball, '--ignore-scripts', '--no-provenance'], {
      cwd: this.folder,
      env: this.environment(),
    });
  }

  /** What npm needs to take everything from this registry, and nothing from what this machine has installed before. */
  environment(): Record<string, string> {
    return {
      npm_config_registry: this.url,
      npm_config_userconfig: path.join(this.folder, 'npmrc'),
      npm_config_prefer_online: 'true',
      npm_config_omit_lockfile_registry_resolved: 'false', // where each package came from
    };
  }

  /** Ends it by its process id, and removes what it has written. */
  async stop(): Promise<void> {
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const ended = new Promise((resolve) => this.server.once('exit', resolve));
      this.kill();
      await ended;
    }
    process.off('exit', this.kill);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async answers(): Promise<void> {
    const end = Date.now() + START_SECONDS * 1000;
    while (Date.now() < end && this.server.exitCode === null) {
      const response = await fetch(`${this.url}-/ping`).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`verdaccio does not answer on ${this.url}: ${this.output.trim() || 'it has printed nothing'}`);
  }

  /** npm publishes as somebody only. */
  private async addUser(): Promise<void> {
    const response = await fetch(`${this.url}-/user/org.couchdb.user:release`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'release', password: 'only on loopback' }),
    });
    const { token } = (await response.json()) as { token?: string };
    if (!token) throw new Error(`verdaccio makes no user (${response.status}): ${this.output.trim()}`);
    writeFileSync(path.join(this.folder, 'npmrc'), `//${new URL(this.url).host}/:_authToken=${token}\n`);
  }
}
