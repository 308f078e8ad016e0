import { IConstruct } from 'constructs';

/** Thrown for props that cannot make a sound database; lists everything that is wrong, not just the first thing. */
export class ValidationError extends Error {
  /**
   * @param scope the construct whose props are wrong
   * @param problems one sentence each, without a full stop
   * @param caller the constructor that the stack trace starts behind, so that it begins in the user's own code
   */
  constructor(scope: IConstruct, problems: string[], caller: Function) {
    super(
      problems.length === 1
        ? `[${scope.node.path}] ${problems[0]}`
        : `[${scope.node.path}] ${problems.length} problems:${problems.map((problem) => `\n  - ${problem}`).join('')}`,
    );
    this.name = 'ValidationError';
    Error.captureStackTrace(this, caller);
  }
}
