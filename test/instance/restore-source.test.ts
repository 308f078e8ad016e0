import { Aws } from 'aws-cdk-lib';
import { RestoreSource } from '../../src';
import { someString } from '../validation/rule-cases';

const ID = 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BACKUP = 'arn:aws:rds:us-west-2:111122223333:auto-backup:ab-jkib2gfq5rv7replzadausbrktni2bn4example';
const TIME = new Date('2026-11-20T14:05:00Z');

describe('the encryption of a source', () => {
  const make = (options?: object): RestoreSource[] => [
    RestoreSource.snapshot('before-17', options),
    RestoreSource.latest(ID, options),
    RestoreSource.pointInTime(ID, TIME, options),
    RestoreSource.replicatedBackup(BACKUP, undefined, options),
  ];

  test('is known if the options say so, and unknown otherwise', () => {
    expect(make({ encrypted: true }).map(({ encrypted }) => encrypted)).toEqual([true, true, true, true]);
    expect(make().map(({ encrypted }) => encrypted)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('must not be false', () => {
    expect(() => RestoreSource.snapshot('before-17', { encrypted: false })).toThrow(
      'the source of RestoreSource.snapshot() must be encrypted, as a restored database is encrypted only if its ' +
        'source is, got encrypted: false; copy the snapshot with a KMS key (aws rds copy-db-snapshot --kms-key-id), ' +
        'and restore the copy',
    );
    expect(() => RestoreSource.latest(ID, { encrypted: false })).toThrow('RestoreSource.latest() must be encrypted');
    expect(() => RestoreSource.replicatedBackup(BACKUP, TIME, { encrypted: false })).toThrow(
      'RestoreSource.replicatedBackup() must be encrypted',
    );
  });

  test('must be a boolean', () => {
    expect(() => RestoreSource.snapshot('before-17', { encrypted: 'yes' } as any)).toThrow(
      "RestoreSource.snapshot(): encrypted must be true or false, got 'yes'",
    );
    expect(() => RestoreSource.latest(ID, { encryptd: true } as any)).toThrow(
      'encryptd is not a prop; did you mean encrypted?',
    );
  });
});

describe('accepted sources', () => {
  test.each([
    'before-17',
    'rds:oficina-db-prod-2026-11-20-03-05',
    'awsbackup:job-5c9f5e5c-0b0e-4b0a-a111-123456789012',
    'a'.repeat(255),
    'arn:aws:rds:us-east-1:111122223333:snapshot:before-17',
    'arn:aws:rds:us-east-1:111122223333:snapshot:rds:oficina-db-prod-2026-11-20-03-05',
    'arn:aws-us-gov:rds:us-gov-west-1:111122223333:snapshot:awsbackup:job-1',
    someString('before-17'),
    `${Aws.STACK_NAME}-before`,
    'dummy-value-for-/oficina/snapshot',
  ])('the snapshot %s', (snapshotIdentifier) => {
    expect(RestoreSource.snapshot(snapshotIdentifier)).toMatchObject({ snapshotIdentifier, restoreTime: undefined });
  });

  test.each([ID, 'db-VVVXXXYYYZZZ0123456789', someString(ID)])('the instance %s', (sourceResourceId) => {
    expect(RestoreSource.latest(sourceResourceId)).toMatchObject({ sourceResourceId, restoreTime: undefined });
    expect(RestoreSource.pointInTime(sourceResourceId, TIME)).toMatchObject({
      sourceResourceId,
      restoreTime: '2026-11-20T14:05:00Z',
    });
  });

  test.each([
    BACKUP,
    'arn:aws:rds:us-east-1:123456789012:auto-backup:ab-L2IJCEXJP7XQ7HOJ4SIEXAMPLE',
    `arn:aws:rds:us-west-2:${Aws.ACCOUNT_ID}:auto-backup:ab-1`,
  ])('the backups %s', (automatedBackupArn) => {
    expect(RestoreSource.replicatedBackup(automatedBackupArn)).toMatchObject({
      automatedBackupArn,
      restoreTime: undefined,
    });
    expect(RestoreSource.replicatedBackup(automatedBackupArn, null as any)).toMatchObject({
      automatedBackupArn,
      restoreTime: undefined,
    });
    expect(RestoreSource.replicatedBackup(automatedBackupArn, TIME)).toMatchObject({
      automatedBackupArn,
      restoreTime: '2026-11-20T14:05:00Z',
    });
  });

  test('a time long ago, because the prop stays in the app', () => {
    expect(RestoreSource.pointInTime(ID, new Date('2019-01-01T00:00:00Z')).restoreTime).toBe('2019-01-01T00:00:00Z');
  });

  test('fractions of a second are dropped, so that no later state is restored than requested', () => {
    expect(RestoreSource.pointInTime(ID, new Date('2026-11-20T14:05:00.999Z')).restoreTime).toBe(
      '2026-11-20T14:05:00Z',
    );
  });
});

const SNAPSHOT = (got: string) =>
  `the source of RestoreSource.snapshot() must be the name or the ARN of a snapshot of an instance, got ${got}; ` +
  "list them with aws rds describe-db-snapshots --query 'DBSnapshots[].DBSnapshotIdentifier'";
const RESOURCE_ID = (caller: string, got: string) =>
  `the source of RestoreSource.${caller} must be the resource id of the source, db-… in capitals, got ${got}; ` +
  'read it from the SSM parameter <ssmParameterPrefix>/resource-id or from instanceResourceId of the construct; ' +
  'for a deleted instance, from aws rds describe-db-instance-automated-backups ' +
  "--query 'DBInstanceAutomatedBackups[].[DBInstanceIdentifier,DbiResourceId]'";
const BACKUPS = (got: string) =>
  'the source of RestoreSource.replicatedBackup() must be the ARN of automated backups, ' +
  `arn:aws:rds:<region>:<account>:auto-backup:ab-…, got ${got}; read it with aws rds ` +
  'describe-db-instance-automated-backups ' +
  "--query 'DBInstanceAutomatedBackups[].DBInstanceAutomatedBackupsArn' in the region of the backups";

describe('refused sources', () => {
  test.each([
    '',
    '-a',
    'a-',
    'a--b',
    '1a',
    'a b',
    'RDS:a',
    'a'.repeat(256),
    'arn:aws:rds:us-east-1:111122223333:cluster-snapshot:a',
    'arn:aws:rds:us-east-1::snapshot:a',
    'arn:aws:rds:us-east-1:111122223333:db:oficina-db-prod',
    'arn:',
    BACKUP,
  ])("the snapshot '%s'", (name) => {
    expect(() => RestoreSource.snapshot(name)).toThrow(new Error(SNAPSHOT(`'${name}'`)));
  });

  test.each([
    '',
    'oficina-db-prod',
    'db-prod',
    'db-abcdefghijklmnopqrstuvwxyz',
    'arn:aws:rds:us-east-1:111122223333:db:oficina-db-prod',
  ])("the instance '%s'", (name) => {
    expect(() => RestoreSource.latest(name)).toThrow(new Error(RESOURCE_ID('latest()', `'${name}'`)));
    expect(() => RestoreSource.pointInTime(name, TIME)).toThrow(new Error(RESOURCE_ID('pointInTime()', `'${name}'`)));
  });

  test.each([
    '',
    'ab-1',
    'arn:aws:rds:us-west-2:111122223333:snapshot:a',
    'arn:aws:rds:us-west-2:111122223333:auto-backup:1',
    `${BACKUP} `,
  ])("the backups '%s'", (arn) => {
    expect(() => RestoreSource.replicatedBackup(arn)).toThrow(new Error(BACKUPS(`'${arn}'`)));
  });

  test.each([undefined, null, 7])('%s, which is not a string', (nothing) => {
    expect(() => RestoreSource.snapshot(nothing as any)).toThrow(new Error(SNAPSHOT(`${nothing}`)));
    expect(() => RestoreSource.latest(nothing as any)).toThrow(new Error(RESOURCE_ID('latest()', `${nothing}`)));
    expect(() => RestoreSource.replicatedBackup(nothing as any)).toThrow(new Error(BACKUPS(`${nothing}`)));
  });

  const EXAMPLE = "write it in UTC, like new Date('2026-11-20T14:05:00Z')";

  test.each([
    [new Date('yesterday'), 'be a date, got Invalid Date'],
    ['2026-11-20', "be a date, got '2026-11-20'"],
    [undefined, 'be a date, got undefined'],
    [new Date(1_795_183_500), 'be in milliseconds, and later than PostgreSQL on RDS, got 1970-01-21T18:39:43.500Z'],
  ])('the time %s', (time, message) => {
    expect(() => RestoreSource.pointInTime(ID, time as any)).toThrow(
      new Error(`the time of RestoreSource.pointInTime() must ${message}; ${EXAMPLE}`),
    );
  });

  test('a time in the future', () => {
    const future = new Date('2999-01-01T00:00:00Z');
    expect(() => RestoreSource.pointInTime(ID, future)).toThrow(
      new Error(
        'the time of RestoreSource.pointInTime() must not lie in the future, ' +
          `got 2999-01-01T00:00:00.000Z; take RestoreSource.latest() for as late as possible, or ${EXAMPLE}`,
      ),
    );
    expect(() => RestoreSource.replicatedBackup(BACKUP, future)).toThrow(
      new Error(
        'the time of RestoreSource.replicatedBackup() must not lie in the future, ' +
          `got 2999-01-01T00:00:00.000Z; leave it out for as late as possible, or ${EXAMPLE}`,
      ),
    );
  });
});

test.each([
  [RestoreSource.snapshot('before-17'), 'before-17'],
  [RestoreSource.latest(ID), `${ID} at its latest`],
  [RestoreSource.pointInTime(ID, TIME), `${ID} at 2026-11-20T14:05:00Z`],
  [RestoreSource.replicatedBackup(BACKUP), `${BACKUP} at its latest`],
  [RestoreSource.snapshot(someString('before-17')), '(token)'],
])('toString() of %s', (source, text) => {
  expect(`${source}`).toBe(text);
});
