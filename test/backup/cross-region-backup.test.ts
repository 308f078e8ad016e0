import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { Fact, FactName } from 'aws-cdk-lib/region-info';
import { CrossRegionBackup, EnvironmentProfile } from '../../src';
import { database, ENVIRONMENT } from '../support/database';
import { someNumber } from '../validation/rule-cases';

test('none() has no region, and copies nothing', () => {
  const { region, snapshotCopies, retention } = CrossRegionBackup.none();
  expect({ region, snapshotCopies, retention }).toEqual({
    region: undefined,
    snapshotCopies: false,
    retention: undefined,
  });
});

test('toRegion() also copies snapshots, and keeps the copies', () => {
  const { region, snapshotCopies, snapshotRetention, retention } = CrossRegionBackup.toRegion('us-west-2');
  expect({ region, snapshotCopies, snapshotRetention, retention }).toEqual({
    region: 'us-west-2',
    snapshotCopies: true,
    snapshotRetention: undefined,
    retention: undefined,
  });
});

test('keeps its options, and treats null as not given', () => {
  const options = {
    retention: Duration.days(35),
    snapshotRetention: Duration.days(365),
    snapshotCopies: null as any,
    alarmTopic: undefined,
  };
  const backup = CrossRegionBackup.toRegion('sa-east-1', options);
  expect(backup).toMatchObject({
    region: 'sa-east-1',
    retention: Duration.days(35),
    snapshotRetention: Duration.days(365),
    snapshotCopies: true,
  });
  expect(CrossRegionBackup.toRegion('us-gov-west-1', null as any).region).toBe('us-gov-west-1');
});

test.each(['', 'Oregon', 'us-west', 'us-west-2a', 'us-west-2 ', undefined, null])(
  'refuses a string that is not a region: %j',
  (region) => {
    expect(() => CrossRegionBackup.toRegion(region as string)).toThrow(
      `the region of CrossRegionBackup.toRegion() must be written out, got '${region}'; write it like 'us-west-2'`,
    );
  },
);

test('refuses a region that is a token', () => {
  expect(() => CrossRegionBackup.toRegion(Token.asString({ Ref: 'Region' }))).toThrow(
    'must be written out, got a token; ',
  );
});

test.each([
  ['retention', 0, 35],
  ['retention', 36, 35],
  ['snapshotRetention', 0, 36_500],
  ['snapshotRetention', 36_501, 36_500],
])('refuses a %s of %i days', (option, days, longest) => {
  expect(() => CrossRegionBackup.toRegion('us-west-2', { [option]: Duration.days(days) })).toThrow(
    `the ${option} of CrossRegionBackup.toRegion() must be a whole number of days from 1 to ${longest}, got `,
  );
});

test.each([
  [
    'hours',
    { retention: Duration.hours(50) },
    'must be a whole number of days from 1 to 35, got 2 days 2 hours; write it like Duration.days(3)',
  ],
  ['a token', { retention: Duration.days(someNumber(7)) }, 'must be known at synthesis, got a token; write it out'],
  [
    'a retention of copies without copies',
    { snapshotCopies: false, snapshotRetention: Duration.days(30) },
    'needs snapshotCopies, got 30 days with false; leave one of the two out',
  ],
])('refuses %s', (_, options, message) => {
  expect(() => CrossRegionBackup.toRegion('us-west-2', options)).toThrow(message);
});

test.each<[any, string]>([
  [{ retention: 7 }, 'retention must be a Duration, got 7; write it like Duration.days(7)'],
  [{ snapshotRetention: '365' }, "snapshotRetention must be a Duration, got '365'; write it like Duration.days(365)"],
  [
    { snapshotCopies: 'false' },
    "snapshotCopies must be true or false, got 'false'; write it without quotes, or leave the prop out for its default",
  ],
  [
    { encryptionKey: 'arn:aws:kms:…' },
    "encryptionKey must be a KMS key, got 'arn:aws:kms:…'; " +
      "look it up with kms.Key.fromKeyArn(this, 'Given', 'arn:aws:kms:…')",
  ],
  [{ alarmTopic: 'arn' }, 'alarmTopic must be an SNS topic, got a string; look it up with sns.Topic.fromTopicArn()'],
  [{ snapshotCopy: false }, 'snapshotCopy is not a prop; did you mean snapshotCopies?'],
  [
    { retention: 7, alarmTopic: 5 },
    'retention must be a Duration, got 7; write it like Duration.days(7). ' +
      'alarmTopic must be an SNS topic, got a number; look it up with sns.Topic.fromTopicArn()',
  ],
])('refuses the untyped options %j', (options, problems) => {
  expect(() => CrossRegionBackup.toRegion('us-west-2', options)).toThrow(
    new Error(`CrossRegionBackup.toRegion(): ${problems}`),
  );
});

