import { Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ReadReplicaProps } from './read-replica';
import { lowerThanOnThePrimary } from './standby-parameters';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { knownRegions, partitionOf, unknownRegionFix } from '../regions/region-catalogue';
import { Settings } from '../settings/settings';
import { intendedInstanceType } from '../validation/intended-values';
import {
  CAPACITY,
  CLIENTS,
  instanceOf,
  KEY,
  PropType,
  NUMBER,
  OVERRIDES,
  SECURITY_GROUP,
  sizeType,
  SUBNETS,
  BOOLEAN,
  TEXT,
  TEXTS_BY_NAME,
  TOPIC,
  KNOWN_BOOLEAN,
  VPC,
} from '../validation/prop-types';
import { REGION } from '../validation/region-name';
import { NOTHING, Rule } from '../validation/rule';

/**
 * The number of replicas that RDS allows:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.Configuration.html
 */
const MOST_REPLICAS = 15;

/**
 * The number of replicas in other regions that RDS promises to create:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html
 */
const MOST_REPLICAS_IN_OTHER_REGIONS = 5;

/**
 * Returns the types of the props, which only TypeScript checks at compile time. A function, because naming a class of
 * aws-cdk-lib loads its module.
 */
export const readReplicaPropTypes = (): { readonly [name in keyof ReadReplicaProps]-?: PropType } => ({
  instanceIdentifier: TEXT,
  region: TEXT,
  vpc: VPC,
  vpcSubnets: SUBNETS,
  securityGroup: SECURITY_GROUP,
  clients: CLIENTS,
  encryptionKey: KEY,
  instanceType: instanceOf(ec2.InstanceType, "new ec2.InstanceType('m6g.large')", intendedInstanceType),
  instanceCapacity: CAPACITY,
  multiAz: BOOLEAN,
  availabilityZone: TEXT,
  storageType: TEXT,
  allocatedStorage: sizeType(),
  maxAllocatedStorage: sizeType(),
  iops: NUMBER,
  storageThroughput: NUMBER,
  maxConnections: NUMBER,
  parameters: TEXTS_BY_NAME,
  deletionProtection: KNOWN_BOOLEAN,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  alarmOverrides: OVERRIDES,
});

/** The values that the rules about a replica check. */
export interface ReadReplicaValues extends Omit<ReadReplicaProps, 'region'> {
  readonly id: string;
  /** Whether the prop `readReplicas` gives the id. */
  readonly numbered: boolean;
  /** The replicas that exist already. */
  readonly others: readonly { readonly id: string; readonly isInOtherRegion: boolean }[];
  readonly region?: string;
  /** Where the database is. */
  readonly home: { readonly account: string; readonly region: string };
  readonly rotation: CredentialsRotation;
  readonly database: Settings;
  readonly replica: Settings;
}

function isInOtherRegion(v: ReadReplicaValues): boolean {
  return v.region !== undefined;
}

/** Whether an id is one that the prop `readReplicas` gives. */
function isNumberedId(id: string): boolean {
  return /^replica-\d+$/.test(id);
}

function gib(size: Size): number {
  return size.toGibibytes();
}

function loweredParameters(v: ReadReplicaValues): string[] {
  return lowerThanOnThePrimary(v.database.parameters, v.replica.parameters);
}

function othersInOtherRegions(v: ReadReplicaValues): number {
  return v.others.filter((other) => other.isInOtherRegion).length;
}

/** Whether a major upgrade would wait for the maintenance window. */
function upgradeWaits({ applyImmediately, allowMajorVersionUpgrade }: Settings): boolean {
  return allowMajorVersionUpgrade && !applyImmediately;
}

/** Returns the paths of the clients whose security group has a token as its id. */
function unknownClients(v: ReadReplicaValues): string[] {
  return (v.clients ?? [])
    .flatMap((client) => client.connections.securityGroups)
    .filter(({ securityGroupId }) => Token.isUnresolved(securityGroupId))
    .map((group) => group.node.path);
}

/** The props that are only for a replica in another region. */
const ONLY_IN_OTHER_REGION = ['vpc', 'vpcSubnets', 'encryptionKey', 'alarmTopic', 'pagingTopic'] as const;

function needsRegionRule(name: (typeof ONLY_IN_OTHER_REGION)[number]): Rule<ReadReplicaValues> {
  return {
    id: `replica-${name}-needs-region`,
    reads: [name],
    mustBeResolved: NOTHING,
    broken: (v) => v[name] !== undefined && !isInOtherRegion(v),
    got: () => `${name} without region`,
    wants: 'is for a replica in another region',
    fix: "leave it out to use the database's, or give region",
  };
}

