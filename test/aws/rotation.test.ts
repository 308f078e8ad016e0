import { randomUUID } from 'crypto';
import {
  CreateSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { connect, Login, refusesLogin, withConnection } from '../../src/handlers/postgres/connection';
import { alternatingUsers } from '../../src/handlers/rotation/alternating-users';
import { rotate, RotationStrategy } from '../../src/handlers/rotation/rotation';
import { RotationStep, STEPS } from '../../src/handlers/rotation/rotation-event';
import { singleUser } from '../../src/handlers/rotation/single-user';
import { SecretsManager } from '../../src/handlers/secrets/secrets-manager';
import { PostgresServer, startPostgres } from '../support/postgres';

/*
 * The rotation with the AWS SDK against an API over HTTP, and PostgreSQL. The effects of crashes, and every version of
 * the server, are tested in test/handlers/rotation/.
 */
if (!process.env.AWS_ENDPOINT_URL) {
  throw new Error('the tests in test/aws need an AWS API that is not the true one: run npx projen test:aws');
}

const client = new SecretsManagerClient();
const store = new SecretsManager(process.env.AWS_ENDPOINT_URL);
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres('18');
});
afterAll(async () => {
  client.destroy();
  await server?.stop();
});

async function createSecret(value: object): Promise<string> {
  const { ARN } = await client.send(
    new CreateSecretCommand({ Name: `oficina/${randomUUID()}`, SecretString: JSON.stringify(value) }),
  );
  return ARN!;
}

/**
 * What RotateSecret leaves before it calls the function, as there is no function here: a version without a value, and
 * rotation turned on.
 */
