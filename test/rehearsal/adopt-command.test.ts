import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import {
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { PutDashboardCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AddTagsToResourceCommand,
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
} from '@aws-sdk/client-rds';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expectRecordedCalls } from './command-calls';
import { installLibrary } from './database-app';
import { CommandProgram, Outcome } from './program';
import { Deployment } from '../../rehearsal/deployment';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { ROOT } from '../../tools/support/root';
import { mustRun } from '../../tools/support/run';

/*
 * `adopt` as a process: a database as a Terraform repository leaves it, with rows, made by the calls that Terraform
 * makes. The written app is compiled and synthesised. CloudFormation imports nothing here.
 */

const IDENTIFIER = 'oficina-db-prod';
const MASTER = 'admin';
const PASSWORD = 'from-the-state-0f9a8c';
const STACK = 'oficina-database-prod';

const FROM_VPC = { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/16' };

/** What the Terraform repository makes before the database, for which the AWS SDK has no client here. */
const NEIGHBOURS = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    SubnetA: subnet('10.0.0.0/24', 'us-east-1a'),
    SubnetB: subnet('10.0.1.0/24', 'us-east-1b'),
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription: 'RDS', VpcId: { Ref: 'Vpc' }, SecurityGroupIngress: [FROM_VPC] },
    },
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [] } } },
  },
  Outputs: {
    SubnetA: { Value: { Ref: 'SubnetA' } },
    SubnetB: { Value: { Ref: 'SubnetB' } },
    Group: { Value: { 'Fn::GetAtt': ['Group', 'GroupId'] } },
    Key: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  },
};

function subnet(range: string, zone: string) {
  return {
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: range, AvailabilityZone: zone },
  };
}

let rehearsal: Rehearsal;
let program: CommandProgram;
let folder: string;
let app: string;
let port: number;
let key: string;
let group: string;
let secretArn: string;
let state: string;

beforeAll(async () => {
  rehearsal = await Rehearsal.start();
  program = new CommandProgram(rehearsal);
  folder = mkdtempSync(path.join(tmpdir(), 'oficina-adopt-'));
  app = path.join(folder, 'app');
  await terraformApply();
}, 240_000);

afterAll(async () => {
  await rehearsal?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function terraformApply(): Promise<void> {
  const { cloudFormation, rds, secretsManager, cloudWatch, logs } = rehearsal.cloud();
  await cloudFormation.send(
    new CreateStackCommand({ StackName: 'neighbours', TemplateBody: JSON.stringify(NEIGHBOURS) }),
  );
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 60 }, { StackName: 'neighbours' });
  const { Stacks: [{ Outputs: outputs = [] }] = [{}] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: 'neighbours' }),
  );
  const output = (name: string) => outputs.find(({ OutputKey: found }) => found === name)!.OutputValue!;
  key = output('Key');
  group = output('Group');
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'oficina-prod',
      DBSubnetGroupDescription: 'terraform',
      SubnetIds: [output('SubnetA'), output('SubnetB')],
    }),
  );
  await rds.send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName: 'oficina-postgres15-params',
      DBParameterGroupFamily: 'postgres15',
      Description: 'terraform',
    }),
  );
  await rds.send(
    new ModifyDBParameterGroupCommand({
      DBParameterGroupName: 'oficina-postgres15-params',
      Parameters: [{ ParameterName: 'log_statement', ParameterValue: 'all', ApplyMethod: 'immediate' }],
    }),
  );
  const { DBInstance: made } = await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: IDENTIFIER,
      DBInstanceClass: 'db.t3.medium',
      Engine: 'postgres',
      EngineVersion: '15.4',
      DBName: 'oficina_db',
      MasterUsername: MASTER,
      MasterUserPassword: PASSWORD,
      AllocatedStorage: 50,
      StorageType: 'gp2',
      StorageEncrypted: true,
      KmsKeyId: key,
      DBSubnetGroupName: 'oficina-prod',
      DBParameterGroupName: 'oficina-postgres15-params',
      VpcSecurityGroupIds: [group],
      MultiAZ: true,
      BackupRetentionPeriod: 7,
      PreferredMaintenanceWindow: 'sun:04:00-sun:05:00',
    }),
  );
  await rds.send(
    new AddTagsToResourceCommand({
      ResourceName: made!.DBInstanceArn,
      Tags: [{ Key: 'ManagedBy', Value: 'terraform' }],
    }),
  );
  port = await startServer(made!.Endpoint!.Address!);
  const login = { username: MASTER, password: PASSWORD, endpoint: 'unused', port: 5432, dbname: 'oficina_db' };
  const { ARN: arn } = await secretsManager.send(
    new CreateSecretCommand({ Name: 'terraform/oficina', SecretString: JSON.stringify(login) }),
  );
  secretArn = arn!;
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'HighCPU',
      Namespace: 'AWS/RDS',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'DBInstanceIdentifier', Value: IDENTIFIER }],
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Period: 300,
      Statistic: 'Average',
      Threshold: 80,
    }),
  );
  await cloudWatch.send(
    new PutDashboardCommand({ DashboardName: `RDS-${IDENTIFIER}`, DashboardBody: JSON.stringify({ widgets: [] }) }),
  );
  await logs.send(new CreateLogGroupCommand({ logGroupName: `/aws/rds/instance/${IDENTIFIER}/postgresql` }));
  await asMaster('CREATE TABLE kept (id int); INSERT INTO kept VALUES (42); CREATE ROLE orders LOGIN');
  state = path.join(folder, 'before.tfstate');
  writeFileSync(state, JSON.stringify(terraformState(made!.DBInstanceArn!)));
}

