import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { GrantsForAwsResourcesKey } from './grants-for-aws-resources';
import { administrationThroughIam } from './key-administration';
import { useByBackupVault } from './vault-use';
import { logsPrincipal, viaService } from '../regions/partition-services';

/** What the key of a database is made of. */
export interface DatabaseKeyProps {
  /** Identifier of the instance: the alias and the names of the log groups follow it. */
  readonly instanceIdentifier: string;
  /** RETAIN unless every backup goes with the instance, and there is no vault of AWS Backup. */
  readonly removalPolicy: RemovalPolicy;
  /** A key to use instead of a new one. */
  readonly encryptionKey?: kms.IKey;
  /** What it is for: everything of the database, or what is kept of it in another region. */
  readonly purpose?: 'database' | 'backups';
  /** Whether a vault of AWS Backup uses the key. */
  readonly backupVault?: boolean;
}

/**
 * What differs between the two; a database that is restored in the region of the backups has a key of the first kind
 * beside that of the second.
 */
const PURPOSES = {
  database: { things: 'Storage, backups, insights, secret and logs', alias: '', logGroups: '/aws/rds/instance/' },
  backups: { things: 'Backups, in this region,', alias: '/backups', logGroups: '/oficina-postgres/' },
};

/** Where the log groups stand that the key of a database encrypts; its policy names this place. */
export function logGroupPrefix(instanceIdentifier: string, purpose: keyof typeof PURPOSES): string {
  return `${PURPOSES[purpose].logGroups}${instanceIdentifier}`;
}

/** What a service does with a key for its resources. */
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
    const { things, alias } = PURPOSES[purpose];
    this.key = new GrantsForAwsResourcesKey(this, 'Key', {
      description: `${things} of the database ${instanceIdentifier}`,
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
 * Lets CloudWatch Logs use a key for log groups, where the key's policy does not let it already; warns where that
 * cannot be changed from here.
 *
 * @param logGroupNames name of a log group, or a pattern for several
 */
export function letLogsUseKey(scope: Construct, key: kms.IKey, logGroupNames: string, sid?: string): void {
  const { statementAdded } = key.addToResourcePolicy(useByLogs(scope, logGroupNames, sid));
  if (!statementAdded) {
    Annotations.of(scope).addWarningV2(
      'oficina-postgres:imported-key-policy',
      `the policy of the imported key cannot be changed from here: it must let ${logsPrincipal(scope)} use the key for ${logGroupNames}, ` +
        'else the log groups cannot be created; acknowledge this once it does',
    );
  }
}

/** Lets AWS Backup use a key for a vault; warns where the key's policy cannot be changed from here. */
function letBackupVaultUseKey(scope: Construct, key: kms.IKey): void {
  const statements = useByBackupVault(scope);
  const added = statements.map((statement) => key.addToResourcePolicy(statement).statementAdded);
  if (added.every((each) => each)) return;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:imported-key-backup-vault',
    `the policy of the imported key cannot be changed from here: it must let principals of the account use the key through ${viaService(scope, 'backup')} ` +
      `(${statements.flatMap(({ actions }) => actions).join(', ')}), else the vault of the backups cannot be created; acknowledge this once it does`,
  );
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function useByLogs(scope: Construct, logGroupNames: string, sid?: string): iam.PolicyStatement {
  const stack = Stack.of(scope);
  return new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(logsPrincipal(scope))],
    actions: USE,
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${logGroupNames}`,
      },
    },
  });
}
