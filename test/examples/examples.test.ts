import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Example, exampleNames, Template } from '../../tools/support/example';
import { packLibrary } from '../../tools/support/package';
import { ROOT } from '../../tools/support/root';

/*
 * Each example, outside of the repository: installed from the packed tarball, synthesised and compared by the real CDK
 * CLI. cdk-nag and the template validator run during synthesis, and fail it on a finding.
 */

/** The context that the other repositories provide. */
const SEED_CONTEXT = {
  vpcId: 'vpc-0123456789abcdef0',
  privateSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
  lambdaSecurityGroupId: 'sg-0123456789abcdef0',
  eksNodeSecurityGroupId: 'sg-0123456789abcdef1',
};

const PAGER_DUTY = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:pagerduty-url-AbCdEf';
const RECIPIENTS = { alarmEmails: 'plantao@oficina.example, dba@oficina.example', pagerDutySecretArn: PAGER_DUTY };
const asArguments = (context: Record<string, string>) =>
  Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);

/** Where cfn-lint (tools/cfn-lint.sh) looks for the synthesised templates. */
const TEMPLATES = path.join(ROOT, '.demo', 'templates');

let folder: string;
let tarball: string;

beforeAll(async () => {
  rmSync(TEMPLATES, { recursive: true, force: true });
  mkdirSync(TEMPLATES, { recursive: true });
  folder = mkdtempSync(path.join(tmpdir(), 'oficina-examples-'));
  tarball = await packLibrary();
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the examples are those of the three environments, and of production in another region', () => {
  expect(exampleNames()).toEqual(['dev', 'disaster-recovery', 'prod', 'staging']);
});

test.each(['network.ts', 'recipients.ts'])('the examples are independent, and have the same %s', (file) => {
  const contents = exampleNames().map((name) => readFileSync(path.join(ROOT, 'examples', name, file), 'utf8'));
  expect(new Set(contents).size).toBe(1);
});

describe.each(exampleNames())('examples/%s', (name) => {
  let example: Example;

  const resources = (type: string) => Object.values(template().Resources).filter((resource) => resource.Type === type);
  const template = (): Template => example.templates()[`oficina-database-${name}`];

  const keep = (shape: string) => {
    for (const [stack, content] of Object.entries(example.templates())) {
      writeFileSync(path.join(TEMPLATES, `${stack}.${shape}.json`), JSON.stringify(content, undefined, 2));
    }
  };

  beforeAll(async () => {
    example = Example.copy(name, folder);
    await example.install(tarball);
  }, 180_000);

  test('synthesises with a network of its own and without findings, and has no diff afterwards', async () => {
    // An empty value, as CI passes an unset variable, counts as none.
    const { status, output } = await example.cdk(
      'synth',
      '--quiet',
      ...asArguments({ vpcId: '', lambdaSecurityGroupId: '' }),
    );
    expect({ status, output }).toEqual({ status: 0, output: expect.anything() });
    expect(output).not.toMatch(/\bERROR\b/);
    expect(resources('AWS::EC2::VPC')).toHaveLength(1);
    expect(resources('AWS::RDS::DBInstance')).toHaveLength(name === 'prod' ? 2 : 1); // with a read replica
    const outputs = [
      'DatabaseEndpoint',
      'DatabaseSecretArn',
      'DatabaseInstanceId',
      'DatabaseKeyArn',
      'DatabaseDashboardUrl',
    ];
    if (['prod', 'disaster-recovery'].includes(name)) outputs.push('DatabaseFunctionsProxyEndpoint');
    if (name === 'prod') outputs.push('DatabaseReportsEndpoint');
    expect(Object.keys(template().Outputs!).sort()).toEqual(outputs.sort());

    keep('own-network');

    const before = path.join(example.folder, 'before.json');
    writeFileSync(before, JSON.stringify(template()));
    const diff = await example.cdk('diff', '--fail', '--exclusively', '--template', before, `oficina-database-${name}`);
    expect({ ...diff }).toMatchObject({ status: 0, output: expect.stringContaining('There were no differences') });
  }, 240_000);

  test('reads the VPC, the subnets, the clients and the recipients of alarms from the context', async () => {
    const { status, output } = await example.cdk(
      'synth',
      '--quiet',
      ...asArguments({ ...SEED_CONTEXT, ...RECIPIENTS }),
    );
    expect({ status, output }).toEqual({ status: 0, output: expect.anything() });
    expect(resources('AWS::EC2::VPC')).toHaveLength(0);
    expect(resources('AWS::RDS::DBSubnetGroup')[0].Properties).toMatchObject({
      SubnetIds: SEED_CONTEXT.privateSubnetIds.split(','),
    });
    const sources = resources('AWS::EC2::SecurityGroupIngress').map(
      ({ Properties }) => Properties!.SourceSecurityGroupId,
    );
    keep('given-network');
    expect(sources).toEqual(
      expect.arrayContaining([SEED_CONTEXT.lambdaSecurityGroupId, SEED_CONTEXT.eksNodeSecurityGroupId]),
    );
    const endpoints = resources('AWS::SNS::Subscription').map(({ Properties }) => Properties!.Endpoint);
    expect(endpoints).toEqual([
      'plantao@oficina.example',
      'dba@oficina.example',
      `{{resolve:secretsmanager:${PAGER_DUTY}:SecretString:::}}`,
    ]);
  }, 120_000);
});