async function announce(secretArn: string): Promise<string> {
  const token = randomUUID();
  // moto treats a pending stage on the current version, which a finished rotation leaves, as a rotation in progress;
  // AWS does the opposite.
  const [finished] =
    Object.entries((await store.describe(secretArn)).versions).find(([, stages]) => stages.includes('AWSPENDING')) ??
    [];
  if (finished) {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretArn,
        VersionStage: 'AWSPENDING',
        RemoveFromVersionId: finished,
      }),
    );
  }
  await client
    .send(
      new RotateSecretCommand({
        SecretId: secretArn,
        ClientRequestToken: token,
        RotationLambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:none',
        RotationRules: { AutomaticallyAfterDays: 30 },
      }),
    )
    .catch((error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
  expect((await store.describe(secretArn)).versions[token]).toEqual(['AWSPENDING']);
  return token;
}

function step(
  name: RotationStep,
  secretArn: string,
  token: string,
  strategy: RotationStrategy,
  named = secretArn,
): Promise<void> {
  return rotate(
    {
      store,
      secretArn,
      strategy,
      connect: (credentials) => connect(server.address, credentials),
      deadline: Date.now() + 20_000,
    },
    { Step: name, SecretId: named, ClientRequestToken: token },
  );
}

async function run(secretArn: string, strategy: RotationStrategy): Promise<string> {
  const token = await announce(secretArn);
  for (const name of STEPS) await step(name, secretArn, token, strategy);
  return token;
}

const login = async (secretArn: string, stage: string) => (await store.get(secretArn, { stage })) as unknown as Login;
const works = (credentials: Login) =>
  withConnection(server.address, credentials, async () => true).catch((error) => {
    if (refusesLogin(error)) return false;
    throw error;
  });

test('the master user: after each of three rotations the current password works', async () => {
  const secretArn = await createSecret({
    ...server.master,
    engine: 'postgres',
    host: 'localhost',
    port: 5432,
    dbname: 'oficina_db',
  });
  const passwords = new Set<string>([server.master.password]);
  for (let rotation = 0; rotation < 3; rotation++) {
    const token = await run(secretArn, singleUser(server.master.username));
    const current = await login(secretArn, 'AWSCURRENT');
    expect(await works(current)).toBe(true);
    expect(await works(await login(secretArn, 'AWSPREVIOUS'))).toBe(false);
    expect((await store.describe(secretArn)).versions[token]).toContain('AWSCURRENT');
    expect(await store.get(secretArn, { stage: 'AWSCURRENT' })).toMatchObject({
      engine: 'postgres',
      host: 'localhost',
      port: 5432,
      dbname: 'oficina_db',
    });
    passwords.add(current.password);
  }
  expect(passwords.size).toBe(4);
  const log = server.log();
  expect([...passwords].filter((password) => log.includes(password))).toEqual([]);
});

test('an application user: the two logins alternate, and the previous password still works', async () => {
  const database = await server.createDatabase();
  const masterArn = await createSecret(database.master);
  const secretArn = await createSecret({ username: 'service_stock', password: 'none yet', masterarn: masterArn });
  const strategy = alternatingUsers('service_stock', masterArn);
  for (const username of ['service_stock_clone', 'service_stock', 'service_stock_clone']) {
    const previous = await login(secretArn, 'AWSCURRENT');
    await run(secretArn, strategy);
    const current = await login(secretArn, 'AWSCURRENT');
    expect(current.username).toBe(username);
    expect(await works(current)).toBe(true);
    if (previous.password !== 'none yet') expect(await works(previous)).toBe(true);
  }
});

test('a refused step leaves the secret unchanged', async () => {
  const secretArn = await createSecret(server.master);
  const strategy = singleUser(server.master.username);
  await expect(step('createSecret', secretArn, randomUUID(), strategy)).rejects.toThrow('has its rotation turned off');
  const token = await announce(secretArn);
  await expect(step('createSecret', secretArn, randomUUID(), strategy)).rejects.toThrow(
    'must be AWSPENDING, and is without a stage',
  );
  await expect(step('setSecret', secretArn, token, strategy)).rejects.toThrow('has no value with the stage AWSPENDING');
  await expect(step('createSecret', secretArn, token, strategy, 'arn:other')).rejects.toThrow(
    'rotates only its own secret',
  );
  expect((await login(secretArn, 'AWSCURRENT')).password).toBe(server.master.password);
});

test('versions at another stage, missing versions and versions without a value are undefined', async () => {
  const secretArn = await createSecret({ username: 'a', password: 'b' });
  const [first] = Object.keys((await store.describe(secretArn)).versions);
  expect(await store.get(secretArn, { versionId: first, stage: 'AWSCURRENT' })).toEqual({
    username: 'a',
    password: 'b',
  });
  expect(await store.get(secretArn, { versionId: first, stage: 'AWSPENDING' })).toBeUndefined();
  expect(await store.get(secretArn, { versionId: randomUUID() })).toBeUndefined();
  expect(await store.get(secretArn, { stage: 'AWSPREVIOUS' })).toBeUndefined();
  expect(await store.get(secretArn, { versionId: await announce(secretArn), stage: 'AWSPENDING' })).toBeUndefined();
});

test('finds versions that have no stage', async () => {
  const secretArn = await createSecret({ username: 'a', password: 'first' });
  const versions: string[] = [];
  for (const password of ['second', 'third', 'fourth']) {
    const [current] = Object.entries((await store.describe(secretArn)).versions).find(([, stages]) =>
      stages.includes('AWSCURRENT'),
    )!;
    const token = randomUUID();
    await store.putPending(secretArn, token, { username: 'a', password });
    await store.promote(secretArn, token, current);
    versions.push(current);
  }
  const retired = await store.retiredVersions(secretArn);
  expect([...retired].sort()).toEqual(versions.slice(0, 2).sort());
  const values = await Promise.all(retired.map((versionId) => store.get(secretArn, { versionId })));
  expect(values.map((value) => value?.password).sort()).toEqual(['first', 'second']);
});

test('a secret that is not a JSON object is rejected, and its value is not shown', async () => {
  for (const text of ['"senha"', 'senha', '["senha"]']) {
    const { ARN } = await client.send(new CreateSecretCommand({ Name: `oficina/${randomUUID()}`, SecretString: text }));
    const error = await store.get(ARN!, {}).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect(error?.message).toMatch(/must hold a JSON object with username and password, and holds something else/);
    expect(error?.message).not.toContain('senha');
  }
});
