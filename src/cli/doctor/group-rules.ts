import type { IpPermission } from '@aws-sdk/client-ec2';

/** Who is at the other end of the rules of a security group. */
export interface Peers {
  /** Ids of security groups. */
  readonly groups: readonly string[];
  /** Ranges of addresses, of both families. */
  readonly ranges: readonly string[];
  /** Ids of prefix lists, whose addresses are not looked up. */
  readonly lists: readonly string[];
}

/** EC2 writes TCP as its name or its number, and every protocol as -1. */
const ALL_PROTOCOLS = '-1';
const TCP = /^(tcp|6)$/;

/** Whether a rule is about TCP on a port. */
export function coversPort({ IpProtocol: protocol = '', FromPort: from, ToPort: to }: IpPermission, port: number) {
  if (protocol === ALL_PROTOCOLS) return true;
  return TCP.test(protocol) && (from ?? 0) <= port && port <= (to ?? 65_535);
}

/** The other ends of the rules that are about TCP on a port. */
export function peersOn(port: number, rules: readonly IpPermission[] = []): Peers {
  const covering = rules.filter((rule) => coversPort(rule, port));
  const unique = (values: (string | undefined)[]) => [...new Set(values.filter((value) => value !== undefined))];
  return {
    groups: unique(covering.flatMap(({ UserIdGroupPairs: pairs = [] }) => pairs.map(({ GroupId: id }) => id))),
    ranges: unique(
      covering.flatMap(({ IpRanges: ranges = [], Ipv6Ranges: others = [] }) => [
        ...ranges.map(({ CidrIp: range }) => range),
        ...others.map(({ CidrIpv6: range }) => range),
      ]),
    ),
    lists: unique(covering.flatMap(({ PrefixListIds: lists = [] }) => lists.map(({ PrefixListId: id }) => id))),
  };
}

/** A rule in the shorthand of the AWS CLI, with one range alone: `revoke-security-group-ingress` takes it. */
export function shorthand({ IpProtocol: protocol, FromPort: from, ToPort: to }: IpPermission, range: string): string {
  const ports = from === undefined ? [] : [`FromPort=${from}`, `ToPort=${to ?? from}`];
  const ranges = range.includes(':') ? `Ipv6Ranges=[{CidrIpv6=${range}}]` : `IpRanges=[{CidrIp=${range}}]`;
  return [`IpProtocol=${protocol}`, ...ports, ranges].join(',');
}
