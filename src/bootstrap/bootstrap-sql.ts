import { readFileSync, statSync } from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib';
import { checkSql } from './sql/check-sql';

/** Names of the library's own scripts. */
const RESERVED = ['init-db.sql'];
/** The largest file. Lambda allows 250 MB for the code of a function, including all files. */
const LARGEST_FILE = 50 * 1024 ** 2;

/**
 * SQL that runs in the database with a deployment: once, in a transaction, in the order of the list. It is identified
 * by its name, and must not change after it has run.
 *
 * It starts as the group `oficina_owner`, with `oficina` before `public` in its search path: what it creates belongs to
 * the group, so that users with UserPrivileges.OWNER can change it later. After `RESET ROLE;` the rest of the file runs
 * as the master user, for extensions, roles and other schemas; after `SET ROLE billing_owner;`, as the group of another
 * schema.
 *
 * A file whose statements cannot run in a transaction, such as `CREATE INDEX CONCURRENTLY`, starts with the line
 * `-- oficina: no-transaction`. It runs again from the start if one of its statements fails, so write repeatable
 * statements, for an index `DROP INDEX CONCURRENTLY IF EXISTS x; CREATE INDEX CONCURRENTLY x …`: an index that could
 * not be finished remains, invalid. A file that leaves an invalid index is not recorded, and fails the deployment.
 *
 * It must not contain a clear-text password, whether of a role, a user mapping or a connection. Verifiers
 * (`SCRAM-SHA-256$…`) are accepted. If a file that has not run yet gives a role a `VALID UNTIL` in the past, the
 * deployment fails before any file runs.
 *
 * Limit it to DDL. The session is that of the master user, and `SET ROLE` is not a security boundary in it: a trigger,
 * a default or a function that an owner of the schema has put on a table runs when the file writes to the table, and
 * can return to the master user's rights. Initial rows belong in the migrations of the owner.
 *
 * @example
 * BootstrapSql.fromFile('sql/010-orders.sql');
 * BootstrapSql.inline('020-units', `CREATE TYPE oficina.unit AS ENUM ('piece', 'hour')`);
 */
export class BootstrapSql {
  /**
   * A file, in UTF-8. It is read when the app is synthesised.
   *
   * @param file path of the file, absolute or relative to the working directory of the app
   * @throws an error for a file that cannot be read or has more than 50 MiB; with file and line, for SQL that cannot
   * run, such as an unterminated quote, a psql command or BEGIN, and for a clear-text password
   */
  public static fromFile(file: string): BootstrapSql {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) {
      throw new Error(
        `the file of BootstrapSql.fromFile() must exist, got '${file}' (${path.resolve(file)}); join its path to the ` +
          'folder of the source file that names it, as a relative one starts at the working directory of the app',
      );
    }
    if (stats.size > LARGEST_FILE) {
      throw new Error(
        `the file of BootstrapSql.fromFile() must have at most 50 MiB, got '${file}' with ` +
          `${Math.ceil(stats.size / 1024 ** 2)} MiB; ` +
          'load data in another way, for example from S3',
      );
    }
    return new BootstrapSql(path.basename(file), readFileSync(file));
  }

  /**
   * SQL from the code of the app.
   *
   * @param name name that identifies the SQL from its first run on: letters, digits and the characters . _ -
   * @param sql one statement or several
   * @throws an error for tokens; with name and line, for SQL that cannot run, for half of a character, and for a
   * clear-text password
   */
  public static inline(name: string, sql: string): BootstrapSql {
    if (Token.isUnresolved(name) || Token.isUnresolved(sql)) {
      throw new Error(
        'name and SQL of BootstrapSql.inline() must be known at synthesis, got a token; write names and values out',
      );
    }
    return new BootstrapSql(`${name ?? ''}`, `${sql ?? ''}`);
  }

  private readonly bytes: Buffer;

  private constructor(
    /** The name that identifies the SQL. */
    public readonly name: string,
    content: Buffer | string,
  ) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name)) {
      throw new Error(
        `the name of a BootstrapSql must be 1 to 200 letters, digits and the characters . _ -, got '${name}'; ` +
          `choose one like '010-orders.sql'`,
      );
    }
    if (RESERVED.includes(name)) {
      throw new Error(
        `the name of a BootstrapSql must not be the name of the library's own script, got '${name}'; ` +
          'choose another one',
      );
    }
    checkSql(name, content);
    this.bytes = typeof content === 'string' ? Buffer.from(content) : content;
  }

  /**
   * Returns the SQL as bytes.
   *
   * @internal
   */
  public _content(): Buffer {
    return this.bytes;
  }
}
