import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  CredentialsRotation,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreDrill,
} from '../../src';
import { crossRegionRules } from '../../src/backup/cross-region-backup-rules';
import { ENVIRONMENT, isolatedVpc } from '../support/database';
import { someString } from '../validation/rule-cases';

const KEY = (region: string) => `arn:aws:kms:${region}:111122223333:key/00000000-0000-0000-0000-000000000000`;
const key = (stack: Stack, region: string) => kms.Key.fromKeyArn(stack, `Key-${region}`, KEY(region));
type Props = Partial<OficinaPostgresProps>;

function make(props: (stack: Stack) => Props, env: object | undefined = ENVIRONMENT): void {
  const stack = new Stack(new App(), 'Stack', { env });
  new OficinaPostgres(stack, 'Database', {
    vpc: isolatedVpc(stack),
    profile: EnvironmentProfile.dev(),
    crossRegionBackup: CrossRegionBackup.toRegion('us-west-2'),
    ...props(stack),
  });
}

/** A production database with the default backups in another region. */
function prod(region: string): void {
  const profile = EnvironmentProfile.prod({ restoreDrill: RestoreDrill.none() });
  make(() => ({ profile, crossRegionBackup: undefined }), { ...ENVIRONMENT, region });
}

const REFUSED: Record<string, [string, () => void][]> = {
  'cross-region-known-place': [
    [
      'crossRegionBackup needs a stack whose account and region are written out, as a second stack is created in ' +
        'another region of the same account, got the account <account> and the region <region>; ' +
        'give the stack an env with the account of the environment variable CDK_DEFAULT_ACCOUNT and the region ' +
        "'us-east-1', the account as a number in quotes",
      () => make(() => ({}), {}),
    ],
    [
      'got the account <account> and the region sa-east-1; ' +
        'give the stack an env with the account of the environment variable CDK_DEFAULT_ACCOUNT and the region ' +
        "'sa-east-1'",
      () => make(() => ({}), { region: 'sa-east-1' }),
    ],
  ],
  'cross-region-decided': [
    [
      'crossRegionBackup must name the second region: the library chooses one only for a database in a commercial ' +
        'region of the United States, so that no data leaves a country unless you say so, ' +
        "got none for a database in eu-west-2 (United Kingdom); choose CrossRegionBackup.toRegion('eu-central-1'), " +
        "another region to which RDS replicates from there ('eu-central-1' (Germany), 'eu-west-1' (Ireland), " +
        "'eu-west-3' (France), 'eu-north-1' (Sweden), in Europe; or 'af-south-1' (South Africa), " +
        "'us-east-1' (United States), outside of Europe), or CrossRegionBackup.none()",
      () => prod('eu-west-2'),
    ],
    [
      "('us-east-1' (United States), 'us-east-2' (United States), outside of South America), or " +
        'CrossRegionBackup.none()',
      () => prod('sa-east-1'),
    ],
    ["('ca-west-1' (Canada), in Canada; or ", () => prod('ca-central-1')],
    [
      "got none for a database in us-gov-west-1 (United States); choose CrossRegionBackup.toRegion('us-gov-east-1')",
      () => prod('us-gov-west-1'),
    ],
    ["choose CrossRegionBackup.toRegion('cn-northwest-1')", () => prod('cn-north-1')],
    [
      'choose CrossRegionBackup.none(), as RDS lists no region to which it replicates automated backups from this one',
      () => prod('mx-central-1'),
    ],
    ['got none for a database in zz-north-1; choose CrossRegionBackup.none()', () => prod('zz-north-1')],
    [
      'must name the second region',
      () =>
        make(() => ({ crossRegionBackup: CrossRegionBackup.automatic() }), { ...ENVIRONMENT, region: 'ap-south-1' }),
    ],
  ],
  'cross-region-other-region': [
    [
      'crossRegionBackup must go to another region, got us-west-2, the region of the database; ' +
        "choose CrossRegionBackup.toRegion('us-east-1'), another region to which",
      () => make(() => ({}), { ...ENVIRONMENT, region: 'us-west-2' }),
    ],
    [
      "got us-east-1, the region of the database; choose CrossRegionBackup.toRegion('us-west-2')",
      () => make(() => ({ crossRegionBackup: CrossRegionBackup.toRegion('us-east-1') })),
    ],
  ],
  'cross-region-same-partition': [
    [
      'must go to a region of the same partition',
      () => make(() => ({ crossRegionBackup: CrossRegionBackup.toRegion('cn-north-1') })),
    ],
    [
      'got us-west-2 for a database in us-gov-west-1',
      () => make(() => ({}), { ...ENVIRONMENT, region: 'us-gov-west-1' }),
    ],
    [
      "got eusc-de-east-1 for a database in eu-central-1; choose CrossRegionBackup.toRegion('eu-west-1')",
      () =>
        make(() => ({ crossRegionBackup: CrossRegionBackup.toRegion('eusc-de-east-1', { allowUnlisted: true }) }), {
          ...ENVIRONMENT,
          region: 'eu-central-1',
        }),
    ],
  ],
  'cross-region-pair': [
    [
      'crossRegionBackup must go to a region to which RDS replicates automated backups from the region of the ' +
        'database, got us-west-2 for a database in sa-east-1; ' +
        "choose CrossRegionBackup.toRegion('us-east-1')",
      () => make(() => ({}), { ...ENVIRONMENT, region: 'sa-east-1' }),
    ],
    [
      "got us-west-2 for a database in eu-west-2; choose CrossRegionBackup.toRegion('eu-central-1')",
      () => make(() => ({}), { ...ENVIRONMENT, region: 'eu-west-2' }),
    ],
    [
      "got us-west-2 for a database in ap-south-2; choose CrossRegionBackup.toRegion('ap-south-1')",
      () =>
        make(
          () => ({
            profile: EnvironmentProfile.dev({ crossRegionBackup: CrossRegionBackup.toRegion('us-west-2') }),
            crossRegionBackup: undefined,
          }),
          { ...ENVIRONMENT, region: 'ap-south-2' },
        ),
    ],
  ],
  'cross-region-known-name': [
    ['needs a database whose name is known', () => make(() => ({ instanceIdentifier: someString('oficina') }))],
  ],
  'cross-region-key': [
    [
      'must have a key in the other region if the encryptionKey of the database is imported, ' +
        'got an imported encryptionKey, Stack/Key-us-east-1, and none for us-west-2; pass one to ' +
        "CrossRegionBackup.toRegion('us-west-2') as its encryptionKey, as in kms.Key.fromKeyArn()",
      () => make((stack) => ({ encryptionKey: key(stack, 'us-east-1') })),
    ],
  ],
  'cross-region-key-region': [
    [
      'must have a key of us-west-2, where the backups go, got the key Stack/Key-eu-west-1 of eu-west-1',
      () =>
        make((stack) => ({
          crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { encryptionKey: key(stack, 'eu-west-1') }),
        })),
    ],
  ],
  'cross-region-topic-region': [
    [
      'must have an alarmTopic of us-west-2: an alarm cannot notify a topic of another region, ' +
        'got the topic Stack/Topic of us-east-1',
      () =>
        make((stack) => ({
          crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { alarmTopic: new sns.Topic(stack, 'Topic') }),
        })),
    ],
  ],
};