/** The server behind the instance. An emulator that only keeps a record of the instance gets it from here. */
async function startServer(host: string): Promise<number> {
  const { url, token, names } = rehearsal.servers;
  const name = `us-east-1/${IDENTIFIER}`;
  if (!names.includes(name)) {
    const login = { database: 'oficina_db', username: MASTER, password: PASSWORD };
    const body = JSON.stringify({ name, major: '15', host, ...login });
    await fetch(`${url}/servers`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
  }
  return rehearsal.servers.server(name).address.port;
}

function asMaster(sql: string) {
  const login = { username: MASTER, password: PASSWORD };
  return rehearsal.asUser(IDENTIFIER, login, (client) => client.query(sql));
}

function terraformState(arn: string) {
  const resource = (type: string, attributes: object, dependencies: string[] = []) => ({
    ...{ mode: 'managed', type, name: 'main', module: 'module.rds' },
    instances: [{ attributes, dependencies }],
  });
  return {
    version: 4,
    resources: [
      resource('aws_db_instance', { identifier: IDENTIFIER, arn, password: PASSWORD }, [
        'module.rds.random_password.main',
      ]),
      resource('random_password', { result: PASSWORD }),
      resource('aws_secretsmanager_secret', { arn: secretArn }),
      resource('aws_secretsmanager_secret_version', { secret_id: secretArn, secret_string: PASSWORD }),
      resource('aws_security_group', { id: group }),
      resource('aws_s3_bucket', { arn: 'arn:aws:s3:::others' }),
    ],
  };
}

/** Runs `adopt` with `--json`, which must end with the status, and returns its result. */
async function result(status: number, args: string[], env: Record<string, string> = {}) {
  const outcome = await program.run(['adopt', ...args, '--json'], env);
  expect(outcome).toMatchObject({ status });
  return JSON.parse(outcome.stdout);
}

async function refusal(args: string[]): Promise<Outcome> {
  const outcome = await program.run(['adopt', ...args]);
  expect(outcome.stdout).toBe('');
  return outcome;
}

const instance = ['--identifier', IDENTIFIER];
const through = () => ['--via', `127.0.0.1:${port}`];

test('nothing is written without the secret, or before its login has worked', async () => {
  expect(await refusal([...instance, '--out', app])).toMatchObject({
    status: 4,
    stderr: expect.stringContaining('There is no secret oficina-db-prod'),
  });
  const unreachable = await refusal([...instance, '--tfstate', state, '--out', app, '--via', '127.0.0.1:1']);
  expect(unreachable).toMatchObject({ status: 4, stderr: expect.stringContaining('say --skip-login') });
  expect(readdirSync(folder)).toEqual(['before.tfstate']);
});

test('an app is written, and once alone', async () => {
  const args = [...instance, '--tfstate', state, '--out', app, ...through()];
  // Of what is around the instance, the emulator has no subscriptions, and sizes of dashboards are no numbers.
  const outcome = await program.run(['adopt', ...args, '--json']);
  expect(outcome.stderr).toMatch(/Dashboards: could not be read[^]*Event subscriptions: could not be read/);
  expect(outcome.stderr).toContain('Deletion protection is off. Turn it on now');
  expect(outcome.status).toBe(1);
  expect(JSON.parse(outcome.stdout)).toMatchObject({
    identifier: IDENTIFIER,
    stack: STACK,
    environment: 'prod',
    secretArn,
    loginProven: true,
    terraform: [
      'module.rds.aws_db_instance.main',
      'module.rds.random_password.main',
      'module.rds.aws_secretsmanager_secret.main',
      'module.rds.aws_secretsmanager_secret_version.main',
      'module.rds.aws_security_group.main',
    ],
  });
  expect(readdirSync(app).sort()).toEqual(
    [
      '.gitignore',
      'PLAN.md',
      'adopt.json',
      'bin',
      'cdk.json',
      'import.json',
      'package.json',
      'terraform-state-rm.sh',
    ].concat('tsconfig.json'),
  );
  const plan = readFileSync(path.join(app, 'PLAN.md'), 'utf8');
  expect(plan).toContain("aws cloudwatch delete-alarms --alarm-names 'HighCPU'");
  expect(plan).toContain(`npx cdk import ${STACK} --resource-mapping import.json`);
  expect(plan).toContain('log_statement = all');
  expect(plan).toContain(`10.0.0.0/16 → ${group}:5432`);
  const source = readFileSync(path.join(app, 'bin', `${IDENTIFIER}.ts`), 'utf8');
  expect(source).toContain('isolatedSubnetIds: ['); // the VPC has no gateway
  expect(plan).toContain(`/aws/rds/instance/${IDENTIFIER}/postgresql`);
  expect(await refusal(args)).toMatchObject({ status: 4, stderr: expect.stringContaining('nothing is overwritten') });
});

test('it compiles and synthesises, and the mapping names its instance', async () => {
  installLibrary(path.join(app, 'node_modules'));
  await mustRun(path.join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.json'], { cwd: app });
  const deployment: Deployment = rehearsal.deployment(app);
  await deployment.synthesise();
  const { Resources: resources } = deployment.template(STACK);
  const mapping = JSON.parse(readFileSync(path.join(app, 'import.json'), 'utf8'));
  const [[logicalId, target]] = Object.entries(mapping);
  expect(target).toEqual({ DBInstanceIdentifier: IDENTIFIER });
  expect(resources[logicalId]).toMatchObject({
    Type: 'AWS::RDS::DBInstance',
    DeletionPolicy: 'Retain',
    Properties: {
      DBInstanceIdentifier: IDENTIFIER,
      StorageType: 'gp2',
      EngineVersion: '15.4',
      DBParameterGroupName: 'oficina-postgres15-params',
      KmsKeyId: key,
      MasterUsername: MASTER,
      Tags: [{ Key: 'ManagedBy', Value: 'terraform' }],
      VPCSecurityGroups: [group],
    },
  });
}, 120_000);

test('plan shows what the props would change', async () => {
  const { differences, phases } = await result(0, ['plan', '--app', app]);
  const effects = Object.fromEntries(
    differences.map(({ property, effect }: { property: string; effect: string }) => [property, effect]),
  );
  expect(effects).toMatchObject({ StorageType: 'none', DBParameterGroupName: 'reboot', VPCSecurityGroups: 'clients' });
  expect(effects.DBInstanceClass).toBeUndefined();
  expect(phases).toEqual(expect.arrayContaining(['monitoring', 'security-group', 'rotation', 'bootstrap']));
  const table = await program.run(['adopt', 'plan', '--app', app], { LANG: 'pt_BR.UTF-8' });
  expect(table).toMatchObject({ status: 0, stdout: expect.stringMatching(/StorageType +nenhum +gp2 → gp3/) });
});

/** The levels of a check, by the names of its findings. */
async function check(status: number, phase: string, args: string[] = []) {
  const { findings } = await result(status, ['check', phase, ...instance, '--app', app, ...args]);
  return findings.map(({ check: name, level }: { check: string; level: string }) => `${name}: ${level}`);
}

test('freeze wants protection and a snapshot, which it makes', async () => {
  expect(await check(2, 'freeze')).toEqual([
    'instance: ok',
    'encryption: ok',
    'deletionProtection: critical',
    'snapshot: critical',
  ]);
  await rehearsal.cloud().rds.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: IDENTIFIER,
      DeletionProtection: true,
      ApplyImmediately: true,
    }),
  );
  expect(await check(0, 'freeze', ['--snapshot'])).toContain('snapshot: ok');
}, 60_000);

