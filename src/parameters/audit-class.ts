/**
 * A class of statements that pgAudit records, a part of the parameter `pgaudit.log`.
 *
 * @see https://github.com/pgaudit/pgaudit#pgauditlog
 */
export enum AuditClass {
  /** SELECT, and COPY whose source is a table: every read of personal data. */
  READ = 'read',
  /** INSERT, UPDATE, DELETE, TRUNCATE, and COPY into a table. */
  WRITE = 'write',
  /** Function calls and DO blocks. */
  FUNCTION = 'function',
  /** GRANT, REVOKE, CREATE, ALTER and DROP ROLE, with passwords redacted. */
  ROLE = 'role',
  /** DDL that is not of class ROLE. */
  DDL = 'ddl',
  /** DISCARD, FETCH, CHECKPOINT, VACUUM, SET. */
  MISC = 'misc',
  /** Every class: on a busy server the log grows as fast as the traffic. */
  ALL = 'all',
}
