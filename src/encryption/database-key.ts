import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { administrationThroughIam } from './key-administration';

/** What the key of a database is made of. */
export interface DatabaseKeyProps {
  /** Identifier of the instance: the alias and the names of the log groups follow it. */
  readonly instanceIdentifier: string;
  /** RETAIN unless every backup goes with the instance. */
  readonly removalPolicy: RemovalPolicy;
  /** A key to use instead of a new one. */
  readonly encryptionKey?: kms.IKey;
}

/** What a service does with a key for its resources. */
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'];

/** The customer-managed key of storage, backups, snapshots, insights, secret and logs. */
export class DatabaseKey extends Construct {
  readonly key: kms.IKey;

  constructor(scope: Construct, id: string, props: DatabaseKeyProps) {
    super(scope, id);
    if (props.encryptionKey) {
      this.key = props.encryptionKey;
      this.letLogsUseGivenKey(props.instanceIdentifier);
      return;
    }
    this.key = new kms.Key(this, 'Key', {
      description: `Storage, backups, insights, secret and logs of the database ${props.instanceIdentifier}`,
      alias: `alias/${props.instanceIdentifier}`,
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
      policy: new iam.PolicyDocument({
        statements: [administrationThroughIam(), this.useByRds(), this.grantsByRds(), this.useByLogs(props.instanceIdentifier)],
      }),
    });
  }

  private useByRds(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid: 'UseThroughRds',
      principals: [new iam.AccountRootPrincipal()],
      actions: USE,
      resources: ['*'],
      conditions: { StringEquals: this.viaRds() },
    });
  }

  private grantsByRds(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid: 'GrantsForRdsResources',
      principals: [new iam.AccountRootPrincipal()],
      actions: ['kms:CreateGrant'],
      resources: ['*'],
      conditions: { StringEquals: this.viaRds(), Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  private useByLogs(instanceIdentifier: string): iam.PolicyStatement {
    const stack = Stack.of(this);
    return new iam.PolicyStatement({
      sid: 'UseByTheLogGroups',
      principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: USE,
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn':
            `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:/aws/rds/instance/${instanceIdentifier}/*`,
        },
      },
    });
  }

  private viaRds() {
    const stack = Stack.of(this);
    return { 'kms:ViaService': `rds.${stack.region}.amazonaws.com`, 'kms:CallerAccount': stack.account };
  }

  private letLogsUseGivenKey(instanceIdentifier: string): void {
    const { statementAdded } = this.key.addToResourcePolicy(this.useByLogs(instanceIdentifier));
    if (!statementAdded) {
      Annotations.of(this).addWarningV2('oficina-postgres:imported-key-policy',
        `the policy of the imported key cannot be changed from here: it must let logs.${Stack.of(this).region}.amazonaws.com use the key, `
        + 'else the log groups cannot be created; acknowledge this once it does');
    }
  }
}
