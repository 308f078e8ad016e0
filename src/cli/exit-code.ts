/** The exit codes of the command line. docs/command-line.md lists them: none of them changes its meaning. */
export enum ExitCode {
  /** The command has done what it was asked to, and nothing needs anybody. */
  OK = 0,
  /** Somebody should look at something in the next days. */
  WARNING = 1,
  /** Somebody must do something now. */
  CRITICAL = 2,
  /** AWS, the network or the machine did not let the command finish. */
  FAILED = 3,
  /** The command has refused to do something, and has changed nothing. */
  REFUSED = 4,
  /** The arguments are wrong. */
  USAGE = 64,
  /** Ctrl-C. */
  INTERRUPTED = 130,
}
