import { Annotations, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BackupVaultLock } from './backup-vault-lock';
import { vaultPolicy, vaultPolicyExemptions } from './vault-policy';
import { takeName } from '../validation/names-in-use';

/** What a vault is made of. */
export interface DatabaseVaultProps {
  /** From `vaultName()`. */
  readonly name: string;
  /**
   * Key of the vault, whose policy must have `useByBackupVault()`. Copies of snapshots are encrypted with it; a snapshot in the region of the database has the database's
   * key, whatever the vault has.
   */
  readonly key: kms.IKey;
  readonly vaultLock?: BackupVaultLock;
  /** The role that may delete backups before their time. */
  readonly administrator?: iam.IRole;
}

/**
 * A vault for the backups of one database. Its access policy keeps backups from being deleted before their time; a lock
 * does so for everybody.
 *
 * It stays when the stack goes, whatever becomes of the instance: AWS Backup deletes no vault that has recovery points in it, and the deletion of the stack would fail.
 * One whose creation fails is empty, and goes.
 */
export class DatabaseVault extends Construct {
  /** ARN of a vault, by its name: what a copy action of another region names without a reference. */
  static arn(scope: Construct, region: string, name: string): string {
    return Stack.of(scope).formatArn({
      service: 'backup',
      region,
      resource: 'backup-vault',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  readonly vault: backup.BackupVault;

  constructor(scope: Construct, id: string, { name, key, vaultLock, administrator }: DatabaseVaultProps) {
    super(scope, id);
    const owner = takeName(this, 'backupVaultName', name);
    if (owner) {
      throw new Error(
        `[${this.node.path}] the vault of backups must have a name that is unique in an account and region, got '${name}', which ${owner} has too; give one of the two ` +
          'databases another instanceIdentifier: the vault of copies in another region is called <instanceIdentifier>-copies',
      );
    }
    this.vault = new backup.BackupVault(this, 'Resource', {
      backupVaultName: name,
      encryptionKey: key,
      accessPolicy: vaultPolicy(vaultPolicyExemptions(this, administrator)),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lockConfiguration: vaultLock && {
        minRetention: vaultLock.minRetention,
        maxRetention: vaultLock.maxRetention,
        changeableFor: vaultLock.coolingOff,
      },
    });
    if (vaultLock?.coolingOff) {
      Annotations.of(this).addWarningV2(
        'oficina-postgres:vault-lock',
        `the lock of the vault ${name} cannot be taken off once its cooling-off is over ` +
          `(${vaultLock.coolingOff.isUnresolved() ? 'known at deployment' : vaultLock.coolingOff.toHumanString()}): backups and their costs stay until their retention ends, ` +
          'and the stack cannot delete the vault; acknowledge this, or choose BackupVaultLock.governance()',
      );
    }
  }
}
