import { Client } from 'pg';
import { changePassword } from './change-password';
import { ifReadable, logSkipped } from './readable-versions';
import { loginOf, logsIn, Rotation, RotationStrategy } from './rotation';
import { log as writeLog } from '../log';
import { Login } from '../postgres/connection';
import { millisecondsLeft } from '../postgres/deadline';
import { untilReady } from '../postgres/until-ready';
import { SecretVersion } from '../secrets/secret-store';

/** The user changes its own password: that of the master user, whom nobody else may change. The old password ends with it. */
export function singleUser(username: string): RotationStrategy {
  return {
    usernames: [username],
    next: () => username,

    async setPassword(rotation, event, pending, current) {
      const login = await firstThatWorks(rotation, current);
      if (!login) {
        throw new Error(
          `the database refuses the user ${username} with every password that the secret ${event.SecretId} has had: somebody has changed it by hand; ` +
            'set the password of AWSCURRENT with aws rds modify-db-instance --master-user-password. Versions that cannot be read, and a VALID UNTIL that is over, have no password that works',
        );
      }
      await changePassword(rotation, event, pending, { open: () => opened(rotation, login) });
    },
  };
}

async function opened(rotation: Rotation, login: Login): Promise<Client> {
  return untilReady(rotation.deadline, () => rotation.connect(login));
}

/** The first login of the secret that the database takes. */
async function firstThatWorks(rotation: Rotation, current: Login): Promise<Login | undefined> {
  for await (const login of knownLogins(rotation, current)) {
    millisecondsLeft(rotation.deadline); // a secret may have a hundred versions
    if (await logsIn(rotation, login)) return login;
  }
  return undefined;
}

/**
 * Passwords that the user may have. Beside the current one and the previous one, those of versions that lost their
 * stage: a rotation that was cancelled after it had changed the database leaves its password there. Versions that
 * cannot be read, or are for another user, are passed over.
 */
async function* knownLogins(rotation: Rotation, current: Login): AsyncGenerator<Login> {
  yield current;
  const previous = await usable(rotation, { stage: 'AWSPREVIOUS' });
  if (previous) yield previous;
  for (const versionId of await rotation.store.retiredVersions(rotation.secretArn)) {
    const retired = await usable(rotation, { versionId });
    if (retired) yield retired;
  }
}

async function usable(
  { store, secretArn, strategy, log = writeLog }: Rotation,
  version: SecretVersion,
): Promise<Login | undefined> {
  const value = await ifReadable(store, secretArn, version, log);
  if (!value) return undefined;
  try {
    return loginOf(value, secretArn, strategy);
  } catch (error) {
    logSkipped(log, secretArn, version, error);
    return undefined;
  }
}
