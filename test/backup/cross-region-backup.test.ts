import { Duration, Token } from 'aws-cdk-lib';
import { CrossRegionBackup } from '../../src';
import { someNumber } from '../private/rules/cases';

test('none has no region, and copies nothing', () => {
  const { region, snapshotCopies, retention } = CrossRegionBackup.none();
  expect({ region, snapshotCopies, retention }).toEqual({ region: undefined, snapshotCopies: false, retention: undefined });
});

test('to a region it copies snapshots too, and keeps them', () => {
  const { region, snapshotCopies, snapshotRetention, retention } = CrossRegionBackup.toRegion('us-west-2');
  expect({ region, snapshotCopies, snapshotRetention, retention }).toEqual({ region: 'us-west-2', snapshotCopies: true, snapshotRetention: undefined, retention: undefined });
});

test('options are kept, and null is none', () => {
  const options = { retention: Duration.days(35), snapshotRetention: Duration.days(365), snapshotCopies: null as any, alarmTopic: undefined };
  const backup = CrossRegionBackup.toRegion('sa-east-1', options);
  expect(backup).toMatchObject({ region: 'sa-east-1', retention: Duration.days(35), snapshotRetention: Duration.days(365), snapshotCopies: true });
  expect(CrossRegionBackup.toRegion('us-gov-west-1', null as any).region).toBe('us-gov-west-1');
});

test.each(['', 'Oregon', 'us-west', 'us-west-2a', 'us-west-2 ', undefined, null])('refuses a region that is none: %j', (region) => {
  expect(() => CrossRegionBackup.toRegion(region as string)).toThrow(`the region of CrossRegionBackup.toRegion() must be written out, got '${region}'; write it like 'us-west-2'`);
});

test('refuses a region that is a token', () => {
  expect(() => CrossRegionBackup.toRegion(Token.asString({ Ref: 'Region' }))).toThrow('must be written out, got \'a token\'');
});

test.each([
  ['retention', 0, 35], ['retention', 36, 35], ['snapshotRetention', 0, 36_500], ['snapshotRetention', 36_501, 36_500],
])('refuses a %s of %i days', (option, days, longest) => {
  expect(() => CrossRegionBackup.toRegion('us-west-2', { [option]: Duration.days(days) }))
    .toThrow(`the ${option} of CrossRegionBackup.toRegion() must be 1 to ${longest} whole days, got `);
});

test.each([
  ['hours', { retention: Duration.hours(36) }, 'must be 1 to 35 whole days'],
  ['a token', { retention: Duration.days(someNumber(7)) }, 'must be known at synthesis, got a token; write it out'],
  ['a retention of copies that there are not', { snapshotCopies: false, snapshotRetention: Duration.days(30) }, 'needs snapshotCopies, got 30 days with false; leave one of the two out'],
])('refuses %s', (_, options, message) => {
  expect(() => CrossRegionBackup.toRegion('us-west-2', options)).toThrow(message);
});

test.each<[any, string]>([
  [{ retention: 7 }, 'retention must be a Duration, got 7; write it like Duration.days(30)'],
  [{ snapshotRetention: '365' }, 'snapshotRetention must be a Duration, got \'365\'; write it like Duration.days(30)'],
  [{ snapshotCopies: 'false' }, 'snapshotCopies must be true or false, got \'false\'; write it without quotes, or leave the prop out for its default'],
  [{ encryptionKey: 'arn:aws:kms:…' }, 'encryptionKey must be a KMS key, got \'arn:aws:kms:…\'; look it up with kms.Key.fromKeyArn()'],
  [{ alarmTopic: 'arn' }, 'alarmTopic must be an SNS topic, got a string; look it up with sns.Topic.fromTopicArn()'],
  [{ snapshotCopy: false }, 'snapshotCopy is not a prop; did you mean snapshotCopies?'],
  [{ retention: 7, alarmTopic: 5 }, 'retention must be a Duration, got 7; write it like Duration.days(30). alarmTopic must be an SNS topic, got a number; look it up with '
    + 'sns.Topic.fromTopicArn()'],
])('refuses %j, as JavaScript may pass it', (options, problems) => {
  expect(() => CrossRegionBackup.toRegion('us-west-2', options)).toThrow(new Error(`CrossRegionBackup.toRegion(): ${problems}`));
});
