import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';

/*
 * What callers in Python pass in: jsii turns a dict into a struct where a prop or a parameter is one, but neither in a
 * map nor in a list. There, it leaves out fields of more than one word without a message.
 */

/** The parts of an assembly of jsii that the search reads, as @jsii/spec names them. */
export interface Assembly {
  readonly name: string;
  readonly types?: Readonly<Record<string, Type>>;
}

interface Type {
  readonly fqn: string;
  readonly kind: string;
  /** Whether an interface is a struct. */
  readonly datatype?: boolean;
  /** The structs that a struct extends. */
  readonly interfaces?: readonly string[];
  readonly properties?: readonly Property[];
  readonly methods?: readonly Callable[];
  readonly initializer?: Callable;
}

interface Property {
  readonly name: string;
  readonly type: TypeReference;
  readonly immutable?: boolean;
}

interface Callable {
  /** An initializer has no name. */
  readonly name?: string;
  readonly parameters?: readonly { readonly name: string; readonly type: TypeReference; readonly variadic?: boolean }[];
}

interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
  readonly intersection?: { readonly types: readonly TypeReference[] };
}

/** Reads the assembly of a package, compressed or not. */
export function readAssembly(folder: string): Assembly {
  const compressed = path.join(folder, '.jsii.gz');
  const json = existsSync(compressed) ? gunzipSync(readFileSync(compressed)) : readFileSync(path.join(folder, '.jsii'));
  return JSON.parse(json.toString());
}

/**
 * Returns the places of an assembly at which users pass in a map or a list of structs, as in `Props.overrides`: the
 * parameters of methods and initializers, the properties that can be set, and the properties of structs in these.
 *
 * @param assembly the library
 * @param others the assemblies of the types that the library uses
 */
export function collectionsOfStructs(assembly: Assembly, others: readonly Assembly[] = []): string[] {
  const types = new Map([assembly, ...others].flatMap((each) => Object.entries(each.types ?? {})));
  const found: string[] = [];
  const visited = new Set<string>();

  function typeOf(fqn: string): Type {
    const type = types.get(fqn);
    // Nobody knows whether it is a struct.
    if (!type) throw new Error(`no assembly has the type ${fqn}`);
    return type;
  }

  /** The types of which a value has one. */
  function parts(reference: TypeReference): readonly TypeReference[] {
    const { union, intersection } = reference;
    return union || intersection ? (union ?? intersection)!.types.flatMap(parts) : [reference];
  }

  function isStruct({ fqn }: TypeReference): boolean {
    return fqn !== undefined && typeOf(fqn).datatype === true;
  }

  /** Looks at a type that users pass in. */
  function visit(reference: TypeReference, where: string, isInCollection = false): void {
    for (const part of parts(reference)) {
      if (part.collection) visit(part.collection.elementtype, where, true);
      if (!isStruct(part)) continue;
      if (isInCollection) found.push(where);
      visitStruct(part.fqn!);
    }
  }

  function visitStruct(fqn: string): void {
    const isOwn = fqn.startsWith(`${assembly.name}.`);
    if (!isOwn || visited.has(fqn)) return;
    visited.add(fqn);
    const { properties = [], interfaces = [] } = typeOf(fqn);
    for (const { name, type } of properties) visit(type, `${fqn}.${name}`);
    for (const base of interfaces) visitStruct(base);
  }

  function visitCallable(fqn: string, { name = 'new', parameters = [] }: Callable): void {
    for (const parameter of parameters) {
      visit(parameter.type, `${fqn}.${name}(${parameter.name})`, parameter.variadic === true);
    }
  }

  for (const { fqn, datatype, properties = [], methods = [], initializer } of Object.values(assembly.types ?? {})) {
    if (datatype) continue; // only if users pass it in
    for (const callable of initializer ? [initializer, ...methods] : methods) visitCallable(fqn, callable);
    for (const { name, type, immutable } of properties) {
      if (!immutable) visit(type, `${fqn}.${name}`);
    }
  }
  return [...new Set(found)];
}
