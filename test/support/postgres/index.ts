import { randomBytes, randomInt } from 'crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'fs';
import { createServer } from 'net';
import * as path from 'path';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { CertificateAuthority, certify, makeAuthority } from './certificates';
import { Dump, dumpServer, loadDump } from './dump';
import { Account, installPostgres, Major, Pgaudit, serverAccount, temporaryFolder } from './installation';
import { ServerProcess } from './server-process';
import type { DatabaseAddress, Login } from '../../../src/handlers/postgres/connection';

export { type CertificateAuthority, certify, certifyUser, makeAuthority } from './certificates';
export { type Dump } from './dump';
export { ALL_MAJORS, MAJORS, type Major, type Pgaudit } from './installation';

/** A database on a server of the tests. */
export interface PostgresDatabase {
  readonly address: DatabaseAddress;

  /**
   * Like the master user of RDS: not a superuser, but a member of rds_superuser that can create roles and databases;
   * owner of the database.
   */
  readonly master: Login;

  /** Works as a superuser, which RDS does not offer: for set-up and checks beside the tested code. */
  superuser<T>(work: (client: Client) => Promise<T>, database?: string): Promise<T>;

  /** Everything that the server has logged so far, every statement included. */
  log(): string;
}

/** A PostgreSQL server of the tests. */
export interface PostgresServer extends PostgresDatabase {
  readonly major: Major;

  /** The folder of its files: `data`, `log`, `native`. */
  readonly folder: string;

  /** Process id of the server while it runs. */
  readonly pid: number | undefined;

  /** Another database with its own master user: cheaper than another server. */
  createDatabase(): Promise<PostgresDatabase>;

  /** Stops the server and its connections; its data is kept, see `start()`. */
  halt(): Promise<void>;

  /** Starts it after `halt()`, on the same port, and waits until it accepts connections. */
  start(): Promise<void>;

  /** `halt()` and `start()`. */
  restart(): Promise<void>;

  /**
   * Copies the data of the running server into a new folder, as a base backup does. The folder has everything that was
   * committed before the call.
   */
  backup(folder: string): Promise<Backup>;

  /**
   * Stops the server and writes everything that it has into a file, for a server of a newer version. It stays stopped,
   * see `start()`.
   *
   * @param programs the folder with pg_dumpall and psql, see `Dump`
   */
  dump(file: string, programs: string): Promise<Dump>;

  /** Stops it for good and removes its folder. Both also happen when the process that started it ends. */
  stop(): Promise<void>;
}

/** A base backup of a server. */
export interface Backup {
  /** Where its files are. Whoever has made the backup removes it. */
  readonly folder: string;
  readonly major: Major;
  /** The database of the server, and its master user at the time of the backup. */
  readonly database: string;
  readonly master: Login;
  readonly superuser: Login;
}

/** Options of a test. */
export interface PostgresOptions {
  /**
   * The first database and its master user.
   *
   * @default oficina_db of oficina_admin, with a random password; those of the backup or dump, if there is one
   */
  readonly database?: { readonly name: string; readonly master: Login };

  /**
   * A backup that the server starts from.
   *
   * @default a new cluster
   */
  readonly backup?: Backup;

  /**
   * A dump of a server of an older version that the server starts with, as after a major upgrade of RDS.
   *
   * @default an empty cluster
   */
  readonly dump?: Dump;

  /**
   * The port that it listens on.
   *
   * @default a free one
   */
  readonly port?: number;

  /** The server that this one follows, read-only. Needs a `backup` of it. */
  readonly standbyOf?: { readonly port: number };

  /** Settings for postgresql.conf, as `{ max_connections: 5 }`. */
  readonly settings?: Record<string, string | number>;

  /**
   * Whether `CREATE EXTENSION pgaudit` is possible. With true, the same as 'loaded', it is; with 'not-loaded', the
   * server refuses it as RDS does without it in shared_preload_libraries. It is a stand-in that audits nothing.
   *
   * @default 'absent'
   */
  readonly pgaudit?: Pgaudit | true;

  /**
   * Names and addresses in the server's certificate.
   *
   * @default ['localhost', '127.0.0.1']
   */
  readonly names?: string[];

  /**
   * The authority that signs the certificate.
   *
   * @default one of its own
   */
  readonly authority?: CertificateAuthority;

