import { RemovalPolicy } from 'aws-cdk-lib';
import { ReadReplicaProps } from './read-replica';
import { standbyParameters } from './standby-parameters';
import { ResolvedSettings, Settings, SettingSource } from '../settings/settings';
import { definedProps } from '../validation/defined-props';

/** Props of a replica that are settings of a database too. */
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
 * Every setting of a replica, decided: those of its database, but for what a replica has otherwise and what its props
 * say.
 *
 * @param suffix what the replica is called behind the identifier of its database
 */
export function replicaSettings(
  { values: database, sources }: ResolvedSettings,
  suffix: string,
  props: ReadReplicaProps,
): ResolvedSettings {
  const own = definedProps(Object.fromEntries(SETTINGS.map((name) => [name, props[name]]))) as Partial<Settings>;
  const { instanceType = database.instanceType } = props;
  const isOfTheSameClass = instanceType.toString() === database.instanceType.toString();
  const instanceCapacity = props.instanceCapacity ?? (isOfTheSameClass ? database.instanceCapacity : undefined);
  const standby = standbyParameters(database, { instanceType, instanceCapacity });
  const values: Settings = {
    ...database,
    instanceIdentifier: props.instanceIdentifier ?? `${database.instanceIdentifier}-${suffix}`,
    multiAz: false,
    allowSingleAz: true,
    deletionProtection: false,
    // RDS takes no final snapshot of a replica, whatever is asked for, and CloudFormation asks for none (decideSnapshotIdentifier() of its provider looks at the
    // instance as it is). So SNAPSHOT costs nothing, and it saves the data of one that has been promoted by hand.
    removalPolicy: database.removalPolicy === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.SNAPSHOT,
    ...(standby.maxConnections !== undefined && { maxConnections: standby.maxConnections }),
    ...own,
    instanceCapacity,
    parameters: { ...database.parameters, ...standby.parameters, ...definedProps(props.parameters ?? {}) },
    alarmOverrides: { ...database.alarmOverrides, ...definedProps(props.alarmOverrides ?? {}) },
  };
  const decided = Object.fromEntries(
    [...Object.keys(own), 'deletionProtection', 'multiAz'].map((name) => [name, name in own ? 'prop' : 'default']),
  ) as Partial<Record<string, SettingSource>>;
  return { values, sources: { ...sources, ...decided } };
}

/** Whether PostgreSQL is set otherwise than on the database. */
export function hasOwnParameters(database: Settings, replica: Settings): boolean {
  return (
    replica.maxConnections !== database.maxConnections ||
    Object.keys(replica.parameters).some((name) => replica.parameters[name] !== database.parameters[name])
  );
}
