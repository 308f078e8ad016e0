import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import * as path from 'path';
import { Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { Bundle, bundles, Manifest, manifestOf, sourceOf } from './bundled-packages';
import { ROOT } from './root';

/** Where the release looks for it. */
export const SBOM_FILE = path.join(ROOT, 'dist', 'sbom.json');

/** The name of the property with the range of a package that the app brings. */
export const PEER_RANGE = 'oficina-postgres:peer-range';

/** The newest version that the tools of others read by now. */
const SPECIFICATION = Spec.Spec1dot6;

/**
 * The software bill of materials of the package, as CycloneDX: the bundle of each function with the packages of which
 * it consists, and the packages that the app brings. The library in lib/ contains no code of others.
 *
 * The packages for other languages contain the npm package as it is, so that it is theirs as well.
 */
export function sbom(): string {
  const bom = new Models.Bom();
  const library = manifestOf('.');
  const root = component(library, Enums.ComponentType.Library);
  bom.metadata.component = root;
  // Of the commit: the same commit has the same SBOM.
  const committed = execFileSync('git', ['log', '-1', '--format=%cI'], { cwd: ROOT, encoding: 'utf8' });
  bom.metadata.timestamp = new Date(committed.trim());
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build);
  const tool = manifestOf('node_modules/@cyclonedx/cyclonedx-library');
  bom.metadata.tools.components.add(component(tool, Enums.ComponentType.Library));

  const made = bundles();
  const packages = componentsByFolder(made);
  for (const { file, folders } of made) {
    const bundle = fileComponent(file);
    for (const folder of folders) bundle.dependencies.add(packages.get(folder)!.bomRef);
    bom.components.add(bundle);
    root.dependencies.add(bundle.bomRef);
  }
  for (const bundled of packages.values()) bom.components.add(bundled);
  for (const [name, range] of Object.entries(library.peerDependencies ?? {})) {
    const peer = peerComponent(name, range);
    bom.components.add(peer);
    root.dependencies.add(peer.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(SPECIFICATION));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** What is wrong with an SBOM according to the schema of CycloneDX; undefined if nothing is. */
export async function sbomProblems(json: string): Promise<unknown> {
  return (await new Validation.JsonStrictValidator(SPECIFICATION.version).validate(json)) ?? undefined;
}

/** A component for each package, with its dependencies as far as they are in a bundle. */
function componentsByFolder(made: Bundle[]): Map<string, Models.Component> {
  const manifests = new Map(made.flatMap(({ folders }) => folders).map((folder) => [folder, manifestOf(folder)]));
  const components = new Map(
    [...manifests].map(([folder, manifest]) => [folder, component(manifest, Enums.ComponentType.Library)]),
  );
  for (const [folder, { dependencies }] of manifests) {
    for (const name of Object.keys(dependencies ?? {})) {
      const dependency = components.get(resolved(name, folder, components));
      if (dependency) components.get(folder)!.dependencies.add(dependency.bomRef);
    }
  }
  return components;
}

/** The folder in which Node.js finds a package: the one of its name that is nearest to the folder that asks. */
function resolved(name: string, folder: string, known: ReadonlyMap<string, unknown>): string {
  const nested = `${folder}/node_modules/${name}`;
  if (known.has(nested)) return nested;
  const above = folder.lastIndexOf('/node_modules/');
  return above < 0 ? `node_modules/${name}` : resolved(name, folder.slice(0, above), known);
}

function component(manifest: Manifest, type: Enums.ComponentType): Models.Component {
  const [, group, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(manifest.name)!;
  const purl = packageUrl(manifest.name, manifest.version);
  return new Models.Component(type, name, {
    bomRef: purl,
    group,
    version: manifest.version,
    description: manifest.description,
    purl,
    scope: Enums.ComponentScope.Required,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense(manifest.license)]),
    externalReferences: new Models.ExternalReferenceRepository([
      new Models.ExternalReference(sourceOf(manifest), Enums.ExternalReferenceType.VCS),
    ]),
  });
}

function fileComponent(file: string): Models.Component {
  const content = readFileSync(path.join(ROOT, file));
  return new Models.Component(Enums.ComponentType.File, file, {
    bomRef: file,
    hashes: new Models.HashDictionary([
      [Enums.HashAlgorithm['SHA-256'], createHash('sha256').update(content).digest('hex')],
    ]),
  });
}

/** A package that is not delivered, in a version that the app decides within a range. */
function peerComponent(fullName: string, range: string): Models.Component {
  const purl = packageUrl(fullName);
  return new Models.Component(Enums.ComponentType.Library, fullName, {
    bomRef: purl,
    purl,
    properties: new Models.PropertyRepository([new Models.Property(PEER_RANGE, range)]),
  });
}

function packageUrl(fullName: string, version?: string): string {
  const [, scope, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(fullName)!;
  return new PackageURL('npm', scope, name, version, undefined, undefined).toString();
}
