import { execFile } from 'child_process';
import { accessSync, constants } from 'fs';
import * as path from 'path';
import { Account } from './aws/account';
import { CommandFailure } from './command-failure';
import { Messages } from './messages/messages';

/** Programs that a command starts, and does not bring along. */
export type ProgramName = keyof Messages['programs'];

/** @throws CommandFailure that says what to install, if a program is not on the PATH */
export function requirePrograms(messages: Messages, ...names: ProgramName[]): void {
  const missing = names.find((name) => !isOnPath(name));
  if (missing) throw new CommandFailure(messages.failures.noProgram(missing, messages.programs[missing]()));
}

function isOnPath(name: string): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.some((folder) => [name, `${name}.exe`].some((file) => isExecutable(path.join(folder, file))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end, and returns what it has printed. @throws CommandFailure with its last line */
export function outputOf(messages: Messages, name: ProgramName, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(name, args, { env: { ...process.env, AWS_PAGER: '' } }, (error, stdout, stderr) => {
      if (error) reject(new CommandFailure(messages.failures.programFailed(name, lastLine(stderr) || error.name)));
      else resolve(stdout);
    });
  });
}

/** Makes a call by the AWS CLI, for the services of which the command line brings no client. */
export async function callByAwsCli<T>(messages: Messages, account: Account, args: readonly string[]): Promise<T> {
  const output = await outputOf(messages, 'aws', [...args, ...(await account.cliArguments()), '--output', 'json']);
  return JSON.parse(output || 'null') as T;
}

/** The last line that is not empty: programs say there why they stop. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').pop()!.trim();
}
