import { maskStatement } from './masked-statement';
import { StatementTimes } from './statement-times';

/**
 * What log_min_duration_statement writes, after the prefix of the line: `duration: 1234.567 ms  statement: SELECT 1`.
 * With the extended protocol it is `execute <name>:`. The lines of `parse` and `bind` tell of the same call again.
 */
const DURATION = /\bduration: (\d+(?:\.\d+)?) ms {2}(?:statement|execute [^:]*): ([^]*)/;

/** The prefix of RDS: `%t:%r:%u@%d:[%p]:`. */
const USER_AND_DATABASE = /:([^:@\s]*)@([^:\s]*):\[\d+\]:/;

interface Group {
  calls: number;
  totalMillis: number;
  maxMillis: number;
  readonly user?: string;
  readonly database?: string;
}

/** Adds the durations in a log up, by statement, the most expensive ones first. */
export class LoggedStatements {
  private readonly groups = new Map<string, Group>();

  /** Takes one message of the log; those without the duration of a statement say nothing. */
  add(message: string): void {
    const [, duration, statement] = DURATION.exec(message) ?? [];
    if (statement === undefined) return;
    const [, user, database] = USER_AND_DATABASE.exec(message) ?? [];
    const masked = maskStatement(statement);
    const group = this.groups.get(masked) ?? { calls: 0, totalMillis: 0, maxMillis: 0, user, database };
    const millis = Number(duration);
    group.calls++;
    group.totalMillis += millis;
    group.maxMillis = Math.max(group.maxMillis, millis);
    this.groups.set(masked, group);
  }

  worst(limit: number): StatementTimes[] {
    return [...this.groups]
      .map(([statement, group]) => ({ statement, ...group, meanMillis: group.totalMillis / group.calls }))
      .sort((one, other) => other.totalMillis - one.totalMillis)
      .slice(0, limit);
  }
}
