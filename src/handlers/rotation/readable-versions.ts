import { Log } from '../log';
import { SecretStore, SecretValue, SecretVersion } from '../secrets/secret-store';

/**
 * Reads a version. Returns undefined when it has no value, or when it cannot be read, which is logged: another version
 * may have what is needed.
 *
 * @param onUnreadable called with the error when the version cannot be read
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

/** Logs that a version is skipped. The errors of the store show no values. */
export function logSkipped(log: Log, secretId: string, version: SecretVersion, error: unknown): void {
  log('VersionSkipped', { secretArn: secretId, ...version, reason: (error as Error).message });
}
