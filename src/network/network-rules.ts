import { Rule } from '../validation/rule';

/** The facts about the selected subnets and the clients that the rules check. */
export interface NetworkFacts {
  /** The clients that are the whole world. */
  readonly clients: string[];
  /** Paths of the selected subnets. */
  readonly vpcSubnets: string[];
  /** Paths of the selected subnets that are public. */
  readonly publicSubnets: string[];
  /** Distinct availability zones of the selected subnets. */
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
    reads: ['vpcSubnets', 'publicSubnets'],
    broken: (facts) => facts.publicSubnets.length > 0,
    got: (facts) => facts.publicSubnets.join(', '),
    wants: 'must not be public: the internet must not reach the database',
    fix: 'leave vpcSubnets out, or choose { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }',
  },
  {
    id: 'two-availability-zones',
    reads: ['vpc'],
    broken: (facts) => facts.vpcSubnets.length > 0 && facts.vpc.length < 2,
    got: (facts) => `${facts.vpc.length} (${facts.vpc.join(', ')})`,
    wants: 'must give subnets in two availability zones or more, which RDS requires even without a standby',
    fix: 'build the VPC with maxAzs: 2, or choose subnets of another zone with vpcSubnets',
  },
  {
    id: 'clients-not-the-world',
    reads: ['clients'],
    broken: (facts) => facts.clients.length > 0,
    got: (facts) => facts.clients.join(', '),
    wants: 'must not let the whole world in',
    fix: 'name the security groups of the clients, or the range of a network with ec2.Peer.ipv4()',
  },
];
