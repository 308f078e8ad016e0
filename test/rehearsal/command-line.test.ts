import { spawn } from 'child_process';
import * as path from 'path';
import { text as textOf } from 'stream/consumers';
import { DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { expectRecordedCalls } from './command-calls';
import { DatabaseApp, DatabaseState } from './database-app';
import { KEPT_SQL, startScenario } from './scenario';
import { recordingEnvironment } from '../../rehearsal/recorded-command-calls';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { freePort } from '../../tools/support/free-port';
import { ROOT } from '../../tools/support/root';

/*
 * The command line as a process, against a database that has been deployed.
 */

const PROGRAM = path.join(ROOT, 'assets', 'cli', 'main', 'index.js');
const IDENTIFIER = 'oficina-db-dev';
const STATE: DatabaseState = { users: [{ name: 'orders' }], sql: [KEPT_SQL], copiesTo: 'us-west-2' };

let rehearsal: Rehearsal;
let app: DatabaseApp;

/** Everything that the commands have printed. */
const printed: string[] = [];

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1', 'us-west-2'));
  await app.deploy(STATE);
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. The environment is complete: nothing of this process's is left. */
async function runProgram(args: string[], env: Record<string, string>): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: rehearsal.folder, env, stdio: 'pipe' });
  child.stdin.end();
  const [stdout, stderr, status] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number>((resolve) => child.on('close', resolve)),
  ]);
  return { status, stdout, stderr };
}

/** Runs a command as an operator of the account does. */
async function command(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await runProgram(args, {
    ...rehearsal.emulator.environment(),
    ...recordingEnvironment(args),
    LANG: 'C',
    ...env,
  });
  printed.push(outcome.stdout, outcome.stderr);
  return outcome;
}

/** Runs a command with `--json`, which must end with the status, and returns its result. */
async function result(status: number, ...args: string[]) {
  const outcome = await command([...args, '--environment', 'dev', '--json']);
  expect(outcome).toMatchObject({ status });
  return JSON.parse(outcome.stdout);
}

test('status finds everything that can be read, and what is not there', async () => {
  const { identifier, region, findings } = await result(1, 'status');
  expect({ identifier, region }).toEqual({ identifier: IDENTIFIER, region: 'us-east-1' });
  const levels = Object.fromEntries(
    findings.map(({ check, level }: { check: string; level: string }) => [check, level]),
  );
  expect(levels).toMatchObject({ instance: 'ok', standby: 'ok', alarms: 'ok', backups: 'ok' });
  expect(levels).toMatchObject({ otherRegion: 'ok', rotation: 'ok', maintenance: 'ok', support: 'ok' });
  expect(levels.storage).toBe('unknown'); // nobody writes metrics here
});

test('status is a table in the language of the user', async () => {
  const english = await command(['status', '-e', 'dev']);
  expect(english.stdout).toMatch(/✓ {2}Instance +available · db\.t3\.small · PostgreSQL 15/);
  const portuguese = await command(['status', '-e', 'dev'], { LANG: 'pt_BR.UTF-8' });
  expect(portuguese.stdout).toMatch(/✓ {2}Instância +available · db\.t3\.small · PostgreSQL 15/);
});

test('credentials hides the password unless it is asked for', async () => {
  const { username, password } = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
  const hidden = await result(0, 'credentials', '--user', 'orders');
  expect(hidden).toMatchObject({ secret: `${IDENTIFIER}/orders`, username, password: '••••••••' });
  const shown = await runProgram(
    ['credentials', '-e', 'dev', '--user', 'orders', '--json', '--show'],
    rehearsal.emulator.environment(),
  );
  expect(JSON.parse(shown.stdout)).toMatchObject({ username, password });
});

test('rotate waits for the new password, with which the user logs in', async () => {
  const before = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
  expect(await result(0, 'rotate', '--user', 'orders', '--wait')).toMatchObject({ finished: true });
  const after = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
  expect(after.password).not.toBe(before.password);
  await rehearsal.asUser(IDENTIFIER, after, (client) => client.query('SELECT 1'));
}, 60_000);

test('users lists everybody who has a secret', async () => {
  const { users } = await result(0, 'users');
  expect(users.map(({ user, rotates }: { user: string; rotates: boolean }) => [user, rotates]).sort()).toEqual([
    [null, true],
    ['orders', true],
  ]);
  const { stdout } = await command(['users', '-e', 'dev']);
  expect(stdout).not.toMatch(/ off$/m); // both rotate, although Secrets Manager here names no date for it
});

test('snapshot copies to the other region, and backups lists both', async () => {
  const arguments_ = ['snapshot', '--name', 'before-migration', '--copy-to', 'us-west-2', '--wait'];
  const { snapshots } = await result(0, ...arguments_);
  expect(snapshots.map(({ status }: { status: string }) => status)).toEqual(['available', 'available']);
  const { DBSnapshots: there = [] } = await rehearsal
    .cloud('us-west-2')
    .rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'before-migration' }));
  expect(there[0]).toMatchObject({ Status: 'available', Encrypted: true });
  const { backups } = await result(0, 'backups');
  const named = backups.filter(({ name }: { name: string }) => name === 'before-migration');
  expect(named.map(({ region }: { region: string }) => region).sort()).toEqual(['us-east-1', 'us-west-2']);
}, 120_000);

describe('a fault is one line, with an exit code of its own', () => {
  const unknown = ['status', '-i', 'oficina-db-nobody'];
  test.each([
    ['an unknown instance', unknown, {}, 4, 'Error: There is no instance oficina-db-nobody in us-east-1'],
    ['no database named', ['status'], {}, 64, 'Error: Name the database with --environment'],
    ['two names', ['status', '-e', 'dev', '-i', 'x'], {}, 64, 'Error: --environment and --identifier'],
    ['an identifier that none has', ['status', '-i', 'a b'], {}, 64, 'Error: a b is no identifier'],
    ['an unknown user', ['credentials', '-e', 'dev', '--user', 'x'], {}, 4, 'Error: There is no secret'],
    ['a region that none is', ['snapshot', '-e', 'dev', '--copy-to', 'moon'], {}, 64, 'Error: moon is no AWS region'],
    ['an unknown option', ['status', '--regio', 'x'], {}, 64, "error: unknown option '--regio'"],
    ['no log group', ['logs', '-i', 'oficina-db-nobody'], {}, 4, 'Error: There is no log group'],
  ])('%s', async (_, args, env, status, text) => {
    const outcome = await command(args, env);
    expect(outcome).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(text) });
    expect(outcome.stderr).not.toMatch(/\n {4}at /);
  });

  test('no credentials', async () => {
    const outcome = await runProgram(unknown, {
      HOME: rehearsal.folder,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
    });
    expect(outcome).toMatchObject({ status: 3, stderr: expect.stringContaining('no valid AWS credentials') });
  });

  test('nobody answers', async () => {
    const port = await freePort();
    const outcome = await command(unknown, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    expect(outcome).toMatchObject({ status: 3, stderr: expect.stringContaining('cannot be reached (ECONNREFUSED)') });
  });
});

test('no command makes a call that is not recorded', () => expectRecordedCalls(rehearsal));

test('no command has printed a password', async () => {
  const secrets = await rehearsal.cloud().secrets();
  expect(secrets.length).toBeGreaterThanOrEqual(2);
  for (const { Name: name } of secrets) {
    const { password } = await rehearsal.cloud().login(name!);
    expect(printed.filter((output) => output.includes(password))).toEqual([]);
  }
});
