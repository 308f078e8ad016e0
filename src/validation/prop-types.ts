import { Duration, Size, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { closest } from './closest';
import { definedProps } from './defined-props';
import { holdsToken } from './rule';

/*
 * Checks at run time what the compiler checks in TypeScript: that each prop exists and has the right type. Calls from
 * JavaScript, and calls in TypeScript with a spread or a cast, have no other check.
 */

/** The type of a prop, for a check at run time. */
export interface PropType {
  /** Whether a value is of this type. */
  readonly accepts: (value: unknown) => boolean;
  /** What an error says the prop must be, as in `must be a string`. */
  readonly wants: string;
  /** What an error tells to do instead. It may depend on the value, if the value tells what was meant. */
  readonly fix: string | ((value: unknown) => string);
  /** Whether a value of the wrong type may be a secret. No error shows such a value. */
  readonly mayBeSecret?: boolean;
  /** The members that an implementation of the right interface lacks; none for any other value. */
  readonly lacks?: (value: unknown) => string[];
  /** What a complete implementation of the right interface is that cannot be used; undefined for any other value. */
  readonly unusable?: (value: unknown) => string | undefined;
}

/** Makes a prop type. */
export function propType(wants: string, fix: PropType['fix'], accepts: (value: unknown) => boolean): PropType {
  return { wants, fix, accepts };
}

/**
 * The type of props that take an instance of a class.
 *
 * @param of the class
 * @param example how an instance is written; errors show it after `write it like`
 * @param intended returns the code that a value of another type was probably meant as, if the value tells
 */
export function instanceOf(
  of: Function,
  example: string,
  intended: (value: unknown) => string | undefined = () => undefined,
): PropType {
  const fix = (value: unknown) => uncalledFactoryFix(of, value) ?? `write it like ${intended(value) ?? example}`;
  // The name of the class is enough, because an app may have two copies of aws-cdk-lib.
  const accepts = (value: unknown) => value instanceof of || nameOfClass(value) === of.name;
  return propType(`must be ${withArticle(of.name)}`, fix, accepts);
}

/**
 * The type of props that take a construct by its interface, which an app may implement with a class of its own. In
 * Python, Java, C# and Go such an object has only what its class overrides, and only a compiler says what is missing.
 *
 * @param telling the members by which a value of the type is recognised
 * @param used the other members that the library and aws-cdk-lib use
 */
export function implementationOf(
  wants: string,
  fix: PropType['fix'],
  telling: readonly string[],
  used: readonly string[],
): PropType {
  const missing = (value: unknown, members: readonly string[]) =>
    members.filter((member) => (value as Record<string, unknown>)[member] === undefined);
  const isRecognised = (value: unknown) => isRecord(value) && missing(value, telling).length === 0;
  const lacks = (value: unknown) => (isRecognised(value) ? missing(value, used) : []);
  return { ...propType(wants, fix, (value) => isRecognised(value) && lacks(value).length === 0), lacks };
}

/**
 * The type of props whose methods aws-cdk-lib calls without their optional arguments, or with a variable number of
 * them: the runtimes of jsii for Java and Go cannot pass such a call to a class of the user's own.
 */
function madeByCdkInJavaAndGo(type: PropType): PropType {
  const unusable = (value: unknown) =>
    /^(java|go)/i.test(process.env.JSII_AGENT ?? '') && type.accepts(value) && !Construct.isConstruct(value)
      ? 'a class of your own, whose methods jsii cannot all call in Java and Go; pass what aws-cdk-lib makes'
      : undefined;
  return { ...type, accepts: (value) => type.accepts(value) && unusable(value) === undefined, unusable };
}

/** The fix for a factory that was passed without being called, such as `CredentialsRotation.builtin`. */
function uncalledFactoryFix(of: Function, value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined;
  const member = Object.getOwnPropertyDescriptor(of, value.name)?.value;
  return member === value ? `call it: ${of.name}.${value.name}()` : undefined;
}

/**
 * The type of props that take a duration.
 *
 * @param unit the usual unit of the prop; an error suggests it for a bare number
 * @param example the amount that errors show
 */
export function durationType(unit: 'days' | 'hours' | 'minutes' | 'seconds', example: number): PropType {
  const write = (amount: number) => `Duration.${unit}(${amount})`;
  return instanceOf(Duration, write(example), (value) => amountOf(value, write));
}

/** The type of props that take a size. An error suggests GiB for a bare number. */
export function sizeType(): PropType {
  const write = (amount: number) => `Size.gibibytes(${amount})`;
  return instanceOf(Size, write(100), (value) => amountOf(value, write));
}

/** Writes a positive number, or a string of digits, as a quantity. Returns undefined for any other value. */
export function amountOf(value: unknown, write: (amount: number) => string): string | undefined {
  const amount = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof amount !== 'number' || Token.isUnresolved(amount)) return undefined;
  return amount > 0 && Number.isFinite(amount) ? write(amount) : undefined;
}

