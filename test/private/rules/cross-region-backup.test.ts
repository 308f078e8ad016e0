import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { someString } from './cases';
import { CrossRegionBackup, EnvironmentProfile, OficinaPostgres, OficinaPostgresProps } from '../../../src';
import { crossRegionRules } from '../../../src/private/rules/cross-region-backup';
import { ENVIRONMENT, isolatedVpc } from '../../support/database';

const KEY = (region: string) => `arn:aws:kms:${region}:111122223333:key/00000000-0000-0000-0000-000000000000`;
const key = (stack: Stack, region: string) => kms.Key.fromKeyArn(stack, `Key-${region}`, KEY(region));
type Props = Partial<OficinaPostgresProps>;

function make(props: (stack: Stack) => Props, env: object | undefined = ENVIRONMENT): void {
  const stack = new Stack(new App(), 'Stack', { env });
  new OficinaPostgres(stack, 'Database', {
    vpc: isolatedVpc(stack), profile: EnvironmentProfile.dev(), crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'), ...props(stack),
  });
}

const REFUSED: Record<string, [string, () => void][]> = {
  'cross-region-known-place': [
    ['crossRegionBackup needs a stack whose account and region are written out, as a second stack stands in another region of the same account, got the account <account> and the region '
      + '<region>; give the stack env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: \'us-east-1\' }', () => make(() => ({}), {})],
    ['got the account <account> and the region sa-east-1; give the stack env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: \'sa-east-1\' }', () => make(() => ({}), { region: 'sa-east-1' })],
  ],
  'cross-region-other-region': [
    ['crossRegionBackup must go to another region, got us-west-2, that of the database; choose one like CrossRegionBackup.toRegion(\'us-east-1\'), or CrossRegionBackup.none()',
      () => make(() => ({ profile: EnvironmentProfile.prod() }), { ...ENVIRONMENT, region: 'us-west-2' })],
    ['got us-east-1, that of the database; choose one like CrossRegionBackup.toRegion(\'us-west-2\')', () => make(() => ({ crossRegionBackup: CrossRegionBackup.toRegion('us-east-1') }))],
  ],
  'cross-region-same-partition': [
    ['must go to a region of the same partition', () => make(() => ({ crossRegionBackup: CrossRegionBackup.toRegion('cn-north-1') }))],
    ['got us-west-2 for a database in us-gov-west-1', () => make(() => ({}), { ...ENVIRONMENT, region: 'us-gov-west-1' })],
  ],
  'cross-region-known-name': [['needs a database whose name is known', () => make(() => ({ instanceIdentifier: someString('oficina') }))]],
  'cross-region-key': [
    ['must have a key of the other region where the team brings the key of the first, got an imported encryptionKey, Stack/Key-us-east-1, and none for us-west-2; pass one: '
      + 'CrossRegionBackup.toRegion(\'us-west-2\', { encryptionKey: kms.Key.fromKeyArn(…) })', () => make((stack) => ({ encryptionKey: key(stack, 'us-east-1') }))],
  ],
  'cross-region-key-region': [
    ['must have a key of us-west-2, where the backups go, got the key Stack/Key-eu-west-1 of eu-west-1',
      () => make((stack) => ({ crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { encryptionKey: key(stack, 'eu-west-1') }) }))],
  ],
  'cross-region-topic-region': [
    ['must have an alarmTopic of us-west-2: alarms call none of another region, got the topic Stack/Topic of us-east-1',
      () => make((stack) => ({ crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { alarmTopic: new sns.Topic(stack, 'Topic') }) }))],
  ],
};

test('each rule is in this test', () => {
  expect(Object.keys(REFUSED)).toEqual(crossRegionRules.map(({ id }) => id));
});

test.each(Object.entries(REFUSED).flatMap(([id, cases]) => cases.map(([message, act]) => [id, message, act] as const)))('%s: %s', (_, message, act) => {
  expect(act).toThrow(message);
});

test.each<[string, (stack: Stack) => Props, object]>([
  ['both keys are the team\'s', (stack) => ({
    encryptionKey: key(stack, 'us-east-1'), crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { encryptionKey: key(stack, 'us-west-2') }),
  }), ENVIRONMENT],
  ['the key of the first is made in the app', (stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }), ENVIRONMENT],
  ['there are none, and the stack is anywhere', () => ({ crossRegionBackup: CrossRegionBackup.none() }), {}],
])('is content when %s', (_, props, env) => {
  expect(() => make(props, env)).not.toThrow();
});
