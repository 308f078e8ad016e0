import { ApplicationUser } from '../../../src/handlers/bootstrap/application-user';
import { CustomResourceEvent, handleRequest } from '../../../src/handlers/bootstrap/custom-resource';
import { handler } from '../../../src/handlers/bootstrap-handler';

const USER = { Name: 'service_orders', Schema: 'oficina', Privileges: 'readOnly' };

/** What comes of a request, and the users that it was for. */
async function handle(event: Partial<CustomResourceEvent>) {
  const runs: ApplicationUser[][] = [];
  const result = await handleRequest({ RequestType: 'Create', ...event }, async (users) => {
    runs.push(users);
    return { applied: ['init-db.sql', '010.sql'] };
  });
  return { ...result, runs };
}

test('creating runs the SQL, and says how much of it', async () => {
  expect(await handle({ ResourceProperties: { ServiceToken: 'x', Checksum: 'y' } })).toEqual({ PhysicalResourceId: 'oficina-bootstrap', Data: { AppliedScripts: '2' }, runs: [[]] });
});

test('updating keeps the id, as another one would delete the resource', async () => {
  expect(await handle({ RequestType: 'Update', PhysicalResourceId: 'an id' })).toMatchObject({ PhysicalResourceId: 'an id', runs: [[]] });
});

test('deleting does nothing and does not fail, whatever is missing', async () => {
  expect(await handle({ RequestType: 'Delete', PhysicalResourceId: 'an id', ResourceProperties: { Users: 'nonsense' } })).toEqual({ PhysicalResourceId: 'an id', runs: [] });
  expect(await handler({ RequestType: 'Delete', PhysicalResourceId: 'an id' }, { getRemainingTimeInMillis: () => 0 })).toEqual({ PhysicalResourceId: 'an id' });
});

test('another request is refused', async () => {
  await expect(handle({ RequestType: 'Rename' as never })).rejects.toThrow("RequestType must be Create, Update or Delete, got 'Rename'");
});

test('users are read from strings', async () => {
  const properties = { Users: [{ ...USER, SecretArn: 'arn:x', StatementTimeout: '5000', IdleInTransactionTimeout: '0', Note: 'x' }, { ...USER, Name: 'b' }] };
  const { runs } = await handle({ ResourceProperties: properties });
  expect(runs).toEqual([[
    { name: 'service_orders', schema: 'oficina', privileges: 'readOnly', secretArn: 'arn:x', statementTimeout: 5000, idleInTransactionTimeout: 0 },
    { name: 'b', schema: 'oficina', privileges: 'readOnly' },
  ]]);
});

test.each([
  ['Users must be a list, got string', 'x'],
  ['Users[0] must have a Name', [{ ...USER, Name: '' }]],
  ['Users[1] (b) must have a Schema', [USER, { Name: 'b', Privileges: 'owner' }]],
  ['Privileges of Users[0] (service_orders) must be readOnly, readWrite, owner; got \'admin\'', [{ ...USER, Privileges: 'admin' }]],
  ['StatementTimeout of Users[0] (service_orders) must be a number of milliseconds from 0 to 2147483647, got \'60s\'', [{ ...USER, StatementTimeout: '60s' }]],
  ['IdleInTransactionTimeout of Users[0] (service_orders) must be a number of milliseconds from 0 to 2147483647, got \'-1\'', [{ ...USER, IdleInTransactionTimeout: '-1' }]],
  ['the user service_orders is named twice in Users; leave one out', [USER, { ...USER, Privileges: 'owner' }]],
])('%s', async (message, users) => {
  await expect(handle({ ResourceProperties: { Users: users } })).rejects.toThrow(message);
});

test('a function that was changed by hand says what is missing, and writes it to the log', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await expect(handler({ RequestType: 'Create' }, { getRemainingTimeInMillis: () => 60_000 })).rejects.toThrow('the environment variable MASTER_SECRET_ARN must be set');
  expect(JSON.parse(log.mock.calls[0][0])).toMatchObject({ event: 'BootstrapFailed', message: expect.stringContaining('MASTER_SECRET_ARN') });
  log.mockRestore();
});
