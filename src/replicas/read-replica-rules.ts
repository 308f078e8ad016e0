import { Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ReadReplicaProps } from './read-replica';
import { lowerThanOnThePrimary } from './standby-parameters';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { knownRegions, partitionOf } from '../regions/region-catalogue';
import { unknownRegion } from '../regions/unknown-region';
import { Settings } from '../settings/settings';
import { intendedInstanceType } from '../validation/intended-values';
import {
  CAPACITY,
  CLIENTS,
  hasMethod,
  instanceOf,
  isRecordOfTexts,
  KEY,
  PropType,
  propType,
  NUMBER,
  OVERRIDES,
  SECURITY_GROUP,
  sizeType,
  SUBNETS,
  BOOLEAN,
  TEXT,
  TOPIC,
  KNOWN_BOOLEAN,
} from '../validation/prop-types';
import { REGION } from '../validation/region-name';
import { Rule } from '../validation/rule';

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.Configuration.html */
const MOST_REPLICAS = 15;
/** More than these RDS does not promise to make: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html */
const MOST_REPLICAS_ABROAD = 5;

/** What the compiler checks in TypeScript. Made when it is asked for: naming a class of aws-cdk-lib loads its module. */
export const readReplicaKinds = (): { readonly [name in keyof ReadReplicaProps]-?: PropType } => ({
  instanceIdentifier: TEXT,
  region: TEXT,
  vpc: propType('must be a VPC', 'look it up with ec2.Vpc.fromLookup()', hasMethod('selectSubnets', 'vpcId')),
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
  parameters: propType('must be a record of strings', "write it like { work_mem: '16384' }", isRecordOfTexts),
  deletionProtection: KNOWN_BOOLEAN,
  alarmTopic: TOPIC,
  pagingTopic: TOPIC,
  alarmOverrides: OVERRIDES,
});

/** What the rules of a replica look at. */
export interface ReadReplicaValues extends Omit<ReadReplicaProps, 'region'> {
  readonly id: string;
  /** Whether the id is one that the prop `readReplicas` gives. */
  readonly numbered: boolean;
  /** Ids of the replicas that there are, each with whether it is in another region. */
  readonly others: readonly { readonly id: string; readonly abroad: boolean }[];
  readonly region?: string;
  /** Where the database is. */
  readonly home: { readonly account: string; readonly region: string };
  readonly rotation: CredentialsRotation;
  readonly database: Settings;
  readonly replica: Settings;
}

const abroad = (v: ReadReplicaValues) => v.region !== undefined;
const gib = (size: Size) => size.toGibibytes();
const isReserved = (id: string) => /^replica-\d+$/.test(id);
const notLower = (v: ReadReplicaValues) => lowerThanOnThePrimary(v.database.parameters, v.replica.parameters);

/** Props that name what stands in the region of the replica. */
const OF_THE_REGION = ['vpc', 'vpcSubnets', 'encryptionKey', 'alarmTopic', 'pagingTopic'] as const;

/** The id by which each of them is known, and how it is brought in. */
const KNOWN_BY: {
  [name in 'vpc' | 'securityGroup' | 'encryptionKey' | 'alarmTopic' | 'pagingTopic']: {
    id: (v: ReadReplicaValues) => unknown;
    fix: string;
  };
} = {
  vpc: {
    id: (v) => v.vpc && [v.vpc.vpcId, ...subnetIds(v.vpc)],
    fix: 'import it with ec2.Vpc.fromVpcAttributes(), by its ids and with its region',
  },
  securityGroup: {
    id: (v) => v.securityGroup?.securityGroupId,
    fix: 'import it with ec2.SecurityGroup.fromSecurityGroupId()',
  },
  encryptionKey: { id: (v) => v.encryptionKey?.keyArn, fix: 'import it with kms.Key.fromKeyArn()' },
  alarmTopic: { id: (v) => v.alarmTopic?.topicArn, fix: 'import it with sns.Topic.fromTopicArn()' },
  pagingTopic: { id: (v) => v.pagingTopic?.topicArn, fix: 'import it with sns.Topic.fromTopicArn()' },
};

/**
 * RDS takes a parameter group of the new version for a replica only once its source has been upgraded, and the replica
 * with it.
 */
const UPGRADE_AT_ONCE =
  'with replicas must not let a major upgrade wait for the maintenance window: they get the parameter group of the new version in the same deployment, which RDS ' +
  'refuses before the upgrade';
const upgradeWaits = ({ applyImmediately, allowMajorVersionUpgrade }: Settings) =>
  allowMajorVersionUpgrade && !applyImmediately;

function subnetIds(vpc: ec2.IVpc): string[] {
  return [...vpc.isolatedSubnets, ...vpc.privateSubnets].map(({ subnetId }) => subnetId);
}

function isUnknown(ids: unknown): boolean {
  return [ids].flat().some((id) => Token.isUnresolved(id));
}

