import { CfnOutput, Fn, IStackSynthesizer, Resource, Stack, Stage, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';

/** What a stack in another region is for. */
export interface SupportStackProps {
  /** What is in it, in a word: the stack is `<stack>-<purpose>-<region>`. */
  readonly purpose: 'backups' | 'replicas';
  readonly region: string;
  readonly description: string;
}

/**
 * The stack in another region that belongs to the stack of a construct: the one that another database of the same stack has made, or a new one. It is one for each
 * stack, and not one for all of an app: two apps of an account would give it the same name, and each deployment of the one would take down what the other has in it.
 *
 * Account and region of the construct's stack have to be known.
 */
export function supportStack(scope: Construct, { purpose, region, description }: SupportStackProps): Stack {
  const source = topmost(Stack.of(scope));
  const stage = Stage.of(source)!;
  const id = `${source.node.path.slice(stage.node.path.length).replace(/^\//, '').replace(/\//g, '-')}-${purpose}-${region}`;
  return stage.node.tryFindChild(id) as Stack | undefined ?? new Stack(stage, id, {
    // Two stacks of one name in two regions may each have one in a third.
    stackName: `${source.stackName}-${purpose}-from-${source.region}`,
    description,
    env: { account: source.account, region },
    synthesizer: reusable(source.synthesizer),
    terminationProtection: source.terminationProtection,
  });
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

/**
 * A value of another stack that CloudFormation looks up at deployment: no export that keeps the other stack from changing, and no custom resource that carries it
 * across regions. What depends on it is deployed later.
 *
 * @param name name of the output that the value gets; it never changes, as deployed stacks look it up
 */
export function weakReference(consumer: IConstruct, producer: Construct, name: string, value: string): string {
  const [from, to] = [topmost(Stack.of(producer)), topmost(Stack.of(consumer))];
  if (!Token.isUnresolved(value) || from === to) return value;
  const id = `${name}Output`;
  const output = from.node.tryFindChild(id) as CfnOutput | undefined ?? new CfnOutput(from, id, { value, description: 'Read by the stack that refers to it' });
  output.overrideLogicalId(name);
  consumer.node.addDependency(from);
  return Fn.getStackOutput(from.stackName, name, from.region === to.region ? undefined : from.region);
}

/** The ARN of a key, wherever it stands. */
export function keyArnFor(consumer: IConstruct, key: kms.IKey, name: string): string {
  return Resource.isOwnedResource(key) ? weakReference(consumer, key as kms.Key, name, key.keyArn) : key.keyArn;
}
