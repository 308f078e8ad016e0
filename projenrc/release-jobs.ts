import { github } from 'projen';
import { Job, JobPermission, JobStep } from 'projen/lib/github/workflows-model';
import { pinned } from './actions';

/** What publishes, with `npx`. */
export const PUBLIB = '0.2.1061';

/**
 * npm takes dependencies of PUBLIB that were published before this day, and no others: what stands beside a token does
 * not change from one release to the next. A newer PUBLIB needs a later day.
 */
const PUBLIB_BEFORE = '2026-09-03';

/** publib lets Maven Central take half an hour to check what it has got, before it is released. */
const MAVEN_CENTRAL_MINUTES = 75;

interface Language {
  /** The job of projen that publishes the package is `release_<registry>`. */
  readonly registry: string;
  readonly title: string;
  /** What is attested. Undefined where the registry takes attestations of its own. */
  readonly subjects?: string[];
  /** Makes the files of `subjects` that nothing else needs. */
  readonly extract?: string;
}

/** The languages whose package is made of the npm package, by the name of the task `package:<language>`. */
const LANGUAGES: Record<string, Language> = {
  java: { registry: 'maven', title: 'Java', subjects: ['dist/java/**/*.jar', 'dist/java/**/*.pom'] },
  python: { registry: 'pypi', title: 'Python' },
  dotnet: {
    registry: 'nuget',
    title: '.NET',
    subjects: ['dist/dotnet/*nupkg', '${{ runner.temp }}/attested/*.dll'],
    // The gallery puts a signature into each package, which changes the checksum of the package, but of no file in it.
    extract: `unzip -j -o -d "$RUNNER_TEMP/attested" dist/dotnet/*.nupkg 'lib/*.dll'`,
  },
  // A module is delivered by its repository, as files: each of them is attested.
  go: { registry: 'golang', title: 'Go', subjects: ['dist/go/**'] },
};

/** Secrets that projen passes on and the publisher does not read, and values that are its default anyway. */
const NOT_NEEDED = [
  'MAVEN_STAGING_PROFILE_ID', // of the predecessor of the Central Portal
  'NPM_REGISTRY', // an address that nothing here should depend on
];

/**
 * Divides each job that packs and publishes for a language in two. The one that packs runs compilers and plugins of
 * Maven, pip and NuGet: it belongs to no environment, so that no registry would take its token. The one that publishes
 * has the environment `release` with its secrets, and runs the publisher and nothing else.
 *
 * What has been packed is attested before anything is published: what a registry has once taken cannot be replaced.
 * Every language is packed before the first registry gets the version, so that no registry is left without it for good.
 */
export function divideReleaseJobs(release: github.GithubWorkflow): void {
  const packaging = Object.keys(LANGUAGES).map((language) => `package_${language}`);
  for (const [language, { registry, title, subjects, extract }] of Object.entries(LANGUAGES)) {
    const id = `package_${language}`;
    const publishing = release.jobs[`release_${registry}`] as Job;
    release.addJob(id, {
      name: `Package for ${title}`,
      needs: ['release'],
      if: publishing.if,
      runsOn: publishing.runsOn,
      tools: publishing.tools,
      permissions: {
        contents: JobPermission.READ,
        issues: JobPermission.WRITE,
        ...(subjects && { idToken: JobPermission.WRITE, attestations: JobPermission.WRITE }),
      },
      outputs: { artifact_id: { stepId: 'upload', outputName: 'artifact-id' } },
      steps: [
        download('release', `\${{ runner.temp }}/build`), // npm would pack it, were it beside the sources
        { name: 'Checkout', uses: pinned('actions/checkout') },
        { name: 'Install dependencies', run: 'npm ci' },
        // The version, the compiled library and the translated examples of the package that npm gets.
        { name: 'Take the npm package', run: 'tar --strip-components=1 -xzf "$RUNNER_TEMP"/build/js/*.tgz' },
        { name: `Package for ${title}`, run: `npx projen package:${language}` },
        { name: 'Take the version', run: 'cp "$RUNNER_TEMP/build/version.txt" dist/version.txt' },
        ...(extract ? [{ name: 'Extract what is attested', run: extract }] : []),
        ...(subjects ? [attest(subjects)] : []),
        {
          name: 'Keep the package',
          id: 'upload',
          uses: pinned('actions/upload-artifact'),
          with: { name: `package-${language}`, path: 'dist', 'if-no-files-found': 'error', overwrite: true },
        },
        ...report(publishing, '"$RUNNER_TEMP/build/version.txt"'),
      ],
    });
    release.updateJob(`release_${registry}`, {
      ...publishing,
      needs: ['release', ...packaging],
      ...(registry === 'maven' && { timeoutMinutes: MAVEN_CENTRAL_MINUTES }),
      tools: usesPip(registry) ? { ...publishing.tools, python: { version: '3.13' } } : publishing.tools,
      steps: [
        download(id, 'dist'),
        ...(usesPip(registry) ? pinnedPip() : []),
        publish(publishing, usesPip(registry) ? { PIP_NO_INDEX: 'true' } : {}),
        ...report(publishing),
      ],
    });
  }
  const npm = release.jobs.release_npm as Job;
  // The tarball of the build, which is that of the GitHub release, too.
  release.updateJob('release_npm', {
    ...npm,
    needs: ['release', ...packaging],
    steps: [download('release', 'dist'), publish(npm), ...report(npm)],
  });
  const releases = release.jobs.release_github as Job;
  release.updateJob('release_github', {
    ...releases,
    // A release with its tarball exists whatever a registry answers: a workflow cannot publish the first version of a
    // package on npm.
    needs: ['release'],
    permissions: { ...releases.permissions, idToken: JobPermission.WRITE, attestations: JobPermission.WRITE },
    steps: [
      download('release', 'dist'),
      attest(['dist/js/*.tgz', SBOM]),
      {
        ...attest(['dist/js/*.tgz'], 'Attest the SBOM'),
        with: { 'subject-path': 'dist/js/*.tgz', 'sbom-path': SBOM },
      },
      withFiles(stepNamed(releases, 'Release')),
      ...report(releases),
    ],
  });
}

