import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { isInternet, isPrivateRange } from './address-range';
import { DoctorContext, textsOf } from './doctor-context';
import { coversPort, peersOn, shorthand } from './group-rules';
import { securityGroups } from '../aws/security-groups';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';

/** The ids of the security groups of the instance. */
export function groupIdsOf({ database: { instance } }: DoctorContext): string[] {
  return (instance.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId: id }) => id!);
}

/** The port of the instance; that of PostgreSQL until it has an endpoint. */
export function portOf({ database: { instance } }: DoctorContext): number {
  return instance.Endpoint?.Port ?? 5432;
}

/** Whom the security groups of the instance let in on its port. */
export async function groupFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const texts = textsOf(doctor);
  const ids = groupIdsOf(doctor);
  if (ids.length === 0) {
    return [{ check: 'groups', level: Level.CRITICAL, text: texts.noGroups(), advice: texts.addClients() }];
  }
  const unready = (doctor.database.instance.VpcSecurityGroups ?? [])
    .filter(({ Status: status }) => status !== 'active')
    .map(({ VpcSecurityGroupId: id }) => id!);
  if (unready.length > 0) {
    const text = texts.groupsNotActive(unready);
    return [{ check: 'groups', level: Level.WARNING, text, advice: texts.waitForGroups(), values: { groups: ids } }];
  }
  const groups = await securityGroups(doctor.database.account, ids);
  return [admitted(doctor, groups), ...groups.flatMap((group) => openFindings(doctor, group))];
}

/** Everybody whom the groups let in, in one finding. */
function admitted(doctor: DoctorContext, groups: readonly SecurityGroup[]): DiagnosisFinding {
  const texts = textsOf(doctor);
  const port = portOf(doctor);
  const ids = groups.map(({ GroupId: id }) => id!);
  const peers = groups.map(({ IpPermissions: rules }) => peersOn(port, rules));
  const clients = [
    ...new Set(peers.flatMap(({ groups: own, ranges, lists }) => [...own, ...ranges.map(addressRange), ...lists])),
  ];
  if (clients.length === 0) {
    const text = texts.admitNobody(ids, port);
    return { check: 'groups', level: Level.CRITICAL, text, advice: texts.addClients(), values: { groups: ids } };
  }
  return { check: 'groups', level: Level.OK, text: texts.admit(ids, port, clients), values: { groups: ids, clients } };
}

/** The rules of a group that let addresses in which are in no private network. */
function openFindings(doctor: DoctorContext, group: SecurityGroup): DiagnosisFinding[] {
  const texts = textsOf(doctor);
  const port = portOf(doctor);
  const id = group.GroupId!;
  const rules = (group.IpPermissions ?? []).filter((rule) => coversPort(rule, port));
  return rules.flatMap((rule) =>
    peersOn(port, [rule])
      .ranges.filter((range) => !isPrivateRange(range))
      .map((range) => {
        const advice = texts.revoke(id, shorthand(rule, range), doctor.database.region);
        return isInternet(range)
          ? { check: 'groups', level: Level.CRITICAL, text: texts.admitsEverybody(id, port, range), advice }
          : { check: 'groups', level: Level.WARNING, text: texts.admitsPublic(id, port, range), advice };
      }),
  );
}

/** A single address without the mask, which says nothing. */
function addressRange(range: string): string {
  return range.replace(/\/(32|128)$/, '');
}