/** The ids by which the resource of a prop must be known, and how to import it. */
interface KnownById {
  readonly ids: (v: ReadReplicaValues) => (string | undefined)[];
  readonly fix: string;
}

const KNOWN_BY_ID = {
  vpc: {
    ids: ({ vpc }) => (vpc ? [vpc.vpcId, ...subnetIds(vpc)] : []),
    fix: 'import it with ec2.Vpc.fromVpcAttributes(), by its ids and with its region',
  },
  securityGroup: {
    ids: (v) => [v.securityGroup?.securityGroupId],
    fix: 'import it with ec2.SecurityGroup.fromSecurityGroupId()',
  },
  encryptionKey: { ids: (v) => [v.encryptionKey?.keyArn], fix: 'import it with kms.Key.fromKeyArn()' },
  alarmTopic: { ids: (v) => [v.alarmTopic?.topicArn], fix: 'import it with sns.Topic.fromTopicArn()' },
  pagingTopic: { ids: (v) => [v.pagingTopic?.topicArn], fix: 'import it with sns.Topic.fromTopicArn()' },
} satisfies Partial<Record<keyof ReadReplicaProps, KnownById>>;

function subnetIds(vpc: ec2.IVpc): string[] {
  return [...vpc.isolatedSubnets, ...vpc.privateSubnets].map(({ subnetId }) => subnetId);
}

/**
 * A rule that a resource for a replica in another region must be known by its ids. A token of another stack would
 * become an export, or a custom resource that carries it between regions, and neither of the two stacks could be
 * changed any more.
 */
function knownByIdRule(name: keyof typeof KNOWN_BY_ID): Rule<ReadReplicaValues> {
  const { ids, fix }: KnownById = KNOWN_BY_ID[name];
  return {
    id: `replica-${name}-known`,
    reads: [name],
    mustBeResolved: NOTHING,
    broken: (v) => isInOtherRegion(v) && ids(v).some((id) => Token.isUnresolved(id)),
    got: () => 'one of another stack, whose id is a token',
    wants: 'of a replica in another region must be known by its id',
    fix,
  };
}

/** Returns the other known regions of the partition. */
function otherRegionsOfPartition(home: string): string[] {
  return knownRegions().filter((region) => region !== home && partitionOf(region) === partitionOf(home));
}

/**
 * RDS accepts a parameter group of the new version for a replica only once its source, and with it the replica, has
 * been upgraded.
 */
const UPGRADE_AT_ONCE =
  'with replicas must not let a major upgrade wait for the maintenance window: they get the parameter group of the ' +
  'new version in the same deployment, which RDS refuses before the upgrade';

