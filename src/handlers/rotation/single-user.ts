import { changePassword } from './change-password';
import { loginOf, openedWith, Rotation, RotationStrategy } from './rotation';
import { Login } from '../postgres/connection';
import { untilReady } from '../postgres/until-ready';

/** The user changes its own password: that of the master user, whom nobody else may change. The old password ends with it. */
export function singleUser(username: string): RotationStrategy {
  return {
    usernames: [username],
    next: () => username,

    async setPassword(rotation, event, pending, current) {
      const client = await firstThatWorks(rotation, current);
      if (!client) {
        throw new Error(`the database refuses the user ${username} with every password that the secret ${event.SecretId} has had: somebody has changed it by hand; `
          + 'set the password of AWSCURRENT with aws rds modify-db-instance --master-user-password');
      }
      await changePassword(client, rotation, event, pending);
    },
  };
}

/** Logs in with the first password of the secret that works. */
async function firstThatWorks(rotation: Rotation, current: Login) {
  for await (const login of knownLogins(rotation, current)) {
    const client = await openedWith(() => untilReady(rotation.deadline, () => rotation.connect(login)));
    if (client) return client;
  }
  return undefined;
}

/**
 * Passwords that the user may have. Beside the current one and the previous one, those of versions that lost their stage: a rotation that was cancelled after
 * it had changed the database leaves its password there.
 */
async function* knownLogins({ store, secretArn, strategy }: Rotation, current: Login): AsyncGenerator<Login> {
  yield current;
  const previous = await store.get(secretArn, { stage: 'AWSPREVIOUS' });
  if (previous) yield loginOf(previous, secretArn, strategy);
  for (const versionId of await store.retiredVersions(secretArn)) {
    const retired = await store.get(secretArn, { versionId });
    if (retired) yield loginOf(retired, secretArn, strategy);
  }
}
