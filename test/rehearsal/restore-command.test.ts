import { mkdirSync, writeFileSync } from 'fs';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import {
  CreateDBSnapshotCommand,
  DBInstance,
  DescribeDBInstanceAutomatedBackupsCommand,
  ModifyDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expectRecordedCalls } from './command-calls';
import { DatabaseApp, DatabaseState } from './database-app';
import { CommandProgram, Outcome, RunningCommand } from './program';
import { KEPT_SQL, keptIds, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

/*
 * `restore` and `failover` as processes. The instances that they make are real servers with the data of the backup.
 */

const IDENTIFIER = 'oficina-db-dev';
const RESTORED = 'oficina-db-rescue';
const HOST = 'i-0123456789abcdef0';
const STATE: DatabaseState = { users: [{ name: 'orders' }], sql: [KEPT_SQL], copiesTo: 'us-west-2' };

let rehearsal: Rehearsal;
let app: DatabaseApp;
let program: CommandProgram;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1', 'us-west-2'));
  await app.deploy(STATE);
  program = new CommandProgram(rehearsal);
  fakeSessionManager();
  await rehearsal
    .cloud()
    .rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: IDENTIFIER, DBSnapshotIdentifier: 'before' }));
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

afterEach(() => expect(program.leftovers).toEqual([]));

/** A tunnel to the server of an instance, as soon as its port is known. */
function fakeSessionManager(): void {
  mkdirSync(path.join(rehearsal.folder, 'ports'));
  program.fake(
    'aws',
    `const net = require('net');
    const { existsSync, readFileSync } = require('fs');
    const { host, localPortNumber } = JSON.parse(process.argv[process.argv.indexOf('--parameters') + 1]);
    const file = process.env.HOME + '/ports/' + host[0].split('.')[0];
    const listen = () => net.createServer((near) => {
      const far = net.connect(Number(readFileSync(file, 'utf8')), '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) socket.on('error', () => { near.destroy(); far.destroy(); });
    }).listen(Number(localPortNumber[0]), '127.0.0.1');
    const timer = setInterval(() => { if (existsSync(file)) { clearInterval(timer); listen(); } }, 50);`,
  );
  program.fake('session-manager-plugin', '');
}

function restore(to: string, ...args: string[]): RunningCommand {
  return program.start(['restore', '-e', 'dev', '--to', to, ...args]);
}

/** Runs a restore to its end, with a tunnel to the new server, and returns what it prints as JSON. */
async function restored(to: string, ...args: string[]) {
  const { outcome } = restore(to, '--yes', '--json', '--via', `ssm:${HOST}`, ...args);
  const name = `us-east-1/${to}`;
  for (let isOver = false; !isOver && !rehearsal.servers.names.includes(name); await sleep(100)) {
    void outcome.then(() => (isOver = true));
  }
  if (rehearsal.servers.names.includes(name)) {
    writeFileSync(path.join(rehearsal.folder, 'ports', to), `${rehearsal.servers.server(name).address.port}`);
  }
  const { status, stdout, stderr } = await outcome;
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return { result: JSON.parse(stdout), stderr };
}

/** Waits until a command has printed something. */
async function untilPrinted({ child }: RunningCommand, text: string): Promise<void> {
  let printed = '';
  child.stderr!.on('data', (chunk) => (printed += chunk));
  for (const end = Date.now() + 30_000; !printed.includes(text); await sleep(50)) {
    if (Date.now() > end) throw new Error(`it has not printed ${text}, but ${printed}`);
  }
}

/** What a restored instance has of the source. */
function settings({ DBInstanceClass, MultiAZ, DBSubnetGroup, VpcSecurityGroups, StorageType, ...rest }: DBInstance) {
  return {
    class: DBInstanceClass,
    multiAz: MultiAZ,
    subnets: DBSubnetGroup?.DBSubnetGroupName,
    groups: VpcSecurityGroups?.map(({ VpcSecurityGroupId: id }) => id),
    storage: StorageType,
    parameters: rest.DBParameterGroups?.map(({ DBParameterGroupName: name }) => name),
    key: rest.KmsKeyId,
    protection: rest.DeletionProtection,
  };
}

