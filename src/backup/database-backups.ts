import { Stack, Token } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { vaultName } from './backup-names';
import { DatabaseBackupPlan } from './database-backup-plan';
import { DatabaseRestoreDrill } from './database-restore-drill';
import { DatabaseVault } from './database-vault';
import { OtherRegion } from './other-region';
import { whoMayLift } from './vault-policy';
import { ExplainedSetting } from '../settings/explanation';
import { Settings } from '../settings/settings';

/** What the other rooms give to the backups. */
export interface BackupResources {
  readonly instance: rds.DatabaseInstance;
  readonly key: kms.IKey;
  /** Whether the key is the library's. Storage and backups of a restored database have that of its source, whichever this is. */
  readonly ownKey: boolean;
  readonly vpc: ec2.IVpc;
  readonly subnetGroup: rds.ISubnetGroup;
}

/** An alarm of another region, whose events are forwarded here. */
export interface ForwardedAlarm {
  readonly name: string;
  readonly region: string;
}

/** The backups of one database beside the automated ones of its instance: those in another region, the vault with its plan, and the drill that restores from it. */
export class DatabaseBackups extends Construct {
  /** Undefined where there is no plan. */
  readonly vault?: backup.BackupVault;
  /** ARN of the restore testing plan; undefined where there is no drill. */
  readonly restoreTestingPlanArn?: string;
  /** On copies of snapshots that fail in the other region; undefined where there are none, or nobody watches. */
  readonly copyAlarm?: ForwardedAlarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Settings,
    resources: BackupResources,
  ) {
    super(scope, id);
    const {
      backupVaultPlan: plan,
      restoreDrill: drill,
      instanceIdentifier,
      instanceType,
      crossRegionBackup: { region },
    } = settings;
    // A team that gives a key with restoreFrom gives that of the source: without one, nobody here knows it.
    const keyOfSource = resources.ownKey && settings.restoreFrom !== undefined;
    const ownKey = resources.ownKey && !keyOfSource;
    const other = region
      ? new OtherRegion(this, 'OtherRegion', region, { ...resources, ownKey, settings, database: scope })
      : undefined;
    if (other?.there.alarmName) this.copyAlarm = { name: other.there.alarmName, region: Stack.of(other.there).region };
    if (!plan.enabled) return;
    const name = vaultName(instanceIdentifier);
    this.vault = new DatabaseVault(this, 'Vault', {
      ...resources,
      name,
      vaultLock: plan.vaultLock,
      administrator: plan.administrator,
    }).vault;
    new DatabaseBackupPlan(this, 'Plan', {
      ...resources,
      keyOfSource,
      plan,
      name,
      vault: this.vault,
      copyTo: other?.copyTarget,
    });
    this.restoreTestingPlanArn = drill.enabled
      ? new DatabaseRestoreDrill(this, 'Drill', {
          ...resources,
          keyOfSource,
          drill,
          instanceIdentifier,
          instanceType,
          vault: this.vault,
        }).plan.attrRestoreTestingPlanArn
      : undefined;
  }
  /** Who may delete what is in the vaults. */
  explain(): ExplainedSetting[] {
    if (!this.vault) return [];
    const { instanceIdentifier, backupVaultPlan } = this.settings;
    const name = vaultName(instanceIdentifier);
    const value = Token.isUnresolved(name) ? '(token)' : name;
    return [
      { name: 'backupVault', value, source: 'derived', consequence: whoMayLift(this, backupVaultPlan.administrator) },
    ];
  }
}
