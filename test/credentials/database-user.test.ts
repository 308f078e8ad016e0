import { readFileSync } from 'fs';
import * as path from 'path';
import { CfnWaitConditionHandle, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  ApplicationUserProps,
  CredentialsRotation,
  IApplicationUser,
  LogStatement,
  OficinaPostgresProps,
  UserPrivileges,
} from '../../src';
import { usernameOf } from '../../src/credentials/application-user-rules';
import { parseUsers } from '../../src/handlers/bootstrap/application-user';
import { alternatingUsers, CLONE_SUFFIX } from '../../src/handlers/rotation/alternating-users';
import { database } from '../support/database';
import { allowed, codeOf, functionOf } from '../support/functions';
import { permits, text } from '../support/policy';
import { idOf, inCycles, madeBefore } from '../support/references';
import { someString } from '../validation/rule-cases';

const BOOTSTRAP = 'Custom::OficinaPostgresBootstrap';
const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';
const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });

/** The user `service-orders` of a database. */
function user(props: Partial<ApplicationUserProps> = {}, databaseProps: Partial<OficinaPostgresProps> = {}) {
  const made = database({ monitoring: false, ...databaseProps });
  const added = made.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE, ...props });
  return { ...made, user: added };
}

/** ARN of the master secret without its suffix, as text() writes it. */
const MASTER_BY_NAME = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-dev';
const bootstrapCode = (stack: Stack) => codeOf(stack, 'DatabaseBootstrapFunction');
/** The users as the function reads them. */
const usersBesideCode = (stack: Stack, environment = {}) =>
  parseUsers(readFileSync(path.join(bootstrapCode(stack), 'users.json'), 'utf8'), environment);
const rotationFunction = (template: Template) => functionOf(template, 'DatabaseUsersserviceordersRotationFunction');
const users = (template: Template) =>
  Object.values(template.findResources(BOOTSTRAP)).map(({ Properties }) => Properties.Users)[0];
const scheduleOf = (template: Template) =>
  template.findResources(SCHEDULE)[idOf(template, SCHEDULE, 'DatabaseUsersserviceorders')];
