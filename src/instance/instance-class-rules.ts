import { InstanceCapacity } from './instance-capacity';
import { instanceClassSize, instanceFamilies, mayBeNewClass, sizesOfFamily } from './instance-class-catalogue';
import { memoryGib, SizedClass } from './instance-size';
import { holdsToken, NOTHING, Rule } from '../validation/rule';

/** The fix for a class that is newer than this library. */
const GIVE_CAPACITY = 'give instanceCapacity, such as vcpus 2 and memory Size.gibibytes(16)';

function instanceTypeFix(instanceType: string, newClassFix: string): string {
  const bare = instanceType.replace(/^db\./, '');
  if (bare !== instanceType && (instanceClassSize(bare) || mayBeNewClass(bare))) {
    return `leave out the prefix: new ec2.InstanceType('${bare}')`;
  }
  const [family] = instanceType.split('.');
  const sizes = sizesOfFamily(family);
  const known =
    sizes.length > 0 ? `sizes of ${family}: ${sizes.join(', ')}` : `families: ${instanceFamilies().join(', ')}`;
  return mayBeNewClass(instanceType) ? `${known}; for a class that is newer than this library ${newClassFix}` : known;
}

/**
 * A rule for any settings that have an instance class.
 *
 * @param newClassFix the fix for a class that is newer than the catalogue
 */
export function instanceTypeRule<S extends SizedClass>(newClassFix: string = GIVE_CAPACITY): Rule<S> {
  return {
    id: 'instance-type-offered',
    reads: ['instanceType'],
    broken: ({ instanceType, instanceCapacity }) =>
      instanceClassSize(instanceType.toString()) === undefined &&
      (instanceCapacity === undefined || !mayBeNewClass(instanceType.toString())),
    got: (s) => `'${s.instanceType}'`,
    wants: 'must be an instance class that RDS for PostgreSQL has',
    fix: (s) => instanceTypeFix(s.instanceType.toString(), newClassFix),
  };
}

/** Rules for any settings whose instance class may be newer than the catalogue. */
export function instanceCapacityRules<S extends SizedClass>(): Rule<S>[] {
  return [
    {
      id: 'instance-capacity-known',
      reads: ['instanceCapacity'],
      mustBeResolved: NOTHING,
      broken: ({ instanceCapacity }) => holdsToken(instanceCapacity),
      got: () => 'a token',
      wants: 'must be known at synthesis: thresholds and parameters follow from it',
      fix: 'write it out',
    },
    {
      id: 'instance-capacity-range',
      reads: ['instanceCapacity'],
      broken: ({ instanceCapacity }) => instanceCapacity !== undefined && !isCapacity(instanceCapacity),
      got: ({ instanceCapacity }) => capacityText(instanceCapacity!),
      wants: 'must have a whole number of vcpus, 1 or more, and at least 1 GiB of memory',
      fix: 'give it values such as vcpus 2 and memory Size.gibibytes(16)',
    },
    {
      id: 'instance-capacity-of-class',
      reads: ['instanceCapacity', 'instanceType'],
      broken: ({ instanceType, instanceCapacity }) =>
        instanceCapacity !== undefined &&
        isCapacity(instanceCapacity) &&
        differs(instanceType.toString(), instanceCapacity),
      got: ({ instanceCapacity }) => capacityText(instanceCapacity!),
      wants: ({ instanceType }) => {
        const { vcpus, memoryGib: memory } = instanceClassSize(instanceType.toString())!;
        return `must be that of ${instanceType}, ${vcpus} vCPU and ${memory} GiB`;
      },
      fix: 'leave it out: this library knows the class',
    },
  ];
}

function isCapacity(capacity: InstanceCapacity): boolean {
  return Number.isInteger(capacity.vcpus) && capacity.vcpus >= 1 && memoryGib(capacity) >= 1;
}

function differs(instanceType: string, capacity: InstanceCapacity): boolean {
  const known = instanceClassSize(instanceType);
  return known !== undefined && (known.vcpus !== capacity.vcpus || known.memoryGib !== memoryGib(capacity));
}

function capacityText(capacity: InstanceCapacity): string {
  return `${capacity.vcpus} vCPU and ${memoryGib(capacity)} GiB`;
}
