import { Duration, Size, Token } from 'aws-cdk-lib';
import { closest } from './closest';
import { given } from './given';
import { holdsToken } from './rule';

/*
 * What the compiler checks in TypeScript, and nobody in JavaScript or behind a spread: that each prop exists and is of its kind.
 */

/** What a prop takes. */
export interface Kind {
  readonly is: (value: unknown) => boolean;
  /** What is asked for. */
  readonly wants: string;
  /** The way out; it may depend on the value, where that tells what was meant. */
  readonly fix: string | ((value: unknown) => string);
  /** Whether a value of another kind may be a secret, which no message shows. */
  readonly secret?: boolean;
}

export const kind = (wants: string, fix: Kind['fix'], is: (value: unknown) => boolean): Kind => ({ wants, fix, is });

/**
 * An instance of a class.
 *
 * @param example how one is written, behind `write it like`
 * @param meant how a value of another kind is written, where it tells what was meant
 */
export function instance(
  of: Function,
  example: string,
  meant: (value: unknown) => string | undefined = () => undefined,
): Kind {
  const fix = (value: unknown) => notCalled(of, value) ?? `write it like ${meant(value) ?? example}`;
  // By the class's name: an app may have two copies of aws-cdk-lib.
  return kind(`must be ${withArticle(of.name)}`, fix, (value) => value instanceof of || nameOfClass(value) === of.name);
}

/** What to do with a factory that was not called, as `CredentialsRotation.builtin`. */
function notCalled(of: Function, value: unknown): string | undefined {
  const isFactory = typeof value === 'function' && Object.getOwnPropertyDescriptor(of, value.name)?.value === value;
  return isFactory ? `call it: ${of.name}.${value.name}()` : undefined;
}

/** A duration; a bare number is one of the unit in which people think of it. */
export function durationKind(unit: 'days' | 'hours' | 'minutes' | 'seconds', example: number): Kind {
  const write = (amount: number) => `Duration.${unit}(${amount})`;
  return instance(Duration, write(example), (value) => amountOf(value, write));
}

/** A size; a bare number is one in GiB. */
export function sizeKind(): Kind {
  const write = (amount: number) => `Size.gibibytes(${amount})`;
  return instance(Size, write(100), (value) => amountOf(value, write));
}

/** A number, or the text of one, written as a quantity. */
export function amountOf(value: unknown, write: (amount: number) => string): string | undefined {
  const amount = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof amount === 'number' && amount > 0 && Number.isFinite(amount) && !Token.isUnresolved(amount)
    ? write(amount)
    : undefined;
}

export function nameOfClass(value: unknown): string | undefined {
  return (value as object | undefined)?.constructor?.name;
}

