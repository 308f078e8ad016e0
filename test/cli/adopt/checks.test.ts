import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DBInstance, DBSnapshot, RDSClient } from '@aws-sdk/client-rds';
import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { described } from './instances';
import { readAssembly } from '../../../src/cli/adopt/assembly';
import { PHASE_CHECKS } from '../../../src/cli/adopt/checks/checks';
import { CheckContext } from '../../../src/cli/adopt/checks/phase-check';
import { lastingPicture, livePicture } from '../../../src/cli/adopt/live-properties';
import { instanceLogicalId } from '../../../src/cli/adopt/logical-id';
import { CheckedPhase, isInTemplate, PHASES } from '../../../src/cli/adopt/phases';
import { Database } from '../../../src/cli/aws/database';
import { CommandContext } from '../../../src/cli/command-context';
import { Locale } from '../../../src/cli/messages/locale';
import { Terminal } from '../../../src/cli/output/terminal';

const IDENTIFIER = 'oficina-db-prod';
const STACK = 'oficina-database-prod';
const ID = instanceLogicalId();

/** What the account answers. */
interface Answers {
  readonly instance?: Partial<DBInstance>;
  readonly secret?: Partial<DescribeSecretResponse>;
  readonly snapshots?: DBSnapshot[];
  /** The resources of the stack. */
  readonly resources?: { readonly LogicalResourceId: string; readonly ResourceType: string }[];
  readonly drift?: object;
}

let app: string;

beforeEach(() => {
  app = mkdtempSync(path.join(tmpdir(), 'adopt-'));
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(app, { recursive: true, force: true });
});

/** The calls that were made, by the names of their commands. */
let calls: string[];

function account(answers: Answers) {
  calls = [];
  const byCommand: Record<string, object> = {
    DescribeSecretCommand: { ARN: 'arn:secret', Name: 'oficina', VersionIdsToStages: {}, ...answers.secret },
    DescribeDBSnapshotsCommand: { DBSnapshots: answers.snapshots ?? [] },
    CreateDBSnapshotCommand: {},
    ListStackResourcesCommand: { StackResourceSummaries: answers.resources ?? [] },
    DetectStackResourceDriftCommand: { StackResourceDrift: answers.drift },
  };
  const client = {
    send: async (command: object) => {
      calls.push(command.constructor.name);
      return byCommand[command.constructor.name];
    },
  };
  // The paginators of the SDK want an instance of the client's class.
  const of = (type: { readonly prototype: object }) => Object.assign(Object.create(type.prototype), client);
  return { rds: () => of(RDSClient), secretsManager: () => client, cloudFormation: () => of(CloudFormationClient) };
}

/** The findings of a phase, by what they say: `<check>: <level>`. */
async function check(phase: CheckedPhase, answers: Answers = {}, options: CheckContext['options'] = {}) {
  const instance = described(answers.instance);
  const database = { account: account(answers), identifier: IDENTIFIER, region: 'us-east-1', instance } as unknown;
  const context = new CommandContext({}, (database as Database).account, new Terminal(true), Locale.of({}));
  const now = new Date();
  const found = await PHASE_CHECKS[phase]({ context, database: database as Database, app, options, now });
  return { found, levels: found.map(({ check: name, level }) => `${name}: ${level}`) };
}

/** Writes a cloud assembly whose instance is the described one, with some changes. */
function synthesise(properties: object = {}, others: object = {}, metadata: object = {}): void {
  const picture = { ...livePicture(described()), ...lastingPicture(described()) };
  const instance = {
    Type: 'AWS::RDS::DBInstance',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { ...picture, ApplyImmediately: false, DeleteAutomatedBackups: false, ...properties },
    ...others,
  };
  writeAssembly('cdk.out', { [ID]: instance }, metadata);
  writeFileSync(path.join(app, 'import.json'), JSON.stringify({ [ID]: { DBInstanceIdentifier: IDENTIFIER } }));
}

function writeAssembly(folder: string, resources: object, artifact: object = {}): void {
  const output = path.join(app, folder);
  mkdirSync(output, { recursive: true });
  const stack = {
    type: 'aws:cloudformation:stack',
    properties: { templateFile: 'stack.template.json', stackName: STACK },
    ...artifact,
  };
  writeFileSync(path.join(output, 'manifest.json'), JSON.stringify({ artifacts: { stack } }));
  writeFileSync(path.join(output, 'stack.template.json'), JSON.stringify({ Resources: resources }));
}

