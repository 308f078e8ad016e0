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
 * Breaks the template of a stack in the cloud assembly, until the returned function mends it. The CLI uploads a template
 * under its hash, and not again what is there: the hash changes in the manifests as well.
 */
export function mutate(deployment: Deployment, stack: string, mutation: Mutation): () => void {
  const { templateFile } = deployment.stacks.find(({ name }) => name === stack)!;
  const file = (name: string) => path.join(deployment.assembly, name);
  const names = [templateFile, templateFile.replace('.template.json', '.assets.json'), 'manifest.json'];
  const intact = names.map((name) => [file(name), readFileSync(file(name), 'utf8')]);

  const [[, template], [, assets]] = intact;
  const broken = JSON.parse(template);
  mutation(broken);
  const text = JSON.stringify(broken, null, 1);
  if (text === JSON.stringify(JSON.parse(template), null, 1)) throw new Error('the mutation changes nothing');
  const [before] = Object.entries<any>(JSON.parse(assets).files).find(([, { source }]) => source.path === templateFile)!;
  const after = createHash('sha256').update(text).digest('hex');
  writeFileSync(file(templateFile), text);
  for (const [name, content] of intact.slice(1)) writeFileSync(name, content.replaceAll(before, after));
  return () => intact.forEach(([name, content]) => writeFileSync(name, content));
}

/** The one resource of a type whose logical id starts with a text. */
export function resource(template: BrokenTemplate, type: string, start = ''): BrokenResource {
  return template.Resources[logicalId(template, type, start)];
}

/** The logical id of the one resource of a type whose logical id starts with a text. */
export function logicalId({ Resources: resources }: BrokenTemplate, type: string, start = ''): string {
  const found = Object.keys(resources).filter((id) => resources[id].Type === type && id.startsWith(start));
  if (found.length !== 1) throw new Error(`there are ${found.length} resources ${start}… of ${type}, not one`);
  return found[0];
}

/** Removes a resource, and what depends on it depends on it no more. */
export function remove({ Resources: resources }: BrokenTemplate, id: string): void {
  delete resources[id];
  for (const other of Object.values(resources)) {
    if (other.DependsOn) other.DependsOn = other.DependsOn.filter((name) => name !== id);
  }
}
