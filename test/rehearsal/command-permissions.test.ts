import { writeFileSync } from 'fs';
import * as path from 'path';
import { BackupClient, CreateBackupVaultCommand, StartBackupJobCommand } from '@aws-sdk/client-backup';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expectRecordedCalls } from './command-calls';
import { CommandOutcome, Operator } from './operator';
import { startScenario } from './scenario';
import { ACCOUNT } from '../../rehearsal/account';
import { keptCommandCalls } from '../../rehearsal/recorded-command-calls';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { isReading, READING_COMMANDS } from '../../src/cli/permissions/reading-commands';
import { Places, Statement, statementsFor } from '../../tools/support/command-policies';

/*
 * The commands under roles that have the policies of docs/command-line-permissions.md, and nothing else.
 */

const IDENTIFIER = 'oficina-db-dev';
const PLACE = { partition: 'aws', account: ACCOUNT, identifier: IDENTIFIER, qualifier: 'hnb659fds' };
const PLACES: Places = { home: { ...PLACE, region: 'us-east-1' }, other: { ...PLACE, region: 'us-west-2' } };
const READER = 'reader';
const ROOT_OF_THE_ACCOUNT = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
};

/** What a command needs besides the name of the database. The way leads to the server. */
const ARGUMENTS: Record<string, (way: string[]) => string[]> = {
  explain: () => ['HighCPU'],
  scale: () => ['--storage', '400'],
  slow: (way) => way,
  locks: (way) => way,
  upgrade: (way) => ['--to', '17', ...way],
  doctor: (way) => way,
};

let rehearsal: Rehearsal;
let operator: Operator;
let way: string[];

beforeAll(async () => {
  const scenario = await startScenario('us-east-1', 'us-west-2');
  rehearsal = scenario.rehearsal;
  operator = new Operator(rehearsal);
  await scenario.app.deploy({ users: [{ name: 'orders' }], copiesTo: 'us-west-2' });
  await makeVault();
  writeFileSync(path.join(rehearsal.folder, 'authorities.pem'), rehearsal.servers.authority);
  way = ['--via', `localhost:${rehearsal.servers.server(`us-east-1/${IDENTIFIER}`).address.port}`];
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

function client<T>(service: new (settings: object) => T): T {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = rehearsal.emulator.environment();
  return new service({
    region: 'us-east-1',
    endpoint: rehearsal.emulator.url,
    credentials: { accessKeyId, secretAccessKey },
  });
}

/** A vault with a backup, as in production: there is more to look at then. */
async function makeVault(): Promise<void> {
  const backup = client(BackupClient);
  const { DBInstanceArn: arn } = await rehearsal.cloud().instance(IDENTIFIER);
  const role = `arn:aws:iam::${ACCOUNT}:role/backup`;
  await backup.send(new CreateBackupVaultCommand({ BackupVaultName: IDENTIFIER }));
  await backup.send(new StartBackupJobCommand({ BackupVaultName: IDENTIFIER, ResourceArn: arn, IamRoleArn: role }));
}

/** Makes a role with these statements, and returns the credentials of a session as environment variables. */
async function roleWith(name: string, statements: readonly Statement[]): Promise<Record<string, string>> {
  const iam = client(IAMClient);
  const document = (statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document(ROOT_OF_THE_ACCOUNT) }));
  const policy = { RoleName: name, PolicyName: 'commands', PolicyDocument: document(statements) };
  await iam.send(new PutRolePolicyCommand(policy));
  const session = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'ana' };
  const { Credentials: credentials } = await client(STSClient).send(new AssumeRoleCommand(session));
  return {
    AWS_ACCESS_KEY_ID: credentials!.AccessKeyId!,
    AWS_SECRET_ACCESS_KEY: credentials!.SecretAccessKey!,
    AWS_SESSION_TOKEN: credentials!.SessionToken!,
    PGSSLROOTCERT: path.join(rehearsal.folder, 'authorities.pem'),
  };
}

/** The statements of commands, as on the page. */
function statementsOf(isOne: (command: string) => boolean): Statement[] {
  return statementsFor(
    keptCommandCalls().filter(({ command }) => isOne(command)),
    PLACES,
  );
}

