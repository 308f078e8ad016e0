import { github } from 'projen';
import { Job, JobPermission, JobStep } from 'projen/lib/github/workflows-model';
import { pinned } from './actions';

/** Puts the newest release of the day in the place of the one that the lock file names. */
export const TAKE_NEWEST_CDK = 'npm install --no-save --ignore-scripts aws-cdk-newest@npm:aws-cdk-lib@latest';

/** A checkout with its dependencies. */
export function setup(node: string): JobStep[] {
  return [
    { name: 'Checkout', uses: pinned('actions/checkout'), with: { 'persist-credentials': false } },
    {
      name: 'Setup Node.js',
      uses: pinned('actions/setup-node'),
      with: { 'node-version': node, 'package-manager-cache': false },
    },
    { name: 'Install dependencies', run: 'npm ci' },
  ];
}

/**
 * Adds to build.yml: README's first command, the whole test command on each Node release, the unit tests on both ends
 * of the CDK range, the PostgreSQL versions between, the examples, and what needs Python.
 */
export function addCompatibilityJobs(build: github.GithubWorkflow): void {
  const setupWithPython = [
    ...setup('24'),
    { name: 'Setup Python', uses: pinned('actions/setup-python'), with: { 'python-version': '3.13' } },
  ];
  const addJob = (id: string, job: Pick<Job, 'name' | 'steps'> & Partial<Job>) =>
    build.addJob(id, {
      runsOn: ['ubuntu-latest'],
      timeoutMinutes: 30,
      permissions: { contents: JobPermission.READ },
      env: { CI: 'true' },
      ...job,
    });
  addJob('demo', {
    name: 'Demo on a clean checkout',
    steps: [
      ...setup('20').slice(0, 2), // the command installs by itself
      { name: 'demo', run: 'bash tools/readme-command.sh demo' },
      { name: 'demo of production', run: 'npm run demo -- prod' },
    ],
  });
  addJob('node', {
    name: 'Node ${{ matrix.node }}',
    strategy: { failFast: false, matrix: { domain: { node: ['20', '22', '24'] } } },
    env: { CI: 'true', COVERAGE: 'true' },
    steps: [...setup('${{ matrix.node }}'), { name: 'test', run: 'npm test' }],
  });
  addJob('cdk', {
    name: 'aws-cdk-lib ${{ matrix.cdk }}',
    strategy: { failFast: false, matrix: { domain: { cdk: ['floor', 'newest'] } } },
    env: { CI: 'true', CDK: '${{ matrix.cdk }}' },
    steps: [
      ...setup('24'),
      {
        name: 'Take the newest release',
        if: "matrix.cdk == 'newest'",
        run: TAKE_NEWEST_CDK,
      },
      { name: 'unit tests, as they run in a release', run: 'bash tools/test-release.sh "$CDK"' },
    ],
  });
  addJob('api', {
    name: 'API changes',
    // The title of a pull request becomes the commit that is released.
    env: { CI: 'true', PR_TITLE: '${{ github.event.pull_request.title }}' },
    steps: [
      // With the tags of the releases, and the commits since.
      { ...setup('24')[0], with: { ...setup('24')[0].with, 'fetch-depth': 0 } },
      ...setup('24').slice(1),
      { name: 'compare with the newest release', run: 'npx projen api:diff' },
    ],
  });
  addJob('postgres', {
    name: 'PostgreSQL 16 and 17',
    steps: [...setup('24'), { name: 'test', run: 'npx projen test:postgres' }],
  });
  addJob('cfn-lint', {
    name: 'cfn-lint',
    steps: [
      ...setupWithPython,
      { name: 'synthesise the examples', run: 'npx projen test:examples' },
      { name: 'synthesise every region', run: 'npx projen test:regions' },
      { name: 'cfn-lint', run: 'npx projen test:cfn-lint' },
      { name: 'checkov', run: 'npx projen test:checkov' },
    ],
  });
  addJob('workflows', {
    name: 'actionlint and zizmor',
    timeoutMinutes: 15,
    steps: [
      setupWithPython[0],
      setupWithPython[setupWithPython.length - 1],
      { name: 'actionlint and zizmor', run: 'bash tools/lint-workflows.sh' },
    ],
  });
  addJob('rehearsal', {
    name: 'rehearsal',
    env: { CI: 'true', REQUIRE_HISTORY: 'true' },
    steps: [
      // With the commit of the last release, from which an app is upgraded.
      { ...setupWithPython[0], with: { ...setupWithPython[0].with, 'fetch-depth': 0 } },
      ...setupWithPython.slice(1),
      { name: 'deploy the examples to an emulator', run: 'npx projen test:rehearsal' },
    ],
  });
  addJob('aws-api', {
    name: 'AWS API',
    steps: [...setupWithPython, { name: 'handlers against moto', run: 'npm run test:aws' }],
  });
}
