import { randomBytes, timingSafeEqual } from 'crypto';
import { mkdirSync, rmSync } from 'fs';
import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { ACCOUNT } from './account';
import type { Emulator } from './emulator';
import { ProxyDoor, ProxyLogin, UserSecret } from './proxy-door';
import { clientPrograms } from './python-environment';
import {
  ALL_MAJORS,
  Backup,
  CertificateAuthority,
  Major,
  makeAuthority,
  PostgresOptions,
  PostgresServer,
  startPostgres,
} from '../test/support/postgres';

/** The request for a server, which the emulator sends when CloudFormation creates an instance. */
export interface ServerRequest {
  /** `<region>/<identifier>` */
  readonly name: string;
  readonly major: string;
  /** The host name of the endpoint, which must be in the certificate of the server. */
  readonly host: string;
  /** The database and the master user of a new instance. */
  readonly database?: string;
  readonly username?: string;
  /** The password of the master user; without one, a restored instance keeps the password of its source. */
  readonly password?: string;
  /** The snapshot that the instance is restored from. */
  readonly snapshot?: string;
  /** The instance that it is restored from, with the data that the source has now. */
  readonly source?: string;
  /** The instance that a read replica follows. */
  readonly primary?: string;
  /** The parameters of its parameter group that the server gets. */
  readonly parameters?: Record<string, string>;
}

/** The request for a major upgrade of an instance, which takes the read replicas in its region along, as on RDS. */
export interface UpgradeRequest {
  readonly name: string;
  readonly major: string;
  /** The parameters of its new parameter group that the server gets. */
  readonly parameters: Record<string, string>;
  /** `<region>/<identifier>` of the replicas. */
  readonly replicas: string[];
}

/** The request for a proxy, which the emulator sends when CloudFormation creates or changes the target of the proxy. */
export interface ProxyRequest {
  /** `<region>/<name>` */
  readonly name: string;
  /** `<region>/<identifier>` of the instance behind it. */
  readonly instance: string;
  readonly host: string;
  readonly region: string;
  /** The role that the proxy assumes to read its secrets. */
  readonly role: string;
  readonly logins: ProxyLogin[];
  /** Whether users log in by IAM without a secret. */
  readonly iam: boolean;
}

/** The answer to a request for a server. */
export interface ServerAddress {
  readonly port: number;
  readonly database: string;
  readonly username: string;
}

/**
 * The PostgreSQL servers behind the instances of the emulator. The emulator asks for them over HTTP, on loopback and
 * with a token, when CloudFormation creates, changes or deletes an instance or a snapshot.
 */
export class DatabaseServers {
  /** @param folder the folder for the snapshots */
  static async start(folder: string): Promise<DatabaseServers> {
    mkdirSync(folder, { recursive: true });
    const servers = new DatabaseServers(folder, await makeAuthority());
    await new Promise<void>((resolve) => servers.http.listen(0, '127.0.0.1', resolve));
    return servers;
  }

  /** The bearer token that a caller must send. */
  readonly token = randomBytes(24).toString('base64url');
  private readonly servers = new Map<string, PostgresServer>();
  /** The host name of each server. */
  private readonly hosts = new Map<string, string>();
  private readonly snapshots = new Map<string, Backup>();
  private readonly lost = new Map<string, Backup>();
  private readonly doors = new Map<string, ProxyDoor>();
  private emulator?: Emulator;
  private readonly http = createServer((request, response) => {
    void this.answer(request, response);
  });

  private constructor(
    private readonly folder: string,
    private readonly certificateAuthority: CertificateAuthority,
  ) {}