test('every rule has a case', () => {
  expect(Object.keys(REFUSED)).toEqual(crossRegionRules.map(({ id }) => id));
});

test.each(Object.entries(REFUSED).flatMap(([id, cases]) => cases.map(([message, act]) => [id, message, act] as const)))(
  '%s: %s',
  (_, message, act) => {
    expect(act).toThrow(message);
  },
);

/** Without functions, because they do not have the certificate authorities of every region. */
const NO_FUNCTIONS = { bootstrap: false, rotation: CredentialsRotation.disabled({ reason: 'tested elsewhere' }) };

test.each<[string, (stack: Stack) => Props, object]>([
  [
    'both keys are imported',
    (stack) => ({
      encryptionKey: key(stack, 'us-east-1'),
      crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { encryptionKey: key(stack, 'us-west-2') }),
    }),
    ENVIRONMENT,
  ],
  [
    'the key of the database is made in the app',
    (stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }),
    ENVIRONMENT,
  ],
  [
    'the user allows a pair that the library does not list',
    () => ({ crossRegionBackup: CrossRegionBackup.toRegion('ap-northeast-3', { allowUnlisted: true }) }),
    ENVIRONMENT,
  ],
  [
    'the user allows an unlisted region for a database in a region without a pair',
    () => ({ ...NO_FUNCTIONS, crossRegionBackup: CrossRegionBackup.toRegion('us-east-1', { allowUnlisted: true }) }),
    { ...ENVIRONMENT, region: 'mx-central-1' },
  ],
  [
    'the user lets the data leave its geography',
    () => ({ crossRegionBackup: CrossRegionBackup.toRegion('us-east-1') }),
    { ...ENVIRONMENT, region: 'sa-east-1' },
  ],
  [
    'there are no other backups, and the stack has no environment',
    () => ({ crossRegionBackup: CrossRegionBackup.none() }),
    {},
  ],
])('accepts that %s', (_, props, env) => {
  expect(() => make(props, env)).not.toThrow();
});
