import { CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * Resources that CloudFormation allows in a stack (2026-11):
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MOST_RESOURCES = 500;
/** The context key of CDK's own limit; zero turns it off. */
const LIMIT_CONTEXT = '@aws-cdk/core:stackResourceLimit';
/** The parts of a database whose resources grow with its props, by construct id. */
const GROWING_PARTS = ['Users', 'ReadReplicas', 'Proxies'];

/**
 * Fails the synthesis of a stack with too many resources, before CDK does. The message says which parts of the database
 * add them, and what to do.
 */
export function limitResources(database: Construct): void {
  database.node.addValidation({ validate: () => problems(database) });
}

function problems(database: Construct): string[] {
  const stack = Stack.of(database);
  const limit = Number(stack.node.tryGetContext(LIMIT_CONTEXT) ?? MOST_RESOURCES);
  const total = resourcesIn(stack);
  if (limit === 0 || total <= limit) return [];
  return [
    `the stack must have at most ${limit} resources, got ${total}, ` +
      `of which ${resourcesIn(database)} are the database's${partsText(database)}; ` +
      'give users iamAuthentication, which needs neither secret nor rotation function, ' +
      'and put other resources into a stack of their own',
  ];
}

/** Counts the resources of a construct that are in its own stack. */
function resourcesIn(scope: Construct): number {
  const stack = Stack.of(scope);
  return scope.node.findAll().filter((node) => CfnResource.isCfnResource(node) && Stack.of(node) === stack).length;
}

/** The number of resources in each growing part, as in ` (120 in Users, 8 in Proxies)`. */
function partsText(database: Construct): string {
  const counts: string[] = [];
  for (const id of GROWING_PARTS) {
    const part = database.node.tryFindChild(id) as Construct | undefined;
    const count = part ? resourcesIn(part) : 0;
    if (count > 0) counts.push(`${count} in ${id}`);
  }
  return counts.length > 0 ? ` (${counts.join(', ')})` : '';
}
