import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parse } from 'yaml';
import { ACTIONS } from '../../projenrc/actions';

const ROOT = path.join(__dirname, '..', '..');
const FOLDER = path.join(ROOT, '.github', 'workflows');
const CHECKOUT = 'actions/checkout';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly name?: string;
  readonly if?: string;
  readonly needs?: string | string[];
  readonly environment?: string;
  readonly permissions: Record<string, string>;
  readonly concurrency?: Record<string, unknown>;
  readonly strategy?: { matrix: Record<string, string[]> };
  readonly env?: Record<string, string>;
  readonly 'timeout-minutes': number;
  readonly steps: Step[];
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: unknown;
  readonly concurrency?: Record<string, unknown>;
  readonly jobs: Record<string, Job>;
}

const texts = Object.fromEntries(
  fs
    .readdirSync(FOLDER)
    .map((file) => [file.replace(/\.ya?ml$/, ''), fs.readFileSync(path.join(FOLDER, file), 'utf8')]),
);
const workflows: Record<string, Workflow> = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [name, parse(text)]),
);
const { build, release } = workflows;
const upgrade = workflows['upgrade-develop'];
const lint = workflows['pull-request-lint'];

const jobs = Object.entries(workflows).flatMap(([workflow, { jobs: all }]) =>
  Object.entries(all).map(([id, job]) => ({ path: `${workflow}/${id}`, job })),
);
const steps = jobs.flatMap(({ path: where, job }) =>
  job.steps.map((step) => ({ path: `${where}: ${step.name ?? step.uses}`, job: where, step })),
);
const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

function uses(step: Step, action: keyof typeof ACTIONS): boolean {
  return step.uses?.startsWith(`${action}@`) ?? false;
}

/** The only step of a job that uses an action. */
function stepUsing(job: Job, action: keyof typeof ACTIONS): Step {
  const found = job.steps.filter((step) => uses(step, action));
  expect(found).toHaveLength(1);
  return found[0];
}

function stepNamed(job: Job, name: string): Step {
  const found = job.steps.filter((step) => step.name === name);
  expect(found).toHaveLength(1);
  return found[0];
}

/** The names under which GitHub reports a workflow's jobs as status checks. */
function checks(workflow: Workflow): string[] {
  return Object.entries(workflow.jobs).flatMap(([id, { name, strategy }]) =>
    Object.entries(strategy?.matrix ?? {}).reduce(
      (names, [key, values]) => names.flatMap((n) => values.map((value) => n.replace(`\${{ matrix.${key} }}`, value))),
      [name ?? id],
    ),
  );
}

const ENVIRONMENTS = [
  ['dev', 'develop'],
  ['staging', 'staging'],
  ['prod', 'main'],
] as const;

describe('triggers', () => {
  test('each workflow starts on these events and no other', () => {
    expect(Object.fromEntries(Object.entries(workflows).map(([name, { on }]) => [name, on]))).toEqual({
      build: { pull_request: {}, workflow_dispatch: {} },
      ...Object.fromEntries(
        ENVIRONMENTS.flatMap(([name, branch]) => [
          [`deploy-${name}`, { push: { branches: [branch] } }],
          [`propose-${name}`, { pull_request: { branches: [branch] } }],
        ]),
      ),
      'pull-request-lint': {
        pull_request_target: { types: expect.arrayContaining(['opened', 'edited', 'synchronize']) },
        merge_group: {},
      },
      'newest-aws-cdk-lib': { schedule: [{ cron: '0 4 * * 3' }], workflow_dispatch: {} },
      release: { push: { branches: ['main'] }, workflow_dispatch: { inputs: { dry_run: expect.anything() } } },
      'upgrade-develop': { workflow_dispatch: {}, schedule: [{ cron: '0 0 * * 1' }] },
    });
  });

  test('the workflow that runs with the permissions of the base branch executes no code', () => {
    for (const step of Object.values(lint.jobs).flatMap((job) => job.steps)) {
      expect(step.uses).toMatch(/^amannn\/action-semantic-pull-request@/);
      expect(step.run).toBeUndefined();
    }
  });
});

