/** The description of a secret, without its values. */
export interface SecretDescription {
  readonly rotationEnabled: boolean;
  /** Stages (`AWSCURRENT`, `AWSPENDING`, …) by version id, without the versions that have no stage. */
  readonly versions: Record<string, string[]>;
}

/** A version of a secret: by its id, by its stage, or by both, when both have to match. */
export interface SecretVersion {
  readonly versionId?: string;
  readonly stage?: string;
}

/** The JSON object in a secret. */
export type SecretValue = Record<string, unknown>;

/** The part of AWS Secrets Manager that the handlers need. */
export interface SecretStore {
  /** @throws an error when there is no such secret */
  describe(secretId: string): Promise<SecretDescription>;

  /**
   * Reads the value of a version. Returns undefined when there is no such version or it has no value yet.
   *
   * @throws an error for a value that is not a JSON object; it does not show the value
   */
  get(secretId: string, version: SecretVersion): Promise<SecretValue | undefined>;

  /** Stores a value as the version `versionId` with the stage AWSPENDING. The same value may be stored again. */
  putPending(secretId: string, versionId: string, value: SecretValue): Promise<void>;

  /** Makes a version AWSCURRENT. The former current version becomes AWSPREVIOUS. */
  promote(secretId: string, versionId: string, currentVersionId: string | undefined): Promise<void>;

  /** The ids of the versions that no longer have a stage, newest first. Secrets Manager deletes them at some time. */
  retiredVersions(secretId: string): Promise<string[]>;
}

/**
 * Parses the JSON object in the text of a secret.
 *
 * @throws an error for any other text; it does not show the text
 */
export function parseSecret(text: string | undefined, secretId: string): SecretValue {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    // The error below has neither the cause nor the text: both may show the password.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(
      `the secret ${secretId} must hold a JSON object with username and password, and holds something else`,
    );
  }
  return value as SecretValue;
}
