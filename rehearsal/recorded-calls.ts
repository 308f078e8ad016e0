import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { RoleActions } from './granted-actions';
import { ROOT } from '../tools/support/root';

/** The file with the calls of the last recorded rehearsal of production. */
export const RECORDED_CALLS = path.join(ROOT, 'rehearsal', 'recorded-calls.json');

/** The actions that the functions of one kind have called, and those that they may call but have not called. */
export interface RecordedCalls {
  readonly function: string;
  readonly called: string[];
  readonly notCalled: string[];
}

/** The kinds of functions, each with a pattern for the logical ids of its roles. */
const KINDS: [string, RegExp][] = [
  ['bootstrap function', /^DatabaseBootstrapFunction/],
  ["bootstrap provider, CDK's", /^DatabaseBootstrapProvider/],
  ['rotation function of the master user', /^DatabaseCredentialsRotationFunction/],
  ['rotation function of an application user', /^DatabaseUsers\w+RotationFunction/],
  ['snapshot copies', /^DatabaseSnapshotCopies/],
];

/** Groups the calls of roles by kind of function; several roles of one kind are merged. */
export function recordedCalls(roles: RoleActions[]): RecordedCalls[] {
  const unknown = roles.find(({ role }) => !KINDS.some(([, pattern]) => pattern.test(role)));
  if (unknown) throw new Error(`${unknown.role} does not belong to a known kind of function: add it to KINDS`);
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

/** Reads the recorded calls; there are none before the first recording. */
export function keptCalls(): RecordedCalls[] {
  return existsSync(RECORDED_CALLS) ? JSON.parse(readFileSync(RECORDED_CALLS, 'utf8')) : [];
}
