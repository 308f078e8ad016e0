import * as fs from 'fs';
import * as path from 'path';

interface Resource {
  readonly Type: string;
  readonly [attribute: string]: unknown;
}

interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, unknown>;
}

/**
 * The largest difference between the sizes of two templates that still counts as the same; ids and paths differ in
 * length.
 */
const SIZE_TOLERANCE = 0.1;

/** Says how two assemblies compare, stack by stack; throws unless each stack has the same resources by type. */
export function compareTemplates(a: string, b: string): string {
  return templates(a)
    .map((file) => {
      const [left, right] = [a, b].map((outdir) => fs.readFileSync(path.join(outdir, file), 'utf8'));
      return compare(file.replace('.template.json', ''), left, right);
    })
    .join('\n');
}

function templates(outdir: string): string[] {
  return fs
    .readdirSync(outdir)
    .filter((file) => file.endsWith('.template.json'))
    .sort();
}

function compare(stack: string, left: string, right: string): string {
  const [a, b] = [left, right].map((text) => JSON.parse(text) as Template);
  const types = (template: Template) =>
    Object.values(template.Resources)
      .map(({ Type }) => Type)
      .sort();
  const difference = differ(types(a), types(b));
  if (difference.length > 0) {
    throw new Error(`${stack}: the variants make different resources\n${difference.join('\n')}`);
  }
  if (Object.keys(a.Outputs ?? {}).length !== Object.keys(b.Outputs ?? {}).length) {
    throw new Error(`${stack}: the variants make different outputs`);
  }
  const size = compact(a).length / compact(b).length;
  if (Math.abs(size - 1) > SIZE_TOLERANCE) {
    throw new Error(`${stack}: one template is ${size.toFixed(2)} times as large as the other`);
  }

  const properties = differ(anonymous(a), anonymous(b));
  return [
    `${stack}: ${types(a).length} resources of the same types, template size A/B ${size.toFixed(2)}, ` +
      (properties.length === 0 ? 'every property equal' : 'but not every property equal:'),
    ...properties,
  ].join('\n');
}

function compact(template: Template): string {
  return JSON.stringify(template.Resources);
}

/**
 * Each resource as text, without logical ids and what CDK makes of paths (names, the description of a provider's
 * function): they are all that may differ.
 */
function anonymous({ Resources }: Template): string[] {
  const ids = Object.keys(Resources).sort((x, y) => y.length - x.length);
  return Object.values(Resources)
    .map((resource) => {
      const { Metadata, DependsOn, ...rest } = resource;
      let text = JSON.stringify({
        ...rest,
        DependsOn: [...((DependsOn as string[]) ?? [])].map((id) => Resources[id].Type).sort(),
      });
      for (const id of ids) {
        text = text.split(`"${id}"`).join(`"${Resources[id].Type}"`).split(`\${${id}`).join(`\${${Resources[id].Type}`);
      }
      return text
        .replace(/\b\w+[0-9A-F]{8}\b/g, '(generated)')
        .replace(/(AWS CDK resource provider framework - \w+) \([\w/-]+\)/g, '$1');
    })
    .sort();
}

/** What one list has more often than the other. */
function differ(a: string[], b: string[]): string[] {
  const rest = [...b];
  const onlyA = a.filter((item) => {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  return [...onlyA.map((item) => `  only A: ${item}`), ...rest.map((item) => `  only B: ${item}`)];
}
