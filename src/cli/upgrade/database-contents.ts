import { Client } from 'pg';

/*
 * What pg_upgrade refuses, or stumbles over, as far as it can be in a database of PostgreSQL 15 or newer. The queries
 * are those of AWS and of pg_upgrade itself:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.MajorVersion.Process.html
 * https://github.com/postgres/postgres/blob/master/src/bin/pg_upgrade/check.c
 */

/** Objects of users have ids from here on. */
const FIRST_OWN_OID = 16_384;

/** What is true of the whole instance. */
export interface InstanceContents {
  readonly preparedTransactions: number;
  readonly logicalSlots: readonly { readonly name: string; readonly isLost: boolean }[];
  /** Databases whose DROP DATABASE was interrupted. */
  readonly invalidDatabases: readonly string[];
  /** Databases other than template0 that take no connections. */
  readonly closedDatabases: readonly string[];
  /** Databases that have to be there, and are not. */
  readonly missingDatabases: readonly string[];
  /** Users whose names begin as those of PostgreSQL itself. */
  readonly reservedRoles: readonly string[];
  /** Databases to look into. */
  readonly databases: readonly string[];
}

/** What is true of one database. */
export interface DatabaseContents {
  readonly name: string;
  readonly regColumns: readonly string[];
  readonly unknownColumns: readonly string[];
  readonly aclitemColumns: readonly string[];
  readonly extensions: readonly { readonly name: string; readonly version: string; readonly newest: string | null }[];
  /** Views of users on views of the system, whose columns differ from version to version. */
  readonly systemViews: readonly string[];
  /** Columns of children that may be null where the parent's may not. */
  readonly nullableChildren: readonly string[];
  readonly relations: number;
  readonly largeObjects: number;
}

/** Looks at what all databases have in common. */
export async function readInstance(client: Client): Promise<InstanceContents> {
  const names = async (sql: string) => {
    const { rows } = await client.query<{ name: string }>(sql);
    return rows.map(({ name }) => name);
  };
  const { rows: prepared } = await client.query('SELECT count(*)::int AS count FROM pg_prepared_xacts');
  const { rows: slots } = await client.query(
    `SELECT slot_name AS name, wal_status = 'lost' AS lost FROM pg_replication_slots WHERE slot_type = 'logical'`,
  );
  // Databases of RDS itself take no connections of others; RDS upgrades them.
  const databases = await names(`SELECT datname AS name FROM pg_database WHERE datname <> 'rdsadmin' ORDER BY datname`);
  const invalid = await names('SELECT datname AS name FROM pg_database WHERE datconnlimit = -2');
  const closed = await names(
    `SELECT datname AS name FROM pg_database WHERE NOT datallowconn AND datname NOT IN ('template0', 'rdsadmin')`,
  );
  const roles = await names(
    `SELECT rolname AS name FROM pg_roles WHERE rolname ~ '^pg_' AND oid >= ${FIRST_OWN_OID} ORDER BY rolname`,
  );
  return {
    preparedTransactions: prepared[0].count,
    logicalSlots: slots.map(({ name, lost }) => ({ name, isLost: lost === true })),
    invalidDatabases: invalid,
    closedDatabases: closed.filter((name) => !invalid.includes(name)),
    missingDatabases: ['postgres', 'template1'].filter((name) => !databases.includes(name)),
    reservedRoles: roles,
    databases: databases.filter((name) => name !== 'template0' && !invalid.includes(name) && !closed.includes(name)),
  };
}

/** Columns of the types in tables, materialized views and indexes of users, also in their own composite types. */
function columnsOf(types: readonly string[]): string {
  const list = types.map((type) => `'${type}'`).join(', ');
  return `
    SELECT format('%I.%I.%I', nspname, relname, attname) AS name
    FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    JOIN pg_type ON pg_type.oid = atttypid
    LEFT JOIN pg_type AS element ON element.oid = pg_type.typelem AND pg_type.typcategory = 'A'
    LEFT JOIN pg_type AS base ON base.oid = pg_type.typbasetype
    WHERE NOT attisdropped AND attnum > 0
      AND relkind IN ('r', 'p', 'm', 'i', 'c')
      AND nspname NOT IN ('pg_catalog', 'information_schema')
      AND nspname !~ '^pg_(toast|temp)'
      AND EXISTS (
        SELECT FROM (VALUES (pg_type.oid), (element.oid), (base.oid)) AS used (type)
        JOIN pg_type AS named ON named.oid = used.type
        WHERE named.typname IN (${list}) AND named.oid < ${FIRST_OWN_OID}
      )
    ORDER BY 1`;
}

/** All but regclass, regrole and regtype: https://www.postgresql.org/docs/current/pgupgrade.html#PGUPGRADE-NOTES */
const REG_TYPES = [
  'regcollation',
  'regconfig',
  'regdictionary',
  'regnamespace',
  'regoper',
  'regoperator',
  'regproc',
  'regprocedure',
];

/** Looks into one database. */
export async function readDatabase(client: Client, name: string): Promise<DatabaseContents> {
  const names = async (sql: string) => {
    const { rows } = await client.query<{ name: string }>(sql);
    return rows.map((row) => row.name);
  };
  const { rows: extensions } = await client.query(`
    SELECT extname AS name, extversion AS version, default_version AS newest
    FROM pg_extension
    LEFT JOIN pg_available_extensions ON name = extname
    ORDER BY extname`);
  const { rows: counts } = await client.query(`
    SELECT
      (SELECT count(*)::int FROM pg_class WHERE oid >= ${FIRST_OWN_OID}) AS relations,
      (SELECT count(*)::int FROM pg_largeobject_metadata) AS large_objects`);
  return {
    name,
    regColumns: await names(columnsOf(REG_TYPES)),
    unknownColumns: await names(columnsOf(['unknown', 'sql_identifier'])),
    aclitemColumns: await names(columnsOf(['aclitem'])),
    extensions,
    systemViews: await names(`
      SELECT DISTINCT format('%I.%I', nspname, view.relname) AS name
      FROM pg_depend
      JOIN pg_rewrite ON pg_rewrite.oid = objid
      JOIN pg_class AS view ON view.oid = ev_class
      JOIN pg_namespace ON pg_namespace.oid = view.relnamespace
      JOIN pg_class AS system ON system.oid = refobjid AND system.oid < ${FIRST_OWN_OID}
      WHERE classid = 'pg_rewrite'::regclass AND refclassid = 'pg_class'::regclass AND view.oid >= ${FIRST_OWN_OID}
        AND system.relname ~ '^pg_'
        AND NOT EXISTS (
          SELECT FROM pg_depend AS member
          WHERE member.classid = 'pg_class'::regclass AND member.objid = view.oid AND member.deptype = 'e'
        )
      ORDER BY 1`),
    nullableChildren: await names(`
      SELECT DISTINCT format('%I.%I.%I', nspname, relname, child.attname) AS name
      FROM pg_inherits
      JOIN pg_attribute AS child ON child.attrelid = inhrelid
      JOIN pg_attribute AS parent ON parent.attrelid = inhparent AND parent.attname = child.attname
      JOIN pg_class ON pg_class.oid = inhrelid
      JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE child.attnum > 0 AND parent.attnotnull AND NOT child.attnotnull
      ORDER BY 1`),
    relations: counts[0].relations,
    largeObjects: counts[0].large_objects,
  };
}
