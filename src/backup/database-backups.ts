import { Stack, Token } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { vaultName } from './backup-names';
import { BackupReplication } from './backup-replication';
import { DatabaseBackupPlan } from './database-backup-plan';
import { DatabaseRestoreDrill } from './database-restore-drill';
import { DatabaseVault } from './database-vault';
import { explainVaultPolicy } from './vault-policy';
import { ExplainedSetting } from '../settings/explanation';
import { Settings } from '../settings/settings';

/** The resources of the database that its backups need. */
export interface BackupResources {
  readonly instance: rds.DatabaseInstance;
  readonly key: kms.IKey;
  /**
   * Whether the key is the library's. Storage and backups of a restored database have the key of its source instead.
   */
  readonly ownKey: boolean;
  readonly vpc: ec2.IVpc;
  readonly subnetGroup: rds.ISubnetGroup;
}

/** An alarm of another region whose events are forwarded to the region of the database. */
export interface ForwardedAlarm {
  readonly name: string;
  readonly region: string;
}

/**
 * The backups of one database in addition to the automated backups of its instance: backups in another region, the
 * vault with its plan, and the drill that restores from the vault.
 */
export class DatabaseBackups extends Construct {
  /** The vault; undefined if there is no plan. */
  readonly vault?: backup.BackupVault;
  /** ARN of the restore testing plan; undefined if there is no drill. */
  readonly restoreTestingPlanArn?: string;
  /** The alarm about failed copies in the other region; undefined if there are no copies or no monitoring. */
  readonly copyAlarm?: ForwardedAlarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Settings,
    resources: BackupResources,
  ) {
    super(scope, id);
    const { backupVaultPlan: plan, restoreDrill: drill, instanceIdentifier, crossRegionBackup } = settings;
    const { instance, key, vpc, subnetGroup } = resources;
    // A restored instance keeps the key of its source. If the caller passes that key, it is `key`; otherwise it is
    // unknown.
    const hasKeyOfSource = resources.ownKey && settings.restoreFrom !== undefined;
    const adoptedKeyArn = settings.adopt?._fields.storageKeyArn;
    let replication: BackupReplication | undefined;
    if (crossRegionBackup.region) {
      replication = new BackupReplication(this, 'OtherRegion', {
        toRegion: crossRegionBackup.region,
        settings,
        instance,
        database: scope,
        ownKey: resources.ownKey && !hasKeyOfSource && !settings.adopt,
      });
      this.copyAlarm = forwardedAlarmOf(replication);
    }
    if (!plan.enabled) return;

    const name = vaultName(instanceIdentifier);
    this.vault = new DatabaseVault(this, 'Vault', {
      name,
      key,
      vaultLock: plan.vaultLock,
      administrator: plan.administrator,
    }).vault;
    new DatabaseBackupPlan(this, 'Plan', {
      plan,
      vault: this.vault,
      name,
      instance,
      key,
      hasKeyOfSource,
      adoptedKeyArn,
      copyTo: replication?.copyTarget,
    });
    if (!drill.enabled) return;

    const restoreDrill = new DatabaseRestoreDrill(this, 'Drill', {
      drill,
      instanceIdentifier,
      instanceType: settings.instanceType,
      instance,
      vault: this.vault,
      key,
      hasKeyOfSource,
      adoptedKeyArn,
      vpc,
      subnetGroup,
    });
    this.restoreTestingPlanArn = restoreDrill.plan.attrRestoreTestingPlanArn;
  }

  /** Returns the row of `explain()` about who may delete the backups in the vaults. */
  explain(): ExplainedSetting[] {
    if (!this.vault) return [];
    const { instanceIdentifier, backupVaultPlan } = this.settings;
    const name = vaultName(instanceIdentifier);
    return [
      {
        name: 'backupVault',
        value: Token.isUnresolved(name) ? '(token)' : name,
        source: 'derived',
        consequence: explainVaultPolicy(this, backupVaultPlan.administrator),
      },
    ];
  }
}

function forwardedAlarmOf({ otherRegion }: BackupReplication): ForwardedAlarm | undefined {
  if (!otherRegion.alarmName) return undefined;
  return { name: otherRegion.alarmName, region: Stack.of(otherRegion).region };
}
