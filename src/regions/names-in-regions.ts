import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The region that the names of stateful resources, of dashboards and of the keys of topics leave out. The first
 * databases of this library were in this region, before names contained a region, and their names must not change.
 */
const REGION_WITHOUT_SUFFIX = 'us-east-1';

/** Returns a name that is unique in another region: it ends in the region that it comes from. */
export function nameFromRegion(name: string, sourceRegion: string): string {
  return `${name}-from-${sourceRegion}`;
}

/**
 * Returns such a name for a resource that holds data, or on which data depends. If it comes from us-east-1, it keeps
 * the name without a region with which it was deployed.
 */
export function statefulNameFromRegion(name: string, sourceRegion: string): string {
  return sourceRegion === REGION_WITHOUT_SUFFIX ? name : nameFromRegion(name, sourceRegion);
}

/**
 * Returns a name with the region of the stack as its suffix; in us-east-1 the name without a suffix. If the region is a
 * token, CloudFormation decides.
 */
export function withRegionSuffix(scope: IConstruct, name: string, separator: '-' | '/'): string {
  const { region } = Stack.of(scope);
  const nameWithSuffix = `${name}${separator}${region}`;
  if (!Token.isUnresolved(region)) return region === REGION_WITHOUT_SUFFIX ? name : nameWithSuffix;
  const condition = conditionOnce(scope, 'InUsEast1', Aws.REGION, REGION_WITHOUT_SUFFIX);
  return Fn.conditionIf(condition.logicalId, name, nameWithSuffix).toString();
}

/**
 * Returns a condition of the stack, which is created once: whether a value, known at deployment, equals another one.
 */
export function conditionOnce(scope: IConstruct, name: string, value: string, expected: string): CfnCondition {
  const stack = Stack.of(scope);
  const id = `OficinaPostgres${name}`;
  const existing = stack.node.tryFindChild(id) as CfnCondition | undefined;
  return existing ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(value, expected) });
}
