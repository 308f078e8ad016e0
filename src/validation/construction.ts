import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/**
 * Returns every construct of an app. `removeAdded()` later undoes a construction that has failed half-way: it removes
 * all other constructs, so that their ids, and the names claimed with `claimName()`, are free again.
 *
 * @param current the construct whose constructor is running; it is left out, so that it is removed as well
 */
export function constructsBefore(scope: IConstruct, current?: IConstruct): ReadonlyArray<IConstruct> {
  const constructs = scope.node.root.node.findAll();
  return current ? constructs.filter((construct) => construct !== current) : constructs;
}

/** Removes the constructs that were added to an app since `constructsBefore()`, in every stack. */
export function removeAdded(scope: IConstruct, before: ReadonlyArray<IConstruct>): void {
  const existing = new Set(before);
  for (const construct of scope.node.root.node.findAll()) {
    if (!existing.has(construct)) construct.node.scope?.node.tryRemoveChild(construct.node.id);
  }
}

/**
 * Removes a construct from the app if its props cannot work. Call this before anything is created for the construct in
 * other scopes.
 *
 * @param caller the constructor, which the stack trace leaves out, so that it begins where the user calls it
 * @throws `ValidationError` that lists the problems, if there are any
 */
export function refuseConstruct(construct: IConstruct, problems: string[], caller: Function): void {
  if (problems.length === 0) return;
  construct.node.scope?.node.tryRemoveChild(construct.node.id);
  throw new ValidationError(construct, problems, caller);
}

/** Runs a function that adds constructs to an app. If it throws, all of them are removed again. */
export function allOrNothing<T>(scope: IConstruct, create: () => T): T {
  const before = constructsBefore(scope);
  try {
    return create();
  } catch (error) {
    removeAdded(scope, before);
    throw error;
  }
}
