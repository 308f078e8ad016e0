import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IOficinaPostgres, OficinaPostgres, OficinaPostgresAttributes, UserPrivileges } from '../../src';
import { clientSecurityGroup, database, emptyStack } from '../support/database';
import { someString } from '../validation/rule-cases';

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod-AbCdEf';
const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012';
const ATTRIBUTES: OficinaPostgresAttributes = {
  instanceIdentifier: 'oficina-db-prod',
  instanceResourceId: 'db-ABCDEFGHIJKL',
  endpointAddress: 'oficina-db-prod.abc.us-east-1.rds.amazonaws.com',
  endpointPort: '6543',
  databaseName: 'carros',
  secretArn: SECRET_ARN,
  keyArn: KEY_ARN,
  securityGroupId: 'sg-database',
};

const lambdaRole = (stack: Stack) =>
  new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

describe('by its attributes', () => {
  test('a database has the given attributes', () => {
    const { secretArn, keyArn, securityGroupId, ...known } = ATTRIBUTES;
    const imported = OficinaPostgres.fromAttributes(emptyStack(), 'Imported', ATTRIBUTES);
    expect(imported).toMatchObject(known);
    expect(imported.secret.secretArn).toBe(secretArn);
    expect(imported.secret.encryptionKey?.keyArn).toBe(keyArn);
    expect(imported.connections.securityGroups.map((group) => group.securityGroupId)).toEqual([securityGroupId]);
  });

  test.each<[unknown, string]>([
    [undefined, '6 problems:\n  - instanceIdentifier must be a string, got none; write it as a string\n'],
    ['oficina-db-prod', "the attributes of fromAttributes() must be a record, got 'oficina-db-prod'; see Oficina"],
    [{ ...ATTRIBUTES, secretArn: undefined }, 'secretArn must be a string, got none; write it as a string'],
    [{ ...ATTRIBUTES, keyArn: {} }, 'keyArn must be a string, got an object without members; write it as a string'],
    [{ ...ATTRIBUTES, endpointPort: 5432 }, 'endpointPort must be a string, got 5432; put it in quotes'],
    [{ ...ATTRIBUTES, userSecretArns: ['arn'] }, "userSecretArns must be a record of strings, got ['arn']; write it"],
    [{ ...ATTRIBUTES, secretARN: SECRET_ARN }, 'secretARN is not a prop; did you mean secretArn?'],
  ])('%j is refused', (attributes, message) => {
    expect(() => OficinaPostgres.fromAttributes(emptyStack(), 'Imported', attributes as any)).toThrow(
      `[Stack] ${message}`,
    );
  });

  test('port and name have the defaults of the library', () => {
    const { endpointPort, databaseName, ...rest } = ATTRIBUTES;
    const imported = OficinaPostgres.fromAttributes(emptyStack(), 'Imported', rest);
    expect([endpointPort, databaseName]).toEqual(['6543', 'carros']);
    expect([imported.endpointPort, imported.databaseName]).toEqual(['5432', 'oficina_db']);
  });

  test('nothing is created', () => {
    const stack = emptyStack();
    OficinaPostgres.fromAttributes(stack, 'Imported', ATTRIBUTES);
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('a client is admitted on its port', () => {
    const stack = emptyStack();
    OficinaPostgres.fromAttributes(stack, 'Imported', ATTRIBUTES).connections.allowDefaultPortFrom(
      clientSecurityGroup(stack),
    );
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: 'sg-database',
      SourceSecurityGroupId: 'sg-0123456789abcdef0',
      FromPort: 6543,
      ToPort: 6543,
      IpProtocol: 'tcp',
    });
  });

  test('a principal can read its secret, with the key through Secrets Manager', () => {
    const stack = emptyStack();
    const role = lambdaRole(stack);
    const grant = OficinaPostgres.fromAttributes(stack, 'Imported', ATTRIBUTES).grantReadCredentials(role);
    expect(grant.success).toBe(true);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            Resource: SECRET_ARN,
          },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: KEY_ARN,
            Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
          },
        ],
      },
    });
  });

  test('a principal can connect to it', () => {
    const stack = emptyStack();
    OficinaPostgres.fromAttributes(stack, 'Imported', ATTRIBUTES).grantConnect(lambdaRole(stack), 'app');
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'rds-db:connect',
            Resource: {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':rds-db:us-east-1:111122223333:dbuser:db-ABCDEFGHIJKL/app'],
              ],
            },
          },
        ],
      },
    });
  });

  test('its metrics are those of the instance', () => {
    const imported = OficinaPostgres.fromAttributes(emptyStack(), 'Imported', ATTRIBUTES);
    expect(imported.metric('CPUUtilization').dimensions).toEqual({ DBInstanceIdentifier: 'oficina-db-prod' });
  });
});