function needsRegionRule(name: (typeof OF_THE_REGION)[number]): Rule<ReadReplicaValues> {
  return {
    id: `replica-${name}-needs-region`,
    reads: [name],
    needs: () => undefined,
    broken: (v) => v[name] !== undefined && !abroad(v),
    got: () => `${name} without region`,
    wants: 'is for a replica in another region',
    fix: "leave it out for the database's, or give region",
  };
}

/** A token of another stack would come as an export, or as a custom resource that carries it between regions: neither stack could change any more. */
function knownRule(name: keyof typeof KNOWN_BY): Rule<ReadReplicaValues> {
  return {
    id: `replica-${name}-known`,
    reads: [name],
    needs: () => undefined,
    broken: (v) => abroad(v) && v[name] !== undefined && isUnknown(KNOWN_BY[name].id(v)),
    got: () => 'one of another stack, whose id is known at deployment only',
    wants: 'of a replica in another region must be known by its id',
    fix: KNOWN_BY[name].fix,
  };
}

export const readReplicaRules: readonly Rule<ReadReplicaValues>[] = [
  {
    id: 'replica-id-known',
    reads: ['id'],
    needs: () => undefined,
    broken: (v) => Token.isUnresolved(v.id),
    got: () => 'an id that is known at deployment only',
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
    broken: (v) => !v.numbered && isReserved(v.id),
    got: (v) => `'${v.id}'`,
    wants: 'must not be one that the prop readReplicas gives: a higher number would meet it',
    fix: "choose one like 'reports', or raise readReplicas",
  },
  {
    id: 'replica-once',
    reads: ['id'],
    broken: (v) => v.others.some(({ id }) => id === v.id),
    got: (v) => `'${v.id}'`,
    wants: 'must be the only one of its name',
    fix: 'choose another one',
  },
  {
    id: 'replica-limit',
    reads: ['id'],
    broken: (v) => v.others.length >= MOST_REPLICAS,
    got: (v) => `'${v.id}' besides ${v.others.length} others`,
    wants: `must be one of ${MOST_REPLICAS} at the most, which is what RDS for PostgreSQL takes`,
    fix: 'choose a larger instanceType for fewer replicas',
  },
  {
    id: 'replica-limit-abroad',
    reads: ['region'],
    needs: () => undefined,
    broken: (v) => abroad(v) && v.others.filter((other) => other.abroad).length >= MOST_REPLICAS_ABROAD,
    got: (v) => `'${v.id}' besides ${v.others.filter((other) => other.abroad).length} others in other regions`,
    wants: `may be given for ${MOST_REPLICAS_ABROAD} replicas, as RDS does not promise more across regions`,
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
    needs: (v) => [v.database.applyImmediately, v.database.allowMajorVersionUpgrade],
    broken: (v) => !abroad(v) && upgradeWaits(v.database),
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
    needs: (v) => [v.allocatedStorage, v.database.allocatedStorage],
    broken: (v) => v.allocatedStorage !== undefined && gib(v.allocatedStorage) < gib(v.database.allocatedStorage),
    got: (v) => `${gib(v.allocatedStorage!)} GiB for a database of ${gib(v.database.allocatedStorage)} GiB`,
    wants: 'must not be less than that of the database, whose data it has to hold',
    fix: 'leave it out for as much as the database has',
  },
  {
    id: 'replica-connections-not-fewer',
    reads: ['maxConnections', 'database'],
    needs: (v) => [v.maxConnections, v.database.maxConnections],
    broken: (v) =>
      v.maxConnections !== undefined &&
      v.database.maxConnections !== undefined &&
      v.maxConnections < v.database.maxConnections,
    got: (v) => `${v.maxConnections} for a database with ${v.database.maxConnections}`,
    wants: 'must not be lower than on the database: PostgreSQL would stop replaying',
    fix: "leave it out for the database's",
  },
  {
    id: 'replica-parameters-not-lower',
    reads: ['parameters'],
    needs: () => undefined,
    broken: (v) => notLower(v).length > 0,
    got: (v) =>
      notLower(v)
        .map((name) => `${name} ${v.replica.parameters[name]} for a database with ${v.database.parameters[name]}`)
        .join(', '),
    wants: 'must not be lower than on the database: PostgreSQL would stop replaying',
    fix: "leave it out for the database's",
  },
  ...OF_THE_REGION.map(needsRegionRule),
  {
    id: 'replica-region-known',
    reads: ['region'],
    needs: () => undefined,
    broken: (v) => Token.isUnresolved(v.region),
    got: () => 'a region that is known at deployment only',
    wants: 'must be known at synthesis: a stack stands in it',
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
    broken: (v) => v.region !== undefined && REGION.test(v.region) && unknownRegion(v.region) !== undefined,
    got: (v) => `'${v.region}'`,
    wants: 'must be a region of AWS',
    fix: (v) => unknownRegion(v.region!)!,
  },
  {
    id: 'replica-region-partition',
    reads: ['region', 'home'],
    needs: (v) => [v.region, v.home.region],
    broken: (v) => v.region !== undefined && partitionOf(v.region) !== partitionOf(v.home.region),
    got: (v) => `'${v.region}' for a database in ${v.home.region}`,
    wants:
      'must be in the partition of the database: nothing of RDS crosses to China, to GovCloud, to the European Sovereign Cloud or to isolated regions, or from there',
    fix: (v) =>
      `choose one of ${
        knownRegions()
          .filter((region) => region !== v.home.region && partitionOf(region) === partitionOf(v.home.region))
          .join(', ') || 'no other region, as there is none'
      }`,
  },
  {
    id: 'replica-region-other',
    reads: ['region', 'home'],
    broken: (v) => v.region === v.home.region,
    got: (v) => `'${v.region}', where the database is`,
    wants: "must be another one than the database's",
    fix: 'leave it out',
  },
  {
    id: 'replica-region-needs-environment',
    reads: ['region'],
    needs: () => undefined,
    broken: (v) => abroad(v) && [v.home.account, v.home.region].some((value) => Token.isUnresolved(value)),
    got: (v) => `'${v.region}' from a stack for any account and region`,
    wants: 'needs a database whose stack has an explicit account and region',
    fix: "give it env, as in new Stack(app, 'Database', { env: { account: '111122223333', region: 'us-east-1' } })",
  },
  {
    id: 'replica-region-needs-identifier',
    reads: ['region'],
    needs: () => undefined,
    broken: (v) =>
      abroad(v) &&
      [v.database.instanceIdentifier, v.replica.instanceIdentifier].some((value) => Token.isUnresolved(value)),
    got: (v) => `'${v.region}' with an instanceIdentifier that is known at deployment only`,
    wants: 'needs a database and a replica whose instanceIdentifier is known',
    fix: 'write it out',
  },
  {
    id: 'replica-region-needs-vpc',
    reads: ['region'],
    needs: () => undefined,
    broken: (v) => abroad(v) && v.vpc === undefined,
    got: (v) => `'${v.region}' without vpc`,
    wants: 'needs a VPC there',
    fix: 'give vpc: ec2.Vpc.fromVpcAttributes(), by its ids and with its region',
  },
  ...(Object.keys(KNOWN_BY) as (keyof typeof KNOWN_BY)[]).map(knownRule),
  {
    id: 'replica-vpc-region',
    reads: ['vpc', 'region'],
    needs: (v) => [v.region, v.vpc?.env.region],
    broken: (v) => abroad(v) && v.vpc !== undefined && v.vpc.env.region !== v.region,
    got: (v) => `one in ${v.vpc!.env.region} for a replica in ${v.region}`,
    wants: 'must be in the region of the replica',
    fix: (v) => `look it up in a stack of that region, or give ec2.Vpc.fromVpcAttributes() region: '${v.region}'`,
  },
  {
    id: 'replica-clients-known',
    reads: ['clients'],
    needs: () => undefined,
    broken: (v) => abroad(v) && unknownClients(v).length > 0,
    got: (v) => unknownClients(v).join(', '),
    wants: 'of a replica in another region must be known by the ids of their security groups',
    fix: 'import them with ec2.SecurityGroup.fromSecurityGroupId(), or let them in from their own stack, by the parameter security-group-id of the replica',
  },
];

