import { execFile } from 'child_process';
import { randomUUID } from 'crypto';
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import {
  AddTagsToResourceCommand,
  CopyDBSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DBSnapshot,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { buildSync } from 'esbuild';
import { COPIED_FROM, copiedTo, copyPrefix } from '../../src/backup/snapshot-copy-naming';
import { RdsSnapshots } from '../../src/handlers/snapshot-copies/rds-snapshots';
import { handler } from '../../src/handlers/snapshot-copies-handler';
import { RdsProxy } from '../support/rds-proxy';

/*
 * The copies against moto's RDS in two regions, through a proxy that adds what moto lacks (see there). moto ignores the
 * signed request of a copy across regions and encrypts nothing: what the handler sends is compared with the
 * documentation of RDS.
 */
if (!process.env.AWS_ENDPOINT_URL) {
  throw new Error('the tests in test/aws need an AWS API that is not the true one: run npx projen test:aws');
}

const MOTO = process.env.AWS_ENDPOINT_URL;
const [SOURCE, TARGET] = ['us-east-1', 'us-west-2'];
const DAY = 24 * 60 * 60 * 1000;
const source = new RDSClient({ region: SOURCE, endpoint: MOTO });
const target = new RDSClient({ region: TARGET, endpoint: MOTO });
const environment = process.env;
let proxy: RdsProxy;
let key: string;
let instance: string;
let lines: Record<string, any>[];

beforeAll(async () => {
  proxy = await RdsProxy.start(MOTO);
  key = await createKey();
});
afterAll(async () => {
  for (const client of [source, target]) client.destroy();
  await proxy?.stop();
});

beforeEach(async () => {
  proxy.reset();
  instance = await createInstance();
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(JSON.parse(line));
  });
  process.env = { ...environment, ...variables() };
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
});

const variables = (): Record<string, string> => ({
  AWS_ENDPOINT_URL: proxy.url,
  AWS_REGION: TARGET,
  SOURCE_REGION: SOURCE,
  INSTANCE_IDENTIFIER: instance,
  KMS_KEY_ARN: key,
});

/** There is no KMS client among the dependencies. moto takes the region from the credentials. */
async function createKey(): Promise<string> {
  const answer = await fetch(MOTO, {
    method: 'POST',
    body: '{}',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.CreateKey',
      authorization:
        `AWS4-HMAC-SHA256 Credential=testing/20261126/${TARGET}/kms/aws4_request, SignedHeaders=host, ` +
        'Signature=none',
    },
  });
  return ((await answer.json()) as { KeyMetadata: { Arn: string } }).KeyMetadata.Arn;
}

async function createInstance(): Promise<string> {
  const name = `db-${randomUUID()}`;
  await source.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: name,
      DBInstanceClass: 'db.t3.medium',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'oficina',
      MasterUserPassword: 'not-used-anywhere',
    }),
  );
  return name;
}

async function snapshot(name: string, of = instance, tags: Record<string, string> = {}): Promise<string> {
  const { DBSnapshot: made } = await source.send(
    new CreateDBSnapshotCommand({
      DBInstanceIdentifier: of,
      DBSnapshotIdentifier: name,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  return made!.DBSnapshotArn!;
}

/** The name of the copy of a snapshot of the instance. */
const copyOf = (name: string) => `${copyPrefix(instance, SOURCE)}${name}`;
const copyArn = (name: string) => `arn:aws:rds:${TARGET}:123456789012:snapshot:${name}`;
const unique = (name: string) => `${name}-${randomUUID().slice(0, 7)}x`;

async function snapshots(client: RDSClient, of = instance): Promise<DBSnapshot[]> {
  return (await client.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: of, SnapshotType: 'manual' })))
    .DBSnapshots!;
}

const names = async (of = instance) =>
  (await snapshots(target, of)).map(({ DBSnapshotIdentifier: name }) => name).sort();
const tagsOf = ({ TagList }: DBSnapshot) => Object.fromEntries(TagList!.map(({ Key, Value }) => [Key, Value]));

function event(arn: string, id: string): object {
  const [, , , region, , , name] = arn.split(':');
  const detail = {
    SourceType: 'SNAPSHOT',
    SourceArn: arn,
    SourceIdentifier: name,
    Message: 'told by RDS',
    EventID: id,
  };
  return { 'detail-type': 'RDS DB Snapshot Event', source: 'aws.rds', region, resources: [arn], detail };
}

