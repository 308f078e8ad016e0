import { readFileSync } from 'fs';
import * as ts from 'typescript';

/** The names of the members of an interface, as TypeScript reads them. */
export function membersOf(file: string, name: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const declaration = source.statements.filter(ts.isInterfaceDeclaration).find((node) => node.name.text === name);
  return declaration!.members.filter(ts.isPropertySignature).map((member) => member.name.getText(source));
}
