import { BlockList, isIPv4 } from 'net';

/** Blocks of RFC 1918, RFC 4193 and RFC 6598, from which VPCs have their addresses. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];

/** A range of addresses in CIDR notation, as security groups and subnets have it. */
interface Range {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parse(cidr: string): Range {
  const [address, bits] = cidr.split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const all = family === 'ipv4' ? 32 : 128;
  return { address, bits: bits === undefined ? all : Number(bits), family };
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const { address, bits, family } = parse(outer);
  const other = parse(inner);
  if (family !== other.family || bits > other.bits) return false;
  const block = new BlockList();
  block.addSubnet(address, bits, family);
  return block.check(other.address, family);
}

/** Whether a range has addresses of private networks alone. A VPC may have other addresses too. */
export function isPrivateRange(cidr: string): boolean {
  return PRIVATE.some((block) => contains(block, cidr));
}

/** Whether a range is the whole internet, or a large part of it, such as the halves 0.0.0.0/1 and 128.0.0.0/1. */
export function isInternet(cidr: string): boolean {
  return parse(cidr).bits < 8 && !isPrivateRange(cidr);
}
