import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { ApplicationUser } from './application-user';
import { BootstrapError } from './bootstrap-error';
import { MasterSession } from './master-session';
import { describeError } from './server-error';
import { isConcurrentUpdate } from '../postgres/concurrent-changes';
import { Login } from '../postgres/connection';
import { acceptsLogin } from '../postgres/login-attempt';
import { pastValidUntil } from '../postgres/role-validity';
import { scramVerifier } from '../postgres/scram-verifier';
import { CLONE_SUFFIX } from '../rotation/alternating-users';
import { parseLogin } from '../rotation/secret-login';
import { SecretStore } from '../secrets/secret-store';

/** What it takes to check and set passwords. */
export interface PasswordContext {
  readonly store: SecretStore;
  readonly connect: (login: Login) => Promise<Client>;
  /** In milliseconds as of Date.now(). */
  readonly deadline: number;
}

/** Attempts to set a password: a rotation may finish after the secret was read, but not again for days. */
const ATTEMPTS = 3;

/**
 * Makes sure that the login in a user's secret works.
 *
 * A password that works is not changed, nor is the other of the two logins, which a rotation may be changing. The
 * server gets a verifier, never the password.
 *
 * @returns whether a password was set
 * @throws `BootstrapError` when the login does not work in the end
 */
export async function ensurePassword(
  session: MasterSession,
  { name, secretArn }: ApplicationUser,
  context: PasswordContext,
): Promise<boolean> {
  if (secretArn === undefined) return false;
  let wasSet = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const login = await currentLogin(name, secretArn, context.store);
    if (await canLogIn(name, login, context)) return wasSet;
    await refuseExpired(session, name, login.username);
    const verifier = verifierOf(name, secretArn, login.password);
    const isSet = await setPassword(session, name, login.username, verifier);
    if (!isSet) continue;
    wasSet = true;
    const works = await canLogIn(name, login, context);
    if (works && (await isCurrent(login, name, secretArn, context.store))) return wasSet;
  }
  if (!wasSet) {
    throw new BootstrapError(
      `the user ${name}: other sessions keep changing its login; deploy again when they have ended`,
    );
  }
  throw new BootstrapError(
    `the user ${name}: the database refuses the username and password of the secret ${secretArn} ` +
      'even after they were set; look for the reason in the log of the database: ' +
      'a member of rds_iam, for instance, can log in only with IAM',
  );
}

/** Refuses a login whose VALID UNTIL has passed: the server refuses it with every password. */
async function refuseExpired(session: MasterSession, name: string, username: string): Promise<void> {
  const until = await pastValidUntil((text, values) => session.query(text, values), username);
  if (until === undefined) return;
  throw new BootstrapError(
    `the user ${name}: VALID UNTIL of the login ${username} must not be in the past, got ${until}; ` +
      `ALTER ROLE ${escapeIdentifier(username)} VALID UNTIL 'infinity' as the master user, and deploy again`,
  );
}

/**
 * Sets a password.
 *
 * @returns false when another session, such as a rotation, has changed the role in the meantime: the secret has to be
 * read again
 * @throws `BootstrapError` when the server refuses the statement
 */
async function setPassword(session: MasterSession, name: string, username: string, verifier: string): Promise<boolean> {
  try {
    await session.query(`ALTER ROLE ${escapeIdentifier(username)} PASSWORD ${escapeLiteral(verifier)}`);
    return true;
  } catch (error) {
    if (isConcurrentUpdate(error)) return false;
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
      `the user ${name}: the secret ${secretArn} has no value with the stage AWSCURRENT; ` +
        'put a username and a password into it',
    );
  }
  return parseLogin(value, secretArn, [name, `${name}${CLONE_SUFFIX}`]);
}

async function isCurrent(login: Login, name: string, secretArn: string, store: SecretStore): Promise<boolean> {
  const { username, password } = await currentLogin(name, secretArn, store);
  return username === login.username && password === login.password;
}

async function canLogIn(name: string, login: Login, context: PasswordContext): Promise<boolean> {
  try {
    return await acceptsLogin(context, login);
  } catch (error) {
    throw new BootstrapError(`the user ${name}: cannot log in as ${login.username}: ${describeError(error)}`, error);
  }
}
