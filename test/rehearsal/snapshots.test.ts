import { setTimeout as sleep } from 'timers/promises';
import { GetPolicyCommand, InvokeCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import {
  CreateDBSnapshotCommand,
  DBSnapshot,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
} from '@aws-sdk/client-rds';
import { DatabaseApp, DatabaseState } from './database-app';
import { KEPT_SQL, startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

const IDENTIFIER = 'oficina-db-dev';
const STATE: DatabaseState = {
  users: [{ name: 'orders' }],
  sql: [KEPT_SQL],
  copiesTo: 'us-west-2',
  copyRetentionDays: 30,
};

let rehearsal: Rehearsal;
let app: DatabaseApp;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1', 'us-west-2'));
  await app.deploy(STATE);
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

async function takeSnapshot(name: string): Promise<void> {
  await rehearsal
    .cloud()
    .rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: IDENTIFIER, DBSnapshotIdentifier: name }));
}

async function snapshots(region: string): Promise<DBSnapshot[]> {
  const { DBSnapshots: found = [] } = await rehearsal.cloud(region).rds.send(new DescribeDBSnapshotsCommand({}));
  return found;
}

async function copyOf(name: string): Promise<DBSnapshot> {
  for (const end = Date.now() + 20_000; ; await sleep(100)) {
    const copy = (await snapshots('us-west-2')).find(({ DBSnapshotIdentifier: id }) => id!.includes(name));
    if (copy) return copy;
    if (Date.now() > end) throw new Error(`${name} has no copy in us-west-2`);
  }
}

/** Returns the name of the function that copies snapshots. */
async function copiesFunction(): Promise<string> {
  const ids = await rehearsal.cloud('us-west-2').physicalIds('database-backups-from-us-east-1');
  return [...ids].find(([id]) => id.startsWith('DatabaseSnapshotCopiesFunction'))![1];
}

/** Runs the function that copies and prunes snapshots, as EventBridge does once a day. */
async function sweep(): Promise<void> {
  const event = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
  const answer = await rehearsal
    .cloud('us-west-2')
    .lambda.send(
      new InvokeCommand({ FunctionName: await copiesFunction(), Payload: Buffer.from(JSON.stringify(event)) }),
    );
  expect(answer.FunctionError).toBeUndefined();
}

test('an event copies a manual snapshot to the other region, with the key of that region, and tags it', async () => {
  await takeSnapshot('before-upgrade');
  const copy = await copyOf('before-upgrade');
  const outputs = await rehearsal.cloud('us-west-2').outputs('database-backups-from-us-east-1');
  expect(copy).toMatchObject({ Status: 'available', Encrypted: true });
  expect(Object.values(outputs)).toContain(copy.KmsKeyId);
  expect(copy.TagList!.length).toBeGreaterThan(0);
  expect(rehearsal.deniedCalls()).toEqual([]);
}, 60_000);

test('the copy of a snapshot stays when the snapshot is deleted, even after the daily sweep', async () => {
  await takeSnapshot('short-lived');
  await copyOf('short-lived');
  await rehearsal.cloud().rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'short-lived' }));
  await sweep();
  await copyOf('short-lived');
  expect(rehearsal.deniedCalls()).toEqual([]);
}, 60_000);

test('the daily sweep deletes a copy that is older than the retention, but no other one and no source', async () => {
  await takeSnapshot('last-year');
  await copyOf('last-year');
  rehearsal.emulator.ageSnapshots('last-year', 31);
  await sweep();
  const copies = (await snapshots('us-west-2')).map(({ DBSnapshotIdentifier: id }) => id!);
  expect(copies.filter((id) => id.includes('last-year'))).toEqual([]);
  expect(copies).toHaveLength(2);
  const sources = (await snapshots('us-east-1')).map(({ DBSnapshotIdentifier: id }) => id!);
  expect(sources).toContain('last-year');
  expect(rehearsal.deniedCalls()).toEqual([]);
}, 60_000);

test('an event does not reach the function once its policy no longer lets the rule invoke it', async () => {
  const west = rehearsal.cloud('us-west-2');
  const functionName = await copiesFunction();
  const { Policy: policy } = await west.lambda.send(new GetPolicyCommand({ FunctionName: functionName }));
  for (const { Sid: statementId } of JSON.parse(policy!).Statement) {
    await west.lambda.send(new RemovePermissionCommand({ FunctionName: functionName, StatementId: statementId }));
  }
  await takeSnapshot('unannounced');
  for (const end = Date.now() + 20_000; rehearsal.deniedCalls().length === 0; await sleep(100)) {
    if (Date.now() > end) throw new Error('no call of EventBridge was denied');
  }
  expect(rehearsal.deniedCalls()).toEqual([
    expect.objectContaining({ role: 'events.amazonaws.com', action: 'lambda:InvokeFunction' }),
  ]);
  const copies = (await snapshots('us-west-2')).map(({ DBSnapshotIdentifier: id }) => id!);
  expect(copies.filter((id) => id.includes('unannounced'))).toEqual([]);
}, 60_000);
