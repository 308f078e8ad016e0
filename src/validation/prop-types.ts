import { Duration, Size, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { isOfClass, nameOfClass } from './class-of';
import { closest } from './closest';
import { definedProps } from './defined-props';
import { hasMembers, missingMembers } from './members';
import { holdsToken } from './rule';
import { hasWholeCharacters } from './whole-characters';

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
  /**
   * What an error says of a value that is nearly of the type, as an object that lacks a member: after `got`, with what
   * to do instead. It must not show the value. Undefined for any other value.
   */
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
  const type = propType(`must be ${withArticle(of.name)}`, fix, (value) => isOfClass(value, of));
  const unusable = (value: unknown) =>
    !type.accepts(value) && nameOfClass(value) === of.name
      ? `one of another package; ${fixOf(type, value)}`
      : undefined;
  return { ...type, unusable };
}

/** The members that every resource of aws-cdk-lib has, so that they do not tell what it is. */
const COMMON_MEMBERS: readonly string[] = ['node', 'env.account', 'env.region'];

/** The way out of an object that lacks members. */
const WHOLE_INTERFACE = 'give a class of your own every member of the interface, or pass what aws-cdk-lib makes';

/**
 * The type of props that take a construct by its interface, which an app may implement with a class of its own. In
 * Python, Java, C# and Go such an object has only what its class overrides, and only a compiler says what is missing.
 *
 * @param telling the members by which a construct of the type is recognised
 * @param used the other members that the library and aws-cdk-lib use, in the form of `missingMembers()`
 */
export function implementationOf(
  wants: string,
  fix: PropType['fix'],
  telling: readonly string[],
  used: readonly string[],
): PropType {
  const members = [...telling, ...used];
  const accepts = (value: unknown) => isRecord(value) && missingMembers(value, members).length === 0;
  const unusable = (value: unknown) => {
    const missing = isMeantAs(value, telling, used) ? missingMembers(value, members) : [];
    return missing.length > 0 ? `one without ${missing.join(', ')}; ${WHOLE_INTERFACE}` : undefined;
  };
  return { ...propType(wants, fix, accepts), unusable };
}

/** Whether a value is meant to be of an interface: a construct by all that tells it, another object by any member. */
function isMeantAs(value: unknown, telling: readonly string[], used: readonly string[]): boolean {
  if (!isRecord(value)) return false;
  if (Construct.isConstruct(value)) return missingMembers(value, telling).length === 0;
  const ofThisInterface = [...telling, ...used].filter(
    (member) => !COMMON_MEMBERS.includes(member) && !member.includes('?'),
  );
  return ofThisInterface.some((member) => missingMembers(value, [member]).length === 0);
}

/** The type of props that take a list of implementations of an interface. */
export function listOfImplementations(wants: string, fix: PropType['fix'], element: PropType): PropType {
  const unusable = (value: unknown) => {
    if (!Array.isArray(value)) return undefined;
    const problem = firstProblem(value, element);
    return problem?.replace(/^one/, 'an element');
  };
  // A token of a list is refused, as nothing is known of its elements.
  const accepts = (value: unknown) => Array.isArray(value) && value.every(element.accepts);
  return { ...propType(wants, fix, accepts), unusable };
}

/** What is wrong with the first element that is nearly of a type; undefined if there is none. */
function firstProblem(elements: readonly unknown[], element: PropType): string | undefined {
  return elements.map((each) => element.unusable?.(each)).find((problem) => problem !== undefined);
}

/**
 * The type of props that take an object with lists of subnets.
 *
 * @param lists the members that hold the lists; each may be left out
 */
function withSubnets(type: PropType, lists: readonly string[]): PropType {
  const problemsOf = (value: unknown) => lists.flatMap((name) => subnetProblem(name, value) ?? []);
  const accepts = (value: unknown) => type.accepts(value) && problemsOf(value).length === 0;
  const unusable = (value: unknown) => {
    if (!type.accepts(value)) return type.unusable?.(value);
    return problemsOf(value)[0];
  };
  return { ...type, accepts, unusable };
}

/** What is wrong with the subnets in a list of an object; undefined if nothing is. */
function subnetProblem(list: string, holder: unknown): string | undefined {
  const subnets = (holder as Record<string, unknown>)[list] ?? [];
  if (!Array.isArray(subnets)) return `one whose ${list} are ${shownValue(subnets)}; ${SUBNETS_FIX}`;
  const index = subnets.findIndex((subnet) => !SUBNET.accepts(subnet));
  if (index < 0) return undefined;
  const problem = SUBNET.unusable?.(subnets[index])?.replace(/^one/, 'a subnet');
  return `one whose ${list} have ${problem ?? `${shownValue(subnets[index])}; ${SUBNETS_FIX}`}`;
}

/**
 * The type of props whose methods aws-cdk-lib calls without their optional arguments, or with a variable number of
 * them: the runtimes of jsii for Java and Go cannot pass such a call to a class of the user's own.
 */
function madeByCdkInJavaAndGo(type: PropType): PropType {
  const isForeign = (value: unknown) =>
    /^(java|go)/i.test(process.env.JSII_AGENT ?? '') && type.accepts(value) && !Construct.isConstruct(value);
  const unusable = (value: unknown) =>
    isForeign(value)
      ? 'a class of your own, whose methods jsii cannot all call in Java and Go; pass what aws-cdk-lib makes'
      : type.unusable?.(value);
  return { ...type, accepts: (value) => type.accepts(value) && !isForeign(value), unusable };
}

/**
 * The type of props that take texts, without halves of characters: AWS and PostgreSQL would get other characters in
 * their place.
 */
