import { createServer, Server } from 'http';
import { AddressInfo, Socket } from 'net';
import { SecretsManager } from '../../../src/handlers/secrets/secrets-manager';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod/orders-AbCdEf';
const LOOK_AT =
  '; the function must reach it: check the VPC endpoint and its security group, ' +
  'or the NAT gateway and the routes of the subnets';

const CALLS: [string, (store: SecretsManager) => Promise<unknown>][] = [
  ['describe', (store) => store.describe(SECRET)],
  ['get', (store) => store.get(SECRET, { stage: 'AWSCURRENT' })],
  ['putPending', (store) => store.putPending(SECRET, '0'.repeat(32), { password: 'p' })],
  ['promote', (store) => store.promote(SECRET, '0'.repeat(32), undefined)],
  ['retiredVersions', (store) => store.retiredVersions(SECRET)],
];

let server: Server;
let requests: number;
const sockets = new Set<Socket>();
const { env } = process;

beforeEach(async () => {
  process.env = { ...env, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
  requests = 0;
  server = createServer(() => requests++); // accepts a request, and never answers
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  process.env = env;
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test.each(CALLS)('%s gives up on an API that never answers, and says what to check', async (_, call) => {
  const { port } = server.address() as AddressInfo;
  const store = new SecretsManager(`http://127.0.0.1:${port}`, { requestTimeout: 100 });
  await expect(call(store)).rejects.toMatchObject({
    message: `Secrets Manager does not answer (ETIMEDOUT) for ${SECRET}${LOOK_AT}`,
    code: 'SecretsManagerUnreachable',
  });
  expect(requests).toBeGreaterThan(1); // it retries, as one answer may get lost
});

describe('objects of one process share one client', () => {
  const answers: string[] = [];
  const clientSockets = new Set<Socket>();
  let api: Server;
  let connections = 0;
  beforeEach(async () => {
    connections = 0;
    answers.length = 0;
    api = createServer((request, response) => {
      answers.push(`${request.headers['x-amz-target']}`.split('.')[1]);
      request
        .resume()
        .on('end', () =>
          response.end(
            JSON.stringify({ ARN: SECRET, RotationEnabled: true, SecretString: 'no JSON: its text is never shown' }),
          ),
        );
    });
    api.on('connection', (socket) => {
      connections++;
      clientSockets.add(socket);
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of clientSockets) socket.destroy();
    await new Promise((resolve) => api.close(resolve));
  });
  const url = () => `http://127.0.0.1:${(api.address() as AddressInfo).port}`;

  test('and one connection for consecutive calls', async () => {
    for (let object = 0; object < 4; object++) {
      expect(await new SecretsManager(url()).describe(SECRET)).toEqual({ rotationEnabled: true, versions: {} });
    }
    expect(answers).toEqual(Array(4).fill('DescribeSecret'));
    expect(connections).toBe(1);
  });

  test('only if region and timeouts are the same', async () => {
    await new SecretsManager(url()).describe(SECRET);
    await new SecretsManager(url(), { requestTimeout: 5_000 }).describe(SECRET);
    process.env.AWS_REGION = 'eu-west-1';
    await new SecretsManager(url()).describe(SECRET);
    expect(connections).toBe(3);
  });

  test('a value that is not JSON is an error that does not show it', async () => {
    await expect(new SecretsManager(url()).get(SECRET, { stage: 'AWSPREVIOUS' })).rejects.toThrow(
      new Error(`the secret ${SECRET} must hold a JSON object with username and password, and holds something else`),
    );
  });
});

test('an unreachable API is reported in the same way', async () => {
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(new SecretsManager(`http://127.0.0.1:${port}`).describe(SECRET)).rejects.toThrow(
    `Secrets Manager does not answer (ECONNREFUSED) for ${SECRET}${LOOK_AT}`,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
