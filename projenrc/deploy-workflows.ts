import { github } from 'projen';
import { Job, JobPermission, JobStep } from 'projen/lib/github/workflows-model';
import { pinned } from './actions';

interface Environment {
  readonly name: 'dev' | 'staging' | 'prod';
  /** A push to this branch deploys the environment. */
  readonly branch: string;
}

const ENVIRONMENTS: Environment[] = [
  { name: 'dev', branch: 'develop' },
  { name: 'staging', branch: 'staging' },
  { name: 'prod', branch: 'main' },
];

/** Context that the examples read; variables of the GitHub environment hold the values. */
const CONTEXT = [
  'vpcId',
  'privateSubnetIds',
  'availabilityZones',
  'lambdaSecurityGroupId',
  'eksNodeSecurityGroupId',
  'alarmEmails',
  'pagerDutySecretArn',
];

/** The longest that a deployment takes; the role's session lasts as long. */
const DEPLOY_MINUTES = 120;

/** The longest that GitHub waits for an approval: the assembly has to be there still. */
const APPROVAL_DAYS = 30;

const WITH_TOKEN = { contents: JobPermission.READ, idToken: JobPermission.WRITE };

/** vpcId → VPC_ID */
function variableName(key: string): string {
  return key.replace(/([A-Z])/g, '_$1').toUpperCase();
}

const checkout: JobStep[] = [
  { name: 'Checkout', uses: pinned('actions/checkout'), with: { 'persist-credentials': false } },
  {
    name: 'Setup Node.js',
    uses: pinned('actions/setup-node'),
    with: { 'node-version': '24', 'package-manager-cache': false },
  },
];

/** The example is installed from the tarball of this very commit, as npm would deliver it. */
function synth(environment: string): JobStep[] {
  const missing = `is not set in the environment ${environment}-diff, see BRANCH-PROTECTION.md`;
  // A variable that is not set is an empty one here: its context is left out then.
  const context = CONTEXT.map((key) => `\${${variableName(key)}:+-c ${key}="$${variableName(key)}"}`).join(' ');
  return [
    ...checkout,
    { name: 'Build and install the example', run: `npm ci && npm run example:install -- ${environment}` },
    {
      name: 'cdk synth',
      workingDirectory: `.demo/${environment}`,
      env: {
        CDK_DEFAULT_ACCOUNT: '${{ vars.AWS_ACCOUNT_ID }}',
        AWS_REGION: '${{ vars.AWS_REGION }}',
        AWS_EC2_METADATA_DISABLED: 'true', // nothing is looked up: a synthesis needs no account
        ...Object.fromEntries(CONTEXT.map((key) => [variableName(key), `\${{ vars.${variableName(key)} }}`])),
      },
      run: [
        `: "\${CDK_DEFAULT_ACCOUNT:?AWS_ACCOUNT_ID ${missing}}" "\${AWS_REGION:?AWS_REGION ${missing}}"`,
        `npx cdk synth --quiet --output "$GITHUB_WORKSPACE/cdk.out" ${context}`,
      ].join('\n'),
    },
    {
      name: 'Keep the assembly',
      uses: pinned('actions/upload-artifact'),
      with: {
        name: `cdk-out-${environment}`,
        path: 'cdk.out',
        'if-no-files-found': 'error',
        'retention-days': APPROVAL_DAYS,
        overwrite: true,
      },
    },
  ];
}

/**
 * Runs the CLI on the assembly that `synth` has made. This job can get a token for AWS, so that nothing of the app and
 * no install script of a dependency runs in it: only the CLI itself, at the checksum of the lock file.
 */
function withRole(environment: string, role: string, command: string, sessionSeconds: number): JobStep[] {
  return [
    ...checkout,
    { name: 'Install the CDK CLI', run: 'npm ci --ignore-scripts' },
    {
      name: 'Fetch the assembly',
      uses: pinned('actions/download-artifact'),
      with: { name: `cdk-out-${environment}`, path: 'cdk.out' },
    },
    {
      name: 'Assume the role',
      uses: pinned('aws-actions/configure-aws-credentials'),
      with: {
        'role-to-assume': `\${{ vars.${role} }}`,
        'aws-region': '${{ vars.AWS_REGION }}',
        'allowed-account-ids': '${{ vars.AWS_ACCOUNT_ID }}',
        'role-duration-seconds': sessionSeconds,
      },
    },
    { name: `cdk ${command.split(' ')[0]}`, run: `npx cdk ${command} --app cdk.out` },
  ];
}

