import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { RoleActions } from './granted-actions';
import { ROOT } from '../tools/support/root';

/** Where the calls of the last recorded rehearsal of production are kept. */
export const RECORDED_CALLS = path.join(ROOT, 'rehearsal', 'recorded-calls.json');

/** What the role of one kind of function has called, and what else it may call. */
export interface RecordedCalls {
  readonly function: string;
  readonly called: string[];
  readonly notCalled: string[];
}

/** The kinds of functions by the logical ids of their roles. */
const KINDS: [string, RegExp][] = [
  ['bootstrap function', /^DatabaseBootstrapFunction/],
  ["bootstrap provider, CDK's", /^DatabaseBootstrapProvider/],
  ['rotation function of the master user', /^DatabaseCredentialsRotationFunction/],
  ['rotation function of an application user', /^DatabaseUsers\w+RotationFunction/],
  ['snapshot copies', /^DatabaseSnapshotCopies/],
];

/** The calls of roles by the kind of their function; those of several roles of a kind are taken together. */
export function recordedCalls(roles: RoleActions[]): RecordedCalls[] {
  const unknown = roles.find(({ role }) => !KINDS.some(([, pattern]) => pattern.test(role)));
  if (unknown) throw new Error(`${unknown.role} is the role of no known kind of function: add it to KINDS`);
  return KINDS.map(([kind, pattern]) => {
    const own = roles.filter(({ role }) => pattern.test(role));
    const granted = new Set(own.flatMap((role) => role.granted));
    const called = new Set(own.flatMap((role) => role.called));
    return {
      function: kind,
      called: [...called].sort(),
      notCalled: [...granted].filter((action) => !called.has(action)).sort(),
    };
  });
}

/** The calls that are kept; none before the first recording. */
export function keptCalls(): RecordedCalls[] {
  return existsSync(RECORDED_CALLS) ? JSON.parse(readFileSync(RECORDED_CALLS, 'utf8')) : [];
}
