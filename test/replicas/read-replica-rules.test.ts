import { App, CfnParameter, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  CredentialsRotation,
  EnvironmentProfile,
  OficinaPostgres,
  OficinaPostgresProps,
  ReadReplicaProps,
} from '../../src';
import { readReplicaCountRules, readReplicaRules } from '../../src/replicas/read-replica-rules';
import { someAuthorities } from '../support/authorities';
import { ENVIRONMENT, privateVpc } from '../support/database';
import { westVpc } from '../support/west';
import { proveSettingRules, someNumber, someString } from '../validation/rule-cases';

interface Case {
  readonly rule: string;
  readonly props?: (stack: Stack) => ReadReplicaProps;
  readonly id?: string;
  readonly database?: Partial<OficinaPostgresProps>;
  /** The error; undefined if the rule accepts the replica. */
  readonly message?: string;
  readonly env?: object;
}

const OTHER_REGION = 'us-west-2';
const inOtherRegion =
  (props: (stack: Stack) => ReadReplicaProps = () => ({})) =>
  (stack: Stack): ReadReplicaProps => ({
    region: OTHER_REGION,
    vpc: westVpc(stack),
    ...props(stack),
  });
const needsRegion = (name: string) =>
  `${name} is for a replica in another region, got ${name} without region; ` +
  "leave it out to use the database's, or give region";
const knownById = (name: string, fix: string) =>
  `${name} of a replica in another region must be known by its id, ` +
  `got one of another stack, whose id is a token; ${fix}`;
const parameter = (stack: Stack) => new CfnParameter(stack, 'Id').valueAsString;

