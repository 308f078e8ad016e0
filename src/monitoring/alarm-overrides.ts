import { AlarmOverride } from './alarm-override';

/**
 * Changes to the alarms of the catalogue (docs/alarms.md), one property for each. Alarms that are left out stay as in
 * the catalogue. Each default is the threshold of the catalogue, which `threshold` replaces.
 */
export interface AlarmOverrides {
  /**
   * The instance has sent no metrics for five minutes or more: it is down, stopped or being restored.
   *
   * Alarm: DatabaseDown. Unit: a count of samples.
   *
   * @default - below 1 sample
   */
  readonly databaseDown?: AlarmOverride;

  /**
   * The processors are busy: statements wait for them.
   *
   * Alarm: HighCPU. Unit: percent.
   *
   * @default - over 80 %
   */
  readonly highCpu?: AlarmOverride;

  /**
   * More sessions are active than there are processors: they wait for each other, for locks or for the disk.
   *
   * Alarm: DBLoad. Unit: a number of sessions.
   *
   * @default - over the number of vCPUs
   */
  readonly dbLoad?: AlarmOverride;

  /**
   * Soon no client can connect any more.
   *
   * Alarm: HighConnections. Unit: a count of connections.
   *
   * @default - over 80 % of `max_connections`
   */
  readonly highConnections?: AlarmOverride;

  /**
   * Memory runs short: the page cache is gone, and the instance is about to swap or to kill sessions.
   *
   * Alarm: FreeableMemory. Unit: bytes.
   *
   * @default - below 10 % of the memory of the instance class, 8 GiB at the most
   */
  readonly freeableMemory?: AlarmOverride;

  /**
   * The storage is almost full.
   *
   * Alarm: LowStorage. Unit: bytes.
   *
   * @default - below 10 % of `allocatedStorage`
   */
  readonly lowStorage?: AlarmOverride;

  /**
   * The storage is about to run out: the instance then stops, and refuses every statement.
   *
   * Alarm: StorageFloor. Unit: bytes.
   *
   * @default - below 5 % of `allocatedStorage`, from 1 to 10 GiB
   */
  readonly storageFloor?: AlarmOverride;

  /**
   * Storage autoscaling has failed, has reached its ceiling or comes close to it: nothing else keeps the storage from
   * filling up.
   *
   * Alarm: StorageAutoscaling. Unit: a count of events.
   *
   * @default - at least 1 event
   */
  readonly storageAutoscaling?: AlarmOverride;

  /**
   * Reads from the disk are slow.
   *
   * Alarm: ReadLatency. Unit: seconds.
   *
   * @default - over 20 ms
   */
  readonly readLatency?: AlarmOverride;

  /**
   * Writes to the disk are slow.
   *
   * Alarm: WriteLatency. Unit: seconds.
   *
   * @default - over 20 ms
   */
  readonly writeLatency?: AlarmOverride;

  /**
   * Requests pile up before the disk.
   *
   * Alarm: DiskQueueDepth. Unit: a count of requests.
   *
   * @default - over 2 % of the provisioned IOPS
   */
  readonly diskQueueDepth?: AlarmOverride;

  /**
   * The instance class has almost used up its burst of disk operations, and will be slowed down to its baseline.
   *
   * Alarm: EBSIOBalance. Unit: percent.
   *
   * @default - below 10 %
   */
  readonly ebsIoBalance?: AlarmOverride;

  /**
   * The instance class has almost used up its burst of disk throughput, and will be slowed down to its baseline.
   *
   * Alarm: EBSByteBalance. Unit: percent.
   *
   * @default - below 10 %
   */
  readonly ebsByteBalance?: AlarmOverride;

  /**
   * The instance runs on borrowed CPU credits, and is about to be charged for them.
   *
   * Alarm: SurplusCPUCredits. Unit: a count of credits.
   *
   * @default - over half of the credits that a day earns
   */
  readonly surplusCpuCredits?: AlarmOverride;

  /**
   * Vacuum does not keep up: at two billion transaction ids the database stops taking writes.
   *
   * Alarm: TransactionIdAge. Unit: a count of transaction ids.
   *
   * @default - over 1,000,000,000
   */
  readonly transactionIdAge?: AlarmOverride;

  /**
   * A replication slot holds back transaction logs, which fill the storage.
   *
   * Alarm: ReplicationSlotLag. Unit: bytes.
   *
   * @default - over 10 % of `allocatedStorage`
   */
  readonly replicationSlotLag?: AlarmOverride;

  /**
   * The read replica is behind: its readers see old data (up to 5 minutes are normal while nothing is written).
   *
   * Alarm: ReplicaLag. Unit: seconds.
   *
   * @default - over 10 s
   */
  readonly replicaLag?: AlarmOverride;

  /**
   * A rotation of credentials has failed: the old password stays in use, or the account is stuck between the old one
   * and the new one.
   *
   * Alarm: RotationFailed. Unit: a count of events.
   *
   * @default - at least 1 event
   */
  readonly rotationFailed?: AlarmOverride;

  /**
   * A manual snapshot was not copied to the other region, and would be lost with this one.
   *
   * Alarm: SnapshotCopyFailed. Unit: a count of events.
   *
   * @default - at least 1 event
   */
  readonly snapshotCopyFailed?: AlarmOverride;

  /**
   * AWS Backup has not taken a backup of the instance, or not copied one to the other region: the newest one in a vault
   * is older than it should be.
   *
   * Alarm: BackupFailed. Unit: a count of events.
   *
   * @default - at least 1 event
   */
  readonly backupFailed?: AlarmOverride;

  /**
   * A backup could not be restored in a drill, and perhaps cannot be restored when it is needed.
   *
   * Alarm: RestoreDrillFailed. Unit: a count of events.
   *
   * @default - at least 1 event
   */
  readonly restoreDrillFailed?: AlarmOverride;

  /**
   * No restore drill has completed for days, or none yet: nobody knows whether the backups can be restored.
   *
   * Alarm: RestoreDrillOverdue. Unit: a count of events.
   *
   * @default - below 1 event
   */
  readonly restoreDrillOverdue?: AlarmOverride;
}
