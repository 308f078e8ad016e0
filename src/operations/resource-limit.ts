import { CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * Resources of a stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * (2026-11)
 */
const MOST_RESOURCES = 500;
/** The context by which CDK's own limit is set; zero turns it off. */
const LIMIT_CONTEXT = '@aws-cdk/core:stackResourceLimit';

/**
 * Fails the synthesis of a stack that has more resources than it may, before CDK does, with what adds them and the way
 * out.
 */
export function limitResources(database: Construct): void {
  database.node.addValidation({ validate: () => problems(database) });
}

function problems(database: Construct): string[] {
  const stack = Stack.of(database);
  const limit = Number(stack.node.tryGetContext(LIMIT_CONTEXT) ?? MOST_RESOURCES);
  const count = (scope: Construct) =>
    scope.node.findAll().filter((node) => CfnResource.isCfnResource(node) && Stack.of(node) === stack).length;
  const all = count(stack);
  if (limit === 0 || all <= limit) return [];
  const parts = ['Users', 'ReadReplicas', 'Proxies'].flatMap((id) => {
    const part = database.node.tryFindChild(id) as Construct | undefined;
    return part && count(part) > 0 ? [`${count(part)} in ${id}`] : [];
  });
  return [
    `the stack must have ${limit} resources at the most, got ${all}, of which ${count(database)} are the database's${parts.length > 0 ? ` (${parts.join(', ')})` : ''}; ` +
      'give users iamAuthentication, which needs neither secret nor rotation function, and put other resources into a stack of their own',
  ];
}
