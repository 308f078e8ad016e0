import * as fs from 'fs';
import * as path from 'path';
import { isDeepStrictEqual } from 'util';
import { FileSystem } from 'aws-cdk-lib';

interface Resource {
  readonly Type: string;
  readonly [attribute: string]: unknown;
}

interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, unknown>;
}

interface Assets {
  readonly files: Record<string, { readonly source: { readonly path: string } }>;
}

/**
 * The largest difference between the sizes of two templates that still counts as equal; ids and paths differ in length.
 */
const SIZE_TOLERANCE = 0.1;

export interface Comparison {
  /** How the two assemblies compare, stack by stack. */
  readonly report: string;
  readonly isEveryPropertyEqual: boolean;
}

/** Compares two assemblies; throws unless each stack has the same resources by type. */
export function compareTemplates(a: string, b: string): Comparison {
  const stacks = templates(a).map((file) => {
    const stack = file.replace('.template.json', '');
    const [left, right] = [a, b].map((outdir) => withAssetsByContent(outdir, stack));
    return compare(stack, left, right);
  });
  return {
    report: stacks.map(({ report }) => report).join('\n'),
    isEveryPropertyEqual: stacks.every((stack) => stack.isEveryPropertyEqual),
  };
}

function templates(outdir: string): string[] {
  return fs
    .readdirSync(outdir)
    .filter((file) => file.endsWith('.template.json'))
    .sort();
}

/**
 * The template of a stack, with a hash of the content in place of the hash of each asset: the library hashes its code
 * differently, and CDK also hashes bundling options.
 */
function withAssetsByContent(outdir: string, stack: string): string {
  const { files } = JSON.parse(fs.readFileSync(path.join(outdir, `${stack}.assets.json`), 'utf8')) as Assets;
  return Object.entries(files).reduce(
    (template, [hash, { source }]) => template.split(hash).join(FileSystem.fingerprint(path.join(outdir, source.path))),
    fs.readFileSync(path.join(outdir, `${stack}.template.json`), 'utf8'),
  );
}

function compare(stack: string, left: string, right: string): Comparison {
  const [a, b] = [left, right].map((text) => JSON.parse(text) as Template);
  const types = (template: Template) =>
    Object.values(template.Resources)
      .map(({ Type }) => Type)
      .sort();
  const [onlyA, onlyB] = without(types(a), types(b), (x, y) => x === y);
  if (onlyA.length + onlyB.length > 0) {
    const lines = [...onlyA.map((type) => `  only A: ${type}`), ...onlyB.map((type) => `  only B: ${type}`)];
    throw new Error(`${stack}: the variants make different resources\n${lines.join('\n')}`);
  }
  if (Object.keys(a.Outputs ?? {}).length !== Object.keys(b.Outputs ?? {}).length) {
    throw new Error(`${stack}: the variants make different outputs`);
  }
  const size = compact(a).length / compact(b).length;
  if (Math.abs(size - 1) > SIZE_TOLERANCE) {
    throw new Error(`${stack}: one template is ${size.toFixed(2)} times as large as the other`);
  }

  const properties = differentProperties(anonymous(a), anonymous(b));
  const isEveryPropertyEqual = properties.length === 0;
  const report = [
    `${stack}: ${types(a).length} resources of the same types, template size A/B ${size.toFixed(2)}, ` +
      (isEveryPropertyEqual ? 'every property equal' : 'but not every property equal:'),
    ...properties,
  ].join('\n');
  return { report, isEveryPropertyEqual };
}

function compact(template: Template): string {
  return JSON.stringify(template.Resources);
}

/** A resource without the parts that may differ, and its logical id. */
interface Anonymous {
  readonly id: string;
  readonly resource: Resource;
}

/**
 * The resources without logical ids and without names that CDK derives from paths (names, the description of a
 * provider's function): only these may differ.
 */
function anonymous({ Resources }: Template): Anonymous[] {
  const ids = Object.keys(Resources).sort((x, y) => y.length - x.length);
  return Object.entries(Resources).map(([ownId, ownResource]) => {
    const { Metadata, DependsOn, ...rest } = ownResource;
    let text = JSON.stringify({
      ...rest,
      DependsOn: [...((DependsOn as string[]) ?? [])].map((id) => Resources[id].Type).sort(),
    });
    for (const id of ids) {
      text = text.split(`"${id}"`).join(`"${Resources[id].Type}"`).split(`\${${id}`).join(`\${${Resources[id].Type}`);
    }
    text = text
      .replace(/\b[A-Za-z]\w*[0-9A-F]{8}\b/g, '(generated)')
      .replace(/(AWS CDK resource provider framework - \w+) \([\w/-]+\)/g, '$1');
    return { id: ownId, resource: JSON.parse(text) };
  });
}

/** The properties that differ, grouped by resource: each of A with the most similar one of B. */
function differentProperties(a: Anonymous[], b: Anonymous[]): string[] {
  const [onlyA, onlyB] = without(a, b, (x, y) => isDeepStrictEqual(x.resource, y.resource));
  return onlyA.flatMap((left) => {
    const [closest] = onlyB
      .filter((right) => right.resource.Type === left.resource.Type)
      .map((right) => ({ right, properties: differences('', left.resource, right.resource) }))
      .sort((x, y) => x.properties.length - y.properties.length);
    onlyB.splice(onlyB.indexOf(closest.right), 1);
    return [
      `  ${left.resource.Type} (A: ${left.id}, B: ${closest.right.id})`,
      ...closest.properties.map((property) => `    ${property}`),
    ];
  });
}

/** Where two values differ, each as `path: A value, B value`. */
function differences(at: string, a: unknown, b: unknown): string[] {
  if (isDeepStrictEqual(a, b)) return [];
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) {
    const [onlyA, onlyB] = without(a, b, isDeepStrictEqual);
    if (onlyA.length + onlyB.length > 0) return [difference(`${at}[]`, onlyA, onlyB)];
  } else if (isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differences(at ? `${at}.${key}` : key, a[key], b[key]));
  }
  return [difference(at, a, b)];
}

function difference(at: string, a: unknown, b: unknown): string {
  return `${at}: A ${JSON.stringify(a)}, B ${JSON.stringify(b)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The entries that each of two lists has more often than the other. */
function without<T>(a: T[], b: T[], areEqual: (x: T, y: T) => boolean): [onlyA: T[], onlyB: T[]] {
  const onlyB = [...b];
  const onlyA = a.filter((item) => {
    const index = onlyB.findIndex((other) => areEqual(item, other));
    if (index >= 0) onlyB.splice(index, 1);
    return index < 0;
  });
  return [onlyA, onlyB];
}
