import { Annotations, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BackupVaultLock } from './backup-vault-lock';
import { vaultPolicy, vaultPolicyExemptions } from './vault-policy';
import { claimName } from '../validation/names-in-use';

/**
 * A vault in another region to which each backup is copied. It is described without a strong reference to its stack.
 */
export interface BackupCopyTarget {
  readonly region: string;
  readonly vaultName: string;
  /** ARN of the key of that vault; it may be a weak reference. */
  readonly keyArn: string;
}

/** The properties of a vault. */
export interface DatabaseVaultProps {
  /** From `vaultName()`. */
  readonly name: string;
  /**
   * Key of the vault, whose policy must have the statements of `useByBackupVault()`. Copies of snapshots are encrypted
   * with it. A snapshot in the region of the database has the key of the database, not that of the vault.
   */
  readonly key: kms.IKey;
  readonly vaultLock?: BackupVaultLock;
  /** The role that may delete backups before their time. */
  readonly administrator?: iam.IRole;
}

/**
 * A vault for the backups of one database. Its access policy keeps backups from being deleted before their time, except
 * by certain principals; a lock keeps them without exceptions.
 *
 * The vault is kept when the stack is deleted, even if the instance is not: AWS Backup refuses to delete a vault that
 * contains recovery points, so the deletion of the stack would fail. A vault whose creation fails is empty, and is
 * deleted.
 */
export class DatabaseVault extends Construct {
  /** Returns the ARN of a vault by its name, without a reference: the vault may be in another region. */
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

  constructor(scope: Construct, id: string, props: DatabaseVaultProps) {
    super(scope, id);
    const { name, key, vaultLock, administrator } = props;
    this.claimVaultName(name);
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
    if (vaultLock) this.warnOfFinalLock(name, vaultLock);
  }

  /** Claims the name for this vault, or throws an error if another vault of the app has it. */
  private claimVaultName(name: string): void {
    const owner = claimName(this, 'backupVaultName', name);
    if (!owner) return;
    throw new Error(
      `[${this.node.path}] the vault of backups must have a name that is unique in an account and region, ` +
        `got '${name}', which ${owner} has too; give one of the two databases another instanceIdentifier: the vault ` +
        'of copies in another region is called <instanceIdentifier>-copies',
    );
  }

  private warnOfFinalLock(name: string, { coolingOff }: BackupVaultLock): void {
    if (!coolingOff) return;
    const length = coolingOff.isUnresolved() ? 'known at deployment' : coolingOff.toHumanString();
    Annotations.of(this).addWarningV2(
      'oficina-postgres:vault-lock',
      `the lock of the vault ${name} cannot be removed once its cooling-off period is over (${length}): ` +
        'backups and their costs stay until their retention ends, and the stack cannot delete the vault; ' +
        'acknowledge this, or choose BackupVaultLock.governance()',
    );
  }
}
