import { Login } from '../postgres/connection';
import { SecretValue } from '../secrets/secret-store';

/**
 * Reads the login in a secret.
 *
 * @param usernames the names that the secret may hold: anyone who can write it must not get access to other users
 * @throws an error for a secret without a login, and for the name of another user
 */
export function parseLogin(value: SecretValue, secretId: string, usernames: readonly string[]): Login {
  const { username, password } = value;
  for (const [key, text] of Object.entries({ username, password })) {
    if (typeof text !== 'string' || text === '') {
      throw new Error(
        `the secret ${secretId} must have a non-empty string in the key ${key}, and does not; put one that works`,
      );
    }
  }
  if (!usernames.includes(username as string)) {
    throw new Error(
      `username in the secret ${secretId} must be ${usernames.join(' or ')}, got '${username}'; ` +
        'put the original name back',
    );
  }
  return { username: username as string, password: password as string };
}
