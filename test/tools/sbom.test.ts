import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';
import { PEER_RANGE, sbom, sbomProblems } from '../../tools/support/sbom';
import { NOTICES_FILE } from '../../tools/support/third-party-notices';

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: { license: { id: string } }[];
  readonly hashes?: { alg: string; content: string }[];
  readonly properties?: { name: string; value: string }[];
}

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
let json: string;
let bom: {
  metadata: { component: Component; timestamp: string };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
};

beforeAll(() => {
  json = sbom();
  bom = JSON.parse(json);
});

const range = ({ properties }: Component) => properties?.find(({ name }) => name === PEER_RANGE)?.value;
const fullName = ({ group, name }: Component) => (group ? `${group}/${name}` : name);
const bundled = () => bom.components.filter((component) => component.type === 'library' && !range(component));
const dependenciesOf = (ref: string) => bom.dependencies.find((entry) => entry.ref === ref)?.dependsOn ?? [];

test('is valid according to the schema of CycloneDX, which refuses what it does not know', async () => {
  expect(await sbomProblems(json)).toBeUndefined();
  expect(await sbomProblems(JSON.stringify({ ...bom, anything: 1 }))).toBeDefined();
  expect(await sbomProblems(JSON.stringify({ ...bom, components: [{ name: 'without type' }] }))).toBeDefined();
});

test('is about the package in the version that is packed', () => {
  expect(bom.metadata.component).toMatchObject({
    name: manifest.name,
    version: manifest.version,
    purl: `pkg:npm/${manifest.name}@${manifest.version}`,
  });
});

test('has the packages of THIRD-PARTY-NOTICES, with their versions and licences, and no others', () => {
  const notices = [...readFileSync(NOTICES_FILE, 'utf8').matchAll(/^(\S+ \d\S*, \S+)\nhttps:\S+\n/gm)];
  const listed = bundled().map(
    (component) => `${fullName(component)} ${component.version}, ${component.licenses![0].license.id}`,
  );
  expect(listed.length).toBeGreaterThan(10);
  expect(listed.sort()).toEqual(notices.map(([, heading]) => heading).sort());
});

test('names each package by its address on npm', () => {
  for (const component of bundled()) {
    expect(component.purl).toBe(`pkg:npm/${fullName(component).replace('@', '%40')}@${component.version}`);
  }
});

test('has each function and the command line with its checksum, and the packages of which it consists', () => {
  const files = bom.components.filter(({ type }) => type === 'file');
  expect(files.map(({ name }) => name).sort()).toEqual(
    [
      'cli/commands',
      'cli/main',
      'handlers/bootstrap-handler',
      'handlers/rotation-handler',
      'handlers/snapshot-copies-handler',
    ].map((folder) => `assets/${folder}/index.js`),
  );
  for (const file of files) {
    const content = readFileSync(path.join(ROOT, file.name));
    expect(file.hashes).toEqual([{ alg: 'SHA-256', content: createHash('sha256').update(content).digest('hex') }]);
  }
  const packages = (name: string) => dependenciesOf(`assets/handlers/${name}-handler/index.js`).join(' ');
  expect(packages('bootstrap')).toMatch(/pkg:npm\/pg@/);
  expect(packages('snapshot-copies')).toMatch(/client-rds@/);
  expect(packages('snapshot-copies')).not.toMatch(/pkg:npm\/pg@/);
  for (const name of ['bootstrap', 'rotation', 'snapshot-copies']) {
    const sources = [...packages(name).matchAll(/credential-provider-\w+/g)].map(([source]) => source);
    expect(sources).toEqual(['credential-provider-env']);
  }
});

test('has the packages that the app brings, with their range instead of a version', () => {
  const peers = bom.components.filter(range);
  expect(Object.fromEntries(peers.map((peer) => [peer.name, range(peer)]))).toEqual(manifest.peerDependencies);
  for (const peer of peers) expect(peer.version).toBeUndefined();
  expect(dependenciesOf(bom.metadata.component['bom-ref'])).toEqual(
    expect.arrayContaining(peers.map(({ purl }) => purl)),
  );
});

test('leaves nothing without a place: everything is reached from the package', () => {
  const reached = new Set<string>();
  const visit = (ref: string): void => {
    if (reached.has(ref)) return;
    reached.add(ref);
    dependenciesOf(ref).forEach(visit);
  };
  visit(bom.metadata.component['bom-ref']);
  expect(bom.components.map((component) => component['bom-ref']).filter((ref) => !reached.has(ref))).toEqual([]);
});

test('is the same for the same commit', () => {
  expect(sbom()).toBe(json);
});
