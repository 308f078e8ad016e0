import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** A VPC of another region, imported by its ids. */
export function westVpc(stack: Stack, region: string = 'us-west-2'): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'WestVpc', {
    vpcId: 'vpc-0123456789abcdef1',
    region,
    availabilityZones: ['us-west-2a', 'us-west-2b'],
    isolatedSubnetIds: ['subnet-0123456789abcdef8', 'subnet-0123456789abcdef9'],
  });
}
