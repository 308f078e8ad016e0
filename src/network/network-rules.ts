import { Rule } from '../validation/rule';

/** The facts that the rules check, by the prop that the message about them names. */
export interface NetworkFacts {
  readonly clients: {
    /** The address ranges among the clients that are the whole world. */
    readonly worldRanges: string[];
  };
  readonly vpcSubnets: {
    /** Paths of the selected subnets. */
    readonly paths: string[];
    /** Paths of the selected subnets that are public. */
    readonly publicPaths: string[];
  };
  readonly vpc: {
    /** Distinct availability zones of the selected subnets. */
    readonly selectedZones: string[];
  };
}

export const networkRules: readonly Rule<NetworkFacts>[] = [
  {
    id: 'subnets-exist',
    reads: ['vpcSubnets'],
    broken: ({ vpcSubnets }) => vpcSubnets.paths.length === 0,
    got: () => 'none',
    wants: 'must name isolated or private subnets',
    fix: 'add subnets of type PRIVATE_ISOLATED to the VPC, or choose others with vpcSubnets',
  },
  {
    id: 'subnets-not-public',
    reads: ['vpcSubnets'],
    broken: ({ vpcSubnets }) => vpcSubnets.publicPaths.length > 0,
    got: ({ vpcSubnets }) => vpcSubnets.publicPaths.join(', '),
    wants: 'must not be public: the internet must not reach the database',
    fix: 'leave vpcSubnets out, or choose ones by subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED',
  },
  {
    id: 'two-availability-zones',
    reads: ['vpc'],
    broken: ({ vpc, vpcSubnets }) => vpcSubnets.paths.length > 0 && vpc.selectedZones.length < 2,
    got: ({ vpc }) => `${vpc.selectedZones.length} (${vpc.selectedZones.join(', ')})`,
    wants: 'must give subnets in two availability zones or more, which RDS requires even without a standby',
    fix: 'build the VPC with maxAzs: 2, or choose subnets of another zone with vpcSubnets',
  },
  {
    id: 'clients-not-the-world',
    reads: ['clients'],
    broken: ({ clients }) => clients.worldRanges.length > 0,
    got: ({ clients }) => clients.worldRanges.join(', '),
    wants: 'must not let the whole world in',
    fix: 'name the security groups of the clients, or the range of a network with ec2.Peer.ipv4()',
  },
];
