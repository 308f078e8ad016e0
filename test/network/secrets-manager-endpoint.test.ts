import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CredentialsRotation, EnvironmentProfile, LogStatement, OficinaPostgres } from '../../src';
import { clientSecurityGroup, database, emptyStack, ENVIRONMENT, isolatedVpc } from '../support/database';

/** The function that gets the host name as a parameter, besides those of the library. */
const BY_AWS = { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE };
const SECRETS_MANAGER = ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER;

/** A VPC that the app creates, with isolated subnets. */
function ownVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Own', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'db', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
}

test('creates one for subnets without a route out, open only to the functions', () => {
  const stack = emptyStack();
  const { database: made, template } = database({ vpc: isolatedVpc(stack), ...BY_AWS }, stack);
  template().resourceCountIs('AWS::EC2::VPCEndpoint', 1);
  template().hasResourceProperties('AWS::EC2::VPCEndpoint', {
    ServiceName: 'com.amazonaws.us-east-1.secretsmanager',
    VpcEndpointType: 'Interface',
    PrivateDnsEnabled: false, // otherwise all workloads of the VPC would use it
    VpcId: 'vpc-0123456789abcdef0',
    SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    SecurityGroupIds: [
      { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseNetworkSecretsManagerEndpointSecurityGroup'), 'GroupId'] },
    ],
  });
  template().hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Secrets Manager for the rotation of the database password',
    SecurityGroupIngress: Match.absent(), // otherwise it would admit the whole VPC
  });
  expect(made.secretsManagerEndpoint?.node.path).toBe('Stack/Database/Network/SecretsManagerEndpoint');
  const url = {
    'Fn::Join': [
      '',
      [
        'https://',
        {
          'Fn::Select': [
            1,
            {
              'Fn::Split': [
                ':',
                {
                  'Fn::Select': [
                    0,
                    { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseNetworkSecretsManagerEndpoint'), 'DnsEntries'] },
                  ],
                },
              ],
            },
          ],
        },
      ],
    ],
  };
  template().hasResourceProperties('AWS::Serverless::Application', { Parameters: { endpoint: url } });
  template().hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { SECRETS_MANAGER_ENDPOINT: url } },
  });
});

test('databases in different stacks each create one in the same VPC, without a conflict', () => {
  const app = new App();
  const templates = [EnvironmentProfile.dev(), EnvironmentProfile.prod()].map((profile) => {
    const stack = new Stack(app, profile.name, { env: ENVIRONMENT });
    return database({ vpc: isolatedVpc(stack), profile }, stack).template;
  });
  for (const template of templates) {
    template().hasResourceProperties('AWS::EC2::VPCEndpoint', { PrivateDnsEnabled: false });
  }
});

describe('a note about an endpoint of another stack', () => {
  const NOTE = Match.stringLikeRegexp(
    'Own/Database/Network/SecretsManagerEndpoint; to share it, pass it as secretsManagerEndpoint',
  );

  function notes(stack: Stack) {
    return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('endpoint of Secrets Manager'));
  }

  test('names it if the VPC is the same object', () => {
    const app = new App();
    const first = new Stack(app, 'Own', { env: ENVIRONMENT });
    const vpc = ownVpc(first);
    database({ vpc }, first);
    const second = new Stack(app, 'Second', { env: ENVIRONMENT });
    database({ vpc, profile: EnvironmentProfile.staging() }, second)
      .template()
      .resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    Annotations.fromStack(second).hasInfo('/Second/Database/Network', NOTE);
    expect(notes(first)).toEqual([]);
  });

  test('names it if each stack has looked up the VPC', () => {
    const app = new App();
    const [first, second] = ['Own', 'Second'].map((id) => new Stack(app, id, { env: ENVIRONMENT }));
    database({ vpc: isolatedVpc(first) }, first);
    database({ vpc: isolatedVpc(second), profile: EnvironmentProfile.staging() }, second);
    Annotations.fromStack(second).hasInfo('/Second/Database/Network', NOTE);
  });

  test('is not written in the stack of the VPC, on which the stack of the other endpoint depends', () => {
    const app = new App();
    const first = new Stack(app, 'Own', { env: ENVIRONMENT });
    const vpc = ownVpc(first);
    const second = new Stack(app, 'Second', { env: ENVIRONMENT });
    database({ vpc, profile: EnvironmentProfile.staging() }, second);
    database({ vpc }, first).template().resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    expect(notes(first)).toEqual([]);
  });

  test('is not written for a shared endpoint, within a stack, or for another region', () => {
    const app = new App();
    const first = new Stack(app, 'Own', { env: ENVIRONMENT });
    const { database: made } = database({ vpc: isolatedVpc(first) }, first);
    new OficinaPostgres(first, 'Another', { vpc: made.instance.vpc, profile: EnvironmentProfile.staging() });
    const sharing = new Stack(app, 'Sharing', { env: ENVIRONMENT });
    const profile = EnvironmentProfile.custom('sharing', EnvironmentProfile.dev());
    database({ vpc: isolatedVpc(sharing), profile, secretsManagerEndpoint: made.secretsManagerEndpoint }, sharing);
    const elsewhere = new Stack(app, 'Elsewhere', { env: { ...ENVIRONMENT, region: 'eu-west-1' } });
    database({ vpc: isolatedVpc(elsewhere) }, elsewhere);
    for (const stack of [first, sharing, elsewhere]) expect(notes(stack)).toEqual([]);
  });
});

test('creates none for subnets with a route out', () => {
  const { database: made, template } = database();
  template().resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  expect(made.secretsManagerEndpoint).toBeUndefined();
});

