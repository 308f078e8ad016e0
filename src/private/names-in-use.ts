import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const NAMES_IN_USE = Symbol('oficina-postgres.names-in-use');

/**
 * Takes a name that must be unique in an account and region, for a construct.
 *
 * @returns the path of the construct of this app that has it already, if any; stacks of an unknown account or region are compared with themselves alone
 */
export function takeName(scope: IConstruct, prop: string, name: string): string | undefined {
  if (Token.isUnresolved(name)) return undefined;
  const { account, region } = Stack.of(scope);
  const place = Token.isUnresolved(account) || Token.isUnresolved(region) ? Stack.of(scope).node.path : `${account}/${region}`;
  const names = namesInUse(scope.node.root);
  const key = [place, prop, name].join('\n');
  const owner = names.get(key);
  names.set(key, owner ?? scope.node.path);
  return owner;
}

/** The register hangs on the app, so that apps of one process do not meet. */
function namesInUse(root: IConstruct & { [NAMES_IN_USE]?: Map<string, string> }): Map<string, string> {
  return root[NAMES_IN_USE] ??= new Map();
}
