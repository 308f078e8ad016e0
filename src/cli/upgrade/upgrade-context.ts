import { Database } from '../aws/database';
import { CommandContext } from '../command-context';
import { ConnectionOptions } from '../postgres/connection';

/** What the checks of a major upgrade look at. */
export interface UpgradeContext {
  readonly context: CommandContext;
  readonly database: Database;
  readonly options: ConnectionOptions;
  /** Major versions of today and of the target. */
  readonly from: number;
  readonly to: number;
  /** The newest version of the target to which RDS upgrades; undefined if there is none. */
  readonly target?: string;
  /** The major versions to which RDS upgrades. */
  readonly majors: readonly number[];
  /** What the target's family has; undefined if it cannot be read. */
  readonly targetParameters?: TargetParameters;
}

/** What a family of parameter groups has. */
export interface TargetParameters {
  readonly names: ReadonlySet<string>;
  /** The extensions that RDS lists for the family; undefined if it does not. */
  readonly extensions?: ReadonlySet<string>;
}
