import { Token } from 'aws-cdk-lib';
import { instanceSize, SizedClass } from '../instance/instance-size';
import { mostConnectionsByDefault } from '../instance/max-connections';
import { Settings } from '../settings/settings';

/*
 * What has to be as large on a standby as on its primary: with less, PostgreSQL stops replaying, and with more on the primary later it does so then.
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
 * The `max_worker_processes` that RDS derives from the instance class: GREATEST(DBInstanceVCPU*2, 8), in the default parameter groups of PostgreSQL (from the
 * project's own knowledge of RDS; a value that is higher than needed does no harm).
 */
const workersByDefault = (vcpus: number) => Math.max(8, vcpus * 2);

/** What a replica has to be given by value, where RDS would derive less from its smaller instance class; nothing where a token hides a class. */
export function standbyParameters(
  database: Settings,
  replica: SizedClass,
): { maxConnections?: number; parameters: Record<string, string> } {
  const [of, its] = [database, replica].map(instanceSize);
  if (!of || !its) return { parameters: {} };
  const workers = workersByDefault(of.vcpus);
  return {
    maxConnections:
      database.maxConnections === undefined && its.memoryGib < of.memoryGib
        ? mostConnectionsByDefault(of.memoryGib)
        : undefined,
    parameters:
      workersByDefault(its.vcpus) < workers && database.parameters.max_worker_processes === undefined
        ? { max_worker_processes: `${workers}` }
        : {},
  };
}

/** The parameters that are lower than on the database, as far as both are known. */
export function lowerThanOnThePrimary(database: Record<string, string>, replica: Record<string, string>): string[] {
  return AT_LEAST_AS_ON_THE_PRIMARY.filter((name) => {
    const [of, its] = [database[name], replica[name]];
    return (
      of !== undefined &&
      its !== undefined &&
      !Token.isUnresolved(of) &&
      !Token.isUnresolved(its) &&
      Number(its) < Number(of)
    );
  });
}
