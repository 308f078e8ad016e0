import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const NAMES_IN_USE = Symbol('oficina-postgres.names-in-use');

/**
 * Takes a name that must be unique in an account and region, for a construct. It is free again once the construct is no
 * longer in the app, as one whose construction has failed.
 *
 * @param scope where the name counts
 * @param owner the construct that the name is for
 * @returns the path of the construct of this app that has it already, if any; stacks of an unknown account or region
 *   are compared with themselves alone
 */
export function takeName(scope: IConstruct, prop: string, name: string, owner: IConstruct = scope): string | undefined {
  const { account, region } = Stack.of(scope);
  return take(scope, [account, region], prop, name, owner);
}

/**
 * Takes a name that must be unique in an account, whichever region it is in.
 *
 * @param scope where the name counts, and what it is for
 * @returns the path of the construct of this app that has it already, if any; stacks of an unknown account are compared
 *   with themselves alone
 */
export function takeNameInAccount(scope: IConstruct, prop: string, name: string): string | undefined {
  return take(scope, [Stack.of(scope).account], prop, name, scope);
}

function take(scope: IConstruct, where: string[], prop: string, name: string, owner: IConstruct): string | undefined {
  if (Token.isUnresolved(name)) return undefined;
  const place = where.some((part) => Token.isUnresolved(part)) ? Stack.of(scope).node.path : where.join('/');
  const names = namesInUse(scope.node.root);
  const key = [place, prop, name].join('\n');
  const former = names.get(key);
  if (former && isInApp(former)) return former.node.path;
  names.set(key, owner);
  return undefined;
}

/** Whether a construct, and each one that it stands in, is still a child of its scope. */
function isInApp(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInApp(scope));
}

/** The register hangs on the app, so that apps of one process do not meet. */
function namesInUse(root: IConstruct & { [NAMES_IN_USE]?: Map<string, IConstruct> }): Map<string, IConstruct> {
  return (root[NAMES_IN_USE] ??= new Map());
}
