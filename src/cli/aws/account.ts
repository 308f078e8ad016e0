import { BackupClient } from '@aws-sdk/client-backup';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';

/** How long a connection may take, and how long an answer: a command never waits without end. */
const CONNECTION_TIMEOUT_MILLIS = 5_000;
const REQUEST_TIMEOUT_MILLIS = 30_000;

/** Attempts of each call, so that throttling of a moment goes unnoticed. */
const ATTEMPTS = 5;

/** Where the account is, as the user has named it. What is undefined comes from the environment or the profile. */
export interface AccountOptions {
  readonly region?: string;
  /** The profile of the AWS CLI with the credentials, and with the region unless one is named. */
  readonly profile?: string;
  /** Asks for the code of an MFA device. */
  readonly mfaCode: (serial: string) => Promise<string>;
}

type Settings = ReturnType<Account['settings']>;

/** The AWS account of the credentials, with a client for each service and region. */
export class Account {
  private readonly clients = new Map<string, unknown>();
  private readonly credentials: ReturnType<typeof defaultProvider>;

  constructor(private readonly options: AccountOptions) {
    this.credentials = defaultProvider({ profile: options.profile, mfaCodeProvider: options.mfaCode });
  }

  /** The region of the command. @throws Error if neither options nor environment nor profile name one */
  region(): Promise<string> {
    return this.rds().config.region();
  }

  /** The options of the AWS CLI for the same account and region. */
  async cliArguments(): Promise<string[]> {
    const { profile } = this.options;
    return ['--region', await this.region(), ...(profile === undefined ? [] : ['--profile', profile])];
  }

  rds(region?: string): RDSClient {
    return this.client(RDSClient, region);
  }

  cloudFormation(region?: string): CloudFormationClient {
    return this.client(CloudFormationClient, region);
  }

  cloudWatch(region?: string): CloudWatchClient {
    return this.client(CloudWatchClient, region);
  }

  logs(region?: string): CloudWatchLogsClient {
    return this.client(CloudWatchLogsClient, region);
  }

  secretsManager(region?: string): SecretsManagerClient {
    return this.client(SecretsManagerClient, region);
  }

  backup(region?: string): BackupClient {
    return this.client(BackupClient, region);
  }

  ec2(region?: string): EC2Client {
    return this.client(EC2Client, region);
  }

  iam(): IAMClient {
    return this.client(IAMClient);
  }

  lambda(region?: string): LambdaClient {
    return this.client(LambdaClient, region);
  }

  ssm(region?: string): SSMClient {
    return this.client(SSMClient, region);
  }

  sts(region?: string): STSClient {
    return this.client(STSClient, region);
  }

  private client<T>(service: new (settings: Settings) => T, region?: string): T {
    const key = `${service.name} ${region ?? ''}`;
    const client = (this.clients.get(key) as T | undefined) ?? new service(this.settings(region));
    this.clients.set(key, client);
    return client;
  }

  private settings(region: string | undefined) {
    return {
      region: region ?? this.options.region,
      profile: this.options.profile,
      credentials: this.credentials,
      maxAttempts: ATTEMPTS,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MILLIS, requestTimeout: REQUEST_TIMEOUT_MILLIS },
    };
  }
}
