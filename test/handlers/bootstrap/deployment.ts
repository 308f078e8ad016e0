import { createHash, randomUUID } from 'crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Client, escapeIdentifier } from 'pg';
import { ApplicationUser } from '../../../src/handlers/bootstrap/application-user';
import { bootstrap, Bootstrap, BootstrapResult } from '../../../src/handlers/bootstrap/bootstrap';
import { parseManifest } from '../../../src/handlers/bootstrap/script';
import { connect, Login } from '../../../src/handlers/postgres/connection';
import { PostgresServer, withClient } from '../../support/postgres';
import { MemorySecretStore } from '../../support/secret-store';

/** The script of the library. */
export const INIT_DB = readFileSync(path.resolve(__dirname, '../../../scripts/init-db.sql'), 'utf8');

/** The scripts of a bundle: content by name; init-db.sql comes first and need not be given. */
export type Files = Record<string, string | Buffer>;

/** A stack with SQL for a database, which a test can deploy repeatedly. */
export class Deployment {
  /** On a database as RDS creates it, without anything that earlier tests have left on the server. */
  static async fresh(server: PostgresServer): Promise<Deployment> {
    await server.superuser(async (client) => {
      const { database } = server.address;
      await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      const { rows } = await client.query(
        "SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|rds)' AND rolname <> $1 AND oid >= 16384",
        [server.master.username],
      );
      for (const { rolname } of rows) await client.query(`DROP ROLE ${escapeIdentifier(rolname)}`);
      await client.query(`ALTER ROLE ${server.master.username} RESET ALL`);
      await client.query(`CREATE DATABASE ${database} OWNER ${server.master.username}`);
    }, 'postgres');
    return new Deployment(server);
  }

  readonly store = new MemorySecretStore();
  readonly masterArn = `arn:aws:secretsmanager:us-east-1:111122223333:secret:master-${randomUUID()}`;
  readonly events: { event: string; details: Record<string, unknown> }[] = [];

  private constructor(readonly server: PostgresServer) {
    const { username, password } = server.master;
    this.store.create(this.masterArn, { username, password });
  }

  /** A deployment with these files and users. */
  async deploy(
    files: Files = {},
    users: ApplicationUser[] = [],
    changes: Partial<Bootstrap> = {},
  ): Promise<BootstrapResult> {
    return bootstrap({
      store: this.store,
      masterSecretArn: this.masterArn,
      masterUsername: this.server.master.username,
      connect: (login) => connect(this.server.address, login),
      deadline: Date.now() + 30_000,
      refusedPause: 10,
      scripts: bundle(files),
      users,
      log: (event, details) => this.events.push({ event, details }),
      ...changes,
    });
  }

  /** The message of the error that a deployment ends with. */
  async failure(files: Files, users: ApplicationUser[] = [], changes: Partial<Bootstrap> = {}): Promise<string> {
    return this.deploy(files, users, changes).then(
      () => {
        throw new Error('the deployment has not failed');
      },
      (error: Error) => error.message,
    );
  }

  /** A user whose secret has a password that the database does not know yet. */
  user(name: string, privileges: ApplicationUser['privileges'], more: Partial<ApplicationUser> = {}): ApplicationUser {
    const secretArn = `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}`;
    this.store.create(secretArn, { username: name, password: `${name}:$ecret-${randomUUID()}` });
    return { name, schema: 'oficina', privileges, secretArn, ...more };
  }

  async login({ secretArn }: ApplicationUser): Promise<Login> {
    return (await this.store.get(secretArn!, { stage: 'AWSCURRENT' })) as unknown as Login;
  }

  /** Rows as objects, or the SQLSTATE of the error. */
  async as(login: Login, sql: string): Promise<any> {
    try {
      return await withClient(this.server.address, login, async (client) => {
        const result = await client.query(sql);
        return (Array.isArray(result) ? result[result.length - 1] : result).rows;
      });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code?.length === 5) return code;
      throw error;
    }
  }

  async master(sql: string): Promise<any> {
    return this.as(this.server.master, sql);
  }

  superuser<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.server.superuser(work, this.server.address.database);
  }

  async ledger(): Promise<string[]> {
    const rows = await this.master('SELECT name FROM oficina_bootstrap.applied_script ORDER BY applied_at, name');
    return rows.map(({ name }: { name: string }) => name);
  }
}

/** Writes the files in the layout of the function. */
export function bundle(files: Files): ReturnType<typeof parseManifest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sql-'));
  const entries = Object.entries({ 'init-db.sql': INIT_DB, ...files }).map(([name, content], index) => {
    const file = `${index}`.padStart(4, '0') + '.sql';
    writeFileSync(path.join(folder, file), content);
    return {
      name,
      file,
      checksum: createHash('sha256').update(content).digest('hex'),
      ...(name === 'init-db.sql' ? { repeatable: true } : {}),
    };
  });
  return parseManifest(JSON.stringify(entries), folder);
}
