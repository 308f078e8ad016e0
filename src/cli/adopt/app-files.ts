import * as path from 'path';
import { FEATURE_FLAGS } from './feature-flags';
import { livePicture } from './live-properties';
import { instanceLogicalId } from './logical-id';
import { Picture } from './picture';
import { Code, literal } from './source-text';
import { Preset, wishesOf } from './wishes';

/** The file in which an app remembers what it has taken over. */
export const RECORD_FILE = 'adopt.json';

/** The mapping for `cdk import --resource-mapping`. */
export const MAPPING_FILE = 'import.json';

/** What was found, for the checks of later phases. */
export interface AdoptionRecord {
  readonly identifier: string;
  readonly environment: string;
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** The id that no other instance ever has: a replaced instance has another one. */
  readonly resourceId: string;
  readonly secretArn: string;
  readonly securityGroupIds: readonly string[];
  readonly parameterGroup: string;
  readonly readAt: string;
}

/** The versions that the app installs: those that the library is tested with (examples/prod/package.json). */
const DEPENDENCIES = { 'aws-cdk-lib': '2.276.0', constructs: '10.8.1' };
const DEV_DEPENDENCIES = {
  '@types/node': '^20',
  'aws-cdk': '2.1148.1',
  'ts-node': '^10.9.2',
  typescript: '~6.0.3',
};

/** Names of environments that say which profile they are. */
const PRESETS: Readonly<Record<Preset, readonly string[]>> = {
  dev: ['dev', 'development'],
  staging: ['staging', 'stage', 'stg'],
  prod: ['prod', 'production', 'prd', 'producao', 'live'],
};

/** The environment that an identifier ends with, as in oficina-db-prod; undefined if it does not. */
export function environmentOf(identifier: string): string | undefined {
  const last = identifier.split('-').pop()!;
  return Object.values(PRESETS).some((names) => names.includes(last)) ? last : undefined;
}

/** The name of the stack, as the examples have it. */
export function stackName(environment: string): string {
  return `oficina-database-${environment}`;
}

export function recordOf(picture: Picture, environment: string, now: Date): AdoptionRecord {
  const { database, instance, account, region, secret } = picture;
  const live = livePicture(instance);
  return {
    identifier: database.identifier,
    environment,
    stack: stackName(environment),
    account,
    region,
    resourceId: instance.DbiResourceId ?? '?',
    secretArn: secret.arn,
    securityGroupIds: (live.VPCSecurityGroups as string[] | undefined) ?? [],
    parameterGroup: `${live.DBParameterGroupName}`,
    readAt: now.toISOString(),
  };
}

/**
 * The files of an app that takes an instance over, by their paths.
 *
 * @param plan the text of PLAN.md
 * @param terraform the text of terraform-state-rm.sh; undefined without a state
 */
