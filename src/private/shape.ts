import { Token } from 'aws-cdk-lib';
import { closest } from './closest';
import { given } from './given';
import { holdsToken } from './rule';

/*
 * What the compiler checks in TypeScript, and nobody in JavaScript or behind a spread: that each prop exists and is of its kind.
 */

/** What a prop takes. */
export interface Kind {
  readonly is: (value: unknown) => boolean;
  /** What is asked for, and how it is written. */
  readonly wants: string;
  readonly fix: string;
  /** Whether a value of another kind may be a secret, which no message shows. */
  readonly secret?: boolean;
}

export const kind = (wants: string, fix: string, is: (value: unknown) => boolean): Kind => ({ wants, fix, is });
// By the class's name: an app may have two copies of aws-cdk-lib.
export const instance = (of: Function, fix: string) => kind(`must be a ${of.name}`, fix, (value) => value instanceof of || nameOfClass(value) === of.name);
export const nameOfClass = (value: unknown) => (value as object | undefined)?.constructor?.name;
export const listOf = (wants: string, fix: string, is: (value: unknown) => boolean) => kind(wants, fix,
  (value) => Array.isArray(value) && (Token.isUnresolved(value) || value.every(is)));
export const oneOf = (values: unknown[], fix: string) => kind(`must be one of ${values.join(', ')}`, fix, (value) => values.includes(value));

export const TEXT = kind('must be a string', 'put it in quotes', (value) => typeof value === 'string');
export const NUMBER = kind('must be a number', 'write it without quotes', (value) => typeof value === 'number');
export const SWITCH = kind('must be true or false', 'write it without quotes, or leave the prop out for its default',
  (value) => typeof value === 'boolean' || holdsToken(value));
export const TEXTS = listOf('must be a list of strings', 'write it like [\'one\', \'two\']', (value) => typeof value === 'string');

/** For what decides about the resources of a template: no token can. */
export const YES_OR_NO = kind('must be true or false', 'write it without quotes, or leave the prop out for its default', (value) => typeof value === 'boolean');
export const OVERRIDES = kind('must be a record of overrides', 'write it like { HighCPU: { threshold: 70 } }',
  (value) => isRecord(value) && !Token.isUnresolved(value));
export const KEY = kind('must be a KMS key', 'look it up with kms.Key.fromKeyArn()', hasProperty('keyArn'));
export const ROLE = kind('must be a role of IAM', 'look it up with iam.Role.fromRoleName()', hasProperty('roleArn'));
export const SUBNETS = kind('must be a subnet selection', 'write it like { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }', isRecord);
export const SECURITY_GROUP = kind('must be a security group', 'look it up with ec2.SecurityGroup.fromSecurityGroupId()', hasProperty('securityGroupId'));
export const CLIENTS = listOf('must be a list of security groups or of what has some', 'write it like [securityGroup, authFunction]', hasProperty('connections'));
// Someone may have put PagerDuty's URL there.
export const TOPIC: Kind = { ...kind('must be an SNS topic', 'look it up with sns.Topic.fromTopicArn()', hasProperty('fifo')), secret: true };

export function hasProperty(name: string): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && name in value;
}

export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRecordOfTexts(value: unknown): boolean {
  return isRecord(value) && (holdsToken(value) || Object.values(value).every((each) => typeof each === 'string'));
}

/** What a value is, without the value. */
function unseen(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? written(value) : `a ${typeof value}`;
}

/** A value as a reader would write it; of an object its class alone, as it may hold anything. */
export function written(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `the function ${value.name}`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `a ${nameOfClass(value) ?? 'record'}`;
  return `${value}`;
}

/**
 * What is given and does not exist, or is of the wrong kind; a sentence each.
 *
 * @param decided the value that counts, where that is not the given one
 */
export function misshapen(
  values: object, kinds: Record<string, Kind>, where: string, decided: (name: string, value: unknown) => unknown = (_, value) => value,
): string[] {
  return Object.entries(given(values)).flatMap(([name, value]) => {
    if (!Object.hasOwn(kinds, name)) {
      const similar = closest(name, Object.keys(kinds));
      // Never its value: someone may have tried to pass a password.
      return [`${name} is not a prop; ${similar ? `did you mean ${similar}?` : `see ${where} in API.md`}`];
    }
    const { is, wants, fix, secret } = kinds[name];
    const counts = decided(name, value);
    return is(counts) ? [] : [`${name} ${wants}, got ${secret ? unseen(counts) : written(counts)}; ${fix}`];
  });
}

/** What has to be given and is not; a sentence each. */
export function missing(values: object | undefined, required: string[], kinds: Record<string, Kind>): string[] {
  const has = given(values ?? {});
  return required.filter((name) => !Object.hasOwn(has, name)).map((name) => `${name} ${kinds[name].wants}, got none; ${kinds[name].fix}`);
}

/**
 * What is given of the options of a factory: undefined and null must not hide a default.
 *
 * @param where the factory, as in `RestoreDrill.scheduled()`
 * @throws an error that lists every option that there is not, or that is of the wrong kind
 */
export function wellShaped<T extends object>(where: string, options: T | undefined, kinds: Record<string, Kind>): Partial<T> {
  if (!isRecord(options ?? {})) throw new Error(`the options of ${where} must be a record, got ${written(options)}; see API.md`);
  const problems = misshapen(options ?? {}, kinds, where);
  if (problems.length > 0) throw new Error(`${where}: ${problems.join('. ')}`);
  return given(options ?? {});
}
