import { Rule } from '../rule';

/** What the rules look at of the subnets that were chosen. */
export interface NetworkFacts {
  /** Ids of the chosen subnets. */
  readonly vpcSubnets: string[];
  /** Those of them that are public. */
  readonly publicSubnets: string[];
  /** Their availability zones, each once. */
  readonly vpc: string[];
}

export const networkRules: readonly Rule<NetworkFacts>[] = [
  {
    id: 'subnets-exist',
    reads: ['vpcSubnets'],
    broken: (facts) => facts.vpcSubnets.length === 0,
    got: () => 'none',
    wants: 'must name isolated or private subnets',
    fix: 'add subnets of type PRIVATE_ISOLATED to the VPC, or choose others with vpcSubnets',
  },
  {
    id: 'subnets-not-public',
    // Whether a subnet is public is known of its type, not of its id.
    reads: ['publicSubnets'],
    broken: (facts) => facts.publicSubnets.length > 0,
    got: (facts) => facts.publicSubnets.join(', '),
    wants: '(of vpcSubnets) must be empty: a database never stands in a public subnet',
    fix: 'leave vpcSubnets out, or choose { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }',
  },
  {
    id: 'two-availability-zones',
    reads: ['vpc'],
    broken: (facts) => facts.vpcSubnets.length > 0 && facts.vpc.length < 2,
    got: (facts) => facts.vpc.length === 0 ? 'none' : `${facts.vpc.length} (${facts.vpc.join(', ')})`,
    wants: 'must give subnets in two availability zones or more, which RDS asks for even without a standby',
    fix: 'build the VPC with maxAzs: 2, or choose subnets of another zone with vpcSubnets',
  },
];
