import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EnvironmentProfile, OficinaPostgres, OficinaPostgresProps } from '../../src';

/** The environment of the tests. */
export const ENVIRONMENT = { account: '111122223333', region: 'us-east-1' };

/** An empty stack. */
export function emptyStack(id: string = 'Stack'): Stack {
  return new Stack(new App({ treeMetadata: false }), id, { env: ENVIRONMENT });
}

/** A VPC with isolated subnets in two zones, imported by its ids. */
export function isolatedVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    isolatedSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
}

/** A VPC with private subnets, which have a route out, in two zones, imported by its ids. */
export function privateVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
}

/** The security group of a client. */
export function clientSecurityGroup(stack: Stack, id: string = 'Client'): ec2.ISecurityGroup {
  return ec2.SecurityGroup.fromSecurityGroupId(stack, id, 'sg-0123456789abcdef0');
}

/** A database, and the template of its stack. Without props: the dev profile in a private VPC. */
export function database(
  props: Partial<OficinaPostgresProps> = {},
  stack: Stack = emptyStack(),
): {
  database: OficinaPostgres;
  stack: Stack;
  template: () => Template;
} {
  const made = new OficinaPostgres(stack, 'Database', {
    vpc: props.vpc ?? privateVpc(stack),
    profile: EnvironmentProfile.dev(),
    ...props,
  });
  return { database: made, stack, template: () => Template.fromStack(stack) };
}

/** The message with which the props are refused; throws if they are accepted. */
export function refusal(props: Partial<OficinaPostgresProps>, stack: Stack = emptyStack()): string {
  try {
    database(props, stack);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the props were accepted');
}
