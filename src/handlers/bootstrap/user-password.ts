import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { ApplicationUser } from './application-user';
import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { describeError } from './server-error';
import { isChangedMeanwhile } from '../postgres/concurrent-changes';
import { Login } from '../postgres/connection';
import { pastValidUntil } from '../postgres/role-validity';
import { scramVerifier } from '../postgres/scram-verifier';
import { CLONE_SUFFIX } from '../rotation/alternating-users';
import { loginOf, logsIn } from '../rotation/rotation';
import { SecretStore } from '../secrets/secret-store';

/** What the passwords of users need. */
export interface PasswordContext {
  readonly store: SecretStore;
  readonly connect: (login: Login) => Promise<Client>;
  /** In milliseconds as of Date.now(). */
  readonly deadline: number;
}

/** A rotation may finish between two looks at the secret; it does not do so again for days. */
const ROUNDS = 3;

/**
 * Sees to it that a user's secret logs in. A password that works is never touched, and neither is the other one of the two logins: a rotation may be
 * changing that one. The server gets a verifier, never the password.
 *
 * @returns whether a password was set
 * @throws `BootstrapError` when it does not log in after all
 */
export async function ensurePassword(
  session: MasterSession,
  { name, secretArn }: ApplicationUser,
  context: PasswordContext,
): Promise<boolean> {
  if (secretArn === undefined) return false;
  let wasSet = false;
  for (let round = 0; round < ROUNDS; round++) {
    const login = await currentLogin(name, secretArn, context.store);
    if (await works(name, login, context)) return wasSet;
    await refuseExpired(session, name, login.username);
    const verifier = verifierOf(name, secretArn, login.password);
    if (!(await setPassword(session, name, login.username, verifier))) continue;
    wasSet = true;
    if ((await works(name, login, context)) && (await isCurrent(login, name, secretArn, context.store))) return wasSet;
  }
  if (!wasSet) {
    throw new BootstrapError(
      `the user ${name}: other sessions change its login again and again; deploy again when they have ended`,
    );
  }
  throw new BootstrapError(
    `the user ${name}: the database refuses the username and password of the secret ${secretArn} even after they were set; ` +
      'see in the log of the database why, as a member of rds_iam can log in with IAM alone',
  );
}

/** A login whose time is over is refused with every password. */
async function refuseExpired(session: MasterSession, name: string, username: string): Promise<void> {
  const until = await pastValidUntil((text, values) => session.query(text, values), username);
  if (until === undefined) return;
  throw new BootstrapError(
    `the user ${name}: VALID UNTIL of the login ${username} must not be past, got ${until}; ` +
      `ALTER ROLE ${escapeIdentifier(username)} VALID UNTIL 'infinity' as the master user, and deploy again`,
  );
}

/**
 * @returns false when another session has changed the role while this one waited for it: a rotation, whose secret has
 * to be looked at again
 * @throws `BootstrapError` for what the server refuses
 */
async function setPassword(session: MasterSession, name: string, username: string, verifier: string): Promise<boolean> {
  try {
    await session.query(`ALTER ROLE ${escapeIdentifier(username)} PASSWORD ${escapeLiteral(verifier)}`);
    return true;
  } catch (error) {
    if (isChangedMeanwhile(error)) return false;
    throw new BootstrapError(`the user ${name}: its password cannot be set: ${describeError(error)}`, error);
  }
}

function verifierOf(name: string, secretArn: string, password: string): string {
  try {
    return scramVerifier(password);
  } catch (error) {
    throw new BootstrapError(
      `the user ${name}: the password in the secret ${secretArn} cannot be set: ${(error as Error).message}`,
    );
  }
}

async function currentLogin(name: string, secretArn: string, store: SecretStore): Promise<Login> {
  const value = await store.get(secretArn, { stage: 'AWSCURRENT' });
  if (!value) {
    throw new BootstrapError(
      `the user ${name}: the secret ${secretArn} has no value with the stage AWSCURRENT; put a username and a password into it`,
    );
  }
  return loginOf(value, secretArn, { usernames: [name, `${name}${CLONE_SUFFIX}`] });
}

async function isCurrent(login: Login, name: string, secretArn: string, store: SecretStore): Promise<boolean> {
  const { username, password } = await currentLogin(name, secretArn, store);
  return username === login.username && password === login.password;
}

async function works(name: string, login: Login, context: PasswordContext): Promise<boolean> {
  try {
    return await logsIn(context, login);
  } catch (error) {
    throw new BootstrapError(`the user ${name}: cannot log in as ${login.username}: ${describeError(error)}`, error);
  }
}
