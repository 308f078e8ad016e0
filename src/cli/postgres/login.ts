import { Database } from '../aws/database';
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

/** The login in the secret of the master user or of an application user. */
export async function readLogin(context: CommandContext, { instance }: Database, user?: string): Promise<Login> {
  const name = secretName(context, user);
  const { username, password, dbname } = await readSecret(context, name);
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new CommandFailure(context.messages.postgres.noLogin(name), ExitCode.REFUSED);
  }
  return { username, password, database: typeof dbname === 'string' ? dbname : databaseName(instance) };
}

/** The first database of an instance: RDS makes `postgres` always. */
export function databaseName({ DBName: name }: Database['instance']): string {
  return name ?? 'postgres';
}
