import { readFileSync, statSync } from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib';
import { checkSql } from './sql/check-sql';

/** Names that the library keeps for itself. */
const RESERVED = ['init-db.sql'];
/** A function's code may have 250 MB, with everything that is in it. */
const LARGEST = 50 * 1024 ** 2;

/**
 * SQL that runs in the database with a deployment: once, in a transaction, in the order of the list. It is known by its
 * name: one that has run must not change any more.
 *
 * It begins as the group `oficina_owner`, with `oficina` before `public` in its search path: what it makes belongs to
 * the group, so that users with UserPrivileges.OWNER can change it later. `RESET ROLE;` makes the rest of the file the
 * master user, for extensions, roles and other schemas; `SET ROLE billing_owner;` makes it the group of another schema.
 *
 * A file whose statements cannot run in a transaction, as `CREATE INDEX CONCURRENTLY`, begins with the line `--
 * oficina: no-transaction`. It runs again from its beginning when one of its statements fails: write them to be
 * repeatable, an index as `DROP INDEX CONCURRENTLY IF EXISTS x; CREATE INDEX CONCURRENTLY x …`, as one that could not
 * be finished stays behind, invalid. A file that leaves one so is not recorded, and fails the deployment.
 *
 * A password must not stand in clear in it, neither of a role nor of a user mapping or a connection: verifiers
 * (`SCRAM-SHA-256$…`) may. A deployment fails before any file runs when one that has not run yet gives a role a `VALID
 * UNTIL` that is over.
 *
 * Keep it to DDL. The session is that of the master user, and `SET ROLE` is no boundary in it: a trigger, a default or
 * a function that an owner of the schema has put on a table runs when the file writes to the table, and can go back to
 * the master user's rights. First rows belong into the migrations of the owner.
 *
 * @example
 * BootstrapSql.fromFile('sql/010-orders.sql');
 * BootstrapSql.inline('020-units', `CREATE TYPE oficina.unit AS ENUM ('piece', 'hour')`);
 */
export class BootstrapSql {
  /**
   * A file, in UTF-8. It is read when the app is synthesised.
   *
   * @param file path of the file, from the working directory of the app unless it is absolute
   * @throws an error for a file that cannot be read or has more than 50 MiB; with file and line, for SQL that cannot
   * run, as with a quote that has no end, a command of psql, or BEGIN, and for a password in clear
   */
  public static fromFile(file: string): BootstrapSql {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) {
      throw new Error(
        `the file of BootstrapSql.fromFile() must exist, got '${file}' (${path.resolve(file)}); write its path ` +
          `like path.join(__dirname, 'orders.sql')`,
      );
    }
    if (stats.size > LARGEST) {
      throw new Error(
        `the file of BootstrapSql.fromFile() must have 50 MiB at the most, got '${file}' with ` +
          `${Math.ceil(stats.size / 1024 ** 2)} MiB; ` +
          'load data by another way, as from S3',
      );
    }
    return new BootstrapSql(path.basename(file), readFileSync(file));
  }

  /**
   * SQL that stands in the app itself.
   *
   * @param name name that it is known by from its first run on: letters, digits and the characters . _ -
   * @param sql one statement or several
   * @throws an error for tokens, whose values are known at deployment only; with name and line, for SQL that cannot
   * run, and for a password in clear
   */
  public static inline(name: string, sql: string): BootstrapSql {
    if (Token.isUnresolved(name) || Token.isUnresolved(sql)) {
      throw new Error(
        'name and SQL of BootstrapSql.inline() must be known at synthesis, got a token; write names and values out',
      );
    }
    return new BootstrapSql(`${name ?? ''}`, Buffer.from(`${sql ?? ''}`));
  }

  private constructor(
    /** Name that it is known by. */
    public readonly name: string,
    private readonly bytes: Buffer,
  ) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name)) {
      throw new Error(
        `the name of a BootstrapSql must be 1 to 200 letters, digits and the characters . _ -, got '${name}'; ` +
          `choose one like '010-orders.sql'`,
      );
    }
    if (RESERVED.includes(name)) {
      throw new Error(
        `the name of a BootstrapSql must not be that of the library's own script, got '${name}'; choose another one`,
      );
    }
    checkSql(name, bytes);
  }

  /**
   * The SQL as bytes.
   *
   * @internal
   */
  public _content(): Buffer {
    return this.bytes;
  }
}
