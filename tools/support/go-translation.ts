import { JsiiApi } from './jsii-api';
import { changeCode, Example, lowerFirst, simpleName, upperFirst } from './translated-code';

const IMPORTS = /^(?:import (?:"[^"]*"|\([^)]*\))\n+)+/;

/** A package by its name in code, before what it exports. */
const PACKAGE = /(?<![.\w])([a-z]\w*)(?=\.[A-Z])/g;

/** What TypeScript calls a module, and the module: `import * as ec2 from 'aws-cdk-lib/aws-ec2'`. */
const NAMESPACE_IMPORT = /^import \* as (\w+) from 'aws-cdk-lib\/([\w-]+)'/gm;

/** The packages that no assembly of jsii describes. */
const OTHER_PACKAGES = { fmt: 'fmt', jsii: 'github.com/aws/jsii-runtime-go' };

/** Corrects what jsii-rosetta translates wrongly into Go. */
export function correctGo(code: string, example: Example, api: JsiiApi): string {
  const packages = new Packages(example, api);
  const parameters = new Parameters(example, api);
  const [shownImports] = IMPORTS.exec(code) ?? [''];
  const corrected = changeCode(code.slice(shownImports.length), (it) => {
    const spelt = packages.qualifyTypes(packages.rename(correctSpelling(it)));
    const read = packages.exportMembers(pointToLiterals(spelt));
    return printValues(parameters.addNil(read));
  });
  return shownImports === '' ? corrected : `${packages.importsOf(corrected)}\n\n${corrected}`;
}

function correctSpelling(code: string): string {
  return (
    code
      // The function of the runtime has another name.
      .replace(/\bjsii\.Boolean\(/g, 'jsii.Bool(')
      // From the second time on, a name has the mark of a pointer: `Duration_*Days(`, `database.*AlarmTopic`.
      .replace(/(?<=\w[_.])\*(?=\w)/g, '')
      // `{ vpc }` becomes `Vpc: Vpc`, which spells the variable as if it was exported.
      .replace(/^(\s*)([A-Z]\w*): \2,/gm, (_, indent: string, name: string) => `${indent}${name}: ${lowerFirst(name)},`)
      // A remark at the end of a line gets a line of its own, where it seems to belong to the next one.
      .replace(/,\n\t* (?=\/\/)/g, ', ')
  );
}

/** `: []string{…}` becomes `: &[]string{…}`: jsii takes lists and maps by pointers. Elements of lists stay values. */
function pointToLiterals(code: string): string {
  return code.replace(/(?<=: |\(|, )(?=(?:\[\]|map\[)[^\n]*\{)/g, '&');
}

/** What the functions of jsii return is a pointer, of which only the address would be printed. */
function printValues(code: string): string {
  return code.replace(/(?<=\bfmt\.Println\()(?=[a-z]\w*[.(])/g, '*');
}

/** The packages that an example uses. */
class Packages {
  /** Packages by what TypeScript calls them. */
  private readonly aliases: ReadonlyMap<string, string>;
  /** The paths of imports by the names of packages. */
  private readonly paths: ReadonlyMap<string, string>;

  constructor(
    private readonly example: Example,
    private readonly api: JsiiApi,
  ) {
    const imports = [...example.typeScript.matchAll(NAMESPACE_IMPORT)];
    this.aliases = new Map(imports.map(([, alias, module]) => [alias, module.replace(/-/g, '')]));
    const ofAssemblies = api.goImports;
    const ofServices = [...this.aliases.values()].map(
      (name) => [name, `${ofAssemblies.get('awscdk')}/${name}`] as const,
    );
    this.paths = new Map([...Object.entries(OTHER_PACKAGES), ...ofAssemblies, ...ofServices]);
  }

  /** `ec2.NewVpc(…)` becomes `awsec2.NewVpc(…)`: jsii-rosetta takes the name that the package has in TypeScript. */
  rename(code: string): string {
    return code.replace(PACKAGE, (name: string) => this.aliases.get(name) ?? name);
  }

  /** `&VpcProps{…}` becomes `&awsec2.VpcProps{…}`: jsii-rosetta leaves out the package of structs and of elements. */
  qualifyTypes(code: string): string {
    return code.replace(/(?<=[&\]]\*?)[A-Z]\w*(?=\{)/g, (name) => {
      const fqn = this.typeNamed(name);
      return fqn === undefined ? name : `${this.api.goPackage(fqn)}.${name}`;
    });
  }

  /**
   * `function.connections.AllowTo(…)` becomes `function.Connections().AllowTo(…)`: all that values of jsii have is
   * exported methods. What a package has needs no call, but an exported name: `awsecs.Secret_fromSecretsManager(…)`.
   */
  exportMembers(code: string): string {
    return code
      .replace(/(?<=(\w+|\)))\.([A-Za-z]\w*)(\(?)/g, (member, owner: string, name: string, call: string) =>
        this.paths.has(owner) ? member : `.${upperFirst(name)}${call || '()'}`,
      )
      .replace(/(?<=(\w+)\.[A-Z]\w*_)[a-z](?=\w*\()/g, (initial, owner: string) =>
        this.paths.has(owner) ? initial.toUpperCase() : initial,
      );
  }

  /** The imports of statements. Those of jsii-rosetta have no versions and no services, and leave out the runtime. */
  importsOf(statements: string): string {
    const used = new Set(statements.match(PACKAGE));
    const paths = [...this.paths].flatMap(([name, each]) => (used.has(name) ? [each] : [])).sort();
    const ofStandardLibrary = paths.filter((each) => !each.includes('/'));
    const others = paths.filter((each) => each.includes('/'));
    const groups = [ofStandardLibrary, others].filter((group) => group.length > 0);
    const lines = groups.map((group) => group.map((each) => `\t"${each}"`).join('\n'));
    return `import (\n${lines.join('\n\n')}\n)`;
  }

  /** The type of that name; of several, the one that the example refers to. */
  private typeNamed(name: string): string | undefined {
    const all = this.api.typesNamed(name);
    const referred = all.filter((fqn) => this.example.references.includes(fqn));
    const candidates = referred.length > 0 ? referred : all;
    return candidates.length === 1 ? candidates[0] : undefined;
  }
}

/** How many parameters the functions have that an example calls. */
class Parameters {
  /** By the name of a method in TypeScript, or by `New` and the name of a class. Undefined where several differ. */
  private readonly counts = new Map<string, number | undefined>();

  constructor({ references }: Example, api: JsiiApi) {
    for (const reference of references) {
      const [fqn, method] = reference.split('#');
      const name = method ?? `New${simpleName(fqn)}`;
      const count = api.parametersOf(reference);
      const differs = this.counts.has(name) && this.counts.get(name) !== count;
      this.counts.set(name, differs ? undefined : count);
    }
  }

  /** `NewVpc(stack, id)` becomes `NewVpc(stack, id, nil)`: Go has no optional parameters. */
  addNil(code: string): string {
    // The last call comes first: those inside of another one are complete before it, and positions stay valid.
    const calls = [...code.matchAll(/\b(\w+)\(/g)].reverse();
    return calls.reduce((changed, { 0: { length }, 1: name, index }) => {
      const { end, count } = argumentsAt(changed, index + length);
      const missing = (this.countOf(name) ?? count) - count;
      if (missing <= 0) return changed;
      const nils = Array(missing).fill('nil').join(', ');
      return `${changed.slice(0, end)}${count > 0 ? ', ' : ''}${nils}${changed.slice(end)}`;
    }, code);
  }

  /** @param name as in Go: `NewVpc`, `Vpc_FromLookup`, `AddSubscription` */
  private countOf(name: string): number | undefined {
    if (this.counts.has(name)) return this.counts.get(name);
    const method = name.slice(name.indexOf('_') + 1);
    return this.counts.get(lowerFirst(method));
  }
}

/** The arguments that begin at a position: where they end, and how many there are. */
function argumentsAt(code: string, start: number): { end: number; count: number } {
  let depth = 0;
  let commas = 0;
  let end = start;
  while (end < code.length && (depth > 0 || code[end] !== ')')) {
    if ('([{'.includes(code[end])) depth += 1;
    if (')]}'.includes(code[end])) depth -= 1;
    if (code[end] === ',' && depth === 0) commas += 1;
    end += 1;
  }
  const isEmpty = code.slice(start, end).trim() === '';
  return { end, count: isEmpty ? 0 : commas + 1 };
}
