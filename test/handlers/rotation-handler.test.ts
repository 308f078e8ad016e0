import { handler } from '../../src/handlers/rotation-handler';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod/orders-AbCdEf';
const LONG = 'x'.repeat(100_000);
const EVENT = { Step: 'testSecret', SecretId: SECRET, ClientRequestToken: '844e2571-85d4-695f-b930-0153b71dcb42' };

const { env } = process;
let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
  process.env = {
    ...env,
    AWS_REGION: 'us-east-1',
    SECRET_ARN: SECRET,
    DATABASE_HOST: 'database.invalid',
    DATABASE_PORT: '5432',
    DATABASE_NAME: 'oficina_db',
    DATABASE_USER: 'orders',
  };
});
afterEach(() => {
  process.env = env;
  jest.restoreAllMocks();
});

test.each<[string, unknown]>([
  ['a step of any length', { ...EVENT, Step: LONG }],
  ['a secret of any length', { ...EVENT, SecretId: LONG }],
  ['a token that is an object', { ...EVENT, ClientRequestToken: { text: LONG } }],
  ['a step that is a list', { ...EVENT, Step: [LONG] }],
  ['nothing', undefined],
  ['a text', LONG],
])('an event with %s causes one short line in the log, and a short error', async (_, event) => {
  const error = await handler(event, { getRemainingTimeInMillis: () => 60_000 }).then(
    () => undefined,
    (caught: Error) => caught,
  );
  expect(error?.message).toMatch(/ of the event must be /);
  expect(error!.message.length).toBeLessThan(500);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0])).toMatchObject({ event: 'RotationFailed', secretArn: SECRET, message: error!.message });
  expect(lines[0].length).toBeLessThan(1_000);
});
