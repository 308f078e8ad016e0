import { randomUUID } from 'crypto';
import { SecretDescription, SecretStore, SecretValue, SecretVersion } from '../../src/handlers/secrets/secret-store';

interface Secret {
  rotationEnabled: boolean;
  /** Values by version id, the oldest first; undefined for a version that has no value yet. */
  readonly values: Map<string, SecretValue | undefined>;
  /** Version ids by stage. */
  readonly stages: Map<string, string>;
}

/** Secrets Manager in memory, with the rules that a rotation relies on; test/aws/ tests the same against an API. */
export class MemorySecretStore implements SecretStore {
  private readonly secrets = new Map<string, Secret>();

  /** Creates a secret, or gives an existing one another current value. */
  create(secretId: string, value: SecretValue, rotationEnabled = true): string {
    const versionId = randomUUID();
    const secret: Secret = this.secrets.get(secretId) ?? { rotationEnabled, values: new Map(), stages: new Map() };
    this.secrets.set(secretId, secret);
    secret.values.set(versionId, { ...value });
    this.move(secret, 'AWSCURRENT', versionId);
    return versionId;
  }

  /** What RotateSecret does before it calls the function: it creates a version. */
  startRotation(secretId: string, { force = false } = {}): string {
    const secret = this.secret(secretId);
    const pending = secret.stages.get('AWSPENDING');
    if (!force && pending !== undefined && pending !== secret.stages.get('AWSCURRENT')) {
      throw new Error(
        "InvalidRequestException: A previous rotation isn't complete. That rotation will be reattempted.",
      );
    }
    const versionId = randomUUID();
    secret.values.set(versionId, undefined);
    secret.stages.set('AWSPENDING', versionId);
    return versionId;
  }

  /** What CancelRotateSecret and the manual removal of a stage do. */
  cancelRotation(secretId: string): void {
    this.secret(secretId).stages.delete('AWSPENDING');
  }

  setRotationEnabled(secretId: string, enabled: boolean): void {
    this.secret(secretId).rotationEnabled = enabled;
  }

  /** Every value that the secret has ever had, the newest last. */
  history(secretId: string): SecretValue[] {
    return [...this.secret(secretId).values.values()].filter((value) => value !== undefined);
  }

  async describe(secretId: string): Promise<SecretDescription> {
    const { rotationEnabled, stages } = this.secret(secretId);
    const versions: Record<string, string[]> = {};
    for (const [stage, versionId] of stages) (versions[versionId] ??= []).push(stage);
    return { rotationEnabled, versions };
  }

  async get(secretId: string, { versionId, stage }: SecretVersion): Promise<SecretValue | undefined> {
    const { stages, values } = this.secret(secretId);
    const id = versionId ?? stages.get(stage ?? 'AWSCURRENT');
    if (id === undefined || (stage !== undefined && stages.get(stage) !== id)) return undefined;
    const value = values.get(id);
    return value && { ...value };
  }

  async putPending(secretId: string, versionId: string, value: SecretValue): Promise<void> {
    const secret = this.secret(secretId);
    const has = secret.values.get(versionId);
    if (has !== undefined && JSON.stringify(has) !== JSON.stringify(value)) {
      throw new Error(`ResourceExistsException: ${versionId}`);
    }
    secret.values.set(versionId, { ...value });
    secret.stages.set('AWSPENDING', versionId);
  }

  async promote(secretId: string, versionId: string, currentVersionId: string | undefined): Promise<void> {
    const secret = this.secret(secretId);
    if (secret.stages.get('AWSCURRENT') !== currentVersionId) {
      throw new Error('InvalidParameterException: AWSCURRENT is on another version');
    }
    if (!secret.values.has(versionId)) throw new Error(`ResourceNotFoundException: ${versionId}`);
    this.move(secret, 'AWSCURRENT', versionId);
  }

  async retiredVersions(secretId: string): Promise<string[]> {
    const { values, stages } = this.secret(secretId);
    const staged = new Set(stages.values());
    return [...values.keys()].filter((id) => !staged.has(id)).reverse();
  }

  private move(secret: Secret, stage: string, versionId: string): void {
    const before = secret.stages.get(stage);
    if (before !== undefined && before !== versionId) secret.stages.set('AWSPREVIOUS', before);
    secret.stages.set(stage, versionId);
  }

  private secret(secretId: string): Secret {
    const secret = this.secrets.get(secretId);
    if (!secret) throw new Error(`ResourceNotFoundException: Secrets Manager can't find the secret ${secretId}`);
    return secret;
  }
}