test.each([
  ['us-wset-2', "did you mean 'us-west-2'?"],
  ['eu-west-11', "did you mean 'eu-west-1'?"],
  ['sa-est-1', "did you mean 'sa-east-1'?"],
  ['antarctica-south-1', "write it like 'us-west-2'."],
])('refuses an unknown region, unless unlisted regions are allowed: %s', (region, suggestion) => {
  expect(() => CrossRegionBackup.toRegion(region)).toThrow(
    `the region of CrossRegionBackup.toRegion() must be a region of AWS, got '${region}'; ${suggestion} For a region`,
  );
  expect(() => CrossRegionBackup.toRegion(region)).toThrow(
    /Fact\.register\(\) of aws-cdk-lib\/region-info, or give allowUnlisted: true$/,
  );
  expect(CrossRegionBackup.toRegion(region, { allowUnlisted: true }).region).toBe(region);
});

test('accepts a region that the app has registered', () => {
  Fact.register({ region: 'zz-south-1', name: FactName.PARTITION, value: 'aws' });
  expect(CrossRegionBackup.toRegion('zz-south-1').region).toBe('zz-south-1');
});

describe('automatic()', () => {
  const destination = (region: string, crossRegionBackup?: CrossRegionBackup) => {
    const stack = new Stack(new App(), 'Stack', { env: { ...ENVIRONMENT, region } });
    const { template } = database({ profile: EnvironmentProfile.prod(), crossRegionBackup }, stack);
    const { AutomaticBackupReplicationRegion, AutomaticBackupReplicationRetentionPeriod } = Object.values(
      template().findResources('AWS::RDS::DBInstance'),
    )[0].Properties;
    return [AutomaticBackupReplicationRegion, AutomaticBackupReplicationRetentionPeriod];
  };

  test.each([
    ['us-east-1', 'us-west-2'],
    ['us-east-2', 'us-west-2'],
    ['us-west-1', 'us-west-2'],
    ['us-west-2', 'us-east-1'],
  ])('stays in the United States: from %s to %s', (home, other) => {
    expect(destination(home)).toEqual([other, 30]);
  });

  test('has the options of toRegion()', () => {
    expect(destination('us-west-2', CrossRegionBackup.automatic({ retention: Duration.days(3) }))).toEqual([
      'us-east-1',
      3,
    ]);
    expect(() => CrossRegionBackup.automatic({ retention: Duration.days(36) })).toThrow(
      'the retention of CrossRegionBackup.automatic() must be a whole number of days from 1 to 35, got 36 days',
    );
  });
});

test.each([
  ['sa-east-1', 'us-east-1', '; RISK: the data leaves its geography, South America (from Brazil to United States)'],
  ['eu-west-1', 'eu-central-1', '; RISK: the data leaves its country (from Ireland to Germany)'],
  ['ap-northeast-3', 'ap-northeast-1', 'until somebody deletes them'],
])('explain() says that data from %s is copied to %s', (region, other, text) => {
  const stack = new Stack(new App(), 'Stack', { env: { ...ENVIRONMENT, region } });
  const { settings } = database({ crossRegionBackup: CrossRegionBackup.toRegion(other) }, stack).database.explain();
  expect(settings.find(({ name }) => name === 'crossRegionBackup')!.consequence).toMatch(
    new RegExp(`${text.replace(/[()]/g, '\\$&')}$`),
  );
});
