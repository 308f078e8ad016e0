import { createServer } from 'http';
import { AddressInfo } from 'net';
import { copyOf } from './scenario';
import { handler } from '../../../src/handlers/snapshot-copies-handler';

/*
 * The entry point and the calls of RDS with responses as RDS documents them; test/aws/ does the same with moto.
 */
const ARN = 'arn:aws:rds:us-east-1:111122223333:snapshot:a';
const SWEEP = { 'detail-type': 'Scheduled Event', source: 'aws.events' };
const environment = process.env;
let calls: URLSearchParams[];
let answers: Record<string, (call: URLSearchParams) => string>;
let lines: string[];

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const call = new URLSearchParams(Buffer.concat(chunks).toString());
  call.set('region', /\/([^/]+)\/rds\/aws4_request/.exec(request.headers.authorization!)![1]);
  calls.push(call);
  const action = call.get('Action')!;
  const body = answers[action]?.(call) ?? '';
  const isError = body.startsWith('<ErrorResponse>');
  response.writeHead(isError ? 400 : 200, { 'content-type': 'text/xml' });
  response.end(isError ? body : `<${action}Response><${action}Result>${body}</${action}Result></${action}Response>`);
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  [calls, answers, lines] = [[], {}, []];
  jest.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_REGION: 'us-west-2',
    SOURCE_REGION: 'us-east-1',
    INSTANCE_IDENTIFIER: 'oficina-db-prod',
    KMS_KEY_ARN: 'arn:aws:kms:us-west-2:111122223333:key/x',
  };
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
});

const invoke = (event: unknown = SWEEP) => handler(event, { getRemainingTimeInMillis: () => 60_000 });
const refusal = (code: string, message = code) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
const snapshot = (name: string) => `<DBSnapshot>
  <DBSnapshotIdentifier>${name}</DBSnapshotIdentifier><DBSnapshotArn>${ARN.slice(0, -1)}${name}</DBSnapshotArn>
  <Status>available</Status><SnapshotCreateTime>2026-11-26T12:00:00Z</SnapshotCreateTime>
  <TagList><Tag><Key>Team</Key><Value>oficina</Value></Tag></TagList></DBSnapshot>`;
const listed =
  (...pages: string[][]) =>
  (call: URLSearchParams) => {
    if (call.get('region') !== 'us-east-1') return '<DBSnapshots/>';
    const page = Number(call.get('Marker') ?? 0);
    const marker = page + 1 < pages.length ? `<Marker>${page + 1}</Marker>` : '';
    return `${marker}<DBSnapshots>${pages[page].map(snapshot).join('')}</DBSnapshots>`;
  };
const actions = () => calls.map((call) => `${call.get('Action')} ${call.get('region')}`);

test('reads every page of both regions, and copies what is missing', async () => {
  answers = { DescribeDBSnapshots: listed(['a'], ['b']), CopyDBSnapshot: () => '<DBSnapshot/>' };
  await invoke();
  expect(actions()).toEqual([
    'DescribeDBSnapshots us-east-1',
    'DescribeDBSnapshots us-east-1',
    'DescribeDBSnapshots us-west-2',
    'CopyDBSnapshot us-west-2',
    'CopyDBSnapshot us-west-2',
  ]);
  expect(Object.fromEntries(calls[0])).toMatchObject({
    DBInstanceIdentifier: 'oficina-db-prod',
    SnapshotType: 'manual',
    MaxRecords: '100',
  });
  expect(Object.fromEntries(calls[3])).toMatchObject({
    SourceDBSnapshotIdentifier: ARN,
    TargetDBSnapshotIdentifier: copyOf('a'),
    KmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/x',
    'Tags.Tag.1.Key': 'Team',
    'Tags.Tag.2.Key': 'oficina-postgres:copied-from',
    'Tags.Tag.2.Value': ARN,
    PreSignedUrl: expect.stringMatching(/^https:\/\/rds\.us-east-1\.amazonaws\.com.*DestinationRegion=us-west-2/),
  });
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['SnapshotCopyStarted', 'SnapshotCopyStarted']);
});

