import { randomUUID } from 'crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/*
 * What the rotation relies on, as documented in https://docs.aws.amazon.com/secretsmanager/latest/apireference/. If the
 * API of these tests behaved differently, the other tests in this folder would prove nothing.
 */
if (!process.env.AWS_ENDPOINT_URL) {
  throw new Error('the tests in test/aws need an AWS API that is not the true one: run npx projen test:aws');
}

const client = new SecretsManagerClient();
afterAll(() => client.destroy());

let secret: string;
let first: string;
beforeEach(async () => {
  const created = await client.send(
    new CreateSecretCommand({ Name: `oficina/${randomUUID()}`, SecretString: '{"password":"first"}' }),
  );
  [secret, first] = [created.ARN!, created.VersionId!];
});

test('a new secret has one version, AWSCURRENT, and no rotation', async () => {
  expect(secret).toMatch(/^arn:aws:secretsmanager:us-east-1:\d{12}:secret:oficina\//);
  expect(await stages()).toEqual({ [first]: ['AWSCURRENT'] });
  expect((await client.send(new DescribeSecretCommand({ SecretId: secret }))).RotationEnabled).toBeFalsy();
  expect(await value()).toBe('{"password":"first"}');
});

describe('a pending version', () => {
  test('has the token of the request as its id, and does not change the current version', async () => {
    const token = randomUUID();
    const put = await client.send(putPending(token, 'second'));
    expect(put).toMatchObject({ ARN: secret, VersionId: token, VersionStages: ['AWSPENDING'] });
    expect(await stages()).toEqual({ [first]: ['AWSCURRENT'], [token]: ['AWSPENDING'] });
    expect(await value('AWSPENDING')).toBe('second');
    expect(await value('AWSPENDING', token)).toBe('second');
    expect(await value(undefined, token)).toBe('second');
    expect(await value('AWSCURRENT')).toBe('{"password":"first"}');
  });

  test('can be put again with the same value', async () => {
    const token = randomUUID();
    await client.send(putPending(token, 'second'));
    expect(await client.send(putPending(token, 'second'))).toMatchObject({
      VersionId: token,
      VersionStages: ['AWSPENDING'],
    });
    expect(await stages()).toEqual({ [first]: ['AWSCURRENT'], [token]: ['AWSPENDING'] });
  });

  test('is replaced by a newer pending version', async () => {
    const [token, other] = [randomUUID(), randomUUID()];
    await client.send(putPending(token, 'second'));
    await client.send(putPending(other, 'third'));
    expect(withoutRetired(await stages())).toEqual({ [first]: ['AWSCURRENT'], [other]: ['AWSPENDING'] });
    expect(await value(undefined, token)).toBe('second'); // without a stage, but still there
  });

  test('needs a token of 32 to 64 characters', async () => {
    await expect(client.send(putPending('short', 'second'))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

test('a version keeps its value: the same id cannot get another one', async () => {
  await expect(client.send(putPending(first, 'another'))).rejects.toMatchObject({ name: 'ResourceExistsException' });
  expect(await value(undefined, first)).toBe('{"password":"first"}');
});

describe('the stage AWSCURRENT', () => {
  test('moves AWSPREVIOUS to the version that had it, and to no other', async () => {
    const [second, third] = [randomUUID(), randomUUID()];
    await client.send(putPending(second, 'second'));
    await client.send(promote(second, first));
    expect((await stages())[first]).toEqual(['AWSPREVIOUS']);
    expect((await stages())[second]).toContain('AWSCURRENT');
    expect(await value('AWSCURRENT')).toBe('second');
    expect(await value('AWSPREVIOUS')).toBe('{"password":"first"}');

    await client.send(putPending(third, 'third'));
    await client.send(promote(third, second));
    expect((await stages())[third]).toContain('AWSCURRENT');
    expect((await stages())[second]).toEqual(['AWSPREVIOUS']);
    expect((await stages())[first] ?? []).toEqual([]);
    expect(await value('AWSCURRENT')).toBe('third');
  });

  test('cannot be moved from a version that does not have it', async () => {
    const [second, third] = [randomUUID(), randomUUID()];
    await client.send(putPending(second, 'second'));
    await client.send(promote(second, first));
    await client.send(putPending(third, 'third'));
    await expect(client.send(promote(third, first))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(client.send(promote(third, undefined))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await value('AWSCURRENT')).toBe('second');
    expect(await value('AWSPENDING')).toBe('third');
  });

  test('cannot be given to a version that does not exist', async () => {
    await expect(client.send(promote(randomUUID(), first))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('a missing value', () => {
  test('is not found by stage or id', async () => {
    await expect(value('AWSPENDING')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(value('AWSPREVIOUS')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(value(undefined, randomUUID())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(value('AWSPENDING', randomUUID())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is an error if the version has another stage', async () => {
    await expect(value('AWSPENDING', first)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  test('is not found in a secret that does not exist', async () => {
    secret = 'oficina/missing';
    await expect(stages()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(value()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

function putPending(token: string, text: string) {
  return new PutSecretValueCommand({
    SecretId: secret,
    ClientRequestToken: token,
    SecretString: text,
    VersionStages: ['AWSPENDING'],
  });
}

function promote(versionId: string, currentVersionId: string | undefined) {
  return new UpdateSecretVersionStageCommand({
    SecretId: secret,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: versionId,
    RemoveFromVersionId: currentVersionId,
  });
}

async function value(stage?: string, versionId?: string): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId: secret, VersionStage: stage, VersionId: versionId })))
    .SecretString;
}

async function stages(): Promise<Record<string, string[]>> {
  return (await client.send(new DescribeSecretCommand({ SecretId: secret }))).VersionIdsToStages ?? {};
}

/** AWS omits versions without a stage from the description; moto includes them. */
function withoutRetired(versions: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(versions).filter(([, of]) => of.length > 0));
}
