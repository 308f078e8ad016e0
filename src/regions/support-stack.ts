import { createHash } from 'crypto';
import {
  Aspects,
  CfnOutput,
  Fn,
  IStackSynthesizer,
  PermissionsBoundary,
  RemoveTag,
  Resource,
  Stack,
  Stage,
  Tag,
  Token,
} from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';

/** The properties of a support stack. */
export interface SupportStackProps {
  /** What the stack contains, in one word. */
  readonly purpose: 'backups' | 'replicas';
  readonly region: string;
  readonly description: string;
}

/**
 * The stack in another region that belongs to the stack of a construct: the one that another database of the same stack
 * has made, or a new one. There is one for each stack, not one for the whole app: two apps of an account would give it
 * the same name, and each deployment of one app would delete what the other has in it.
 *
 * The CDK CLI knows it by `<stack>-<purpose>-<its region>`, CloudFormation by
 * `<stack name>-<purpose>-from-<region of the source stack>`. It inherits termination protection, synthesizer, tags and
 * `permissionsBoundary` from the source stack; other aspects of the source stack do not reach it.
 *
 * Account and region of the construct's stack must be known.
 */
export function supportStack(scope: Construct, { purpose, region, description }: SupportStackProps): Stack {
  const source = topLevelStack(Stack.of(scope));
  const stage = Stage.of(source)!;
  const id = `${idOfPath(pathBelow(stage, source))}-${purpose}-${region}`;
  const existing = stage.node.tryFindChild(id) as Stack | undefined;
  if (existing) return existing;
  const support = new Stack(stage, id, {
    // It ends in the region: two stacks of the same name in two regions may each have a support stack in a third one.
    stackName: supportStackName(source.stackName, `-${purpose}-from-${source.region}`),
    description,
    env: { account: source.account, region },
    synthesizer: originalSynthesizer(source.synthesizer),
    terminationProtection: source.terminationProtection,
    permissionsBoundary: permissionsBoundaryOf(source),
    tags: source.tags.tagValues(),
  });
  inheritTagAspects(support, source, stage);
  return support;
}

/**
 * The longest stack name that CloudFormation accepts:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const LONGEST_STACK_NAME = 128;

/** The derived name of a support stack; a hash replaces the end of a source name that is too long. */
function supportStackName(source: string, suffix: string): string {
  if (source.length + suffix.length <= LONGEST_STACK_NAME) return `${source}${suffix}`;
  const hash = shortHash(source);
  const beginning = source.slice(0, LONGEST_STACK_NAME - suffix.length - hash.length - 1);
  return `${beginning}-${hash}${suffix}`;
}

/** The boundary of a stack, which its `permissionsBoundary` has put into the context; likewise of its stage or app. */
function permissionsBoundaryOf(source: Stack): PermissionsBoundary | undefined {
  const { name, arn } = source.node.tryGetContext('@aws-cdk/core:permissionsBoundary') ?? {};
  if (name) return PermissionsBoundary.fromName(name);
  return arn ? PermissionsBoundary.fromArn(arn) : undefined;
}

/** Applies the tags of the source stack at synthesis: a team may tag its stack after it has made the database. */
function inheritTagAspects(support: Stack, source: Stack, stage: Stage): void {
  Aspects.of(support).add({
    visit: (node) => {
      for (const tag of tagAspects(source, stage)) tag.visit(node);
    },
  });
}

/** What `Tags.of()` has put on the stack and on its parents below the stage, the nearest last, as it wins. */
function tagAspects(source: Stack, stage: Stage): (Tag | RemoveTag)[] {
  return source.node.scopes
    .slice(stage.node.scopes.length)
    .flatMap((scope) => Aspects.of(scope).all)
    .filter((aspect): aspect is Tag | RemoveTag => aspect instanceof Tag || aspect instanceof RemoveTag);
}

/**
 * The synthesizer that a stack was given, where it can be reused. A stack has a copy of its synthesizer that is bound
 * to it, and whose prototype is the original (`reusableBind()`). It is undefined for any other synthesizer, and for a
 * stack that was given none: then the app chooses.
 */
function originalSynthesizer(bound: IStackSynthesizer): IStackSynthesizer | undefined {
  const original = Object.getPrototypeOf(bound);
  const isInstance = original.constructor.prototype !== original;
  return isInstance && typeof original.reusableBind === 'function' ? original : undefined;
}

/** The stack that is deployed: the stack itself, or for a nested stack the one around it. */
export function topLevelStack(stack: Stack): Stack {
  return stack.nestedStackParent ? topLevelStack(stack.nestedStackParent) : stack;
}

/**
 * The id, in a support stack, of what belongs to a construct of the source stack: its path there. Logical ids are made
 * of it, so it never changes.
 */
export function supportId(construct: IConstruct): string {
  return idOfPath(pathBelow(topLevelStack(Stack.of(construct)), construct));
}

/**
 * The name of an output about a construct: the letters and digits of its path, and what the output contains. Deployed
 * stacks look it up, so it never changes.
 */
export function outputName(construct: IConstruct, content: string): string {
  const path = pathBelow(topLevelStack(Stack.of(construct)), construct);
  const plain = path.replace(/[^A-Za-z0-9]/g, '');
  const unique = plain === path ? path : `${plain}${shortHash(path)}`;
  return `${unique}${content}`;
}

function pathBelow(ancestor: IConstruct, construct: IConstruct): string {
  return construct.node.path.slice(ancestor.node.path.length).replace(/^\//, '');
}

/** A path as an id, which cannot contain a slash; `Orders/Db` must not get the id of `Orders-Db`. */
function idOfPath(path: string): string {
  return path.includes('/') ? `${path.replace(/\//g, '-')}-${shortHash(path)}` : path;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/**
 * A value of another stack that CloudFormation looks up at deployment. There is no export that would keep the other
 * stack from changing, and no custom resource that would carry the value across regions. The consumer is deployed after
 * the producer.
 *
 * @param name name of the output that the value gets (`outputName()`); it never changes, as deployed stacks look it up
 * @throws an error when an output of that name has another value
 */
export function weakReference(consumer: IConstruct, producer: Construct, name: string, value: string): string {
  const producerStack = topLevelStack(Stack.of(producer));
  const consumerStack = topLevelStack(Stack.of(consumer));
  if (!Token.isUnresolved(value) || producerStack === consumerStack) return value;
  const output = outputOnce(producerStack, name, value);
  if (JSON.stringify(producerStack.resolve(output.value)) !== JSON.stringify(producerStack.resolve(value))) {
    throw new Error(
      `[${producer.node.path}] the output ${name} of ${producerStack.stackName} must have one value, ` +
        `got another one from ${output.node.path}; give the construct another id`,
    );
  }
  output.overrideLogicalId(name);
  consumer.node.addDependency(producerStack);
  const isSameRegion = producerStack.region === consumerStack.region;
  return Fn.getStackOutput(producerStack.stackName, name, isSameRegion ? undefined : producerStack.region);
}

/** The output of that name in a stack: the existing one, or a new one with the value. */
function outputOnce(stack: Stack, name: string, value: string): CfnOutput {
  const id = `${name}Output`;
  const existing = stack.node.tryFindChild(id) as CfnOutput | undefined;
  return existing ?? new CfnOutput(stack, id, { value, description: 'Read by the stack that refers to it' });
}

/** The ARN of a key, as text or as a weak reference to the stack that makes the key. */
export function keyArnFor(consumer: IConstruct, key: kms.IKey, name: string): string {
  if (!Resource.isOwnedResource(key)) return key.keyArn;
  return weakReference(consumer, key as kms.Key, name, key.keyArn);
}