describe('freeze', () => {
  const snapshot = (hours: number): DBSnapshot => ({
    DBSnapshotIdentifier: 'manual',
    Status: 'available',
    SnapshotCreateTime: new Date(Date.now() - hours * 3_600_000),
  });

  test.each([
    [[snapshot(23)], 'ok'],
    [[snapshot(25)], 'critical'],
    [[snapshot(25), snapshot(1)], 'ok'],
    [[{ ...snapshot(1), Status: 'creating' }], 'critical'],
    [[], 'critical'],
  ])('a snapshot of today, case %#', async (snapshots, level) => {
    expect((await check('freeze', { snapshots })).levels).toContain(`snapshot: ${level}`);
    expect(calls).toEqual(['DescribeDBSnapshotsCommand']);
  });

  test('a snapshot is made when it is asked for, and nothing else', async () => {
    const { levels } = await check('freeze', { snapshots: [snapshot(0)] }, { snapshot: true });
    expect(levels).toContain('snapshot: ok');
    expect(calls).toEqual(['CreateDBSnapshotCommand', 'DescribeDBSnapshotsCommand']);
  });

  test('an instance that is being changed, or has no protection', async () => {
    const { levels } = await check('freeze', {
      instance: { DBInstanceStatus: 'modifying', DeletionProtection: false },
    });
    expect(levels.slice(0, 3)).toEqual(['instance: critical', 'encryption: ok', 'deletionProtection: critical']);
  });
});

test.each<[string, Answers, string[]]>([
  ['nothing waits', {}, ['pending: ok', 'parameterGroup: ok', 'rotation: ok']],
  [
    'a change waits for the window',
    { instance: { PendingModifiedValues: { DBInstanceClass: 'db.r6g.large' } } },
    ['pending: critical', 'parameterGroup: ok', 'rotation: ok'],
  ],
  [
    'an empty list waits for nothing',
    { instance: { PendingModifiedValues: { ProcessorFeatures: [], MultiAZ: undefined } } },
    ['pending: ok', 'parameterGroup: ok', 'rotation: ok'],
  ],
  [
    'a group waits for a reboot',
    { instance: { DBParameterGroups: [{ DBParameterGroupName: 'x', ParameterApplyStatus: 'pending-reboot' }] } },
    ['pending: ok', 'parameterGroup: critical', 'rotation: ok'],
  ],
  [
    'a rotation is on',
    { secret: { RotationEnabled: true } },
    ['pending: ok', 'parameterGroup: ok', 'rotation: critical'],
  ],
  [
    'a rotation has stopped in the middle',
    { secret: { VersionIdsToStages: { a: ['AWSCURRENT'], b: ['AWSPENDING'] } } },
    ['pending: ok', 'parameterGroup: ok', 'rotation: ok', 'rotation: critical'],
  ],
  [
    'a rotation has ended',
    { secret: { VersionIdsToStages: { a: ['AWSPREVIOUS'], b: ['AWSCURRENT', 'AWSPENDING'] } } },
    ['pending: ok', 'parameterGroup: ok', 'rotation: ok'],
  ],
])('settle: %s', async (_, answers, levels) => {
  expect((await check('settle', answers)).levels).toEqual(levels);
});