  /** The certificate of the authority that signs the certificates of all servers, as PEM. */
  get authority(): string {
    return this.certificateAuthority.certificate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** Stops the server of an instance as if its region were lost. Later restores from it get the data of this moment. */
  async lose(name: string): Promise<void> {
    this.lost.set(name, await this.server(name).backup(path.join(this.folder, `lost-${fileName(name)}`)));
    await this.deleteServer(name);
  }

  /** Sets the emulator in which the proxies read their secrets. */
  readSecretsFrom(emulator: Emulator): void {
    this.emulator = emulator;
  }

  /** Returns the local port of the proxy `<region>/<name>`, and the server behind it. */
  proxy(name: string): { port: number; server: PostgresServer } {
    const door = this.doors.get(name);
    if (!door) throw new Error(`no proxy ${name} is open; there are ${[...this.doors.keys()].join(', ') || 'none'}`);
    return { port: door.port, server: door.server };
  }

  /** The names of the running servers. */
  get names(): string[] {
    return [...this.servers.keys()].sort();
  }

  /** Returns the server of the instance `<region>/<identifier>`. */
  server(name: string): PostgresServer {
    const server = this.servers.get(name);
    if (!server) throw new Error(`no server runs for ${name}; there are ${this.names.join(', ') || 'none'}`);
    return server;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
    for (const door of this.doors.values()) await door.close();
    this.doors.clear();
    for (const server of this.servers.values()) await server.stop();
    this.servers.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (!this.isAllowed(request)) {
        response.writeHead(403).end();
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      const result = await this.work(`${request.method} ${request.url}`, body);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? {}));
    } catch (error) {
      response.writeHead(500).end(`${error instanceof Error ? error.message : error}`);
    }
  }

  private isAllowed(request: IncomingMessage): boolean {
    const expected = Buffer.from(`Bearer ${this.token}`);
    const sent = Buffer.from(request.headers.authorization ?? '');
    return sent.length === expected.length && timingSafeEqual(sent, expected);
  }

  private async work(action: string, body: any): Promise<unknown> {
    switch (action) {
      case 'POST /servers':
        return this.createServer(body);
      case 'POST /servers/password':
        return this.changePassword(body.name, body.password);
      case 'POST /servers/parameters':
        return this.setParameters(body.name, body.parameters);
      case 'POST /servers/restart':
        return this.restartServer(body.name, body.seconds);
      case 'POST /servers/upgrade':
        return this.upgradeServer(body);
      case 'DELETE /servers':
        return this.deleteServer(body.name);
      case 'POST /proxies':
        return this.openProxy(body);
      case 'DELETE /proxies':
        return this.closeProxy(body.name);
      case 'POST /snapshots':
        return this.createSnapshot(body.name, body.of);
      case 'POST /snapshots/copy':
        return this.copySnapshot(body.name, body.to);
      case 'DELETE /snapshots':
        return this.deleteSnapshot(body.name);
      default:
        throw new Error(`no such action: ${action}`);
    }
  }

  private async createServer(request: ServerRequest): Promise<ServerAddress> {
    const { name, host } = request;
    if (this.servers.has(name)) throw new Error(`a server already runs for ${name}`);
    const backup = await this.backupOf(request);
    const server = await startPostgres(majorOf(request.major), {
      ...this.optionsFor(host),
      backup,
      standbyOf: request.primary ? { port: this.server(request.primary).address.port } : undefined,
      database: backup
        ? undefined
        : { name: request.database!, master: { username: request.username!, password: request.password! } },
    });
    this.servers.set(name, server);
    this.hosts.set(name, host);
    if (backup && !request.primary && request.password) await this.changePassword(name, request.password);
    if (!request.primary && request.parameters) {
      await this.setParameters(name, request.parameters);
      await server.restart(); // a new instance starts with its static parameters
    }
    return {
      port: server.address.port,
      database: server.address.database,
      username: server.master.username,
    };
  }

  /** Restarts a server, so that nobody gets an answer for a while. */
  private async restartServer(name: string, seconds: number): Promise<void> {
    await this.server(name).halt();
    await sleep(1000 * seconds);
    await this.server(name).start();
  }

  private optionsFor(host: string): PostgresOptions {
    return {
      pgaudit: true,
      names: [host, 'localhost', '127.0.0.1'],
      authority: this.certificateAuthority,
      iamByCertificate: true,
    };
  }

  /**
   * Moves an instance to a newer major version: its data goes by a dump into a server of that version, which takes over
   * the port. Nobody can connect meanwhile. If that fails, the old server goes on.
   */
  private async upgradeServer({ name, major, parameters, replicas }: UpgradeRequest): Promise<void> {
    const old = this.server(name);
    const file = path.join(this.folder, `upgrade-of-${fileName(name)}.sql`);
    try {
      const dump = await old.dump(file, await clientPrograms());
      const options = { ...this.optionsFor(this.hosts.get(name)!), dump, port: old.address.port };
      this.servers.set(name, await startPostgres(majorOf(major), options));
    } catch (error) {
      await old.start();
      throw error;
    } finally {
      rmSync(file, { force: true });
    }
    await old.stop();
    await this.setParameters(name, parameters);
    await this.server(name).restart();
    for (const replica of replicas) await this.upgradeReplica(replica, name);
  }

  /** Replaces the server of a replica by one that follows the upgraded server, on the same port. */
  private async upgradeReplica(name: string, primary: string): Promise<void> {
    const old = this.server(name);
    const { major, address } = this.server(primary);
    const backup = await this.backupOf({ name, major, host: this.hosts.get(name)!, primary });
    await old.stop();
    const options = { ...this.optionsFor(this.hosts.get(name)!), backup, port: old.address.port };
    this.servers.set(name, await startPostgres(major, { ...options, standbyOf: { port: address.port } }));
  }

  /** Returns the data that a server starts with: those of a snapshot or of another instance, or undefined. */
  private async backupOf({ name, snapshot, source, primary }: ServerRequest): Promise<Backup | undefined> {
    if (snapshot !== undefined) return this.snapshot(snapshot);
    const origin = source ?? primary;
    if (origin === undefined) return undefined;
    const lost = this.lost.get(origin);
    if (lost) return lost;
    return this.server(origin).backup(path.join(this.folder, `origin-of-${fileName(name)}-${Date.now()}`));
  }

  private async changePassword(name: string, password: string): Promise<void> {
    const server = this.server(name);
    await server.superuser(async (client) => {
      await client.query('SET log_statement = none');
      await client.query(`ALTER ROLE ${escapeIdentifier(server.master.username)} PASSWORD ${escapeLiteral(password)}`);
    });
  }

  /** Sets these parameters and resets all others; static ones take effect at the next restart, as on RDS. */
  private async setParameters(name: string, parameters: Record<string, string>): Promise<void> {
    await this.server(name).superuser(async (client) => {
      await client.query('ALTER SYSTEM RESET ALL');
      const { rows } = await client.query('SELECT name FROM pg_settings');
      const known = new Set(rows.map((row) => row.name.toLowerCase())); // PostgreSQL ignores the case
      for (const [parameter, value] of Object.entries(parameters)) {
        if (!known.has(parameter.toLowerCase())) continue;
        await client
          .query(`ALTER SYSTEM SET ${escapeIdentifier(parameter)} = ${listOf(parameter, value)}`)
          .catch((error) => {
            throw new Error(`Invalid parameter value: ${value} for: ${parameter}: ${error.message}`);
          });
      }
      await client.query('SELECT pg_reload_conf()');
    });
  }

  private async deleteServer(name: string): Promise<void> {
    await this.servers.get(name)?.stop();
    this.servers.delete(name);
    this.hosts.delete(name);
  }

  private async openProxy({
    name,
    instance,
    host,
    region,
    role,
    logins,
    iam,
  }: ProxyRequest): Promise<{ port: number }> {
    await this.closeProxy(name);
    const door = await ProxyDoor.open({
      host,
      authority: this.certificateAuthority,
      logins,
      iam,
      readSecret: (arn) => this.readSecret(arn, region, role),
      server: () => this.server(instance),
    });
    this.doors.set(name, door);
    return { port: door.port };
  }

  private async closeProxy(name: string): Promise<void> {
    await this.doors.get(name)?.close();
    this.doors.delete(name);
  }

  /** Reads a secret as the role of the proxy, whose policies must allow this. */
  private async readSecret(arn: string, region: string, role: string): Promise<UserSecret> {
    const { url: endpoint } = this.emulator!;
    const owner = { accessKeyId: ACCOUNT, secretAccessKey: 'rehearsal' };
    const sts = new STSClient({ region, endpoint, credentials: owner });
    const { Credentials: assumed } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'rds-proxy' }),
    );
    const secretsManager = new SecretsManagerClient({
      region,
      endpoint,
      credentials: {
        accessKeyId: assumed!.AccessKeyId!,
        secretAccessKey: assumed!.SecretAccessKey!,
        sessionToken: assumed!.SessionToken!,
      },
    });
    const { SecretString: text } = await secretsManager.send(new GetSecretValueCommand({ SecretId: arn }));
    return JSON.parse(text!);
  }

  private async createSnapshot(name: string, of: string): Promise<void> {
    this.snapshots.set(name, await this.server(of).backup(path.join(this.folder, `${fileName(name)}-${Date.now()}`)));
  }

  private copySnapshot(name: string, to: string): void {
    this.snapshots.set(to, this.snapshot(name)); // they share the files, as nothing changes those of a snapshot
  }

  private deleteSnapshot(name: string): void {
    const snapshot = this.snapshots.get(name);
    this.snapshots.delete(name);
    const isShared = [...this.snapshots.values()].some(({ folder }) => folder === snapshot?.folder);
    if (snapshot && !isShared) rmSync(snapshot.folder, { recursive: true, force: true });
  }

  private snapshot(name: string): Backup {
    const snapshot = this.snapshots.get(name);
    if (!snapshot) throw new Error(`there is no snapshot ${name}`);
    return snapshot;
  }
}

/** Quotes a value for ALTER SYSTEM, which takes a list of libraries as separate values. */
function listOf(parameter: string, value: string): string {
  const values = parameter === 'shared_preload_libraries' ? value.split(',') : [value];
  return values.map((part) => escapeLiteral(part)).join(', ');
}

function majorOf(version: string): Major {
  const major = version.split('.')[0];
  const found = ALL_MAJORS.find((known) => known === major);
  if (!found) throw new Error(`PostgreSQL ${version} cannot run here, only ${ALL_MAJORS.join(', ')}`);
  return found;
}

function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9-]/g, '_');
}
