import { existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { requireCli } from './deployment';
import { requirePython } from './python-environment';
import { rehearseFolders } from './rehearse-folders';
import { Example } from '../tools/support/example';
import { packInSteps } from '../tools/support/package';
import { ROOT } from '../tools/support/root';
import { logTo, main, step } from '../tools/support/run';

/*
 * `npm run rehearse -- dev`: deploys an example, or an app of the user's own, to an emulator of AWS on this machine,
 * and prints a report.
 */

/** The examples that deploy to an empty account. */
const ENVIRONMENTS = ['dev', 'staging', 'prod'];

const USAGE =
  `usage: npm run rehearse -- ${ENVIRONMENTS.join('|')}|all [--keep]\n` +
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
  const folder = app && path.resolve(process.env.INIT_CWD ?? '', app); // npm runs this in the package's folder
  const names = words.filter((word, index) => !word.startsWith('-') && (appIndex < 0 || index !== appIndex + 1));
  const unknown = [
    ...words.filter((word, index) => word.startsWith('-') && word !== '--keep' && index !== appIndex),
    ...names.filter((name) => name !== 'all' && !ENVIRONMENTS.includes(name)),
  ];
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}\n${USAGE}`);
  if (appIndex >= 0 && (app === undefined || app.startsWith('--'))) throw new Error(`--app needs a folder\n${USAGE}`);
  if (appIndex >= 0 && names.length > 0) throw new Error(`use either --app or ${names.join(', ')}, not both\n${USAGE}`);
  if (folder && !existsSync(path.join(folder, 'cdk.json'))) {
    throw new Error(`--app must be the folder of a CDK app, got ${app}: there is no ${path.join(folder, 'cdk.json')}`);
  }
  if (folder) requireCli(folder);
  const chosen = names.length > 0 ? names : ['dev'];
  return {
    names: app ? [] : chosen.includes('all') ? ENVIRONMENTS : [...new Set(chosen)],
    app: folder,
    keep: words.includes('--keep'),
  };
}

main(async () => {
  const { names, app, keep } = parseArguments(process.argv.slice(2));
  await requirePython();
  logTo(path.join(ROOT, '.demo', 'rehearsal.log'));
  const temporary = temporaryFolder();
  await rehearseFolders(app ? [app] : await installExamples(names, temporary), { keep });
});

/** Creates the folder for temporary files of all commands. It is removed when this process ends. */
function temporaryFolder(): string {
  const parent = tmpdir();
  try {
    const folder = mkdtempSync(path.join(parent, 'oficina-rehearse-'));
    process.env.TMPDIR = folder;
    process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    return folder;
  } catch (error) {
    throw new Error(`TMPDIR must be a folder that can be written to, got ${parent}: ${(error as Error).message}`);
  }
}

/** Copies and installs the examples as their users do, with the packed library. */
async function installExamples(names: string[], temporary: string): Promise<string[]> {
  const tarball = await packInSteps(path.join(temporary, 'package'));
  const folders: string[] = [];
  for (const name of names) {
    const example = Example.copy(name, temporary);
    await step(`install it into a clean copy of examples/${name}`, () => example.install(tarball));
    folders.push(example.folder);
  }
  return folders;
}
