import { github } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';
import { setup, TAKE_NEWEST_CDK } from './compatibility-jobs';

const LABEL = 'newest-aws-cdk-lib';

/**
 * newest-aws-cdk-lib.yml: the unit tests and the examples, each week, on the aws-cdk-lib that has come since. build.yml
 * runs the unit tests on it, too, but only when somebody opens a pull request; apps take a new release without one.
 */
export function addNewestCdkWorkflow(gh: github.GitHub): void {
  const workflow = new github.GithubWorkflow(gh, LABEL);
  workflow.on({ schedule: [{ cron: '0 4 * * 3' }], workflowDispatch: {} });
  workflow.addJob('test', {
    name: 'Unit tests on the newest aws-cdk-lib',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    env: { CI: 'true' },
    outputs: { version: { stepId: 'version', outputName: 'version' } },
    steps: [
      ...setup('24'),
      { name: 'Take the newest release', run: TAKE_NEWEST_CDK },
      {
        name: 'Which one it is',
        id: 'version',
        run: `node --print '"version=" + require("aws-cdk-newest/package.json").version' >> "$GITHUB_OUTPUT"`,
      },
      { name: 'unit tests, as they run in a release', run: 'bash tools/test-release.sh newest' },
      { name: 'examples, with every check', run: 'npx projen test:cdk-releases latest' },
    ],
  });
  // A job of its own: the other runs code of a release that nobody has looked at.
  workflow.addJob('report', {
    name: 'Report a failure',
    needs: ['test'],
    if: "failure() && needs.test.result == 'failure'",
    runsOn: ['ubuntu-latest'],
    timeoutMinutes: 5,
    permissions: { issues: JobPermission.WRITE },
    steps: [
      {
        name: 'Create Issue',
        env: {
          GH_TOKEN: '${{ secrets.GITHUB_TOKEN }}',
          GH_REPO: '${{ github.repository }}',
          VERSION: '${{ needs.test.outputs.version }}',
          RUN_URL: 'https://github.com/${{ github.repository }}/actions/runs/${{ github.run_id }}',
        },
        run: [
          `gh label create ${LABEL} --force --description "A release of aws-cdk-lib on which the tests fail"`,
          `open=$(gh issue list --label ${LABEL} --state open --json number --jq '.[0].number // empty')`,
          'if [ -n "$open" ]; then',
          '  gh issue comment "$open" --body "The tests fail on aws-cdk-lib $VERSION too, see $RUN_URL"',
          'else',
          `  gh issue create --title "The tests fail on aws-cdk-lib $VERSION" --body "See $RUN_URL" --label "${LABEL}"`,
          'fi',
        ].join('\n'),
      },
    ],
  });
}
