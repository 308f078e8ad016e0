import { ApplicationUser, parseUsers, withSecrets } from '../../../src/handlers/bootstrap/application-user';

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-dev/orders-AbCdEf';
const ORDERS: ApplicationUser = { name: 'orders', schema: 'oficina', privileges: 'readOnly', iam: false };
const REPORTS: ApplicationUser = { name: 'reports', schema: 'oficina', privileges: 'readOnly', iam: true };

/** The users with their secrets, and the lines of the log. */
function given(property: unknown, users: ApplicationUser[] = [ORDERS, REPORTS]) {
  const lines: unknown[] = [];
  const result = withSecrets(users, property, (event, { user }) => lines.push([event, user]));
  return { users: result, lines };
}

describe('users.json', () => {
  const ENTRY = {
    name: 'orders',
    schema: 'oficina',
    privileges: 'readWrite',
    iam: false,
    statementTimeout: 5000,
    idleInTransactionTimeout: 0,
  };

  test('describes the privileges of a user', () => {
    expect(
      parseUsers(JSON.stringify([ENTRY, { ...ENTRY, name: 'b', iam: true, statementTimeout: undefined, more: 'x' }])),
    ).toEqual([ENTRY, { ...ENTRY, name: 'b', iam: true, statementTimeout: undefined }]);
  });

  test('names the variable of a schema that was a token at synthesis', () => {
    const text = JSON.stringify([{ ...ENTRY, schema: undefined, schemaVariable: 'SCHEMA_OF_ORDERS' }]);
    expect(parseUsers(text, { SCHEMA_OF_ORDERS: 'late' })[0].schema).toBe('late');
    expect(() => parseUsers(text, {})).toThrow(
      "each entry of users.json must have a name, a schema, privileges and iam, and 'orders' does not; deploy",
    );
  });

  test.each([
    [{ ...ENTRY, name: 'x; y' }],
    [{ ...ENTRY, schema: '' }],
    [{ ...ENTRY, privileges: 'superuser' }],
    [{ ...ENTRY, iam: 'no' }],
  ])('refuses any other content: %j', (entry) => {
    expect(() => parseUsers(JSON.stringify([entry]))).toThrow('each entry of users.json must have');
  });

  test('refuses a user that is named twice', () => {
    expect(() => parseUsers(JSON.stringify([ENTRY, ENTRY]))).toThrow(
      'the user orders is named twice in users.json; leave one out',
    );
  });
});

describe('an event', () => {
  test('only provides the ARN of the secret', () => {
    expect(
      given([
        { Name: 'orders', SecretArn: ARN, Schema: 'public', Privileges: 'owner', StatementTimeout: '0', iam: true },
        { Name: 'reports' },
      ]),
    ).toEqual({
      users: [
        { ...ORDERS, secretArn: ARN },
        { ...REPORTS, secretArn: undefined },
      ],
      lines: [],
    });
  });

  test('ignores a user that the function does not know, so that an older function does not fail', () => {
    expect(
      given([
        { Name: 'orders', SecretArn: ARN },
        { Name: 'intruder', Schema: 'oficina', Privileges: 'owner', SecretArn: ARN },
      ]),
    ).toEqual({
      users: [
        { ...ORDERS, secretArn: ARN },
        { ...REPORTS, secretArn: undefined },
      ],
      lines: [['UserIgnored', 'intruder']],
    });
  });

  test.each([[undefined], [[]], [[{ Name: 'orders' }]], [[{ Name: 'orders', SecretArn: '' }]]])(
    'from before a user was added does not change its password: %j',
    (property) => {
      expect(given(property)).toEqual({
        users: [ORDERS, REPORTS].map((user) => ({ ...user, secretArn: undefined })),
        lines: [['UserWithoutSecret', 'orders']],
      });
    },
  );

  test('gives no secret to a user that logs in with IAM', () => {
    expect(given([{ Name: 'reports', SecretArn: ARN }], [REPORTS])).toEqual({
      users: [{ ...REPORTS, secretArn: undefined }],
      lines: [],
    });
  });

  test.each([
    ["Users must be a list, got 'x'", 'x'],
    ['Users must be a list, got object', { 0: { Name: 'orders' } }],
    ['Users[0] must be an object with Name and SecretArn, got null; the template sends one', [null]],
    ["Users[1] must be an object with Name and SecretArn, got 'orders'", [{ Name: 'orders' }, 'orders']],
    ['Users[0] must be an object with Name and SecretArn, got object', [[]]],
    ['Name of Users[0] must be the login of a user, got undefined', [{}]],
    ["Name of Users[0] must be the login of a user, got 'a\"; DROP'", [{ Name: 'a"; DROP' }]],
    ['Name of Users[0] must be the login of a user, got object', [{ Name: { toString: 1 } }]],
    [
      "SecretArn of Users[0] (orders) must be the ARN of a secret, got 'arn:aws:s3:::bucket'",
      [{ Name: 'orders', SecretArn: 'arn:aws:s3:::bucket' }],
    ],
    [
      'SecretArn of Users[0] (orders) must be the ARN of a secret, got object',
      [{ Name: 'orders', SecretArn: { Ref: 'Secret' } }],
    ],
    [
      'the user orders is named twice in Users; leave one out',
      [{ Name: 'orders' }, { Name: 'orders', SecretArn: ARN }],
    ],
  ])('%s', (message, property) => {
    expect(() => given(property)).toThrow(message);
  });

  test('shows only a part of a refused value', () => {
    expect(() => given('x'.repeat(10_000))).toThrow(/^.{0,300}$/);
  });
});
