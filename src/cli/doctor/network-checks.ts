import { lookup } from 'dns/promises';
import { isIPv4 } from 'net';
import { DoctorContext, textsOf } from './doctor-context';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';

/** Blocks of RFC 1918 and RFC 4193, from which VPCs have their addresses. */
const PRIVATE = /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|f[cd])/i;

/** Whether the endpoint has a name that resolves here, and to what. */
export async function endpointFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const texts = textsOf(doctor);
  const { Endpoint: endpoint, DBInstanceStatus: status = '?' } = doctor.database.instance;
  const host = endpoint?.Address;
  if (!host) {
    const text = texts.noEndpoint(status);
    return [{ check: 'endpoint', level: Level.CRITICAL, text, advice: texts.readEvents() }];
  }
  const values = { host, port: endpoint.Port };
  try {
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    const isPublic = addresses.some((address) => !isPrivate(address));
    return [
      {
        check: 'endpoint',
        level: isPublic ? Level.WARNING : Level.OK,
        text: texts.resolves(host, addresses),
        advice: isPublic ? texts.makePrivate() : undefined,
        values: { ...values, addresses },
      },
    ];
  } catch (error) {
    const { code = '?' } = error as { code?: string };
    const text = texts.resolvesNot(host, code);
    return [{ check: 'endpoint', level: Level.WARNING, text, advice: texts.useVpcDns(), values: { ...values, code } }];
  }
}

/** Whether an address belongs to a private network. A VPC may have other addresses too, which the user then knows. */
export function isPrivate(address: string): boolean {
  return PRIVATE.test(address) || (isIPv4(address) && /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address));
}

/** The security groups of the instance, and the command that shows from where they let clients in. */
export function groupFindings(doctor: DoctorContext): DiagnosisFinding[] {
  const texts = textsOf(doctor);
  const groups = doctor.database.instance.VpcSecurityGroups ?? [];
  const ids = groups.map(({ VpcSecurityGroupId: id }) => id!);
  if (ids.length === 0) {
    return [{ check: 'groups', level: Level.CRITICAL, text: texts.noGroups(), advice: texts.addClients() }];
  }
  const unready = groups.filter(({ Status: status }) => status !== 'active').map(({ VpcSecurityGroupId: id }) => id!);
  if (unready.length > 0) {
    const text = texts.groupsNotActive(unready);
    return [{ check: 'groups', level: Level.WARNING, text, advice: texts.waitForGroups(), values: { groups: ids } }];
  }
  return [{ check: 'groups', level: Level.OK, text: texts.groups(ids), values: { groups: ids } }];
}