/** What `npx projen sbom` writes. */
const SBOM = 'dist/sbom.json';

/** publib installs what it uploads with by pip. */
function usesPip(registry: string): boolean {
  return ['pypi', 'nuget'].includes(registry);
}

function stepsOf({ steps }: Job): JobStep[] {
  // projen passes functions where a list may still grow, and says so in no type.
  return typeof steps === 'function' ? (steps as () => JobStep[])() : steps;
}

function stepNamed(job: Job, name: string): JobStep {
  const found = stepsOf(job).find((step) => step.name === name);
  if (!found) throw new Error(`projen makes no step '${name}' any more in the job '${job.name}'`);
  return found;
}

function download(job: string, path: string): JobStep {
  return {
    name: 'Download artifacts',
    uses: pinned('actions/download-artifact'),
    with: { 'artifact-ids': `\${{ needs.${job}.outputs.artifact_id }}`, path },
  };
}

/** Binds files to this repository, its workflow and its commit: `gh attestation verify <file> --repo …` */
function attest(subjects: string[], name = 'Attest the provenance'): JobStep {
  return {
    name,
    if: '${{ !inputs.dry_run }}',
    uses: pinned('actions/attest'),
    with: { 'subject-path': subjects.join('\n') },
  };
}

function publish(job: Job, env: Record<string, string> = {}): JobStep {
  const step = stepNamed(job, 'Release');
  const kept = Object.entries(step.env ?? {}).filter(([name]) => !NOT_NEEDED.includes(name));
  return { ...step, env: { ...Object.fromEntries(kept), npm_config_before: PUBLIB_BEFORE, ...env } };
}

/**
 * Installs what publib asks pip for, from wheels with known checksums: publib itself takes the newest of everything.
 * With PIP_NO_INDEX it finds these and can install nothing else.
 */
function pinnedPip(): JobStep[] {
  const requirements = '.repo/tools/publish-requirements.txt';
  return [
    {
      name: 'Checkout',
      uses: pinned('actions/checkout'),
      with: { path: '.repo', 'sparse-checkout': 'tools/publish-requirements.txt', 'sparse-checkout-cone-mode': false },
    },
    {
      name: 'Install what uploads',
      run: `python3 -m pip install --user --require-hashes --only-binary :all: --requirement ${requirements}`,
    },
  ];
}

/** projen's steps that open an issue when the job has failed. */
function report(job: Job, versionFile = 'dist/version.txt'): JobStep[] {
  const version = stepNamed(job, 'Extract Version');
  return [{ ...version, run: version.run!.replace('dist/version.txt', versionFile) }, stepNamed(job, 'Create Issue')];
}

/**
 * Adds the package to the GitHub release, under a name that is the same for every release, so that it can be installed
 * without npm's registry, and the SBOM.
 */
function withFiles(step: JobStep): JobStep {
  const create = step.run!.replace('gh release create "$tag"', `gh release create "$tag" oficina-postgres.tgz ${SBOM}`);
  return { ...step, run: `cp dist/js/*.tgz oficina-postgres.tgz\n${create}` };
}
