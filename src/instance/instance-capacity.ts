import { Size } from 'aws-cdk-lib';

/** The size of an instance class that is newer than this library, as in `{ vcpus: 2, memory: Size.gibibytes(16) }`. */
export interface InstanceCapacity {
  /** Number of virtual CPUs: a whole number, 1 or more. */
  readonly vcpus: number;

  /** Nominal memory, 1 GiB or more. */
  readonly memory: Size;
}