export function appFiles(
  picture: Picture,
  record: AdoptionRecord,
  plan: string,
  terraform: string | undefined,
): Record<string, string> {
  const { identifier, stack } = record;
  const source = path.posix.join('bin', `${identifier}.ts`);
  const files: Record<string, string | undefined> = {
    'package.json': json(packageJson(stack, record.environment)),
    'cdk.json': json({ app: `npx ts-node --prefer-ts-exts ${source}`, context: FEATURE_FLAGS }),
    'tsconfig.json': json(TSCONFIG),
    '.gitignore': 'cdk.out/\nnode_modules/\ncdk.context.json\n*.tfstate\n',
    [source]: appSource(picture, record),
    [MAPPING_FILE]: json({ [instanceLogicalId()]: { DBInstanceIdentifier: identifier } }),
    [RECORD_FILE]: json(record),
    'terraform-state-rm.sh': terraform,
    'PLAN.md': plan,
  };
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'node16',
    lib: ['es2022'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  exclude: ['cdk.out', 'node_modules'],
};

function packageJson(name: string, environment: string) {
  return {
    name,
    version: '0.0.0',
    private: true,
    description: `The ${environment} database, taken over with oficina-postgres`,
    engines: { node: '>= 20' },
    scripts: {
      cdk: 'cdk',
      synth: 'cdk synth --quiet',
      explain: 'cdk synth --quiet --context explain=true',
      diff: 'cdk diff',
      deploy: 'cdk deploy',
    },
    dependencies: { ...DEPENDENCIES, 'oficina-postgres': '0.x' },
    devDependencies: DEV_DEPENDENCIES,
  };
}

/** What the app says of the subnets, by whether they have a way out. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  true: 'The subnets have a way out, by which the functions of the database reach Secrets Manager.',
  false: 'The subnets have no way out: the functions of the database get an endpoint of Secrets Manager.',
  undefined: 'Whether the subnets have a way out could not be read. If they have none, write isolatedSubnetIds.',
};

function appSource(picture: Picture, record: AdoptionRecord): string {
  const { instance, subnets, secret, storageKeyArn, performanceInsightsKeyArn } = picture;
  const { identifier, environment, stack, account, region, readAt } = record;
  const live = livePicture(instance);
  const adopt = {
    subnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName,
    storageKeyArn,
    masterUsername: instance.MasterUsername,
    secretArn: secret.arn,
    secretKeyArn: secret.keyArn,
    initialDatabaseName: instance.DBName || undefined,
    performanceInsightsKeyArn,
    securityGroupIds: live.VPCSecurityGroups,
    live,
  };
  const vpc = {
    vpcId: instance.DBSubnetGroup?.VpcId,
    // One zone for each subnet, in the same order.
    availabilityZones: subnets.map(({ zone }) => zone),
    [picture.hasWayOut === false ? 'isolatedSubnetIds' : 'privateSubnetIds']: subnets.map(({ id }) => id),
  };
  const props = {
    profile: new Code(profileSource(environment)),
    instanceIdentifier: identifier,
    databaseName: picture.databaseName,
    ...wishesOf(live, presetOf(environment)),
  };
  const body = literal(props, '    ')
    .replace(/^\{\n/, '')
    .replace(/\n {4}\}$/, '');
  const day = readAt.slice(0, 10);
  const text = `/** The running instance, as RDS described it on ${day}. PLAN.md says what comes next. */
const adopt = AdoptedDatabase.of(${literal(adopt)});

class DatabaseStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true });

    // ${WAYS_OUT[`${picture.hasWayOut}`]}
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', ${literal(vpc, '    ')});

    const database = new OficinaPostgres(this, 'Database', {
      vpc,
      // What the database is to become. While live of adopt is there, nothing of this reaches the instance.
${body}
      adopt,
    });

    if (this.node.tryGetContext('explain')) console.log(database.explain().toText());
  }
}

const app = new App();
new DatabaseStack(app, ${literal(stack)}, {
  description: ${literal(`PostgreSQL, ${environment}`)},
  env: { account: ${literal(account)}, region: ${literal(region)} },
});
`;
  return `${imports(text)}\n${text}`;
}

/** The profile that a name suggests; another name starts from the one like production at the size of development. */
function presetOf(environment: string): Preset {
  const presets = Object.keys(PRESETS) as Preset[];
  return presets.find((preset) => PRESETS[preset].includes(environment)) ?? 'staging';
}

function profileSource(environment: string): string {
  const preset = presetOf(environment);
  if (preset === environment) return `EnvironmentProfile.${preset}()`;
  return `EnvironmentProfile.custom(${literal(environment)}, EnvironmentProfile.${preset}())`;
}

/** The imports that a source needs. */
function imports(text: string): string {
  const core = ['App', 'Duration', 'Size', 'Stack', 'StackProps'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(text),
  );
  const modules = ['ec2', 'rds'].filter((name) => new RegExp(`\\b${name}\\.`).test(text));
  return [
    `import { ${core.join(', ')} } from 'aws-cdk-lib';`,
    ...modules.map((name) => `import * as ${name} from 'aws-cdk-lib/aws-${name}';`),
    "import { Construct } from 'constructs';",
    "import { AdoptedDatabase, EnvironmentProfile, OficinaPostgres } from 'oficina-postgres';",
    '',
  ].join('\n');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
