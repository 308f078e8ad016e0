/** The key of the static property in which jsii writes the full name of a class. */
const JSII_TYPE = Symbol.for('jsii.rtti');

/**
 * Whether a value is an instance of a class, or of the same class in another copy of its package: an app may have two
 * copies of aws-cdk-lib. The full name that jsii gives a class decides, as other packages have classes such as
 * `Duration` too. The plain name decides for a class without a full name.
 */
export function isOfClass(value: unknown, of: Function): boolean {
  if (value instanceof of) return true;
  for (let level = prototypeOf(value); level; level = prototypeOf(level)) {
    const own = Object.getOwnPropertyDescriptor(level, 'constructor')?.value;
    if (typeof own === 'function' && isSameClass(own, of)) return true;
  }
  return false;
}

/** The name of the class of a value. */
export function nameOfClass(value: unknown): string | undefined {
  return (value as object | undefined)?.constructor?.name;
}

function prototypeOf(value: unknown): object | null {
  return typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : null;
}

function isSameClass(one: Function, other: Function): boolean {
  const [name, otherName] = [fullName(one), fullName(other)];
  return name === otherName && (name !== undefined || one.name === other.name);
}

/** The name of a class with that of its package; undefined for a class that jsii has not compiled. */
function fullName(of: Function): string | undefined {
  if (!Object.hasOwn(of, JSII_TYPE)) return undefined;
  return (of as unknown as Record<symbol, { readonly fqn?: string }>)[JSII_TYPE]?.fqn;
}
