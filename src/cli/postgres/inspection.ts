import { Client } from 'pg';
import { connect, ConnectionOptions, disconnect, readOnly, withConnection } from './connection';
import { readLogin } from './login';
import { explainPostgres } from './postgres-failure';
import { openWay } from './way';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';

/** Whoever looks for a cause must not become one: a statement that waits for a lock makes others wait. */
const LOCK_TIMEOUT_MILLIS = 2_000;

/** Logs in, and looks at the database in a transaction that can change nothing. */
export function inspect<T>(
  context: CommandContext,
  options: ConnectionOptions,
  work: (client: Client, database: Database) => Promise<T>,
): Promise<T> {
  return withConnection(context, options, (client, database) =>
    readOnly(client, async () => {
      await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MILLIS}`);
      return work(client, database);
    }),
  );
}

/** What is in one database of an instance. */
export type DatabaseWork = (client: Client, name: string) => Promise<void>;

/**
 * Logs in, and looks at every database that takes connections, one after the other: first at that of the login.
 *
 * @param first looks at the whole instance, and returns the names of the databases to look at
 */
export async function inspectEach(
  context: CommandContext,
  options: ConnectionOptions,
  first: (client: Client) => Promise<string[]>,
  work: DatabaseWork,
): Promise<void> {
  const database = await context.database();
  const login = await readLogin(context, database, options);
  const way = await openWay(context, database, options.via);
  const within = async (name: string, inside: (client: Client) => Promise<void>) => {
    try {
      const client = await connect(context, way, { ...login, database: name });
      try {
        await readOnly(client, async () => {
          await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MILLIS}`);
          await inside(client);
        });
      } finally {
        await disconnect(client);
      }
    } catch (error) {
      throw explainPostgres(error, `${way.host}:${way.port}`, login.username, context.messages);
    }
  };
  try {
    let names: string[] = [];
    await within(login.database, async (client) => {
      names = await first(client);
    });
    for (const name of names) await within(name, (client) => work(client, name));
  } finally {
    await way.close();
  }
}
