import { createHash } from 'crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import {
  CertificateAuthorities,
  CrossRegionBackup,
  EnvironmentProfile,
  EnvironmentSettings,
  OficinaPostgres,
  RestoreDrill,
} from '../../src';
import { someAuthorities } from '../support/authorities';
import { isolatedVpc } from '../support/database';

/** Where tools/cfn-lint.sh finds the templates: each once, with the regions that use it. */
const FOLDER = path.join(__dirname, '..', '..', '.demo', 'regions');

const REGIONS = RegionInfo.regions
  .map(({ name }) => name)
  .filter((name) => !name.startsWith('zz-'))
  .sort();
const PROFILES: Record<string, (overrides: EnvironmentSettings) => EnvironmentProfile> = {
  dev: (overrides) => EnvironmentProfile.dev(overrides),
  staging: (overrides) => EnvironmentProfile.staging(overrides),
  prod: (overrides) => EnvironmentProfile.prod(overrides),
};

/** The outcome of one profile in one region. */
interface Outcome {
  readonly region: string;
  readonly profile: string;
  /** The suggestions of the errors that were applied. */
  readonly answers: string[];
  /** The error for which no suggestion helped; undefined if the database was created. */
  readonly refused?: string;
}

/** The first suggestion of an error, as a setting. */
function wayOut(message: string): [string, EnvironmentSettings] | undefined {
  if (message.includes('choose RestoreDrill.none()')) return ['no drill', { restoreDrill: RestoreDrill.none() }];
  const region = /choose CrossRegionBackup\.toRegion\('([a-z0-9-]+)'\)/.exec(message)?.[1];
  if (region) return [`to ${region}`, { crossRegionBackup: CrossRegionBackup.toRegion(region) }];
  if (message.includes('choose CrossRegionBackup.none()')) {
    return ['no second region', { crossRegionBackup: CrossRegionBackup.none() }];
  }
  return undefined;
}

function attempt(app: App, region: string, profile: string): Outcome {
  const answers: string[] = [];
  let overrides: EnvironmentSettings = {};
  let certificateAuthorities: CertificateAuthorities | undefined;
  for (;;) {
    const id = `${profile}-${region}`;
    const stack = new Stack(app, id, { env: { account: '111122223333', region } });
    try {
      new OficinaPostgres(stack, 'Database', {
        vpc: isolatedVpc(stack),
        profile: PROFILES[profile](overrides),
        certificateAuthorities,
      });
      return { region, profile, answers };
    } catch (error) {
      const { message } = error as Error;
      app.node.tryRemoveChild(id);
      if (
        !certificateAuthorities &&
        message.includes(`write CertificateAuthorities.fromFile('${region}-bundle.pem')`)
      ) {
        certificateAuthorities = someAuthorities();
        continue;
      }
      const answer = wayOut(message);
      if (!answer || answers.includes(answer[0])) return { region, profile, answers, refused: message };
      answers.push(answer[0]);
      overrides = { ...overrides, ...answer[1] };
    }
  }
}

/** A template independent of its region: without region names, and without the hashes of logical ids and assets. */
function withoutRegions(text: string): string {
  const names = REGIONS.flatMap((region) => [region, region.replace(/-/g, '')]);
  return text
    .replace(/[0-9a-f]{64}/g, 'ASSET')
    .replace(/FunctionInvoke\w+/g, 'FunctionInvoke') // a version of the function, whose name depends on its properties
    .replace(/[0-9A-F]{8,}/g, 'ID')
    .replace(new RegExp(names.join('|'), 'g'), 'REGION');
}

/** Writes each different template once, and a list of its regions beside it. */
function writeTemplates(app: App): number {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const templates = new Map<string, { text: string; regions: Set<string> }>();
  for (const {
    template,
    environment: { region },
  } of app.synth().stacks) {
    for (const { Type } of Object.values<{ Type: string }>(template.Resources)) types.add(Type);
    const text = JSON.stringify(template, undefined, 1);
    const key = withoutRegions(text);
    const known = templates.get(key) ?? { text, regions: new Set() };
    templates.set(key, { ...known, regions: known.regions.add(region) });
  }
  for (const [key, { text, regions }] of templates) {
    const name = createHash('sha256').update(key).digest('hex').slice(0, 8);
    writeFileSync(path.join(FOLDER, `${name}.json`), text);
    writeFileSync(path.join(FOLDER, `${name}.regions`), [...regions].sort().join('\n'));
  }
  return templates.size;
}

/** The resource types that tools/region-data.py looks up in the registries. */
const LOOKED_UP: string[] = JSON.parse(
  readFileSync(path.join(__dirname, '..', '..', 'tools', 'support', 'resource-types.json'), 'utf8'),
);

const outdir = mkdtempSync(path.join(tmpdir(), 'oficina-regions-'));
let outcomes: Outcome[];
const types = new Set<string>();

beforeAll(() => {
  process.env.CDK_VALIDATION = 'true';
  const app = new App({ outdir, context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  outcomes = REGIONS.flatMap((region) => Object.keys(PROFILES).map((profile) => attempt(app, region, profile)));
  writeTemplates(app);
}, 300_000);

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

test('the template validator has no findings in any region', () => {
  const { pluginReports } = JSON.parse(readFileSync(path.join(outdir, 'validation-report.json'), 'utf8'));
  const violations = pluginReports
    .filter(({ pluginName }: any) => pluginName !== 'Construct Annotations')
    .flatMap((report: any) => report.violations ?? []);
  expect(violations).toEqual([]);
});

test('the registries of the regions are searched for every resource type', () => {
  expect([...types].filter((type) => !LOOKED_UP.includes(type))).toEqual([]);
});

test('each profile synthesises in each region, or is refused with a way to fix it', () => {
  expect(outcomes).toHaveLength(REGIONS.length * 3);
  for (const { refused } of outcomes.filter((outcome) => outcome.refused)) {
    expect(refused).toMatch(/ [a-z].*, got .+; .+[^.]$/s);
  }
});

test('the settings that production needs, by region', () => {
  const asked = outcomes.filter(({ profile, refused }) => profile === 'prod' && !refused);
  expect(Object.fromEntries(asked.map(({ region, answers }) => [region, answers.join(', ')]))).toMatchObject({
    'us-east-1': '',
    'us-east-2': '',
    'us-west-1': '',
    'us-west-2': '',
    'sa-east-1': 'to us-east-1',
    'eu-west-2': 'to eu-central-1',
  });
  expect(outcomes.filter(({ profile, answers }) => profile !== 'prod' && answers.length > 0)).toEqual([]);
});
