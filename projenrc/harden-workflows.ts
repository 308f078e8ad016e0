import { Component, github, JsonPatch } from 'projen';
import { Job, JobPermission, JobPermissions, JobStep } from 'projen/lib/github/workflows-model';
import { divideReleaseJobs } from './release-jobs';

/** Where a generated job has more rights than it uses, or lacks one: what it gets instead. */
const PERMISSIONS: Record<string, Record<string, JobPermissions>> = {
  build: { build: { contents: JobPermission.READ } }, // a drifted pull request fails, it is not pushed to
  release: { release: { contents: JobPermission.READ } }, // the tag is made by release_github
  'pull-request-lint': { validate: { pullRequests: JobPermission.READ } },
  // GITHUB_TOKEN, so that no personal access token has to exist, be renewed or leak. The price: GitHub starts the
  // checks of its pull requests only after a maintainer has pressed "Approve and run workflows", and it cannot change
  // workflows, which are generated anyway.
  // The repository has to allow it: Settings, Actions, "Allow GitHub Actions to create and approve pull requests".
  'upgrade-develop': { pr: { contents: JobPermission.WRITE, pullRequests: JobPermission.WRITE } },
};

/** The jobs that publish, by a token or a secret, and those that attest what is published. */
const PUBLISHING_JOB = /^(release|package)_/;

/** What projen generates for everybody, with the rights that this repository needs and no more. */
export class HardenWorkflows extends Component {
  constructor(private readonly gh: github.GitHub) {
    super(gh.project);
    for (const workflow of gh.workflows) {
      // A job that names no permissions has none.
      workflow.file!.patch(JsonPatch.add('/permissions', {}));
    }
    gh.tryFindWorkflow('build')!.file!.patch(
      JsonPatch.add('/concurrency', { group: 'build-${{ github.ref }}', 'cancel-in-progress': true }),
    );
  }

  /** The jobs of build and release are added as late as this. */
  public preSynthesize(): void {
    divideReleaseJobs(this.gh.tryFindWorkflow('release')!);
    for (const workflow of this.gh.workflows) {
      for (const [id, job] of Object.entries(workflow.jobs)) {
        workflow.updateJob(id, hardened(workflow.name, id, job as Job));
      }
    }
  }
}

function hardened(workflow: string, id: string, job: Job): Job {
  return {
    ...job,
    timeoutMinutes: job.timeoutMinutes ?? 30,
    permissions: PERMISSIONS[workflow]?.[id] ?? job.permissions,
    // No install script of a dependency runs beside a token or a secret.
    env: PUBLISHING_JOB.test(id) ? { ...job.env, npm_config_ignore_scripts: 'true' } : job.env,
    // The release asks the remote for tags, which a private repository shows only to those who log in. Its token can
    // only read.
    steps:
      workflow === 'release' && id === 'release'
        ? job.steps
        : lazily(job.steps, (steps) => steps.map((step) => withRepository(withoutCredentials(step)))),
  };
}

/** projen passes functions where a list may still grow, and says so in no type. */
function lazily(steps: JobStep[] | (() => JobStep[]), change: (steps: JobStep[]) => JobStep[]): JobStep[] {
  return (() => change(typeof steps === 'function' ? steps() : steps)) as unknown as JobStep[];
}

/** The token of the job stays out of reach of what the later steps run. */
function withoutCredentials(step: JobStep): JobStep {
  return step.uses?.startsWith('actions/checkout@')
    ? { ...step, with: { ...step.with, 'persist-credentials': false } }
    : step;
}

/**
 * Reports a failure in jobs without a checkout, where `gh` knows no repository, and makes sure of the label, without
 * which it would fail.
 */
function withRepository(step: JobStep): JobStep {
  if (!step.run?.startsWith('gh issue create ')) return step;
  return {
    ...step,
    env: { ...step.env, GH_REPO: '${{ github.repository }}' },
    run: `gh label create failed-release --force --description "A release that was not published"\n${step.run}`,
  };
}
