import { Size } from 'aws-cdk-lib';

/** Size of an instance class that is newer than this library, as in `{ vcpus: 2, memory: Size.gibibytes(16) }`. */
export interface InstanceCapacity {
  /** Virtual CPUs: a whole number from 1 on. */
  readonly vcpus: number;

  /** Nominal memory, 1 GiB or more. */
  readonly memory: Size;
}
