import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** One database in a stack of its own, made by one of the two variants. */
export type AddDatabase = (stack: Stack, name: string, network: Network) => void;

export interface Network {
  readonly vpc: ec2.IVpc;
  readonly client: ec2.ISecurityGroup;
  /** Whether the subnets have no route out, so that the rotation needs an endpoint. */
  readonly isolated: boolean;
}

/** An app with a stack for each database; the first, third, fifth … are in isolated subnets. */
export function databases(
  count: number,
  outdir: string,
  context: Record<string, unknown>,
  addDatabase: AddDatabase,
): App {
  const app = new App({ outdir, context, analyticsReporting: false });
  for (let index = 0; index < count; index++) {
    const stack = new Stack(app, `Stack${index}`, { env: { account: '111122223333', region: 'us-east-1' } });
    addDatabase(stack, `bench-${index}`, network(stack, index % 2 === 0));
  }
  return app;
}

function network(stack: Stack, isolated: boolean): Network {
  const subnetIds = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    ...(isolated ? { isolatedSubnetIds: subnetIds } : { privateSubnetIds: subnetIds }),
  });
  return { vpc, isolated, client: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-0123456789abcdef0') };
}