describe('restore', () => {
  test('a snapshot becomes an instance with the settings of the source, in which its login works', async () => {
    const { result, stderr } = await restored(RESTORED, '--snapshot', 'before');
    expect(result).toMatchObject({
      identifier: RESTORED,
      login: 'works',
      restoreFrom: [
        "RestoreSource.snapshot('before', { encrypted: true })",
        `RestoreSource.latest('${result.resourceId}', { encrypted: true })`,
      ],
    });
    expect(stderr).toMatch(
      /RDS will make the new instance oficina-db-rescue in us-east-1:\n\n?Data +snapshot before of/,
    );
    expect(stderr).toMatch(/Security groups +sg-/);
    const [source, made] = await Promise.all([IDENTIFIER, RESTORED].map((name) => rehearsal.cloud().instance(name)));
    expect(settings(made)).toEqual(settings(source));
    expect(settings(made).groups!.length).toBeGreaterThan(0);
    expect(await keptIds(rehearsal, RESTORED, `${IDENTIFIER}/orders`)).toEqual([42]);
  }, 60_000);

  test('after a rotation, it says that the passwords are older', async () => {
    await rehearsal.cloud().rotate(IDENTIFIER);
    const { result } = await restored(`${RESTORED}-2`, '--snapshot', 'before');
    expect(result.login).toBe('refused');
  }, 60_000);

  test('a moment within the window, and as late as possible', async () => {
    const { DBInstanceAutomatedBackups: [backup] = [] } = await rehearsal
      .cloud()
      .rds.send(new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: IDENTIFIER }));
    const time = `${new Date(backup.RestoreWindow!.LatestTime!.getTime() - 60_000).toISOString().slice(0, 19)}Z`;
    const moment = await restored(`${RESTORED}-3`, '--time', time);
    expect(moment.result.restoreFrom[0]).toBe(
      `RestoreSource.pointInTime('${backup.DbiResourceId}', new Date('${time}'), { encrypted: true })`,
    );
    const { outcome } = restore(`${RESTORED}-4`, '--yes', '--latest');
    const { status, stdout } = await outcome;
    expect(status).toBe(0);
    expect(stdout).toContain('The login was not tried: The database does not answer');
    expect(stdout).toContain(`restoreFrom: RestoreSource.latest('${backup.DbiResourceId}', { encrypted: true }),`);
  }, 60_000);

  test('backups that RDS replicates are restored where they are', async () => {
    const network = ['--subnet-group', 'west', '--security-group', 'sg-0123456789abcdef0'];
    const args = ['--region', 'us-west-2', '--from-region', 'us-east-1', '--yes', '--json', ...network];
    const { status, stdout, stderr } = await restore(`${RESTORED}-west`, ...args).outcome;
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const { arn, login, restoreFrom } = JSON.parse(stdout);
    expect(arn).toContain(`:us-west-2:`);
    expect(login).toBe('untried');
    expect(restoreFrom[0]).toMatch(
      /^RestoreSource\.replicatedBackup\('arn:aws:rds:us-west-2:.*', undefined, \{ encrypted: true \}\)$/,
    );
    const made = await rehearsal.cloud('us-west-2').instance(`${RESTORED}-west`);
    expect(settings(made)).toMatchObject({ subnets: 'west', groups: ['sg-0123456789abcdef0'] });
  }, 60_000);

  test.each([
    ['a target that exists', RESTORED, ['--snapshot', 'before'], 4, 'exists in us-east-1, and nothing overwrites it'],
    ['the source itself', IDENTIFIER, ['--latest'], 4, 'is the database itself'],
    ['an unknown snapshot', 'x', ['--snapshot', 'nothing'], 4, 'There is no snapshot nothing in us-east-1'],
    [
      'a snapshot of another region',
      'x',
      ['--snapshot', 'arn:aws:rds:us-west-2:111122223333:snapshot:before'],
      4,
      'is in us-west-2, and the command works in us-east-1',
    ],
    ['a time without a zone', 'x', ['--time', '2026-11-20 14:05'], 64, 'is no moment with a time zone'],
    ['a time before the window', 'x', ['--time', '2020-01-01T00:00:00Z'], 4, 'cannot be restored; the backups have'],
    ['a time to come', 'x', ['--time', '2999-01-01T00:00:00Z'], 4, 'cannot be restored; the backups have'],
    ['no source', 'x', [], 64, 'Name the source with --snapshot'],
    ['two sources', 'x', ['--latest', '--snapshot', 'before'], 64, 'exclude each other'],
    ['no such identifier', 'a b', ['--latest'], 64, 'a b is no identifier'],
    ['no target', undefined, ['--latest'], 64, "required option '--to <identifier>' not specified"],
    ['nobody to ask', 'x', ['--latest'], 64, 'no terminal to ask whether to go on: say --yes'],
    [
      'no network in the other region',
      'x',
      ['--region', 'us-west-2', '--from-region', 'us-east-1'],
      64,
      '--subnet-group and --security-group',
    ],
    [
      'nothing replicated',
      'x',
      ['--from-region', 'us-west-2'],
      4,
      'us-east-1 has no backups of oficina-db-dev replicated from us-west-2',
    ],
  ])('refuses %s', async (_, to, args, status, text) => {
    const before = rehearsal.servers.names;
    const outcome = await program.run(['restore', '-e', 'dev', ...(to ? ['--to', to] : []), ...args]);
    expect(outcome).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(text) });
    expect(outcome.stderr).not.toMatch(/\n {4}at /);
    expect(rehearsal.servers.names).toEqual(before);
  });

  test('says what AWS denies', async () => {
    const outcome = await program.run(['restore', '-e', 'dev', '--to', 'x', '--latest'], await someRole());
    expect(outcome).toMatchObject({ status: 3, stderr: expect.stringContaining('AWS denies a call') });
  });

  test('Ctrl-C in a wait says what goes on', async () => {
    const running = restore(`${RESTORED}-5`, '--yes', '--latest');
    await untilPrinted(running, 'Waiting for');
    running.child.kill('SIGINT');
    const { status, stderr } = await running.outcome;
    expect(status).toBe(130);
    expect(stderr).toContain(`RDS goes on making ${RESTORED}-5; see it with the command status -i ${RESTORED}-5`);
  }, 60_000);
});

