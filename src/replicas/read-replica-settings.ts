import { RemovalPolicy } from 'aws-cdk-lib';
import { ReadReplicaProps } from './read-replica';
import { standbyParameters } from './standby-parameters';
import { ResolvedSettings, Settings, SettingSource } from '../settings/settings';
import { definedProps } from '../validation/defined-props';

/** The props of a replica that are also settings of a database. */
const SETTINGS = [
  'instanceType',
  'instanceCapacity',
  'multiAz',
  'storageType',
  'allocatedStorage',
  'maxAllocatedStorage',
  'iops',
  'storageThroughput',
  'maxConnections',
  'deletionProtection',
] as const;

/**
 * Returns every setting of a replica: the settings of its database, except for those that differ for every replica, and
 * those that its props set.
 *
 * @param suffix what follows the identifier of the database in the name of the replica
 */
export function replicaSettings(
  { values: database, sources }: ResolvedSettings,
  suffix: string,
  props: ReadReplicaProps,
): ResolvedSettings {
  const fromProps = definedProps(Object.fromEntries(SETTINGS.map((name) => [name, props[name]]))) as Partial<Settings>;
  const instanceType = props.instanceType ?? database.instanceType;
  const hasClassOfDatabase = instanceType.toString() === database.instanceType.toString();
  const instanceCapacity = props.instanceCapacity ?? (hasClassOfDatabase ? database.instanceCapacity : undefined);
  const standby = standbyParameters(database, { instanceType, instanceCapacity });
  const values: Settings = {
    ...database,
    instanceIdentifier: props.instanceIdentifier ?? `${database.instanceIdentifier}-${suffix}`,
    multiAz: false,
    allowSingleAz: true,
    deletionProtection: false,
    // RDS takes no final snapshot of a replica, even if it is asked to, and CloudFormation does not ask
    // (decideSnapshotIdentifier() of its provider looks at the instance as it is). So SNAPSHOT costs nothing, and it
    // saves the data of a replica that has been promoted by hand.
    removalPolicy: database.removalPolicy === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.SNAPSHOT,
    maxConnections: standby.maxConnections ?? database.maxConnections,
    ...fromProps,
    instanceCapacity,
    parameters: { ...database.parameters, ...standby.parameters, ...definedProps(props.parameters ?? {}) },
    alarmOverrides: { ...database.alarmOverrides, ...definedProps(props.alarmOverrides ?? {}) },
  };
  return { values, sources: { ...sources, ...replicaSources(fromProps) } };
}

/** Returns the sources of the settings that a replica does not take from its database. */
function replicaSources(fromProps: Partial<Settings>): Partial<Record<string, SettingSource>> {
  const sources: Partial<Record<string, SettingSource>> = { deletionProtection: 'default', multiAz: 'default' };
  for (const name of Object.keys(fromProps)) sources[name] = 'prop';
  return sources;
}

/** Whether the parameters of PostgreSQL differ from those of the database. */
export function hasOwnParameters(database: Settings, replica: Settings): boolean {
  if (replica.maxConnections !== database.maxConnections) return true;
  return Object.keys(replica.parameters).some((name) => replica.parameters[name] !== database.parameters[name]);
}