test('settle finds nothing that waits, and forget what the state still has', async () => {
  expect(await check(0, 'settle')).toEqual(['pending: ok', 'parameterGroup: ok', 'rotation: ok']);
  expect(await check(2, 'forget', ['--tfstate', state])).toEqual(['terraform: critical']);
  const after = path.join(folder, 'after.tfstate');
  writeFileSync(after, JSON.stringify({ version: 4, resources: [] }));
  expect(await check(0, 'forget', ['--tfstate', after])).toEqual(['terraform: ok']);
});

test('import compares the template with the instance as it is now', async () => {
  // The protection that freeze has asked for is younger than the app.
  expect(await check(2, 'import')).toEqual([
    'pending: ok',
    'parameterGroup: ok',
    'rotation: ok',
    'template: ok',
    'live: critical',
  ]);
  const source = path.join(app, 'bin', `${IDENTIFIER}.ts`);
  const text = readFileSync(source, 'utf8');
  writeFileSync(source, text.replace('DeletionProtection: false', 'DeletionProtection: true'));
  await rehearsal.deployment(app).synthesise();
  expect(await check(0, 'import')).toContain('live: ok');
}, 60_000);

test('imported says that it has not happened yet', async () => {
  expect(await check(2, 'imported')).toEqual([
    'identity: ok',
    'pending: ok',
    'parameterGroup: ok',
    'template: critical',
  ]);
});