describe('import', () => {
  test('a template that is the instance', async () => {
    synthesise();
    const { levels } = await check('import');
    expect(levels.slice(-2)).toEqual(['template: ok', 'live: ok']);
  });

  test('numbers and booleans may be texts, and the order of a list means nothing', async () => {
    synthesise({ Port: 5432, MultiAZ: 'true', EnableCloudwatchLogsExports: ['upgrade', 'postgresql'] });
    expect((await check('import')).levels).toContain('live: ok');
  });

  test.each<[string, object, object, RegExp]>([
    ['no RETAIN', {}, { DeletionPolicy: 'Snapshot' }, /not both Retain/],
    ['changes at once', { ApplyImmediately: true }, {}, /ApplyImmediately is not false/],
    ['a neighbour', { DBSubnetGroupName: { Ref: 'SubnetGroup' } }, {}, /refers to other resources/],
    ['a neighbour to wait for', {}, { DependsOn: ['LogGroup'] }, /refers to other resources/],
    ['a password', { MasterUserPassword: 'hunter2' }, {}, /sets the password/],
  ])('a template with %s stops it', async (_, properties, others, message) => {
    synthesise(properties, others);
    const { found } = await check('import');
    expect(found.filter(({ check: name }) => name === 'template')).toEqual([
      expect.objectContaining({ level: 'critical', text: expect.stringMatching(message) }),
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  test('every value that differs is named', async () => {
    synthesise({ StorageType: 'gp3', MaxAllocatedStorage: 200, KmsKeyId: undefined });
    const { found } = await check('import');
    expect(found.filter(({ check: name }) => name === 'live').map(({ values }) => values)).toEqual([
      { property: 'KmsKeyId', template: '-', live: expect.stringContaining(':key/') },
      { property: 'MaxAllocatedStorage', template: '200', live: '-' },
      { property: 'StorageType', template: 'gp3', live: 'gp2' },
    ]);
  });

  test('a mapping of another resource stops it', async () => {
    synthesise();
    writeFileSync(path.join(app, 'import.json'), JSON.stringify({ Other: { DBInstanceIdentifier: IDENTIFIER } }));
    expect((await check('import')).levels).toContain('template: critical');
  });
});

describe('imported', () => {
  const resources = [{ LogicalResourceId: ID, ResourceType: 'AWS::RDS::DBInstance' }];
  const record = (resourceId?: string) =>
    writeFileSync(
      path.join(app, 'adopt.json'),
      JSON.stringify({ identifier: IDENTIFIER, resourceId: resourceId ?? described().DbiResourceId, secretArn: 'x' }),
    );

  test('the same instance in the stack, as it was', async () => {
    synthesise();
    record();
    const { levels } = await check('imported', { resources, drift: { StackResourceDriftStatus: 'IN_SYNC' } });
    expect(levels).toEqual(['identity: ok', 'pending: ok', 'parameterGroup: ok', 'template: ok', 'drift: ok']);
  });

  test('another instance, and one that was changed', async () => {
    synthesise();
    record('db-OTHER');
    const { found, levels } = await check('imported', {
      resources,
      drift: { StackResourceDriftStatus: 'MODIFIED', PropertyDifferences: [{ PropertyPath: '/StorageType' }] },
    });
    expect(levels).toEqual([
      'identity: critical',
      'pending: ok',
      'parameterGroup: ok',
      'template: ok',
      'drift: critical',
    ]);
    expect(found[4].text).toBe('MODIFIED: /StorageType');
  });

  test('an app of another instance is refused', async () => {
    synthesise();
    writeFileSync(path.join(app, 'adopt.json'), JSON.stringify({ identifier: 'other' }));
    await expect(check('imported')).rejects.toThrow(/is not of oficina-db-prod: name the folder/);
  });
});

describe('the cloud assembly', () => {
  const context = { messages: Locale.of({}).messages, wrong: (text: string) => new Error(text) } as never;

  test('metadata is in the manifest or in a file of its own', () => {
    const difference = { property: 'StorageType', live: 'gp2', wanted: 'gp3', effect: 'none', consequence: 'x' };
    const metadata = { '/Stack/Database': [{ type: 'oficina-postgres:adoption', data: [difference] }] };
    synthesise({}, {}, { metadata });
    expect(readAssembly(context, app).differences).toEqual([difference]);
    synthesise({}, {}, { additionalMetadataFile: 'more.json' });
    writeFileSync(path.join(app, 'cdk.out', 'more.json'), JSON.stringify(metadata));
    expect(readAssembly(context, app).differences).toEqual([difference]);
    synthesise();
    expect(readAssembly(context, app).differences).toBeUndefined();
  });

  test('a stack of a stage is found, and a replica is no instance', () => {
    const replica = { Type: 'AWS::RDS::DBInstance', Properties: { SourceDBInstanceIdentifier: 'x' } };
    const instance = { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceIdentifier: IDENTIFIER } };
    writeAssembly('cdk.out', {}, { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } });
    writeAssembly('cdk.out/assembly-Prod', { Replica: replica, [ID]: instance });
    expect(readAssembly(context, app, IDENTIFIER)).toMatchObject({ name: STACK, logicalId: ID });
    expect(() => readAssembly(context, app, 'other')).toThrow(/no stack with the instance other/);
  });

  test('what is left follows from the template', () => {
    const of = (property: string, effect: string) => ({ property, live: '', wanted: '', effect, consequence: '' });
    const left = (...differences: object[]) => {
      const metadata = { x: [{ type: 'oficina-postgres:adoption', data: differences }] };
      synthesise({}, {}, { metadata });
      const stack = readAssembly(context, app);
      return PHASES.filter((phase) => isInTemplate(phase, stack) === false);
    };
    const off = ['outputs', 'monitoring', 'rotation', 'bootstrap', 'leftovers'];
    expect(left(of('StorageType', 'none'))).toEqual(expect.arrayContaining([...off, 'properties']));
    expect(left(of('VPCSecurityGroups', 'clients'), of('BackupTarget', 'never')).sort()).toEqual(
      [...off, 'security-group'].sort(),
    );
    expect(left(of('DBParameterGroupName', 'reboot')).sort()).toEqual([...off, 'parameter-group'].sort());
  });
});
