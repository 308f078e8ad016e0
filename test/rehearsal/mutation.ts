import { createHash } from 'crypto';
import { readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { Deployment } from '../../rehearsal/deployment';

/** A resource of a template that is being broken. */
export interface BrokenResource {
  Type: string;
  Properties: any;
  DependsOn?: string[];
}

/** A template that is being broken. */
export interface BrokenTemplate {
  readonly Resources: Record<string, BrokenResource>;
}

/** Breaks a template, as a mistake in the library would. */
export type Mutation = (template: BrokenTemplate) => void;

/**
 * Breaks the template of a stack in the cloud assembly, until the app is synthesised again. The CLI uploads a template
 * under the hash in the manifests, and does not upload a hash twice: so they get the hash of the broken template.
 */
export function mutate(deployment: Deployment, stack: string, mutation: Mutation): void {
  const { templateFile } = deployment.stacks.find(({ name }) => name === stack)!;
  const file = (name: string) => path.resolve(deployment.assembly, name);
  const intact = readFileSync(file(templateFile), 'utf8');
  const template: BrokenTemplate = JSON.parse(intact);
  mutation(template);
  const broken = JSON.stringify(template, null, 1);
  writeFileSync(file(templateFile), broken);

  const manifests = [templateFile.replace('.template.json', '.assets.json'), 'manifest.json'];
  const { files } = JSON.parse(readFileSync(file(manifests[0]), 'utf8'));
  const before = Object.keys(files).find((hash) => files[hash].source.path === path.basename(templateFile))!;
  const after = createHash('sha256').update(broken).digest('hex');
  if (before === after) throw new Error(`the mutation did not change the template of ${stack}`);
  for (const name of manifests) {
    writeFileSync(file(name), readFileSync(file(name), 'utf8').replaceAll(before, after));
  }
}

/** Returns the one resource of a type whose logical id starts with a text. */
export function resource(template: BrokenTemplate, type: string, start = ''): BrokenResource {
  return template.Resources[logicalId(template, type, start)];
}

/** Returns the logical id, starting with a text and containing another, of the one such resource of a type. */
export function logicalId({ Resources: resources }: BrokenTemplate, type: string, start = '', part = ''): string {
  const found = Object.keys(resources).filter(
    (id) => resources[id].Type === type && id.startsWith(start) && id.includes(part),
  );
  if (found.length !== 1) throw new Error(`there are ${found.length} resources ${start}… of ${type}, not one`);
  return found[0];
}

/** Removes a resource, and its logical id from each DependsOn. */
export function remove({ Resources: resources }: BrokenTemplate, id: string): void {
  delete resources[id];
  for (const other of Object.values(resources)) {
    if (other.DependsOn) other.DependsOn = [other.DependsOn].flat().filter((name) => name !== id);
  }
}

/** Removes an action from a policy; a statement without an action goes with it. */
export function removeAction(document: any, action: string): void {
  for (const statement of document.Statement) {
    statement.Action = [statement.Action].flat().filter((name: string) => name !== action);
  }
  document.Statement = document.Statement.filter(({ Action: actions }: any) => actions.length > 0);
}
