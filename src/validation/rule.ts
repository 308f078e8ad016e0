import { Duration, Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { isValueToBeLookedUp } from './lookups';

/**
 * One thing that a user can get wrong, as data.
 *
 * `S` is what the rule looks at; `reads` names the parts of it. A rule whose parts hold a token is not applied: the
 * value is known at deployment only.
 */
export interface Rule<S> {
  /** Name of the rule: what tests and messages know it by. */
  readonly id: string;
  /** What the rule reads; the first one is the prop that the message names. */
  readonly reads: readonly (keyof S & string)[];
  /** The values that must not be tokens; by default all of `reads`. `NOTHING` if the rule applies to tokens too. */
  readonly mustBeResolved?: (values: S) => unknown;
  /** Whether the values break the rule. */
  readonly broken: (values: S) => boolean;
  /** The offending value, as a reader would write it. */
  readonly got: (values: S) => string;
  /** What is asked for. Lower case, no full stop. */
  readonly wants: string | ((values: S) => string);
  /** The way out. Lower case, no full stop. */
  readonly fix: string | ((values: S) => string);
}

/** The `mustBeResolved` of a rule that is applied even if the values that it reads are tokens. */
export const NOTHING = (): undefined => undefined;

/** The message of every rule that the values break: which prop, which value, and the way out. */
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
  if (Array.isArray(value)) return Token.isUnresolved(value) || value.some(holdsToken);
  if (isRecord(value)) {
    return Token.isUnresolved(value) || Object.entries(value).some((entry) => entry.some(holdsToken));
  }
  return Token.isUnresolved(value) || isValueToBeLookedUp(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