describe('permissions', () => {
  test('a job without declared permissions has none', () => {
    for (const [name, { permissions }] of Object.entries(workflows)) expect([name, permissions]).toEqual([name, {}]);
  });

  test('each job has only the permissions that it uses', () => {
    const read = { contents: 'read' };
    const token = { contents: 'read', 'id-token': 'write' };
    expect(Object.fromEntries(jobs.map(({ path: where, job }) => [where, job.permissions]))).toEqual({
      'build/build': read,
      'build/package-js': read,
      'build/package-java': read,
      'build/package-python': read,
      'build/package-dotnet': read,
      'build/package-go': read,
      'build/demo': read,
      'build/node': read,
      'build/cdk': read,
      'build/api': read,
      'build/cfn-lint': read,
      'build/workflows': read,
      'build/aws-api': read,
      'build/rehearsal': read,
      'build/postgres': read,
      ...Object.fromEntries(
        ENVIRONMENTS.flatMap(([name]) => [
          ...['propose', 'deploy'].flatMap((kind) => [
            [`${kind}-${name}/synth-${name}`, read],
            [`${kind}-${name}/diff-${name}`, token],
          ]),
          [`deploy-${name}/deploy-${name}`, token],
          [`deploy-${name}/deployed-${name}`, {}],
        ]),
      ),
      'newest-aws-cdk-lib/test': read,
      'newest-aws-cdk-lib/report': { issues: 'write' },
      'pull-request-lint/validate': { 'pull-requests': 'read' },
      'release/release': read,
      'release/release_github': { contents: 'write', 'id-token': 'write', attestations: 'write', issues: 'write' },
      // A token for the registry, which trusts this workflow.
      'release/release_npm': { ...token, issues: 'write' },
      'release/release_pypi': { ...token, issues: 'write' },
      'release/release_nuget': { ...token, issues: 'write' },
      // Secrets, as neither takes such a token.
      'release/release_maven': { ...read, issues: 'write' },
      'release/release_golang': { ...read, issues: 'write' },
      // A token that signs what is attested. PyPI has attestations of its own, made where it is published.
      'release/package_java': { ...token, attestations: 'write', issues: 'write' },
      'release/package_dotnet': { ...token, attestations: 'write', issues: 'write' },
      'release/package_go': { ...token, attestations: 'write', issues: 'write' },
      'release/package_python': { ...read, issues: 'write' },
      'upgrade-develop/upgrade': read,
      'upgrade-develop/pr': { contents: 'write', 'pull-requests': 'write' },
    });
  });

  test('no install script runs in a job that can get an OIDC token, or that publishes', () => {
    const withToken = jobs.filter(({ job }) => job.permissions['id-token'] === 'write');
    expect(withToken).toHaveLength(16);
    const publishing = jobs.filter(({ path: where }) => /^release\/release_/.test(where));
    expect(publishing).toHaveLength(6);
    for (const { path: where, job } of [...withToken, ...publishing]) {
      // `npx -p` installs too, and `pip` runs the scripts of everything that is no wheel.
      for (const { run } of job.steps.filter((step) =>
        /\b(npm (ci|install|i)|npx '?-p|pip install)\b/.test(step.run ?? ''),
      )) {
        const scriptless = run!.includes('pip')
          ? run!.includes('--require-hashes --only-binary :all:')
          : job.env?.npm_config_ignore_scripts === 'true' || run!.includes('--ignore-scripts');
        expect([where, run, scriptless]).toEqual([where, run, true]);
      }
    }
    for (const { path: where, job } of publishing) {
      expect([where, job.env?.npm_config_ignore_scripts]).toEqual([where, 'true']);
    }
  });

  test('a job that publishes runs the publisher and nothing else of other people', () => {
    for (const [id, job] of Object.entries(release.jobs).filter(([name]) => name.startsWith('release_'))) {
      const commands = job.steps.flatMap(({ name, run }) =>
        run && !['Extract Version', 'Create Issue'].includes(name!) ? run.split(' ').slice(0, 3).join(' ') : [],
      );
      const publish = id === 'release_github' ? /^cp dist\/js/ : /^npx '-p' 'publib@\d+\.\d+\.\d+'$/;
      expect([id, commands.filter((command) => !publish.test(command))]).toEqual([
        id,
        /_(pypi|nuget)$/.test(id) ? ['python3 -m pip'] : [],
      ]);
    }
  });

  test('later steps cannot use the token, except in the release, where it is read-only', () => {
    const checkouts = steps.filter(({ step }) => uses(step, CHECKOUT));
    const persisting = checkouts.filter(({ step }) => step.with?.['persist-credentials'] !== false);
    expect(checkouts.length).toBeGreaterThan(10);
    expect(persisting.map(({ job }) => job)).toEqual(['release/release']);
  });
});

describe('secrets', () => {
  // projen would use two more: PROJEN_GITHUB_TOKEN, a personal access token, so that checks start automatically on the
  // pull requests of `upgrade` (here a maintainer starts them), and NPM_TOKEN, which trusted publishing makes
  // unnecessary, like the API keys of PyPI and NuGet. Think twice before you add one.
  const ALLOWED = ['GITHUB_TOKEN'];

  /** The only job that each other secret is for. All of them stand in the environment `release`, see there. */
  const EXCEPTIONS: Record<string, string> = {
    // Maven Central knows no OIDC: it takes a user token of its portal, and only files that are signed with GPG.
    MAVEN_USERNAME: 'release/release_maven',
    MAVEN_PASSWORD: 'release/release_maven',
    MAVEN_GPG_PRIVATE_KEY: 'release/release_maven',
    MAVEN_GPG_PRIVATE_KEY_PASSPHRASE: 'release/release_maven',
    // Not secret: the name of the account that trusts this workflow, which projen reads from a secret.
    NUGET_USERNAME: 'release/release_nuget',
    // The module is read from a repository of its own, to which the token of the job cannot push.
    GO_GITHUB_TOKEN: 'release/release_golang',
  };

  const secretsOf = (value: unknown) =>
    [...JSON.stringify(value ?? '').matchAll(/\bsecrets\b(?:\.(\w+))?/g)].map(([whole, secret]) => secret ?? whole);

  test.each(Object.keys(texts))('%s uses only the allowed secrets', (name) => {
    const known = [...ALLOWED, ...(name === 'release' ? Object.keys(EXCEPTIONS) : [])];
    expect(secretsOf(texts[name]).filter((secret) => !known.includes(secret))).toEqual([]);
  });

  test('each exception is used by one job, in the step that publishes', () => {
    const used = steps.flatMap(({ job, step }) =>
      secretsOf(step)
        .filter((secret) => !ALLOWED.includes(secret))
        .map((secret) => [secret, `${job}: ${step.name}`]),
    );
    expect(used).toHaveLength(Object.keys(EXCEPTIONS).length);
    expect(Object.fromEntries(used)).toEqual(
      Object.fromEntries(Object.entries(EXCEPTIONS).map(([secret, job]) => [secret, `${job}: Release`])),
    );
    for (const { path: where, job } of jobs) expect([where, secretsOf({ ...job, steps: [] })]).toEqual([where, []]);
  });

  test.each(Object.keys(texts))('%s contains no AWS key, npm token or registry address', (name) => {
    expect(texts[name]).not.toMatch(
      /aws-access-key-id|aws-secret-access-key|AWS_SECRET|NPM_TOKEN|NODE_AUTH_TOKEN|_authToken|registry|\bAKIA/i,
    );
    const hosts = [...texts[name].matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
    expect(hosts.filter((host) => host !== 'github.com')).toEqual([]);
  });
});

describe('third-party code', () => {
  test('every pin is a commit', () => {
    for (const commit of Object.values(ACTIONS)) expect(commit).toMatch(/^[0-9a-f]{40}$/);
  });

  test('every action is used at its pinned commit, and every pin is used', () => {
    const used = new Set(steps.flatMap(({ step }) => step.uses ?? []));
    expect([...used].sort()).toEqual(
      Object.entries(ACTIONS)
        .map(([action, commit]) => `${action}@${commit}`)
        .sort(),
    );
  });

  test('no workflow calls another one', () => {
    for (const { path: where, job } of jobs) {
      expect([where, Object.keys(job)]).toEqual([where, expect.not.arrayContaining(['uses'])]);
    }
  });

  test('no expression is pasted into a script, where its value would be run', () => {
    const pasted = steps.flatMap(({ path: where, step }) =>
      [...(step.run ?? '').matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, expression]) => `${where}: ${expression}`),
    );
    expect(pasted.filter((found) => !found.endsWith(': runner.temp'))).toEqual([]);
  });
});