const role = (scope: { stack: any }) =>
  new iam.Role(scope.stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

describe('a user with a password', () => {
  const made = user();
  const template = made.template();
  const secretId = idOf(template, 'AWS::SecretsManager::Secret', 'DatabaseUsers');
  const attachment = idOf(template, ATTACHMENT, 'DatabaseUsers');
  const masterAttachment = idOf(template, ATTACHMENT, 'DatabaseCredentials');

  test('has its name as login, with underscores for hyphens', () => {
    expect(made.user).toMatchObject({ username: 'service_orders', schema: 'oficina', privileges: 'readWrite' });
    expect([usernameOf('a-b-c_d'), usernameOf('app')]).toEqual(['a_b_c_d', 'app']);
  });

  /*
   * The keys that AWS's alternating rotation for PostgreSQL needs: engine, host, username, password, dbname, port,
   * masterarn, and dbInstanceIdentifier.
   * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
   */
  test('has a secret with the keys of AWS for alternating users', () => {
    const { Properties } = template.findResources('AWS::SecretsManager::Secret')[secretId];
    expect(Properties).toMatchObject({
      Name: 'oficina-db-dev/service-orders',
      Description: 'User service_orders of the database oficina-db-dev',
      KmsKeyId: { 'Fn::GetAtt': [idOf(template, 'AWS::KMS::Key'), 'Arn'] },
    });
    const { SecretStringTemplate, ...password } = Properties.GenerateSecretString;
    // A change of these values generates a new password for every existing user.
    expect(password).toEqual({
      GenerateStringKey: 'password',
      PasswordLength: 32,
      ExcludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\',
    });
    expect(JSON.parse(text(SecretStringTemplate))).toEqual({
      username: 'service_orders',
      dbname: 'oficina_db',
      masterarn: MASTER_BY_NAME,
    });
    // The attachment adds engine, host, port and dbInstanceIdentifier.
    expect(template.findResources(ATTACHMENT)[attachment].Properties).toEqual({
      SecretId: { Ref: secretId },
      TargetId: { Ref: idOf(template, 'AWS::RDS::DBInstance') },
      TargetType: 'AWS::RDS::DBInstance',
    });
  });

  test('has the attached secret, so that its dependents find host and port in it', () => {
    expect(made.stack.resolve(made.user.secret!.secretArn)).toEqual({ Ref: attachment });
    expect(made.user.secret!.encryptionKey).toBe(made.database.encryptionKey);
  });

  test('publishes the ARN of its secret in an SSM parameter', () => {
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/oficina/dev/database/users/service-orders/secret-arn',
      Description: 'Database oficina-db-dev: ARN of the secret of the user service_orders',
      Value: { Ref: secretId },
    });
  });

  test('is created by the bootstrap, which reads its secret', () => {
    expect(users(template)).toEqual([
      { Name: 'service_orders', Schema: 'oficina', Privileges: 'readWrite', SecretArn: { Ref: secretId } },
    ]);
    const { statements } = functionOf(template, 'DatabaseBootstrapFunction');
    expect(permits(statements, { action: 'secretsmanager:GetSecretValue', resource: secretId })).toBe(true);
    expect(madeBefore(template, idOf(template, BOOTSTRAP))).toContain(attachment);
  });

  test('alternates with its clone, and the master user changes the password', () => {
    expect(rotationFunction(template).environment).toMatchObject({
      DATABASE_USER: 'service_orders',
      SECRET_ARN: { Ref: attachment },
      MASTER_SECRET_ARN: { Ref: masterAttachment },
    });
    expect(rotationFunction(template).properties.Description).toBe(
      'Rotates the password of the database user service_orders',
    );
    expect(made.stack.resolve(made.user.rotationFunction!.functionArn)).toEqual({
      'Fn::GetAtt': [rotationFunction(template).id, 'Arn'],
    });
    expect(CLONE_SUFFIX).toBe('_clone');
    expect(alternatingUsers('service_orders', 'arn').usernames).toEqual(['service_orders', 'service_orders_clone']);
  });

  test('has a rotation function that reads the secret of the master user and changes its own', () => {
    const { statements } = rotationFunction(template);
    const onSecrets = allowed(statements).filter(([action]) => action.startsWith('secretsmanager:'));
    expect(onSecrets).toEqual([
      ...['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map((action) => [
        `secretsmanager:${action}`,
        [{ Ref: attachment }],
      ]),
      ['secretsmanager:GetSecretValue', [{ Ref: masterAttachment }]],
    ]);
    const key = `${idOf(template, 'AWS::KMS::Key')}.Arn`;
    expect(
      permits(statements, {
        action: 'kms:Decrypt',
        resource: key,
        context: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
      }),
    ).toBe(true);
    expect(permits(statements, { action: 'kms:Decrypt', resource: key })).toBe(false);
    expect(permits(statements, { action: 'secretsmanager:PutSecretValue', resource: masterAttachment })).toBe(false);
  });

  test('has a rotation function with the log group and security group of the others', () => {
    expect(rotationFunction(template).properties.LoggingConfig).toEqual({
      LogGroup: { Ref: idOf(template, 'AWS::Logs::LogGroup', 'DatabaseCredentialsRotationLog') },
    });
    const groups = Object.entries(template.findResources('AWS::Lambda::Function'))
      .filter(([id]) => !id.includes('Provider'))
      .map(([, { Properties }]) => JSON.stringify(Properties.VpcConfig));
    expect(groups).toHaveLength(3);
    expect(new Set(groups).size).toBe(1);
  });

  test('has a rotation schedule that depends on the bootstrap', () => {
    expect(scheduleOf(template).Properties).toEqual({
      SecretId: { Ref: attachment },
      RotationLambdaARN: { 'Fn::GetAtt': [rotationFunction(template).id, 'Arn'] },
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
    });
    expect(scheduleOf(template).DependsOn).toContain(idOf(template, BOOTSTRAP));
  });
});