test.each([
  ['DBSnapshotNotFound', undefined, []],
  ['InvalidDBSnapshotState', undefined, []],
  // There would be no event.
  ['SnapshotQuotaExceeded', 'Cannot copy more than 20 snapshots across regions', ['SnapshotCopyFailed']],
  ['SnapshotQuotaExceeded', 'Cannot create more than 100 manual snapshots', ['SnapshotCopyFailed']],
  ['KMSKeyNotAccessibleFault', undefined, ['SnapshotCopyFailed']],
])('handles the refusal of a copy: %s %s', async (code, message, events) => {
  answers = { DescribeDBSnapshots: listed(['a']), CopyDBSnapshot: () => refusal(code, message) };
  await invoke().catch(() => undefined);
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(events);
  expect(actions()).toHaveLength(3);
});

test('looks up a name that is in use', async () => {
  answers = {
    DescribeDBSnapshots: (call) =>
      call.has('DBSnapshotIdentifier') ? refusal('DBSnapshotNotFound') : listed(['a'])(call),
    CopyDBSnapshot: (call) =>
      call.get('TargetDBSnapshotIdentifier') === copyOf('a') ? refusal('DBSnapshotAlreadyExists') : '<DBSnapshot/>',
  };
  await invoke();
  expect(JSON.parse(lines[0])).toMatchObject({
    event: 'SnapshotCopyStarted',
    copy: expect.stringMatching(new RegExp(`^${copyOf('a')}-[0-9a-f]{8}$`)),
  });
});

test('marks and prunes copies, and ignores deleted snapshots', async () => {
  process.env.RETENTION_DAYS = '1';
  const copies = ['a', 'old'].map((name) =>
    snapshot(copyOf(name))
      .replace('us-east-1', 'us-west-2')
      .replace(
        '<Key>Team</Key><Value>oficina',
        () => `<Key>oficina-postgres:copied-from</Key><Value>${ARN.slice(0, -1)}${name}`,
      ),
  );
  copies[1] = copies[1].replace('2026-11-26', '2020-01-01');
  const fresh = (xml: string) => xml.replace(/2026-11-26T12:00:00Z/g, new Date().toISOString());
  answers = {
    DescribeDBSnapshots: (call) =>
      fresh(call.get('region') === 'us-west-2' ? `<DBSnapshots>${copies.join('')}</DBSnapshots>` : listed(['a'])(call)),
  };
  await invoke();
  expect(actions().slice(2)).toEqual(['DeleteDBSnapshot us-west-2', 'AddTagsToResource us-east-1']);
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['SnapshotCopyPruned', 'SnapshotCopied']);
  lines = [];
  Object.assign(answers, {
    DeleteDBSnapshot: () => refusal('DBSnapshotNotFound'),
    AddTagsToResource: () => refusal('DBSnapshotNotFound'),
  });
  await invoke();
  expect(lines).toEqual([]);
});

test('a failure before the first copy logs one line, like a failed copy', async () => {
  answers = { DescribeDBSnapshots: () => refusal('AccessDenied', 'not authorized to perform rds:DescribeDBSnapshots') };
  await expect(invoke()).rejects.toThrow('not authorized');
  await expect(invoke({ hello: 'world' })).rejects.toThrow(/the event must be/);
  delete process.env.KMS_KEY_ARN;
  await expect(invoke()).rejects.toThrow(/KMS_KEY_ARN must be set/);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: 'SnapshotCopyFailed', message: 'not authorized to perform rds:DescribeDBSnapshots' },
    { event: 'SnapshotCopyFailed', message: expect.stringMatching(/the event must be/) },
    { event: 'SnapshotCopyFailed', message: expect.stringMatching(/KMS_KEY_ARN must be set/) },
  ]);
});
