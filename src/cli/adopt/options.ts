import { CommonOptions } from '../command-context';
import { CheckOptions } from './checks/phase-check';

/** The options of `adopt`. */
export interface AdoptOptions extends CommonOptions, CheckOptions {
  /** The folder of the app that is written. */
  readonly out?: string;
  /** The folder of the app that has been written. */
  readonly app?: string;
  readonly operands?: readonly string[];
}