describe('the checks that look into the database', () => {
  test('who is connected', async () => {
    await rehearsal.servers
      .server(`us-east-1/${IDENTIFIER}`)
      .superuser((client) => client.query(`GRANT pg_monitor TO ${MASTER}`));
    await rehearsal.asUser(IDENTIFIER, { username: MASTER, password: PASSWORD }, async () => {
      expect(await check(1, 'security-group', through())).toEqual(['clients: warning', 'securityGroup: ok']);
    });
    expect(await check(1, 'parameter-group', through())).toEqual(['tls: ok', 'parameters: warning']);
  });

  test('who connects by PUBLIC alone', async () => {
    const { findings } = await result(2, ['check', 'bootstrap', ...instance, '--app', app, ...through()]);
    const lost = findings.filter(({ level }: { level: string }) => level !== 'ok');
    expect(lost).toContainEqual(
      expect.objectContaining({ level: 'critical', values: { right: 'CONNECT', roles: ['orders'] } }),
    );
    await asMaster('GRANT CONNECT, TEMPORARY ON DATABASE oficina_db TO orders');
    expect(await check(0, 'bootstrap', through())).not.toContain('publicRights: critical');
  });

  test('whether the secret logs in', async () => {
    expect(await check(1, 'rotation', through())).toEqual(['login: ok', 'rotation: ok', 'secret: warning']);
    const nowhere = await check(1, 'rotation', ['--via', '127.0.0.1:1']);
    expect(nowhere).toEqual(['login: unknown', 'rotation: ok', 'secret: warning']);
  });
});