/** The name of the class of a value. */
export function nameOfClass(value: unknown): string | undefined {
  return (value as object | undefined)?.constructor?.name;
}

/** A noun with its indefinite article, chosen by its first letters. */
export function withArticle(noun: string): string {
  return `${/^[aeio]|^u(?!ser|ni)/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The type of props that take a list. Its elements must pass a check; the list itself may be a token. */
export function listOf(wants: string, fix: PropType['fix'], acceptsElement: (value: unknown) => boolean): PropType {
  const accepts = (value: unknown) =>
    Array.isArray(value) && (Token.isUnresolved(value) || value.every(acceptsElement));
  return propType(wants, fix, accepts);
}

/** The type of props that take one of several values. A token is refused. */
export function oneOf(values: unknown[], fix: string): PropType {
  return propType(`must be one of ${values.join(', ')}`, fix, (value) => values.includes(value));
}

function stringFix(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? 'put it in quotes' : 'write it as a string';
}

function numberFix(value: unknown): string {
  return typeof value === 'string' ? 'write it without quotes' : 'write it as a number';
}

function booleanFix(value: unknown): string {
  const fix = typeof value === 'string' ? 'write it without quotes' : 'write one of the two';
  return `${fix}, or leave the prop out for its default`;
}

export const TEXT = propType('must be a string', stringFix, (value) => typeof value === 'string');
export const NUMBER = propType('must be a number', numberFix, (value) => typeof value === 'number');
export const TEXTS = listOf(
  'must be a list of strings',
  "write it like ['one', 'two']",
  (value) => typeof value === 'string',
);
/** A list that decides which resources a template has: its length cannot be a token. */
export const KNOWN_TEXTS = propType(
  'must be a list of strings whose length is known',
  'write the list out, its elements may be tokens',
  (value) => Array.isArray(value) && !Token.isUnresolved(value) && value.every((each) => typeof each === 'string'),
);

/** A boolean, or a token of one. */
export const BOOLEAN = propType(
  'must be true or false',
  booleanFix,
  (value) => typeof value === 'boolean' || isToken(value),
);
/** A boolean that decides which resources a template has: it cannot be a token. */
export const KNOWN_BOOLEAN = propType('must be true or false', booleanFix, (value) => typeof value === 'boolean');

export const OVERRIDES = propType(
  'must be AlarmOverrides',
  'give an override for each alarm to change, as in highCpu with threshold 70',
  (value) => isRecord(value) && !Token.isUnresolved(value),
);
export const CAPACITY = propType(
  'must be a record of vcpus and memory',
  'give it values such as vcpus 2 and memory Size.gibibytes(16)',
  isCapacity,
);
export const VPC = implementationOf(
  'must be a VPC',
  'create one with new ec2.Vpc() or look it up with ec2.Vpc.fromLookup()',
  ['vpcId', 'selectSubnets'],
  ['node', 'publicSubnets', 'privateSubnets', 'isolatedSubnets'],
);
export const KEY = madeByCdkInJavaAndGo(
  implementationOf(
    'must be a KMS key',
    lookUpFix('kms.Key.fromKeyArn', /^arn:/),
    ['keyArn'],
    ['keyRef', 'node', 'env', 'addToResourcePolicy', 'grant', 'grantEncryptDecrypt'],
  ),
);
export const ROLE = propType('must be an IAM role', 'look it up with iam.Role.fromRoleName()', hasProperty('roleArn'));
export const SUBNETS = propType(
  'must be a subnet selection',
  'give its subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED',
  isSubnetSelection,
);
export const SECURITY_GROUP = implementationOf(
  'must be a security group',
  lookUpFix('ec2.SecurityGroup.fromSecurityGroupId', /^sg-/),
  ['securityGroupId'],
  ['node', 'addIngressRule', 'addEgressRule', 'toIngressRuleConfig', 'toEgressRuleConfig'],
);
export const INTERFACE_ENDPOINT = implementationOf(
  'must be an interface endpoint',
  'create it with vpc.addInterfaceEndpoint()',
  ['vpcEndpointId'],
  ['node', 'connections'],
);
export const CLIENTS = propType(
  'must be a list of security groups, or of constructs with connections',
  'write it like [securityGroup, authFunction]',
  (value) => Array.isArray(value) && value.every(hasProperty('connections')),
);
/** The URL of PagerDuty, which is a secret, may have been passed instead of a topic. */
export const TOPIC: PropType = {
  ...implementationOf(
    'must be an SNS topic',
    'look it up with sns.Topic.fromTopicArn()',
    ['topicArn'],
    ['fifo', 'node', 'env', 'addToResourcePolicy'],
  ),
  mayBeSecret: true,
};

/** The fix for an id or ARN that was passed instead of a construct. */
function lookUpFix(factory: string, id: RegExp): (value: unknown) => string {
  return (value) => {
    const parameters = typeof value === 'string' && id.test(value) ? `this, 'Given', '${value}'` : '';
    return `look it up with ${factory}(${parameters})`;
  };
}

/** Whether a value is a token of a single value, not of a list. */
export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value) && !Array.isArray(value);
}

/** A check for objects that have a property. */
export function hasProperty(name: string): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && name in value;
}

/** A check for constructs, by one of their methods and a property that identifies them. */
export function hasMethod(method: string, property: string): (value: unknown) => boolean {
  return (value) => hasProperty(property)(value) && typeof (value as Record<string, unknown>)[method] === 'function';
}

/** Whether a value is an object, but not a list. */
export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSubnetSelection(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { subnets } = value as { subnets?: unknown };
  return subnets === undefined || (Array.isArray(subnets) && subnets.every(hasProperty('subnetId')));
}

function isCapacity(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { vcpus, memory, ...others } = definedProps(value) as { vcpus?: unknown; memory?: unknown };
  return typeof vcpus === 'number' && sizeType().accepts(memory) && Object.keys(others).length === 0;
}

/** Whether a value is a record whose values are strings; the record itself may be a token. */
export function isRecordOfTexts(value: unknown): boolean {
  return isRecord(value) && (holdsToken(value) || Object.values(value).every((each) => typeof each === 'string'));
}

/** The type of a value, for an error that must not show the value. */
function typeOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? shownValue(value) : withArticle(typeof value);
}

/** Writes a value for an error. Of an object it shows only the class, because the properties may be secret. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `the function ${value.name}`;
  if (Array.isArray(value)) return `[${value.map(shownValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return withArticle(classOf(value) ?? 'record');
  return String(value);
}

/** The name of the class of an object; undefined for a plain object. */
function classOf(value: object): string | undefined {
  const name = nameOfClass(value);
  return name === 'Object' ? undefined : name;
}

/**
 * Finds props that do not exist, and props of the wrong type.
 *
 * @param props the props that the caller has passed
 * @param types the types of all props that exist
 * @param where the name of the props interface in API.md
 * @param effectiveValue the value to check instead of the passed one
 * @returns one message for each such prop
 */
export function invalidProps(
  props: object,
  types: Record<string, PropType>,
  where: string,
  effectiveValue: (name: string, value: unknown) => unknown = (_, value) => value,
): string[] {
  return Object.entries(definedProps(props)).flatMap(([name, value]) => {
    if (!Object.hasOwn(types, name)) return [unknownProp(name, Object.keys(types), where)];
    return typeProblems(name, types[name], effectiveValue(name, value));
  });
}

/** Returns a message if a value is of the wrong type. */
export function typeProblems(name: string, type: PropType, value: unknown): string[] {
  if (type.accepts(value)) return [];
  const unusable = type.unusable?.(value);
  if (unusable !== undefined) return [`${name} ${type.wants}, got ${unusable}`];
  const lacking = type.lacks?.(value) ?? [];
  if (lacking.length > 0) {
    const fix = 'give a class of your own every member of the interface, or pass what aws-cdk-lib makes';
    return [`${name} ${type.wants}, got one without ${lacking.join(', ')}; ${fix}`];
  }
  const shown = type.mayBeSecret ? typeOfValue(value) : shownValue(value);
  return [`${name} ${type.wants}, got ${shown}; ${fixOf(type, value)}`];
}

/** The message does not show the value, which may be a password. */
function unknownProp(name: string, known: string[], where: string): string {
  const similar = closest(name, known);
  return `${name} is not a prop; ${similar ? `did you mean ${similar}?` : `see ${where} in API.md`}`;
}

function fixOf({ fix, mayBeSecret }: PropType, value: unknown): string {
  if (typeof fix === 'string') return fix;
  return fix(mayBeSecret ? undefined : value);
}

/** Finds required props that are missing, and returns one message for each. */
export function absentProps(props: object | undefined, required: string[], types: Record<string, PropType>): string[] {
  const provided = definedProps(props ?? {});
  return required
    .filter((name) => !Object.hasOwn(provided, name))
    .map((name) => `${name} ${types[name].wants}, got none; ${fixOf(types[name], undefined)}`);
}

/**
 * Checks the options of a factory, and leaves out those that are undefined or null, so that they do not hide a default.
 *
 * @param where the factory, such as `RestoreDrill.scheduled()`
 * @throws an error that lists every option that does not exist or is of the wrong type
 */
export function checkedOptions<T extends object>(
  where: string,
  options: T | undefined,
  types: Record<string, PropType>,
): Partial<T> {
  if (!isRecord(options ?? {})) {
    throw new Error(`the options of ${where} must be a record, got ${shownValue(options)}; see API.md`);
  }
  const problems = invalidProps(options ?? {}, types, where);
  if (problems.length > 0) throw new Error(`${where}: ${problems.join('. ')}`);
  return definedProps(options ?? {});
}
