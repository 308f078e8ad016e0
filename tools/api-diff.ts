import { mkdirSync, readFileSync, readdirSync, rmSync } from 'fs';
import * as path from 'path';
import { apiVerdict } from './support/api-verdict';
import { compileLibrary } from './support/package';
import { npm } from './support/registry';
import { ROOT } from './support/root';
import { CommandFailed, main, mustRun, run, say, step } from './support/run';

const UPGRADE_GUIDE = 'UPGRADING.md';

/** In the repository, so that the package finds its peers in node_modules. */
const RELEASED = path.join(ROOT, '.demo', 'released');

const { name, repository } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

/** `npx projen api:diff`: compares the API with that of the newest release. */
main(async () => {
  const tag = await newestTag();
  if (!tag) {
    say('there is no release yet that the API could be compared with');
    return;
  }
  const released = await step(`download ${tag}`, () => download(tag));
  await step('compile the library', compileLibrary);
  const { passes, reason } = apiVerdict({
    since: tag,
    breaking: await step('compare', () => breakingChanges(released)),
    messages: await messagesSince(tag),
    isGuideChanged: (await run('git', ['diff', '--quiet', tag, '--', UPGRADE_GUIDE], { cwd: ROOT })).status !== 0,
  });
  if (!passes) throw new Error(`${reason} (see "A breaking change" in CONTRIBUTING.md)`);
  say(reason);
});

async function git(...args: string[]): Promise<string> {
  return (await mustRun('git', args, { cwd: ROOT })).trim();
}

async function newestTag(): Promise<string | undefined> {
  if ((await git('rev-parse', '--is-shallow-repository')) === 'true') {
    throw new Error('the clone has no history, and so no releases: run git fetch --unshallow --tags');
  }
  const tags = await git('tag', '--list', 'v[0-9]*', '--merged', 'HEAD', '--sort=-version:refname');
  return tags.split('\n')[0] || undefined;
}

/**
 * Unpacks a release, and returns its folder. jsii-diff could download one from npm by itself, and passes when it
 * cannot. The first release is on GitHub before it is on npm.
 */
async function download(tag: string): Promise<string> {
  const folder = path.join(RELEASED, name);
  rmSync(RELEASED, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pack = (specification: string) =>
    npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', RELEASED, specification], { cwd: RELEASED });
  const onGitHub = `${repository.url.replace(/\.git$/, '')}/releases/download/${tag}/${name}.tgz`;
  await pack(`${name}@${tag.replace(/^v/, '')}`).catch((onNpm: Error) =>
    pack(onGitHub).catch(() => {
      throw new Error(`${tag} is not to be had from npm (${onNpm.message}), nor from ${onGitHub}`);
    }),
  );
  const [tarball] = readdirSync(RELEASED).filter((file) => file.endsWith('.tgz'));
  await mustRun('tar', ['--strip-components=1', '-xzf', tarball, '-C', folder], { cwd: RELEASED });
  return folder;
}

/** The breaking changes, of what is marked as experimental too: all of it is, and people use it. */
async function breakingChanges(released: string): Promise<string[]> {
  const { status, output } = await run('npx', ['jsii-diff', '--error-on=all', released, ROOT], { cwd: ROOT });
  const breaking = output.split('\n').filter((line) => line.startsWith('err '));
  if (status !== 0 && breaking.length === 0) throw new CommandFailed(`jsii-diff ended with ${status}`, output);
  for (const line of breaking) say(`  ${line}`);
  return breaking;
}

/** A pull request becomes one commit, whose header is its title. */
async function messagesSince(tag: string): Promise<string[]> {
  const messages = (await git('log', '--format=%B%x00', `${tag}..HEAD`)).split('\0');
  return [...messages, process.env.PR_TITLE ?? ''];
}