const CASES: Case[] = [
  {
    rule: 'replica-id-known',
    id: someString('reports'),
    message: 'id must be known at synthesis: parameters and outputs are named after it, got a token; write it out',
  },
  ...['', 'Reports', '1st', 'a--b', 'a-', 'a'.repeat(41)].map((id) => ({
    rule: 'replica-id-format',
    id,
    message:
      'id must be 1 to 40 lower-case letters, digits and single hyphens, starting with a letter, ' +
      `got '${id}'; choose one like 'reports'`,
  })),
  {
    rule: 'replica-id-reserved',
    id: 'replica-7',
    message:
      'id must not have the form replica-<number>: the prop readReplicas gives such ids to its replicas, ' +
      "got 'replica-7'; choose one like 'reports', or raise readReplicas",
  },
  {
    rule: 'replica-rotation',
    database: { rotation: CredentialsRotation.managedByRds() },
    message:
      'rotation must not be CredentialsRotation.managedByRds() with read replicas, which RDS refuses, ' +
      "got the replica 'reports'; leave the prop out for CredentialsRotation.builtin()",
  },
  {
    rule: 'replica-upgrade-at-once',
    database: { allowMajorVersionUpgrade: true, applyImmediately: false },
    message:
      'database with replicas must not let a major upgrade wait for the maintenance window: they get the parameter ' +
      'group of the new version in the same deployment, which RDS refuses before the upgrade, ' +
      "got the replica 'reports' with allowMajorVersionUpgrade; give applyImmediately: true for that deployment",
  },
  { rule: 'replica-upgrade-at-once', database: { allowMajorVersionUpgrade: true } },
  { rule: 'replica-upgrade-at-once', database: { applyImmediately: false } },
  {
    rule: 'replica-limit',
    database: { readReplicas: 15, monitoring: false },
    message:
      'id must be one of 15 at most, as RDS for PostgreSQL allows no more, ' +
      "got 'reports' besides 15 others; choose a larger instanceType for fewer replicas",
  },
  { rule: 'replica-limit', database: { readReplicas: 14, monitoring: false } },
  {
    rule: 'replica-zone-without-standby',
    props: () => ({ availabilityZone: 'us-east-1a', multiAz: true }),
    message:
      'availabilityZone must not be given with multiAz, for which RDS chooses two zones, ' +
      "got 'us-east-1a' with multiAz; leave one of the two out",
  },
  { rule: 'replica-zone-without-standby', props: () => ({ availabilityZone: 'us-east-1a' }) },
  {
    rule: 'replica-storage-not-less',
    props: () => ({ allocatedStorage: Size.gibibytes(20) }),
    database: { allocatedStorage: Size.gibibytes(30) },
    message:
      'allocatedStorage must not be less than the storage of the database, whose data it has to hold, ' +
      'got 20 GiB for a database of 30 GiB; leave it out for as much as the database has',
  },
  {
    rule: 'replica-storage-not-less',
    props: () => ({ allocatedStorage: Size.gibibytes(30) }),
    database: { allocatedStorage: Size.gibibytes(30) },
  },
  {
    rule: 'replica-storage-not-less',
    props: () => ({ allocatedStorage: Size.gibibytes(someNumber(20)) }),
    database: { allocatedStorage: Size.gibibytes(30) },
  },
  {
    rule: 'replica-connections-not-fewer',
    props: () => ({ maxConnections: 100 }),
    database: { maxConnections: 200 },
    message:
      'maxConnections must not be lower than on the database: PostgreSQL would stop replaying, ' +
      "got 100 for a database with 200; leave it out to use the database's",
  },
  { rule: 'replica-connections-not-fewer', props: () => ({ maxConnections: 200 }), database: { maxConnections: 200 } },
  {
    rule: 'replica-parameters-not-lower',
    props: () => ({ parameters: { max_wal_senders: '10' } }),
    database: { parameters: { max_wal_senders: '20' } },
    message:
      'parameters must not be lower than on the database: PostgreSQL would stop replaying, ' +
      "got max_wal_senders 10 for a database with 20; leave it out to use the database's",
  },
  {
    rule: 'replica-parameters-not-lower',
    props: () => ({ parameters: { max_wal_senders: someString('10') } }),
    database: { parameters: { max_wal_senders: '20' } },
  },
  { rule: 'replica-vpc-needs-region', props: (stack) => ({ vpc: westVpc(stack) }), message: needsRegion('vpc') },
  { rule: 'replica-vpcSubnets-needs-region', props: () => ({ vpcSubnets: {} }), message: needsRegion('vpcSubnets') },
  {
    rule: 'replica-encryptionKey-needs-region',
    props: (stack) => ({ encryptionKey: new kms.Key(stack, 'Own') }),
    message: needsRegion('encryptionKey'),
  },
  {
    rule: 'replica-alarmTopic-needs-region',
    props: (stack) => ({ alarmTopic: new sns.Topic(stack, 'Own') }),
    message: needsRegion('alarmTopic'),
  },
  {
    rule: 'replica-pagingTopic-needs-region',
    props: (stack) => ({ pagingTopic: new sns.Topic(stack, 'Own') }),
    message: needsRegion('pagingTopic'),
  },
  {
    rule: 'replica-region-known',
    props: (stack) => ({ region: someString(OTHER_REGION), vpc: westVpc(stack) }),
    message:
      "region must be known at synthesis, as a stack is created in it, got a token; write it out, as in 'us-west-2'",
  },
  {
    rule: 'replica-region-format',
    props: (stack) => ({ region: 'oregon', vpc: westVpc(stack, 'oregon') }),
    message: "region must be a region of AWS, got 'oregon'; write it like 'us-west-2'",
  },
  {
    rule: 'replica-region-known-name',
    props: (stack) => ({ region: 'us-wset-2', vpc: westVpc(stack, 'us-wset-2') }),
    message:
      "region must be a region of AWS, got 'us-wset-2'; did you mean 'us-west-2'? For a region that is newer than " +
      'this version of the library, update aws-cdk-lib, or make it known with Fact.register() of ' +
      'aws-cdk-lib/region-info',
  },
  {
    rule: 'replica-region-partition',
    env: { ...ENVIRONMENT, region: 'us-gov-west-1' },
    database: { certificateAuthorities: someAuthorities() },
    props: inOtherRegion(),
    message:
      'region must be in the partition of the database: RDS copies nothing between the commercial regions, China, ' +
      'GovCloud, the European Sovereign Cloud and the isolated regions, ' +
      "got 'us-west-2' for a database in us-gov-west-1; choose one of us-gov-east-1",
  },
  {
    rule: 'replica-region-partition',
    env: { ...ENVIRONMENT, region: 'cn-north-1' },
    database: { certificateAuthorities: someAuthorities() },
    props: (stack) => ({ region: 'cn-northwest-1', vpc: westVpc(stack, 'cn-northwest-1') }),
  },
  {
    rule: 'replica-region-other',
    props: (stack) => ({ region: 'us-east-1', vpc: privateVpc(new Stack(stack, 'Other', { env: ENVIRONMENT })) }),
    message: "region must differ from the region of the database, got 'us-east-1', where the database is; leave it out",
  },
  {
    rule: 'replica-region-needs-environment',
    env: {},
    props: inOtherRegion(),
    message:
      'region needs a database whose stack has an explicit account and region, ' +
      "got 'us-west-2' from a stack for any account and region; " +
      "give the stack an env with both, such as the account '111122223333' and the region 'us-east-1'",
  },
  {
    rule: 'replica-region-needs-identifier',
    props: inOtherRegion(),
    database: { instanceIdentifier: someString('x') },
    message:
      'region needs a database and a replica whose instanceIdentifier is known, ' +
      "got 'us-west-2' with a token as instanceIdentifier; write it out",
  },
  {
    rule: 'replica-region-needs-vpc',
    props: () => ({ region: OTHER_REGION }),
    message:
      "region needs a VPC in that region, got 'us-west-2' without vpc; " +
      'give vpc: ec2.Vpc.fromVpcAttributes(), by its ids and with its region',
  },
  {
    rule: 'replica-vpc-known',
    props: (stack) => ({
      region: OTHER_REGION,
      vpc: new ec2.Vpc(
        new Stack(stack.node.root as App, 'West', { env: { ...ENVIRONMENT, region: OTHER_REGION } }),
        'Vpc',
        {
          maxAzs: 2,
        },
      ),
    }),
    message: knownById('vpc', 'import it with ec2.Vpc.fromVpcAttributes(), by its ids and with its region'),
  },
  {
    rule: 'replica-securityGroup-known',
    props: inOtherRegion((stack) => ({
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', parameter(stack)),
    })),
    message: knownById('securityGroup', 'import it with ec2.SecurityGroup.fromSecurityGroupId()'),
  },
  {
    rule: 'replica-encryptionKey-known',
    props: inOtherRegion((stack) => ({ encryptionKey: new kms.Key(stack, 'Own') })),
    message: knownById('encryptionKey', 'import it with kms.Key.fromKeyArn()'),
  },
  {
    rule: 'replica-alarmTopic-known',
    props: inOtherRegion((stack) => ({ alarmTopic: new sns.Topic(stack, 'Own') })),
    message: knownById('alarmTopic', 'import it with sns.Topic.fromTopicArn()'),
  },
  {
    rule: 'replica-pagingTopic-known',
    props: inOtherRegion((stack) => ({ pagingTopic: new sns.Topic(stack, 'Own') })),
    message: knownById('pagingTopic', 'import it with sns.Topic.fromTopicArn()'),
  },
  {
    rule: 'replica-vpc-region',
    props: (stack) => ({ region: OTHER_REGION, vpc: westVpc(stack, 'us-east-1') }),
    message:
      'vpc must be in the region of the replica, got one in us-east-1 for a replica in us-west-2; ' +
      "look it up in a stack of that region, or give ec2.Vpc.fromVpcAttributes() region: 'us-west-2'",
  },
  {
    rule: 'replica-clients-known',
    props: inOtherRegion((stack) => ({
      clients: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', parameter(stack))],
    })),
    message:
      'clients of a replica in another region must be known by the ids of their security groups, got Stack/Client; ' +
      'import them with ec2.SecurityGroup.fromSecurityGroupId(), or allow them from their own stack, by the ' +
      'parameter security-group-id of the replica',
  },
  { rule: 'replica-region-other', props: inOtherRegion() },
];

