import { SizeRoundingBehavior } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { InstanceCapacity } from './instance-capacity';
import { instanceClassSize, InstanceClassSize } from './instance-class-catalogue';
import { holdsToken } from '../validation/rule';

/** An instance class, with its size if the library may not know it. */
export interface SizedClass {
  readonly instanceType: ec2.InstanceType;
  readonly instanceCapacity?: InstanceCapacity;
}

/** Returns the size of a class, from the catalogue or from the prop; undefined for a class that is a token. */
export function instanceSize({ instanceType, instanceCapacity }: SizedClass): InstanceClassSize | undefined {
  return instanceClassSize(instanceType.toString()) ?? sizeFromCapacity(instanceCapacity);
}

/**
 * Returns the size from the prop. Whether such a class has CPU credits or disk bursts is unknown, so it gets no alarms
 * on them.
 */
function sizeFromCapacity(capacity: InstanceCapacity | undefined): InstanceClassSize | undefined {
  if (!capacity || holdsToken(capacity)) return undefined;
  return { vcpus: capacity.vcpus, memoryGib: memoryGib(capacity), creditsPerHour: 0, ebsBursts: false };
}

export function memoryGib({ memory }: InstanceCapacity): number {
  return memory.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}
