import { github } from 'projen';
import { JobPermission, JobStep } from 'projen/lib/github/workflows-model';
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

/** Context that the examples read; GitHub variables of the environment hold the values. */
const CONTEXT = ['vpcId', 'privateSubnetIds', 'availabilityZones', 'lambdaSecurityGroupId', 'eksNodeSecurityGroupId'];

/** vpcId → VPC_ID */
function variableName(key: string): string {
  return key.replace(/([A-Z])/g, '_$1').toUpperCase();
}

/** The example is installed from the tarball of this very commit, as npm would deliver it. */
function prepare(environment: string, role: string): JobStep[] {
  return [
    { name: 'Checkout', uses: pinned('actions/checkout'), with: { 'persist-credentials': false } },
    { name: 'Setup Node.js', uses: pinned('actions/setup-node'), with: { 'node-version': '24', 'package-manager-cache': false } },
    { name: 'Build and install the example', run: `npm ci && npm run example:install -- ${environment}` },
    {
      name: 'Assume the deployment role',
      uses: pinned('aws-actions/configure-aws-credentials'),
      with: { 'role-to-assume': `\${{ vars.${role} }}`, 'aws-region': '${{ vars.AWS_REGION }}' },
    },
  ];
}

function cdk(command: string, environment: string): JobStep {
  const context = CONTEXT.map((key) => `-c ${key}="$${variableName(key)}"`).join(' ');
  return {
    name: `cdk ${command}`,
    workingDirectory: `.demo/${environment}`,
    env: Object.fromEntries(CONTEXT.map((key) => [variableName(key), `\${{ vars.${variableName(key)} }}`])),
    run: `npx cdk ${command} ${context}`,
  };
}

/** deploy.yml: develop → dev, staging → staging, main → prod after the approval of its GitHub environment. */
export function addDeployWorkflow(gh: github.GitHub): void {
  const workflow = new github.GithubWorkflow(gh, 'deploy');
  const branches = ENVIRONMENTS.map((e) => e.branch);
  workflow.on({ push: { branches }, pullRequest: { branches } });
  workflow.file?.addOverride('permissions', {});

  for (const { name, branch } of ENVIRONMENTS) {
    const permissions = { contents: JobPermission.READ, idToken: JobPermission.WRITE };
    workflow.addJob(`diff-${name}`, {
      name: `Diff ${name}`,
      // A fork gets no OIDC token: its pull requests are diffed when a maintainer pushes the branch.
      if: `github.event_name == 'pull_request' && github.base_ref == '${branch}' && github.event.pull_request.head.repo.full_name == github.repository`,
      runsOn: ['ubuntu-latest'],
      timeoutMinutes: 20,
      permissions,
      environment: `${name}-diff`,
      concurrency: { group: `diff-${name}-\${{ github.ref }}`, cancelInProgress: true },
      steps: [...prepare(name, 'AWS_DIFF_ROLE_ARN'), cdk('diff', name)],
    });
    workflow.addJob(`deploy-${name}`, {
      name: `Deploy ${name}`,
      if: `github.event_name == 'push' && github.ref == 'refs/heads/${branch}'`,
      runsOn: ['ubuntu-latest'],
      timeoutMinutes: 120,
      permissions,
      environment: name,
      concurrency: { group: `deploy-${name}`, cancelInProgress: false },
      steps: [...prepare(name, 'AWS_DEPLOY_ROLE_ARN'), cdk('deploy --require-approval never --outputs-file outputs.json', name)],
    });
  }
}
