import { setTimeout as sleep } from 'timers/promises';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  StackResource,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DBInstance, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  RotateSecretCommand,
  SecretListEntry,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { ACCOUNT } from './account';
import { Emulator } from './emulator';
import { UserSecret } from './proxy-door';

// Node 20 still works; the warning of the SDK would only hide the output of the rehearsal.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const ROTATION_TIMEOUT_MILLIS = 60_000;

/** A region of the emulated account, as the owner of the account uses it through the AWS SDK. */
export class Cloud {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly rds: RDSClient;
  readonly secretsManager: SecretsManagerClient;

  constructor(
    emulator: Emulator,
    readonly region: string,
  ) {
    const settings = {
      region,
      endpoint: emulator.url,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'rehearsal' },
    };
    this.cloudFormation = new CloudFormationClient(settings);
    this.cloudWatch = new CloudWatchClient(settings);
    this.ec2 = new EC2Client(settings);
    this.lambda = new LambdaClient(settings);
    this.logs = new CloudWatchLogsClient(settings);
    this.rds = new RDSClient(settings);
    this.secretsManager = new SecretsManagerClient(settings);
  }

  /** The outputs of a stack by their names. */
  async outputs(stack: string): Promise<Record<string, string>> {
    const { Stacks: stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Object.fromEntries((stacks[0].Outputs ?? []).map((output) => [output.OutputKey!, output.OutputValue!]));
  }

  async resources(stack: string): Promise<StackResource[]> {
    const { StackResources: resources = [] } = await this.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: stack }),
    );
    return resources;
  }

  /** The physical ids of a stack's resources, by their logical ids. */
  async physicalIds(stack: string): Promise<Map<string, string>> {
    const resources = await this.resources(stack);
    return new Map(resources.map((resource) => [resource.LogicalResourceId!, resource.PhysicalResourceId!]));
  }

  async stackStatus(stack: string): Promise<string> {
    const { Stacks: stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return stacks[0].StackStatus!;
  }

  async instances(): Promise<DBInstance[]> {
    const { DBInstances: instances = [] } = await this.rds.send(new DescribeDBInstancesCommand({}));
    return instances;
  }

  async instance(identifier: string): Promise<DBInstance> {
    const { DBInstances: instances = [] } = await this.rds.send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }),
    );
    return instances[0];
  }

  async alarms(): Promise<MetricAlarm[]> {
    const { MetricAlarms: alarms = [] } = await this.cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
    return alarms;
  }

  async secrets(): Promise<SecretListEntry[]> {
    const { SecretList: secrets = [] } = await this.secretsManager.send(new ListSecretsCommand({ MaxResults: 100 }));
    return secrets;
  }

  /** Reads the current login from a secret. */
  async login(secretId: string): Promise<UserSecret> {
    const { SecretString: text } = await this.secretsManager.send(new GetSecretValueCommand({ SecretId: secretId }));
    return JSON.parse(text!);
  }

  /** Rotates a secret now, and waits for the end of the rotation. */
  async rotate(secretId: string): Promise<void> {
    const { current: before } = await this.versions(secretId);
    await this.startRotation(secretId);
    for (const end = Date.now() + ROTATION_TIMEOUT_MILLIS; ; await sleep(100)) {
      const { current, pending } = await this.versions(secretId);
      if (current !== before && pending === undefined) return;
      if (Date.now() > end) throw new Error(`${secretId} was not rotated within ${ROTATION_TIMEOUT_MILLIS} ms`);
    }
  }

  /** Starts a rotation, and does not wait for its end. */
  async startRotation(secretId: string): Promise<void> {
    await this.secretsManager.send(new RotateSecretCommand({ SecretId: secretId }));
  }

  /** Cancels a rotation that has failed: its version loses the label AWSPENDING. */
  async abandonRotation(secretId: string): Promise<void> {
    const { pending } = await this.versions(secretId);
    await this.secretsManager.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSPENDING',
        RemoveFromVersionId: pending,
      }),
    );
  }

  /** The versions of a secret that have the labels AWSCURRENT and AWSPENDING. */
  private async versions(secretId: string): Promise<{ current?: string; pending?: string }> {
    const { VersionIdsToStages: versions = {} } = await this.secretsManager.send(
      new DescribeSecretCommand({ SecretId: secretId }),
    );
    const withLabel = (label: string) => Object.keys(versions).find((version) => versions[version].includes(label));
    return { current: withLabel('AWSCURRENT'), pending: withLabel('AWSPENDING') };
  }
}
