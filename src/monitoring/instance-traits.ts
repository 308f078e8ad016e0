import { Duration, Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { MonitoredInstance } from './monitored-instance';
import { instanceSize } from '../instance/instance-size';
import { defaultMaxConnections } from '../instance/max-connections';
import { defaultIops } from '../instance/storage-performance';
import { isOfClass } from '../validation/class-of';

/** Size and features of an instance that decide about its alarms and graphs; undefined if a token hides them. */
export interface InstanceTraits {
  readonly vcpus?: number;
  readonly memoryBytes?: number;
  /** CPU credits that the class earns in an hour; 0 for a class without credits. */
  readonly creditsPerHour?: number;
  /** Whether the class reaches its full disk bandwidth only in bursts, and so has a burst balance. */
  readonly ebsBursts?: boolean;
  readonly storageBytes?: number;
  readonly iops?: number;
  readonly maxConnections?: number;
  readonly storageAutoscaling: boolean;
  readonly performanceInsights: boolean;
  /** Whether the events of the instance are logged, so that they can be counted. */
  readonly eventLog: boolean;
  /** Whether credentials rotate and a log reports failed rotations. */
  readonly rotationLogged?: boolean;
  /** Whether manual snapshots are copied to another region. */
  readonly snapshotCopies?: boolean;
  readonly readReplica: boolean;
  /** Whether AWS Backup backs the instance up and a log reports its jobs. */
  readonly vaultBackups?: boolean;
  /** Hours without a completed restore drill until an alarm; undefined if there are no drills, or no log of them. */
  readonly drillOverdueHours?: number;
}

const GIB = 1024 ** 3;

/** Collects the traits of an instance that are known at synthesis. */
export function instanceTraits(
  monitored: Omit<MonitoredInstance, 'instance'> & { readonly instance?: rds.IDatabaseInstance },
  eventLog: boolean,
  rotationLog = false,
): InstanceTraits {
  const size = instanceSize(monitored);
  const storageGib = knownGib(monitored.allocatedStorage);
  return {
    vcpus: size?.vcpus,
    memoryBytes: size && size.memoryGib * GIB,
    creditsPerHour: size?.creditsPerHour,
    ebsBursts: size?.ebsBursts,
    storageBytes: storageGib && storageGib * GIB,
    iops: iopsOf(monitored.iops, storageGib),
    maxConnections: maxConnectionsOf(monitored.maxConnections, size?.memoryGib),
    storageAutoscaling: monitored.maxAllocatedStorage !== undefined,
    performanceInsights: monitored.performanceInsights ?? true,
    eventLog,
    rotationLogged: (monitored.rotatingSecrets ?? rotationLog) && (eventLog || rotationLog),
    readReplica: monitored.readReplica ?? isReadReplica(monitored.instance),
    vaultBackups: eventLog ? monitored.vaultBackups : undefined,
    drillOverdueHours: eventLog ? drillHours(monitored.restoreDrillOverdueAfter) : undefined,
  };
}

/** Hours without a restore drill; a part of one and a token are refused by a rule, which reads the duration itself. */
function drillHours(overdueAfter: Duration | undefined): number | undefined {
  return overdueAfter?.isUnresolved() ? undefined : overdueAfter?.toHours({ integral: false });
}

function knownGib(size: Size): number | undefined {
  return size.isUnresolved() ? undefined : size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}

function iopsOf(iops: number | undefined, storageGib: number | undefined): number | undefined {
  if (iops !== undefined) return knownNumber(iops);
  return storageGib === undefined ? undefined : defaultIops(storageGib);
}

function maxConnectionsOf(maxConnections: number | undefined, memoryGib: number | undefined): number | undefined {
  if (maxConnections !== undefined) return knownNumber(maxConnections);
  return memoryGib === undefined ? undefined : defaultMaxConnections(memoryGib);
}

function knownNumber(value: number): number | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

/** Whether the app itself creates the instance as a read replica. An imported instance does not show it. */
function isReadReplica(instance: rds.IDatabaseInstance | undefined): boolean {
  return isOfClass(instance, rds.DatabaseInstanceReadReplica);
}