describe('the users of a database that is imported by its attributes', () => {
  const ORDERS_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod/service-orders-AbCdEf';
  const WITH_USERS = { ...ATTRIBUTES, userSecretArns: { 'service-orders': ORDERS_ARN } };
  const refused = (user: string) =>
    new Error(
      `[Stack/Imported] user must be one of userSecretArns, got '${user}'; ` +
        'give fromAttributes() the ARN of its secret, or use fromSsmParameters()',
    );

  test('have credentials of their own', () => {
    const stack = emptyStack();
    OficinaPostgres.fromAttributes(stack, 'Imported', WITH_USERS).grantReadCredentials(
      lambdaRole(stack),
      'service-orders',
    );
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Resource: ORDERS_ARN,
      },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: KEY_ARN,
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
      },
    ]);
  });

  test('can be granted to several principals', () => {
    const stack = emptyStack();
    const imported = OficinaPostgres.fromAttributes(stack, 'Imported', WITH_USERS);
    imported.grantReadCredentials(lambdaRole(stack), 'service-orders');
    imported.grantReadCredentials(
      new iam.Role(stack, 'Other', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
      'service-orders',
    );
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 2);
  });

  test.each(['service-order', 'constructor', ''])('are refused if their ARNs are not given: %j', (user) => {
    const stack = emptyStack();
    expect(() =>
      OficinaPostgres.fromAttributes(stack, 'Imported', WITH_USERS).grantReadCredentials(lambdaRole(stack), user),
    ).toThrow(refused(user));
  });

  test('are refused if none or only empty ones are given', () => {
    for (const userSecretArns of [undefined, {}, { orders: '' }, { orders: undefined as any }] as (
      Record<string, string> | undefined
    )[]) {
      const stack = emptyStack();
      const imported = OficinaPostgres.fromAttributes(stack, 'Imported', { ...ATTRIBUTES, userSecretArns });
      expect(() => imported.grantReadCredentials(lambdaRole(stack), 'orders')).toThrow(refused('orders'));
    }
  });
});

