import { Client } from 'pg';
import { CheckContext } from './phase-check';
import { secretOf } from './settle';
import { connect, disconnect, readOnly } from '../../postgres/connection';
import { explainPostgres } from '../../postgres/postgres-failure';
import { openWay } from '../../postgres/way';
import { loginIn } from '../master-secret';

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
  const login = await loginIn(context, database, await secretOf(check));
  const way = await openWay(context, database, options.via);
  try {
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
    throw explainPostgres(error, `${way.host}:${way.port}`, login.username, context.messages);
  } finally {
    await way.close();
  }
}