const SWEEP = { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
const created = (arn: string) => event(arn, 'RDS-EVENT-0042');
const finished = (name: string) => event(copyArn(name), 'RDS-EVENT-0060');
const cancelled = (name: string) => event(copyArn(name), 'RDS-EVENT-0061');

const invoke = (received: object, remaining = 120_000) =>
  handler(received, { getRemainingTimeInMillis: () => remaining });

/** RDS finishes copies in the order of their start, one or a few at once, and sends an event for each. */
async function settle(atOnce = 1): Promise<void> {
  for (;;) {
    const ended = [...proxy.statuses]
      .filter(([, status]) => status === 'copying')
      .slice(0, atOnce)
      .map(([arn]) => arn);
    if (ended.length === 0) return;
    for (const arn of ended) proxy.statuses.delete(arn);
    for (const arn of ended) await invoke(finished(arn.split(':').pop()!));
  }
}

const logged = (name: string) => lines.filter(({ event: written }) => written === name);

test('copies a snapshot with key and tags, by a valid RDS request, and marks its source', async () => {
  const name = unique('before-upgrade');
  const arn = await snapshot(name, instance, { Team: 'oficina', Environment: 'prod' });
  await invoke(created(arn));
  expect(lines).toEqual([{ event: 'SnapshotCopyStarted', source: arn, copy: copyOf(name) }]);

  const [{ region, parameters }, ...more] = proxy.of('CopyDBSnapshot');
  expect(more).toEqual([]);
  expect(region).toBe(TARGET);
  expect(Object.fromEntries(parameters)).toMatchObject({
    SourceDBSnapshotIdentifier: arn,
    TargetDBSnapshotIdentifier: copyOf(name),
    KmsKeyId: key,
  });
  expect(parameters.has('CopyTags')).toBe(false);
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html, PreSignedUrl
  const signed = new URL(parameters.get('PreSignedUrl')!);
  expect(signed.hostname).toBe(`rds.${SOURCE}.amazonaws.com`);
  expect(Object.fromEntries(signed.searchParams)).toMatchObject({
    Action: 'CopyDBSnapshot',
    SourceDBSnapshotIdentifier: arn,
    KmsKeyId: key,
    DestinationRegion: TARGET,
  });
  expect(signed.searchParams.get('X-Amz-Credential')).toMatch(`/${SOURCE}/rds/aws4_request`);

  const [copy] = await snapshots(target);
  expect(copy).toMatchObject({
    DBSnapshotIdentifier: copyOf(name),
    SnapshotType: 'manual',
    KmsKeyId: key,
    DBInstanceIdentifier: instance,
  });
  expect(tagsOf(copy)).toEqual({ Team: 'oficina', Environment: 'prod', [COPIED_FROM]: arn });

  await settle();
  expect(logged('SnapshotCopied')).toEqual([{ event: 'SnapshotCopied', source: arn, copy: copyArn(copyOf(name)) }]);
  const [before] = await snapshots(source);
  expect(tagsOf(before)).toEqual({ Team: 'oficina', Environment: 'prod', [copiedTo(TARGET)]: copyArn(copyOf(name)) });
});

test('events may arrive again, late and all at once', async () => {
  const name = unique('again');
  const arn = await snapshot(name);
  await Promise.all([created(arn), created(arn), SWEEP, SWEEP].map((received) => invoke(received)));
  await Promise.all([created(arn), finished(copyOf(name))].map((received) => invoke(received)));
  await settle();
  for (const received of [created(arn), finished(copyOf(name)), cancelled(copyOf(name)), SWEEP]) await invoke(received);
  expect(await names()).toEqual([copyOf(name)]);
  expect(logged('SnapshotCopyStarted')).toHaveLength(1);
  expect(logged('SnapshotCopyFailed')).toEqual([]);
});

test('ignores snapshots of other instances, and does not overwrite a copy name that is in use', async () => {
  const other = await createInstance();
  const [mine, theirs] = [unique('mine'), unique('theirs')];
  const arn = await snapshot(mine);
  const otherArn = await snapshot(theirs, other);
  await target.send(
    new CopyDBSnapshotCommand({ SourceDBSnapshotIdentifier: otherArn, TargetDBSnapshotIdentifier: copyOf(mine) }),
  );
  await invoke(created(otherArn));
  await invoke(finished('no-such-snapshot'));
  expect(logged('SnapshotEventIgnored')).toHaveLength(2);
  expect(proxy.calls.map(({ parameters }) => parameters.get('Action'))).toEqual(Array(4).fill('DescribeDBSnapshots'));

  await invoke(created(arn));
  await settle();
  process.env.RETENTION_DAYS = '1';
  for (const name of [copyOf(mine), theirs]) proxy.times.set(name, new Date(Date.now() - 400 * DAY));
  await invoke(SWEEP);
  expect(await names(other)).toEqual([copyOf(mine)]);
  expect(tagsOf((await snapshots(source, other))[0])).toEqual({});
  const otherName = expect.stringMatching(new RegExp(`^${copyOf(mine)}-[0-9a-f]{8}$`));
  expect(logged('SnapshotCopyStarted')).toEqual([{ event: 'SnapshotCopyStarted', source: arn, copy: otherName }]);
});

test('prunes only its own copies by the age of their data, and does not make them again', async () => {
  process.env.RETENTION_DAYS = '30';
  const [old, young, hand] = ['old', 'young', 'hand'].map(unique);
  for (const name of [old, young]) await invoke(created(await snapshot(name)));
  await settle();
  const [{ DBSnapshotArn: some }] = await snapshots(source);
  await target.send(new CopyDBSnapshotCommand({ SourceDBSnapshotIdentifier: some, TargetDBSnapshotIdentifier: hand }));
  for (const name of [copyOf(old), hand]) proxy.times.set(name, new Date(Date.now() - 31 * DAY));
  proxy.times.set(copyOf(young), new Date(Date.now() - 29 * DAY));
  for (const received of [SWEEP, SWEEP, created((await snapshots(source))[0].DBSnapshotArn!)]) await invoke(received);
  expect(await names()).toEqual([hand, copyOf(young)].sort());
  expect(logged('SnapshotCopyPruned')).toHaveLength(1);
  delete process.env.RETENTION_DAYS;
  await invoke(SWEEP);
  expect(await names()).toEqual([hand, copyOf(young)].sort());
  expect(await snapshots(source)).toHaveLength(2);
});

test('the sweep leaves pending copies, reports and repeats failed ones, and does not repeat deleted ones', async () => {
  const [a, b] = [unique('a'), unique('b')];
  const arns = [await snapshot(a), await snapshot(b)];
  await invoke(SWEEP);
  await invoke(SWEEP);
  expect(proxy.of('CopyDBSnapshot')).toHaveLength(2);

  proxy.statuses.set(copyArn(copyOf(a)), 'failed');
  await expect(invoke(cancelled(copyOf(a)))).rejects.toThrow(/told by RDS; the daily sweep copies the snapshot again/);
  await settle();
  expect(proxy.of('CopyDBSnapshot')).toHaveLength(2);
  await expect(invoke(SWEEP)).rejects.toThrow(/RDS has given up the copy/);
  expect(logged('SnapshotCopyFailed').map(({ source: from, copy }) => [from, copy])).toEqual(
    Array(2).fill([arns[0], copyArn(copyOf(a))]),
  );
  expect(proxy.of('CopyDBSnapshot')).toHaveLength(3);
  await settle();
  await invoke(SWEEP);
  expect(await names()).toEqual([a, b].map(copyOf).sort());

  await target.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: copyOf(a) }));
  await invoke(SWEEP);
  expect(await names()).toEqual([copyOf(b)]);
});

