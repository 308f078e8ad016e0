import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The region whose databases have plain names, in their own region and in others. The first databases of this library
 * were in this region, before names carried a region, and their names must not change.
 */
export const PLAIN_REGION = 'us-east-1';

/** A name that is unique in another region: it ends in the region that it comes from. */
export function nameFromRegion(name: string, sourceRegion: string): string {
  return `${name}-from-${sourceRegion}`;
}

/**
 * The same for resources that hold data, or on which data depends: where they come from us-east-1, they keep the plain
 * names with which they were deployed.
 */
export function statefulNameFromRegion(name: string, sourceRegion: string): string {
  return sourceRegion === PLAIN_REGION ? name : nameFromRegion(name, sourceRegion);
}

/**
 * One name in us-east-1 and another one in all other regions. Where the region of the stack is a token, CloudFormation
 * decides.
 */
export function byPlainRegion(scope: IConstruct, plain: string, otherwise: (region: string) => string): string {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region)) return region === PLAIN_REGION ? plain : otherwise(region);
  const condition = conditionOnce(scope, 'InUsEast1', Aws.REGION, PLAIN_REGION);
  return Fn.conditionIf(condition.logicalId, plain, otherwise(region)).toString();
}

/** A condition of the stack, made once: whether a value that is known at deployment equals an expected one. */
export function conditionOnce(scope: IConstruct, name: string, value: string, expected: string): CfnCondition {
  const stack = Stack.of(scope);
  const id = `OficinaPostgres${name}`;
  const existing = stack.node.tryFindChild(id) as CfnCondition | undefined;
  return existing ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(value, expected) });
}
