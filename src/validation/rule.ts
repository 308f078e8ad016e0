import { Duration, Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { isValueToBeLookedUp } from './lookups';

/*
 * How the library refuses what cannot work, and warns of what should not be done:
 *
 * - A rule refuses a prop or a combination of props. All rules are checked before anything is created, and one error
 *   lists every rule that is broken. The types of props (`prop-types.ts`) are checked before the rules.
 * - A factory or method throws for an argument that is wrong in itself, such as the interval of
 *   `CredentialsRotation.builtin()`, and for a call that cannot work, such as `addAlarm()` without monitoring. The
 *   stack trace then shows the line that passed the argument.
 * - `node.addValidation()` refuses what depends on the whole app, to which constructs may be added until synthesis:
 *   the number of resources, the users of a proxy, names of outputs.
 * - `Annotations.addWarningV2()` warns of what works but is risky. The app can acknowledge the warning. The risky
 *   settings of a production database are in `settings/production-risks.ts`, and share one warning.
 * - An aspect adds a warning that depends on the whole app, such as that nobody subscribes to the alarms.
 */

/**
 * One thing that a user can get wrong, as data.
 *
 * `S` is what the rule looks at; `reads` names the parts of it. A rule whose parts hold a token is not applied: the
 * value is known at deployment only.
 */
export interface Rule<S> {
  /** Name of the rule, for tests. */
  readonly id: string;
  /** What the rule reads; the first one is the prop that the message names. */
  readonly reads: readonly (keyof S & string)[];
  /** The values that must not be tokens; by default all of `reads`. `NOTHING` if the rule applies to tokens too. */
  readonly mustBeResolved?: (values: S) => unknown;
  /** Whether the values break the rule. */
  readonly broken: (values: S) => boolean;
  /** The offending value, as a reader would write it. */
  readonly got: (values: S) => string;
  /** What the value must be. Lower case, no full stop. */
  readonly wants: string | ((values: S) => string);
  /** What to do instead. Lower case, no full stop. */
  readonly fix: string | ((values: S) => string);
}

/** The `mustBeResolved` of a rule that is applied even if the values that it reads are tokens. */
export const NOTHING = (): undefined => undefined;

/** Returns a message for each rule that the values break: the prop, what it must be, its value, and what to do. */
export function brokenRules<S>(rules: readonly Rule<S>[], values: S): string[] {
  return rules
    .filter((rule) => isApplicable(rule, values) && rule.broken(values))
    .map((rule) => `${rule.reads[0]} ${text(rule.wants, values)}, got ${rule.got(values)}; ${text(rule.fix, values)}`);
}

function isApplicable<S>({ reads, mustBeResolved }: Rule<S>, values: S): boolean {
  if (mustBeResolved) return !holdsToken(mustBeResolved(values));
  return !reads.some((name) => holdsToken(values[name]));
}

function text<S>(value: string | ((values: S) => string), values: S): string {
  return typeof value === 'string' ? value : value(values);
}

/**
 * Whether a value, or a part of it that a rule would look at, is known at deployment only, or still to be looked up.
 */
export function holdsToken(value: unknown): boolean {
  if (value instanceof Duration || value instanceof Size) return value.isUnresolved();
  if (value instanceof ec2.InstanceType) return Token.isUnresolved(value.toString());
  if (value instanceof rds.PostgresEngineVersion) {
    return Token.isUnresolved(value.postgresFullVersion) || Token.isUnresolved(value.postgresMajorVersion);
  }
  if (value instanceof rds.CaCertificate) return Token.isUnresolved(value.toString());
  if (Token.isUnresolved(value) || isValueToBeLookedUp(value)) return true;
  if (Array.isArray(value)) return value.some(holdsToken);
  // A key of a record may be a token too.
  if (isRecord(value)) return Object.keys(value).some(holdsToken) || Object.values(value).some(holdsToken);
  return false;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
