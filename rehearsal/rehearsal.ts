import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Client } from 'pg';
import { forgetOtherAccounts } from './account';
import { Cloud } from './cloud';
import { DatabaseServers } from './database-servers';
import { Deployment } from './deployment';
import { Emulator } from './emulator';
import { CallEntry } from './journal';
import { UserSecret } from './proxy-door';
import { withClient } from '../test/support/postgres';

/** An account of AWS on this machine: the emulator, the servers behind its databases, and what was deployed to it. */
export class Rehearsal {
  static async start(): Promise<Rehearsal> {
    forgetOtherAccounts();
    const folder = mkdtempSync(path.join(tmpdir(), 'oficina-rehearsal-'));
    const servers = await DatabaseServers.start(path.join(folder, 'snapshots'));
    try {
      const emulator = await Emulator.start(path.join(folder, 'emulator'), servers);
      servers.readSecretsFrom(emulator);
      return new Rehearsal(folder, servers, emulator);
    } catch (error) {
      await servers.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private readonly clouds = new Map<string, Cloud>();

  private constructor(
    readonly folder: string,
    readonly servers: DatabaseServers,
    readonly emulator: Emulator,
  ) {}

  /** Returns a region of the account. */
  cloud(region = 'us-east-1'): Cloud {
    const known = this.clouds.get(region) ?? new Cloud(this.emulator, region);
    this.clouds.set(region, known);
    return known;
  }

  /**
   * Returns an app that can be deployed to the account.
   *
   * @param app the folder of the app
   * @param output the folder for its cloud assembly, by default cdk.out in the folder of the app
   */
  deployment(app: string, output?: string): Deployment {
    return new Deployment(app, this.emulator, output);
  }

  /** The calls to AWS that were denied, by all roles except those of the CDK CLI. */
  deniedCalls(): CallEntry[] {
    return this.calls().filter(({ denied }) => denied !== null);
  }

  /** The calls to AWS by all roles except those of the CDK CLI. */
  calls(): CallEntry[] {
    return this.emulator
      .journal()
      .filter((entry): entry is CallEntry => entry.kind === 'call' && !/^cdk-[a-z0-9]+-/.test(entry.role));
  }

  /** Logs in to a database as a user, as an application does, and runs `work` there. */
  async asUser<T>(
    instance: string,
    { username, password }: UserSecret,
    work: (client: Client) => Promise<T>,
    region = 'us-east-1',
  ): Promise<T> {
    const { address } = this.servers.server(`${region}/${instance}`);
    return withClient(address, { username, password }, work);
  }

  /** Logs in as a user through the proxy `<region>/<name>`, and runs `work` there. */
  async throughProxy<T>(
    proxy: string,
    { username, password }: UserSecret,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    const { port, server } = this.servers.proxy(proxy);
    return withClient({ ...server.address, port }, { username, password }, work);
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    await this.servers.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
