import { App, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CredentialsRotation, LogStatement, OficinaPostgres, OficinaPostgresProps, UserPrivileges } from '../../src';
import { clientSecurityGroup, database, emptyStack, ENVIRONMENT, isolatedVpc, privateVpc } from '../support/database';
import { idOf, inCycles, madeBefore } from '../support/references';

const FUNCTION_GROUP = { GroupDescription: 'Rotation function of the database password' };
const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });
const ALONE = { bootstrap: false };

/** Counts the endpoints and groups of the functions, and the functions in the VPC. */
function networkResources(props: (stack: Stack) => Partial<OficinaPostgresProps>, users: string[] = []) {
  const stack = emptyStack();
  const { database: made, template } = database({ monitoring: false, ...props(stack) }, stack);
  for (const user of users) made.addApplicationUser(user, { privileges: UserPrivileges.READ_WRITE });
  const of = (type: string, matching: object) =>
    Object.keys(template().findResources(type, { Properties: matching })).length;
  return {
    endpoints: of('AWS::EC2::VPCEndpoint', {}),
    groups: of('AWS::EC2::SecurityGroup', FUNCTION_GROUP),
    functions: of('AWS::Lambda::Function', { VpcConfig: Match.anyValue() }),
    attribute: made.secretsManagerEndpoint !== undefined,
  };
}

describe('in isolated subnets all functions share one endpoint and one group', () => {
  test.each<[string, Partial<OficinaPostgresProps>, string[], number]>([
    ['rotation and bootstrap', {}, [], 2],
    ['users beside them', {}, ['orders', 'billing'], 4],
    ['the rotation alone', ALONE, [], 1],
    ['the bootstrap alone', { rotation: DISABLED }, [], 1],
    ['the bootstrap where RDS rotates', { rotation: CredentialsRotation.managedByRds() }, [], 1],
    [
      'the function of AWS, which is in a stack of its own',
      { ...ALONE, rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE },
      [],
      0,
    ],
  ])('%s', (_, props, users, functions) => {
    expect(networkResources((stack) => ({ vpc: isolatedVpc(stack), ...props }), users)).toEqual({
      endpoints: 1,
      groups: 1,
      functions,
      attribute: true,
    });
  });
});

test('in subnets with a route out there is a group, and no endpoint', () => {
  expect(networkResources((stack) => ({ vpc: privateVpc(stack) }), ['orders'])).toEqual({
    endpoints: 0,
    groups: 1,
    functions: 3,
    attribute: false,
  });
});

test('the endpoint of the prop is used, and none is created', () => {
  const props = (stack: Stack): Partial<OficinaPostgresProps> => ({
    vpc: isolatedVpc(stack),
    secretsManagerEndpoint: ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Given', {
      vpcEndpointId: 'vpce-1',
      port: 443,
      securityGroups: [clientSecurityGroup(stack)],
    }),
  });
  expect(networkResources(props, ['orders'])).toEqual({ endpoints: 0, groups: 1, functions: 3, attribute: true });
});

test.each<[string, CredentialsRotation]>([
  ['nothing rotates', DISABLED],
  ['RDS rotates', CredentialsRotation.managedByRds()],
])('without functions there is no endpoint or group: no bootstrap, and %s', (_, rotation) => {
  expect(networkResources((stack) => ({ vpc: isolatedVpc(stack), ...ALONE, rotation }))).toEqual({
    endpoints: 0,
    groups: 0,
    functions: 0,
    attribute: false,
  });
});

test('an unused endpoint of the prop is not an attribute of the database', () => {
  const stack = emptyStack();
  const secretsManagerEndpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Given', {
    vpcEndpointId: 'vpce-1',
    port: 443,
  });
  expect(
    database({ ...ALONE, rotation: DISABLED, secretsManagerEndpoint }, stack).database.secretsManagerEndpoint,
  ).toBeUndefined();
});

test('an endpoint with unknown security groups gets an egress rule to any address, only over HTTPS', () => {
  const stack = emptyStack();
  const secretsManagerEndpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Given', {
    vpcEndpointId: 'vpce-1',
    port: 443,
  });
  database({ vpc: isolatedVpc(stack), secretsManagerEndpoint }, stack)
    .template()
    .hasResourceProperties('AWS::EC2::SecurityGroup', {
      ...FUNCTION_GROUP,
      SecurityGroupEgress: [
        { CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp', Description: 'Secrets Manager' },
      ],
    });
});