describe('the rotation of a user', () => {
  const hours = Duration.hours;

  test('has the options of the rotation of the database', () => {
    const rotation = CredentialsRotation.builtin({
      interval: Duration.days(7),
      window: hours(3),
      reserveConcurrency: false,
    });
    const template = user({}, { rotation }).template();
    expect(scheduleOf(template).Properties.RotationRules).toEqual({
      ScheduleExpression: 'rate(7 days)',
      Duration: '3h',
    });
    expect(rotationFunction(template).properties).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(rotationFunction(user().template()).properties.ReservedConcurrentExecutions).toBe(1);
  });

  test.each<[string, Partial<OficinaPostgresProps>, object]>([
    [
      'the application of AWS',
      {
        rotation: CredentialsRotation.awsServerlessApplication({ interval: hours(12), window: hours(2) }),
        logStatement: LogStatement.NONE,
      },
      { ScheduleExpression: 'rate(12 hours)', Duration: '2h' },
    ],
    [
      'RDS, at its interval',
      { rotation: CredentialsRotation.managedByRds({ interval: Duration.days(14) }) },
      { ScheduleExpression: 'rate(14 days)' },
    ],
    [
      'RDS, at the interval of RDS',
      { rotation: CredentialsRotation.managedByRds() },
      { ScheduleExpression: 'rate(30 days)' },
    ],
  ])("uses the library's own function if the master user rotates by %s", (_, databaseProps, rules) => {
    const made = user({}, databaseProps);
    const template = made.template();
    expect(scheduleOf(template).Properties.RotationRules).toEqual(rules);
    expect(rotationFunction(template).environment.MASTER_SECRET_ARN).toEqual(
      made.stack.resolve(made.database.secret.secretArn),
    );
    // The first function that needs the log group makes it.
    template.resourcePropertiesCountIs(
      'AWS::Logs::LogGroup',
      { LogGroupName: '/aws/rds/instance/oficina-db-dev/rotation' },
      1,
    );
  });

  // CloudFormation generates another password and puts back the first username if anything of it changes.
  test.each<[string, Partial<OficinaPostgresProps>]>([
    [
      'the application of AWS',
      { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE },
    ],
    ['RDS, which makes a secret of its own', { rotation: CredentialsRotation.managedByRds() }],
    ['nobody', { rotation: DISABLED }],
  ])(
    'does not change the template of the secret if the rotation of the master user changes to %s',
    (_, databaseProps) => {
      const generated = (props: Partial<OficinaPostgresProps>) => {
        const template = user({}, props).template();
        return template.findResources('AWS::SecretsManager::Secret')[
          idOf(template, 'AWS::SecretsManager::Secret', 'DatabaseUsers')
        ].Properties.GenerateSecretString;
      };
      expect(generated(databaseProps)).toEqual(generated({}));
    },
  );

  test('can have options of its own', () => {
    const template = user({
      rotation: CredentialsRotation.builtin({ interval: hours(8), window: hours(1), reserveConcurrency: false }),
    }).template();
    expect(scheduleOf(template).Properties.RotationRules).toEqual({
      ScheduleExpression: 'rate(8 hours)',
      Duration: '1h',
    });
    expect(rotationFunction(template).properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('can be on if that of the database is off', () => {
    expect(
      user({ rotation: CredentialsRotation.builtin() }, { rotation: DISABLED }).user.rotationFunction,
    ).toBeDefined();
  });

  test.each<[string, Partial<ApplicationUserProps>, Partial<OficinaPostgresProps>]>([
    ['by the user', { rotation: DISABLED }, {}],
    ['by the database', {}, { rotation: DISABLED }],
  ])('has neither function nor schedule if it is disabled %s, and the secret stays', (_, props, databaseProps) => {
    const made = user(props, databaseProps);
    const template = made.template();
    expect(made.user.rotationFunction).toBeUndefined();
    expect(made.user.secret).toBeDefined();
    expect(
      Object.keys({ ...template.findResources('AWS::Lambda::Function'), ...template.findResources(SCHEDULE) }).filter(
        (id) => id.startsWith('DatabaseUsers'),
      ),
    ).toEqual([]);
  });
});

describe('the props of a user', () => {
  test('are strings in the custom resource, because CloudFormation makes strings of them', () => {
    const template = user({
      privileges: UserPrivileges.OWNER,
      schema: 'orders',
      statementTimeout: Duration.seconds(5),
      idleInTransactionTimeout: Duration.minutes(2),
    }).template();
    const [properties] = users(template);
    expect(properties).toEqual({
      Name: 'service_orders',
      Schema: 'orders',
      Privileges: 'owner',
      SecretArn: expect.anything(),
      StatementTimeout: '5000',
      IdleInTransactionTimeout: '120000',
    });
  });

  test.each([
    [{}, { schema: 'oficina', privileges: 'readWrite', iam: false }],
    [{ iamAuthentication: true }, { schema: 'oficina', privileges: 'readWrite', iam: true }],
    [
      {
        privileges: UserPrivileges.OWNER,
        schema: 'orders',
        statementTimeout: Duration.seconds(5),
        idleInTransactionTimeout: Duration.minutes(2),
      },
      { schema: 'orders', privileges: 'owner', iam: false, statementTimeout: 5000, idleInTransactionTimeout: 120_000 },
    ],
  ])('are in a file beside the code of the function: %j', (props, expected) => {
    expect(usersBesideCode(user(props).stack)).toEqual([{ name: 'service_orders', ...expected }]);
  });

  test.each(Object.values(UserPrivileges))('include the privileges %s, which the function knows', (privileges) => {
    expect(usersBesideCode(user({ privileges }).stack)[0].privileges).toBe(privileges);
  });

  test('do not put a password, ARN or secret name beside the code', () => {
    const { stack } = user();
    const list = readFileSync(path.join(bootstrapCode(stack), 'users.json'), 'utf8');
    expect(list).not.toMatch(/arn|secret|password|token/i);
  });

  test('keep a limit of zero, which means no limit', () => {
    expect(users(user({ statementTimeout: Duration.seconds(0) }).template())[0].StatementTimeout).toBe('0');
  });

  test('can have a token as schema', () => {
    const { stack, template } = user({ schema: someString('orders') });
    expect(users(template())[0]).toMatchObject({ Schema: 'orders' });
    const { environment } = functionOf(template(), 'DatabaseBootstrapFunction');
    expect(environment.SCHEMA_OF_SERVICE_ORDERS).toBe('orders');
    expect(usersBesideCode(stack, environment)[0].schema).toBe('orders');
  });
});

describe('a dependent of a user', () => {
  test.each<[string, Partial<ApplicationUserProps>]>([
    ['with a password', {}],
    ['with a password that does not rotate', { rotation: DISABLED }],
    ['that logs in with IAM', { iamAuthentication: true }],
  ])('%s depends on the bootstrap, which creates the login', (_, props) => {
    const made = user(props);
    const client = new CfnWaitConditionHandle(made.stack, 'Client');
    client.node.addDependency(made.user);
    const template = made.template();
    expect(madeBefore(template, 'Client')).toContain(idOf(template, BOOTSTRAP));
    if (made.user.secret) expect(madeBefore(template, 'Client')).toContain(idOf(template, ATTACHMENT, 'DatabaseUsers'));
    expect(inCycles(template)).toEqual([]);
  });
});

test.each([
  [RemovalPolicy.SNAPSHOT, 'RetainExceptOnCreate', 'Retain'],
  [RemovalPolicy.RETAIN, 'RetainExceptOnCreate', 'Retain'],
  [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
])(
  'the secret has the removal policy of the instance: with %s it is %s',
  (removalPolicy, DeletionPolicy, UpdateReplacePolicy) => {
    const template = user({}, { removalPolicy }).template();
    expect(
      template.findResources('AWS::SecretsManager::Secret')[
        idOf(template, 'AWS::SecretsManager::Secret', 'DatabaseUsers')
      ],
    ).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
  },
);

describe('a user that logs in with IAM', () => {
  const iamUser = () => user({ iamAuthentication: true });

  test('has no secret, parameter or rotation', () => {
    const made = iamUser();
    expect([made.user.secret, made.user.rotationFunction]).toEqual([undefined, undefined]);
    expect(users(made.template())).toEqual([{ Name: 'service_orders', Schema: 'oficina', Privileges: 'readWrite' }]);
    for (const type of [
      'AWS::SecretsManager::Secret',
      ATTACHMENT,
      SCHEDULE,
      'AWS::SSM::Parameter',
      'AWS::Lambda::Function',
      'AWS::IAM::Role',
    ]) {
      expect(Object.keys(made.template().findResources(type)).filter((id) => id.startsWith('DatabaseUsers'))).toEqual(
        [],
      );
    }
  });

  test('lets principals connect as itself', () => {
    const made = iamUser();
    expect(made.user.grantConnect(role(made)).success).toBe(true);
    const instance = idOf(made.template(), 'AWS::RDS::DBInstance');
    made.template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'rds-db:connect',
            Effect: 'Allow',
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':rds-db:us-east-1:111122223333:dbuser:',
                  { 'Fn::GetAtt': [instance, 'DbiResourceId'] },
                  '/service_orders',
                ],
              ],
            },
          },
        ],
      },
    });
  });

  test('has no credentials to read', () => {
    const made = iamUser();
    expect(() => made.user.grantReadCredentials(role(made))).toThrow(
      new Error(
        '[Stack/Database/Users/service-orders] grantReadCredentials() needs a secret, ' +
          'and service_orders logs in with IAM; use grantConnect()',
      ),
    );
  });
});

describe('grants', () => {
  test('of the credentials are for this user only', () => {
    const made = user();
    const grant = made.user.grantReadCredentials(role(made));
    expect(grant.success).toBe(true);
    const template = made.template();
    const [policy] = Object.values(
      template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^Role') }] } }),
    );
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      {
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Effect: 'Allow',
        Resource: { Ref: idOf(template, ATTACHMENT, 'DatabaseUsers') },
      },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::KMS::Key'), 'Arn'] },
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
      },
    ]);
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).toBe(
      JSON.stringify(user().template().findResources('AWS::KMS::Key')),
    );
  });

  test('of an IAM login are refused for a user with a password, which RDS would refuse', () => {
    const made = user();
    const refused = new Error(
      "[Stack/Database] databaseUser of grantConnect() must log in with IAM, got 'service_orders', which has a " +
        'password; ' +
        'pass iamAuthentication to addApplicationUser(), or use grantReadCredentials()',
    );
    expect(() => made.user.grantConnect(role(made))).toThrow(refused);
    expect(() => (made.user as IApplicationUser).grantConnect(made.database.rotationFunction!)).toThrow(refused);
  });
});
