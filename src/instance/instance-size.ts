import { SizeRoundingBehavior } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { InstanceCapacity } from './instance-capacity';
import { instanceClassSize, InstanceClassSize } from './instance-class-catalogue';
import { holdsToken } from '../validation/rule';

/** An instance class, with its size where the library may not know it. */
export interface SizedClass {
  readonly instanceType: ec2.InstanceType;
  readonly instanceCapacity?: InstanceCapacity;
}

/** The size of a class that is in the catalogue, or that was given; undefined for a class that a token hides. */
export function instanceSize({ instanceType, instanceCapacity }: SizedClass): InstanceClassSize | undefined {
  return instanceClassSize(instanceType.toString()) ?? sizeOf(instanceCapacity);
}

/**
 * A size as given. Whether such a class has CPU credits or bursts to its disk is unknown, so it gets no alarms on them.
 */
function sizeOf(capacity: InstanceCapacity | undefined): InstanceClassSize | undefined {
  if (!capacity || holdsToken(capacity)) return undefined;
  return { vcpus: capacity.vcpus, memoryGib: memoryGib(capacity), creditsPerHour: 0, ebsBursts: false };
}

export function memoryGib({ memory }: InstanceCapacity): number {
  return memory.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}