describe('with the AWS CLI', () => {
  beforeAll(() =>
    program.fake(
      'aws',
      `const args = process.argv.slice(2);
      const answers = {
        'kms describe-key': 'arn:aws:kms:us-east-1:111122223333:key/22222222-2222-2222-2222-222222222222',
      };
      console.log(JSON.stringify(answers[args.slice(0, 2).join(' ')]));`,
    ),
  );

  afterAll(() => program.remove('aws'));

  test('the alias of a key is looked up', async () => {
    const login = { username: MASTER, password: PASSWORD };
    await rehearsal
      .cloud()
      .secretsManager.send(
        new CreateSecretCommand({ Name: 'aliased', KmsKeyId: 'alias/oficina', SecretString: JSON.stringify(login) }),
      );
    const other = path.join(folder, 'aliased');
    await result(1, [...instance, '--secret', 'aliased', '--out', other, '--skip-login']);
    const source = readFileSync(path.join(other, 'bin', `${IDENTIFIER}.ts`), 'utf8');
    expect(source).toContain('key/22222222-2222-2222-2222-222222222222');
    expect(readFileSync(path.join(other, 'PLAN.md'), 'utf8')).toContain('nobody has logged in with it');
  });
});

test('a secret whose password PostgreSQL refuses stops it', async () => {
  const login = { username: MASTER, password: 'of-yesterday' };
  await rehearsal
    .cloud()
    .secretsManager.send(new CreateSecretCommand({ Name: 'stale', SecretString: JSON.stringify(login) }));
  const other = { username: 'orders', password: 'x' };
  await rehearsal
    .cloud()
    .secretsManager.send(new CreateSecretCommand({ Name: 'others', SecretString: JSON.stringify(other) }));
  const out = ['--out', path.join(folder, 'refused'), ...through()];
  expect(await refusal([...instance, '--secret', 'stale', ...out])).toMatchObject({
    status: 4,
    stderr: expect.stringContaining('PostgreSQL refuses the password of admin'),
  });
  expect(await refusal([...instance, '--secret', 'others', ...out])).toMatchObject({
    status: 4,
    stderr: expect.stringContaining('is that of orders, and the master user is admin'),
  });
  expect(readdirSync(folder)).not.toContain('refused');
});

test('status says what is done', async () => {
  const { phases } = await result(1, ['status', ...instance, '--app', app]);
  const done = Object.fromEntries(
    phases.map(({ phase, done: is }: { phase: string; done: boolean | null }) => [phase, is]),
  );
  expect(done).toMatchObject({ freeze: true, settle: true, forget: null, import: false, leftovers: false });
});

test('the rows are there, and no command has printed or written a password', async () => {
  expect((await asMaster('SELECT id FROM kept')).rows).toEqual([{ id: 42 }]);
  expect(program.printed.filter((output) => output.includes(PASSWORD))).toEqual([]);
  const written = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  expect(written.filter((text) => text.includes(PASSWORD))).toEqual([]);
  expect(program.leftovers).toEqual([]);
});

describe('a fault is one line, with the way out', () => {
  test.each<[string, string[], number, string]>([
    ['an unknown word', ['import'], 64, 'adopt import is no command'],
    ['an unknown phase', ['check', 'x', ...instance], 64, 'choose one of freeze, settle'],
    ['no phase', ['check', ...instance], 64, 'names no phase'],
    ['no such state', [...instance, '--tfstate', '/no/such'], 64, '--tfstate /no/such is no state'],
    ['no environment', ['--identifier', 'orders'], 64, 'orders does not say which environment'],
    ['no such secret', [...instance, '--secret', 'x'], 4, '--secret x is not there'],
    ['no cloud assembly', ['plan', '--app', '/no/such'], 64, '/no/such has no cdk.out'],
    ['forget without a state', ['check', 'forget', ...instance], 64, 'Name the state with --tfstate'],
    ['a snapshot elsewhere', ['check', 'settle', ...instance, '--snapshot'], 64, '--snapshot goes with adopt check'],
  ])('%s', async (_, args, status, text) => {
    const outcome = await refusal(args);
    expect(outcome).toMatchObject({ status, stderr: expect.stringContaining(text) });
    expect(outcome.stderr).not.toMatch(/\n {4}at /);
  });
});

test('no command makes a call that is not recorded', () => expectRecordedCalls(rehearsal));