export const readReplicaRules: readonly Rule<ReadReplicaValues>[] = [
  {
    id: 'replica-id-known',
    reads: ['id'],
    mustBeResolved: NOTHING,
    broken: (v) => Token.isUnresolved(v.id),
    got: () => 'a token',
    wants: 'must be known at synthesis: parameters and outputs are named after it',
    fix: 'write it out',
  },
  {
    id: 'replica-id-format',
    reads: ['id'],
    broken: (v) => !/^[a-z](-?[a-z0-9])*$/.test(v.id) || v.id.length > 40,
    got: (v) => `'${v.id}'`,
    wants: 'must be 1 to 40 lower-case letters, digits and single hyphens, starting with a letter',
    fix: "choose one like 'reports'",
  },
  {
    id: 'replica-id-reserved',
    reads: ['id', 'numbered'],
    broken: (v) => !v.numbered && isNumberedId(v.id),
    got: (v) => `'${v.id}'`,
    wants: 'must not have the form replica-<number>: the prop readReplicas gives such ids to its replicas',
    fix: "choose one like 'reports', or raise readReplicas",
  },
  {
    id: 'replica-once',
    reads: ['id'],
    broken: (v) => v.others.some(({ id }) => id === v.id),
    got: (v) => `'${v.id}'`,
    wants: 'must be unique among the replicas of the database',
    fix: 'choose another one',
  },
  {
    id: 'replica-limit',
    reads: ['id'],
    broken: (v) => v.others.length >= MOST_REPLICAS,
    got: (v) => `'${v.id}' besides ${v.others.length} others`,
    wants: `must be one of ${MOST_REPLICAS} at most, as RDS for PostgreSQL allows no more`,
    fix: 'choose a larger instanceType for fewer replicas',
  },
  {
    id: 'replica-limit-in-other-regions',
    reads: ['region'],
    mustBeResolved: NOTHING,
    broken: (v) => isInOtherRegion(v) && othersInOtherRegions(v) >= MOST_REPLICAS_IN_OTHER_REGIONS,
    got: (v) => `'${v.id}' besides ${othersInOtherRegions(v)} others in other regions`,
    wants: `may be given for ${MOST_REPLICAS_IN_OTHER_REGIONS} replicas, as RDS does not promise more across regions`,
    fix: 'choose a larger instanceType for fewer replicas',
  },
  {
    id: 'replica-rotation',
    reads: ['rotation'],
    broken: (v) => v.rotation._mechanism.forbidsReadReplicas,
    got: (v) => `the replica '${v.id}'`,
    wants: 'must not be CredentialsRotation.managedByRds() with read replicas, which RDS refuses',
    fix: 'leave the prop out for CredentialsRotation.builtin()',
  },
  {
    id: 'replica-upgrade-at-once',
    reads: ['database'],
    mustBeResolved: (v) => [v.database.applyImmediately, v.database.allowMajorVersionUpgrade],
    broken: (v) => !isInOtherRegion(v) && upgradeWaits(v.database),
    got: (v) => `the replica '${v.id}' with allowMajorVersionUpgrade`,
    wants: UPGRADE_AT_ONCE,
    fix: 'give applyImmediately: true for that deployment',
  },
  {
    id: 'replica-zone-without-standby',
    reads: ['availabilityZone', 'multiAz'],
    broken: (v) => v.availabilityZone !== undefined && v.multiAz === true,
    got: (v) => `'${v.availabilityZone}' with multiAz`,
    wants: 'must not be given with multiAz, for which RDS chooses two zones',
    fix: 'leave one of the two out',
  },
  {
    id: 'replica-storage-not-less',
    reads: ['allocatedStorage', 'database'],
    mustBeResolved: (v) => [v.allocatedStorage, v.database.allocatedStorage],
    broken: (v) => v.allocatedStorage !== undefined && gib(v.allocatedStorage) < gib(v.database.allocatedStorage),
    got: (v) => `${gib(v.allocatedStorage!)} GiB for a database of ${gib(v.database.allocatedStorage)} GiB`,
    wants: 'must not be less than the storage of the database, whose data it has to hold',
    fix: 'leave it out for as much as the database has',
  },
  {
    id: 'replica-connections-not-fewer',
    reads: ['maxConnections', 'database'],
    mustBeResolved: (v) => [v.maxConnections, v.database.maxConnections],
    broken: (v) =>
      v.maxConnections !== undefined &&
      v.database.maxConnections !== undefined &&
      v.maxConnections < v.database.maxConnections,
    got: (v) => `${v.maxConnections} for a database with ${v.database.maxConnections}`,
    wants: 'must not be lower than on the database: PostgreSQL would stop replaying',
    fix: "leave it out to use the database's",
  },
  {
    id: 'replica-parameters-not-lower',
    reads: ['parameters'],
    mustBeResolved: NOTHING,
    broken: (v) => loweredParameters(v).length > 0,
    got: (v) =>
      loweredParameters(v)
        .map((name) => `${name} ${v.replica.parameters[name]} for a database with ${v.database.parameters[name]}`)
        .join(', '),
    wants: 'must not be lower than on the database: PostgreSQL would stop replaying',
    fix: "leave it out to use the database's",
  },
  ...ONLY_IN_OTHER_REGION.map(needsRegionRule),
  {
    id: 'replica-region-known',
    reads: ['region'],
    mustBeResolved: NOTHING,
    broken: (v) => Token.isUnresolved(v.region),
    got: () => 'a token',
    wants: 'must be known at synthesis, as a stack is created in it',
    fix: "write it out, as in 'us-west-2'",
  },
  {
    id: 'replica-region-format',
    reads: ['region'],
    broken: (v) => v.region !== undefined && !REGION.test(v.region),
    got: (v) => `'${v.region}'`,
    wants: 'must be a region of AWS',
    fix: "write it like 'us-west-2'",
  },
  {
    id: 'replica-region-known-name',
    reads: ['region'],
    broken: (v) => v.region !== undefined && REGION.test(v.region) && unknownRegionFix(v.region) !== undefined,
    got: (v) => `'${v.region}'`,
    wants: 'must be a region of AWS',
    fix: (v) => unknownRegionFix(v.region!)!,
  },
  {
    id: 'replica-region-partition',
    reads: ['region', 'home'],
    mustBeResolved: (v) => [v.region, v.home.region],
    broken: (v) => v.region !== undefined && partitionOf(v.region) !== partitionOf(v.home.region),
    got: (v) => `'${v.region}' for a database in ${v.home.region}`,
    wants:
      'must be in the partition of the database: RDS copies nothing between the commercial regions, China, GovCloud, ' +
      'the European Sovereign Cloud and the isolated regions',
    fix: (v) => {
      const candidates = otherRegionsOfPartition(v.home.region);
      if (candidates.length === 0) return 'leave it out, as there is no other region';
      return `choose one of ${candidates.join(', ')}`;
    },
  },
  {
    id: 'replica-region-other',
    reads: ['region', 'home'],
    broken: (v) => v.region === v.home.region,
    got: (v) => `'${v.region}', where the database is`,
    wants: 'must differ from the region of the database',
    fix: 'leave it out',
  },
  {
    id: 'replica-region-needs-environment',
    reads: ['region'],
    mustBeResolved: NOTHING,
    broken: (v) => isInOtherRegion(v) && (Token.isUnresolved(v.home.account) || Token.isUnresolved(v.home.region)),
    got: (v) => `'${v.region}' from a stack for any account and region`,
    wants: 'needs a database whose stack has an explicit account and region',
    fix: "give the stack an env with both, such as the account '111122223333' and the region 'us-east-1'",
  },
  {
    id: 'replica-region-needs-identifier',
    reads: ['region'],
    mustBeResolved: NOTHING,
    broken: (v) =>
      isInOtherRegion(v) &&
      (Token.isUnresolved(v.database.instanceIdentifier) || Token.isUnresolved(v.replica.instanceIdentifier)),
    got: (v) => `'${v.region}' with a token as instanceIdentifier`,
    wants: 'needs a database and a replica whose instanceIdentifier is known',
    fix: 'write it out',
  },
  {
    id: 'replica-region-needs-vpc',
    reads: ['region'],
    mustBeResolved: NOTHING,
    broken: (v) => isInOtherRegion(v) && v.vpc === undefined,
    got: (v) => `'${v.region}' without vpc`,
    wants: 'needs a VPC in that region',
    fix: 'give vpc: ec2.Vpc.fromVpcAttributes(), by its ids and with its region',
  },
  ...(Object.keys(KNOWN_BY_ID) as (keyof typeof KNOWN_BY_ID)[]).map(knownByIdRule),
  {
    id: 'replica-vpc-region',
    reads: ['vpc', 'region'],
    mustBeResolved: (v) => [v.region, v.vpc?.env.region],
    broken: (v) => isInOtherRegion(v) && v.vpc !== undefined && v.vpc.env.region !== v.region,
    got: (v) => `one in ${v.vpc!.env.region} for a replica in ${v.region}`,
    wants: 'must be in the region of the replica',
    fix: (v) => `look it up in a stack of that region, or give ec2.Vpc.fromVpcAttributes() region: '${v.region}'`,
  },
  {
    id: 'replica-clients-known',
    reads: ['clients'],
    mustBeResolved: NOTHING,
    broken: (v) => isInOtherRegion(v) && unknownClients(v).length > 0,
    got: (v) => unknownClients(v).join(', '),
    wants: 'of a replica in another region must be known by the ids of their security groups',
    fix:
      'import them with ec2.SecurityGroup.fromSecurityGroupId(), or allow them from their own stack, by the ' +
      'parameter security-group-id of the replica',
  },
];

