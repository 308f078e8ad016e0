import { Client } from 'pg';
import { CheckContext } from './phase-check';
import { secretOf } from './settle';
import { readSecret } from '../../aws/secret';
import { CommandFailure } from '../../command-failure';
import { ExitCode } from '../../exit-code';
import { connect, disconnect, readOnly } from '../../postgres/connection';
import { explainPostgres } from '../../postgres/postgres-failure';
import { openWay } from '../../postgres/way';

/** Every statement here looks at catalogues alone: one that waits has met somebody's lock. */
const STATEMENT_MILLIS = 15_000;
const LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'";

/**
 * Logs in with the secret of the master user, and works in a transaction that cannot change anything.
 *
 * @throws CommandFailure for everything that PostgreSQL, TLS or the network refuses
 */
export async function lookInto<T>(check: CheckContext, work: (client: Client) => Promise<T>): Promise<T> {
  const { context, database, options } = check;
  const secret = await secretOf(check);
  const { username, password, dbname } = await readSecret(context, secret.arn);
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new CommandFailure(context.messages.adopt.noLogin(secret.name), ExitCode.REFUSED);
  }
  const name = typeof dbname === 'string' && dbname !== '' ? dbname : database.instance.DBName || 'postgres';
  const way = await openWay(context, database, options.via);
  try {
    const login = { username, password, database: name };
    const client = await connect(context, way, login, { statementMillis: STATEMENT_MILLIS });
    try {
      return await readOnly(client, async () => {
        await client.query(LOCK_TIMEOUT);
        return work(client);
      });
    } finally {
      await disconnect(client);
    }
  } catch (error) {
    throw explainPostgres(error, `${way.host}:${way.port}`, username, context.messages);
  } finally {
    await way.close();
  }
}
