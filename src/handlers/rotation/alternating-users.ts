import { escapeIdentifier, escapeLiteral } from 'pg';
import { changePassword, Query } from './change-password';
import { connectAsMaster } from './master-connection';
import { Rotation, RotationStrategy } from './rotation';
import { log as writeLog } from '../log';
import { listElements, takesIdentifiers } from '../postgres/list-settings';
import { untilReady } from '../postgres/until-ready';

/** The suffix of the second user. AWS's own rotation function uses it too, so that either can take over. */
export const CLONE_SUFFIX = '_clone';

/**
 * The strategy for two users with the same privileges that take turns. The master user sets a new password for the one
 * that the secret does not name, so clients with the old password keep working until the next rotation.
 */
export function alternatingUsers(username: string, masterSecretArn: string): RotationStrategy {
  const clone = `${username}${CLONE_SUFFIX}`;
  return {
    usernames: [username, clone],
    // The first version has an ARN built from the secret's name, or none when RDS has created the secret.
    values: { masterarn: masterSecretArn },
    next: (current) => (current === username ? clone : username),

    async setPassword(rotation, event, pending, current) {
      await changePassword(rotation, event, pending, {
        open: () =>
          untilReady(rotation.deadline, () =>
            connectAsMaster(rotation.store, masterSecretArn, rotation.connect, rotation.log),
          ),
        prepare: (query) => ensureUser(query, pending.username, current.username, rotation),
      });
    },
  };
}

const CAN_LOG_IN =
  'SELECT rolcanlogin FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name';

const GROUPS = `
  SELECT g.rolname::pg_catalog.text AS name
  FROM pg_catalog.pg_auth_members m
  JOIN pg_catalog.pg_roles g ON g.oid OPERATOR(pg_catalog.=) m.roleid
  JOIN pg_catalog.pg_roles u ON u.oid OPERATOR(pg_catalog.=) m.member
  WHERE u.rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name`;

const SETTINGS = `
  SELECT pg_catalog.unnest(s.setconfig) AS entry
  FROM pg_catalog.pg_db_role_setting s
  JOIN pg_catalog.pg_roles u ON u.oid OPERATOR(pg_catalog.=) s.setrole
  WHERE u.rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name
    AND s.setdatabase OPERATOR(pg_catalog.=) 0::pg_catalog.oid`;

/** Makes sure that a user exists and may log in. */
async function ensureUser(query: Query, username: string, model: string, { log = writeLog }: Rotation): Promise<void> {
  const { rows } = await query(CAN_LOG_IN, [username]);
  if (rows.length === 0) return createUser(query, username, model);
  if (rows[0].rolcanlogin) return;
  // To lock a user out, remove it from the app: as long as its secret rotates, the secret has to work.
  log('LoginRestored', {
    user: username,
    reason: 'the role was NOLOGIN, and the rotation of its secret needs it to log in',
  });
  await query(`ALTER ROLE ${escapeIdentifier(username)} LOGIN`);
}

/** Creates a user with the groups and settings of `model`, so that both have the same privileges and ownership. */
async function createUser(query: Query, username: string, model: string): Promise<void> {
  await query(`CREATE ROLE ${escapeIdentifier(username)} LOGIN`);
  const groups = await query(GROUPS, [model]);
  for (const { name } of groups.rows) await query(`GRANT ${escapeIdentifier(name)} TO ${escapeIdentifier(username)}`);
  const settings = await query(SETTINGS, [model]);
  for (const { entry } of settings.rows) await query(setStatement(username, entry));
}

/** The statement that gives a user a setting in the form of pg_db_role_setting, `name=value`. */
function setStatement(username: string, entry: string): string {
  const separator = entry.indexOf('=');
  const name = entry.slice(0, separator);
  const value = entry.slice(separator + 1);
  // A list of names must not become a single quoted name.
  const elements = takesIdentifiers(name) ? listElements(value) : [value];
  const literals = elements.map(escapeLiteral).join(', ');
  return `ALTER ROLE ${escapeIdentifier(username)} SET ${escapeIdentifier(name)} = ${literals}`;
}