function run(command: string, env: Record<string, string>, ...options: string[]): Promise<CommandOutcome> {
  return operator.run([command, '-e', 'dev', ...(ARGUMENTS[command]?.(way) ?? []), ...options], env);
}

/** The calls of a role that were denied. */
function deniedTo(role: string): string[] {
  return rehearsal
    .deniedCalls()
    .filter((call) => call.role === role)
    .map(({ action, resource }) => `${action} on ${resource}`);
}

/** What does not depend on the moment, such as ages and the order of what was made in the same second. */
function lasting(text: string): string[] {
  return text
    .replace(/\d+/g, '0')
    .replace(/0 (item|second|minute|hour)s? /g, '0 $1s ')
    .split('\n')
    .sort();
}

describe('a role with the policy for reading', () => {
  let env: Record<string, string>;

  beforeAll(async () => {
    env = await roleWith(READER, statementsOf(isReading));
  });

  test.each(READING_COMMANDS.filter((command) => command !== 'doctor'))('%s finds what root finds', async (command) => {
    const asRoot = await run(command, { PGSSLROOTCERT: env.PGSSLROOTCERT });
    const asReader = await run(command, env);
    expect({ status: asReader.status, stdout: lasting(asReader.stdout) }).toEqual({
      status: asRoot.status,
      stdout: lasting(asRoot.stdout),
    });
    expect(deniedTo(READER)).toEqual([]);
  });

  test('doctor says what the role may not do', async () => {
    const { findings } = await operator.result(2, ['doctor', ...way], env);
    expect(deniedTo(READER)).toEqual([]);
    const [permissions, ...others] = findings.filter(({ check }: { check: string }) => check === 'permissions');
    expect(others).toEqual([]);
    expect(permissions).toMatchObject({
      level: 'ok',
      text: expect.stringContaining(`arn:aws:iam::${ACCOUNT}:role/${READER} changes nothing, as it lacks for `),
    });
    expect(permissions.text).toContain('rotate (secretsmanager:');
    expect(permissions.text).toContain('snapshot (rds:CreateDBSnapshot');
  });

  test.each([
    ['rotate', [], 'secretsmanager:DescribeSecret'],
    ['snapshot', [], 'rds:CreateDBSnapshot'],
    ['restore', ['--to', 'oficina-db-rescue', '--latest', '--yes'], 'rds:DescribeDBInstances'],
  ])('%s is denied in one line', async (command, options, action) => {
    const { status, stdout, stderr } = await run(command, env, ...options);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr.trim().split('\n').pop()).toMatch(new RegExp(`^Error: AWS denies a call: .*${action}`));
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

describe('a role with the policy of one command', () => {
  test.each(READING_COMMANDS)('%s is denied nothing', async (command) => {
    const role = `only-${command}`;
    const { status, stdout } = await run(
      command,
      await roleWith(
        role,
        statementsOf((name) => name === command),
      ),
    );
    expect(deniedTo(role)).toEqual([]);
    expect(status).toBeLessThan(3);
    expect(stdout).not.toContain('could not be read');
  });

  test.each([
    ['rotate', ['--user', 'orders', '--wait']],
    ['snapshot', ['--copy-to', 'us-west-2', '--wait']],
  ])(
    '%s works',
    async (command, options) => {
      const role = `only-${command}`;
      const outcome = await run(
        command,
        await roleWith(
          role,
          statementsOf((name) => name === command),
        ),
        ...options,
      );
      expect(deniedTo(role)).toEqual([]);
      expect(outcome).toEqual({ ...outcome, status: 0 });
    },
    60_000,
  );
});

test('without a look at its own permissions, doctor says what to allow', async () => {
  const statements = statementsOf((name) => name === 'doctor').filter(
    ({ Action: actions }) => !actions.some((action) => action.startsWith('iam:')),
  );
  const { findings } = await operator.result(2, ['doctor', ...way], await roleWith('blind', statements));
  expect(findings.find(({ check }: { check: string }) => check === 'permissions')).toMatchObject({
    level: 'unknown',
    text: 'these credentials may not look at their own permissions',
    advice: 'Allow iam:SimulatePrincipalPolicy and iam:GetRole, or compare with docs/command-line-permissions.md',
  });
});

test('no command makes a call that is not recorded', () => expectRecordedCalls(rehearsal));
