import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const NAMES_IN_USE = Symbol('oficina-postgres.names-in-use');

/** The path of the construct that already has a name. */
export type ExistingOwner = string;

/**
 * Claims a name that must be unique in an account and region. The name is free again once its owner is no longer in the
 * app, for instance because its construction has failed.
 *
 * @param scope a construct in the stack in which the name is used
 * @param kind what the name is for; two kinds may have the same name
 * @param owner the construct that gets the name
 * @returns undefined if the name was free; otherwise the construct of this app that has it. A stack of an unknown
 * account or region is compared only with itself
 */
export function claimName(
  scope: IConstruct,
  kind: string,
  name: string,
  owner: IConstruct = scope,
): ExistingOwner | undefined {
  const { account, region } = Stack.of(scope);
  return claim(scope, [account, region], kind, name, owner);
}

/**
 * Claims a name that must be unique in an account, in all of its regions.
 *
 * @param scope the construct that gets the name
 * @param kind what the name is for; two kinds may have the same name
 * @returns undefined if the name was free; otherwise the construct of this app that has it. A stack of an unknown
 * account is compared only with itself
 */
export function claimNameInAccount(scope: IConstruct, kind: string, name: string): ExistingOwner | undefined {
  return claim(scope, [Stack.of(scope).account], kind, name, scope);
}

function claim(
  scope: IConstruct,
  environment: string[],
  kind: string,
  name: string,
  owner: IConstruct,
): ExistingOwner | undefined {
  if (Token.isUnresolved(name)) return undefined;
  const isKnown = !environment.some((part) => Token.isUnresolved(part));
  const place = isKnown ? environment.join('/') : Stack.of(scope).node.path;
  const names = namesInUse(scope.node.root);
  const key = [place, kind, name].join('\n');
  const existing = names.get(key);
  if (existing && isInApp(existing)) return existing.node.path;
  names.set(key, owner);
  return undefined;
}

/** Whether a construct and all of its parents are still children of their scopes. */
function isInApp(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInApp(scope));
}

/** The names are stored on the app, so that apps in the same process do not share them. */
function namesInUse(root: IConstruct & { [NAMES_IN_USE]?: Map<string, IConstruct> }): Map<string, IConstruct> {
  root[NAMES_IN_USE] ??= new Map();
  return root[NAMES_IN_USE];
}
