import { CustomResourceEvent, handleRequest } from '../../../src/handlers/bootstrap/custom-resource';
import { handler } from '../../../src/handlers/bootstrap-handler';

/** The result of a request, and the property `Users` that it was run with. */
async function handle(event: Partial<CustomResourceEvent>) {
  const runs: unknown[] = [];
  const result = await handleRequest({ RequestType: 'Create', ...event }, async (users) => {
    runs.push(users);
    return { applied: ['init-db.sql', '010.sql'] };
  });
  return { ...result, runs };
}

test('Create runs the SQL, and returns the number of scripts', async () => {
  expect(await handle({ ResourceProperties: { ServiceToken: 'x', Checksum: 'y' } })).toEqual({
    PhysicalResourceId: 'oficina-bootstrap',
    Data: { AppliedScripts: '2' },
    runs: [undefined],
  });
});

test('Update keeps the physical id, because a new one would delete the resource', async () => {
  expect(await handle({ RequestType: 'Update', PhysicalResourceId: 'an id' })).toMatchObject({
    PhysicalResourceId: 'an id',
    runs: [undefined],
  });
});

test('Delete does nothing and never fails, whatever is missing', async () => {
  expect(
    await handle({ RequestType: 'Delete', PhysicalResourceId: 'an id', ResourceProperties: { Users: 'nonsense' } }),
  ).toEqual({ PhysicalResourceId: 'an id', runs: [] });
  expect(
    await handler({ RequestType: 'Delete', PhysicalResourceId: 'an id' }, { getRemainingTimeInMillis: () => 0 }),
  ).toEqual({ PhysicalResourceId: 'an id' });
});

test('passes only the users of the properties on', async () => {
  const { runs } = await handle({ ResourceProperties: { Users: ['x'], Scripts: ['y'], MasterSecretArn: 'z' } });
  expect(runs).toEqual([['x']]);
});

test.each([17, '', 'x'.repeat(2_000), { a: 1 }])('does not return an invalid physical id: %p', async (id) => {
  expect(await handle({ RequestType: 'Delete', PhysicalResourceId: id as string })).toEqual({
    PhysicalResourceId: 'oficina-bootstrap',
    runs: [],
  });
});

test('refuses any other request type', async () => {
  await expect(handle({ RequestType: 'Rename' as never })).rejects.toThrow(
    "RequestType must be Create, Update or Delete, got 'Rename'",
  );
});

test('a function that was changed by hand reports what is missing, and logs it', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await expect(handler({ RequestType: 'Create' }, { getRemainingTimeInMillis: () => 60_000 })).rejects.toThrow(
    'the environment variable MASTER_SECRET_ARN must be set',
  );
  expect(JSON.parse(log.mock.calls[0][0])).toMatchObject({
    event: 'BootstrapFailed',
    message: expect.stringContaining('MASTER_SECRET_ARN'),
  });
  log.mockRestore();
});