test('handles a source that is deleted meanwhile, a full quota, and a key that does not exist', async () => {
  const [gone, stays] = [unique('gone'), unique('stays')];
  const arn = await snapshot(gone);
  const store = new RdsSnapshots(TARGET, Date.now() + 60_000);
  await source.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: gone }));
  expect(await store.copy({ sourceArn: arn, name: gone, kmsKeyArn: key, tags: {} })).toBe('source-gone');
  expect(await store.remove(gone)).toBe(false);
  expect(await store.find(gone)).toBeUndefined();
  await expect(new RdsSnapshots(TARGET, Date.now() - 1).list(instance)).rejects.toThrow(/abort/i);

  // The error codes of https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html.
  const request = { sourceArn: arn, name: gone, kmsKeyArn: key, tags: {} };
  for (const [code, message, outcome] of [
    ['InvalidDBSnapshotState', 'x', 'source-gone'],
    ['DBSnapshotAlreadyExists', 'x', 'name-taken'],
    ['SnapshotQuotaExceeded', 'Cannot copy more than 20 snapshots across regions', 'busy'],
  ]) {
    proxy.refusals.set('CopyDBSnapshot', { code, message });
    expect(await store.copy(request)).toBe(outcome);
  }
  proxy.refusals.set('CopyDBSnapshot', {
    code: 'SnapshotQuotaExceeded',
    message: 'Cannot create more than 100 manual snapshots',
  });
  await expect(store.copy(request)).rejects.toThrow('Cannot create more than 100 manual snapshots');
  proxy.refusals.set('AddTagsToResource', { code: 'DBSnapshotNotFound' });
  expect(await store.tag(arn, 'a', 'b')).toBe(false);
  proxy.refusals.set('AddTagsToResource', { code: 'AccessDenied' });
  await expect(store.tag(arn, 'a', 'b')).rejects.toMatchObject({ name: 'AccessDenied' });
  proxy.reset();

  await snapshot(stays);
  process.env.KMS_KEY_ARN = `arn:aws:kms:${TARGET}:123456789012:key/${randomUUID()}`;
  await expect(invoke(SWEEP)).rejects.toThrow(/copies of snapshots have failed \(1\)/);
  expect(logged('SnapshotCopyFailed')).toHaveLength(1);
});

