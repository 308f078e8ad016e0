import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { changePassword } from './change-password';
import { openedWith, RotationStrategy } from './rotation';
import { Login } from '../postgres/connection';
import { untilReady } from '../postgres/until-ready';
import { SecretStore } from '../secrets/secret-store';

/** The suffix that AWS's own function uses, so that the one can take over from the other. */
export const CLONE_SUFFIX = '_clone';

/**
 * Two users with the same rights take turns: the one that the secret does not name gets the new password, by the hand of the master user. Who holds the old
 * password goes on working until the next rotation.
 */
export function alternatingUsers(username: string, masterSecretArn: string): RotationStrategy {
  const clone = `${username}${CLONE_SUFFIX}`;
  return {
    usernames: [username, clone],
    // The template can only name it by its name, and names none that RDS has made.
    values: { masterarn: masterSecretArn },
    next: (current) => current === username ? clone : username,

    async setPassword(rotation, event, pending, current) {
      const client = await untilReady(rotation.deadline, () => asMaster(rotation.store, masterSecretArn, rotation.connect));
      await changePassword(client, rotation, event, pending, () => ensureTwin(client, pending.username, current.username));
    },
  };
}

/**
 * Logs in as the master user, with the current password or, while that is being rotated, with the pending one.
 *
 * @throws an error when the database refuses each of them
 */
export async function asMaster(store: SecretStore, masterSecretArn: string, connect: (login: Login) => Promise<Client>): Promise<Client> {
  for (const stage of ['AWSCURRENT', 'AWSPENDING', 'AWSCURRENT', 'AWSPREVIOUS']) {
    const value = await store.get(masterSecretArn, { stage });
    const { username, password } = value ?? {};
    if (typeof username !== 'string' || typeof password !== 'string') continue;
    const client = await openedWith(() => connect({ username, password }));
    if (client) return client;
  }
  throw new Error(`the database refuses the master user with the passwords of the secret ${masterSecretArn}; rotate that secret first, or set the password of `
    + 'its AWSCURRENT with aws rds modify-db-instance --master-user-password');
}

/** Makes the other user when it is missing: with the groups and the settings of the first, so that both own and may do the same. */
async function ensureTwin(client: Client, username: string, model: string): Promise<void> {
  const { rows: [role] } = await client.query<{ rolcanlogin: boolean }>('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [username]);
  if (role) {
    if (!role.rolcanlogin) await client.query(`ALTER ROLE ${escapeIdentifier(username)} LOGIN`);
    return;
  }
  await client.query(`CREATE ROLE ${escapeIdentifier(username)} LOGIN`);
  const groups = await client.query<{ name: string }>(
    'SELECT g.rolname AS name FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member WHERE u.rolname = $1', [model]);
  for (const { name } of groups.rows) await client.query(`GRANT ${escapeIdentifier(name)} TO ${escapeIdentifier(username)}`);
  const settings = await client.query<{ name: string; value: string }>(
    'SELECT split_part(entry, \'=\', 1) AS name, substr(entry, strpos(entry, \'=\') + 1) AS value FROM pg_db_role_setting s '
    + 'JOIN pg_roles u ON u.oid = s.setrole, unnest(s.setconfig) AS entry WHERE u.rolname = $1 AND s.setdatabase = 0', [model]);
  for (const { name, value } of settings.rows) {
    if (name === 'role') { // to set it here would take the right to make roles
      await client.query(`ALTER ROLE ${escapeIdentifier(username)} SET role = ${escapeLiteral(value)}`);
    } else { // FROM CURRENT, as a list like that of search_path must not become one name in quotes
      await client.query('SELECT set_config($1, $2, true)', [name, value]);
      await client.query(`ALTER ROLE ${escapeIdentifier(username)} SET ${escapeIdentifier(name)} FROM CURRENT`);
    }
  }
}
