import { DescribeSubnetsCommand, SecurityGroup } from '@aws-sdk/client-ec2';
import { contains } from './address-range';
import { DoctorContext, textsOf } from './doctor-context';
import { groupIdsOf, portOf } from './group-check';
import { Peers, peersOn } from './group-rules';
import { isNotFound } from '../aws/aws-failure';
import { securityGroups } from '../aws/security-groups';
import { CommandContext } from '../command-context';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';

/** Ids have 17 digits; those of before 2016 have 8. */
const GROUP_ID = /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/;

/** The error of EC2 for an id of the right form that it has never given to a group. */
const NEVER_GIVEN = 'InvalidGroupId.Malformed';

/** @throws CommandFailure unless `--from` is the id of a security group */
export function requireGroupId(context: CommandContext, from: string | undefined): void {
  if (from === undefined || GROUP_ID.test(from)) return;
  throw context.wrong(diagnosisMessages(context.locale).doctor.badFrom(from));
}

/**
 * Whether the rules of security groups let the members of a group reach the instance: into its groups, and out of the
 * group itself. Network ACLs and routes are not looked at: within a VPC they are open unless somebody has closed them.
 */
export async function pathFindings(doctor: DoctorContext, from: string): Promise<DiagnosisFinding[]> {
  const targets = groupIdsOf(doctor);
  if (targets.length === 0) return []; // the check of the groups says so
  const client = await groupOf(doctor, from);
  if (!client) return [noSuchGroup(doctor, from)];
  const groups = await securityGroups(doctor.database.account, targets);
  const findings = [elsewhere(doctor, client), into(doctor, from, groups), await outOf(doctor, client, targets)].filter(
    (finding) => finding !== undefined,
  );
  if (findings.length > 0) return findings;
  return [{ check: 'path', level: Level.OK, text: textsOf(doctor).pathIsOpen(from, portOf(doctor)) }];
}

async function groupOf({ database }: DoctorContext, id: string): Promise<SecurityGroup | undefined> {
  try {
    const [group] = await securityGroups(database.account, [id]);
    return group;
  } catch (error) {
    if (isNotFound(error) || (error as Error).name === NEVER_GIVEN) return undefined;
    throw error;
  }
}

function noSuchGroup(doctor: DoctorContext, id: string): DiagnosisFinding {
  const texts = textsOf(doctor);
  const text = texts.noSuchGroup(id, doctor.database.region);
  return { check: 'path', level: Level.CRITICAL, text, advice: texts.nameOther() };
}

/** A group of another VPC, whose members need a route besides the rules. */
function elsewhere(doctor: DoctorContext, { GroupId: id, VpcId: vpc }: SecurityGroup): DiagnosisFinding | undefined {
  const texts = textsOf(doctor);
  const own = doctor.database.instance.DBSubnetGroup?.VpcId;
  if (!own || vpc === own) return undefined;
  const text = texts.otherVpc(id!, vpc ?? '?', own);
  return { check: 'path', level: Level.WARNING, text, advice: texts.routeBetween() };
}

/** What keeps the members of a group out of those of the instance; undefined if nothing does. */
function into(doctor: DoctorContext, from: string, groups: readonly SecurityGroup[]): DiagnosisFinding | undefined {
  const texts = textsOf(doctor);
  const port = portOf(doctor);
  const ids = groups.map(({ GroupId: id }) => id!);
  const peers = groups.map(({ IpPermissions: rules }) => peersOn(port, rules));
  if (peers.some(({ groups: admitted }) => admitted.includes(from))) return undefined;
  const addresses = peers.flatMap(addressesOf);
  if (addresses.length > 0) {
    const text = texts.inByAddress(from, ids, addresses);
    return { check: 'path', level: Level.UNKNOWN, text, advice: texts.nameClient(from) };
  }
  const text = texts.keptOut(from, ids, port);
  return { check: 'path', level: Level.CRITICAL, text, advice: texts.nameClient(from) };
}

/** What keeps the traffic of the members of a group inside; undefined if nothing does. */
async function outOf(
  doctor: DoctorContext,
  client: SecurityGroup,
  targets: readonly string[],
): Promise<DiagnosisFinding | undefined> {
  const texts = textsOf(doctor);
  const port = portOf(doctor);
  const id = client.GroupId!;
  const peers = peersOn(port, client.IpPermissionsEgress);
  if (peers.groups.some((group) => targets.includes(group))) return undefined;
  const advice = texts.addEgress(id, targets[0], port, doctor.database.region);
  const addresses = addressesOf(peers);
  if (addresses.length === 0) {
    return { check: 'path', level: Level.CRITICAL, text: texts.keptIn(id, targets, port), advice };
  }
  const blocks = await blocksOf(doctor);
  if (blocks.length > 0 && blocks.every((block) => peers.ranges.some((range) => contains(range, block)))) {
    return undefined;
  }
  const text = texts.outByAddress(id, addresses, blocks);
  return { check: 'path', level: Level.UNKNOWN, text, advice };
}

function addressesOf({ ranges, lists }: Peers): string[] {
  return [...ranges, ...lists];
}

/** The addresses of the subnets in which the instance may be. */
async function blocksOf({ database: { account, instance } }: DoctorContext): Promise<string[]> {
  const ids = (instance.DBSubnetGroup?.Subnets ?? []).map(({ SubnetIdentifier: id }) => id!);
  if (ids.length === 0) return [];
  const { Subnets: subnets = [] } = await account.ec2().send(new DescribeSubnetsCommand({ SubnetIds: ids }));
  return subnets.map(({ CidrBlock: block }) => block!);
}