function added({ props, id = 'reports', database = {}, env = ENVIRONMENT }: Case): string | undefined {
  const stack = new Stack(new App(), 'Stack', { env });
  const made = new OficinaPostgres(stack, 'Database', {
    vpc: privateVpc(stack),
    profile: EnvironmentProfile.dev(),
    ...database,
  });
  try {
    made.addReadReplica(id, props?.(stack));
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

test.each(CASES.filter(({ message }) => message))('$rule refuses: $message', (each) => {
  expect(added(each)).toBe(`[Stack/Database] ${each.message}`);
});

test.each(CASES.filter(({ message }) => !message))('$rule accepts a valid replica', (each) => {
  expect(added(each)).toBeUndefined();
});

test('a taken id is refused, and so is the sixth replica in other regions', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENVIRONMENT });
  const made = new OficinaPostgres(stack, 'Database', {
    vpc: privateVpc(stack),
    profile: EnvironmentProfile.dev(),
    monitoring: false,
  });
  const vpc = westVpc(stack);
  for (const id of ['a', 'b', 'c', 'd', 'e']) made.addReadReplica(id, { region: OTHER_REGION, vpc });
  expect(() => made.addReadReplica('a')).toThrow(
    "[Stack/Database] id must be unique among the replicas of the database, got 'a'; choose another one",
  );
  expect(() => made.addReadReplica('f', { region: OTHER_REGION, vpc })).toThrow(
    '[Stack/Database] region may be given for 5 replicas, as RDS does not promise more across regions, ' +
      "got 'f' besides 5 others in other regions; choose a larger instanceType for fewer replicas",
  );
});

proveSettingRules(readReplicaCountRules);

test('every rule has a case', () => {
  const proved = new Set([
    ...CASES.filter(({ message }) => message).map(({ rule }) => rule),
    'replica-once',
    'replica-limit-in-other-regions',
  ]);
  expect([...proved].sort()).toEqual(readReplicaRules.map(({ id }) => id).sort());
});
