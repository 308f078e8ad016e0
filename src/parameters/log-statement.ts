/**
 * The statements that PostgreSQL writes to its log, the parameter `log_statement`.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-STATEMENT
 */
export enum LogStatement {
  /** No statement; pgAudit still records DDL and role changes, with passwords redacted. */
  NONE = 'none',
  /**
   * CREATE, ALTER and DROP. A password in clear SQL (`ALTER USER … PASSWORD 'secret'`) is written to the log; the
   * library itself never sends one.
   */
  DDL = 'ddl',
  /** DDL and INSERT, UPDATE, DELETE, TRUNCATE, COPY FROM: the data written is in the log too. */
  MOD = 'mod',
  /** Every statement: on a busy server the log grows as fast as the traffic. */
  ALL = 'all',
}