  /**
   * Whether members of rds_iam log in with a certificate of the authority, see `certifyUser()`. It stands in for the
   * token of IAM, which a server outside of AWS cannot check.
   *
   * @default false, they cannot log in
   */
  readonly iamByCertificate?: boolean;
}

/** More attempts to find a port than should ever be needed. */
const PORTS = 5;

/** Below the ports that the kernel assigns to outgoing connections, so that the port is still free after a restart. */
const PORT_RANGE = [20_000, 32_000] as const;

const SUPERUSER = 'rdsadmin';

/** Starts a server with its own database. The caller must stop it: `afterAll(() => server.stop())`. */
export async function startPostgres(major: Major, options: PostgresOptions = {}): Promise<PostgresServer> {
  const { settings = {}, pgaudit = 'absent', names = ['localhost', '127.0.0.1'] } = options;
  const { backup, dump, standbyOf } = options;
  const account = serverAccount();
  const folder = mkdtempSync(path.join(temporaryFolder(account), 'oficina-postgres-server-'));
  const data = path.join(folder, 'data');
  const server = new ServerProcess(folder, account);
  try {
    const signer = options.authority ?? (await makeAuthority());
    const { authority, certificate, key } = await certify(names, signer);
    const superuser = backup?.superuser ?? dump?.superuser ?? { username: SUPERUSER, password: randomPassword() };
    const installed = pgaudit === true ? 'loaded' : pgaudit;
    chmodSync(folder, 0o755);
    installPostgres(major, path.join(folder, 'native'), installed);
    if (backup) copyData(backup.folder, data, account);
    else await makeCluster(server, folder, account, superuser.password);
    configure(
      data,
      account,
      {
        ...fixedSettings(installed === 'loaded' ? ['pg_stat_statements', 'pgaudit'] : ['pg_stat_statements']),
        // Only then: a server with such a file sends its authority along with its certificate.
        ...(options.iamByCertificate ? { ssl_ca_file: 'authorities.crt' } : {}),
        ...(standbyOf ? { primary_conninfo: connectionText(standbyOf.port, superuser) } : {}),
        ...settings,
      },
      {
        'server.crt': certificate,
        'server.key': key,
        'authorities.crt': authority,
        'pg_hba.conf': hostBasedAuthentication(options.iamByCertificate ? 'cert' : 'reject'),
        ...(standbyOf ? { 'standby.signal': '' } : {}),
      },
    );
    if (dump) await startForMaintenance(server, data, account, (port) => loadDump(port, dump));
    if (options.port !== undefined) await server.start(options.port);
    const port = options.port ?? (await startOnFreePort(server));
    const address = { host: 'localhost', port, authorities: [authority] };
    const asSuperuser = <T>(database: string, work: (client: Client) => Promise<T>) =>
      withClient({ ...address, database }, superuser, work);
    const opened = (database: string, master: Login): PostgresDatabase => ({
      address: { ...address, database },
      master,
      superuser: (work, elsewhere = database) => asSuperuser(elsewhere, work),
      log: () => server.log(),
    });
    const createDatabase = async (database: string, master: Login): Promise<PostgresDatabase> => {
      await asSuperuser('postgres', (client) => makeDatabase(client, major, database, master));
      return opened(database, master);
    };

    if (dump) await asSuperuser('postgres', (client) => adoptDump(client, major, dump));
    const origin = backup ?? dump;
    if (!origin) await asSuperuser('postgres', makeRdsRoles);
    const first = origin
      ? opened(origin.database, origin.master)
      : await createDatabase(
          options.database?.name ?? 'oficina_db',
          options.database?.master ?? { username: 'oficina_admin', password: randomPassword() },
        );
    return {
      ...first,
      major,
      folder,
      get pid() {
        return server.pid;
      },
      createDatabase: () => {
        const suffix = randomBytes(4).toString('hex');
        return createDatabase(`oficina_db_${suffix}`, {
          username: `oficina_admin_${suffix}`,
          password: randomPassword(),
        });
      },
      halt: () => server.halt(),
      start: () => server.start(port),
      restart: async () => {
        await server.halt();
        await server.start(port);
      },
      backup: async (target) => {
        await asSuperuser('postgres', (client) => backUp(client, data, target));
        return { folder: target, major, database: first.address.database, master: first.master, superuser };
      },
      dump: async (file, programs) => {
        await server.halt();
        await startForMaintenance(server, data, account, (privatePort) =>
          dumpServer(privatePort, superuser, programs, file),
        );
        return { file, major, database: first.address.database, master: first.master, superuser, programs };
      },
      stop: () => server.remove(),
    };
  } catch (error) {
    await server.remove();
    throw error;
  }
}

