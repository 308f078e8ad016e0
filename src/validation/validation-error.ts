import { IConstruct } from 'constructs';

/** The error for props that cannot work. It lists everything that is wrong, not only the first problem. */
export class ValidationError extends Error {
  /**
   * @param scope the construct whose props are wrong
   * @param problems one sentence each, without a full stop
   * @param caller the constructor or method, which the stack trace leaves out, so that it begins in the user's code
   */
  constructor(scope: IConstruct, problems: string[], caller: Function) {
    super(`[${scope.node.path}] ${listOf(problems)}`);
    this.name = 'ValidationError';
    Error.captureStackTrace(this, caller);
  }
}

function listOf(problems: string[]): string {
  if (problems.length === 1) return problems[0];
  const lines = problems.map((problem) => `\n  - ${problem}`);
  return `${problems.length} problems:${lines.join('')}`;
}
