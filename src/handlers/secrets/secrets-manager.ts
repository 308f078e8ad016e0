import { setTimeout as sleep } from 'timers/promises';
import {
  DescribeSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, ListSecretVersionIdsCommandOutput, PutSecretValueCommand,
  SecretsManagerClient, SecretVersionsListEntry, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, SecretDescription, SecretStore, SecretValue, SecretVersion } from './secret-store';

const PAUSE = 3_000;

/** AWS Secrets Manager by its API. */
export class SecretsManager implements SecretStore {
  private readonly client: SecretsManagerClient;

  /**
   * @param endpoint URL of the API, where the public name does not lead to it
   * @param patience how long to ask again for a secret that IAM does not let the function read, in milliseconds: what a deployment has just allowed takes a while
   */
  constructor(endpoint?: string, private readonly patience = 0) {
    this.client = new SecretsManagerClient({ endpoint: endpoint || undefined, maxAttempts: 6 });
  }

  async describe(secretId: string): Promise<SecretDescription> {
    const { RotationEnabled, VersionIdsToStages } = await this.client.send(new DescribeSecretCommand({ SecretId: secretId }));
    return { rotationEnabled: RotationEnabled === true, versions: VersionIdsToStages ?? {} };
  }

  async get(secretId: string, { versionId, stage }: SecretVersion): Promise<SecretValue | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId, VersionStage: stage });
    for (const deadline = Date.now() + this.patience; ;) {
      try {
        const { SecretString } = await this.client.send(command);
        return parseSecret(SecretString, secretId);
      } catch (error) {
        const { name, message } = error as Error;
        // The second, when the version is there at another stage.
        if (name === 'ResourceNotFoundException' || (name === 'InvalidRequestException' && /VersionStage/.test(message))) return undefined;
        if (name !== 'AccessDeniedException' || Date.now() + PAUSE > deadline) throw error;
        await sleep(PAUSE);
      }
    }
  }

  async putPending(secretId: string, versionId: string, value: SecretValue): Promise<void> {
    await this.client.send(new PutSecretValueCommand({
      SecretId: secretId, ClientRequestToken: versionId, SecretString: JSON.stringify(value), VersionStages: ['AWSPENDING'],
    }));
  }

  async promote(secretId: string, versionId: string, currentVersionId: string | undefined): Promise<void> {
    await this.client.send(new UpdateSecretVersionStageCommand({
      SecretId: secretId, VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: currentVersionId,
    }));
  }

  async retiredVersions(secretId: string): Promise<string[]> {
    const versions: SecretVersionsListEntry[] = [];
    let page: string | undefined;
    do {
      const answer: ListSecretVersionIdsCommandOutput = await this.client.send(new ListSecretVersionIdsCommand({
        SecretId: secretId, IncludeDeprecated: true, MaxResults: 100, NextToken: page,
      }));
      versions.push(...answer.Versions ?? []);
      page = answer.NextToken;
    } while (page);
    return versions
      .filter(({ VersionStages, VersionId }) => VersionId !== undefined && (VersionStages ?? []).length === 0)
      .sort((a, b) => (b.CreatedDate?.getTime() ?? 0) - (a.CreatedDate?.getTime() ?? 0))
      .map(({ VersionId }) => VersionId!);
  }
}
