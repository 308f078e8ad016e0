import { JsiiApi } from './jsii-api';
import { changeCode, Example, simpleName, upperFirst } from './translated-code';

const IMPORTS = /^(?:import [\w.*]+;\n+)+/;

/** A lower-case name behind a variable or a call, and before the name of a method that is called. */
const PROPERTY_OF_CALLED = /(?<=(\w+|\)))\.([a-z]\w*)(?=(?:\.[a-z]\w*)+\()/g;

/** Interfaces of the standard library in which jsii-rosetta writes lists and maps. */
const COLLECTIONS = ['List', 'Map'];

/** Corrects what jsii-rosetta translates wrongly into Java. */
export function correctJava(code: string, { references }: Example, api: JsiiApi): string {
  return changeCode(code, (it) => addImports(readByGetters(it), references, api));
}

/**
 * `function.connections.allowTo(…)` becomes `function.getConnections().allowTo(…)`: jsii-rosetta leaves a property as
 * it is where a method of its value is called. Classes of jsii have no public fields, so it can be nothing else; except
 * behind `this`, where a user may have declared a field.
 */
function readByGetters(code: string): string {
  return code.replace(PROPERTY_OF_CALLED, (read, owner: string, property: string) => {
    const isValue = owner === ')' || (/^[a-z]/.test(owner) && owner !== 'this');
    return isValue ? `.get${upperFirst(property)}()` : read;
  });
}

/**
 * Completes the imports of an example that shows some: TypeScript need not import what a literal becomes in Java, which
 * is a list, a map or a struct such as `Environment`.
 */
function addImports(code: string, references: readonly string[], api: JsiiApi): string {
  const shown = IMPORTS.exec(code)?.[0];
  if (shown === undefined) return code;
  const statements = code.slice(shown.length);
  const imports = new Set(shown.trim().split(/\n+/));
  const add = (javaPackage: string, name: string) => {
    if (!new RegExp(`(?<![.\\w])${name}\\b`).test(statements)) return;
    if (!imports.has(`import ${javaPackage}.*;`)) imports.add(`import ${javaPackage}.${name};`);
  };
  for (const name of COLLECTIONS) add('java.util', name);
  for (const reference of references) {
    const javaPackage = reference.includes('#') ? undefined : api.javaPackage(reference);
    if (javaPackage !== undefined) add(javaPackage, simpleName(reference));
  }
  return `${[...imports].sort().join('\n')}\n\n${statements}`;
}
