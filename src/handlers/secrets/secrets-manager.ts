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

/** How long to wait for the API, in milliseconds. */
export interface SecretsManagerOptions {
  /**
   * How long to repeat calls that IAM denies, counted from the construction of the object: permissions that a
   * deployment has just granted take a while. @default 0
   */
  readonly patience?: number;
  /** When to stop waiting for answers, as of Date.now(). @default - after six attempts */
  readonly deadline?: number;
  /** The timeout of a connection. @default 3000 */
  readonly connectionTimeout?: number;
  /** The timeout of an answer, for each of the six attempts. @default 10000 */
  readonly requestTimeout?: number;
}

/** Milliseconds between two calls that IAM denies. */
const PAUSE = 3_000;

/**
 * Matches the code, name or message of an error when no answer came: without a route out of the subnets, packets are
 * lost.
 */
const NO_ANSWER =
  /\b(AbortError|TimeoutError|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)\b/;

/**
 * Clients by endpoint, region and timeouts. Creating one takes some milliseconds, and it keeps its connection for the
 * next event.
 */
const clients = new Map<string, SecretsManagerClient>();

function sharedClient(
  endpoint: string | undefined,
  connectionTimeout: number,
  requestTimeout: number,
): SecretsManagerClient {
  const key = JSON.stringify([endpoint, process.env.AWS_REGION, connectionTimeout, requestTimeout]);
  const cached = clients.get(key);
  if (cached) return cached;
  const client = new SecretsManagerClient({
    endpoint,
    maxAttempts: 6,
    // Without these timeouts, a request that nobody answers lasts as long as the function.
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
  });
  clients.set(key, client);
  return client;
}

/** The secret store of AWS Secrets Manager, by its API. */
export class SecretsManager implements SecretStore {
  private readonly client: SecretsManagerClient;
  /** When to stop repeating denied calls: one time for the whole object, however many calls are denied. */
  private readonly patientUntil: number;

  /**
   * @param endpoint URL of the API, if the public name does not lead to it
   * @param options how long to wait for answers
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
    const { RotationEnabled, VersionIdsToStages } = await this.call(secretId, (options) =>
      this.client.send(command, options),
    );
    return { rotationEnabled: RotationEnabled === true, versions: VersionIdsToStages ?? {} };
  }

  async get(secretId: string, { versionId, stage }: SecretVersion): Promise<SecretValue | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId, VersionStage: stage });
    try {
      const { SecretString } = await this.call(secretId, (options) => this.client.send(command, options));
      return parseSecret(SecretString, secretId);
    } catch (error) {
      if (isMissingVersion(error as Error)) return undefined;
      throw error;
    }
  }

  async putPending(secretId: string, versionId: string, value: SecretValue): Promise<void> {
    const command = new PutSecretValueCommand({
      SecretId: secretId,
      ClientRequestToken: versionId,
      SecretString: JSON.stringify(value),
      VersionStages: ['AWSPENDING'],
    });
    await this.call(secretId, (options) => this.client.send(command, options));
  }

  async promote(secretId: string, versionId: string, currentVersionId: string | undefined): Promise<void> {
    const command = new UpdateSecretVersionStageCommand({
      SecretId: secretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: versionId,
      RemoveFromVersionId: currentVersionId,
    });
    await this.call(secretId, (options) => this.client.send(command, options));
  }

  async retiredVersions(secretId: string): Promise<string[]> {
    const versions: SecretVersionsListEntry[] = [];
    let page: string | undefined;
    do {
      const command = new ListSecretVersionIdsCommand({
        SecretId: secretId,
        IncludeDeprecated: true,
        MaxResults: 100,
        NextToken: page,
      });
      const answer: ListSecretVersionIdsCommandOutput = await this.call(secretId, (options) =>
        this.client.send(command, options),
      );
      versions.push(...(answer.Versions ?? []));
      page = answer.NextToken;
    } while (page);
    return versions
      .filter(({ VersionStages, VersionId }) => VersionId !== undefined && (VersionStages ?? []).length === 0)
      .sort((a, b) => (b.CreatedDate?.getTime() ?? 0) - (a.CreatedDate?.getTime() ?? 0))
      .map(({ VersionId }) => VersionId!);
  }

  private async call<T>(secretId: string, send: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await send(this.callOptions());
      } catch (error) {
        const { name, code, message } = error as Error & { code?: string };
        const reason = NO_ANSWER.exec(`${code} ${name} ${message}`);
        if (reason) throw unreachableError(secretId, reason[0]);
        if (name !== 'AccessDeniedException' || Date.now() + PAUSE > this.patientUntil) throw error;
        await sleep(PAUSE);
      }
    }
  }

  /** Ends a call at the deadline: six attempts without an answer may take longer than the function has left. */
  private callOptions(): { abortSignal?: AbortSignal } {
    const { deadline } = this.options;
    if (deadline === undefined) return {};
    return { abortSignal: AbortSignal.timeout(Math.max(1, deadline - Date.now())) };
  }
}

/** Whether there is no such version, or the version has another stage. */
function isMissingVersion({ name, message }: Error): boolean {
  return name === 'ResourceNotFoundException' || (name === 'InvalidRequestException' && /VersionStage/.test(message));
}

/** It has a code of its own, since waiting for the database does not help. */
function unreachableError(secretId: string, reason: string): Error {
  const message =
    `Secrets Manager does not answer (${reason}) for ${secretId}; the function must reach it: ` +
    'check the VPC endpoint and its security group, or the NAT gateway and the routes of the subnets';
  return Object.assign(new Error(message), { code: 'SecretsManagerUnreachable' });
}
