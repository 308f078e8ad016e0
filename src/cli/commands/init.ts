import { statSync } from 'fs';
import * as path from 'path';
import { Command } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { confirm } from '../output/questions';
import { ConnectionOptions } from '../postgres/connection';
import { readLogin } from '../postgres/login';
import { reach, runPsql } from '../postgres/psql';
import { openWay } from '../postgres/way';
import { requirePrograms } from '../programs';

/** The options of `init`. */
export interface InitOptions extends ConnectionOptions {
  readonly file?: string;
  readonly yes?: boolean;
}

/** The script of the package; the bundle of this file is assets/cli/commands/index.js. */
const SCRIPT = path.join(__dirname, '..', '..', '..', 'scripts', 'init-db.sql');

/** psql's standard output goes to standard error, as that of the command is for its result. */
const STDERR = 2;

/**
 * `init`: runs init-db.sql, as a deployment does unless `bootstrap` is false. All of it or nothing: in one transaction,
 * which ends at the first error.
 */
export const run: Command<InitOptions> = async (context, options) => {
  const { terminal, messages, identifier } = context;
  const file = path.resolve(options.file ?? SCRIPT);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw context.wrong(messages.init.noFile(file));
  requirePrograms(messages, 'psql');
  const found = await context.database();
  const login = await readLogin(context, found, options);
  const { username: user, database } = login;
  terminal.note(messages.init.plan(file, user, database, identifier));
  await confirm(terminal, messages, messages.questions.goOn(), options.yes);
  const way = await openWay(context, found, options.via);
  try {
    await reach(context, way, login);
    // Neither the user's .psqlrc nor a line that psql does not understand may change what runs.
    const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '--single-transaction', '-f', file];
    const code = await runPsql(context, way, login, args, ['ignore', STDERR, STDERR]);
    if (code !== 0) throw new CommandFailure(messages.init.failed(identifier));
  } finally {
    await way.close();
  }
  terminal.result({ identifier, database, user, file }, () => messages.init.done(database, identifier));
  return ExitCode.OK;
};
