import { createServer, Server } from 'http';
import { AddressInfo, Socket } from 'net';
import { SecretsManager } from '../../../src/handlers/secrets/secrets-manager';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod/orders-AbCdEf';
const LOOK_AT = '; the function must reach it: look at the VPC endpoint and its security group, or at the NAT gateway and the routes of the subnets';

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
  server = createServer(() => requests++); // takes a request, and never answers
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  process.env = env;
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test.each(CALLS)('%s of an API that never answers is given up, and says what to look at', async (_, call) => {
  const { port } = server.address() as AddressInfo;
  const store = new SecretsManager(`http://127.0.0.1:${port}`, { requestTimeout: 100 });
  await expect(call(store)).rejects.toMatchObject({
    message: `Secrets Manager does not answer (ETIMEDOUT) for ${SECRET}${LOOK_AT}`,
    code: 'SecretsManagerUnreachable',
  });
  expect(requests).toBeGreaterThan(1); // one answer may get lost
});

test('an API that is not there is told in the same way', async () => {
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(new SecretsManager(`http://127.0.0.1:${port}`).describe(SECRET)).rejects.toThrow(`Secrets Manager does not answer (ECONNREFUSED) for ${SECRET}${LOOK_AT}`);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
