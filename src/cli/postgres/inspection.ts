import { Client } from 'pg';
import { ConnectionOptions, readOnly, withConnection } from './connection';
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
