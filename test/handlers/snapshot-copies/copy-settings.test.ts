import { copySettings } from '../../../src/handlers/snapshot-copies/copy-settings';

const VALID = {
  AWS_REGION: 'us-west-2',
  SOURCE_REGION: 'us-east-1',
  INSTANCE_IDENTIFIER: 'Oficina-DB-Prod',
  KMS_KEY_ARN: 'arn:aws:kms:us-west-2:111122223333:key/mrk-0d5e',
};
const environment = process.env;
afterEach(() => {
  process.env = environment;
});

function settings(variables: Record<string, string | undefined>) {
  process.env = { ...VALID, ...variables };
  for (const [name, value] of Object.entries(variables)) if (value === undefined) delete process.env[name];
  return copySettings();
}

test('come from the environment', () => {
  expect(settings({})).toEqual({
    region: 'us-west-2',
    sourceRegion: 'us-east-1',
    instanceIdentifier: 'oficina-db-prod',
    copyPrefix: 'oficina-copy-ef2c87eb-',
    kmsKeyArn: VALID.KMS_KEY_ARN,
  });
  expect(settings({ RETENTION_DAYS: '35' }).retentionDays).toBe(35);
  const KMS_KEY_ARN = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/x';
  expect(settings({ AWS_REGION: 'us-gov-west-1', SOURCE_REGION: 'us-gov-east-1', KMS_KEY_ARN })).toMatchObject({
    kmsKeyArn: KMS_KEY_ARN,
  });
  expect(settings({ SOURCE_REGION: 'eusc-de-east-1' })).toMatchObject({ sourceRegion: 'eusc-de-east-1' });
});

test.each<[string, string | undefined, RegExp]>([
  ['AWS_REGION', undefined, /AWS_REGION must be set/],
  ['SOURCE_REGION', undefined, /SOURCE_REGION must be set/],
  ['SOURCE_REGION', 'us-west-2', /SOURCE_REGION must be a region other than us-west-2, got 'us-west-2'/],
  ['SOURCE_REGION', 'Virginia', /got 'Virginia'/],
  ['INSTANCE_IDENTIFIER', '', /INSTANCE_IDENTIFIER must be set/],
  ['INSTANCE_IDENTIFIER', 'a--b', /must be the identifier of an instance, got 'a--b'/],
  ['INSTANCE_IDENTIFIER', 'a'.repeat(64), /must be the identifier of an instance/],
  ['KMS_KEY_ARN', undefined, /KMS_KEY_ARN must be set/],
  ['KMS_KEY_ARN', 'alias/x', /must be the ARN of a key in us-west-2, got 'alias\/x'/],
  ['KMS_KEY_ARN', 'arn:aws:kms:us-east-1:111122223333:key/x', /must be the ARN of a key in us-west-2/],
  ['RETENTION_DAYS', '', /RETENTION_DAYS must be set/],
  ['RETENTION_DAYS', '0', /RETENTION_DAYS must be a whole number of days from 1 to 99999, or absent, got '0'/],
  ['RETENTION_DAYS', '-1', /got '-1'/],
  ['RETENTION_DAYS', '1.5', /got '1.5'/],
  ['RETENTION_DAYS', '1e3', /got '1e3'/],
])('%s must not be %j', (name, value, message) => {
  expect(() => settings({ [name]: value })).toThrow(message);
});
