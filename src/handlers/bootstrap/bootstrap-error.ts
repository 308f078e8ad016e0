import { isNotReady } from '../postgres/connection';

/** What CloudFormation shows of a reason, with a margin for what it adds. */
const LONGEST_MESSAGE = 1_000;

/** Why the bootstrap stops. The message says what to do and may be shown: it holds no values of columns, no statements and no passwords. */
export class BootstrapError extends Error {
  /** Whether the connection was lost and everything that was under way has been rolled back: another run may succeed. */
  readonly mayBeRepeated: boolean;

  /** @param cause error of the connection behind it, unless another run must not follow by itself */
  constructor(message: string, cause?: unknown) {
    super(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message);
    this.mayBeRepeated = isNotReady(cause);
  }
}