function unknownClients(v: ReadReplicaValues): string[] {
  return (v.clients ?? [])
    .flatMap((client) => client.connections.securityGroups)
    .filter(({ securityGroupId }) => Token.isUnresolved(securityGroupId))
    .map((group) => group.node.path);
}

/** Of the settings of the database itself. */
export const readReplicaCountRules: readonly Rule<Settings>[] = [
  {
    id: 'read-replicas-count',
    reads: ['readReplicas'],
    needs: () => undefined,
    broken: (s) =>
      Token.isUnresolved(s.readReplicas) ||
      !Number.isInteger(s.readReplicas) ||
      s.readReplicas < 0 ||
      s.readReplicas > MOST_REPLICAS,
    got: (s) =>
      Token.isUnresolved(s.readReplicas) ? 'a number that is known at deployment only' : `${s.readReplicas}`,
    wants: `must be a whole number from 0 to ${MOST_REPLICAS}, known at synthesis`,
    fix: 'write it out, as in 1',
  },
  {
    id: 'read-replicas-upgrade-at-once',
    reads: ['applyImmediately', 'allowMajorVersionUpgrade', 'readReplicas'],
    broken: (s) => s.readReplicas > 0 && upgradeWaits(s),
    got: (s) => `false with allowMajorVersionUpgrade and readReplicas ${s.readReplicas}`,
    wants:
      'must be true for a major upgrade with read replicas, which get the parameter group of the new version in the same deployment: RDS refuses it before the upgrade',
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
