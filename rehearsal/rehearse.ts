import { existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { requireCli } from './deployment';
import { requirePython } from './python-environment';
import { rehearseFolders } from './rehearse-folders';
import { Example, exampleNames } from '../tools/support/example';
import { bundleFunctions, compileLibrary, packLibrary } from '../tools/support/package';
import { ROOT } from '../tools/support/root';
import { logTo, main, step } from '../tools/support/run';

/*
 * `npm run rehearse -- dev`: deploys an example, or an app of the user's own, to an emulator of AWS on this machine,
 * and shows what has come of it.
 */

const USAGE =
  `usage: npm run rehearse -- ${exampleNames().join('|')}|all [--keep]\n` +
  '       npm run rehearse -- --app <folder of a CDK app> [--keep]';

interface Arguments {
  readonly names: string[];
  readonly app?: string;
  /** Whether the environment stays until Ctrl+C. */
  readonly keep: boolean;
}

function parseArguments(words: string[]): Arguments {
  const appIndex = words.indexOf('--app');
  const app = appIndex >= 0 ? words[appIndex + 1] : undefined;
  const folder = app && path.resolve(process.env.INIT_CWD ?? '', app); // npm runs this in the folder of the package
  const names = words.filter((word, index) => !word.startsWith('--') && (appIndex < 0 || index !== appIndex + 1));
  const unknown = [
    ...words.filter((word) => word.startsWith('--') && !['--keep', '--app'].includes(word)),
    ...names.filter((name) => name !== 'all' && !exampleNames().includes(name)),
  ];
  const isComplete = appIndex >= 0 ? app !== undefined && names.length === 0 : true;
  if (unknown.length > 0 || !isComplete) throw new Error(`${unknown.join(', ') || 'too few words'}\n${USAGE}`);
  if (folder && !existsSync(path.join(folder, 'cdk.json'))) {
    throw new Error(`--app must be the folder of a CDK app, got ${app}: there is no ${path.join(folder, 'cdk.json')}`);
  }
  if (folder) requireCli(folder);
  const chosen = names.length > 0 ? names : ['dev'];
  return {
    names: app ? [] : chosen.includes('all') ? ['dev', 'staging', 'prod'] : chosen,
    app: folder,
    keep: words.includes('--keep'),
  };
}

const temporary = mkdtempSync(path.join(tmpdir(), 'oficina-rehearse-'));
process.env.TMPDIR = temporary; // whatever the commands leave there goes with it
process.on('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));

main(async () => {
  const { names, app, keep } = parseArguments(process.argv.slice(2));
  await requirePython();
  logTo(path.join(ROOT, '.demo', 'rehearsal.log'));
  await rehearseFolders(app ? [app] : await installExamples(names), { keep });
});

/** Copies and installs the examples as their users do, with the packed library. */
async function installExamples(names: string[]): Promise<string[]> {
  await step('compile the library', compileLibrary);
  await step('bundle its functions', bundleFunctions);
  const tarball = await step('pack it as npm delivers it', packLibrary);
  const folders: string[] = [];
  for (const name of names) {
    const example = Example.copy(name, temporary);
    await step(`install it into a clean copy of examples/${name}`, () => example.install(tarball));
    folders.push(example.folder);
  }
  return folders;
}
