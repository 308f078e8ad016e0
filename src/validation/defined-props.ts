/**
 * Returns the props without undefined and null values. Callers in JavaScript and in the other languages of jsii pass
 * either of the two for a prop that is not set.
 */
export function definedProps<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as T;
}
