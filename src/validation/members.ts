import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Node } from 'constructs';
import { isOfClass } from './class-of';

/**
 * Lists the members that an object lacks. It may inherit them, or have them as getters, as jsii makes them of a class
 * of another language.
 *
 * @param members names of members: `()` after the name of a method, `?` after one that may be left out, and a dot
 * before a member of a member, as in `env.region`
 * @returns the names, without such signs; of `env.region` only `env`, if the object has no `env` at all
 */
export function missingMembers(value: unknown, members: readonly string[]): string[] {
  const missing = members.map((member) => firstMissing(value, member.split('.')));
  return [...new Set(missing.filter((name) => name !== undefined))];
}

/** Whether an object has any member, of its own or from a class. Those that every object has do not count. */
export function hasMembers(value: object): boolean {
  for (let level: object | null = value; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    if (Object.getOwnPropertyNames(level).some((name) => name !== 'constructor')) return true;
  }
  return false;
}

/** The value of a member whose getter throws, as `availabilityZone` does in a subnet that was imported by its id. */
const UNREADABLE = Symbol('unreadable');

/** The part of a path that leads to the first member that is missing; undefined if none is. */
function firstMissing(value: unknown, path: readonly string[]): string | undefined {
  let holder = value;
  for (const [index, member] of path.entries()) {
    const [, name, sign] = /^(\w+)(.*)$/.exec(member)!;
    const found = read(holder, name);
    // What the rest of the path leads to is unknown. Whoever uses the member gets the error of the object itself.
    if (found === UNREADABLE) return undefined;
    if (sign === '?' && (found === undefined || found === null)) return undefined;
    const isThere = sign === '()' ? typeof found === 'function' : isMember(name, found);
    if (!isThere) return [...path.slice(0, index), name].join('.').replace(/\?/g, '');
    holder = found;
  }
  return undefined;
}

function read(holder: unknown, name: string): unknown {
  if (holder === undefined || holder === null) return undefined;
  try {
    return (holder as Record<string, unknown>)[name];
  } catch {
    return UNREADABLE;
  }
}

/** Whether a value can be that of a member. Two members are of classes, which nothing else can stand in for. */
function isMember(name: string, value: unknown): boolean {
  if (name === 'node') return isOfClass(value, Node);
  if (name === 'connections') return isOfClass(value, ec2.Connections);
  return value !== undefined && value !== null;
}
