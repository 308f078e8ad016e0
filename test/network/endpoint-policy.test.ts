import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  CredentialsRotation,
  EnvironmentProfile,
  LogStatement,
  OficinaPostgres,
  OficinaPostgresProps,
  UserPrivileges,
} from '../../src';
import { database, emptyStack, ENVIRONMENT, isolatedVpc } from '../support/database';
import { list, permits } from '../support/policy';

const BY_AWS = { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE };
const WITHIN = { 'aws:PrincipalAccount': '111122223333' };

/** The statements of the one endpoint's policy; undefined where it has none. */
function policyOf(stack: Stack): any[] | undefined {
  const [endpoint] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
  return endpoint.Properties.PolicyDocument?.Statement;
}

/** What the functions of a database may do with secrets. */
function actionsOfFunctions(stack: Stack): string[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => list<string>(Action))
    .filter((action) => action.startsWith('secretsmanager:'));
}

const isolated = (props: Partial<OficinaPostgresProps> = {}, stack: Stack = emptyStack()) =>
  database({ vpc: isolatedVpc(stack), monitoring: false, ...props }, stack);
const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}`;

describe('the policy of the endpoint', () => {
  const { database: made, stack } = isolated();
  made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
  const policy = policyOf(stack)!;
  const may = (action: string, resource: string, context: Record<string, string> = WITHIN) =>
    permits(policy, { action, resource, context });

  test.each([...new Set(actionsOfFunctions(stack))])('lets the functions of the database call %s', (action) => {
    expect(may(action, secret('oficina-db-dev-AbCdEf'))).toBe(true);
    expect(may(action, secret('oficina-db-dev/orders-AbCdEf'))).toBe(true);
  });

  test('allows everything that their roles allow', () => {
    expect(new Set(actionsOfFunctions(stack)).size).toBe(5);
  });

  test.each(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'])('lets clients call %s', (action) => {
    expect(may(action, secret('oficina-db-dev/orders-AbCdEf'))).toBe(true);
  });

  test.each([
    secret('oficina-db-prod-AbCdEf'),
    secret('oficina-db-dev-2-AbCdEf'),
    secret('oficina-db-development'),
    secret('pagerduty-AbCdEf'),
    'arn:aws:secretsmanager:us-east-1:444455556666:secret:oficina-db-dev-AbCdEf',
    'arn:aws:secretsmanager:us-west-2:111122223333:secret:oficina-db-dev-AbCdEf',
  ])('gives access to no other secret: %s', (resource) => {
    expect(may('secretsmanager:GetSecretValue', resource)).toBe(false);
  });

  test.each([
    'DeleteSecret',
    'PutResourcePolicy',
    'CreateSecret',
    'UpdateSecret',
    'RotateSecret',
    'ListSecrets',
    'ReplicateSecretToRegions',
    'GetRandomPassword',
    'CancelRotateSecret',
    'TagResource',
    'BatchGetSecretValue',
  ])('does not allow %s', (action) => {
    expect(may(`secretsmanager:${action}`, secret('oficina-db-dev-AbCdEf'))).toBe(false);
  });

  test.each([{ 'aws:PrincipalAccount': '444455556666' }, {}])('allows nothing to another account: %j', (context) => {
    expect(may('secretsmanager:GetSecretValue', secret('oficina-db-dev-AbCdEf'), context as any)).toBe(false);
  });
});

test("allows AWS's function to call GetRandomPassword", () => {
  const { stack } = isolated(BY_AWS);
  const request = { action: 'secretsmanager:GetRandomPassword', resource: '*', context: WITHIN };
  expect(permits(policyOf(stack)!, request)).toBe(true);
});

test('names the secret that RDS creates rds!db-…', () => {
  const { stack } = isolated({ rotation: CredentialsRotation.managedByRds() });
  const read = (resource: string) =>
    permits(policyOf(stack)!, {
      action: 'secretsmanager:GetSecretValue',
      resource,
      context: WITHIN,
    });
  expect(read(secret('rds!db-12345678-AbCdEf'))).toBe(true);
  expect(read(secret('oficina-db-dev/orders-AbCdEf'))).toBe(true);
  expect(read(secret('other-AbCdEf'))).toBe(false);
});

test('admits all secrets of the account if a secret name is a token', () => {
  const stack = emptyStack();
  isolated({ secretName: new CfnParameter(stack, 'SecretName').valueAsString }, stack);
  const [statement] = policyOf(stack)!;
  expect(statement.Resource).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:us-east-1:111122223333:secret:*']],
  });
  expect(statement.Condition).toEqual({ StringEquals: WITHIN });
});

test('also exists in an environment-agnostic stack', () => {
  const stack = new Stack(new App(), 'Stack');
  database(
    {
      vpc: new ec2.Vpc(stack, 'Own', {
        subnetConfiguration: [{ name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      }),
    },
    stack,
  );
  const [{ Condition }] = policyOf(stack)!;
  expect(Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } });
});

describe('an endpoint that is used by a second database', () => {
  const reads = (policy: any[], name: string) =>
    permits(policy, {
      action: 'secretsmanager:GetSecretValue',
      resource: secret(name),
      context: WITHIN,
    });

  test('in the same stack admits the secrets of both', () => {
    const { database: first, stack } = isolated();
    const vpc = stack.node.findChild('Vpc') as unknown as ec2.IVpc;
    const second = new OficinaPostgres(stack, 'Second', { vpc, profile: EnvironmentProfile.staging() });
    expect(second.secretsManagerEndpoint).toBe(first.secretsManagerEndpoint);
    expect(reads(policyOf(stack)!, 'oficina-db-dev-AbCdEf')).toBe(true);
    expect(reads(policyOf(stack)!, 'oficina-db-staging-AbCdEf')).toBe(true);
  });

  test('in another stack admits the secrets of both, and its stack does not depend on either', () => {
    const app = new App();
    const { database: first, stack } = isolated({}, new Stack(app, 'First', { env: ENVIRONMENT }));
    const other = new Stack(app, 'Second', { env: ENVIRONMENT });
    isolated({ profile: EnvironmentProfile.staging(), secretsManagerEndpoint: first.secretsManagerEndpoint }, other);
    app.synth();
    expect([stack.dependencies, other.dependencies]).toEqual([[], [stack]]);
    expect(reads(policyOf(stack)!, 'oficina-db-dev-AbCdEf')).toBe(true);
    expect(reads(policyOf(stack)!, 'oficina-db-staging-AbCdEf')).toBe(true);
  });
});

test('an existing endpoint keeps its policy', () => {
  const stack = emptyStack();
  const vpc = isolatedVpc(stack);
  new ec2.InterfaceVpcEndpoint(stack, 'Existing', {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    open: false,
  });
  database({ vpc, monitoring: false }, stack);
  expect(policyOf(stack)).toBeUndefined();
});
