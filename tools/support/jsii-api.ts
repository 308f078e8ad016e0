import { readFileSync } from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { ROOT } from './root';

/** What jsii says of a method or constructor. */
interface Callable {
  readonly name?: string;
  readonly parameters?: readonly unknown[];
  readonly variadic?: boolean;
}

/** What jsii says of a class, an interface, a struct or an enum. */
interface Type {
  readonly name: string;
  readonly namespace?: string;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: Callable;
  readonly methods?: readonly Callable[];
}

interface Targets {
  readonly go?: { readonly moduleName?: string; readonly packageName?: string };
  readonly java?: { readonly package?: string };
}

/** What jsii says of a package; a part of https://github.com/aws/jsii/blob/main/packages/@jsii/spec. */
export interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly targets: Targets;
  readonly submodules?: Record<string, { readonly targets?: Targets }>;
  readonly types: Record<string, Type>;
}

/** The types of some packages, by their full names such as `aws-cdk-lib.aws_ec2.Vpc`. */
export class JsiiApi {
  /** The types of the library, and of those that it is used with. */
  static load(root: string = ROOT): JsiiApi {
    const modules = path.join(root, 'node_modules');
    return new JsiiApi([
      read(path.join(root, '.jsii.gz')),
      read(path.join(modules, 'aws-cdk-lib', '.jsii.gz')),
      read(path.join(modules, 'constructs', '.jsii')),
    ]);
  }

  private readonly assemblies: Map<string, Assembly>;

  constructor(assemblies: readonly Assembly[]) {
    this.assemblies = new Map(assemblies.map((assembly) => [assembly.name, assembly]));
  }

  /** The types that have a name, in all packages and submodules. */
  typesNamed(name: string): string[] {
    return [...this.assemblies.values()].flatMap(({ types }) =>
      Object.entries(types).flatMap(([fqn, type]) => (type.name === name ? [fqn] : [])),
    );
  }

  /**
   * The number of parameters that a constructor or a method declares.
   *
   * @param reference a class, or a type and its method as in `constructs.Construct#toString`
   * @returns undefined where the number varies, and for whatever is no constructor or method
   */
  parametersOf(reference: string): number | undefined {
    const [fqn, member] = reference.split('#');
    const callable = member === undefined ? this.constructorOf(fqn) : this.methodOf(fqn, member);
    return callable && !callable.variadic ? (callable.parameters?.length ?? 0) : undefined;
  }

  /** The package of a type in Go, by its name in code. */
  goPackage(fqn: string): string {
    const namespace = this.find(fqn)?.namespace;
    return namespace === undefined ? goName(this.assemblyOf(fqn)!) : namespace.replace(/_/g, '');
  }

  /** The package of a type in Java. */
  javaPackage(fqn: string): string | undefined {
    const assembly = this.assemblyOf(fqn);
    const namespace = this.find(fqn)?.namespace;
    const owner = namespace === undefined ? assembly : assembly?.submodules?.[`${assembly.name}.${namespace}`];
    return owner?.targets?.java?.package;
  }

  /** The packages of Go without their submodules, each with the path of its import. */
  get goImports(): Map<string, string> {
    return new Map(
      [...this.assemblies.values()].map((assembly) => {
        const [major] = assembly.version.split('.').map(Number);
        const suffix = major > 1 ? `/v${major}` : '';
        return [goName(assembly), `${assembly.targets.go?.moduleName}/${goName(assembly)}${suffix}`];
      }),
    );
  }

  private assemblyOf(fqn: string): Assembly | undefined {
    return this.assemblies.get(fqn.split('.')[0]);
  }

  private find(fqn: string): Type | undefined {
    return this.assemblyOf(fqn)?.types[fqn];
  }

  private constructorOf(fqn: string): Callable | undefined {
    const type = this.find(fqn);
    return type?.initializer ?? (type?.base ? this.constructorOf(type.base) : undefined);
  }

  private methodOf(fqn: string, name: string): Callable | undefined {
    const type = this.find(fqn);
    const own = type?.methods?.find((method) => method.name === name);
    if (own || !type) return own;
    const ancestors = [...(type.base ? [type.base] : []), ...(type.interfaces ?? [])];
    for (const ancestor of ancestors) {
      const inherited = this.methodOf(ancestor, name);
      if (inherited) return inherited;
    }
    return undefined;
  }
}

function goName({ name, targets }: Assembly): string {
  return targets.go?.packageName ?? name;
}

function read(file: string): Assembly {
  const content = readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(content) : content).toString());
}
