import { setTimeout as sleep } from 'timers/promises';
import {
  DescribeSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, ListSecretVersionIdsCommandOutput, PutSecretValueCommand,
  SecretsManagerClient, SecretVersionsListEntry, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, SecretDescription, SecretStore, SecretValue, SecretVersion } from './secret-store';

/** How long the API is waited for, in milliseconds. */
export interface SecretsManagerOptions {
  /** How long to ask again for what IAM does not allow: what a deployment has just allowed takes a while. @default 0 */
  readonly patience?: number;
  /** When not to ask again any more, as of Date.now(). @default - when the patience is over */
  readonly deadline?: number;
  /** For a connection. @default 3000 */
  readonly connectionTimeout?: number;
  /** For an answer. Every attempt has it, and there are six. @default 10000 */
  readonly requestTimeout?: number;
}

const PAUSE = 3_000;

/** What the code, the name or the text of an error has in it when there was no answer: without a way out of the subnets, packets go nowhere. */
const NO_ANSWER = /\b(TimeoutError|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)\b/;

/** AWS Secrets Manager by its API. */
export class SecretsManager implements SecretStore {
  private readonly client: SecretsManagerClient;

  /**
   * @param endpoint URL of the API, where the public name does not lead to it
   * @param options how long it is waited for
   */
  constructor(endpoint?: string, private readonly options: SecretsManagerOptions = {}) {
    const { connectionTimeout = 3_000, requestTimeout = 10_000 } = options;
    this.client = new SecretsManagerClient({
      endpoint: endpoint || undefined,
      maxAttempts: 6,
      // Without these, a request that nobody answers lasts as long as the function.
      requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    });
  }

  async describe(secretId: string): Promise<SecretDescription> {
    const command = new DescribeSecretCommand({ SecretId: secretId });
    const { RotationEnabled, VersionIdsToStages } = await this.ask(secretId, () => this.client.send(command));
    return { rotationEnabled: RotationEnabled === true, versions: VersionIdsToStages ?? {} };
  }

  async get(secretId: string, { versionId, stage }: SecretVersion): Promise<SecretValue | undefined> {
    try {
      const { SecretString } = await this.ask(secretId, () => this.client.send(new GetSecretValueCommand({
        SecretId: secretId, VersionId: versionId, VersionStage: stage,
      })));
      return parseSecret(SecretString, secretId);
    } catch (error) {
      const { name, message } = error as Error;
      // The second, when the version is there at another stage.
      if (name === 'ResourceNotFoundException' || (name === 'InvalidRequestException' && /VersionStage/.test(message))) return undefined;
      throw error;
    }
  }

  async putPending(secretId: string, versionId: string, value: SecretValue): Promise<void> {
    await this.ask(secretId, () => this.client.send(new PutSecretValueCommand({
      SecretId: secretId, ClientRequestToken: versionId, SecretString: JSON.stringify(value), VersionStages: ['AWSPENDING'],
    })));
  }

  async promote(secretId: string, versionId: string, currentVersionId: string | undefined): Promise<void> {
    await this.ask(secretId, () => this.client.send(new UpdateSecretVersionStageCommand({
      SecretId: secretId, VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: currentVersionId,
    })));
  }

  async retiredVersions(secretId: string): Promise<string[]> {
    const versions: SecretVersionsListEntry[] = [];
    let page: string | undefined;
    do {
      const answer: ListSecretVersionIdsCommandOutput = await this.ask(secretId, () => this.client.send(new ListSecretVersionIdsCommand({
        SecretId: secretId, IncludeDeprecated: true, MaxResults: 100, NextToken: page,
      })));
      versions.push(...answer.Versions ?? []);
      page = answer.NextToken;
    } while (page);
    return versions
      .filter(({ VersionStages, VersionId }) => VersionId !== undefined && (VersionStages ?? []).length === 0)
      .sort((a, b) => (b.CreatedDate?.getTime() ?? 0) - (a.CreatedDate?.getTime() ?? 0))
      .map(({ VersionId }) => VersionId!);
  }

  private async ask<T>(secretId: string, send: () => Promise<T>): Promise<T> {
    const { patience = 0, deadline = Infinity } = this.options;
    for (const until = Math.min(Date.now() + patience, deadline); ;) {
      try {
        return await send();
      } catch (error) {
        const { name, code, message } = error as Error & { code?: string };
        const reason = NO_ANSWER.exec(`${code} ${name} ${message}`);
        if (reason) throw noAnswer(secretId, reason[0]);
        if (name !== 'AccessDeniedException' || Date.now() + PAUSE > until) throw error;
        await sleep(PAUSE);
      }
    }
  }
}

/** With a code of its own: waiting for the database does not mend it. */
function noAnswer(secretId: string, reason: string): Error {
  return Object.assign(new Error(`Secrets Manager does not answer (${reason}) for ${secretId}; the function must reach it: look at the VPC endpoint and its security `
    + 'group, or at the NAT gateway and the routes of the subnets'), { code: 'SecretsManagerUnreachable' });
}