/** The credentials of a role that is for something else. */
async function someRole(): Promise<Record<string, string>> {
  const roles = await rehearsal.cloud().resources('database');
  const { PhysicalResourceId: name } = roles.find(({ ResourceType: type }) => type === 'AWS::IAM::Role')!;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = rehearsal.emulator.environment();
  const sts = new STSClient({
    region: 'us-east-1',
    endpoint: rehearsal.emulator.url,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { Credentials: role } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accessKeyId}:role/${name}`, RoleSessionName: 'operator' }),
  );
  return {
    AWS_ACCESS_KEY_ID: role!.AccessKeyId!,
    AWS_SECRET_ACCESS_KEY: role!.SecretAccessKey!,
    AWS_SESSION_TOKEN: role!.SessionToken!,
  };
}

describe('failover', () => {
  function failover(...args: string[]): Promise<Outcome> {
    return program.run(['failover', '-e', 'dev', ...args]);
  }

  /** The way to the server, past the name of its endpoint. */
  function tunnel(): string[] {
    return ['--via', `127.0.0.1:${rehearsal.servers.server(`us-east-1/${IDENTIFIER}`).address.port}`];
  }

  test('needs a standby', async () => {
    expect(await failover('--yes', ...tunnel())).toMatchObject({
      status: 4,
      stdout: '',
      stderr: expect.stringContaining('has no standby (Multi-AZ is off)'),
    });
  });

  test('measures how long a client gets no answer', async () => {
    await rehearsal.cloud().rds.send(
      new ModifyDBInstanceCommand({
        DBInstanceIdentifier: IDENTIFIER,
        MultiAZ: true,
        ApplyImmediately: true,
      }),
    );
    expect(await failover(...tunnel())).toMatchObject({ status: 64, stderr: expect.stringContaining('say --yes') });
    const outcome = await failover('--yes', '--json', ...tunnel());
    expect(outcome).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/will move from us-east-1a to us-east-1b/),
    });
    const { outageSeconds, ...result } = JSON.parse(outcome.stdout);
    expect(result).toEqual({ identifier: IDENTIFIER, before: 'us-east-1a', after: 'us-east-1b', measured: true });
    expect(outageSeconds).toBeGreaterThan(1.3);
    expect(outageSeconds).toBeLessThan(10);
  }, 60_000);

  test('goes on without a measure where the database does not answer', async () => {
    const outcome = await failover('--yes');
    expect(outcome).toMatchObject({ status: 0, stderr: expect.stringContaining('cannot be measured from here') });
    expect(outcome.stdout).toContain('runs in us-east-1a now, and was in us-east-1b.\nThe outage was not measured');
  }, 60_000);

  test('refuses ways that none are', async () => {
    expect(await failover('--yes', '--via', 'bastion')).toMatchObject({ status: 64 });
  });
});

test('no command makes a call that is not recorded', () => expectRecordedCalls(rehearsal));

test('no command has printed a password', async () => {
  const { password } = await rehearsal.cloud().login(IDENTIFIER);
  expect(program.printed.filter((output) => output.includes(password))).toEqual([]);
});

// The last one: the emulator is gone afterwards.
test('when the network goes in the middle of a wait, the restore goes on', async () => {
  const running = restore(`${RESTORED}-6`, '--yes', '--latest');
  await untilPrinted(running, 'Waiting for');
  rehearsal.emulator.kill();
  const { status, stderr } = await running.outcome;
  expect(status).toBe(3);
  expect(stderr).toMatch(/AWS cannot be reached \(ECONN\w+\).*RDS goes on making oficina-db-rescue-6/);
}, 60_000);