/** A noun with its indefinite article, by its first letter. */
export function withArticle(noun: string): string {
  return `${/^[aeio]|^u(?!ser|ni)/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

export const listOf = (wants: string, fix: Kind['fix'], is: (value: unknown) => boolean) =>
  kind(wants, fix, (value) => Array.isArray(value) && (Token.isUnresolved(value) || value.every(is)));
export const oneOf = (values: unknown[], fix: string) =>
  kind(`must be one of ${values.join(', ')}`, fix, (value) => values.includes(value));

const QUOTES = (value: unknown) =>
  typeof value === 'number' || typeof value === 'boolean' ? 'put it in quotes' : 'write it as a string';
const NO_QUOTES = (value: unknown) => (typeof value === 'string' ? 'write it without quotes' : 'write it as a number');
const YES_NO = (value: unknown) =>
  `${typeof value === 'string' ? 'write it without quotes' : 'write one of the two'}, or leave the prop out for its default`;

export const TEXT = kind('must be a string', QUOTES, (value) => typeof value === 'string');
export const NUMBER = kind('must be a number', NO_QUOTES, (value) => typeof value === 'number');
export const SWITCH = kind('must be true or false', YES_NO, (value) => typeof value === 'boolean' || isToken(value));
/** For lists that decide about the resources of a template. */
export const KNOWN_TEXTS = kind(
  'must be a list of strings whose length is known',
  'write the list out, its elements may be tokens',
  (value) => Array.isArray(value) && !Token.isUnresolved(value) && value.every((each) => typeof each === 'string'),
);
export const TEXTS = listOf(
  'must be a list of strings',
  "write it like ['one', 'two']",
  (value) => typeof value === 'string',
);

/** For what decides about the resources of a template: no token can. */
export const YES_OR_NO = kind('must be true or false', YES_NO, (value) => typeof value === 'boolean');
export const OVERRIDES = kind(
  'must be a record of overrides',
  'write it like { HighCPU: { threshold: 70 } }',
  (value) => isRecord(value) && !Token.isUnresolved(value),
);
export const CAPACITY = kind(
  'must be a record of vcpus and memory',
  'write it like { vcpus: 2, memory: Size.gibibytes(16) }',
  isCapacity,
);
export const KEY = kind(
  'must be a KMS key',
  lookUp('kms.Key.fromKeyArn', /^arn:/),
  hasMethod('addToResourcePolicy', 'keyArn'),
);
export const ROLE = kind('must be a role of IAM', 'look it up with iam.Role.fromRoleName()', hasProperty('roleArn'));
export const SUBNETS = kind(
  'must be a subnet selection',
  'write it like { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }',
  isSelection,
);
export const SECURITY_GROUP = kind(
  'must be a security group',
  lookUp('ec2.SecurityGroup.fromSecurityGroupId', /^sg-/),
  hasMethod('addIngressRule', 'securityGroupId'),
);
export const CLIENTS = kind(
  'must be a list of security groups, or of constructs with connections',
  'write it like [securityGroup, authFunction]',
  (value) => Array.isArray(value) && value.every(hasProperty('connections')),
);
// Someone may have put PagerDuty's URL there.
export const TOPIC: Kind = {
  ...kind('must be an SNS topic', 'look it up with sns.Topic.fromTopicArn()', hasProperty('fifo')),
  secret: true,
};

/** How a construct is brought in that was given by its id. */
function lookUp(factory: string, id: RegExp): (value: unknown) => string {
  return (value) =>
    `look it up with ${factory}(${typeof value === 'string' && id.test(value) ? `this, 'Given', '${value}'` : ''})`;
}

/** Whether a value is a token of a single value, not of a list. */
export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value) && !Array.isArray(value);
}

export function hasProperty(name: string): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && name in value;
}

/** A construct, by something that it does and something that it is known by. */
export function hasMethod(method: string, property: string): (value: unknown) => boolean {
  return (value) => hasProperty(property)(value) && typeof (value as Record<string, unknown>)[method] === 'function';
}

export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSelection(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { subnets } = value as { subnets?: unknown };
  return subnets === undefined || (Array.isArray(subnets) && subnets.every(hasProperty('subnetId')));
}

function isCapacity(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { vcpus, memory, ...others } = given(value) as { vcpus?: unknown; memory?: unknown };
  return typeof vcpus === 'number' && sizeKind().is(memory) && Object.keys(others).length === 0;
}

export function isRecordOfTexts(value: unknown): boolean {
  return isRecord(value) && (holdsToken(value) || Object.values(value).every((each) => typeof each === 'string'));
}

/** What a value is, without the value. */
function unseen(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? written(value) : withArticle(typeof value);
}

/** A value as a reader would write it; of an object its class alone, as it may hold anything. */
export function written(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `the function ${value.name}`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return withArticle(classOf(value) ?? 'record');
  return String(value);
}

/** The class of an object; undefined for a plain one. */
function classOf(value: object): string | undefined {
  const name = nameOfClass(value);
  return name === 'Object' ? undefined : name;
}

/**
 * What is given and does not exist, or is of the wrong kind; a sentence each.
 *
 * @param decided the value that counts, where that is not the given one
 */
export function misshapen(
  values: object,
  kinds: Record<string, Kind>,
  where: string,
  decided: (name: string, value: unknown) => unknown = (_, value) => value,
): string[] {
  return Object.entries(given(values)).flatMap(([name, value]) => {
    if (!Object.hasOwn(kinds, name)) {
      const similar = closest(name, Object.keys(kinds));
      // Never its value: someone may have tried to pass a password.
      return [`${name} is not a prop; ${similar ? `did you mean ${similar}?` : `see ${where} in API.md`}`];
    }
    const { is, wants, secret } = kinds[name];
    const counts = decided(name, value);
    return is(counts)
      ? []
      : [`${name} ${wants}, got ${secret ? unseen(counts) : written(counts)}; ${fixOf(kinds[name], counts)}`];
  });
}

function fixOf({ fix, secret }: Kind, value: unknown): string {
  if (typeof fix === 'string') return fix;
  return fix(secret ? undefined : value);
}

/** What has to be given and is not; a sentence each. */
export function missing(values: object | undefined, required: string[], kinds: Record<string, Kind>): string[] {
  const has = given(values ?? {});
  return required
    .filter((name) => !Object.hasOwn(has, name))
    .map((name) => `${name} ${kinds[name].wants}, got none; ${fixOf(kinds[name], undefined)}`);
}

/**
 * What is given of the options of a factory: undefined and null must not hide a default.
 *
 * @param where the factory, as in `RestoreDrill.scheduled()`
 * @throws an error that lists every option that there is not, or that is of the wrong kind
 */
export function wellShaped<T extends object>(
  where: string,
  options: T | undefined,
  kinds: Record<string, Kind>,
): Partial<T> {
  if (!isRecord(options ?? {})) {
    throw new Error(`the options of ${where} must be a record, got ${written(options)}; see API.md`);
  }
  const problems = misshapen(options ?? {}, kinds, where);
  if (problems.length > 0) throw new Error(`${where}: ${problems.join('. ')}`);
  return given(options ?? {});
}
