import { setTimeout as sleep } from 'timers/promises';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  ListSecretVersionIdsCommandOutput,
  PutSecretValueCommand,
  SecretsManagerClient,
  SecretVersionsListEntry,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, SecretDescription, SecretStore, SecretValue, SecretVersion } from './secret-store';

/** How long the API is waited for, in milliseconds. */
export interface SecretsManagerOptions {
  /**
   * How long to ask again for what IAM does not allow, from the making of the object on: what a deployment has just
   * allowed takes a while. @default 0
   */
  readonly patience?: number;
  /** When no answer is waited for any more, as of Date.now(). @default - after six attempts */
  readonly deadline?: number;
  /** For a connection. @default 3000 */
  readonly connectionTimeout?: number;
  /** For an answer. Every attempt has it, and there are six. @default 10000 */
  readonly requestTimeout?: number;
}

const PAUSE = 3_000;

/** What the code, the name or the text of an error has in it when there was no answer: without a way out of the subnets, packets go nowhere. */
const NO_ANSWER =
  /\b(AbortError|TimeoutError|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)\b/;

/**
 * By endpoint, region and timeouts: a client costs some milliseconds to make, and keeps its connection for the next
 * event.
 */
const clients = new Map<string, SecretsManagerClient>();

function sharedClient(
  endpoint: string | undefined,
  connectionTimeout: number,
  requestTimeout: number,
): SecretsManagerClient {
  const key = JSON.stringify([endpoint, process.env.AWS_REGION, connectionTimeout, requestTimeout]);
  const known = clients.get(key);
  if (known) return known;
  const made = new SecretsManagerClient({
    endpoint,
    maxAttempts: 6,
    // Without these, a request that nobody answers lasts as long as the function.
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
  });
  clients.set(key, made);
  return made;
}

/** AWS Secrets Manager by its API. */
export class SecretsManager implements SecretStore {
  private readonly client: SecretsManagerClient;
  /**
   * Until when to ask again for what IAM does not allow: once in the life of this object, however many versions are
   * refused.
   */
  private readonly patientUntil: number;

  /**
   * @param endpoint URL of the API, where the public name does not lead to it
   * @param options how long it is waited for
   */
  constructor(
    endpoint?: string,
    private readonly options: SecretsManagerOptions = {},
  ) {
    const { connectionTimeout = 3_000, requestTimeout = 10_000, patience = 0, deadline = Infinity } = options;
    this.client = sharedClient(endpoint || undefined, connectionTimeout, requestTimeout);
    this.patientUntil = Math.min(Date.now() + patience, deadline);
  }

  async describe(secretId: string): Promise<SecretDescription> {
    const command = new DescribeSecretCommand({ SecretId: secretId });
    const { RotationEnabled, VersionIdsToStages } = await this.ask(secretId, (abort) =>
      this.client.send(command, abort),
    );
    return { rotationEnabled: RotationEnabled === true, versions: VersionIdsToStages ?? {} };
  }

  async get(secretId: string, { versionId, stage }: SecretVersion): Promise<SecretValue | undefined> {
    try {
      const { SecretString } = await this.ask(secretId, (abort) =>
        this.client.send(
          new GetSecretValueCommand({
            SecretId: secretId,
            VersionId: versionId,
            VersionStage: stage,
          }),
          abort,
        ),
      );
      return parseSecret(SecretString, secretId);
    } catch (error) {
      const { name, message } = error as Error;
      // The second, when the version is there at another stage.
      if (
        name === 'ResourceNotFoundException' ||
        (name === 'InvalidRequestException' && /VersionStage/.test(message))
      ) {
        return undefined;
      }
      throw error;
    }
  }

  async putPending(secretId: string, versionId: string, value: SecretValue): Promise<void> {
    await this.ask(secretId, (abort) =>
      this.client.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: versionId,
          SecretString: JSON.stringify(value),
          VersionStages: ['AWSPENDING'],
        }),
        abort,
      ),
    );
  }

  async promote(secretId: string, versionId: string, currentVersionId: string | undefined): Promise<void> {
    await this.ask(secretId, (abort) =>
      this.client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: versionId,
          RemoveFromVersionId: currentVersionId,
        }),
        abort,
      ),
    );
  }

  async retiredVersions(secretId: string): Promise<string[]> {
    const versions: SecretVersionsListEntry[] = [];
    let page: string | undefined;
    do {
      const answer: ListSecretVersionIdsCommandOutput = await this.ask(secretId, (abort) =>
        this.client.send(
          new ListSecretVersionIdsCommand({
            SecretId: secretId,
            IncludeDeprecated: true,
            MaxResults: 100,
            NextToken: page,
          }),
          abort,
        ),
      );
      versions.push(...(answer.Versions ?? []));
      page = answer.NextToken;
    } while (page);
    return versions
      .filter(({ VersionStages, VersionId }) => VersionId !== undefined && (VersionStages ?? []).length === 0)
      .sort((a, b) => (b.CreatedDate?.getTime() ?? 0) - (a.CreatedDate?.getTime() ?? 0))
      .map(({ VersionId }) => VersionId!);
  }

  private async ask<T>(secretId: string, send: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await send(this.untilDeadline());
      } catch (error) {
        const { name, code, message } = error as Error & { code?: string };
        const reason = NO_ANSWER.exec(`${code} ${name} ${message}`);
        if (reason) throw noAnswer(secretId, reason[0]);
        if (name !== 'AccessDeniedException' || Date.now() + PAUSE > this.patientUntil) throw error;
        await sleep(PAUSE);
      }
    }
  }

  /** Six attempts without an answer take longer than what a function may have left. */
  private untilDeadline(): { abortSignal?: AbortSignal } {
    const { deadline } = this.options;
    return deadline === undefined ? {} : { abortSignal: AbortSignal.timeout(Math.max(1, deadline - Date.now())) };
  }
}

/** With a code of its own: waiting for the database does not mend it. */
function noAnswer(secretId: string, reason: string): Error {
  return Object.assign(
    new Error(
      `Secrets Manager does not answer (${reason}) for ${secretId}; the function must reach it: look at the VPC endpoint and its security ` +
        'group, or at the NAT gateway and the routes of the subnets',
    ),
    { code: 'SecretsManagerUnreachable' },
  );
}
