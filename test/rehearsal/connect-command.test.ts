import { existsSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { expectRecordedCalls } from './command-calls';
import { DatabaseApp, DatabaseState } from './database-app';
import { CommandProgram, Outcome, processList } from './program';
import { KEPT_SQL, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { mustRun } from '../../tools/support/run';

/*
 * `connect` as a process: a real psql, a real server, and programs that really forward a port in place of those of AWS.
 */

const IDENTIFIER = 'oficina-db-dev';
const STATE: DatabaseState = { users: [{ name: 'orders' }, { name: 'jobs', iam: true }], sql: [KEPT_SQL] };
const HOST = 'i-0123456789abcdef0';
const WHO_AM_I = ['-At', '-c', 'SELECT current_user, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'];

let rehearsal: Rehearsal;
let app: DatabaseApp;
let program: CommandProgram;
let port: number;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
  await app.deploy(STATE);
  program = new CommandProgram(rehearsal);
  ({ port } = rehearsal.servers.server(`us-east-1/${IDENTIFIER}`).address);
  fakeAws();
  fakeSsh();
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

afterEach(() => expect(program.leftovers).toEqual([]));

/** Forwards a local port to the server, and writes down who does. */
const FORWARD = `
  const net = require('net');
  const { appendFileSync } = require('fs');
  function forward(localPort) {
    appendFileSync(process.env.HOME + '/forwarding', process.pid + '\\n');
    net.createServer((near) => {
      const far = net.connect(Number(process.env.SERVER_PORT), '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) socket.on('error', () => { near.destroy(); far.destroy(); });
    }).listen(Number(localPort), '127.0.0.1');
  }
`;

/** The AWS CLI, as far as connect uses it. It hands a session over to its plugin, which outlives it. */
function fakeAws(): void {
  program.fake(
    'aws',
    `const { spawn } = require('child_process');
    const { appendFileSync, existsSync, statSync } = require('fs');
    const args = process.argv.slice(2);
    const after = (name) => args[args.indexOf(name) + 1];
    appendFileSync(process.env.HOME + '/aws-calls', JSON.stringify(args) + '\\n');
    if (process.env.AWS_FAILS) {
      console.error('\\nAn error occurred (TargetNotConnected): ' + after('--target') + ' is not connected.');
      process.exit(254);
    }
    const answers = {
      'ec2 describe-instances': ['i-00000000000000001', '${HOST}'],
      'ssm describe-instance-information': process.env.ONLINE.split(' '),
      'ec2-instance-connect send-ssh-public-key': { Success: true },
    };
    const call = args.slice(0, 2).join(' ');
    if (call === 'ssm start-session') {
      const session = ['{}', after('--region'), 'StartSession', '', after('--parameters')];
      spawn('session-manager-plugin', session, { stdio: 'inherit' });
    } else {
      if (call.endsWith('key') && !existsSync(after('--ssh-public-key').slice(7))) process.exit(1);
      console.log(JSON.stringify(answers[call]));
    }`,
  );
  program.fake('session-manager-plugin', `${FORWARD} forward(JSON.parse(process.argv[6]).localPortNumber[0]);`);
}

function fakeSsh(): void {
  program.fake(
    'ssh',
    `${FORWARD}
    const { statSync } = require('fs');
    const args = process.argv.slice(2);
    if (statSync(args[args.indexOf('-i') + 1]).mode & 0o077) throw new Error('others can read the key');
    appendFileSync(process.env.HOME + '/ssh-calls', JSON.stringify(args) + '\\n');
    forward(args[args.indexOf('-L') + 1].split(':')[1]);`,
  );
}

/** The environment of the fakes. */
function network(changes: Record<string, string> = {}): Record<string, string> {
  return { SERVER_PORT: `${port}`, ONLINE: `i-00000000000000002 ${HOST}`, ...changes };
}

function connect(args: string[], env: Record<string, string> = network()): Promise<Outcome> {
  return program.run(['connect', '-e', 'dev', ...args], env);
}

/** What a fake has written down, line by line. */
function written(file: string): string[] {
  const name = path.join(rehearsal.folder, file);
  return existsSync(name) ? readFileSync(name, 'utf8').trim().split('\n') : [];
}

/** Waits until a condition holds. */
async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); await sleep(50)) {
    if (Date.now() > end) throw new Error('it has not become so');
  }
}

function isRunning(pid: string): boolean {
  return existsSync(`/proc/${pid}`);
}

test('psql logs in as the master user, through a tunnel that is open already', async () => {
  const outcome = await connect(['--via', `127.0.0.1:${port}`, '--', ...WHO_AM_I]);
  expect(outcome).toMatchObject({ status: 0, stdout: 'oficina_admin|t\n' });
});