test('copies 100 snapshots, five at a time, in spite of paging and throttling', async () => {
  const prefix = unique('s');
  for (let index = 0; index < 100; index++) await snapshot(`${prefix}-${index}`);
  const other = await createInstance();
  for (let index = 0; index < 5; index++) await snapshot(`${prefix}-other-${index}`, other);
  proxy.mostOnPage = 60;
  proxy.throttleEach = 47;
  await invoke(SWEEP);
  expect([...proxy.statuses.values()]).toEqual(Array(5).fill('copying'));
  expect(logged('SnapshotCopiesLeft')).toEqual([expect.objectContaining({ count: 95 })]);
  await settle(5);
  expect(await names()).toEqual(Array.from({ length: 100 }, (_, index) => copyOf(`${prefix}-${index}`)).sort());
  expect(
    (await snapshots(source)).every(
      (each) => tagsOf(each)[copiedTo(TARGET)] === copyArn(copyOf(each.DBSnapshotIdentifier!)),
    ),
  ).toBe(true);
  expect(await names(other)).toEqual([]);
  expect(proxy.throttled).toBeGreaterThan(5);
  expect(proxy.of('CopyDBSnapshot').length).toBeLessThan(100 + proxy.throttled + 1);
  expect(logged('SnapshotCopyFailed')).toEqual([]);
}, 300_000);

test('the deadline ends a run that is throttled forever', async () => {
  const arn = await snapshot(unique('late'));
  proxy.throttleEach = 1;
  await expect(invoke(created(arn), 6_500)).rejects.toThrow(/abort/i);
  expect(logged('SnapshotCopyFailed')).toHaveLength(1);
  proxy.reset();
  await invoke(created(arn), 15_000); // only enough time to list snapshots
  expect(logged('SnapshotCopiesLeft')).toEqual([{ event: 'SnapshotCopiesLeft', count: 1, snapshots: [arn] }]);
  expect(await names()).toEqual([]);
});

test('the bundle works in its own process, and imports nothing but the SDK', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'oficina-copies-'));
  const root = path.join(__dirname, '..', '..');
  const bundle = path.join(folder, 'index.js');
  // The same options as in .projenrc.ts.
  const { metafile } = buildSync({
    entryPoints: [path.join(root, 'src', 'handlers', 'snapshot-copies-handler.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node22',
    external: ['@aws-sdk/*', 'pg-native'],
    minify: true,
    metafile: true,
    logLevel: 'error',
  });
  expect(Object.keys(metafile.inputs).filter((file) => file.includes('node_modules'))).toEqual([]);
  const name = unique('bundled');
  const arn = await snapshot(name);
  await source.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: [{ Key: 'Team', Value: 'oficina' }] }));
  const program =
    `require(${JSON.stringify(bundle)}).handler(${JSON.stringify(created(arn))}, { ` +
    'getRemainingTimeInMillis: () => 60000 })';
  const env = { ...process.env, NODE_PATH: path.join(root, 'node_modules') };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env });
  expect(JSON.parse(stdout)).toEqual({ event: 'SnapshotCopyStarted', source: arn, copy: copyOf(name) });
  expect(await names()).toEqual([copyOf(name)]);
});