describe('by its SSM parameters', () => {
  const PREFIX = '/oficina/prod/database';
  const stack = new Stack(new App(), 'Stack');
  const imported = OficinaPostgres.fromSsmParameters(stack, 'Imported', PREFIX);
  imported.grantReadCredentials(lambdaRole(stack));
  imported.connections.allowDefaultPortFrom(clientSecurityGroup(stack));
  const { instanceIdentifier, instanceResourceId, endpointAddress, databaseName } = imported; // which reads them
  const template = Template.fromStack(stack);
  /** The reference to the parameter of CloudFormation that reads the SSM parameter. */
  const read = (name: string) => {
    const [logicalId] = Object.keys(
      template.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>', Default: `${PREFIX}/${name}` }),
    );
    return { Ref: logicalId };
  };

  test.each([
    ['instance-id', instanceIdentifier],
    ['resource-id', instanceResourceId],
    ['host', endpointAddress],
    ['port', imported.endpointPort],
    ['name', databaseName],
    ['secret-arn', imported.secret.secretArn],
    ['key-arn', imported.secret.encryptionKey!.keyArn],
    ['security-group-id', imported.connections.securityGroups[0].securityGroupId],
  ])('%s is read at each deployment', (name, value) => {
    expect(stack.resolve(value)).toEqual(read(name));
  });

  test('each of them is written by the database', () => {
    const written = Object.values(
      database({ ssmParameterPrefix: PREFIX }).template().findResources('AWS::SSM::Parameter'),
    ).map(({ Properties }) => Properties.Name);
    const readNames = Object.values(template.findParameters('*'))
      .map(({ Default }) => Default)
      .filter((name: string) => name.startsWith(PREFIX));
    expect(readNames.length).toBe(8);
    expect(written).toEqual(expect.arrayContaining(readNames));
  });

  test('the secret of a user is read under the name that its database writes', () => {
    const own = new Stack(new App(), 'Stack');
    const users = OficinaPostgres.fromSsmParameters(own, 'Imported', PREFIX);
    users.grantReadCredentials(lambdaRole(own), 'service-orders');
    const readers = Template.fromStack(own);
    const name = `${PREFIX}/users/service-orders/secret-arn`;
    const [parameter] = Object.keys(
      readers.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>', Default: name }),
    );
    readers.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['secretsmanager:GetSecretValue']),
            Resource: { Ref: parameter },
          }),
        ]),
      },
    });
    const writer = database({ ssmParameterPrefix: PREFIX });
    writer.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
    writer.template().hasResourceProperties('AWS::SSM::Parameter', {
      Name: name,
      Value: { Ref: Match.stringLikeRegexp('^DatabaseUsersserviceordersSecret') },
    });
  });

  test.each<[string, (shared: IOficinaPostgres, own: Stack) => unknown, string[]]>([
    ['nothing', () => undefined, []],
    ['the host', (shared) => shared.endpointAddress, ['host']],
    ['the credentials', (shared, own) => shared.grantReadCredentials(lambdaRole(own)), ['key-arn', 'secret-arn']],
    [
      'the credentials of a user',
      (shared, own) => shared.grantReadCredentials(lambdaRole(own), 'orders'),
      ['key-arn', 'users/orders/secret-arn'],
    ],
    [
      'the connections',
      (shared, own) => shared.connections.allowDefaultPortFrom(clientSecurityGroup(own)),
      ['port', 'security-group-id'],
    ],
    ['a login by IAM', (shared, own) => shared.grantConnect(lambdaRole(own), 'orders'), ['resource-id']],
    [
      'a metric',
      (shared, own) =>
        new CfnOutput(own, 'Metric', {
          value: shared.metricCpuUtilization().dimensions!.DBInstanceIdentifier as string,
        }),
      ['instance-id'],
    ],
  ])('using %s reads no other parameter', (_, use, names) => {
    const own = new Stack(new App(), 'Stack');
    const used = use(OficinaPostgres.fromSsmParameters(own, 'Imported', PREFIX), own);
    if (typeof used === 'string') new CfnOutput(own, 'Used', { value: used });
    const readers = Template.fromStack(own);
    const parameters = Object.entries(readers.findParameters('*')).filter(([, { Default }]) =>
      Default.startsWith(PREFIX),
    );
    expect(parameters.map(([, { Default }]) => Default.slice(PREFIX.length + 1)).sort()).toEqual(names);
    // No unused parameters, for which synthesis would print a warning.
    for (const [id] of parameters) {
      expect(JSON.stringify({ ...readers.toJSON(), Parameters: {} })).toContain(`{"Ref":"${id}"}`);
    }
  });

  test('the secret of a user can be used in the environment of a function', () => {
    const own = new Stack(new App(), 'Stack');
    const users = OficinaPostgres.fromSsmParameters(own, 'Imported', PREFIX);
    expect(users.userSecret('service-orders')).toBe(users.userSecret('service-orders'));
    expect(users.userSecret('service-orders').secretArn).toMatch(/TOKEN/);
  });

  test.each(['', 'Service', 'service orders', '../secret-arn', '-orders', 'a'.repeat(58), null as any])(
    'a user must have a valid name: %j',
    (user) => {
      const own = new Stack(new App(), 'Stack');
      expect(() => OficinaPostgres.fromSsmParameters(own, 'Imported', PREFIX).userSecret(user)).toThrow(
        new Error(
          '[Stack] user must be 1 to 57 lower-case letters, digits and single hyphens or underscores, starting ' +
            `with a letter, got '${user}'; ` +
            "write it as passed to addApplicationUser(), like 'service-orders'",
        ),
      );
    },
  );

  test('a user name that is a token is not checked', () => {
    const own = new Stack(new App(), 'Stack');
    OficinaPostgres.fromSsmParameters(own, 'Imported', PREFIX).grantReadCredentials(
      lambdaRole(own),
      someString('orders'),
    );
    expect(() => Template.fromStack(own)).not.toThrow();
  });

  test('clients are admitted on the port that is read', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: read('security-group-id'),
      FromPort: read('port'),
      ToPort: read('port'),
    });
  });

  test('grants use the key that is read', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: read('key-arn') })]),
      },
    });
  });
});

test.each(['oficina/prod/database', '/oficina/prod/database/', '', undefined])('the prefix %j is refused', (prefix) => {
  expect(() => OficinaPostgres.fromSsmParameters(emptyStack(), 'Database', prefix as string)).toThrow(
    `ssmParameterPrefix must be a path that starts with a slash and ends without one, got '${prefix}'; write it ` +
      "like '/oficina/prod/database'",
  );
});

test('an imported database has the same metric methods', () => {
  const imported: IOficinaPostgres = OficinaPostgres.fromSsmParameters(
    emptyStack(),
    'Database',
    '/oficina/prod/database',
  );
  expect(imported.metricCpuUtilization()).toMatchObject({
    namespace: 'AWS/RDS',
    metricName: 'CPUUtilization',
    statistic: 'Average',
  });
});

test('IAM logins use the region of the database, not that of the stack', () => {
  const stack = new Stack(new App(), 'Elsewhere', { env: { account: '111122223333', region: 'eu-west-1' } });
  const imported = OficinaPostgres.fromAttributes(stack, 'Database', {
    instanceIdentifier: 'oficina-db-prod',
    instanceResourceId: 'db-ABC',
    endpointAddress: 'host',
    secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod-AbCdEf',
    keyArn: 'arn:aws:kms:us-east-1:111122223333:key/1',
    securityGroupId: 'sg-1',
  });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  imported.grantConnect(role, 'migrations');
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: 'rds-db:connect',
          Resource: {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, ':rds-db:us-east-1:111122223333:dbuser:db-ABC/migrations'],
            ],
          },
        },
      ],
    },
  });
});