test('the rules are in the stack of the database, also for groups of another stack', () => {
  const app = new App();
  const network = new Stack(app, 'Network', { env: ENVIRONMENT });
  const vpc = new ec2.Vpc(network, 'Own', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'db', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  vpc.addInterfaceEndpoint('SecretsManager', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
  const securityGroup = new ec2.SecurityGroup(network, 'Given', { vpc, allowAllOutbound: false });
  const { template } = database(
    { vpc, securityGroup, monitoring: false },
    new Stack(app, 'Stack', { env: ENVIRONMENT }),
  );
  const rules = Object.values(template().findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => [
    Properties.FromPort,
    Properties.GroupId,
  ]);
  expect(rules).toEqual([
    [5432, { 'Fn::ImportValue': expect.anything() }],
    [443, { 'Fn::ImportValue': expect.anything() }],
  ]);
  expect(network.dependencies).toEqual([]);
});

describe('a client in the same stack can depend on the database', () => {
  const SECRETS_MANAGER = ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER;
  const isolated = {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'db', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  };
  const givenEndpoint = (stack: Stack): Partial<OficinaPostgresProps> => {
    const vpc = new ec2.Vpc(stack, 'Own', isolated);
    const securityGroup = new ec2.SecurityGroup(stack, 'EndpointGroup', { vpc, allowAllOutbound: false });
    const secretsManagerEndpoint = new ec2.InterfaceVpcEndpoint(stack, 'Given', {
      vpc,
      service: SECRETS_MANAGER,
      securityGroups: [securityGroup],
      open: false,
    });
    return { vpc, secretsManagerEndpoint };
  };

  test.each<[string, (stack: Stack) => Partial<OficinaPostgresProps>]>([
    ['by an endpoint of its own', (stack) => ({ vpc: new ec2.Vpc(stack, 'Own', isolated) })],
    ['by a given endpoint, whose group lets the client in too', givenEndpoint],
    [
      'in a given security group',
      (stack) => {
        const vpc = new ec2.Vpc(stack, 'Own', isolated);
        return { vpc, securityGroup: new ec2.SecurityGroup(stack, 'Given', { vpc, allowAllOutbound: false }) };
      },
    ],
    [
      'in an imported security group',
      (stack) => ({ vpc: new ec2.Vpc(stack, 'Own', isolated), securityGroup: clientSecurityGroup(stack, 'Given') }),
    ],
    ['through a NAT gateway', (stack) => ({ vpc: new ec2.Vpc(stack, 'Own', { maxAzs: 2, natGateways: 1 }) })],
  ])('%s', (_, props) => {
    const waitsFor: ((made: OficinaPostgres) => Parameters<lambda.Function['node']['addDependency']>[0])[] = [
      (made) => made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE }),
      (made) => made.secret,
    ];
    for (const what of waitsFor) {
      const stack = emptyStack();
      const { database: made, template } = database({ monitoring: false, ...props(stack) }, stack);
      const client = new lambda.Function(stack, 'Client', {
        code: lambda.Code.fromInline('exports.handler = async () => {}'),
        handler: 'index.handler',
        runtime: lambda.Runtime.NODEJS_22_X,
        vpc: stack.node.findChild('Own') as ec2.Vpc,
        vpcSubnets: made.secretsManagerEndpoint && { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      });
      client.connections.allowToDefaultPort(made);
      if (made.secretsManagerEndpoint) client.connections.allowToDefaultPort(made.secretsManagerEndpoint);
      client.node.addDependency(what(made));
      expect(inCycles(template())).toEqual([]);
      // The dependencies of the functions are still created before they run.
      const before = madeBefore(template(), idOf(template(), 'Custom::OficinaPostgresBootstrap'));
      const rules = Object.entries(template().findResources('AWS::EC2::SecurityGroupIngress')).filter(
        ([, { Properties }]) => /Rotation/.test(Properties.Description),
      );
      expect(rules).toHaveLength(made.secretsManagerEndpoint ? 2 : 1);
      expect(before).toEqual(expect.arrayContaining(rules.map(([id]) => id)));
      expect(before.filter((id) => id.startsWith('Client'))).toEqual([]);
    }
  });
});
