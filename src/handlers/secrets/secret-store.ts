/** What a secret is, without its values. */
export interface SecretDescription {
  readonly rotationEnabled: boolean;
  /** Stages (`AWSCURRENT`, `AWSPENDING`, …) by version id; versions without a stage are not in it. */
  readonly versions: Record<string, string[]>;
}

/** A version of a secret: by its id, by its stage, or by both, when it has to be the one and the other. */
export interface SecretVersion {
  readonly versionId?: string;
  readonly stage?: string;
}

/** The JSON of a secret. */
export type SecretValue = Record<string, unknown>;

/** AWS Secrets Manager, as far as the handlers need it. */
export interface SecretStore {
  /** @throws an error when there is no such secret */
  describe(secretId: string): Promise<SecretDescription>;

  /**
   * The value of a version; undefined when there is no such version or it has no value yet.
   *
   * @throws an error for a value that is not a JSON object; it does not show the value
   */
  get(secretId: string, version: SecretVersion): Promise<SecretValue | undefined>;

  /** Stores a value as the version `versionId`, with the stage AWSPENDING. Repeating it with the same value changes nothing. */
  putPending(secretId: string, versionId: string, value: SecretValue): Promise<void>;

  /** Makes a version the current one; the one that was it becomes AWSPREVIOUS. */
  promote(secretId: string, versionId: string, currentVersionId: string | undefined): Promise<void>;

  /** Ids of the versions that have no stage any more, the newest first. Secrets Manager removes them in its own time. */
  retiredVersions(secretId: string): Promise<string[]>;
}

/**
 * The object in the text of a secret.
 *
 * @throws an error for anything else; it does not show the text
 */
export function parseSecret(text: string | undefined, secretId: string): SecretValue {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    // Neither the cause nor the text: both may show the password.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(
      `the secret ${secretId} must hold a JSON object with username and password, and holds something else`,
    );
  }
  return value as SecretValue;
}