describe('every job', () => {
  test.each(jobs.map(({ path: where, job }) => [where, job] as const))(
    '%s uses only keys that GitHub knows, and has a time limit',
    (_, job) => {
      const known = [
        'name',
        'if',
        'needs',
        'runs-on',
        'environment',
        'permissions',
        'concurrency',
        'strategy',
        'env',
        'outputs',
        'timeout-minutes',
        'steps',
      ];
      expect(Object.keys(job).filter((key) => !known.includes(key))).toEqual([]);
      expect(
        Object.keys(job.concurrency ?? {}).filter((key) => !['group', 'cancel-in-progress'].includes(key)),
      ).toEqual([]);
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    },
  );
});

describe('build', () => {
  test('runs the full test command on each supported Node.js', () => {
    expect(build.jobs.node.strategy!.matrix).toEqual({ node: ['20', '22', '24'] });
    expect(stepUsing(build.jobs.node, 'actions/setup-node').with).toMatchObject({
      'node-version': '${{ matrix.node }}',
    });
    expect(stepNamed(build.jobs.node, 'test').run).toBe('npm test');
    expect(manifest.engines.node).toBe('>= 20.0.0');
  });

  test('runs the unit tests on the floor and on the newest aws-cdk-lib', () => {
    const { cdk } = build.jobs;
    expect(cdk.strategy!.matrix).toEqual({ cdk: ['floor', 'newest'] });
    expect(cdk.env).toMatchObject({ CDK: '${{ matrix.cdk }}' });
    // test:unit names its projects, and jest would add those of a second --selectProjects.
    expect(stepNamed(cdk, 'unit tests, as they run in a release').run).toBe('bash tools/test-release.sh "$CDK"');
    expect(stepNamed(cdk, 'Take the newest release')).toMatchObject({
      if: "matrix.cdk == 'newest'",
      run: expect.stringContaining('aws-cdk-lib@latest'),
    });
    const projects = manifest.jest.projects.map(({ displayName }: { displayName: string }) => displayName);
    expect(projects).toEqual(expect.arrayContaining(cdk.strategy!.matrix.cdk));
  });

  test('compares the API with the newest release, with the history and the title of the pull request', () => {
    const { api } = build.jobs;
    expect(stepUsing(api, CHECKOUT).with).toMatchObject({ 'fetch-depth': 0 });
    expect(api.env).toMatchObject({ PR_TITLE: '${{ github.event.pull_request.title }}' });
    expect(stepNamed(api, 'compare with the newest release').run).toBe('npx projen api:diff');
  });

  test('the floor is the lowest version of the peer range', () => {
    for (const name of ['aws-cdk-lib', 'constructs']) {
      expect(manifest.peerDependencies[name]).toBe(`^${manifest.devDependencies[name]}`);
    }
  });

  test('tries the first command of README before anything else has installed or bundled', () => {
    const { demo } = build.jobs;
    const commands = demo.steps.flatMap(({ run }) => run ?? []);
    expect(commands).toEqual(['bash tools/readme-command.sh demo', 'npm run demo -- prod']);
  });

  test('no job runs a task that needs the output of another job', () => {
    const runs = Object.values(build.jobs).flatMap((job) => job.steps.flatMap(({ run }) => run ?? []));
    expect(runs).toEqual(
      expect.arrayContaining(['npx projen test:cfn-lint', 'npx projen test:checkov', 'bash tools/lint-workflows.sh']),
    );
    const linting = build.jobs['cfn-lint'].steps.flatMap(({ run }) => run ?? []);
    expect(linting).toEqual([
      'npm ci',
      'npx projen test:examples',
      'npx projen test:regions',
      'npx projen test:cfn-lint',
      'npx projen test:checkov',
    ]);
  });

  test('a newer push to a pull request cancels the running checks', () => {
    expect(build.concurrency).toEqual({ group: 'build-${{ github.ref }}', 'cancel-in-progress': true });
  });
});