function ofWholeCharacters(type: PropType): PropType {
  const areWhole = (value: unknown) => textsIn(value).every(hasWholeCharacters);
  const unusable = (value: unknown) =>
    type.accepts(value) && !areWhole(value)
      ? 'half of a character (a lone surrogate); write the whole character'
      : undefined;
  return { ...type, accepts: (value) => type.accepts(value) && areWhole(value), unusable };
}

/** The strings of a value: the value itself, or those of a list or a record. */
function textsIn(value: unknown): string[] {
  const values = typeof value === 'object' && value !== null ? Object.entries(value).flat() : [value];
  return values.filter((each) => typeof each === 'string');
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
  // Seconds and minutes may be parts of one; every prop in days or hours takes whole ones.
  const isWhole = unit === 'days' || unit === 'hours';
  const write = (amount: number) => `Duration.${unit}(${isWhole ? Math.ceil(amount) : amount})`;
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

export const TEXT = ofWholeCharacters(propType('must be a string', stringFix, (value) => typeof value === 'string'));
export const NUMBER = propType('must be a number', numberFix, (value) => typeof value === 'number');
export const TEXTS = ofWholeCharacters(
  listOf('must be a list of strings', "write it like ['one', 'two']", (value) => typeof value === 'string'),
);
/** A list that decides which resources a template has: its length cannot be a token. */
export const KNOWN_TEXTS = ofWholeCharacters(
  propType(
    'must be a list of strings whose length is known',
    'write the list out, its elements may be tokens',
    (value) => Array.isArray(value) && !Token.isUnresolved(value) && value.every((each) => typeof each === 'string'),
  ),
);
/** A record whose values are strings; the record itself may be a token. */
export const TEXTS_BY_NAME = ofWholeCharacters(
  propType('must be a record of strings', "write it like { work_mem: '16384' }", isRecordOfTexts),
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
const SUBNETS_FIX = 'look it up with ec2.Subnet.fromSubnetAttributes()';
const SUBNET = implementationOf(
  'must be a subnet',
  SUBNETS_FIX,
  ['subnetId'],
  ['node', 'availabilityZone', 'internetConnectivityEstablished'],
);
const SUBNETS_OF_VPC = ['publicSubnets', 'privateSubnets', 'isolatedSubnets'];
export const VPC = withSubnets(
  implementationOf(
    'must be a VPC',
    'create one with new ec2.Vpc() or look it up with ec2.Vpc.fromLookup()',
    ['vpcId', 'selectSubnets()'],
    [...COMMON_MEMBERS, ...SUBNETS_OF_VPC],
  ),
  SUBNETS_OF_VPC,
);
/** What `selectSubnets()` of a VPC returns; that of an app's own class may return anything. */
export const SELECTED_SUBNETS = withSubnets(
  implementationOf(
    'must be a VPC whose selectSubnets() returns SelectedSubnets',
    'return those of aws-cdk-lib, or look the VPC up with ec2.Vpc.fromLookup()',
    ['subnetIds'],
    ['subnets', 'internetConnectivityEstablished'],
  ),
  ['subnets'],
);
export const KEY = madeByCdkInJavaAndGo(
  implementationOf(
    'must be a KMS key',
    lookUpFix('kms.Key.fromKeyArn', /^arn:/),
    ['keyArn'],
    ['keyRef', ...COMMON_MEMBERS, 'addToResourcePolicy()', 'grant()', 'grantEncryptDecrypt()'],
  ),
);
export const ROLE = implementationOf(
  'must be an IAM role',
  'look it up with iam.Role.fromRoleName()',
  ['roleArn'],
  COMMON_MEMBERS,
);
export const SUBNETS = withSubnets(
  propType(
    'must be a subnet selection',
    'give its subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED',
    // A subnet or a VPC would count as a selection that says nothing, and so choose the private subnets.
    (value) => isRecord(value) && !Construct.isConstruct(value),
  ),
  ['subnets'],
);
export const SECURITY_GROUP = implementationOf(
  'must be a security group',
  lookUpFix('ec2.SecurityGroup.fromSecurityGroupId', /^sg-/),
  ['securityGroupId'],
  ['node', 'addIngressRule()', 'addEgressRule()', 'toIngressRuleConfig()', 'toEgressRuleConfig()'],
);
export const INTERFACE_ENDPOINT = implementationOf(
  'must be an interface endpoint',
  'create it with vpc.addInterfaceEndpoint()',
  ['vpcEndpointId'],
  ['node', 'connections'],
);
export const CLIENTS = listOfImplementations(
  'must be a list of security groups, or of constructs with connections',
  'write it like [securityGroup, authFunction]',
  implementationOf('must be a client', 'pass a security group', ['connections'], []),
);
/** The URL of PagerDuty, which is a secret, may have been passed instead of a topic. */
export const TOPIC: PropType = {
  ...implementationOf(
    'must be an SNS topic',
    'look it up with sns.Topic.fromTopicArn()',
    ['topicArn'],
    ['fifo', ...COMMON_MEMBERS, 'addToResourcePolicy()', 'masterKey?.addToResourcePolicy()'],
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

/** Whether a value is an object, but not a list. */
export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
  return typeof value === 'object' || value === undefined ? shownValue(value) : withArticle(typeof value);
}

/** Writes a value for an error. Of an object it shows only the class, because the members may be secret. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `the function ${value.name}`;
  if (Array.isArray(value)) return `[${value.map(shownValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return shownObject(value);
  return String(value);
}

/** Writes an object. One without a class is a record, or one that jsii made of a class in another language. */
function shownObject(value: object): string {
  const name = nameOfClass(value);
  if (name && name !== 'Object') return withArticle(name);
  if (!hasMembers(value)) return 'an object without members';
  return name === '' ? 'an object of a class without a name' : 'a record';
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