/** The rules about the replicas that the settings of the database ask for. */
export const readReplicaCountRules: readonly Rule<Settings>[] = [
  {
    id: 'read-replicas-count',
    reads: ['readReplicas'],
    mustBeResolved: NOTHING,
    broken: (s) =>
      Token.isUnresolved(s.readReplicas) ||
      !Number.isInteger(s.readReplicas) ||
      s.readReplicas < 0 ||
      s.readReplicas > MOST_REPLICAS,
    got: (s) => (Token.isUnresolved(s.readReplicas) ? 'a token' : `${s.readReplicas}`),
    wants: `must be a whole number from 0 to ${MOST_REPLICAS}, known at synthesis`,
    fix: 'write it out, as in 1',
  },
  {
    id: 'read-replicas-upgrade-at-once',
    reads: ['applyImmediately', 'allowMajorVersionUpgrade', 'readReplicas'],
    broken: (s) => s.readReplicas > 0 && upgradeWaits(s),
    got: (s) => `false with allowMajorVersionUpgrade and readReplicas ${s.readReplicas}`,
    wants:
      'must be true for a major upgrade with read replicas, which get the parameter group of the new version in the ' +
      'same deployment: RDS refuses it before the upgrade',
    fix: 'give applyImmediately: true for that deployment',
  },
  {
    id: 'read-replicas-rotation',
    reads: ['rotation', 'readReplicas'],
    broken: (s) => s.rotation._mechanism.forbidsReadReplicas && s.readReplicas > 0,
    got: (s) => `readReplicas ${s.readReplicas}`,
    wants: 'must not be CredentialsRotation.managedByRds() with read replicas, which RDS refuses',
    fix: 'leave the prop out for CredentialsRotation.builtin()',
  },
];