describe('release', () => {
  const publishing = Object.entries(release.jobs).filter(([id]) => id.startsWith('release_'));
  const packaging = Object.entries(release.jobs).filter(([id]) => id.startsWith('package_'));
  const position = (job: Job, name: string) => job.steps.indexOf(stepNamed(job, name));

  test('publishes only from main', () => {
    expect(publishing.map(([id, { environment }]) => [id, environment])).toEqual(
      ['github', 'npm', 'maven', 'pypi', 'nuget', 'golang'].map((registry) => [`release_${registry}`, 'release']),
    );
  });

  test('publishes as trusted publisher where the registry knows one, with provenance on npm and PyPI', () => {
    const environmentOf = (registry: string) => stepNamed(release.jobs[`release_${registry}`], 'Release').env;
    expect(environmentOf('npm')).toMatchObject({ NPM_TRUSTED_PUBLISHER: 'true', NPM_CONFIG_PROVENANCE: 'true' });
    expect(environmentOf('pypi')).toMatchObject({ PYPI_TRUSTED_PUBLISHER: 'true' });
    expect(environmentOf('pypi')).not.toHaveProperty('PYPI_DISABLE_ATTESTATIONS');
    expect(environmentOf('nuget')).toMatchObject({ NUGET_TRUSTED_PUBLISHER: 'true' });
  });

  test('the publisher and what it installs do not change from one release to the next', () => {
    const publishers = publishing.filter(([id]) => id !== 'release_github').map(([, job]) => stepNamed(job, 'Release'));
    for (const { run, env } of publishers) {
      expect(run).toMatch(/^npx '-p' 'publib@\d+\.\d+\.\d+' 'publib-\w+'$/);
      expect(env!.npm_config_before).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    for (const registry of ['pypi', 'nuget']) {
      const job = release.jobs[`release_${registry}`];
      expect(stepNamed(job, 'Release').env).toMatchObject({ PIP_NO_INDEX: 'true' });
      expect(position(job, 'Install what uploads')).toBeLessThan(position(job, 'Release'));
    }
  });

  test('what compiles for a language is in no environment: no registry would take its token', () => {
    expect(packaging.map(([id]) => id)).toEqual(['package_java', 'package_python', 'package_dotnet', 'package_go']);
    for (const [id, job] of packaging) {
      expect([id, job.environment, job.needs]).toEqual([id, undefined, 'release']);
      const artifact = `\${{ needs.${id}.outputs.artifact_id }}`;
      const readers = publishing.filter(([, { steps: all }]) =>
        all.some((step) => step.with?.['artifact-ids'] === artifact),
      );
      expect(readers).toHaveLength(1);
    }
  });

  test('no registry gets a version before every language is packed', () => {
    const registries = publishing.filter(([id]) => id !== 'release_github');
    expect(registries.map(([id]) => id)).toHaveLength(5);
    for (const [, { needs }] of registries) expect(needs).toEqual(['release', ...packaging.map(([id]) => id)]);
  });

  test('everything that no registry attests is attested before it is published', () => {
    const subjects = Object.fromEntries(
      [...publishing, ...packaging].flatMap(([id, job]) => {
        const attesting = job.steps.filter((step) => uses(step, 'actions/attest'));
        const last = job.steps.findIndex(({ name }) => name === 'Release' || name === 'Keep the package');
        for (const step of attesting) expect(job.steps.indexOf(step)).toBeLessThan(last);
        return attesting.length > 0 ? [[id, attesting.map((step) => step.with)]] : [];
      }),
    );
    const files = (...paths: string[]) => ({ 'subject-path': paths.join('\n') });
    expect(subjects).toEqual({
      release_github: [
        files('dist/js/*.tgz', 'dist/sbom.json'),
        { ...files('dist/js/*.tgz'), 'sbom-path': 'dist/sbom.json' },
      ],
      package_java: [files('dist/java/**/*.jar', 'dist/java/**/*.pom')],
      package_dotnet: [files('dist/dotnet/*nupkg', '${{ runner.temp }}/attested/*.dll')],
      package_go: [files('dist/go/**')],
    });
  });

  test('waits for Maven Central as long as publib does, and has half an hour besides', () => {
    expect(release.jobs.release_maven['timeout-minutes']).toBeGreaterThanOrEqual(60);
  });

  test('runs one at a time, each to its end', () => {
    expect(release.concurrency).toEqual({ group: '${{ github.workflow }}', 'cancel-in-progress': false });
  });

  test('the release with the tarball does not wait for npm, which cannot take the first one from a workflow', () => {
    expect(release.jobs.release_github.needs).toBe('release');
    expect(publishing.flatMap(([, { needs }]) => needs ?? []).filter((need) => need.startsWith('release_'))).toEqual(
      [],
    );
    const commands = stepNamed(release.jobs.release_github, 'Release').run!.split('\n');
    expect(commands[0]).toBe('cp dist/js/*.tgz oficina-postgres.tgz');
    expect(commands[commands.length - 1]).toMatch(
      /^gh release create "\$tag" oficina-postgres\.tgz dist\/sbom\.json -R "\$GITHUB_REPOSITORY"/,
    );
    const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    expect(readme).toContain(
      `npm install ${manifest.repository.url.replace(/\.git$/, '')}/releases/latest/download/oficina-postgres.tgz`,
    );
  });

  test('every call of gh names its repository, also without a checkout', () => {
    const calls = steps.filter(({ step }) => /^\s*gh |\bgh (issue|label|release) /m.test(step.run ?? ''));
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const { path: where, step } of calls) {
      const known = step.env?.GH_REPO === '${{ github.repository }}' || /-R "\$GITHUB_REPOSITORY"/.test(step.run!);
      expect([where, known]).toEqual([where, true]);
    }
  });

  test('a failure is reported under an existing label', () => {
    for (const [, job] of [...publishing, ...packaging]) {
      const [label, issue] = stepNamed(job, 'Create Issue').run!.split('\n');
      expect(label).toMatch(/^gh label create failed-release --force /);
      expect(issue).toMatch(/--label "failed-release"$/);
    }
  });

  test('the version is computed from the commits', () => {
    expect(stepNamed(release.jobs.release, 'release').run).toBe('npx projen release');
    expect(stepUsing(release.jobs.release, CHECKOUT).with).toMatchObject({ 'fetch-depth': 0 });
  });
});

