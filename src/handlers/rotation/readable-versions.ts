import { Log } from '../log';
import { SecretStore, SecretValue, SecretVersion } from '../secrets/secret-store';

/**
 * The value of a version, or undefined when it has none or cannot be read: what is looked for may stand in another one.
 * A line in the log says so.
 *
 * @param onUnreadable gets the error
 * @throws an error when Secrets Manager does not answer at all
 */
export async function ifReadable(
  store: SecretStore,
  secretId: string,
  version: SecretVersion,
  log: Log,
  onUnreadable: (error: Error) => void = () => undefined,
): Promise<SecretValue | undefined> {
  try {
    return await store.get(secretId, version);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SecretsManagerUnreachable') throw error;
    onUnreadable(error as Error);
    logSkipped(log, secretId, version, error);
    return undefined;
  }
}

/** Tells that a version is passed over. The errors of the store show no value. */
export function logSkipped(log: Log, secretId: string, version: SecretVersion, error: unknown): void {
  log('VersionSkipped', { secretArn: secretId, ...version, reason: (error as Error).message });
}
