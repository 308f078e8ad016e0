import { Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { InstanceCapacity, OficinaPostgresProps, PostgresAlarms, PostgresDashboard, ReadReplicaProps } from '../../src';
import { instanceSize } from '../../src/instance/instance-size';
import { database, emptyStack, refusal } from '../support/database';

const instanceType = new ec2.InstanceType('r8i.xlarge');
const capacity = (vcpus: number, gibibytes: number): InstanceCapacity => ({ vcpus, memory: Size.gibibytes(gibibytes) });

/** Thresholds by the suffix of the alarm's name. */
function thresholds(alarms: PostgresAlarms | undefined): Record<string, number> {
  const entries = Object.entries(alarms!.byId).map(([id, alarm]) => [id, (alarm.node.defaultChild as any).threshold]);
  return Object.fromEntries(entries);
}

test('is the size in the catalogue, or else the given capacity', () => {
  expect(instanceSize({ instanceType: new ec2.InstanceType('m6g.large') })).toMatchObject({ vcpus: 2, memoryGib: 8 });
  expect(instanceSize({ instanceType })).toBeUndefined();
  expect(instanceSize({ instanceType, instanceCapacity: capacity(4, 32) })).toEqual({
    vcpus: 4,
    memoryGib: 32,
    creditsPerHour: 0,
    ebsBursts: false,
  });
});

test('a class that is newer than the catalogue gets the alarms of a known class of its size', () => {
  const { database: newer } = database({ instanceType, instanceCapacity: capacity(4, 32) });
  const { database: known } = database({ instanceType: new ec2.InstanceType('r6g.xlarge') });
  const { EBSIOBalance: _, EBSByteBalance: __, ...comparable } = thresholds(known.alarms);
  expect(thresholds(newer.alarms)).toEqual(comparable);
  expect(Object.keys(comparable)).toEqual(expect.arrayContaining(['DBLoad', 'FreeableMemory', 'HighConnections']));
});

describe('a read replica', () => {
  const replicaOf = (props: Partial<OficinaPostgresProps>, replica: ReadReplicaProps) => {
    const made = database(props);
    made.database.addReadReplica('reports', replica);
    return made.template();
  };
  const groupsOf = (props: Partial<OficinaPostgresProps>, replica: ReadReplicaProps) =>
    Object.values(replicaOf(props, replica).findResources('AWS::RDS::DBParameterGroup')).map(
      ({ Properties }) => Properties.Parameters,
    );

  test('has the capacity of the database with its class', () => {
    expect(groupsOf({ instanceType, instanceCapacity: capacity(4, 32) }, {})).toHaveLength(1);
    expect(
      groupsOf(
        { instanceType, instanceCapacity: capacity(4, 32) },
        { instanceType: new ec2.InstanceType('r8i.xlarge') },
      ),
    ).toHaveLength(1);
  });

  test('can have a smaller class than the database', () => {
    const database32 = { instanceType, instanceCapacity: capacity(32, 256) };
    const [, own] = groupsOf(database32, {
      instanceType: new ec2.InstanceType('r8i.large'),
      instanceCapacity: capacity(2, 16),
    });
    expect(own).toMatchObject({ max_connections: '5000', max_worker_processes: '64' });
  });

  test('needs a capacity for another unknown class, and none for a known class', () => {
    const props = { instanceType, instanceCapacity: capacity(4, 32) };
    expect(() => replicaOf(props, { instanceType: new ec2.InstanceType('r8i.large') })).toThrow(
      'for a class that is newer than this library give instanceCapacity, such as vcpus 2 and memory ' +
        'Size.gibibytes(16)',
    );
    expect(() => replicaOf(props, { instanceType: new ec2.InstanceType('r6g.xlarge') })).not.toThrow();
  });
});

test.each([PostgresAlarms, PostgresDashboard])('%p accepts a capacity', (Watching) => {
  const watch = (instanceCapacity?: InstanceCapacity) => {
    const stack = emptyStack();
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
      instanceIdentifier: 'legacy-db',
      instanceEndpointAddress: 'legacy-db.example',
      port: 5432,
      securityGroups: [],
    });
    return new Watching(stack, 'Watching', {
      instance,
      instanceType,
      instanceCapacity,
      allocatedStorage: Size.gibibytes(100),
    });
  };
  expect(() => watch()).toThrow('give instanceCapacity');
  expect(() => watch(capacity(4, 32))).not.toThrow();
});

test.each<[any, string]>([
  [16, '16'],
  [{ vcpus: 2 }, 'a record'],
  [{ vcpus: '2', memory: Size.gibibytes(16) }, 'a record'],
  [{ vcpus: 2, memory: 16 }, 'a record'],
  [{ vcpus: 2, memory: Size.gibibytes(16), cores: 1 }, 'a record'],
  [Size.gibibytes(16), 'a Size'],
])('an invalid capacity %j is reported with an example', (instanceCapacity, got) => {
  expect(refusal({ instanceType, instanceCapacity })).toContain(
    `instanceCapacity must be a record of vcpus and memory, got ${got}; give it values such as vcpus 2 and memory ` +
      'Size.gibibytes(16)',
  );
});
