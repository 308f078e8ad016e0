import { Token } from 'aws-cdk-lib';
import { instanceSize, SizedClass } from '../instance/instance-size';
import { mostConnectionsByDefault } from '../instance/max-connections';
import { Settings } from '../settings/settings';

/*
 * The parameters that must be at least as high on a standby as on its primary. If one is lower, or is raised later on
 * the primary only, PostgreSQL stops replaying.
 * https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN
 */

/** The parameters that are compared; `max_connections` has a prop of its own. */
const AT_LEAST_AS_ON_THE_PRIMARY = [
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
];

/**
 * Returns the `max_worker_processes` that RDS derives from the instance class: GREATEST(DBInstanceVCPU*2, 8), in the
 * default parameter groups of PostgreSQL (from the project's own knowledge of RDS; a value that is higher than needed
 * does no harm).
 */
function workersByDefault(vcpus: number): number {
  return Math.max(8, vcpus * 2);
}

/**
 * Returns the values that a replica needs because RDS would derive lower ones from its smaller instance class. There
 * are none if a token hides one of the classes.
 */
export function standbyParameters(
  database: Settings,
  replica: SizedClass,
): { maxConnections?: number; parameters: Record<string, string> } {
  const databaseSize = instanceSize(database);
  const replicaSize = instanceSize(replica);
  if (!databaseSize || !replicaSize) return { parameters: {} };

  const hasLessMemory = replicaSize.memoryGib < databaseSize.memoryGib;
  const needsConnections = hasLessMemory && database.maxConnections === undefined;

  const workers = workersByDefault(databaseSize.vcpus);
  const hasFewerWorkers = workersByDefault(replicaSize.vcpus) < workers;
  const needsWorkers = hasFewerWorkers && database.parameters.max_worker_processes === undefined;

  return {
    maxConnections: needsConnections ? mostConnectionsByDefault(databaseSize.memoryGib) : undefined,
    parameters: needsWorkers ? { max_worker_processes: `${workers}` } : {},
  };
}

/** Returns the names of the parameters that are lower than on the database. Tokens are not compared. */
export function lowerThanOnThePrimary(database: Record<string, string>, replica: Record<string, string>): string[] {
  return AT_LEAST_AS_ON_THE_PRIMARY.filter((name) => {
    const onPrimary = numberOf(database[name]);
    const onReplica = numberOf(replica[name]);
    return onPrimary !== undefined && onReplica !== undefined && onReplica < onPrimary;
  });
}

/** Returns the number that a parameter is set to; undefined for one that is not set, and for a token. */
function numberOf(value: string | undefined): number | undefined {
  return value === undefined || Token.isUnresolved(value) ? undefined : Number(value);
}
