import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { grantsForAwsResourcesKey } from './grants-for-aws-resources';
import { administrationThroughIam } from './key-administration';
import { useByBackupVault } from './vault-use';
import { logsPrincipal, viaService } from '../regions/partition-services';

/** Properties of the key of a database. */
export interface DatabaseKeyProps {
  /** Identifier of the instance, which the alias and the names of the log groups contain. */
  readonly instanceIdentifier: string;
  /** RETAIN, unless every backup is deleted with the instance and there is no vault of AWS Backup. */
  readonly removalPolicy: RemovalPolicy;
  /** A key to use instead of a new one. */
  readonly encryptionKey?: kms.IKey;
  /** The purpose of the key: to encrypt the whole database, or its backups in another region. */
  readonly purpose?: 'database' | 'backups';
  /** Whether a vault of AWS Backup uses the key. */
  readonly backupVault?: boolean;
}

/** The texts and names that differ between the purposes. A region in which backups are restored has keys of both. */
const PURPOSES = {
  database: { contents: 'Storage, backups, insights, secret and logs', alias: '', logGroups: '/aws/rds/instance/' },
  backups: { contents: 'Backups, in this region,', alias: '/backups', logGroups: '/oficina-postgres/' },
};

/** Returns the prefix of the log groups that the key of a database encrypts. The policy of the key contains it. */
export function logGroupPrefix(instanceIdentifier: string, purpose: keyof typeof PURPOSES): string {
  return `${PURPOSES[purpose].logGroups}${instanceIdentifier}`;
}

/** Actions that a service needs to encrypt and decrypt its resources. */
const USE = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];

/** The customer-managed key of storage, backups, snapshots, insights, secret and logs. */
export class DatabaseKey extends Construct {
  readonly key: kms.IKey;

  constructor(scope: Construct, id: string, props: DatabaseKeyProps) {
    super(scope, id);
    const { instanceIdentifier, purpose = 'database' } = props;
    const logGroups = `${logGroupPrefix(instanceIdentifier, purpose)}/*`;
    if (props.encryptionKey) {
      this.key = props.encryptionKey;
      letLogsUseKey(this, this.key, logGroups, 'UseByTheLogGroups');
      if (props.backupVault) letBackupVaultUseKey(this, this.key);
      return;
    }
    const { contents, alias } = PURPOSES[purpose];
    this.key = grantsForAwsResourcesKey(this, 'Key', {
      description: `${contents} of the database ${instanceIdentifier}`,
      alias: `alias/${instanceIdentifier}${alias}`,
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
      policy: new iam.PolicyDocument({
        statements: [
          administrationThroughIam(),
          this.useByRds(),
          this.grantsByRds(),
          useByLogs(this, logGroups, 'UseByTheLogGroups'),
          ...(props.backupVault ? useByBackupVault(this) : []),
        ],
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

  private viaRds() {
    const stack = Stack.of(this);
    return { 'kms:ViaService': viaService(this, 'rds'), 'kms:CallerAccount': stack.account };
  }
}

/**
 * Lets CloudWatch Logs use a key for log groups. Warns if this app cannot change the policy of the key.
 *
 * @param logGroupNames name of a log group, or a pattern for several
 */
export function letLogsUseKey(scope: Construct, key: kms.IKey, logGroupNames: string, sid?: string): void {
  if (isAdded(key.addToResourcePolicy(useByLogs(scope, logGroupNames, sid)))) return;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:imported-key-policy',
    'this app cannot change the policy of the imported key: ' +
      `it must let ${logsPrincipal(scope)} use the key for ${logGroupNames}, ` +
      'or the log groups cannot be created; acknowledge this once it does',
  );
}

/** Whether a statement was added. A key of a class of the app's own may return nothing, which tells nothing. */
function isAdded(result: iam.AddToResourcePolicyResult | undefined): boolean {
  return result?.statementAdded === true;
}

/** Lets AWS Backup use a key for a vault. Warns if this app cannot change the policy of the key. */
function letBackupVaultUseKey(scope: Construct, key: kms.IKey): void {
  let allAdded = true;
  const statements = useByBackupVault(scope);
  for (const statement of statements) {
    const added = isAdded(key.addToResourcePolicy(statement));
    allAdded &&= added;
  }
  if (allAdded) return;
  const actions = statements.flatMap((statement) => statement.actions).join(', ');
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:imported-key-backup-vault',
    'this app cannot change the policy of the imported key: it must let principals of the account use the key ' +
      `through ${viaService(scope, 'backup')} (${actions}), ` +
      'or the vault of the backups cannot be created; acknowledge this once it does',
  );
}

/**
 * Returns a statement that lets CloudWatch Logs use a key for its log groups.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function useByLogs(scope: Construct, logGroupNames: string, sid?: string): iam.PolicyStatement {
  const { partition, region, account } = Stack.of(scope);
  const logGroupArn = `arn:${partition}:logs:${region}:${account}:log-group:${logGroupNames}`;
  return new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(logsPrincipal(scope))],
    actions: USE,
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  });
}
