import { changePassword } from './change-password';
import { ifReadable, logSkipped } from './readable-versions';
import { Rotation, RotationStrategy } from './rotation';
import { parseLogin } from './secret-login';
import { log as writeLog } from '../log';
import { Login } from '../postgres/connection';
import { millisecondsLeft } from '../postgres/deadline';
import { acceptsLogin } from '../postgres/login-attempt';
import { untilReady } from '../postgres/until-ready';
import { SecretVersion } from '../secrets/secret-store';

/**
 * The strategy for a user who changes its own password: the master user, whom nobody else may change. The old password
 * stops working at once.
 */
export function singleUser(username: string): RotationStrategy {
  return {
    usernames: [username],
    next: () => username,

    async setPassword(rotation, event, pending, current) {
      const login = await findWorkingLogin(rotation, current);
      if (!login) {
        throw new Error(
          `the database refuses the user ${username} with every password that the secret ${event.SecretId} has had: ` +
            'somebody has changed it by hand; set the password of AWSCURRENT with ' +
            'aws rds modify-db-instance --master-user-password. ' +
            'Other possible causes are versions that cannot be read, and a VALID UNTIL in the past',
        );
      }
      const open = () => untilReady(rotation.deadline, () => rotation.connect(login));
      await changePassword(rotation, event, pending, { open });
    },
  };
}

/** The first login in the secret that the database accepts. */
async function findWorkingLogin(rotation: Rotation, current: Login): Promise<Login | undefined> {
  for await (const login of knownLogins(rotation, current)) {
    millisecondsLeft(rotation.deadline); // a secret may have a hundred versions
    if (await acceptsLogin(rotation, login)) return login;
  }
  return undefined;
}

/**
 * The logins that may work: those of the current and the previous version, and those of versions without a stage, since
 * a rotation that was cancelled after it changed the database leaves its password there. Versions that cannot be read,
 * or that are for another user, are skipped.
 */
async function* knownLogins(rotation: Rotation, current: Login): AsyncGenerator<Login> {
  yield current;
  const previous = await usableLogin(rotation, { stage: 'AWSPREVIOUS' });
  if (previous) yield previous;
  for (const versionId of await rotation.store.retiredVersions(rotation.secretArn)) {
    const retired = await usableLogin(rotation, { versionId });
    if (retired) yield retired;
  }
}

async function usableLogin(
  { store, secretArn, strategy, log = writeLog }: Rotation,
  version: SecretVersion,
): Promise<Login | undefined> {
  const value = await ifReadable(store, secretArn, version, log);
  if (!value) return undefined;
  try {
    return parseLogin(value, secretArn, strategy.usernames);
  } catch (error) {
    logSkipped(log, secretArn, version, error);
    return undefined;
  }
}