describe('subnets with a route out use', () => {
  const endpoint = (props: Partial<ec2.InterfaceVpcEndpointOptions>) => {
    const stack = emptyStack();
    const vpc = new ec2.Vpc(stack, 'Own', { maxAzs: 2, natGateways: 1 });
    vpc.addInterfaceEndpoint('SecretsManager', { service: SECRETS_MANAGER, open: false, ...props });
    return database({ vpc, monitoring: false }, stack);
  };
  const group = (prefix: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(prefix), 'GroupId'] });

  test('the one with private DNS, whose group admits the functions', () => {
    const { database: made, template } = endpoint({});
    expect(made.secretsManagerEndpoint?.node.path).toBe('Stack/Own/SecretsManager');
    template().resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 443,
      GroupId: group('^OwnSecretsManagerSecurityGroup'),
      SourceSecurityGroupId: group('^DatabaseCredentialsRotationSecurityGroup'),
    });
    template().resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Environment: { Variables: { SECRETS_MANAGER_ENDPOINT: Match.anyValue() } } },
      0,
    );
  });

  test('none without private DNS', () => {
    const { database: made, template } = endpoint({ privateDnsEnabled: false });
    expect(made.secretsManagerEndpoint).toBeUndefined();
    template().resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    template().resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', { FromPort: 443 }, 0);
  });
});

test('the one of the prop, for any subnets', () => {
  const stack = emptyStack();
  const given = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Given', {
    vpcEndpointId: 'vpce-1',
    port: 443,
    securityGroups: [clientSecurityGroup(stack)],
  });
  const { database: made, template } = database({ secretsManagerEndpoint: given }, stack);
  expect(made.secretsManagerEndpoint).toBe(given);
  template().resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: 'sg-0123456789abcdef0',
    FromPort: 443,
  });
});

test('the one that the VPC has', () => {
  const stack = emptyStack();
  const vpc = ownVpc(stack);
  vpc.addInterfaceEndpoint('SecretsManager', { service: SECRETS_MANAGER });
  const { database: made, template } = database({ vpc }, stack);
  expect(made.secretsManagerEndpoint?.node.path).toBe('Stack/Own/SecretsManager');
  template().resourceCountIs('AWS::EC2::VPCEndpoint', 1);
});

test('the one that the VPC has, in a stack for any region', () => {
  const stack = new Stack(new App(), 'Stack');
  const vpc = ownVpc(stack);
  vpc.addInterfaceEndpoint('SecretsManager', { service: SECRETS_MANAGER });
  expect(database({ vpc }, stack).database.secretsManagerEndpoint?.node.path).toBe('Stack/Own/SecretsManager');
});

test('the one that the VPC has in another stack', () => {
  const app = new App();
  const network = new Stack(app, 'Network', { env: ENVIRONMENT });
  const vpc = ownVpc(network);
  vpc.addInterfaceEndpoint('SecretsManager', { service: SECRETS_MANAGER });
  const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
  const { database: made, template } = database({ vpc, ...BY_AWS }, stack);
  expect(made.secretsManagerEndpoint?.node.path).toBe('Network/Own/SecretsManager');
  // The rule is here, so that the network does not depend on the database; the endpoint answers to the public name.
  expect(() => app.synth()).not.toThrow();
  expect(network.dependencies).toEqual([]);
  template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 443,
    GroupId: { 'Fn::ImportValue': Match.anyValue() },
  });
  template().hasResourceProperties('AWS::Serverless::Application', {
    Parameters: { endpoint: { 'Fn::Join': ['', ['https://secretsmanager.us-east-1.', { Ref: 'AWS::URLSuffix' }]] } },
  });
  template().resourcePropertiesCountIs(
    'AWS::Lambda::Function',
    { Environment: { Variables: { SECRETS_MANAGER_ENDPOINT: Match.anyValue() } } },
    0,
  );
});

test('one of the prop with unknown security groups is reached by an open egress', () => {
  const stack = emptyStack();
  const given = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Given', {
    vpcEndpointId: 'vpce-1',
    port: 443,
  });
  database({ secretsManagerEndpoint: given }, stack)
    .template()
    .hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Rotation function of the database password',
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 })],
    });
});

test('the one in the same stack, also for an imported VPC', () => {
  const stack = emptyStack();
  const vpc = isolatedVpc(stack);
  new ec2.InterfaceVpcEndpoint(stack, 'Existing', { vpc, service: SECRETS_MANAGER, open: false });
  expect(database({ vpc }, stack).database.secretsManagerEndpoint?.node.path).toBe('Stack/Existing');
});

test("the first database's, for the second one of a stack", () => {
  const stack = emptyStack();
  const vpc = isolatedVpc(stack);
  const { template } = database({ vpc }, stack);
  const second = new OficinaPostgres(stack, 'Second', { vpc, profile: EnvironmentProfile.staging() });
  expect(second.secretsManagerEndpoint?.node.path).toBe('Stack/Database/Network/SecretsManagerEndpoint');
  template().resourceCountIs('AWS::EC2::VPCEndpoint', 1);
});

test('neither one of another service nor one of another VPC', () => {
  const stack = emptyStack();
  const vpc = isolatedVpc(stack);
  new ec2.InterfaceVpcEndpoint(stack, 'Logs', {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    open: false,
  });
  new ec2.InterfaceVpcEndpoint(stack, 'Fips', {
    vpc,
    service: new ec2.InterfaceVpcEndpointAwsService('secretsmanager-fips'),
    open: false,
  });
  new ec2.InterfaceVpcEndpoint(stack, 'Elsewhere', { vpc: ownVpc(stack), service: SECRETS_MANAGER });
  const { database: made } = database({ vpc }, stack);
  expect(made.secretsManagerEndpoint?.node.path).toBe('Stack/Database/Network/SecretsManagerEndpoint');
});
