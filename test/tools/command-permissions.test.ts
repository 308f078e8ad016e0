import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { keptCommandCalls } from '../../rehearsal/recorded-command-calls';
import { ENGLISH } from '../../src/cli/messages/english';
import { resourcesOf } from '../../src/cli/permissions/action-resources';
import { READING_COMMANDS } from '../../src/cli/permissions/reading-commands';
import {
  COMMAND_ACTIONS_FILE,
  commandActions,
  PERMISSIONS_PAGE,
  permissionsPage,
} from '../../tools/support/command-permissions';
import { statementsFor } from '../../tools/support/command-policies';
import { ROOT } from '../../tools/support/root';

const PLACE = { partition: 'aws', account: '111122223333', identifier: 'oficina-db-prod', qualifier: 'hnb659fds' };
const PLACES = { home: { ...PLACE, region: 'us-east-1' }, other: { ...PLACE, region: 'us-west-2' } };
const RECORDED = keptCommandCalls();

test('docs/command-line-permissions.md matches the recorded calls: npm run permissions', () => {
  expect(permissionsPage()).toBe(readFileSync(PERMISSIONS_PAGE, 'utf8'));
});

test('doctor looks at the recorded calls: npm run permissions', () => {
  expect(commandActions()).toBe(readFileSync(COMMAND_ACTIONS_FILE, 'utf8'));
});

test('the calls of every command are recorded: RECORD_CALLS=1 npx projen test:rehearsal', () => {
  expect(RECORDED.map(({ command }) => command)).toEqual(Object.keys(ENGLISH.commands).sort());
});

test('every call in the sources of the command line has been recorded for some command', () => {
  const folder = path.join(ROOT, 'src', 'cli');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const calls = files
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .filter((source) => source.includes("from '@aws-sdk/client-"))
    .flatMap((source) => [...source.matchAll(/\bnew (\w+)Command\(|\bpaginate(\w+)\(/g)])
    .map(([, command, paginator]) => command ?? paginator);
  expect(calls.length).toBeGreaterThan(30);
  const recorded = RECORDED.flatMap(({ called, otherRegion }) => [...called, ...otherRegion]);
  const names = recorded.map((action) => action.split(':')[1]);
  expect([...new Set(calls)].filter((name) => !names.includes(name))).toEqual([]);
});

test('a command that only reads calls nothing that writes', () => {
  const calls = RECORDED.filter(({ command }) => READING_COMMANDS.includes(command)).flatMap((entry) => [
    ...entry.called,
    ...entry.otherRegion,
  ]);
  expect(calls.length).toBeGreaterThan(50);
  const writing = calls.filter((action) => !/:(Describe|List|Get|Filter|Simulate)|^kms:Decrypt$/.test(action));
  expect(writing).toEqual([]);
});

test('no statement allows a whole service, and only lists and metrics are about everything', () => {
  for (const { Action: actions, Resource: resources } of statementsFor(RECORDED, PLACES)) {
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    if (resources.includes('*')) {
      expect(actions.filter((action) => !/:(Describe|List|GetMetric)/.test(action))).toEqual([]);
    }
  }
});

test('an action that the table does not have is refused', () => {
  expect(() => resourcesOf('status', 'rds:DeleteDBInstance', PLACES.home)).toThrow(
    'rds:DeleteDBInstance is not in action-resources.ts: add it with the resources that IAM has',
  );
});

test('actions with the same resources are one statement, and those of the other region name it', () => {
  const recorded = [
    {
      command: 'backups',
      called: ['rds:DescribeDBInstances', 'rds:DescribePendingMaintenanceActions', 'sts:GetCallerIdentity'],
      otherRegion: ['rds:DescribeDBInstances'],
    },
  ];
  expect(statementsFor(recorded, PLACES)).toEqual([
    {
      Effect: 'Allow',
      Action: ['rds:DescribeDBInstances'],
      Resource: [
        'arn:aws:rds:us-east-1:111122223333:db:oficina-db-prod',
        'arn:aws:rds:us-west-2:111122223333:db:oficina-db-prod',
      ],
    },
    {
      Effect: 'Allow',
      Action: ['rds:DescribePendingMaintenanceActions'],
      Resource: ['arn:aws:rds:us-east-1:111122223333:db:oficina-db-prod'],
    },
  ]);
});

test('a key is used through a service alone', () => {
  const recorded = [{ command: 'snapshot', called: ['kms:CreateGrant', 'kms:Decrypt'], otherRegion: [] }];
  const conditions = statementsFor(recorded, PLACES).map(({ Condition: condition }) => condition);
  expect(conditions).toEqual([
    {
      StringEquals: { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' },
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    },
    {
      StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
      StringLike: {
        'kms:EncryptionContext:SecretARN': [
          'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod-??????',
          'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod/*',
        ],
      },
    },
  ]);
});
