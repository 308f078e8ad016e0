import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { changePassword, Query } from './change-password';
import { ifReadable } from './readable-versions';
import { openedWith, Rotation, RotationStrategy } from './rotation';
import { log as writeLog, Log } from '../log';
import { Login } from '../postgres/connection';
import { listElements, takesIdentifiers } from '../postgres/list-settings';
import { untilReady } from '../postgres/until-ready';
import { SecretStore, SecretValue } from '../secrets/secret-store';

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
    next: (current) => (current === username ? clone : username),

    async setPassword(rotation, event, pending, current) {
      await changePassword(rotation, event, pending, {
        open: () =>
          untilReady(rotation.deadline, () =>
            asMaster(rotation.store, masterSecretArn, rotation.connect, rotation.log),
          ),
        prepare: (query) => ensureTwin(query, pending.username, current.username, rotation),
      });
    },
  };
}

/**
 * Logs in as the master user, with the current password or, while that is being rotated, with the pending one. A
 * version of the secret that cannot be read is passed over.
 *
 * @throws an error when none logs in: of AWSCURRENT when that is no login, else that the database refuses each
 */
export async function asMaster(
  store: SecretStore,
  masterSecretArn: string,
  connect: (login: Login) => Promise<Client>,
  log: Log = writeLog,
): Promise<Client> {
  let faultOfCurrent: Error | undefined;
  for (const stage of ['AWSCURRENT', 'AWSPENDING', 'AWSCURRENT', 'AWSPREVIOUS']) {
    let unreadable: Error | undefined;
    const value = await ifReadable(store, masterSecretArn, { stage }, log, (error) => {
      unreadable = error;
    });
    const fault = unreadable ?? faultOf(value, masterSecretArn, stage);
    if (stage === 'AWSCURRENT') faultOfCurrent = fault;
    if (fault) continue;
    const { username, password } = value as unknown as Login;
    const client = await openedWith(() => connect({ username, password }));
    if (client) return client;
  }
  // The other versions are refused too, which is what to expect of them: this one has to be mended.
  if (faultOfCurrent) throw faultOfCurrent;
  throw new Error(
    `the database refuses the master user with the passwords of the secret ${masterSecretArn}; rotate that secret first, or set the password of ` +
      'its AWSCURRENT with aws rds modify-db-instance --master-user-password',
  );
}

/** Why a value of the master user's secret is no login; undefined when it is one. */
function faultOf(value: SecretValue | undefined, secretId: string, stage: string): Error | undefined {
  const wayOut = 'put the username and the password of the master user';
  if (!value) return new Error(`the secret ${secretId} has no value with the stage ${stage}; ${wayOut}`);
  const missing = ['username', 'password'].find((key) => typeof value[key] !== 'string' || value[key] === '');
  return missing === undefined
    ? undefined
    : new Error(
        `the secret ${secretId} must have the key ${missing} with a text at the stage ${stage}, and has not; ${wayOut}`,
      );
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
  WHERE u.rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND s.setdatabase OPERATOR(pg_catalog.=) 0::pg_catalog.oid`;

/** Makes the other user when it is missing: with the groups and the settings of the first, so that both own and may do the same. */
async function ensureTwin(query: Query, username: string, model: string, { log = writeLog }: Rotation): Promise<void> {
  const {
    rows: [role],
  } = await query(CAN_LOG_IN, [username]);
  if (role) {
    if (role.rolcanlogin) return;
    // Whoever wants to keep a user out takes it out of the app: as long as it rotates, its secret has to work.
    log('LoginRestored', {
      user: username,
      reason: 'the role was NOLOGIN, and the rotation of its secret needs it to log in',
    });
    await query(`ALTER ROLE ${escapeIdentifier(username)} LOGIN`);
    return;
  }
  await query(`CREATE ROLE ${escapeIdentifier(username)} LOGIN`);
  const groups = await query(GROUPS, [model]);
  for (const { name } of groups.rows) await query(`GRANT ${escapeIdentifier(name)} TO ${escapeIdentifier(username)}`);
  const settings = await query(SETTINGS, [model]);
  for (const { entry } of settings.rows) await query(copiedSetting(username, entry));
}

/**
 * The statement that gives a user a setting as pg_db_role_setting has it, `name=value`. The setting is never in force
 * in the session that does it.
 */
function copiedSetting(username: string, entry: string): string {
  const separator = entry.indexOf('=');
  const name = entry.slice(0, separator);
  const value = entry.slice(separator + 1);
  // A list of names must not become one name in quotes.
  const elements = takesIdentifiers(name) ? listElements(value) : [value];
  return `ALTER ROLE ${escapeIdentifier(username)} SET ${escapeIdentifier(name)} = ${elements.map(escapeLiteral).join(', ')}`;
}
