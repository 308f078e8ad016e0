import { Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { MonitoredInstance } from './monitored-instance';
import { instanceSize } from '../instance/instance-size';
import { defaultMaxConnections } from '../instance/max-connections';
import { defaultIops } from '../instance/storage-performance';

/** What thresholds are worked out from; what a token hides is undefined. */
export interface InstanceFacts {
  readonly vcpus?: number;
  readonly memoryBytes?: number;
  /** CPU credits that the class earns in an hour; 0 for a class without credits. */
  readonly creditsPerHour?: number;
  /** Whether the class reaches its full disk bandwidth in bursts alone, and so has a balance of them. */
  readonly ebsBursts?: boolean;
  readonly storageBytes?: number;
  readonly iops?: number;
  readonly maxConnections?: number;
  readonly storageAutoscaling: boolean;
  readonly performanceInsights: boolean;
  /** Whether the events of the instance are logged, so that they can be counted. */
  readonly eventLog: boolean;
  /** Whether credentials rotate, and a log tells of rotations that fail. */
  readonly rotationLogged?: boolean;
  /** Whether manual snapshots are copied to another region. */
  readonly snapshotCopies?: boolean;
  readonly readReplica: boolean;
  /** Whether AWS Backup backs the instance up, and a log tells of its jobs. */
  readonly vaultBackups?: boolean;
  /** After how many hours without a completed restore drill people are told; undefined where there are none, or no log tells of them. */
  readonly drillOverdueHours?: number;
}

const GIB = 1024 ** 3;

/** What is known of an instance before it is deployed. */
export function instanceFacts(
  monitored: Omit<MonitoredInstance, 'instance'> & { readonly instance?: rds.IDatabaseInstance },
  eventLog: boolean,
  rotationLog = false,
): InstanceFacts {
  const size = instanceSize(monitored);
  const storageGib = known(monitored.allocatedStorage);
  return {
    vcpus: size?.vcpus,
    memoryBytes: size && size.memoryGib * GIB,
    creditsPerHour: size?.creditsPerHour,
    ebsBursts: size?.ebsBursts,
    storageBytes: storageGib && storageGib * GIB,
    iops:
      knownNumber(monitored.iops) ??
      (monitored.iops === undefined && storageGib !== undefined ? defaultIops(storageGib) : undefined),
    maxConnections:
      knownNumber(monitored.maxConnections) ??
      (monitored.maxConnections === undefined && size ? defaultMaxConnections(size.memoryGib) : undefined),
    storageAutoscaling: monitored.maxAllocatedStorage !== undefined,
    performanceInsights: monitored.performanceInsights ?? true,
    eventLog,
    rotationLogged: (monitored.rotatingSecrets ?? rotationLog) && (eventLog || rotationLog),
    readReplica: monitored.readReplica ?? isReadReplica(monitored.instance),
    vaultBackups: eventLog ? monitored.vaultBackups : undefined,
    drillOverdueHours: eventLog ? monitored.restoreDrillOverdueAfter?.toHours() : undefined,
  };
}

function known(size: Size): number | undefined {
  return size.isUnresolved() ? undefined : size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}

function knownNumber(value: number | undefined): number | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

/** One that the app makes; of an imported instance nobody can tell. By the class's name too: an app may have two copies of aws-cdk-lib. */
function isReadReplica(instance: rds.IDatabaseInstance | undefined): boolean {
  return (
    instance !== undefined &&
    (instance instanceof rds.DatabaseInstanceReadReplica || instance.constructor.name === 'DatabaseInstanceReadReplica')
  );
}
