import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/**
 * The constructs of an app before a construction. What fails half-way is taken back by it: ids are free again, and so
 * are the names that `claimName()` has given.
 *
 * @param made the construct that is being made, where it is in the app already
 */
export function constructsBefore(scope: IConstruct, made?: IConstruct): ReadonlySet<IConstruct> {
  const constructs = new Set(scope.node.root.node.findAll());
  if (made) constructs.delete(made);
  return constructs;
}

/** Removes the constructs that were added to an app since, wherever they stand: in another stack, too. */
export function removeAdded(scope: IConstruct, before: ReadonlySet<IConstruct>): void {
  for (const construct of scope.node.root.node.findAll()) {
    if (!before.has(construct)) construct.node.scope?.node.tryRemoveChild(construct.node.id);
  }
}

/**
 * Takes a construct out of the app when its props cannot work. To be called before anything is made for it elsewhere.
 *
 * @param caller the constructor that the stack trace starts behind
 * @throws `ValidationError` that lists the problems, if there are any
 */
export function refuseConstruct(construct: IConstruct, problems: string[], caller: Function): void {
  if (problems.length === 0) return;
  construct.node.scope?.node.tryRemoveChild(construct.node.id);
  throw new ValidationError(construct, problems, caller);
}

/** Makes something that adds constructs to an app, or leaves the app as it was. */
export function allOrNothing<T>(scope: IConstruct, make: () => T): T {
  const before = constructsBefore(scope);
  try {
    return make();
  } catch (error) {
    removeAdded(scope, before);
    throw error;
  }
}