test('an application user goes through Systems Manager, and no process list shows the password', async () => {
  const { password, username } = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
  const running = program.start(
    ['connect', '-e', 'dev', '--user', 'orders', '--via', `ssm:${HOST}`].concat([
      '--',
      '-At',
      '-c',
      'SELECT pg_sleep(2)',
      '-c',
      'SELECT current_user',
    ]),
    network(),
  );
  let list = '';
  await until(() => /psql .*pg_sleep/.test((list += processList())));
  for (const end = Date.now() + 1_000; Date.now() < end; await sleep(50)) list += processList();
  expect(list).not.toContain(password);
  const [pid] = written('forwarding').slice(-1);
  expect(isRunning(pid)).toBe(true);
  expect(await running.outcome).toMatchObject({ status: 0, stdout: `\n${username}\n` });
  await until(() => !isRunning(pid));
  expect(written('aws-calls').pop()).toContain('AWS-StartPortForwardingSessionToRemoteHost');
}, 60_000);

test('the only host of Systems Manager in the VPC is found, and several are not guessed from', async () => {
  expect(await connect(['--via', 'ssm', '--', ...WHO_AM_I])).toMatchObject({ status: 0, stdout: 'oficina_admin|t\n' });
  const both = network({ ONLINE: `i-00000000000000001 ${HOST}` });
  expect(await connect(['--via', 'ssm'], both)).toMatchObject({
    status: 4,
    stderr: expect.stringContaining(`--via ssm:<instance-id>: i-00000000000000001, ${HOST}`),
  });
  expect(await connect(['--via', 'ssm'], network({ ONLINE: '' }))).toMatchObject({
    status: 4,
    stderr: expect.stringContaining('Systems Manager reaches no running host'),
  });
}, 60_000);

test('SSH goes through an EC2 Instance Connect Endpoint, with a key of this connection', async () => {
  const outcome = await connect(['--via', `eice:admin@${HOST}`, '--', ...WHO_AM_I]);
  expect(outcome).toMatchObject({ status: 0, stdout: 'oficina_admin|t\n' });
  const [call] = written('ssh-calls').slice(-1);
  expect(call).toContain(`'open-tunnel' '--instance-id' '${HOST}' '--region' 'us-east-1'`);
  expect(call).toContain(`admin@${HOST}`);
  const [pid] = written('forwarding').slice(-1);
  await until(() => !isRunning(pid));
}, 60_000);

test('a URL has no password, and the tunnel stays open until Ctrl-C', async () => {
  const { password } = await rehearsal.cloud().login(IDENTIFIER);
  const { child, outcome } = program.start(
    ['connect', '-e', 'dev', '--url', '--json', '--via', `ssm:${HOST}`],
    network(),
  );
  let output = '';
  child.stdout!.on('data', (chunk) => (output += chunk));
  await until(() => output.includes('}'));
  const { url } = JSON.parse(output);
  expect(url).toMatch(
    /^postgresql:\/\/oficina_admin@oficina-db-dev\..*\/oficina_db\?sslmode=verify-full&hostaddr=127.0.0.1$/,
  );
  const env = { PGPASSWORD: password, PGSSLROOTCERT: path.join(rehearsal.folder, 'authority.pem') };
  expect(await mustRun('psql', [url, ...WHO_AM_I], { cwd: rehearsal.folder, env })).toBe('oficina_admin|t\n');
  const [pid] = written('forwarding').slice(-1);
  child.kill('SIGINT');
  expect(await outcome).toMatchObject({ status: 130, stderr: expect.stringContaining('open until Ctrl-C') });
  await until(() => !isRunning(pid));
}, 60_000);

test('a command that is ended by a signal takes its tunnel along', async () => {
  const { child, outcome } = program.start(['connect', '-e', 'dev', '--url', '--via', `ssm:${HOST}`], network());
  const before = written('forwarding').length;
  await until(() => written('forwarding').length > before);
  child.kill('SIGTERM');
  expect((await outcome).status).toBe(143);
  const [pid] = written('forwarding').slice(-1);
  await until(() => !isRunning(pid));
}, 60_000);

test('Ctrl-C is for psql, and the end of the command is the end of psql', async () => {
  const sleeping = ['--via', `127.0.0.1:${port}`, '--', '-c', 'SELECT pg_sleep(1.5)'];
  const isConnected = () => /psql -c SELECT pg_sleep\(1\.5\)/.test(processList());
  const interrupted = program.start(['connect', '-e', 'dev', ...sleeping]);
  await until(isConnected);
  interrupted.child.kill('SIGINT');
  expect(await interrupted.outcome).toMatchObject({ status: 0 });
  const ended = program.start(['connect', '-e', 'dev', ...sleeping]);
  await until(isConnected);
  ended.child.kill('SIGTERM');
  expect(await ended.outcome).toMatchObject({ status: 143 });
  expect(isConnected()).toBe(false);
}, 60_000);

test('a user of IAM logs in with a token for the endpoint', async () => {
  program.fake('psql', 'console.log(process.env.PGUSER); console.log(process.env.PGPASSWORD);');
  try {
    const outcome = await connect(['--iam', '--user', 'jobs', '--via', `127.0.0.1:${port}`]);
    expect(outcome.status).toBe(0);
    const [user, token] = outcome.stdout.split('\n');
    expect(user).toBe('jobs');
    const { host, searchParams } = new URL(`https://${token}`);
    expect(host).toMatch(/^oficina-db-dev\..*\.us-east-1\.rds\.amazonaws\.com:5432$/);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      Action: 'connect',
      DBUser: 'jobs',
      'X-Amz-Credential': expect.stringMatching(/\/us-east-1\/rds-db\/aws4_request$/),
      'X-Amz-Expires': '900',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  } finally {
    program.remove('psql');
  }
});

