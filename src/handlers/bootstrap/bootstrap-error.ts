import { isNotReady } from '../postgres/connection';

/** The length to which CloudFormation cuts a reason, with a margin for what it adds. */
const LONGEST_MESSAGE = 1_000;

/**
 * An error that stops the bootstrap. Its message says what to do and is safe to show: it holds no column values, no
 * statements and no passwords.
 */
export class BootstrapError extends Error {
  /** Whether the connection was lost and all unfinished work was rolled back, so that another attempt may succeed. */
  readonly mayBeRepeated: boolean;

  /** @param cause the connection's error, by which the work may be repeated; omitted when it must not be */
  constructor(message: string, cause?: unknown) {
    super(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message);
    this.mayBeRepeated = isNotReady(cause);
  }
}