test('production replicates its backups to a second region, with a stack that is deployed first', async () => {
  const example = Example.copy('prod', path.join(folder, 'two-stacks'));
  await example.install(tarball);
  const { output } = await example.cdk('list', '--long', '--json');
  const stacks = JSON.parse(output.slice(output.indexOf('[\n'), output.lastIndexOf(']') + 1));
  expect(Object.fromEntries(stacks.map(({ id, environment }: any) => [id.split(' ')[0], environment.name]))).toEqual({
    'oficina-database-prod-backups-us-west-2': 'aws://111122223333/us-west-2',
    'oficina-database-prod': 'aws://111122223333/us-east-1',
  });
  const { artifacts } = JSON.parse(readFileSync(path.join(example.folder, 'cdk.out', 'manifest.json'), 'utf8'));
  expect(artifacts['oficina-database-prod'].dependencies).toContain('oficina-database-prod-backups-us-west-2');
  expect(artifacts['oficina-database-prod-backups-us-west-2'].dependencies).not.toContain('oficina-database-prod');

  // What docs/disaster-recovery.md says about changes, as the CLI shows it.
  const file = path.join(example.folder, 'database-stack.ts');
  const source = readFileSync(file, 'utf8');
  const given = "crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { snapshotRetention: Duration.days(365) })";
  expect(source).toContain(given);
  await example.cdk('synth', '--quiet');
  const before = path.join(example.folder, 'before.json');
  writeFileSync(before, JSON.stringify(example.templates()['oficina-database-prod']));
  for (const [change, shown] of [
    [
      "crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { retention: Duration.days(14) })",
      /AutomaticBackupReplicationRetentionPeriod\s+[^]*30[^]*14/,
    ],
    [
      "crossRegionBackup: CrossRegionBackup.toRegion('eu-west-1')",
      /AutomaticBackupReplicationRegion\s+[^]*us-west-2[^]*eu-west-1/,
    ],
    ['crossRegionBackup: CrossRegionBackup.none()', /\[-\] AutomaticBackupReplicationRegion/],
  ] as const) {
    writeFileSync(file, source.replace(given, change));
    const diff = await example.cdk('diff', '--exclusively', '--template', before, 'oficina-database-prod');
    expect(diff.output).toMatch(shown);
    expect(diff.output).not.toMatch(
      /AWS::(RDS::DBInstance|KMS::Key|SecretsManager::Secret|Backup::BackupVault).*\b(replace|destroy|orphan)/,
    );
  }
  writeFileSync(file, source);

  // Without an account, the target of the second stack is unknown.
  const nowhere = await example.cdkAs({ CDK_DEFAULT_ACCOUNT: undefined }, 'synth', '--quiet');
  expect(nowhere.status).not.toBe(0);
  expect(nowhere.output).toContain('crossRegionBackup needs a stack whose account and region are written out');
}, 240_000);
describe('examples/disaster-recovery', () => {
  const BACKUP = 'arn:aws:rds:us-west-2:111122223333:auto-backup:ab-jkib2gfq5rv7replzadausbrktni2bn4example';
  let example: Example;

  const synth = async (context: Record<string, string>) => {
    const { status, output } = await example.cdk('synth', '--quiet', ...asArguments(context));
    return { status, output, template: example.templates()['oficina-database-disaster-recovery'] };
  };
  const instance = ({ Resources }: Template) =>
    Object.values(Resources).find(({ Type }) => Type === 'AWS::RDS::DBInstance')!.Properties!;

  beforeAll(async () => {
    example = Example.copy('disaster-recovery', path.join(folder, 'restored'));
    await example.install(tarball);
  }, 180_000);

  test('restores from the backup in the context, in its region, without mentioning another region', async () => {
    const { status, output, template } = await synth({
      automatedBackupArn: BACKUP,
      restoreTime: '2026-11-20T14:05:00Z',
    });
    expect({ status, output }).toEqual({ status: 0, output: expect.not.stringContaining('nothing to restore from') });
    expect(instance(template)).toMatchObject({
      SourceDBInstanceAutomatedBackupsArn: BACKUP,
      RestoreTime: '2026-11-20T14:05:00Z',
    });
    expect(instance(template)).not.toHaveProperty('KmsKeyId');
    expect(JSON.stringify(template)).not.toContain('us-east-1');
    writeFileSync(
      path.join(TEMPLATES, 'oficina-database-disaster-recovery.given-backup.json'),
      JSON.stringify(template, undefined, 2),
    );
  }, 120_000);

  test('synthesises with a placeholder if no backup is given, and says what is missing', async () => {
    const { status, output, template } = await synth({ automatedBackupArn: '', restoreTime: '' });
    expect({ status, output }).toEqual({
      status: 0,
      output: expect.stringContaining('add -c automatedBackupArn=arn:aws:rds:…:auto-backup:ab-…'),
    });
    expect(JSON.stringify(instance(template).SourceDBInstanceAutomatedBackupsArn)).toMatch(
      /:rds:us-west-2:.*:auto-backup:ab-placeholder/,
    );
    expect(instance(template)).toMatchObject({ UseLatestRestorableTime: true });
  }, 120_000);

  test('uses separate names for a drill, and retains nothing', async () => {
    const { status, output } = await synth({ automatedBackupArn: BACKUP, restoreTime: '', drill: '2027-01' });
    expect({ status, output }).toEqual({ status: 0, output: expect.anything() });
    const drilled = example.templates()['oficina-database-drill'];
    expect(instance(drilled)).toMatchObject({
      DBInstanceIdentifier: 'oficina-db-drill-2027-01',
      DeletionProtection: false,
    });
    const kept = Object.values(drilled.Resources).filter((resource) =>
      /Retain|Snapshot/.test((resource as any).DeletionPolicy ?? ''),
    );
    expect(kept.map(({ Type }) => Type)).toEqual([]);
    expect(JSON.stringify(drilled)).not.toContain('/oficina/prod/');
  }, 120_000);

  test('refuses a time without a time zone', async () => {
    const { status, output } = await synth({ automatedBackupArn: BACKUP, restoreTime: '2026-11-20T14:05' });
    expect(status).not.toBe(0);
    expect(output).toContain(
      'restoreTime 2026-11-20T14:05 needs its time zone: write it in UTC, like 2026-11-20T14:05:00Z',
    );
  }, 120_000);
});

test('a wrong prop is reported in the terminal, with the value and how to fix it', async () => {
  const example = Example.copy('dev', path.join(folder, 'wrong'));
  await example.install(tarball);
  const stack = path.join(example.folder, 'database-stack.ts');
  writeFileSync(
    stack,
    readFileSync(stack, 'utf8').replace('      vpc,\n', "      vpc,\n      backupWindow: '3:00-4:00',\n"),
  );
  const { status, output } = await example.cdk('synth', '--quiet');
  expect(status).not.toBe(0);
  expect(output).toContain(
    "backupWindow must have the form hh:mm-hh:mm in UTC, got '3:00-4:00'; choose one like '03:00-04:00'",
  );
  expect(output).toMatch(/database-stack\.ts:\d+/);
}, 240_000);