/**
 * Files of a running server that a backup must not have:
 * https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP-DATA
 */
const NOT_BACKED_UP =
  /^(postmaster\.(pid|opts)|standby\.signal|server\.(crt|key)|pg_dynshmem|pg_replslot|pg_stat_tmp)$/;

async function backUp(client: Client, data: string, target: string): Promise<void> {
  await client.query("SELECT pg_backup_start('oficina', true)");
  mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(data)) {
    if (NOT_BACKED_UP.test(name)) mkdirIfFolder(path.join(data, name), path.join(target, name));
    else cpSync(path.join(data, name), path.join(target, name), { recursive: true });
  }
  const {
    rows: [stopped],
  } = await client.query('SELECT labelfile FROM pg_backup_stop(false)');
  // The log of the changes that were made during the copy: without it, the backup is not consistent.
  cpSync(path.join(data, 'pg_wal'), path.join(target, 'pg_wal'), { recursive: true });
  writeFileSync(path.join(target, 'backup_label'), stopped.labelfile);
}

/** PostgreSQL expects these folders, empty. */
function mkdirIfFolder(source: string, target: string): void {
  if (statSync(source).isDirectory()) mkdirSync(target, { mode: 0o700 });
}

function copyData(source: string, data: string, account: Account): void {
  cpSync(source, data, { recursive: true });
  chmodSync(data, 0o700);
  const { uid, gid } = account;
  if (uid === undefined || gid === undefined) return;
  chownSync(data, uid, gid);
  for (const name of readdirSync(data, { recursive: true })) lchownSync(path.join(data, `${name}`), uid, gid);
}

function connectionText(port: number, { username, password }: Login): string {
  return `host=127.0.0.1 port=${port} user=${username} password=${password} sslmode=require application_name=standby`;
}

async function makeCluster(server: ServerProcess, folder: string, account: Account, password: string): Promise<void> {
  const [data, passwordFile] = [path.join(folder, 'data'), path.join(folder, 'password')];
  mkdirSync(data, 0o700);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(account, data, passwordFile);
  await server.run('initdb', [
    '--pgdata',
    data,
    '--username',
    SUPERUSER,
    '--pwfile',
    passwordFile,
    '--auth',
    'scram-sha-256',
    '--locale=C',
    '--encoding=UTF8',
    '--no-sync',
    '--wal-segsize=1', // faster
  ]);
  rmSync(passwordFile);
}

