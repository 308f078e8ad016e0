import { endpointOf } from './way';
import { Database } from '../aws/database';
import { iamToken } from '../aws/iam-token';
import { readSecret, secretName } from '../aws/secret';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

/** Who logs in, to which database of the instance. */
export interface Login {
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** How a user logs in: an option of every command that logs in. */
export interface LoginOptions {
  /** An application user; by default the master user. */
  readonly user?: string;
  /** By a token of IAM, in place of the password in a secret. */
  readonly iam?: boolean;
}

/**
 * The login in the secret of the master user or of an application user, or with a token of IAM.
 *
 * @throws CommandFailure without a secret, or without a user who logs in by IAM
 */
export async function readLogin(context: CommandContext, database: Database, options: LoginOptions): Promise<Login> {
  const { user, iam } = options;
  if (iam) return loginByIam(context, database, user);
  const name = secretName(context, user);
  const { username, password, dbname } = await readSecret(context, name);
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new CommandFailure(context.messages.postgres.noLogin(name), ExitCode.REFUSED);
  }
  return { username, password, database: typeof dbname === 'string' ? dbname : databaseName(database.instance) };
}

async function loginByIam(context: CommandContext, database: Database, user?: string): Promise<Login> {
  const { account, messages } = context;
  // The master user has a password: as a member of rds_iam, nobody could log in with it any more.
  if (user === undefined) throw context.wrong(messages.postgres.iamNeedsUser());
  if (!database.instance.IAMDatabaseAuthenticationEnabled) {
    throw new CommandFailure(messages.postgres.noIam(database.identifier), ExitCode.REFUSED);
  }
  const { host, port } = endpointOf(context, database);
  const username = user.replace(/-/g, '_'); // as the library names the login of a user
  const password = await iamToken(account, host, port, username);
  return { username, password, database: databaseName(database.instance) };
}

/** The first database of an instance: RDS makes `postgres` always. */
export function databaseName({ DBName: name }: Database['instance']): string {
  return name ?? 'postgres';
}
