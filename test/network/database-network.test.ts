import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CredentialsRotation } from '../../src';
import { DatabaseNetwork } from '../../src/network/database-network';
import { clientSecurityGroup, database, emptyStack, isolatedVpc, privateVpc } from '../support/database';
import { someNumber } from '../validation/rule-cases';

/** Ingress rules for functions. */
const NO_FUNCTIONS = { rotation: CredentialsRotation.disabled({ reason: 'tested elsewhere' }), bootstrap: false };

function vpcOfAllKinds(stack = emptyStack()): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    publicSubnetIds: ['subnet-public-a', 'subnet-public-b'],
    privateSubnetIds: ['subnet-private-a', 'subnet-private-b'],
    isolatedSubnetIds: ['subnet-isolated-a', 'subnet-isolated-b'],
  });
}

describe('the subnets', () => {
  test('are the isolated ones if there are any', () => {
    const stack = emptyStack();
    database({ vpc: vpcOfAllKinds(stack) }, stack)
      .template()
      .hasResourceProperties('AWS::RDS::DBSubnetGroup', { SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b'] });
  });

  test('are the private ones where there are no others', () => {
    database()
      .template()
      .hasResourceProperties('AWS::RDS::DBSubnetGroup', {
        DBSubnetGroupDescription: 'Subnets of the oficina-postgres database',
        SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        DBSubnetGroupName: Match.absent(),
      });
  });

  test('are the selected ones', () => {
    const stack = emptyStack();
    const vpc = vpcOfAllKinds(stack);
    database({ vpc, vpcSubnets: { subnets: [vpc.isolatedSubnets[0], vpc.privateSubnets[1]] } }, stack)
      .template()
      .hasResourceProperties('AWS::RDS::DBSubnetGroup', { SubnetIds: ['subnet-isolated-a', 'subnet-private-b'] });
  });

  test('are not checked until the VPC has been looked up', () => {
    const stack = emptyStack();
    const { selection, problems } = DatabaseNetwork.select(ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'oficina' }));
    // CDK uses placeholder subnets for the VPC, which say nothing about the real ones.
    expect(selection.subnetType).toBeDefined();
    expect(problems).toEqual([]);
  });

  test('with two problems are reported with both', () => {
    const stack = emptyStack();
    const vpc = vpcOfAllKinds(stack);
    expect(DatabaseNetwork.select(vpc, { subnets: [vpc.publicSubnets[0]] }).problems).toEqual([
      expect.stringMatching(/^vpcSubnets must not be public.* got Stack\/Vpc\/PublicSubnet1;/),
      expect.stringMatching(/^vpc must give subnets in two availability zones.* got 1 \(us-east-1a\);/),
    ]);
  });

  test.each([
    [RemovalPolicy.DESTROY, 'Delete'],
    [RemovalPolicy.SNAPSHOT, 'Delete'],
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  ])('with %s have a group with the deletion policy %s', (removalPolicy, DeletionPolicy) => {
    database({ removalPolicy }).template().hasResource('AWS::RDS::DBSubnetGroup', { DeletionPolicy });
  });
});

describe('the security group', () => {
  test('allows no egress, and ingress only from the clients', () => {
    const stack = emptyStack();
    const { template } = database(
      { ...NO_FUNCTIONS, vpc: privateVpc(stack), clients: [clientSecurityGroup(stack)] },
      stack,
    );
    template().hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'PostgreSQL for its clients only',
      // The rule that CDK writes for "nothing": CloudFormation would open a group without egress.
      SecurityGroupEgress: [
        {
          CidrIp: '255.255.255.255/32',
          Description: 'Disallow all traffic',
          FromPort: 252,
          IpProtocol: 'icmp',
          ToPort: 86,
        },
      ],
      SecurityGroupIngress: Match.absent(),
    });
    template().resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: 'sg-0123456789abcdef0',
      FromPort: 5432,
      ToPort: 5432,
      IpProtocol: 'tcp',
      CidrIp: Match.absent(),
    });
  });

  test('without clients allows no ingress', () => {
    database(NO_FUNCTIONS).template().resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  test('accepts a token as port', () => {
    const stack = emptyStack();
    database(
      { ...NO_FUNCTIONS, vpc: isolatedVpc(stack), port: someNumber(6543), clients: [clientSecurityGroup(stack)] },
      stack,
    )
      .template()
      .hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
        SourceSecurityGroupId: 'sg-0123456789abcdef0',
        FromPort: 6543,
        ToPort: 6543,
      });
  });
});