describe('newest aws-cdk-lib', () => {
  const { test: tests, report } = workflows['newest-aws-cdk-lib'].jobs;

  test('runs each week what a pull request runs on the newest release, and the examples', () => {
    const commands = ({ steps: all }: Job) => all.flatMap(({ run }) => run ?? []);
    expect(commands(tests).filter((command) => !command.includes('GITHUB_OUTPUT'))).toEqual([
      ...commands(build.jobs.cdk).map((command) => command.replace('"$CDK"', 'newest')),
      'npx projen test:cdk-releases latest',
    ]);
    expect(commands(tests)).toContain(stepNamed(build.jobs.cdk, 'Take the newest release').run);
  });

  /** Runs the report with a stand-in for gh that prints its arguments, and answers the question for open issues. */
  function reported(openIssue: string): string[] {
    const bin = fs.mkdtempSync(path.join(os.tmpdir(), 'gh-'));
    try {
      const answer = `[ "$1 $2" != 'issue list' ] || printf '%s' "$OPEN"`;
      fs.writeFileSync(path.join(bin, 'gh'), `#!/bin/sh\necho "$@" >> "$CALLS"\n${answer}\n`, { mode: 0o755 });
      const environment = { CALLS: path.join(bin, 'calls'), OPEN: openIssue, VERSION: '2.999.0', RUN_URL: 'the run' };
      const { status } = spawnSync('bash', ['-e', '-c', stepNamed(report, 'Create Issue').run!], {
        env: { PATH: `${bin}:${process.env.PATH}`, ...environment },
      });
      expect(status).toBe(0);
      return fs.readFileSync(environment.CALLS, 'utf8').trim().split('\n');
    } finally {
      fs.rmSync(bin, { recursive: true });
    }
  }

  test('opens an issue when they fail, under an existing label, and one only', () => {
    expect(report.needs).toBe('test');
    expect(report.if).toBe("failure() && needs.test.result == 'failure'");
    const [label, list, issue] = reported('');
    expect(label).toMatch(/^label create newest-aws-cdk-lib --force /);
    expect(list).toMatch(/^issue list --label newest-aws-cdk-lib --state open /);
    expect(issue).toBe(
      'issue create --title The tests fail on aws-cdk-lib 2.999.0 --body See the run --label newest-aws-cdk-lib',
    );
    expect(reported('12')[2]).toBe('issue comment 12 --body The tests fail on aws-cdk-lib 2.999.0 too, see the run');
  });
});