function configure(
  data: string,
  account: Account,
  settings: Record<string, string | number>,
  files: Record<string, string>,
): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(data, name);
    writeFileSync(file, text, { mode: 0o600 });
    give(account, file);
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${`${value}`.replace(/'/g, "''")}'\n`);
  appendFileSync(path.join(data, 'postgresql.conf'), lines.join(''));
}

/**
 * Like RDS with rds.force_ssl: no connections without TLS. Members of rds_iam cannot use a password, except for the
 * master user, which can grant rds_iam.
 */
function hostBasedAuthentication(iam: 'cert' | 'reject'): string {
  const lines = ['127.0.0.1/32', '::1/128'].flatMap((address) => [
    `hostssl all ${SUPERUSER} ${address} scram-sha-256`,
    `hostssl replication ${SUPERUSER} ${address} scram-sha-256`,
    `hostssl all +rds_superuser ${address} scram-sha-256`,
    `hostssl all +rds_iam ${address} ${iam}`,
    `hostssl all all ${address} scram-sha-256`,
  ]);
  return `${lines.join('\n')}\n`;
}

function fixedSettings(libraries: string[]): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1,::1',
    unix_socket_directories: '', // the path of a temporary folder can be too long for a socket
    ssl: 'on',
    ssl_cert_file: 'server.crt',
    ssl_key_file: 'server.key',
    password_encryption: 'scram-sha-256',
    shared_preload_libraries: libraries.join(','),
    log_destination: 'stderr',
    log_statement: 'all',
    log_connections: 'on',
    log_min_messages: 'info',
    log_min_error_statement: 'debug5',
    log_line_prefix: '%m [%p] %u@%d ',
    log_timezone: 'UTC',
    timezone: 'UTC',
    // The data is temporary.
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    shared_buffers: '16MB',
    dynamic_shared_memory_type: 'mmap', // removed with the folder
    max_wal_size: '128MB',
  };
}

/**
 * Starts the server for its superuser alone, on another port and without TLS, which the programs of packages may not
 * have. Stops it when the work is done.
 */
async function startForMaintenance(
  server: ServerProcess,
  data: string,
  account: Account,
  work: (port: number) => Promise<void>,
): Promise<void> {
  const rules = path.join(data, 'maintenance_hba.conf');
  writeFileSync(rules, `host all ${SUPERUSER} 127.0.0.1/32 scram-sha-256\n`, { mode: 0o600 });
  give(account, rules);
  const port = await startOnFreePort(server, { hba_file: rules });
  try {
    await work(port);
  } finally {
    await server.halt();
    rmSync(rules);
  }
}

async function startOnFreePort(server: ServerProcess, settings: Record<string, string> = {}): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      await server.start(port, settings);
      return port;
    } catch (error) {
      if (attempt === PORTS || !/Address already in use/.test(`${error}`)) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const port = randomInt(...PORT_RANGE);
  const isFree = await new Promise<boolean>((resolve) => {
    const listener = createServer().once('error', () => resolve(false));
    listener.listen(port, '127.0.0.1', () => listener.close(() => resolve(true)));
  });
  return isFree ? port : freePort();
}

/**
 * Works on a connection as a normal client has it: with the settings of its role and its database, including
 * search_path, which the connections of the handlers ignore. The harness must not depend on the code under test, and
 * accepts any name in the certificate.
 */
export async function withClient<T>(
  address: DatabaseAddress,
  login: Login,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { host, port, database, authorities: ca } = address;
  const { username: user, password } = login;
  const client = new Client({
    host,
    port,
    database,
    user,
    password,
    ssl: { ca, checkServerIdentity: () => undefined },
  });
  client.on('error', () => undefined); // the server may be stopped meanwhile
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The roles of every RDS instance:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html
 */
async function makeRdsRoles(client: Client): Promise<void> {
  for (const role of ['rds_superuser', 'rds_iam', 'rds_password', 'rds_replication']) {
    await client.query(`CREATE ROLE ${role} NOLOGIN`);
  }
  await client.query(
    'GRANT pg_monitor, pg_signal_backend, rds_password, rds_replication TO rds_superuser WITH ADMIN OPTION',
  );
}

/**
 * Lets the master user go on to administer the roles that it created before 16. From then on, PostgreSQL itself asks
 * for ADMIN OPTION on them, but RDS does not ask this of members of rds_superuser:
 * https://github.com/gravitational/teleport/pull/48949
 */
async function adoptDump(client: Client, major: Major, dump: Dump): Promise<void> {
  if (Number(dump.major) >= 16 || Number(major) < 16) return;
  const { rows } = await client.query(
    `SELECT rolname FROM pg_roles
      WHERE NOT rolsuper AND rolname <> $1 AND (rolname = 'rds_iam' OR rolname !~ '^(pg|rds)_')`,
    [dump.master.username],
  );
  for (const { rolname } of rows) await client.query(administration(rolname, dump.master.username));
}

/** Allows the master user to administer a role of somebody else, without its privileges. */
function administration(role: string, master: string): string {
  return `GRANT ${escapeIdentifier(role)} TO ${escapeIdentifier(master)} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`;
}

async function makeDatabase(
  client: Client,
  major: Major,
  database: string,
  { username, password }: Login,
): Promise<void> {
  const master = escapeIdentifier(username);
  await client.query('SET log_statement = none'); // a password that is never used
  await client.query(
    `CREATE ROLE ${master} LOGIN CREATEROLE CREATEDB PASSWORD ${escapeLiteral(password)} IN ROLE rds_superuser`,
  );
  // Since 16, CREATEROLE does not suffice to grant roles of others. RDS still allows it to the master user.
  if (Number(major) >= 16) await client.query(administration('rds_iam', username));
  // Every server has this one; an instance that is made without a first database has no other.
  if (database === 'postgres') await client.query(`ALTER DATABASE postgres OWNER TO ${master}`);
  else await client.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER ${master}`);
}

function give({ uid, gid }: Account, ...files: string[]): void {
  if (uid === undefined || gid === undefined) return;
  for (const file of files) chownSync(file, uid, gid);
}

function randomPassword(): string {
  return randomBytes(18).toString('base64url');
}
