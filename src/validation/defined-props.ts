/** What is given of some props: JavaScript and the other languages of jsii write nothing as undefined or as null. */
export function definedProps<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as T;
}
