import { ApplicationUser } from './application-user';
import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { describeError } from './server-error';

const CREATE_SCHEMA = 'SELECT oficina_bootstrap.create_schema($1::pg_catalog.text)';
const CREATE_USER =
  'SELECT oficina_bootstrap.create_user($1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.text, ' +
  '$4::pg_catalog.bool, $5::pg_catalog.int4, $6::pg_catalog.int4)';

/**
 * Creates the schemas and roles of users, or updates the privileges of the roles, in one transaction.
 *
 * @throws `BootstrapError` that names the user
 */
export async function ensureRoles(session: MasterSession, users: readonly ApplicationUser[]): Promise<void> {
  if (users.length === 0) return;
  await session.query('BEGIN');
  for (const schema of new Set(users.map((user) => user.schema))) {
    await naming(`the schema ${schema}`, () => session.query(CREATE_SCHEMA, [schema]));
  }
  for (const { name, schema, privileges, iam, statementTimeout, idleInTransactionTimeout } of users) {
    const values = [name, schema, privileges, iam === true, statementTimeout ?? null, idleInTransactionTimeout ?? null];
    await naming(`the user ${name}`, () => session.query(CREATE_USER, values));
  }
  await session.query('COMMIT');
}

/** Puts the name of the object before the message of an error. */
async function naming(object: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new BootstrapError(`${object}: ${describeError(error)}`, error);
  }
}