describe('upgrade', () => {
  test('opens pull requests to develop, with the token of the job', () => {
    expect(stepUsing(upgrade.jobs.upgrade, CHECKOUT).with).toMatchObject({ ref: 'develop' });
    expect(stepUsing(upgrade.jobs.pr, CHECKOUT).with).toMatchObject({ ref: 'develop' });
    expect(stepUsing(upgrade.jobs.pr, 'peter-evans/create-pull-request').with).toMatchObject({
      token: '${{ secrets.GITHUB_TOKEN }}',
    });
  });

  test('the job that runs the new packages cannot write, and the job that writes does not run them', () => {
    expect(upgrade.jobs.upgrade.permissions).toEqual({ contents: 'read' });
    for (const { run } of upgrade.jobs.pr.steps) expect(run ?? '').not.toMatch(/\bnp[mx]\b/);
  });
});

describe.each(ENVIRONMENTS)('deployment of %s from %s', (name, branch) => {
  const deploy = workflows[`deploy-${name}`];
  const propose = workflows[`propose-${name}`];
  const [synth, diff, roll, deployed] = ['synth', 'diff', 'deploy', 'deployed'].map(
    (step) => deploy.jobs[`${step}-${name}`],
  );
  const assembly = { name: `cdk-out-${name}`, path: 'cdk.out' };

  test('is synthesised for pushes to the branch and pull requests to it, except from forks', () => {
    expect(synth.if).toBeUndefined();
    expect(propose.jobs[`synth-${name}`]).toEqual({
      ...synth,
      if: 'github.event.pull_request.head.repo.full_name == github.repository',
    });
    expect(propose.jobs[`diff-${name}`]).toEqual(diff);
    expect(Object.keys(propose.jobs)).toEqual([`synth-${name}`, `diff-${name}`]);
    expect(stepNamed(synth, 'Build and install the example').run).toBe(`npm ci && npm run example:install -- ${name}`);
    expect(stepUsing(synth, 'actions/upload-artifact').with).toMatchObject(assembly);
  });

  test('the check that reports it is in no other workflow, and is never skipped', () => {
    const reporting = jobs.filter(({ job }) => job.name === `Deployed ${name}`);
    expect(reporting.map(({ path: where }) => where)).toEqual([`deploy-${name}/deployed-${name}`]);
    expect(deploy.on).toEqual({ push: { branches: [branch] } });
    expect(deployed.if).toBe('always()');
    expect(deployed.needs).toBe(`deploy-${name}`);
    expect(roll.if).toBeUndefined(); // skipped only if a comparison has failed, which `Deployed` reports
  });

  test.each([
    ['success', 0],
    ['failure', 1],
    ['cancelled', 1],
    ['skipped', 1],
    ['', 1],
  ])('the check has the result of the deployment: %s', (result, status) => {
    const [step] = deployed.steps;
    expect(step.env).toEqual({ RESULT: `\${{ needs.deploy-${name}.result }}` });
    expect(spawnSync('bash', ['-e', '-c', step.run!], { env: { PATH: process.env.PATH, RESULT: result } }).status).toBe(
      status,
    );
  });

  test('compares and deploys only the assembly that was synthesised', () => {
    expect(diff.needs).toBe(`synth-${name}`);
    expect(roll.needs).toEqual([`synth-${name}`, `diff-${name}`]);
    for (const job of [diff, roll]) {
      expect(stepUsing(job, 'actions/download-artifact').with).toEqual(assembly);
      expect(job.steps.flatMap(({ run }) => run?.match(/--app \S+/)?.[0] ?? [])).toEqual(['--app cdk.out']);
    }
    // Otherwise the role would need the right to create change sets.
    expect(stepNamed(diff, 'cdk diff').run).toContain('--method template');
    // The environment asks for approval, not the CLI.
    expect(stepNamed(roll, 'cdk deploy').run).toContain('--require-approval never');
  });

  test('is deployed in its environment, one after the other', () => {
    expect([synth.environment, diff.environment, roll.environment]).toEqual([`${name}-diff`, `${name}-diff`, name]);
    expect(roll.concurrency).toEqual({ group: `deploy-${name}`, 'cancel-in-progress': false });
    expect(diff.concurrency).toEqual({ group: `diff-${name}-\${{ github.ref }}`, 'cancel-in-progress': true });
  });

  test('does not deploy an old commit after a late approval', () => {
    expect(roll.steps[0].run).toContain(`repos/$GITHUB_REPOSITORY/commits/${branch}`);
    expect(roll.steps[0].run).toContain('"$head" != "$GITHUB_SHA"');
  });

  test('assumes its roles by OIDC, in the right account, for as long as the job may run', () => {
    for (const [job, role] of [
      [diff, 'AWS_DIFF_ROLE_ARN'],
      [roll, 'AWS_DEPLOY_ROLE_ARN'],
    ] as const) {
      const credentials = stepUsing(job, 'aws-actions/configure-aws-credentials').with!;
      expect(credentials).toEqual({
        'role-to-assume': `\${{ vars.${role} }}`,
        'aws-region': '${{ vars.AWS_REGION }}',
        'allowed-account-ids': '${{ vars.AWS_ACCOUNT_ID }}',
        'role-duration-seconds': expect.any(Number),
      });
      expect(credentials['role-duration-seconds']).toBeGreaterThanOrEqual(job['timeout-minutes'] * 60);
    }
    expect(synth.steps.some((step) => uses(step, 'aws-actions/configure-aws-credentials'))).toBe(false);
  });

  /** Runs the script of `cdk synth` with a stand-in for npx that prints its arguments. */
  function synthesise(variables: Record<string, string>) {
    const bin = fs.mkdtempSync(path.join(os.tmpdir(), 'npx-'));
    try {
      fs.writeFileSync(path.join(bin, 'npx'), '#!/bin/sh\nfor argument; do echo "<$argument>"; done\n', {
        mode: 0o755,
      });
      const { run, env } = stepNamed(synth, 'cdk synth');
      // Like GitHub: a variable that is not set becomes an empty string.
      const given = Object.entries(env!).map(([key, value]) => [
        key,
        value.replace(/\$\{\{ vars\.(\w+) \}\}/, (_, variable) => variables[variable] ?? ''),
      ]);
      const environment = { ...Object.fromEntries(given), PATH: `${bin}:${process.env.PATH}`, GITHUB_WORKSPACE: bin };
      const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', run!], {
        env: environment,
        encoding: 'utf8',
        cwd: bin,
      });
      return {
        status,
        stderr,
        arguments: stdout.split('\n').flatMap((line) => line.match(/^<(.*)>$/)?.[1] ?? []),
        made: fs.readdirSync(bin),
      };
    } finally {
      fs.rmSync(bin, { recursive: true });
    }
  }

  const ACCOUNT = { AWS_ACCOUNT_ID: '111122223333', AWS_REGION: 'us-east-1' };

  test('passes every context that the example reads to the app', () => {
    const source = ['network.ts', 'recipients.ts']
      .map((file) => fs.readFileSync(path.join(ROOT, 'examples', name, file), 'utf8'))
      .join('\n');
    const read = [...source.matchAll(/\b(?:tryGetContext|context|client)\([^()]*'(\w+)'\)/g)].map(([, key]) => key);
    const values = Object.fromEntries(
      Object.keys(stepNamed(synth, 'cdk synth').env!).map((variable) => [variable, `value-of-${variable}`]),
    );
    const context = synthesise({ ...values, ...ACCOUNT }).arguments.flatMap(
      (argument) => argument.match(/^(\w+)=value-of-/)?.[1] ?? [],
    );
    expect(context.sort()).toEqual([...new Set(read)].sort());
    expect(context).toContain('vpcId');
  });

  test('leaves out the context if its variable is not set', () => {
    expect(synthesise(ACCOUNT).arguments).not.toContain('-c');
    const { arguments: given } = synthesise({ ...ACCOUNT, VPC_ID: 'vpc-1', PRIVATE_SUBNET_IDS: 'subnet-1, subnet-2' });
    expect(given.slice(given.indexOf('-c'))).toEqual([
      '-c',
      'vpcId=vpc-1',
      '-c',
      'privateSubnetIds=subnet-1, subnet-2',
    ]);
  });

  test('never executes the value of a variable', () => {
    const hostile = '$(touch made) `touch made` "; touch made; "';
    const { arguments: given, made } = synthesise({ ...ACCOUNT, VPC_ID: hostile });
    expect(given).toContain(`vpcId=${hostile}`);
    expect(made).toEqual(['npx']);
  });

  test.each(Object.keys(ACCOUNT))('reports that %s is not set', (variable) => {
    const { status, stderr } = synthesise({ ...ACCOUNT, [variable]: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`${variable} is not set in the environment ${name}-diff`);
  });
});

