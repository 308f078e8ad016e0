import { Command, CommandContext } from '../command-context';
import { ExitCode } from '../exit-code';
import { ConnectionOptions } from '../postgres/connection';
import { Login, readLogin } from '../postgres/login';
import { addressOf, reach, runPsql } from '../postgres/psql';
import { openWay, Way } from '../postgres/way';
import { requirePrograms } from '../programs';

/** The options of `connect`. */
export interface ConnectOptions extends ConnectionOptions {
  readonly url?: boolean;
  readonly json?: boolean;
  /** What follows `--`. */
  readonly operands?: readonly string[];
}

/**
 * `connect`: psql with the login of a user, straight or through a host in the network of the database. With `--url`,
 * the address for another program, to which a tunnel stays open until Ctrl-C.
 */
export const run: Command<ConnectOptions> = async (context, options) => {
  const { url, json, operands = [] } = options;
  const { terminal, messages } = context;
  if (json && !url) throw context.wrong(messages.connect.jsonNeedsUrl());
  if (!url) requirePrograms(messages, 'psql');
  const database = await context.database();
  const login = await readLogin(context, database, options);
  const way = await openWay(context, database, options.via);
  try {
    if (url) return await showUrl(context, way, login);
    await reach(context, way, login);
    terminal.note(messages.connect.connecting(login.username, login.database, database.identifier));
    // What psql's exit codes say, it has said on the terminal.
    const code = await runPsql(context, way, login, operands, 'inherit');
    return code === 0 ? ExitCode.OK : ExitCode.FAILED;
  } finally {
    await way.close();
  }
};

async function showUrl({ terminal, messages }: CommandContext, way: Way, login: Login): Promise<ExitCode> {
  const url = await urlOf(way, login);
  terminal.result({ url }, () => url);
  terminal.note(messages.connect.withoutPassword());
  if (way.ended) {
    terminal.note(messages.connect.tunnelIsOpen());
    await way.ended;
    terminal.note(messages.connect.tunnelHasClosed());
    return ExitCode.FAILED;
  }
  return ExitCode.OK;
}

/** The address as libpq reads it, without the password, which would stay in histories. */
async function urlOf({ host, port, serverName }: Way, { username, database }: Login): Promise<string> {
  const url = new URL(`postgresql://${serverName}:${port}`);
  url.username = username;
  url.pathname = `/${encodeURIComponent(database)}`;
  url.searchParams.set('sslmode', 'verify-full');
  if (host !== serverName) url.searchParams.set('hostaddr', await addressOf(host));
  return url.href;
}
