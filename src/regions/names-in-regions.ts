import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The region whose databases have the plain names, in their own region and in others: the one of the seed. They were
 * there before those of any other region.
 */
export const PLAIN_REGION = 'us-east-1';

/**
 * A name in another region that nothing has there, of whichever other region: it ends in the region that it comes from.
 */
export function nameFrom(name: string, sourceRegion: string): string {
  return `${name}-from-${sourceRegion}`;
}

/**
 * The same for resources that hold data, or that data depends on: those of us-east-1 keep the names that they were
 * deployed with.
 */
export function statefulNameFrom(name: string, sourceRegion: string): string {
  return sourceRegion === PLAIN_REGION ? name : nameFrom(name, sourceRegion);
}

/**
 * One name in us-east-1 and another one in all other regions. Where the region of the stack is known at deployment
 * only, CloudFormation decides.
 */
export function byPlainRegion(scope: IConstruct, plain: string, otherwise: (region: string) => string): string {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region)) return region === PLAIN_REGION ? plain : otherwise(region);
  const condition = conditionOnce(scope, 'InUsEast1', Aws.REGION, PLAIN_REGION);
  return Fn.conditionIf(condition.logicalId, plain, otherwise(region)).toString();
}

/** A condition of the stack, made once: whether a value that is known at deployment is another one. */
export function conditionOnce(scope: IConstruct, name: string, value: string, expected: string): CfnCondition {
  const stack = Stack.of(scope);
  const id = `OficinaPostgres${name}`;
  const made = stack.node.tryFindChild(id) as CfnCondition | undefined;
  return made ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(value, expected) });
}
