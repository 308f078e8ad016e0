import { parseSnapshotEvent } from '../../../src/handlers/snapshot-copies/snapshot-event';

const parse = (event: unknown) => parseSnapshotEvent(event, 'us-east-1', 'us-west-2');

/** Events in the format of https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloud-watch-events.html. */
function snapshotEvent(region: string, id: string, detail: object = {}) {
  const arn = `arn:aws:rds:${region}:111122223333:snapshot:Before-Upgrade`;
  return {
    version: '0',
    id: '844e2571-85d4-695f-b930-0153b71dcb42',
    'detail-type': 'RDS DB Snapshot Event',
    source: 'aws.rds',
    account: '111122223333',
    time: '2026-11-26T12:26:13Z',
    region,
    resources: [arn],
    detail: {
      EventCategories: ['creation'],
      SourceType: 'SNAPSHOT',
      SourceArn: arn,
      Date: '2026-11-26T12:26:13.882Z',
      Message: 'Manual snapshot created',
      SourceIdentifier: 'Before-Upgrade',
      EventID: id,
      ...detail,
    },
  };
}

test.each([
  ['us-east-1', 'RDS-EVENT-0042', 'created'],
  ['us-east-1', 'RDS-EVENT-0060', 'created'],
  ['us-east-1', 'RDS-EVENT-0197', 'created'],
  ['us-west-2', 'RDS-EVENT-0060', 'finished'],
  ['us-west-2', 'RDS-EVENT-0061', 'failed'],
])('in %s %s means %s', (region, id, kind) => {
  expect(parse(snapshotEvent(region, id))).toEqual({
    kind,
    name: 'before-upgrade',
    message: 'Manual snapshot created',
  });
});

test.each(['aws.events', 'aws.scheduler'])('a schedule of %s starts the sweep', (source) => {
  expect(parse({ 'detail-type': 'Scheduled Event', source, detail: {} })).toEqual({ kind: 'sweep' });
});

test('the ARN can be in the resources only, and the message can be missing', () => {
  const bare = snapshotEvent('us-east-1', 'RDS-EVENT-0042', { SourceArn: undefined, Message: undefined });
  expect(parse(bare)).toEqual({ kind: 'created', name: 'before-upgrade', message: '' });
});

test('cuts a long message', () => {
  expect(parse(snapshotEvent('us-west-2', 'RDS-EVENT-0061', { Message: 'm'.repeat(100_000) }))).toMatchObject({
    message: `${'m'.repeat(199)}…`,
  });
});

const LONG = 'x'.repeat(100_000);

test.each<[unknown, RegExp]>([
  [{ 'detail-type': LONG, source: LONG }, /got 'x{199}…' of 'x{199}…';/],
  [snapshotEvent('us-east-1', LONG), /got 'x{199}…';/],
  [
    snapshotEvent('us-east-1', 'RDS-EVENT-0042', { SourceArn: `arn:aws:rds:us-east-1:111122223333:snapshot:${LONG}` }),
    /must be the ARN of a snapshot, got 'arn.{196}…';/,
  ],
  [
    snapshotEvent('us-east-1', 'RDS-EVENT-0042', { SourceArn: 'arn:aws:rds:us-east-1:111122223333:snapshot:a\nb' }),
    /must be the ARN of a snapshot/,
  ],
  [
    undefined,
    /the event must be a 'RDS DB Snapshot Event' of aws.rds or a 'Scheduled Event', got undefined of undefined/,
  ],
  ['text', /got undefined of undefined/],
  [{ 'detail-type': 'Scheduled Event', source: 'mine' }, /got 'Scheduled Event' of 'mine'/],
  [{ 'detail-type': 'RDS DB Instance Event', source: 'aws.rds' }, /got 'RDS DB Instance Event' of 'aws.rds'/],
  [
    { 'detail-type': 'RDS DB Snapshot Event', source: 'aws.rds' },
    /detail.SourceArn of the event must be the ARN of a snapshot, got undefined/,
  ],
  [
    snapshotEvent('us-east-1', 'RDS-EVENT-0042', { SourceArn: 'arn:aws:rds:us-east-1:111122223333:db:x' }),
    /must be the ARN of a snapshot, got 'arn.*:db:x'/,
  ],
  [snapshotEvent('us-east-1', 'RDS-EVENT-0042', { SourceArn: 7 }), /got number/],
  [
    snapshotEvent('eu-west-1', 'RDS-EVENT-0042'),
    /must be about a snapshot in us-east-1 or us-west-2, got 'arn:aws:rds:eu-west-1/,
  ],
  [
    snapshotEvent('us-west-2', 'RDS-EVENT-0042'),
    /in us-west-2 must be one of RDS-EVENT-0060, RDS-EVENT-0061, got 'RDS-EVENT-0042'/,
  ],
  [
    snapshotEvent('us-east-1', 'toString'),
    /in us-east-1 must be one of RDS-EVENT-0042, RDS-EVENT-0060, RDS-EVENT-0197, got 'toString'/,
  ],
])('anything else is an error: %#', (event, message) => {
  expect(() => parse(event)).toThrow(message);
});