/** An approval may come late: it must not put an old commit over a newer one. */
function refuseStaleCommit(branch: string): JobStep {
  const error = `::error::${branch} is at $head now: approve the run of that commit`;
  return {
    name: 'Refuse a commit that is no longer the head of its branch',
    env: { GH_TOKEN: '${{ github.token }}' },
    run: [
      `head=$(gh api "repos/$GITHUB_REPOSITORY/commits/${branch}" --jq .sha)`,
      `if [ "$head" != "$GITHUB_SHA" ]; then echo "${error}"; exit 1; fi`,
    ].join('\n'),
  };
}

/** Synthesises without any right, and compares with what is deployed by a role that can only read the stacks. */
function comparison(name: string, condition?: string): Record<string, Job> {
  return {
    [`synth-${name}`]: {
      name: `Synth ${name}`,
      if: condition,
      runsOn: ['ubuntu-latest'],
      timeoutMinutes: 20,
      permissions: { contents: JobPermission.READ },
      environment: `${name}-diff`, // for its variables; the one to deploy to would ask for an approval
      steps: synth(name),
    },
    [`diff-${name}`]: {
      name: `Diff ${name}`,
      needs: [`synth-${name}`],
      runsOn: ['ubuntu-latest'],
      timeoutMinutes: 20,
      permissions: WITH_TOKEN,
      environment: `${name}-diff`,
      concurrency: { group: `diff-${name}-\${{ github.ref }}`, 'cancel-in-progress': true },
      // A change set would take the right to create one.
      steps: withRole(name, 'AWS_DIFF_ROLE_ARN', 'diff --method template', 3600),
    },
  };
}

/** propose-<environment>.yml: compares a pull request to the branch. */
function addProposal(gh: github.GitHub, { name, branch }: Environment): void {
  const workflow = new github.GithubWorkflow(gh, `propose-${name}`);
  workflow.on({ pullRequest: { branches: [branch] } });
  // A fork gets no token for AWS: its pull requests are compared when a maintainer pushes the branch.
  workflow.addJobs(comparison(name, 'github.event.pull_request.head.repo.full_name == github.repository'));
}

/**
 * deploy-<environment>.yml: compares a push to the branch, and deploys it as it was compared; prod after the approval
 * of its GitHub environment.
 */
function addDeployment(gh: github.GitHub, { name, branch }: Environment): void {
  const workflow = new github.GithubWorkflow(gh, `deploy-${name}`);
  workflow.on({ push: { branches: [branch] } });
  workflow.addJobs(comparison(name));
  workflow.addJob(`deploy-${name}`, {
    name: `Deploy ${name}`,
    needs: [`synth-${name}`, `diff-${name}`],
    runsOn: ['ubuntu-latest'],
    timeoutMinutes: DEPLOY_MINUTES,
    permissions: WITH_TOKEN,
    environment: name,
    concurrency: { group: `deploy-${name}`, 'cancel-in-progress': false },
    steps: [
      refuseStaleCommit(branch),
      ...withRole(name, 'AWS_DEPLOY_ROLE_ARN', 'deploy --all --require-approval never', DEPLOY_MINUTES * 60),
    ],
  });
  // GitHub counts a skipped job as passed, and skips a job whose needs have failed: a required check has to be a job
  // that always runs.
  workflow.addJob(`deployed-${name}`, {
    name: `Deployed ${name}`,
    if: 'always()',
    needs: [`deploy-${name}`],
    runsOn: ['ubuntu-latest'],
    timeoutMinutes: 5,
    permissions: {},
    steps: [
      {
        name: 'Pass only if the deployment has succeeded',
        env: { RESULT: `\${{ needs.deploy-${name}.result }}` },
        run: `if [ "$RESULT" != success ]; then echo "::error::the deployment of ${name}: $RESULT"; exit 1; fi`,
      },
    ],
  });
}

/**
 * Two workflows for each environment: develop → dev, staging → staging, main → prod. One workflow for all would report
 * the jobs of the other environments as skipped, which counts as passed, on commits that were never deployed there.
 *
 * Production is two stacks, one of them in another region: `--all` deploys both in their order.
 * examples/disaster-recovery is deployed by people alone.
 */
export function addDeployWorkflows(gh: github.GitHub): void {
  for (const environment of ENVIRONMENTS) {
    addProposal(gh, environment);
    addDeployment(gh, environment);
  }
}
