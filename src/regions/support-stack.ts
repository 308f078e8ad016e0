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

/** What a stack in another region is for. */
export interface SupportStackProps {
  /** What is in it, in a word. */
  readonly purpose: 'backups' | 'replicas';
  readonly region: string;
  readonly description: string;
}

/**
 * The stack in another region that belongs to the stack of a construct: the one that another database of the same stack has made, or a new one. It is one for each
 * stack, and not one for all of an app: two apps of an account would give it the same name, and each deployment of the one would take down what the other has in it.
 *
 * The CDK CLI knows it by `<stack>-<purpose>-<its region>`, CloudFormation by `<stack name>-<purpose>-from-<region of the source stack>`. Termination protection,
 * synthesizer, tags and `permissionsBoundary` are those of the source stack; other aspects of that do not reach it.
 *
 * Account and region of the construct's stack have to be known.
 */
export function supportStack(scope: Construct, { purpose, region, description }: SupportStackProps): Stack {
  const source = topmost(Stack.of(scope));
  const stage = Stage.of(source)!;
  const id = `${idOfPath(pathBelow(stage, source))}-${purpose}-${region}`;
  const made = stage.node.tryFindChild(id) as Stack | undefined;
  if (made) return made;
  const support = new Stack(stage, id, {
    // Two stacks of one name in two regions may each have one in a third.
    stackName: supportStackName(source.stackName, `-${purpose}-from-${source.region}`),
    description,
    env: { account: source.account, region },
    synthesizer: reusable(source.synthesizer),
    terminationProtection: source.terminationProtection,
    permissionsBoundary: boundaryOf(source),
    tags: source.tags.tagValues(),
  });
  // When the app is synthesized: a team may tag its stack after it has made the database.
  Aspects.of(support).add({ visit: (node) => tagAspects(source, stage).forEach((tag) => tag.visit(node)) });
  return support;
}

/**
 * CloudFormation takes 128 characters:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const LONGEST_STACK_NAME = 128;

/** The derived name of a support stack. A hash replaces the end of one that is too long. */
function supportStackName(source: string, suffix: string): string {
  if (source.length + suffix.length <= LONGEST_STACK_NAME) return `${source}${suffix}`;
  const hash = shortHash(source);
  return `${source.slice(0, LONGEST_STACK_NAME - suffix.length - hash.length - 1)}-${hash}${suffix}`;
}

/** The stack has put its `permissionsBoundary` into the context, as a stage and an app do. */
function boundaryOf(source: Stack): PermissionsBoundary | undefined {
  const { name, arn } = source.node.tryGetContext('@aws-cdk/core:permissionsBoundary') ?? {};
  if (name) return PermissionsBoundary.fromName(name);
  return arn ? PermissionsBoundary.fromArn(arn) : undefined;
}

/** What `Tags.of()` has put on the stack, and on what it stands in below the stage; the nearest last, as it wins. */
function tagAspects(source: Stack, stage: Stage): (Tag | RemoveTag)[] {
  return source.node.scopes
    .slice(stage.node.scopes.length)
    .flatMap((scope) => Aspects.of(scope).all)
    .filter((aspect): aspect is Tag | RemoveTag => aspect instanceof Tag || aspect instanceof RemoveTag);
}

/**
 * A stack has a copy of its synthesizer that is bound to it, and made of the one that the app gave it (`reusableBind()`). Undefined for any other, which leaves the
 * choice to the app, as does a stack that was given none.
 */
function reusable(bound: IStackSynthesizer): IStackSynthesizer | undefined {
  const original = Object.getPrototypeOf(bound);
  const isInstance = original.constructor.prototype !== original;
  return isInstance && typeof original.reusableBind === 'function' ? original : undefined;
}

/** The stack that is deployed: a nested one is a resource of it. */
export function topmost(stack: Stack): Stack {
  return stack.nestedStackParent ? topmost(stack.nestedStackParent) : stack;
}

/** The id of a construct in a support stack that belongs to one of the source stack: its path there. Logical ids are made of it, so it never changes. */
export function supportId(construct: IConstruct): string {
  return idOfPath(pathBelow(topmost(Stack.of(construct)), construct));
}

/** The name of an output that tells of a construct: letters and digits of its path, and what tells it. Deployed stacks look it up, so it never changes. */
export function outputName(construct: IConstruct, what: string): string {
  const path = pathBelow(topmost(Stack.of(construct)), construct);
  const plain = path.replace(/[^A-Za-z0-9]/g, '');
  return `${plain === path ? path : `${plain}${shortHash(path)}`}${what}`;
}

function pathBelow(ancestor: IConstruct, construct: IConstruct): string {
  return construct.node.path.slice(ancestor.node.path.length).replace(/^\//, '');
}

/** A path as an id, which has no slash: `Orders/Db` must not become what `Orders-Db` is. */
function idOfPath(path: string): string {
  return path.includes('/') ? `${path.replace(/\//g, '-')}-${shortHash(path)}` : path;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/**
 * A value of another stack that CloudFormation looks up at deployment: no export that keeps the other stack from changing, and no custom resource that carries it
 * across regions. What depends on it is deployed later.
 *
 * @param name name of the output that the value gets (`outputName()`); it never changes, as deployed stacks look it up
 * @throws an error when an output of that name has another value
 */
export function weakReference(consumer: IConstruct, producer: Construct, name: string, value: string): string {
  const [from, to] = [topmost(Stack.of(producer)), topmost(Stack.of(consumer))];
  if (!Token.isUnresolved(value) || from === to) return value;
  const id = `${name}Output`;
  const output =
    (from.node.tryFindChild(id) as CfnOutput | undefined) ??
    new CfnOutput(from, id, { value, description: 'Read by the stack that refers to it' });
  if (JSON.stringify(from.resolve(output.value)) !== JSON.stringify(from.resolve(value))) {
    throw new Error(
      `[${producer.node.path}] the output ${name} of ${from.stackName} must have one value, got another one from ${output.node.path}; give the construct another id`,
    );
  }
  output.overrideLogicalId(name);
  consumer.node.addDependency(from);
  return Fn.getStackOutput(from.stackName, name, from.region === to.region ? undefined : from.region);
}

/** The ARN of a key, wherever it stands. */
export function keyArnFor(consumer: IConstruct, key: kms.IKey, name: string): string {
  return Resource.isOwnedResource(key) ? weakReference(consumer, key as kms.Key, name, key.keyArn) : key.keyArn;
}
