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
  /** The contents of the stack, in one word. */
  readonly purpose: 'backups' | 'replicas';
  readonly region: string;
  readonly description: string;
}

/**
 * Returns the stack in another region that belongs to the stack of a construct: the existing one if another database of
 * the same stack has created it, otherwise a new one. Each stack has its own instead of one for the whole app: two apps
 * of an account would give it the same name, and each deployment of one app would delete the resources of the other.
 *
 * Its name in the CDK CLI is `<stack>-<purpose>-<its region>`, and in CloudFormation
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
    // Ends in the region, because two stacks of the same name in two regions may each have a support stack in a third.
    stackName: supportStackName(source.stackName, `-${purpose}-from-${source.region}`),
    description,
    env: { account: source.account, region },
    synthesizer: reusableSynthesizer(source.synthesizer),
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

/** Returns the name of a support stack. A hash replaces the end of a source name that is too long. */
function supportStackName(source: string, suffix: string): string {
  if (source.length + suffix.length <= LONGEST_STACK_NAME) return `${source}${suffix}`;
  const hash = shortHash(source);
  const beginning = source.slice(0, LONGEST_STACK_NAME - suffix.length - hash.length - 1);
  return `${beginning}-${hash}${suffix}`;
}

/** Returns the boundary that `permissionsBoundary` of the stack, its stage or its app has put into the context. */
function permissionsBoundaryOf(source: Stack): PermissionsBoundary | undefined {
  const { name, arn } = source.node.tryGetContext('@aws-cdk/core:permissionsBoundary') ?? {};
  if (name) return PermissionsBoundary.fromName(name);
  return arn ? PermissionsBoundary.fromArn(arn) : undefined;
}

/**
 * Applies the tags of the source stack at synthesis, because an app may tag its stack after it has created the
 * database.
 */
function inheritTagAspects(support: Stack, source: Stack, stage: Stage): void {
  Aspects.of(support).add({
    visit: (node) => {
      for (const tag of tagAspects(source, stage)) tag.visit(node);
    },
  });
}

/**
 * Returns the aspects that `Tags.of()` has added to the stack and to its parents below the stage. Those of the stack
 * come last, because the last one wins.
 */
function tagAspects(source: Stack, stage: Stage): (Tag | RemoveTag)[] {
  return source.node.scopes
    .slice(stage.node.scopes.length)
    .flatMap((scope) => Aspects.of(scope).all)
    .filter((aspect): aspect is Tag | RemoveTag => aspect instanceof Tag || aspect instanceof RemoveTag);
}

/**
 * Returns the synthesizer from which the synthesizer of a stack was copied; undefined if it is not a copy, and the app
 * then chooses one.
 *
 * The synthesizer of a stack is bound to it, and refuses a second stack. `reusableBind()` of aws-cdk-lib therefore
 * binds a copy, `Object.create(original)`, and aws-cdk-lib offers no other way back to the original.
 */
function reusableSynthesizer(bound: IStackSynthesizer): IStackSynthesizer | undefined {
  const prototype = Object.getPrototypeOf(bound);
  // The prototype of a class has a property `constructor`; an object that was copied has not.
  const isOfClass = Object.hasOwn(prototype, 'constructor');
  return isOfClass ? undefined : prototype;
}

/** Returns the stack that is deployed: the stack itself, or the outermost parent of a nested stack. */
export function topLevelStack(stack: Stack): Stack {
  return stack.nestedStackParent ? topLevelStack(stack.nestedStackParent) : stack;
}

/**
 * Returns the id that the resources for a construct of the source stack have in a support stack: the path of that
 * construct. Logical ids are derived from it, so it must never change.
 */
export function supportId(construct: IConstruct): string {
  return idOfPath(pathBelow(topLevelStack(Stack.of(construct)), construct));
}

/**
 * Returns the name of an output about a construct: the letters and digits of its path, and the content of the output.
 * Deployed stacks look it up, so it must never change.
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

/** Turns a path into an id, which cannot contain a slash. `Orders/Db` must not get the id of `Orders-Db`. */
function idOfPath(path: string): string {
  return path.includes('/') ? `${path.replace(/\//g, '-')}-${shortHash(path)}` : path;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/**
 * Returns a value of another stack, which CloudFormation looks up at deployment. Nothing is exported, which would keep
 * the other stack from changing, and no custom resource carries the value across regions. The consumer is deployed
 * after the producer.
 *
 * @param name name of the output for the value (`outputName()`); it must never change, as deployed stacks look it up
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

/** Returns the output of that name in a stack: the existing one, or a new one with the value. */
function outputOnce(stack: Stack, name: string, value: string): CfnOutput {
  const id = `${name}Output`;
  const existing = stack.node.tryFindChild(id) as CfnOutput | undefined;
  return existing ?? new CfnOutput(stack, id, { value, description: 'Read by the stack that refers to it' });
}

/** Returns the ARN of a key, as text or as a weak reference to the stack that creates the key. */
export function keyArnFor(consumer: IConstruct, key: kms.IKey, name: string): string {
  if (!Resource.isOwnedResource(key)) return key.keyArn;
  return weakReference(consumer, key as kms.Key, name, key.keyArn);
}