describe('init runs a script with psql', () => {
  const yes = () => ['--via', `127.0.0.1:${port}`, '--yes'];
  const init = (args: string[], env?: Record<string, string>) => program.run(['init', '-e', 'dev', ...args], env);

  /** Writes a script, and returns its name. */
  function script(text: string): string {
    const file = path.join(rehearsal.folder, 'script.sql');
    writeFileSync(file, text);
    return file;
  }

  function tables(): Promise<string[]> {
    const server = rehearsal.servers.server(`us-east-1/${IDENTIFIER}`);
    return server.superuser(async (client) => {
      const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'oficina' ORDER BY 1");
      return rows.map(({ tablename }) => tablename);
    });
  }

  test('that of the package, again and again', async () => {
    const outcome = await init([...yes(), '--json']);
    expect(outcome).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/psql will run .*init-db\.sql as oficina_/),
    });
    const { file, ...result } = JSON.parse(outcome.stdout);
    expect(result).toEqual({ identifier: IDENTIFIER, database: 'oficina_db', user: 'oficina_admin' });
    expect(existsSync(file)).toBe(true);
  });

  test('one of the user, all of it or nothing', async () => {
    const good = script('CREATE TABLE oficina.made ();\n');
    expect(await init([...yes(), '--file', good])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('prepared'),
    });
    const bad = script('CREATE TABLE oficina.other ();\nSELECT nonsense;\n');
    const outcome = await init([...yes(), '--file', bad]);
    expect(outcome).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('is as it was') });
    expect(outcome.stderr).toContain('script.sql:2: ERROR:  column "nonsense" does not exist');
    expect(await tables()).toEqual(['kept', 'made']);
  });

  test('not without a word of somebody', async () => {
    expect(await init(['--via', `127.0.0.1:${port}`])).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringContaining('no terminal to ask whether to go on: say --yes'),
    });
    expect(await init([...yes(), '--file', 'nothing.sql'])).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/--file .*nothing\.sql is no file/),
    });
    expect(await init(['--yes'])).toMatchObject({ status: 3, stderr: expect.stringContaining('in a private network') });
    expect(await init(yes(), { PATH: program.folderWith() })).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('psql is not on the PATH'),
    });
  });
});

describe('a fault is one line', () => {
  test.each([
    ['no way', ['--via', 'bastion'], 64, '--via bastion is no way to the database'],
    ['JSON without a URL', ['--json'], 64, '--json goes with --url'],
    ['IAM without a user', ['--iam'], 64, '--iam needs --user'],
    ['an unknown user', ['--user', 'nobody'], 4, 'There is no secret oficina-db-dev/nobody'],
    ['a private network', [], 3, 'it is in a private network; go through a host there with --via'],
  ])('%s', async (_, args, status, text) => {
    const outcome = await connect(args);
    expect(outcome).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(text) });
    expect(outcome.stderr).not.toMatch(/\n {4}at /);
  });

  test.each([
    ['psql', ['aws'], [], 'psql is not on the PATH: install the PostgreSQL client'],
    ['aws', ['psql'], ['--via', 'ssm'], 'aws is not on the PATH: install version 2 of the AWS CLI'],
    ['plugin', ['psql', 'aws'], ['--via', 'ssm'], 'session-manager-plugin is not on the PATH: install the Session'],
    ['ssh', ['psql', 'aws'], ['--via', `eice:${HOST}`], 'ssh is not on the PATH: install OpenSSH'],
  ])('no %s', async (_, there, args, text) => {
    const outcome = await connect(args, network({ PATH: program.folderWith(...there) }));
    expect(outcome).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining(text) });
  });

  test('a tunnel that does not open', async () => {
    const outcome = await connect(['--via', `ssm:${HOST}`], network({ AWS_FAILS: 'yes' }));
    expect(outcome).toMatchObject({
      status: 3,
      stderr: expect.stringContaining(`aws has opened no tunnel: An error occurred (TargetNotConnected)`),
    });
  });

  test('what psql refuses, it says itself', async () => {
    const outcome = await connect(['--via', `127.0.0.1:${port}`, '--', '-c', 'SELECT nonsense']);
    expect(outcome).toMatchObject({ status: 3, stderr: expect.stringContaining('column "nonsense" does not exist') });
  });
});

test('no command makes a call that is not recorded', () => expectRecordedCalls(rehearsal));

test('no command has printed a password', async () => {
  for (const secret of [IDENTIFIER, `${IDENTIFIER}/orders`]) {
    const { password } = await rehearsal.cloud().login(secret);
    expect(program.printed.filter((output) => output.includes(password))).toEqual([]);
  }
});