describe('BRANCH-PROTECTION.md', () => {
  const guide = fs.readFileSync(path.join(ROOT, 'BRANCH-PROTECTION.md'), 'utf8');
  const blocks = [...guide.matchAll(/<<'JSON'\n([\s\S]*?)\nJSON\n/g)].map(([, json]) => JSON.parse(json));

  const rulesOf = (branch: string): { type: string; parameters: any }[] =>
    blocks.find(({ name: of }) => of === branch).rules;
  const requiredChecks = (branch: string): string[] =>
    rulesOf(branch)
      .find(({ type }) => type === 'required_status_checks')!
      .parameters.required_status_checks.map(({ context }: { context: string }) => context);

  test.each(ENVIRONMENTS)('requires checks that exist, before a commit gets to the branch of %s', (name, branch) => {
    const existing = Object.values(workflows).flatMap(checks);
    expect(requiredChecks(branch).filter((check) => !existing.includes(check))).toEqual([]);
    // A comparison is skipped if its synthesis has failed, and would count as passed.
    expect(requiredChecks(branch)).toEqual(expect.arrayContaining([...checks(build), `Synth ${name}`, `Diff ${name}`]));
  });

  test.each([
    ['staging', 'dev'],
    ['main', 'staging'],
  ])('admits nothing into %s that has not been deployed to %s', (branch, before) => {
    expect(requiredChecks(branch)).toContain(`Deployed ${before}`);
    expect(requiredChecks(branch)).not.toContain(`Deploy ${before}`); // skipped if a comparison has failed
    expect(rulesOf(branch).find(({ type }) => type === 'required_deployments')!.parameters).toEqual({
      required_deployment_environments: [before],
    });
  });

  test('no condition skips a required check, except that of the title outside pull requests and on forks', () => {
    const skippable = jobs
      .filter(({ job }) => job.if !== undefined && job.if !== 'always()')
      .map(({ job }) => job.name);
    const required = ENVIRONMENTS.flatMap(([, branch]) => requiredChecks(branch));
    expect(required.filter((check) => skippable.includes(check))).toEqual([
      'Validate PR title',
      'Synth dev',
      'Synth staging',
      'Synth prod',
    ]);
  });

  test('the role for comparisons can only describe and read its own stacks', () => {
    const [policy] = [...guide.matchAll(/`permissions-diff\.json`[^]*?```json\n([^]*?)\n```/g)].map(([, json]) =>
      JSON.parse(json),
    );
    expect(policy.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
        Resource: [
          'arn:aws:cloudformation:us-east-1:111122223333:stack/oficina-database-prod/*',
          'arn:aws:cloudformation:us-west-2:111122223333:stack/oficina-database-prod-backups-from-us-east-1/*',
        ],
      },
    ]);
  });

  test('names every environment', () => {
    const environments = new Set(jobs.flatMap(({ job }) => job.environment ?? []));
    for (const environment of environments) expect(guide).toContain(`\`${environment}\``);
  });
});
